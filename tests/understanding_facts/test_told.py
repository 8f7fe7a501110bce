"""What a warning tells the fraudsters do, and which scam it is about."""

from __future__ import annotations

import pytest

from tocsin.knowledge.load import Knowledge
from tocsin.understanding.advice import find_advice_in
from tocsin.understanding.sentences import level, split_sentences
from tocsin.understanding.stated_rules import find_rules_in
from tocsin.understanding.told_phrases import TOLD
from tocsin.understanding.told_scam import told_scam
from tocsin.understanding.told_tactics import tactics_told


def tactics(text: str, knowledge: Knowledge, *, by_phone: bool = True) -> set[str]:
    sentences = split_sentences(level(text))
    guidance = sorted((each.start, each.end) for each in (*find_advice_in(sentences), *find_rules_in(sentences)))  # type: ignore[attr-defined]
    return {each.tactic for each in tactics_told(sentences, guidance, knowledge, by_phone=by_phone)} - {"impersonation"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Callers ask for remote access to the victim's laptop.", {"remote-access"}),
        ("She was told to buy Steam gift cards and read out the codes.", {"gift-cards"}),
        ("The text has a link to a copy of the DVLA's site.", {"click-link", "visit-website"}),
        ("He said that her account had been hacked and she must move her savings to a safe account.",
         {"fake-security-alert", "move-money", "safe-account"}),
        ("A courier then came to the house to collect the cash.", {"courier-collection"}),
        ("The victim was told not to tell anyone, even her family.", {"secrecy"}),
        ("They threaten to cut off the broadband unless the person presses 1.", {"threat-of-disconnection", "press-a-digit"}),
        ("The caller says that she owes unpaid tax and will be arrested.", {"tax-debt", "threat-of-arrest"}),
        ("Victims pay a fee up front to release the loan and hear no more.", {"advance-fee"}),
        ("The number on the screen may appear to be the bank's: it is spoofed.", {"caller-id-spoofing"}),
        ("They met on a dating site and he asked her to send money by bank transfer.", {"romance", "pay-by-transfer"}),
        ("Roofers knocked on doors and said that tiles had slipped.", {"bogus-tradesman"}),
        ("The parcel could not be delivered, it says, until a small fee is paid.", {"missed-delivery", "small-fee"}),
        ("The e-mail promises guaranteed returns of 9% a month.", {"guaranteed-returns"}),
    ],
)  # fmt: skip
def test_what_is_told_of_the_fraudsters(text: str, expected: set[str], knowledge: Knowledge) -> None:
    assert tactics(text, knowledge) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Callers claim that a parcel is due. If in doubt, call us on 01632 960 001 or visit www.marlshire.example.",
        "Fraudsters pose as officers. Two men were arrested on Friday and have been charged.",
        "The bank will never ask for your PIN. Fraudsters pretend to be its staff.",
    ],
)
def test_what_the_reader_is_told_to_do_and_what_the_police_did_is_not_the_fraudsters_doing(
    text: str, knowledge: Knowledge
) -> None:
    assert tactics(text, knowledge).isdisjoint({"call-back-number", "click-link", "visit-website", "threat-of-arrest"})


def test_where_nothing_is_told_the_rules_say_what_is_asked(knowledge: Knowledge) -> None:
    assert "cash-withdrawal" in tactics(
        "Courier fraud alert. Police officers will never ask you to withdraw cash.", knowledge
    )


def test_a_cold_call_at_the_door_is_no_telephone_call(knowledge: Knowledge) -> None:
    text = "Men cold-called at homes and offered to mend roofs."
    assert tactics(text, knowledge, by_phone=False) == {"bogus-tradesman"}


def test_every_phrase_belongs_to_a_tactic_of_the_list(knowledge: Knowledge) -> None:
    assert set(TOLD) <= set(knowledge.tactics)


@pytest.mark.parametrize(
    ("title", "told", "scam"),
    [
        ("Courier fraud on the rise", {"cash-withdrawal"}, "courier-fraud"),
        ("Beware of romance fraud this Valentine's Day", {"romance"}, "romance"),
        ("Doorstep crime: what to look out for", {"bogus-tradesman"}, "rogue-trader"),
        ("Loan fee fraud doubles", {"advance-fee"}, "loan-fee"),
    ],
)
def test_a_warning_that_names_its_scam_is_about_it(title: str, told: set[str], scam: str, knowledge: Knowledge) -> None:
    assert told_scam(title, title, knowledge, tactics=told, claimed=(), channels=()) == scam


def test_nothing_told_is_no_scam(knowledge: Knowledge) -> None:
    assert told_scam("Stay alert to scams", None, knowledge, tactics=(), claimed=(), channels=()) is None
