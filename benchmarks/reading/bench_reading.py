"""How well official warnings are read: precision, recall and F1 for each field, against documents read by hand.

    python benchmarks/reading/bench_reading.py [--misses] [--only PART-OF-NAME] [--quick]

Data: ``$TOCSIN_SHARED/advisories`` (by default ``../shared`` beside the checkout). Development material: these figures
say how the reader does on documents it was built beside, not on new ones.

What counts: a value of ours that the gold has too is right, one that it lacks is false, one of the gold's that we lack is
missed. A loss must agree in amount, currency, basis and qualifier. A contact agrees by its value (telephone numbers by
digits, addresses without scheme and www.), or by name where the gold gives no value. Impersonated organisations are mapped
by the names in knowledge; vague names that no entry has count only by their text: an id of ours read from such words is
neither right nor false. Scams and tactics are mapped to our ids by ``mapping.yaml`` and ``tactics_mapping.yaml``, both made
before the first run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pace import show_memory, show_pace

from tocsin.knowledge.load import Knowledge, load_knowledge
from tocsin.sources import read_file
from tocsin.understanding.advisory import advisory_as_dict, read_advisory

HERE = Path(__file__).resolve().parent
FIELDS = (
    "scam", "channel", "impersonated", "places", "report_count", "lost_money_count", "losses", "published", "contacts",
    "tactics",
)  # fmt: skip
BESIDE = ("title", "publisher", "publisher_area", "tactics (all ids)")
"""Printed too, and not in the mean."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="show every value that does not agree")
    parser.add_argument("--only", default="", help="only documents with this in their name")
    parser.add_argument("--quick", action="store_true", help="without the pace and the 10,000 documents")
    options = parser.parse_args()
    folder = Path(os.environ.get("TOCSIN_SHARED", HERE.parents[2] / "shared")) / "advisories"
    if not (folder / "gold.jsonl").is_file():
        print(
            f"There is no gold.jsonl in {folder}. Set TOCSIN_SHARED to the folder that holds advisories/.",
            file=sys.stderr,
        )
        return 2
    mapping = yaml.safe_load((HERE / "mapping.yaml").read_text(encoding="utf-8"))["scams"]
    tactics = yaml.safe_load((HERE / "tactics_mapping.yaml").read_text(encoding="utf-8"))
    knowledge = load_knowledge()
    tally: dict[str, list[int]] = {field: [0, 0, 0] for field in (*FIELDS, *BESIDE)}  # right, false, missed
    vague = wordless = read = 0
    gold_rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line]
    for gold in gold_rows:
        if options.only not in gold["file"]:
            continue
        read += 1
        ours = advisory_as_dict(read_advisory(read_file(folder / gold["file"]), knowledge))
        wanted, left_out = wanted_values(gold, mapping, knowledge)
        vague += left_out
        wordless += sum(1 for word in gold["tactics_text"] if tactics["words"][word] is None)
        found = found_values(ours)
        found["impersonated"] = [
            each for each in ours["claimed"] if not only_told_in_text(each, ours, gold, wanted["impersonated"])
        ]
        told = {tactics["words"][word] for word in gold["tactics_text"]} - {None} | set(tactics["asked"][gold["file"]])
        wanted["tactics"] = sorted(told - set(tactics["not_compared"]))
        wanted["tactics (all ids)"] = sorted(told)
        found["tactics"] = [each for each in ours["tactics"] if each not in tactics["not_compared"]]
        found["tactics (all ids)"] = ours["tactics"]
        for field, counted in tally.items():
            right, false, missed = compare(field, found[field], wanted[field])
            counted[:] = [a + b for a, b in zip(counted, (len(right), len(false), len(missed)), strict=True)]
            if options.misses and (false or missed) and field != BESIDE[-1]:
                print(f"{gold['file']}: {field}: false {sorted(map(str, false))} missed {sorted(map(str, missed))}")
    report(tally, documents=read)
    print(f"impersonated: {vague} names without an entry in knowledge were left out")
    print(f"tactics: {wordless} words that our list has nothing for were left out")
    show_warning_rates(folder, knowledge)
    if not options.quick:
        texts = sorted((folder / "scam").glob("*.txt"))
        show_pace(texts, knowledge)
        show_memory(texts, knowledge)
    return 0


def report(tally: dict[str, list[int]], *, documents: int) -> None:
    print(f"{documents} documents")
    print(f"{'field':<18}{'right':>7}{'false':>7}{'missed':>8}{'precision':>11}{'recall':>8}{'F1':>7}")
    scores = []
    for field, (right, false, missed) in tally.items():
        precision = right / (right + false) if right + false else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * right / (2 * right + false + missed) if right + false + missed else 1.0
        if field == BESIDE[0]:
            print(f"{'mean F1':<51}{statistics.mean(scores):>7.3f}    least {min(scores):.3f}")
            print("beside the mean:")
        scores.append(f1)
        print(f"{field:<18}{right:>7}{false:>7}{missed:>8}{precision:>11.3f}{recall:>8.3f}{f1:>7.3f}")


def show_warning_rates(folder: Path, knowledge: Knowledge) -> None:
    """Whether each document is told to be a warning, or not to be one."""
    for name, wanted in (("scam", True), ("other", False)):
        files = sorted((folder / name).glob("*.txt"))
        wrong = [file.name for file in files if read_advisory(read_file(file), knowledge).is_advisory is not wanted]
        said = len(files) - len(wrong) if wanted else len(wrong)
        print(
            f"{name}/: {said} of {len(files)} taken for a warning ({'all' if wanted else 'none'} should be)"
            f"{': wrong ' + ', '.join(wrong) if wrong else ''}"
        )


def wanted_values(
    gold: dict[str, Any], mapping: dict[str, list[str]], knowledge: Knowledge
) -> tuple[dict[str, list[Any]], int]:
    """What the careful reader took out of a document, by field; and how many of the impersonated names no entry has."""
    scams = [each for each in mapping[gold["scam_text"]] if each in knowledge.scams]
    names = {
        name.lower(): organisation.id
        for organisation in knowledge.organisations.values()
        for name in (organisation.name, *organisation.names)
    }
    claimed = [names.get(plain_name(name)) for name in gold["claimed"]]
    return {
        "title": [plain_text(gold["title"])] if gold.get("title") else [],
        "scam": scams,
        "channel": gold["channels"],
        "impersonated": [each for each in claimed if each],
        "places": [plain_place(place) for place in gold["places"]],
        "report_count": one(gold.get("report_count")),
        "lost_money_count": one(gold.get("lost_money_count")),
        "losses": [loss_key(loss) for loss in gold["losses"]],
        "published": one(gold.get("published")),
        "publisher": one(gold.get("publisher") and plain_text(gold["publisher"])),
        "publisher_area": one(gold.get("publisher_area")),
        "contacts": [contact_key(contact) for contact in gold["contacts"]],
    }, sum(1 for each in claimed if not each)


def only_told_in_text(organisation: str, ours: dict[str, Any], gold: dict[str, Any], mapped: list[str]) -> bool:
    """Whether our id stands for a vague name of the gold's ("bank representative") that no entry has: no right, no false."""
    if organisation in mapped:
        return False
    texts = {m["text"].lower() for m in ours["mentions"] if m["kind"] == "organisation" and m["value"] == organisation}
    return any(text in name.lower() or name.lower() in text for text in texts for name in gold["claimed"])


def found_values(ours: dict[str, Any]) -> dict[str, list[Any]]:
    published = ours["published"]
    return {
        "title": [plain_text(ours["title"])] if ours["title"] else [],
        "scam": one(ours["scam"]),
        "channel": ours["channels"],
        "places": [plain_place(place) for place in ours["places"]],
        "report_count": one(ours["report_count"]),
        "lost_money_count": one(ours["lost_money_count"]),
        "losses": [loss_key(loss) for loss in ours["losses"]],
        "published": one(published and published[:10]),
        "publisher": one(ours["publisher"] and plain_text(ours["publisher"])),
        "publisher_area": one(ours["publisher_area"]),
        "contacts": [contact_key(contact) for contact in ours["contacts"]],
    }


def compare(field: str, found: Iterable[Any], wanted: Iterable[Any]) -> tuple[set[Any], set[Any], set[Any]]:
    """What is right, what is false and what was missed."""
    ours, gold = set(found), set(wanted)
    if field == "scam":  # any of the ids that fit is the one right answer
        right = ours & gold
        return right, ours - gold, set() if right or not gold else {sorted(gold)[0]}
    return ours & gold, ours - gold, gold - ours


def one(value: object) -> list[Any]:
    return [] if value is None or value == "" else [value]


def plain_text(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("’", "").replace("'", "")).strip()


def plain_name(name: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", name).lower().replace("'", "").replace("’", "")


def plain_place(place: str) -> str:
    return place.split(",")[0].strip().lower()


def loss_key(loss: dict[str, Any]) -> tuple[Any, ...]:
    return float(loss["amount"]), loss["currency"], loss["basis"], loss["qualifier"]


def contact_key(contact: dict[str, Any]) -> str:
    value = contact["value"]
    if value is None:
        return f"name:{contact['name'].lower()}"
    if re.search(r"[a-z]", value, re.IGNORECASE):
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", value.lower()).rstrip("/")
    return re.sub(r"\D", "", value)


if __name__ == "__main__":
    sys.exit(main())
