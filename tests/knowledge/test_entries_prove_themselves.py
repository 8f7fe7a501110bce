"""Every example is found and named as its entry; no near miss is; every sign and phrase earns its place."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.actions.proving import Failure, prove_knowledge
from tocsin.actions.proving_corpus import prove_corpus, read_accepted, read_corpus
from tocsin.actions.proving_phrases import prove_phrases
from tocsin.actions.proving_whole import default_corpus
from tocsin.errors import Fault
from tocsin.knowledge.exercises import read_exercises
from tocsin.knowledge.load import FOLDER, load_knowledge
from tocsin.understanding.held_phrases import held_phrases
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)
KNOWLEDGE = load_knowledge()
CORPUS = default_corpus()


@pytest.fixture(scope="module")
def failures() -> tuple[Failure, ...]:
    return prove_knowledge(KNOWLEDGE, on=ON).failures


@pytest.mark.parametrize("scam", sorted(KNOWLEDGE.scams))
def test_every_example_is_found_and_named_and_no_near_miss_is(scam: str, failures: tuple[Failure, ...]) -> None:
    assert [failure for failure in failures if failure.scam == scam] == []


@pytest.mark.parametrize("scam", sorted(KNOWLEDGE.scams))
def test_no_near_miss_makes_its_entry_hold(scam: str) -> None:
    for near_miss in KNOWLEDGE.scams[scam].near_misses:
        channel = None if near_miss.channel == "description" else near_miss.channel
        matches = understand(near_miss.text, KNOWLEDGE, channel=channel, deep=False).matches
        assert scam not in [match.scam for match in matches if match.held], near_miss.text


def test_every_phrase_meets_a_text_and_every_exercise_a_phrase() -> None:
    faults: list[Fault] = []
    exercises = read_exercises(FOLDER, faults)
    assert faults == []
    texts = None if CORPUS is None else [row.text for row in read_corpus(CORPUS)]
    assert prove_phrases(KNOWLEDGE, exercises, corpus=texts).failures == ()


def test_the_false_alarms_on_the_training_half_are_those_on_the_reviewed_list() -> None:
    if CORPUS is None:
        return
    rows = read_corpus(CORPUS)
    proof = prove_corpus(rows, read_accepted(CORPUS, rows, KNOWLEDGE), KNOWLEDGE, on=ON)
    assert proof.failures == ()
    assert proof.rows == len(rows)


@pytest.fixture(scope="module")
def held() -> dict[str, set[str]]:
    """The signs and tactics whose phrases the examples, near misses and exercises of each entry hold, whoever wants them."""
    owners = [owner for owner, _, _ in KNOWLEDGE.phrases()]
    texts: dict[str, list[str]] = {
        scam.id: [each.text for each in (*scam.examples, *scam.near_misses)] for scam in KNOWLEDGE.scams.values()
    }
    for exercise in read_exercises(FOLDER, []):
        texts.setdefault(exercise.owner, []).append(exercise.text)
    return {
        scam: {owners[number] for text in said for number in held_phrases(text, KNOWLEDGE)}
        for scam, said in texts.items()
    }


@pytest.mark.parametrize("scam", sorted(KNOWLEDGE.scams))
def test_every_sign_is_used_by_some_example_or_exercise(scam: str, held: dict[str, set[str]]) -> None:
    assert {sign.id for sign in KNOWLEDGE.scams[scam].signs} <= held[scam]


def test_every_tactic_finds_something_in_the_examples(held: dict[str, set[str]]) -> None:
    assert KNOWLEDGE.tactics.keys() <= set().union(*held.values())
