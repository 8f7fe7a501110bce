"""The proof of the knowledge says what fails, where, and what to change."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tocsin.actions.proving import prove_knowledge
from tocsin.actions.proving_corpus import (
    Accepted,
    prove_corpus,
    read_accepted,
    read_corpus,
)
from tocsin.actions.proving_phrases import prove_phrases
from tocsin.actions.proving_whole import prove_whole
from tocsin.checking.training.rows import Row
from tocsin.cli import tocsin
from tocsin.errors import InputError, KnowledgeError
from tocsin.knowledge.exercises import Exercise
from tocsin.knowledge.load import FOLDER, Knowledge, load_knowledge
from tocsin.records import Example, Scam

ON = date(2026, 11, 24)
SCAM = "hi-mum"
ALARMING = "Hi mum, I dropped my phone, this is my new number. Can you pay a bill for me today? £780 to 20-11-04"
KNOWLEDGE = load_knowledge()


def changed(**fields: object) -> Knowledge:
    """The knowledge with this one entry alone, and that changed: few texts, so quick to prove."""
    scam: Scam = replace(KNOWLEDGE.scams[SCAM], **fields)  # type: ignore[arg-type]
    return replace(KNOWLEDGE, scams={SCAM: scam}, kept_index=None)


def with_phrase(phrase: str) -> Knowledge:
    first, *rest = KNOWLEDGE.scams[SCAM].signs
    return changed(signs=(replace(first, phrases=(*first.phrases, phrase)), *rest))


def exercise(text: str, owner: str = SCAM) -> Exercise:
    return Exercise(owner, text, f"exercises/{owner}.yaml", 3)


def genuine(text: str, row_id: str = "m0000001") -> Row:
    return Row("corpus", "a", False, text, "sms", id=row_id)


def test_an_example_that_is_not_found_is_told() -> None:
    knowledge = changed(examples=(Example("The bus was late again.", "sms"),), near_misses=())
    (failure,) = prove_knowledge(knowledge, scams=[SCAM], on=ON).failures
    assert failure.scam == SCAM
    assert "no-signs" in failure.said


def test_a_near_miss_that_is_called_a_scam_is_told() -> None:
    example = KNOWLEDGE.scams[SCAM].examples[0]
    proof = prove_knowledge(changed(near_misses=(example,), examples=()), scams=[SCAM], on=ON)
    assert [failure.text for failure in proof.failures] == [example.text]
    assert "narrow the sign" in proof.failures[0].said


def test_a_phrase_that_no_text_holds_is_told_with_its_sign_and_where_to_write() -> None:
    proof = prove_phrases(with_phrase("a purple zebra"), [], corpus=[], scams=[SCAM])
    said = {failure.text: failure.said for failure in proof.failures}
    assert "exercises/hi-mum.yaml" in said["a purple zebra"]
    assert KNOWLEDGE.scams[SCAM].signs[0].id in said["a purple zebra"]


@pytest.mark.parametrize("where", ["exercise", "corpus"])
def test_a_phrase_meets_an_exercise_or_a_row(where: str) -> None:
    text = "There is a purple zebra in my bath."
    proof = prove_phrases(
        with_phrase("a purple zebra"),
        [exercise(text)] if where == "exercise" else [],
        corpus=[text] if where == "corpus" else [],
        scams=[SCAM],
    )
    assert "a purple zebra" not in {failure.text for failure in proof.failures}


def test_every_phrase_of_a_sign_is_looked_for_not_only_the_first_that_is_found() -> None:
    first, *rest = KNOWLEDGE.scams[SCAM].signs
    both = (replace(first, phrases=("a purple zebra", "purple zebra in", "zebra in my bath")), *rest)
    proof = prove_phrases(changed(signs=both), [exercise("A purple zebra in my bath.")], corpus=[], scams=[SCAM])
    assert not {failure.text for failure in proof.failures} & set(both[0].phrases)


def test_without_the_corpus_an_unmet_phrase_is_counted_and_fails_nothing() -> None:
    proof = prove_phrases(with_phrase("a purple zebra"), [], corpus=None, scams=[SCAM])
    assert proof.unmet >= 1
    assert proof.failures == ()


def test_an_exercise_that_meets_no_phrase_of_its_own_entry_is_told() -> None:
    proof = prove_phrases(changed(), [exercise("The bus was late again.")], corpus=None)
    assert "meets no phrase of its own (exercises/hi-mum.yaml:3)" in proof.failures[0].said


def test_a_genuine_row_that_is_called_a_scam_must_be_on_the_list() -> None:
    rows = [genuine(ALARMING)]
    (failure,) = prove_corpus(rows, [], KNOWLEDGE, on=ON).failures
    assert "{row: m0000001, scam: hi-mum, why: …}" in failure.said
    assert failure.text == ALARMING
    assert prove_corpus(rows, [Accepted("m0000001", SCAM, "a child who did", 2)], KNOWLEDGE, on=ON).failures == ()


def test_a_row_that_is_accepted_as_another_scam_must_be_changed() -> None:
    (failure,) = prove_corpus([genuine(ALARMING)], [Accepted("m0000001", "romance", "x", 2)], KNOWLEDGE, on=ON).failures
    assert "change line 2" in failure.said
    assert "scam: hi-mum" in failure.said


def test_a_listed_row_that_alarms_no_longer_must_be_taken_out() -> None:
    rows = [genuine("The bus was late again.")]
    (failure,) = prove_corpus(rows, [Accepted("m0000001", SCAM, "x", 4)], KNOWLEDGE, on=ON).failures
    assert "take line 4 out" in failure.said


def test_the_shares_are_counted_by_channel_and_calls_are_heard_turn_by_turn() -> None:
    turns = (
        ("caller", "Mum, it's me. I dropped my phone down the toilet, this is my new number."),
        ("callee", "Oh love."),
        ("caller", "Can you pay a bill for me today? It is £780 and I will pay you back tomorrow."),
    )
    rows = [
        Row("corpus", "a", True, ALARMING, "sms", scam_id=SCAM, id="m1"),
        Row("corpus", "a", True, ALARMING, "sms", scam_id="romance", id="m2"),
        genuine("The bus was late again.", "m3"),
        Row("corpus", "a", True, "", "call", turns=turns, scam_id=SCAM, kind="call", id="c1"),
    ]
    heard, sms = prove_corpus(rows, [], KNOWLEDGE, on=ON).tallies
    assert (sms.channel, sms.scams, sms.flagged, sms.named, sms.genuine, sms.alarmed) == ("sms", 2, 2, 1, 1, 0)
    assert (heard.channel, heard.scams, heard.flagged) == ("call, heard", 1, 1)


def corpus_folder(tmp_path: Path, accepted: str) -> Path:
    folder = tmp_path / "training"
    (folder / "messages").mkdir(parents=True)
    row = {"id": "m1", "situation": "a", "label": "genuine", "channel": "sms", "text": "Bus late", "scam": None}
    (folder / "messages" / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "accepted-false-alarms.yaml").write_text(accepted, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("accepted: [{row: m9, scam: hi-mum, why: x}]", "There is no genuine row “m9”."),
        ("accepted: [{row: m1, scam: no-such, why: x}]", "There is no scam “no-such”."),
        ("accepted: [{row: m1, scam: hi-mum, why: x}, {row: m1, scam: hi-mum, why: x}]", "is there twice"),
        ("accepted: [{row: m1, scam: hi-mum}]", "“why” is missing"),
        ("- m1", "must hold “accepted”"),
    ],
)
def test_a_faulty_list_is_refused_with_its_line(accepted: str, said: str, tmp_path: Path) -> None:
    folder = corpus_folder(tmp_path, accepted)
    with pytest.raises(KnowledgeError) as raised:
        read_accepted(folder, read_corpus(folder), KNOWLEDGE)
    assert said in str(raised.value.faults[0])


def test_a_folder_without_rows_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rows of a corpus"):
        read_corpus(tmp_path)


def test_the_whole_of_it_as_figures_and_as_json(tmp_path: Path) -> None:
    proof = prove_whole(KNOWLEDGE, FOLDER, corpus=corpus_folder(tmp_path, "accepted: []"), scams=[SCAM], on=ON)
    assert proof.corpus is not None
    assert proof.corpus.rows == 1
    document = json.loads(json.dumps(proof.as_dict()))
    assert document["examples"]["examples"] == len(KNOWLEDGE.scams[SCAM].examples)
    assert document["corpus"]["tallies"][0]["channel"] == "sms"
    assert any(line.lstrip().startswith("sms") for line in proof.lines())


def test_the_command_proves_one_entry_without_the_corpus_and_says_so() -> None:
    result = CliRunner().invoke(tocsin, ["knowledge", "prove", SCAM, "--no-corpus"], standalone_mode=False)
    assert result.return_value == 0
    assert "left out, or is not here" in result.output


def test_the_command_fails_where_the_proof_does(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.csv"))
    (folder / "exercises" / f"{SCAM}.yaml").write_text("said: [The bus was late again.]\n", encoding="utf-8")
    arguments = ["knowledge", "prove", SCAM, "--no-corpus", "--json", "--folder", str(folder)]
    result = CliRunner().invoke(tocsin, arguments, standalone_mode=False)
    assert result.return_value == 1
    assert "meets no phrase of its own" in json.loads(result.output)["failures"][0]["said"]
