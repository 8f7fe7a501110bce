from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.understanding.normalise import normalise


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("Don’t  tell\tanyone", "dont tell anyone"),
        ("Givе me yоur рassword", "give me your password"),  # Cyrillic е, о and р
        ("Ｍｉｃｒｏｓｏｆｔ 𝐇𝐌𝐑𝐂", "microsoft hmrc"),
        ("pass\u200bword p\u00adin", "password pin"),
        ("p@ssw0rd acc0unt v1rus", "password account virus"),
        ("this is h m r c", "this is hmrc"),
        ("go to w.w.w", "go to www"),
        ("£900", "£900"),
        ("café", "cafe"),
    ],
)
def test_disguised_words_are_read_as_what_they_stand_for(given_text: str, plain: str) -> None:
    assert normalise(given_text).text == plain


@pytest.mark.parametrize("word", ["4pm", "o2", "b4", "me14", "iphone5", "2nd", "u r a winner", "a@b.example"])
def test_ordinary_writing_with_digits_is_left_alone(word: str) -> None:
    assert normalise(word).text == word


def test_a_wrapped_line_goes_on_and_a_list_does_not() -> None:
    assert normalise("move your\nmoney today").text == "move your money today"
    assert normalise("You need:\n- a card\n- a PIN").text == "you need:\na card\na pin"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_every_normalised_character_comes_from_a_place_in_the_given_text(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.starts) == len(normalised.text) + 1
    places = list(normalised.starts)
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    for step in (1, 2, 7):
        some = list(range(step - 1, len(normalised.text), step))
        assert normalised.given_starts(some) == list(map(normalised.given_start, some))
    if normalised.text:
        start, end = normalised.given_span(0, len(normalised.text))
        assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("piece", ["a ", "-", "'", "1a", "\n> ", "é", "a.b@", "\u200b"])
def test_hostile_repetition_comes_to_an_end(piece: str) -> None:
    normalise(piece * 100_000)


def test_a_run_of_single_digits_is_joined_once_whatever_digits_it_begins_with() -> None:
    given = "N0t y0u? c a l l zero 1 6 3 2 9 6 0 3 1 8"
    normalised = normalise(given)
    assert normalised.text.endswith("zero 1632960318")
    start = normalised.text.index("1632960318")
    assert normalised.given_span(start, start + 10) == (given.index("1 6"), len(given))
