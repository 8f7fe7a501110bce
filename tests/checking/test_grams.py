"""A word gives its number and the pairs that it begins, however the names of a model are ordered."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.checking import grams
from tocsin.checking.grams import NONE, Grams

WORD = st.text(alphabet="ab1<>-", min_size=1, max_size=3)
NAMES = st.lists(st.one_of(WORD, st.builds("{} {}".format, WORD, WORD)), unique=True, max_size=30)


@given(NAMES, st.lists(WORD, max_size=6))
def test_a_word_gives_its_number_and_those_of_its_pairs(names: list[str], others: list[str]) -> None:
    known = Grams(names)
    assert {gram: known[gram] for gram in known} == {gram: number for number, gram in enumerate(names)}
    for word in {*others, *(gram.partition(" ")[0] for gram in names)}:
        number, pairs = known.words[word]
        assert number == (names.index(word) if word in names else NONE)
        assert (pairs or {}) == {
            gram.partition(" ")[2]: at for at, gram in enumerate(names) if gram.startswith(f"{word} ")
        }


@given(NAMES, st.lists(WORD, max_size=8))
def test_the_words_and_pairs_of_a_text_are_found_in_one_go(names: list[str], words: list[str]) -> None:
    grams = {*words, *map(" ".join, pairwise(words))}
    assert Grams(names).found_in(words) == {names.index(gram) for gram in grams if gram in names}


def test_a_gram_that_counts_for_nothing_has_no_number() -> None:
    with pytest.raises(KeyError):
        Grams(["account", "your account"])["your"]


def test_ever_new_words_take_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "MOST_WORDS", 10)
    known = Grams(["word7"])
    for number in range(100):
        assert known.words[f"word{number}"][0] == (0 if number == 7 else NONE)
    assert len(known.words) <= 10
