"""Accounts are checked as messages are, and whatever alarms is named where an entry comes near enough."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.checking.check import check
from tocsin.checking.explain import understanding_as_dict
from tocsin.checking.naming import likely_scam
from tocsin.knowledge import Knowledge
from tocsin.records import ScamMatch, Understanding, Verdict
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)
LEVELS = ["no-signs", "suspicious", "scam"]


def verdict_on(text: str, knowledge: Knowledge) -> Verdict:
    return check(understand(text, knowledge, deep=False), knowledge, on=ON)


@pytest.mark.parametrize(
    ("text", "at_least", "scam"),
    [
        (
            "Someone claiming to be Openreach told my dad the broadband had been hacked and had him install AnyDesk.",
            "scam",
            "computer-software-service-fraud",
        ),
        (
            "A chap on the step said he had tarmac left over from a job in the street and wanted a deposit in cash.",
            "suspicious",
            "rogue-trader",
        ),
        (
            "She quoted a badge number and said a courier would come for Mum's cards. Mum is on the phone to her now.",
            "scam",
            "courier-fraud",
        ),
        (
            "My lodger had a text from Royal Mail about a customs charge with a link. He put in his card number.",
            "scam",
            "parcel-delivery-fee",
        ),
        (
            "The police phoned to say my card was used by a thief. I was told to keep it quiet and withdraw the cash.",
            "scam",
            "courier-fraud",
        ),
        (
            "Microsoft support rang my gran, said her computer had a virus, wanted remote access and asked £150 for it.",
            "scam",
            "computer-software-service-fraud",
        ),
        (
            "An invoice about a McAfee renewal for £289, ring 01632 960455 to cancel. "
            "We rang and they wanted to get on our laptop.",
            "suspicious",
            "fake-subscription-renewal",
        ),
        (
            "They said the gas would be cut off today unless we paid straight away by bank transfer.",
            "suspicious",
            "disconnection-call",
        ),
    ],
)
def test_a_plain_account_alarms_and_is_named(text: str, at_least: str, scam: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert LEVELS.index(verdict.level) >= LEVELS.index(at_least)
    assert (verdict.scam, verdict.scam_name) == (scam, knowledge.scams[scam].name)
    assert understanding_as_dict(understand(text, knowledge, deep=False), knowledge)["scam"] == scam


@pytest.mark.parametrize(
    "text",
    [
        "My bank rang to ask whether I had spent £300 in Leeds. I said yes and that was the end of it.",
        "The engineer from BT came on Tuesday as arranged and fixed the router. He asked for a cup of tea.",
        "My son lost his phone and rang me from his new number, I heard his voice. He gets a new one on Saturday.",
        "The police came about the burglary next door and the officer gave me her badge number and a card.",
        "HMRC wrote to say I had overpaid and the refund came into my account. I did nothing.",
        "I bought two Amazon gift cards for my nieces and sent them by email.",
    ],
)
def test_an_account_of_something_genuine_does_not_alarm_and_names_nothing(text: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.level == "no-signs"
    assert verdict.scam is None
    assert verdict.scam_name is None


def test_how_it_is_told_alone_alarms_and_is_shown_but_is_never_called_a_scam(knowledge: Knowledge) -> None:
    text = 'The "lady from the office" is still ringing him. He sent her £340, his savings, and now nobody there has heard of her.'
    verdict = verdict_on(text, knowledge)
    assert verdict.level == "suspicious"
    shown = {each.sign: each.spans[0].text for each in verdict.evidence if each.spans}
    assert shown["told-so-called"] == '"lady from the office"'
    assert shown["told-found-out"] == "nobody there has heard"


def test_the_nearest_entry_is_named_by_its_story_or_under_its_name_and_not_by_money_alone(knowledge: Knowledge) -> None:
    near = (ScamMatch("computer-software-service-fraud", False, 0.0),)
    assert likely_scam(Understanding("", tactics=("remote-access",), matches=near), knowledge) is None
    claimed = Understanding("", tactics=("remote-access",), claimed=("microsoft",), matches=near)
    assert likely_scam(claimed, knowledge) == "computer-software-service-fraud"
    half = (ScamMatch("loan-fee", False, 0.4),)
    assert likely_scam(Understanding("", tactics=("advance-fee",), matches=half), knowledge) is None
    story = (ScamMatch("hi-mum", False, 0.4),)
    assert likely_scam(Understanding("", tactics=("new-number",), matches=story), knowledge) == "hi-mum"


def test_an_entry_that_holds_is_named_before_one_that_comes_near(knowledge: Knowledge) -> None:
    matches = (ScamMatch("romance", True, 0.1), ScamMatch("hi-mum", False, 0.9))
    assert likely_scam(Understanding("", tactics=("new-number",), matches=matches), knowledge) == "romance"


def test_a_warning_is_named_only_by_an_entry_that_holds(knowledge: Knowledge) -> None:
    near = (ScamMatch("hi-mum", False, 0.9),)
    warning = Understanding("", genre="warning", tactics=("new-number",), matches=near)
    assert likely_scam(warning, knowledge) is None
