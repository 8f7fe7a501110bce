"""Make ``src/tocsin/understanding/ordinary_words.txt``: English words that no misspelling may be guessed from.

    .venv/bin/python scripts/build_ordinary_words.py

They are the words that stand in at least two texts of the corpus' training half, in at least five of the public sets that
may train what ships (TOCSIN_DATA, by default ../shared/data; press releases, complaints, questions to banks, e-mail, SMS), or
in the entries of knowledge. What looks like a slip of a far more frequent word is left out.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tocsin.understanding.spelling import one_slip

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "tocsin" / "understanding" / "ordinary_words.txt"
DATA = Path(os.environ.get("TOCSIN_DATA", ROOT.parent / "shared" / "data"))
FEWEST, FEWEST_OF_DATA = 2, 5
SHORTEST = 2
SELDOM, OFTEN = 40, 40  # a slip is at least so many times as rare as its word
_WORD = re.compile(r"[a-z]+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'", "").replace("’", ""))


def public_texts() -> Iterator[str]:
    """Every text of the public sets that may train what ships."""
    csv.field_size_limit(10_000_000)
    for path, column in (
        ("benign_banking77/train.csv", "text"),
        ("sms_mendeley_5971/Dataset_5971.csv", "TEXT"),
        ("reports_cfpb_sample/scam_related_narratives.csv", "Consumer complaint narrative"),
    ):
        with (DATA / path).open(encoding="utf-8", errors="replace", newline="") as file:
            yield from (row[column] for row in csv.DictReader(file))
    for path, field in (
        ("email_spamassassin/spamassassin_600.jsonl", "text"),
        ("benign_multidogo_customer/multidogo_customer_turns.jsonl", "customer_turns"),
    ):
        for line in (DATA / path).read_text(encoding="utf-8").rstrip("\n").split("\n"):
            value = json.loads(line)[field]
            yield value if isinstance(value, str) else " ".join(value)
    text = (DATA / "warnings_ftc/ftc_press_releases_scrapy.json").read_text(encoding="utf-8")
    at = 0
    while at < len(text):
        items, at = json.JSONDecoder().raw_decode(text, at)
        yield from (item["full_text"] for item in items)
        at += len(text[at:]) - len(text[at:].lstrip())


def nears(word: str, counts: Counter[str]) -> Iterator[str]:
    """Words of the same first and last letter that are one slip away and no other form of it."""
    for other in by_shape(counts).get((word[0], word[-1]), ()):
        if other != word and abs(len(other) - len(word)) <= 1 and one_slip(word, other):
            yield other


_shapes: dict[tuple[str, str], list[str]] = {}


def by_shape(counts: Counter[str]) -> dict[tuple[str, str], list[str]]:
    if not _shapes:
        for word, count in counts.items():
            if count > OFTEN:
                _shapes.setdefault((word[0], word[-1]), []).append(word)
    return _shapes


def main() -> None:
    counts: Counter[str] = Counter()
    for path in sorted((ROOT / "corpus" / "training").glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = row["text"] if "text" in row else " ".join(turn["text"] for turn in row["turns"])
            if row.get("language", "en") == "en" and not row.get("disguise"):
                counts.update(set(words_of(text)))
    for path in sorted((ROOT / "src" / "tocsin" / "knowledge").rglob("*.yaml")):
        counts.update(dict.fromkeys(words_of(path.read_text(encoding="utf-8")), FEWEST))
    of_data: Counter[str] = Counter()
    for text in public_texts():
        of_data.update(set(words_of(text)))
    counts.update({word: count for word, count in of_data.items() if count >= FEWEST_OF_DATA})
    for word in [word for word, count in counts.items() if count <= SELDOM and len(word) >= 5]:
        if any(counts[near] >= OFTEN * counts[word] for near in nears(word, counts)):
            del counts[word]  # "recieve"
    words = sorted(word for word, count in counts.items() if count >= FEWEST and len(word) >= SHORTEST)
    TARGET.write_text("\n".join(words) + "\n", encoding="ascii")
    print(f"{len(words)} words in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
