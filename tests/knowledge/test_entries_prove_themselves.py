"""Every example is found and named as its entry; no near miss is; every sign earns its place."""

from __future__ import annotations

from datetime import date

import pytest
import re2

from tocsin.checking.check import check
from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.load import load_knowledge
from tocsin.records import Example
from tocsin.understanding.normalise import normalise
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)
KNOWLEDGE = load_knowledge()
EXAMPLES = [(scam.id, example) for scam in KNOWLEDGE.scams.values() for example in scam.examples]
NEAR_MISSES = [(scam.id, example) for scam in KNOWLEDGE.scams.values() for example in scam.near_misses]


def name(case: object) -> str:
    return case if isinstance(case, str) else case.text[:40] if isinstance(case, Example) else str(case)


def channel_of(example: Example) -> str | None:
    return None if example.channel == "description" else example.channel


@pytest.mark.parametrize(("scam", "example"), EXAMPLES, ids=name)
def test_an_example_is_found_and_named_as_its_entry(scam: str, example: Example) -> None:
    channel = channel_of(example)
    understanding = understand(example.text, KNOWLEDGE, channel=channel, deep=False)
    verdict = check(understanding, KNOWLEDGE, channel=channel, on=ON)
    assert verdict.level in ("scam", "suspicious")
    assert verdict.scam == scam


@pytest.mark.parametrize(("scam", "near_miss"), NEAR_MISSES, ids=name)
def test_a_near_miss_is_no_scam(scam: str, near_miss: Example) -> None:
    channel = channel_of(near_miss)
    understanding = understand(near_miss.text, KNOWLEDGE, channel=channel, deep=False)
    verdict = check(understanding, KNOWLEDGE, channel=channel, on=ON)
    assert verdict.level != "scam"
    assert scam not in [match.scam for match in understanding.matches if match.held]


def signs_found(knowledge: Knowledge, scam: str) -> set[str]:
    """The signs of an entry that some example or near miss of it holds, by their own patterns."""
    entry = knowledge.scams[scam]
    texts = [normalise(example.text).text for example in (*entry.examples, *entry.near_misses)]
    return {
        sign.id
        for sign in entry.signs
        if any(re2.search(knowledge.patterns[phrase], text) for phrase in sign.phrases for text in texts)
    }


@pytest.mark.parametrize("scam", sorted(KNOWLEDGE.scams))
def test_every_sign_is_used_by_some_example(scam: str) -> None:
    assert signs_found(KNOWLEDGE, scam) == {sign.id for sign in KNOWLEDGE.scams[scam].signs}


def test_every_tactic_finds_something_in_the_examples() -> None:
    texts = [normalise(example.text).text for _, example in (*EXAMPLES, *NEAR_MISSES)]
    silent = {
        tactic.id
        for tactic in KNOWLEDGE.tactics.values()
        if not any(re2.search(KNOWLEDGE.patterns[phrase], text) for phrase in tactic.phrases for text in texts)
    }
    assert silent == set()
