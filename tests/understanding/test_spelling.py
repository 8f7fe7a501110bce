"""Misspelt and disguised words are read as what they mean; ordinary ones stay what they are."""

from __future__ import annotations

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding.reading import read
from tocsin.understanding.spelling import Spelling, one_slip, ordinary_words
from tocsin.understanding.understand import understand
from tocsin.understanding.vocabulary import MOST_WORDS, vocabulary_of


@pytest.fixture(scope="module")
def spelling(knowledge: Knowledge) -> Spelling:
    return vocabulary_of(knowledge).spelling


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("pasword", "password"),
        ("acccount", "account"),
        ("verfiy", "verify"),
        ("paymant", "payment"),
        ("suspnded", "suspended"),
    ],
)
def test_one_slip_inside_a_word_is_mended(slip: str, word: str, spelling: Spelling) -> None:
    assert spelling.meant(slip) == word


@pytest.mark.parametrize(
    "word", ["carpet", "parcels", "quality", "string", "women", "account", "xqzzt", "form", "hello"]
)
def test_an_ordinary_word_is_left_alone(word: str, spelling: Spelling) -> None:
    assert spelling.meant(word) is None


@pytest.mark.parametrize(
    ("word", "near", "slip"),
    [
        ("abcd", "abc", True),
        ("abc", "abxc", True),
        ("acbd", "abcd", True),
        ("abcdefg", "abcxefg", True),
        ("shame", "share", False),
        ("abcd", "dcba", False),
    ],
)
def test_a_slip_is_one_letter_more_less_other_or_two_changed_round(word: str, near: str, slip: bool) -> None:
    assert one_slip(word, near) is slip


def test_digits_and_signs_are_read_when_a_word_comes_of_it(spelling: Spelling) -> None:
    assert spelling.unleet("p@$$w0rd") == "password"
    assert spelling.unleet("acc0un7") == "account"
    assert spelling.unleet("x7q9z") is None


def test_spaced_out_words_are_parted_where_words_part(spelling: Spelling) -> None:
    assert spelling.split("yourpayment") == ["your", "payment"]
    assert spelling.split("zzqqxx") is None


def test_the_ordinary_words_are_plain_and_many() -> None:
    words = ordinary_words()
    assert len(words) > 5_000
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "Please verfy your pasword at once",
        "Please v3r1fy your p@ssw0rd at once",
        "Please v e r i f y  y o u r  p a s s w o r d at once",
        "Please v e r i f y y o u r p a s s w o r d at once",
        "um please verify uh your um password at once",
        "> Please verify\n> your password\n> at once",
        "PLEASE\nVERIFY\nYOUR\nPASSWORD\nAT\nONCE",
        "Please 🙏 verify 🔥 your ⚠️ password 🇬🇧 at once",
        "Рlеаsе vеrіfу уоur раsswоrd аt оnсе",
    ],
)
def test_the_words_of_a_disguised_text_are_those_of_the_plain_one(text: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge, deep=False)
    assert list(understanding.words) == ["please", "verify", "your", "password", "at", "once"]
    assert len(understanding.word_spans) == 6
    assert all(text[start:end].strip() == text[start:end] for start, end in understanding.word_spans)


def test_the_headers_of_a_forwarded_message_are_nobodys_words(knowledge: Knowledge) -> None:
    text = "---------- Forwarded message ---------\nFrom: Sam <sam@post.example>\nDate: Tue\nTo: Jo <jo@post.example>\n\n> give me your code"
    understanding = understand(text, knowledge, deep=False)
    assert list(understanding.words) == ["give", "me", "your", "code"]
    assert [mention.kind for mention in understanding.mentions] == ["tactic"]


def test_a_line_that_only_looks_like_a_header_stays(knowledge: Knowledge) -> None:
    text = "Gift voucher\nTo: Ann\nwith love"
    assert "ann" in understand(text, knowledge, deep=False).words


def test_an_address_said_aloud_is_a_link(knowledge: Knowledge) -> None:
    text = "pay it at held parcel dot example slash pay"
    links = [each for each in understand(text, knowledge, deep=False).mentions if each.kind == "link"]
    assert [(each.text, each.value) for each in links] == [
        ("parcel dot example slash pay", "http://parcel.example/pay")
    ]


def test_a_number_broken_by_line_ends_and_pictures_is_one_number(knowledge: Knowledge) -> None:
    text = "Ring 0113\n496 📱 0123 now"
    phones = [each for each in understand(text, knowledge, deep=False).mentions if each.kind == "phone"]
    assert [(each.text, each.value) for each in phones] == [("0113\n496 📱 0123", "+441134960123")]


def test_a_flood_of_unknown_words_does_not_switch_off_the_mending(knowledge: Knowledge) -> None:
    vocabulary = vocabulary_of(knowledge)
    vocabulary.make_room(MOST_WORDS)  # as if so many had come
    assert not vocabulary.known
    assert not vocabulary.meant
    assert read("Please verfy your pasword", knowledge).words == ["please", "verify", "your", "password"]
    assert len(vocabulary.known) < MOST_WORDS
