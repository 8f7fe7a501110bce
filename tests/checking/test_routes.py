from __future__ import annotations

import pytest

from tocsin.checking.routes import read_routes, register_of
from tocsin.knowledge import Knowledge
from tocsin.records import Mention


def signs(kind: str, value: str, knowledge: Knowledge, *, claimed: tuple[str, ...] = ()) -> set[str]:
    mention = Mention(kind, value, 0, len(value), value, "test")  # type: ignore[arg-type]
    return {each.sign for each in read_routes([mention], claimed, knowledge)}


@pytest.mark.parametrize(
    ("link", "sign"),
    [
        ("https://www.hsbc.co.uk/security", "known-link"),
        ("https://tax.service.gov.uk/account", "known-link"),
        ("https://hsbc-cancel-payee.example/x", "look-alike-link"),
        ("https://secure.paypa1.example/x", "look-alike-link"),
        ("https://royal-rnail.example/pay", "look-alike-link"),
        ("hmrc.gov.uk.refund.example", "look-alike-link"),
        ("https://hsbc.co.uk.payee.example/x", "look-alike-link"),
        ("http://xn--pypal-4ve.example/", "look-alike-letters"),
        ("http://192.0.2.7/login", "bare-number-link"),
        ("https://bit.ly/abc", "short-link"),
        ("https://garden-club.example/meeting", "unknown-link"),
        ("https://enigmail.example", "unknown-link"),
    ],
)
def test_a_link_is_held_against_the_register(link: str, sign: str, knowledge: Knowledge) -> None:
    assert signs("link", link, knowledge) == {sign}


def test_a_link_elsewhere_is_not_that_of_whom_they_claim_to_be(knowledge: Knowledge) -> None:
    assert signs("link", "https://parcel-fee.example", knowledge, claimed=("royal-mail",)) == {"link-not-theirs"}


def test_a_premium_number_is_named_and_a_known_one_is_recognised(knowledge: Knowledge) -> None:
    assert signs("phone", "+449098790001", knowledge) == {"premium-number"}
    assert signs("phone", "159", knowledge) == {"known-number"}
    assert signs("phone", "+441632960123", knowledge) == set()


def test_many_links_are_a_newsletter_and_no_bait(knowledge: Knowledge) -> None:
    mentions = [Mention("link", "x", at, at + 1, f"https://site{at}.example/", "test") for at in range(9)]
    assert read_routes(mentions, (), knowledge) == []


def test_the_register_is_made_once(knowledge: Knowledge) -> None:
    assert register_of(knowledge) is register_of(knowledge)
