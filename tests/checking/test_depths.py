"""One check as one document, at three depths."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tocsin.checking.depths import explain, render_document
from tocsin.knowledge import Knowledge
from tocsin.understanding.understand import understand

TEXT = "Good afternoon, I'm calling from Microsoft. Your computer has a virus, download AnyDesk so that I can connect."


@pytest.fixture(scope="module")
def document(knowledge: Knowledge) -> dict[str, Any]:
    return explain(understand(TEXT, knowledge, deep=False), knowledge, on=date(2026, 11, 24))


def test_each_depth_holds_the_one_before(document: dict[str, Any]) -> None:
    answer, why, everything = (render_document(document, depth) for depth in ("answer", "why", "everything"))
    assert answer.splitlines()[0] in why
    assert why in everything
    assert len(answer) < len(why) < len(everything)


def test_everything_shows_signs_that_held_and_signs_that_did_not(document: dict[str, Any]) -> None:
    signs = [sign for entry in document["everything"]["entries"] for sign in entry["signs"]]
    assert any(sign["held"] for sign in signs)
    assert any(not sign["held"] for sign in signs)
    for sign in signs:
        for span in sign["spans"]:
            assert TEXT[span["start"] : span["end"]] == span["text"]


def test_the_parts_make_the_sum(document: dict[str, Any]) -> None:
    total = document["everything"]["sum"]
    parts = total["start"] + sum(total["structure"].values()) + total["words"] + total["together"] + total["asked"]
    assert total["total"] == pytest.approx(parts, abs=0.05)
    assert total["score"] == document["why"]["verdict"]["score"]


def test_the_versions_name_the_knowledge_and_the_model(document: dict[str, Any]) -> None:
    assert document["everything"]["versions"].keys() == {"knowledge", "model"}
    assert document["why"]["verdict"]["versions"]["model"] == document["everything"]["versions"]["model"]


def test_of_a_written_down_call_the_words_of_both_are_shown(knowledge: Knowledge) -> None:
    text = "Caller: Your computer has a virus, let me in.\nMe: How do I do that?"
    total = explain(understand(text, knowledge, deep=False), knowledge, on=date(2026, 11, 24))["everything"]["sum"]
    assert {each["word"].startswith("me:") for each in total["each_word"]} == {True, False}
    for each in total["each_word"]:
        assert text[each["start"] : each["end"]].lower() == each["word"].removeprefix("me:")
