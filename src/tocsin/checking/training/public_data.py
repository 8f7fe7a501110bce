"""The public sources that may train what ships, read from the data folder (docs/model.md says what each is).

Give-aways of a source are dropped on the way in: speaker labels, "press 1", masks such as ``XXXX``. A folder that is
not there gives no rows: the model's card says what it was trained on.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tocsin.checking.training.rows import Row, Turns, as_lines

csv.field_size_limit(10_000_000)

LONGEST = 6_000  # characters: what comes after adds time and no wording
_SPEAKER = re.compile(r"\b(Suspect|Innocent)\s*:\s*")
_PRESS = re.compile(r"\b(?:press|push|dial|hit) (?:the )?(?:number |digit )?(?:[0-9]|one|two|nine)\b", re.IGNORECASE)
_MASKS = re.compile(r"\{\$?[\d,.]+\}|\bX{2,}(?:/X{2,})*(?:/\d+)?\b|\d{0,2}/\d{0,2}/\d{2,4}")
MOST = {"bothbosu": 700, "multidogo": 900, "banking77": 1500, "cfpb": 500, "ftc": 500}


def public_rows(folder: Path, *, seed: int = 7) -> Iterator[Row]:
    """Every allowed source below ``folder``; a source that is not there is passed over."""
    for read in READERS.values():
        yield from read(folder, random.Random(seed))


def mendeley(folder: Path, chance: random.Random) -> Iterator[Row]:
    seen: set[str] = set()
    for row in _csv(folder / "sms_mendeley_5971" / "Dataset_5971.csv"):
        label, text = row["LABEL"].lower(), row["TEXT"].replace("\ufffd", "")
        key = re.sub("[^a-z]", "", text.lower())
        if label in ("ham", "smishing") and key not in seen:
            seen.add(key)
            yield Row("mendeley", f"sms:{key[:24]}", label == "smishing", text, "sms")


def robocalls(folder: Path, chance: random.Random) -> Iterator[Row]:
    for row in _csv(folder / "calls_ncsu_robocalls" / "english_unique.csv"):
        text = _PRESS.sub("", row["transcript"]).strip()
        if len(text.split()) >= 12:
            yield Row("robocalls", f"robo:{' '.join(sorted(set(text.lower().split()))[:8])}", True, text, "call", kind="call",
                      turns=(("caller", text),))  # fmt: skip


def bothbosu(folder: Path, chance: random.Random) -> Iterator[Row]:
    rows = []
    for name in ("multi_agent_conversation_train", "single-agent-scam-dialogue_train"):
        rows += list(_csv(folder / "calls_bothbosu_synthetic" / f"{name}.csv"))
    chance.shuffle(rows)
    for row in rows[: MOST["bothbosu"]]:
        pieces = _SPEAKER.split(row["dialogue"])[1:]
        turns: Turns = tuple(
            ("caller" if who == "Suspect" else "callee", said.strip())
            for who, said in zip(pieces[::2], pieces[1::2], strict=True)
            if said.strip()
        )
        if len(turns) >= 2:
            yield Row("bothbosu", f"bothbosu:{row['type']}", str(row["labels"]).strip().startswith("1"), as_lines(turns),
                      "call", turns=turns, kind="call")  # fmt: skip


def multidogo(folder: Path, chance: random.Random) -> Iterator[Row]:
    rows = list(_lines(folder / "benign_multidogo_customer" / "multidogo_customer_turns.jsonl"))
    chance.shuffle(rows)
    for row in rows[: MOST["multidogo"]]:
        yield Row("multidogo", f"multidogo:{row['id']}", False, "\n".join(row["customer_turns"])[:LONGEST])


def banking77(folder: Path, chance: random.Random, *, most: int = MOST["banking77"]) -> Iterator[Row]:
    rows = list(_csv(folder / "benign_banking77" / "train.csv"))
    chance.shuffle(rows)
    for row in rows[:most]:
        yield Row("banking77", f"banking77:{row['category']}", False, row["text"])


def spamassassin(folder: Path, chance: random.Random) -> Iterator[Row]:
    for at, row in enumerate(_lines(folder / "email_spamassassin" / "spamassassin_600.jsonl")):
        if row["label"] == "ham":
            yield Row("spamassassin", f"ham:{at}", False, f"{row['subject']}\n\n{row['text']}"[:LONGEST], "email")


def cfpb(folder: Path, chance: random.Random) -> Iterator[Row]:
    """Complaints about firms and credit files: people's accounts of trouble that is no scam."""
    rows = [
        row for row in _csv(folder / "reports_cfpb_sample" / "complaints_sample.csv")
        if len(row["Consumer complaint narrative"]) > 80 and row["Issue"] != "Fraud or scam"
        and not re.search("scam|fraud|stolen|unauthori|phish", row["Consumer complaint narrative"], re.IGNORECASE)
    ]  # fmt: skip
    chance.shuffle(rows)
    for row in rows[: MOST["cfpb"]]:
        text = " ".join(_MASKS.sub(" ", row["Consumer complaint narrative"]).split())
        yield Row("cfpb", f"cfpb:{row['Complaint ID']}", False, text[:LONGEST], kind="account")


def ftc(folder: Path, chance: random.Random) -> Iterator[Row]:
    """Official warnings and news about scams, which are no scam."""
    rows = [f"{row['title']}\n\n{row['body']}" for row in _lines(folder / "warnings_ftc" / "ftc_consumer_scams.jsonl")]
    for name in ("ftc_data_spotlight_scrapy", "ftc_press_releases_scrapy"):
        rows += [f"{row['title']}\n\n{row['full_text']}" for row in _arrays(folder / "warnings_ftc" / f"{name}.json")]
    rows = list(dict.fromkeys(rows))
    chance.shuffle(rows)
    for at, text in enumerate(rows[: MOST["ftc"]]):
        yield Row("ftc", f"ftc:{at}", False, text[:LONGEST], kind="warning")


READERS: dict[str, Callable[[Path, random.Random], Iterator[Row]]] = {
    "mendeley": mendeley,
    "robocalls": robocalls,
    "bothbosu": bothbosu,
    "multidogo": multidogo,
    "banking77": banking77,
    "spamassassin": spamassassin,
    "cfpb": cfpb,
    "ftc": ftc,
}


def _csv(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            yield from csv.DictReader(file)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def _arrays(path: Path) -> Iterator[dict[str, str]]:
    """The items of one JSON array after another, as that file has them."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    at = 0
    while at < len(text):
        items, at = json.JSONDecoder().raw_decode(text, at)
        yield from items
        at += len(text[at:]) - len(text[at:].lstrip())
