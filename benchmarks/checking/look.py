"""How often each public source is flagged, and how often it is called a scam: the shares, never the rows.

    .venv/bin/python benchmarks/checking/look.py            all sources
    .venv/bin/python benchmarks/checking/look.py ham sgd    the sources whose name holds one of these words

Data: the folder TOCSIN_DATA (by default ../shared/data); its README says which source may train and which only measure.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tocsin.checking.check import check
from tocsin.knowledge import load_knowledge
from tocsin.understanding.understand import understand

HERE = Path(__file__).resolve()
DATA = Path(os.environ.get("TOCSIN_DATA", HERE.parents[3] / "shared" / "data"))
ON = date(2026, 11, 24)
Texts = Iterator[tuple[str, str]]  # channel ("" where none is given), text

csv.field_size_limit(10_000_000)


def rows(path: str) -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def lines(path: str) -> Iterator[dict[str, object]]:
    with (DATA / path).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def arrays(path: str) -> Iterator[dict[str, str]]:
    """The items of one JSON array after another, as that file has them."""
    text = (DATA / path).read_text(encoding="utf-8")
    at = 0
    while at < len(text):
        items, at = json.JSONDecoder().raw_decode(text, at)
        yield from items
        at += len(text[at:]) - len(text[at:].lstrip())


def mendeley(label: str) -> Texts:
    return (("sms", row["TEXT"]) for row in rows("sms_mendeley_5971/Dataset_5971.csv") if row["LABEL"].lower() == label)


def vigilis(label: str) -> Texts:
    for row in lines("calls_vigilis_youtube/vigilis_calls.jsonl"):
        kind = str(row["kind"])
        if (label == "scam" and kind == "real youtube scam call") or (label == "benign" and row["label"] == "benign"):
            yield "call", str(row["text"])


def inf2008(name: str) -> Texts:
    return (("call", row["dialogue"]) for row in rows(f"calls_inf2008_gemini/{name}_call_logs.csv"))


def bothbosu(label: str) -> Texts:
    for name in ("multi_agent_conversation_test", "single-agent-scam-dialogue_test"):
        for row in rows(f"calls_bothbosu_synthetic/{name}.csv"):
            if row["labels"].startswith(label):
                yield "call", row["dialogue"]


def robocalls() -> Texts:
    return (("call", row["transcript"]) for row in rows("calls_ncsu_robocalls/english_unique.csv"))


def banking77() -> Texts:
    every = [row["text"] for row in rows("benign_banking77/train.csv")]
    return (("", text) for text in random.Random(1).sample(every, 2000))


def multidogo() -> Texts:
    for row in lines("benign_multidogo_customer/multidogo_customer_turns.jsonl"):
        yield "", "\n".join(row["customer_turns"])  # type: ignore[call-overload]


def sgd() -> Texts:
    return (("", str(row["text"])) for row in lines("benign_sgd/sgd_sample_1000.jsonl"))


def spamassassin(label: str) -> Texts:
    for row in lines("email_spamassassin/spamassassin_600.jsonl"):
        if row["label"] == label:
            yield "email", f"{row['subject']}\n\n{row['text']}"


def phishing() -> Texts:
    return (("email", f"{row['subject']}\n\n{row['text']}") for row in lines("email_phishing_pot/phishing_600.jsonl"))


def spamhunter_uk() -> Texts:
    for row in rows("sms_spamhunter/spamhunter_uk_keyword_subset.csv"):
        yield "sms", row["text"]


def warnings_ftc() -> Texts:
    for row in arrays("warnings_ftc/ftc_press_releases_scrapy.json"):
        yield "", f"{row['title']}\n\n{row['full_text']}"


def warnings_ftc_consumer() -> Texts:
    for row in lines("warnings_ftc/ftc_consumer_scams.jsonl"):
        yield "", f"{row['title']}\n\n{row['body']}"
    for row in arrays("warnings_ftc/ftc_data_spotlight_scrapy.json"):
        yield "", f"{row['title']}\n\n{row['full_text']}"


def advisories(folder: str) -> Texts:
    for path in sorted((DATA.parent / "advisories" / folder).glob("*.txt")):
        yield "", path.read_text(encoding="utf-8")


def cfpb() -> Texts:
    for row in rows("reports_cfpb_sample/scam_related_narratives.csv"):
        yield "", row["Consumer complaint narrative"]


SOURCES = {
    "sms_mendeley ham": lambda: mendeley("ham"),
    "sms_mendeley smishing": lambda: mendeley("smishing"),
    "sms_mendeley spam": lambda: mendeley("spam"),
    "sms_spamhunter uk": spamhunter_uk,
    "calls_vigilis real scam": lambda: vigilis("scam"),
    "calls_vigilis films": lambda: vigilis("benign"),
    "calls_inf2008 scam": lambda: inf2008("scam"),
    "calls_inf2008 genuine": lambda: inf2008("non_scam"),
    "calls_ncsu_robocalls": robocalls,
    "calls_bothbosu scam": lambda: bothbosu("1"),
    "calls_bothbosu genuine": lambda: bothbosu("0"),
    "benign_banking77 2000": banking77,
    "benign_multidogo": multidogo,
    "benign_sgd": sgd,
    "email_spamassassin ham": lambda: spamassassin("ham"),
    "email_spamassassin spam": lambda: spamassassin("spam"),
    "email_phishing_pot": phishing,
    "warnings_ftc press": warnings_ftc,
    "warnings_ftc consumer": warnings_ftc_consumer,
    "advisories scam": lambda: advisories("scam"),
    "advisories other": lambda: advisories("other"),
    "reports_cfpb scam-related": cfpb,
}


def main(wanted: list[str]) -> None:
    knowledge = load_knowledge()
    print(f"knowledge {knowledge.version}")
    print(f"{'source':28} {'texts':>6} {'flagged':>8} {'scam':>7}   genre: message/account/warning/other   µs a text")
    for name, texts in SOURCES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        levels: Counter[str] = Counter()
        genres: Counter[str] = Counter()
        begun = time.perf_counter()
        for channel, text in texts():
            understanding = understand(text, knowledge, channel=channel or None, deep=False)
            verdict = check(understanding, knowledge, channel=channel or None, on=ON)
            levels[verdict.level] += 1
            genres[understanding.genre] += 1
        took = time.perf_counter() - begun
        count = sum(levels.values()) or 1
        flagged = levels["scam"] + levels["suspicious"]
        shares = "/".join(f"{genres[genre] / count:.2f}" for genre in ("message", "account", "warning", "other"))
        print(
            f"{name:28} {count:6} {flagged / count:8.3f} {levels['scam'] / count:7.3f}   {shares:38} "
            f"{took / count * 1e6:8.0f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
