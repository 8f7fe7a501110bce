"""The phrase language: what a phrase finds in normalised text, and what is no phrase."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tocsin.knowledge.phrases import phrase_pattern

PARTS = {
    "computer": ("computer*", "laptop", "pc"),
    "bank": ("your bank", "the fraud team"),
    "money-words": ("{money}", "savings"),
}


def finds(phrase: str, text: str) -> str | None:
    found = re2.search(phrase_pattern(phrase, PARTS), text)
    return None if found is None else found.group(0)


def test_words_match_in_order_with_only_punctuation_between_them() -> None:
    assert finds("your computer", "hello, your... computer is slow") == "your... computer"
    assert finds("your computer", "your old computer") is None
    assert finds("your computer", "computer your") is None


def test_words_match_whole() -> None:
    assert finds("pin", "spinning a pinwheel") is None
    assert finds("pin", "my pin, please") == "pin"


def test_an_apostrophe_inside_a_word_is_left_out_as_in_normalised_text() -> None:
    assert finds("don't hang up", "dont hang up") == "dont hang up"


def test_alternatives_may_hold_several_words() -> None:
    phrase = "(laptop|lap top|{computer}) is slow"
    assert finds(phrase, "the lap top is slow") == "lap top is slow"
    assert finds(phrase, "the pc is slow") == "pc is slow"


def test_an_optional_part_may_be_there_or_not() -> None:
    assert finds("(number|it) matches [the number on] the card", "it matches the card") == "it matches the card"
    assert finds("it matches [the number on] the card", "it matches the number on the card") is not None
    assert finds("[very|really] slow", "a slow line") == "slow"
    assert finds("[very|really] slow", "a really slow line") == "really slow"


def test_a_short_gap_takes_up_to_three_words() -> None:
    assert finds("move .. savings", "move savings") == "move savings"
    assert finds("move .. savings", "move all of your savings") == "move all of your savings"
    assert finds("move .. savings", "move all of your hard earned savings") is None


def test_a_long_gap_takes_up_to_six_words() -> None:
    assert finds("move ... savings", "move all of the money in your savings") is not None
    assert finds("move ... savings", "move all of the money that is in your savings") is None


def test_a_gap_stays_inside_a_sentence() -> None:
    assert finds("move .. account", "we move. your account is fine") is None
    assert finds("go to .. now", "go to amazon.co.uk now") == "go to amazon.co.uk now"


def test_a_gap_is_kept_when_an_optional_part_is_left_out() -> None:
    assert finds("send .. [all] money", "send me some money") == "send me some money"


def test_a_star_takes_any_ending() -> None:
    assert finds("instal* it", "installing it") == "installing it"
    assert finds("instal* it", "instal it") == "instal it"


def test_a_hash_takes_a_number_with_digits() -> None:
    assert finds("# percent", "12.5 percent a month") == "12.5 percent"
    assert finds("# percent", "ten percent") is None


@pytest.mark.parametrize(
    "amount", ["£900", "£ 1,200.50", "900 pounds", "gbp 900", "nine hundred pounds", "50p", "3k quid"]
)
def test_money_is_built_in(amount: str) -> None:
    assert finds("pay {money}", f"please pay {amount} today") == f"pay {amount}"


def test_a_phrase_may_begin_with_money() -> None:
    assert finds("{money} over the phone", "he took £900 over the phone") == "£900 over the phone"
    assert finds("({money}|a fee) to fix", "it costs £50 to fix") == "£50 to fix"
    assert finds("({money}|a fee) to fix", "there is a fee to fix it") == "a fee to fix"
    assert finds("({money}|a fee) to fix", "a toffee to fix") is None
    assert finds("{money-words} at risk", "your savings at risk") == "savings at risk"


def test_named_groups_may_hold_named_groups() -> None:
    parts = {"tool": ("anydesk", "{other}"), "other": ("team viewer",)}
    assert re2.search(phrase_pattern("get {tool}", parts), "get team viewer") is not None


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("", "may be empty"),
        ("[maybe]", "may be empty"),
        ("(a|) b", "may be empty"),
        (".. money", "begins with a gap"),
        ("move ..", "ends with a gap"),
        ("(a|b", "bracket"),
        ("a) b", "too many"),
        ("{nobody} here", "does not have"),
        ("50 % off", "does not know"),
        ("pay £9", "does not know"),
        ("* word", "ends no word"),
        ("[{money}] fee", "make two phrases"),
    ],
)
def test_what_is_no_phrase_is_told_so_in_a_sentence(phrase: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        phrase_pattern(phrase, PARTS)


def test_a_group_that_holds_itself_is_told() -> None:
    with pytest.raises(ValueError, match="holds itself"):
        phrase_pattern("{a}", {"a": ("{b}",), "b": ("x {a}",)})


WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=5)


@given(WORDS)
def test_plain_words_always_find_themselves(words: list[str]) -> None:
    text = " ".join(words)
    assert finds(text, f"so {text} then") == text


@given(st.text("ab()[]|{}.*# £%", max_size=20))
def test_any_text_is_a_phrase_or_a_sentence_that_says_why_not(text: str) -> None:
    try:
        pattern = phrase_pattern(text, PARTS)
    except ValueError as error:
        said, finds_nothing = str(error), True
    else:
        said, finds_nothing = "The phrase can be used.", re2.search(pattern, "") is None
    assert said.startswith("The phrase ")
    assert finds_nothing
