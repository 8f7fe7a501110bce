"""Sentences of everyday life: which they are, that they are left out of a written text, and that nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.checking.check import check, weigh_words
from tocsin.checking.depths import explain, render_document
from tocsin.checking.everyday import CUT, FEWEST_LEFT, LONGEST_SENTENCE, Everyday, everyday_of, sentences_of
from tocsin.checking.features import masked_words
from tocsin.checking.model import Model, shipped_model
from tocsin.checking.routes import read_routes
from tocsin.knowledge import Knowledge
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)
SCAM = "Your account is blocked. Pay £1.99 at https://evri-fee.example/x or we will send it back."
BEFORE = "The choir sang on the green. Our roses are out early. The choir had tea after it."
AFTER = "Granny fed the ducks. The roses look well by the green."
ROSES = Everyday(dict.fromkeys(("choir", "roses", "ducks", "green", "tea", "granny"), 9000), -3.0)


@pytest.fixture
def model() -> Model:
    return replace(shipped_model(), everyday=ROSES)


def sentences(text: str, knowledge: Knowledge, *, channel: str = "sms") -> list[tuple[str, bool]]:
    understanding = understand(text, knowledge, channel=channel, deep=False)
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    words, places = masked_words(understanding, knowledge, routes=routes)
    return [(" ".join(words[first:end]), telling) for first, end, telling in sentences_of(understanding, places)]


def test_sentences_end_at_marks_and_lines_but_not_inside_numbers_and_links(knowledge: Knowledge) -> None:
    found = sentences("Dear all!\nThe choir meets at 7.30 today. See https://a.example/b.c now. Bye", knowledge)
    assert [words.split()[0] for words, _ in found] == ["dear", "the", "see", "bye"]
    assert [telling for _, telling in found] == [False, False, True, False]


def test_what_has_no_marks_is_cut_into_parts(knowledge: Knowledge) -> None:
    found = sentences(" ".join(["well"] * (3 * LONGEST_SENTENCE)), knowledge)
    assert len(found) > 3
    assert all(0 < len(words.split()) <= CUT for words, _ in found)


@given(st.text(alphabet="ab .!?\n", max_size=300))
def test_every_word_stands_in_one_sentence(knowledge: Knowledge, text: str) -> None:
    understanding = understand(text, knowledge, deep=False)
    words, places = masked_words(understanding, knowledge, routes=())
    found = sentences_of(understanding, places)
    assert [number for first, end, _ in found for number in range(first, end)] == list(range(len(words)))


def test_a_scam_among_everyday_sentences_is_weighed_like_the_scam_alone(knowledge: Knowledge, model: Model) -> None:
    weighed = []
    for text in (SCAM, f"{BEFORE} {SCAM} {AFTER}"):
        understanding = understand(text, knowledge, channel="sms", deep=False)
        routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
        weighed.append(weigh_words(understanding, knowledge, routes=routes, channel="sms", model=model))
    alone, among = weighed
    assert among.words == alone.words
    assert among.heard.whole == pytest.approx(alone.heard.whole)
    assert len(among.left_out) == 5


def test_everyday_sentences_alone_are_all_weighed(knowledge: Knowledge, model: Model) -> None:
    text = f"{BEFORE} {AFTER} {BEFORE} {AFTER}"
    understanding = understand(text, knowledge, channel="sms", deep=False)
    weighed = weigh_words(understanding, knowledge, routes=(), channel="sms", model=model)
    assert (weighed.left_out, len(weighed.words)) == ([], len(understanding.words))


def test_a_sentence_that_leads_somewhere_is_never_left_out() -> None:
    words = ["choir", "roses", "ducks"] * 4
    assert ROSES.weighed(words, [(0, 6, False), (6, 12, True)]) == [(6, 12)]
    assert FEWEST_LEFT <= 6


def test_what_stands_between_everyday_sentences_needs_less() -> None:
    words = [*["choir", "ducks"] * 3, "hello", "you", "there", "then", *["choir", "ducks"] * 3, *["pay"] * 8]
    parts = [(0, 6, False), (6, 10, False), (10, 16, False), (16, 24, False)]
    unsure = Everyday({"choir": 9_000, "ducks": 9_000, "hello": 1_200, "pay": -9_000}, -3.0)
    assert unsure.weighed(words, parts) == [(16, 24)]
    assert unsure.weighed(words[6:10] + words[16:], [(0, 4, False), (4, 12, False)]) == [(0, 4), (4, 12)]


def test_a_talk_with_who_speaks_is_weighed_whole(knowledge: Knowledge, model: Model) -> None:
    text = "Caller: The choir sang on the green. Our roses are out early. The choir had tea.\n" * 3
    understanding = understand(text, knowledge, deep=False)
    assert not weigh_words(understanding, knowledge, routes=(), channel=None, model=model).left_out


def test_passages_quote_nothing_that_was_left_out(knowledge: Knowledge, model: Model) -> None:
    text = f"{BEFORE} Your account is blocked. The choir sang on the green. Pay the fee today with gift cards. {AFTER}"
    understanding = understand(text, knowledge, channel="sms")
    verdict = check(understanding, knowledge, channel="sms", on=ON, model=model)
    (shown,) = [each for each in verdict.evidence if each.sign == "wording"]
    assert shown.spans
    assert all("choir" not in span.text and "roses" not in span.text for span in shown.spans)
    document = explain(understanding, knowledge, channel="sms", on=ON, model=model)
    left_out = document["everything"]["left_out"]
    assert [each["text"] for each in left_out if "sang" in each["text"]] == ["The choir sang on the green"] * 2
    assert all(text[each["start"] : each["end"]] == each["text"] for each in left_out)
    assert "The choir sang on the green" in render_document(document, "everything").partition("left out")[2]


def test_a_model_may_know_of_no_everyday_sentences(knowledge: Knowledge) -> None:
    assert everyday_of(None) is None
    understanding = understand(f"{BEFORE} {SCAM} {AFTER}", knowledge, channel="sms", deep=False)
    model = replace(shipped_model(), everyday=None)
    assert not weigh_words(understanding, knowledge, routes=(), channel="sms", model=model).left_out
