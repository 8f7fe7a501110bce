"""How long the server takes for an answer page and for the other public pages, and how heavy they are.

    make bench-pages

Asks the app itself, without a network: 200 texts of the corpus' training half, each once, then every open page 20 times.
A page's weight is what is sent over the wire by a browser that has nothing yet, compressed, with all that it loads.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lxml import html
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from take_screens import OPEN_TO_ALL, make_desk
from tocsin.web.app import create_app

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "training"
TEXTS = 200
AGAIN = 20


def texts() -> list[str]:
    found = []
    for path in sorted(CORPUS.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("text"):
                found.append(row["text"])
    step = max(1, len(found) // TEXTS)
    return found[::step][:TEXTS]


def milliseconds(call: object) -> float:
    before = time.perf_counter()
    call()  # type: ignore[operator]
    return (time.perf_counter() - before) * 1000


def weight(client: TestClient, answer: object) -> int:
    sent = int(answer.headers["content-length"])  # type: ignore[attr-defined]
    page = html.document_fromstring(answer.text)  # type: ignore[attr-defined]
    for address in set(map(str, page.xpath("//script/@src | //link[@rel!='alternate']/@href | //img/@src"))):
        sent += int(client.get(address).headers["content-length"])
    return sent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        client = TestClient(
            create_app(make_desk(Path(folder), "http://testserver")), headers={"accept-encoding": "gzip"}
        )
        asked = texts()
        client.post("/check", data={"text": asked[0]})  # what is made once is made
        took = sorted(milliseconds(lambda text=text: client.post("/check", data={"text": text})) for text in asked)
        print(f"{'page':42}{'median ms':>10}{'95 % ms':>10}{'bytes':>9}")
        answer = client.post("/check", data={"text": asked[0]})
        print(
            f"{f'the answer to {len(asked)} texts':42}{statistics.median(took):>10.1f}{took[int(len(took) * 0.95)]:>10.1f}{weight(client, answer):>9,}"
        )
        for name, path in OPEN_TO_ALL:
            took = sorted(milliseconds(lambda path=path: client.get(path)) for _ in range(AGAIN))
            print(
                f"{name:42}{statistics.median(took):>10.1f}{took[int(AGAIN * 0.95)]:>10.1f}{weight(client, client.get(path)):>9,}"
            )


if __name__ == "__main__":
    main()
