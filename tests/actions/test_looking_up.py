"""What a number, a link or a sender is, and that none of it ever proves anything."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.actions import looking_up
from tocsin.checking import lookup_words as words
from tocsin.checking.lookup import LookedUp
from tocsin.errors import InputError
from tocsin.knowledge.load import load_knowledge

KNOWN = load_knowledge()
ON = date(2026, 11, 24)


def number(given: str, *, as_caller: bool = False) -> LookedUp:
    return looking_up.number(given, KNOWN, on=ON, as_caller=as_caller)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("0909 879 0123", "premium"),
        ("0871 496 0000", "service-dear"),
        ("0844 496 0000", "service"),
        ("08081 570 123", "freephone"),
        ("07700 900 123", "mobile"),
        ("070 1234 5678", "personal"),
        ("07624 900 123", "mobile"),
        ("01632 960 123", "geographic"),
        ("+44 (0)20 7946 0123", "geographic"),
        ("03069 990 123", "uk-wide"),
        ("159", "159"),
        ("7726", "7726"),
        ("+1 415 555 0132", "abroad"),
    ],
)
def test_a_number_is_told_by_its_range(given: str, what: str) -> None:
    assert number(given).what == what


def test_a_premium_number_shown_as_a_caller_was_faked() -> None:
    found = number("0909 879 0123", as_caller=True)
    assert found.alarm
    assert words.NEVER_A_CALLER in found.says
    assert not number("0909 879 0123").alarm


@pytest.mark.parametrize("code", ["159", "999", "101", "7726"])
def test_nobody_is_rung_from_a_short_code(code: str) -> None:
    assert number(code, as_caller=True).alarm


def test_a_true_number_is_said_to_be_faked_by_others_and_never_trusted() -> None:
    found = number("0300 123 2040", as_caller=True)
    assert found.owner == "report-fraud"
    assert any("can make your phone show it" in sentence for sentence in found.says)
    assert found.proves == words.NUMBER_PROVES
    assert not found.alarm


def test_an_old_number_is_named_with_what_replaced_it() -> None:
    found = number("03454 04 05 06")
    assert any("no longer" in sentence for sentence in found.says)
    assert any("0808 223 1133" in sentence for sentence in found.do)


@pytest.mark.parametrize("given", ["", "hello", "12", "0" * 90, "++", "07700 900"])
def test_what_is_no_number_is_a_sentence(given: str) -> None:
    with pytest.raises(InputError):
        number(given)


@pytest.mark.parametrize(
    ("given", "what", "alarm"),
    [
        ("https://www.gov.uk/tax", "known-link", False),
        ("royalmail.com/track", "known-link", False),
        ("https://royalmail-redelivery.example/uk", "look-alike-link", True),
        ("https://xn--pypal-4ve.example/", "look-alike-letters", True),
        ("http://93.184.216.34/login", "bare-number-link", True),
        ("https://bit.ly/abc", "short-link", False),
        ("https://my-refund.web.app/", "free-host", False),
        ("http://somewhere.example", "unknown-link", False),
        ("https://www.gov.uk@somewhere.example/x", "unknown-link", True),
        ("www.gov.uk@somewhere.example/x", "unknown-link", True),
    ],
)
def test_a_link_is_told_by_its_host(given: str, what: str, alarm: bool) -> None:
    found = looking_up.link(given, KNOWN, on=ON)
    assert (found.what, found.alarm) == (what, alarm)
    assert found.proves
    assert found.do


@pytest.mark.parametrize(
    ("given", "what", "alarm"),
    [
        ("NatWest", "sender-name", False),
        ("HMRC <refunds@gmail.com>", "free-mail", True),
        ("HMRC <no-reply@hmrc.gov.uk>", "known-sender", False),
        ("service@paypa1-help.example", "look-alike-sender", True),
        ("aunt.mary@gmail.com", "free-mail", False),
        ("Royal Mail <parcels@somewhere.example>", "unknown-sender", True),
    ],
)
def test_a_sender_is_told_by_its_address_and_its_name(given: str, what: str, alarm: bool) -> None:
    found = looking_up.sender(given, KNOWN, on=ON)
    assert (found.what, found.alarm) == (what, alarm)


def test_no_answer_says_that_anything_is_safe() -> None:
    for found in (
        number("0300 123 2040"),
        looking_up.link("gov.uk", KNOWN, on=ON),
        looking_up.sender("HMRC", KNOWN, on=ON),
    ):
        said = " ".join((*found.says, found.proves, *found.do)).lower()
        assert "safe" not in said
        assert "genuine caller" not in said


def test_sentences_are_short_and_plain() -> None:
    said = [value for name, value in vars(words).items() if name.isupper()] + [
        words.reported(n, known=k) for n in (0, 3, 12) for k in (True, False)
    ]
    for sentence in (part for each in said for part in each.split(". ")):
        assert len(sentence.split()) <= 25, sentence


def test_small_counts_of_reports_are_not_told_exactly() -> None:
    assert "a few" in words.reported(3, known=False)
    assert "12" in words.reported(12, known=False)
