"""Short texts as people type them, with no word of how they came; answers where we cannot tell; names where little decides."""

from __future__ import annotations

from datetime import date

import pytest

from between import BETWEEN
from tocsin.checking import words
from tocsin.checking.check import UNSURE_FROM, check, is_unsure, screened
from tocsin.checking.depths import explain
from tocsin.checking.explain import render_verdict
from tocsin.checking.naming import most_like
from tocsin.checking.routes import read_routes, register_of
from tocsin.knowledge import Knowledge
from tocsin.records import Verdict
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)


def verdict_on(text: str, knowledge: Knowledge, *, nation: str = "gb-eng") -> Verdict:
    return check(understand(text, knowledge, deep=False), knowledge, nation=nation, on=ON)


# --- a look-alike address, and no channel -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel is held. Pay £1.99 at royal-rnail.example",
        "Royal Mail: we missed you. Rebook for £1.45: royalmail-rebook.example/uk",
        "Your PayPal is limited. Confirm here paypa1.example",
        "Your Apple ID is locked. apple-id-verify.example",
        "DVLA: your vehicle tax failed. Update your details dvla-renew.example",
        "Lloyds: unusual login, verify now lloyds-secure.example",
        "HMRC: tax refund of £268.33 waiting. Claim hmrc-refund.example",
    ],
)
def test_a_short_text_with_an_address_disguised_as_somebody_s_alarms(text: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.level in ("scam", "suspicious")
    assert "look-alike-link" in {each.sign for each in verdict.evidence}


def test_a_bare_name_with_another_ending_is_no_disguise(knowledge: Knowledge) -> None:
    register = register_of(knowledge)
    for host in ("royalmail-rebook.example", "royal-rnail.example", "paypa1.example", "hmrc.gov.uk.refund.example",
                 "netflix-billing.co.uk", "netflix.renew.example"):  # fmt: skip
        assert register.copied(host), host
        assert register.is_disguised(host), host
    for host in ("amazon.example", "netflix.example", "track.evri.example", "british-gas.co.example"):
        assert register.copied(host), host
        assert not register.is_disguised(host), host
    mentions = understand("See bücher-royalmaıl.example now", knowledge).mentions
    assert all(route.disguised for route in read_routes(mentions, (), knowledge) if route.sign == "look-alike-letters")


@pytest.mark.parametrize(
    "text",
    [
        "Royal Mail: your parcel will arrive today between 10 and 12",
        "HMRC: your tax return is due by 31 January. File at gov.uk/self-assessment",
        "Barclays: your code is 482913. Never share it with anyone",
        "Netflix: your plan renews on 3 May. Manage at netflix.com",
        "DVLA: your vehicle tax is due. Renew at gov.uk/vehicletax",
        "Hi mum can you pick me up at 5, phone nearly dead",
        "Dad can you lend me £20 till Friday",
        "You have won second prize in the raffle, collect it at the village hall",
        "TV Licensing: your licence renews on 1 June. Nothing to do",
        "PC Smith here, we have found your bike, ring 101 with ref 4432",
        "Your PayPal receipt: you paid £12 to The Book Barn",
        "Council tax bill is ready to view in your online account",
        "Can you pay the window cleaner £15 please, cash on the side",
        "School trip: £8 by Friday on ParentPay please",
        "Rent is due Friday, £650 to the usual account",
        "Hi, it's Jane from book club, can you ring me on 01632 960123?",
        "Monzo: you spent £4.20 at Costa",
        "Water bill £38 due 12 May. Pay in your usual way",
    ],
)
def test_a_short_genuine_text_does_not_alarm(text: str, knowledge: Knowledge) -> None:
    assert verdict_on(text, knowledge).level == "no-signs"


# --- where we cannot tell -----------------------------------------------------------------------------


@pytest.fixture
def unsure(knowledge: Knowledge) -> tuple[str, Verdict]:
    """A text between even odds and the alarm: which it is depends on the model."""
    for text in BETWEEN:
        verdict = verdict_on(text, knowledge)
        if is_unsure(verdict.level, verdict.score):
            return text, verdict
    raise AssertionError("None of them lies between: choose others.")


def test_even_odds_without_an_alarm_are_said_as_such(unsure: tuple[str, Verdict], knowledge: Knowledge) -> None:
    _, verdict = unsure
    assert verdict.level == "no-signs"
    assert verdict.answer == words.UNSURE
    assert "We cannot tell" in verdict.answer
    assert verdict.first == words.FIRST_UNSURE
    assert verdict.first.startswith("Before you pay")
    assert "159" in verdict.advice[0]
    assert {"159", "0808 223 1133"} <= {route.value for route in verdict.routes}
    assert any(each.spans for each in verdict.evidence)  # what made us doubt is shown
    assert verdict.scam is None
    assert knowledge.organisations["citizens-advice"].routes


def test_the_terminal_and_every_depth_say_that_we_cannot_tell(
    unsure: tuple[str, Verdict], knowledge: Knowledge
) -> None:
    text, verdict = unsure
    shown = render_verdict(verdict, width=80)
    for piece in ("We cannot tell.", "Before you pay", "Have you paid", "159", "\nWhy\n"):
        assert piece in shown
    document = explain(understand(text, knowledge, deep=False), knowledge, on=ON)
    assert document["answer"] == f"{words.UNSURE}\n{words.FIRST_UNSURE}"
    assert document["everything"]["sum"]["unsure_from"] == UNSURE_FROM


def test_what_is_surely_harmless_is_still_said_calmly(knowledge: Knowledge) -> None:
    verdict = verdict_on("Your library books are due back on Friday.", knowledge)
    assert verdict.answer == words.NO_SIGNS
    assert not is_unsure("suspicious", 0.9)
    assert not is_unsure("too-little", 0.6)
    assert not is_unsure("no-signs", 0.49)
    assert is_unsure("no-signs", UNSURE_FROM)


# --- which scam, where little decides -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("he wants me to pay in gift cards now", "sextortion"),
        ("A caller wanted my bank card", "nhs-scam"),
        ("someone rang asking for my card number", "premium-rate-callback"),
        ("he keeps asking me for money", "money-mule"),
    ],
)
def test_a_name_is_left_out_where_nothing_decides_it(text: str, wrong: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.scam != wrong
    if verdict.level == "suspicious" and verdict.scam is None:
        assert verdict.answer == words.SUSPICIOUS


@pytest.mark.parametrize(
    ("text", "scam"),
    [
        ("my boss emailed asking me to buy gift cards", "ceo-and-gift-cards"),
        ("a girl has my nude photos and wants money", "sextortion"),
        ("police rang and said a courier will come for my card", "courier-fraud"),
        ("my daughter texted from a new number asking for money", "hi-mum"),
        ("parking fine text with a link", "parking-and-toll"),
        ("bailiffs rang and want £800 now", "courts-and-bailiffs"),
    ],
)
def test_a_name_is_given_where_the_words_decide_it(text: str, scam: str, knowledge: Knowledge) -> None:
    assert verdict_on(text, knowledge).scam == scam


def test_a_model_without_names_leaves_it_to_the_signs(knowledge: Knowledge) -> None:
    class Nameless:
        def likeness(self, features: object, words: object, *, near: object) -> dict[str, float]:
            return {}

    held = understand("A man from Microsoft rang and wants me to download AnyDesk", knowledge, deep=False)
    named = most_like(held, knowledge, model=Nameless(), features={}, words=())  # type: ignore[arg-type]
    assert named is not None
    assert named.scam == "computer-software-service-fraud"


# --- which way the money goes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tells", "tells_not"),
    [
        ("HMRC: you owe £900 in tax. Pay today or face arrest", "tax-debt", "tax-refund"),
        ("HMRC: you owe us £900 and must pay it back by Friday", "tax-debt", "tax-refund"),
        ("HMRC owes you £420. Claim at hmrc-claim.example", "tax-refund", "tax-debt"),
        ("You are owed £268.33 by HMRC, claim it here", "tax-refund", "tax-debt"),
        ("DVLA: we owe you £80 for vehicle tax", "tax-refund", "tax-debt"),
        ("the tax man says I owe £2000", "tax-debt", "tax-refund"),
        ("You are owed £450 by your energy supplier", "refund-offer", "tax-debt"),
        ("you must pay back £300 or we take your car", "", "refund-offer"),
        ("You are due to pay £30 on 3 May", "", "refund-offer"),
    ],
)
def test_owing_and_being_owed_are_told_apart(text: str, tells: str, tells_not: str, knowledge: Knowledge) -> None:
    tactics = understand(text, knowledge, deep=False).tactics
    assert tells_not not in tactics
    if tells:
        assert tells in tactics


# --- people who ask for help --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "please help i dont know what to do, a scammer has my bank details",
        "think my mum was scammed dont know what to do",
        "victim of fraud. dont no what to do",
        "warning of arrest from hmrc, not sure what to do",
        "scam? what shall i do",
        "dont know what to do",
    ],
)
def test_whoever_asks_for_help_never_hears_that_nothing_was_found(text: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.answer in (words.TOO_LITTLE, words.UNSURE)
    assert verdict.advice == words.ADVICE_UNSURE
    assert "159" in {route.value for route in verdict.routes}


def test_whoever_asks_for_help_and_paid_is_told_to_ring_the_bank(knowledge: Knowledge) -> None:
    verdict = verdict_on("cant tell if its a scam, ive paid them already, wat shud i do", knowledge)
    assert "159" in verdict.first


def test_screening_gives_the_same_level_as_a_check(knowledge: Knowledge) -> None:
    for text in ("Your parcel is held. Pay £1.99 at royal-rnail.example", *BETWEEN, "dont know what to do"):
        verdict = verdict_on(text, knowledge)
        level, score, scam, _ = screened(understand(text, knowledge, deep=False), knowledge)
        assert (level, score, scam) == (verdict.level, verdict.score, verdict.scam)
