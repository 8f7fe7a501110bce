"""What one turn of a call asks for: whole turns, stretches of long ones, and what each word of them adds."""

from __future__ import annotations

import math

import pytest

from tocsin.checking.asked import COUNTS, EVEN, LEAST, STEP, WORDS, Asks, asks_of, stretches
from tocsin.checking.grams import Grams
from tocsin.checking.model import Heard, shipped_model

NAMES = ["hello", "money", "move", "move money", "today"]
WEIGHTS = [-400, 900, 1_200, 2_000, 0]


@pytest.fixture
def grams() -> Grams:
    return Grams(NAMES)


@pytest.fixture
def asks() -> Asks:
    return Asks(WEIGHTS, -1.5)


@pytest.mark.parametrize("count", [1, WORDS, WORDS + 1, WORDS + STEP, 100, 257])
def test_stretches_hold_every_word_and_none_is_longer_than_a_turn_may_be(count: int) -> None:
    cut = stretches(count)
    assert {at for first, end in cut for at in range(first, end)} == set(range(count))
    assert all(end - first <= WORDS + 1 for first, end in cut)


def test_a_turn_asks_what_its_words_and_pairs_weigh(grams: Grams, asks: Asks) -> None:
    asked, stretch, found = asks.most(["hello", "move", "money", "today"], grams.found_in)
    assert asked == pytest.approx(-1.5 + (-0.4 + 1.2 + 0.9 + 2.0) / math.sqrt(4 + EVEN)), "today says nothing"
    assert stretch == (0, 4)
    assert found == {0, 1, 2, 3, 4}


def test_of_a_long_turn_the_stretch_counts_that_asks_most(grams: Grams, asks: Asks) -> None:
    short = ["move", "money"]
    words = ["today"] * 50 + short + ["today"] * 50
    asked, (first, end), found = asks.most(words, grams.found_in)
    assert asked == pytest.approx(asks.of(grams.found_in(short)))
    assert first <= 50 < 52 <= end
    assert found == grams.found_in(words)


def test_the_words_of_a_turn_add_what_the_turn_asks(grams: Grams, asks: Asks) -> None:
    words = ["hello", "move", "money", "move"]
    added = asks.each(words, grams)
    assert sum(added) == pytest.approx(asks.most(words, grams.found_in)[0] - asks.start)
    assert added[1] == max(added), "a pair counts at its first word"
    assert added[3] == 0.0, "a word said twice counts once"


def test_a_call_counts_its_most_asking_turn_and_no_good_morning() -> None:
    model = shipped_model()
    assert model.asks is not None
    heard = Heard(model)
    assert heard.asked == 0.0
    heard.add(["good", "morning"], asks=True)
    greeted = heard.asked
    assert greeted >= COUNTS * LEAST
    heard.add(["you", "must", "move", "your", "savings", "to", "a", "safe", "account", "now"], asks=True)
    asked = heard.asked
    assert asked > greeted
    heard.add(["thank", "you", "goodbye"], asks=True)
    assert heard.asked == asked
    assert heard.asking() == (2, 12)


def test_a_model_without_turns_asks_nothing() -> None:
    assert asks_of(None) is None
