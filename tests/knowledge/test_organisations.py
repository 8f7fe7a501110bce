"""The organisation register: who is in it, how they are written, and what is said of them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tocsin.checking.routes import register_of
from tocsin.checking.rules import broken_rules
from tocsin.knowledge import Knowledge, load_knowledge
from tocsin.knowledge.forces import load_forces
from tocsin.records import Organisation, Understanding
from tocsin.understanding.organisation_names import organisation_names
from tocsin.understanding.understand import understand

TODAY = date(2026, 11, 24)
BANKS_ON_159 = [
    "bank-of-scotland", "barclays", "co-operative-bank", "chase-uk", "first-direct", "halifax", "hsbc", "lloyds",
    "metro-bank", "modulr", "monzo", "nationwide", "natwest", "revolut", "rbs", "santander", "starling", "tide",
    "tsb", "ulster-bank",
]  # fmt: skip
NAMED = [
    "hmrc", "dvla", "dwp", "nhs", "home-office", "student-loans-company", "land-registry", "hmcts", "court",
    "telephone-preference-service", "council", "metropolitan-police", "national-crime-agency",
    "british-transport-police", "royal-mail", "evri", "dpd", "yodel", "parcelforce", "dhl", "ups", "fedex", "ee",
    "o2", "vodafone", "three-uk", "bt", "sky", "virgin-media", "talktalk", "british-gas", "octopus-energy", "edf",
    "eon", "ovo-energy", "scottish-power", "ebay", "vinted", "gumtree", "booking-com", "airbnb", "instagram",
    "telegram", "tiktok", "coinbase", "binance", "spotify", "disney-plus", "norton", "mcafee", "ofcom", "ofgem",
    "money-helper", "charity-commission", "companies-house", "national-highways", "transport-for-london",
    "parking-firm", "solicitor", "letting-agent", "recruiter",
]  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def test_the_banks_of_159_and_those_that_are_most_imitated_are_known(knowledge: Knowledge) -> None:
    assert [one for one in (*BANKS_ON_159, *NAMED) if one not in knowledge.organisations] == []
    assert {knowledge.organisations[bank].kind for bank in BANKS_ON_159} == {"bank"}
    assert len(knowledge.organisations) >= 85


def test_every_police_force_is_an_organisation(knowledge: Knowledge) -> None:
    names = {each.name for each in knowledge.organisations_of_kind("police")}
    assert [force.name for force in load_forces() if force.name not in names] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hello, I am calling from H M R C about your tax.", "hmrc"),
        ("Hello, this is the DWP about your winter fuel payment.", "dwp"),
        ("Hi, I'm calling from Scotland Yard, madam.", "metropolitan-police"),
        ("This is detective constable Reed from the Met Police.", "metropolitan-police"),
        ("I am an officer from the National Crime Agency.", "national-crime-agency"),
        ("I am a law enforcement officer, stay on the line.", "any-police-force"),
        ("Hello, I am calling from British Gas about your bill.", "british-gas"),
        ("We are calling from Vodaphone about your contract.", "vodafone"),
        ("Good morning, calling from the Telephone Preference Service.", "telephone-preference-service"),
        ("This is U K V I, your visa is at risk.", "home-office"),
        ("Hello, I am calling from Norton Lifelock about your renewal.", "norton"),
        ("We are calling from Student Finance England.", "student-loans-company"),
        ("This is Coinbase security, your wallet is at risk.", "coinbase"),
        ("We are calling from your solicitor about the house.", "solicitor"),
    ],
)
def test_who_somebody_says_they_are_is_known_however_it_is_said(knowledge: Knowledge, said: str, meant: str) -> None:
    assert meant in understand(said, knowledge, channel="call", deep=False).claimed


@pytest.mark.parametrize(
    "text",
    [
        "Could you chase the builder? I will be at the tide pool at three, see https://pool.example",
        "Look at my ups and downs, and the top-ups: https://blog.example",
        "The wise thing is to wait, which is what Mrs Norton did. https://blog.example",
    ],
)
def test_a_plain_word_is_no_organisation(knowledge: Knowledge, text: str) -> None:
    assert understand(text, knowledge, deep=False).claimed == ()


def test_a_particular_name_wins_over_its_kind_in_a_warning(knowledge: Knowledge) -> None:
    found = organisation_names(knowledge).find("Callers said they were from the Metropolitan Police.", generic=True)
    assert [organisation.id for _, _, organisation in found] == ["metropolitan-police"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HM Revenue & Customs", "hmrc"),
        ("H.M.R.C.", "hmrc"),
        ("Devon & Cornwall Police", "devon-and-cornwall-police"),
        ("E.ON", "eon"),
        ("NS&I", "nsandi"),
        ("Booking.com", "booking-com"),
        ("the Sheriff's Office", "any-police-force"),
    ],
)
def test_a_name_with_marks_in_it_is_found_in_a_warning(knowledge: Knowledge, written: str, meant: str) -> None:
    found = organisation_names(knowledge).find(f"Callers said they were from {written} this week.", generic=True)
    assert [organisation.id for _, _, organisation in found] == [meant]


def test_an_address_is_not_the_name_of_an_organisation(knowledge: Knowledge) -> None:
    assert list(organisation_names(knowledge).find("It led to www.booking.com and Barclays.com today.")) == []


def test_an_address_below_a_public_suffix_belongs_to_the_government_or_the_police(knowledge: Knowledge) -> None:
    register = register_of(knowledge)
    assert register.owner("www.gov.uk") == "government"
    assert register.owner("www.wiltshire.police.uk") == "wiltshire-police"
    assert register.owner("beds.police.uk") == "any-police-force"


@pytest.mark.parametrize(
    "host",
    [
        "essexwindows.example",
        "visitscotland.example",
        "hotelbooking.example",
        "kentneighbourhoodwatch.example",
        "plus.example",
    ],
)
def test_a_place_or_plain_word_in_an_address_copies_nobody(knowledge: Knowledge, host: str) -> None:
    assert register_of(knowledge).copied(host) is None


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("octopus-energy-rebate.example", "octopus-energy"),
        ("royalmail-fee.example", "royal-mail"),
        ("evri-redelivery.example", "evri"),
        ("ulez-payment.example", "transport-for-london"),
    ],
)
def test_a_name_in_somebody_elses_address_is_a_copy(knowledge: Knowledge, host: str, whose: str) -> None:
    assert register_of(knowledge).copied(host) == whose


def test_only_what_was_read_at_its_source_is_said_as_a_rule(knowledge: Knowledge) -> None:
    for organisation in knowledge.organisations.values():
        for rule in organisation.rules:
            assert rule.verified is False or rule.source.seen_on is not None, rule.id
            if "General knowledge" in rule.source.title:
                assert not rule.verified, rule.id
                assert rule.source.seen_on is None, rule.id


def said_of(knowledge: Knowledge, organisation: Organisation) -> list[str]:
    """Every sentence that could be said of a broken rule of its own."""
    tactics = tuple({tactic for rule in organisation.rules for tactic in rule.broken_by})
    told = Understanding(text="", claimed=(organisation.id,), tactics=tactics)
    return [rule.rule for rule in broken_rules(told, knowledge, channel=None) if rule.organisation == organisation.id]


def test_every_rule_reads_as_a_calm_sentence(knowledge: Knowledge) -> None:
    for organisation in knowledge.organisations.values():
        for said in said_of(knowledge, organisation):
            assert re.match(r"^(?:eBay|[A-Z0-9]).* (?:will never|will only|would not normally) \w", said), said
            for sentence in re.split(r"(?<=[.!?])\s+", said):
                assert len(sentence.split()) <= 32, sentence
            assert "safe." not in said.replace("safe account", "")
        for rule in organisation.rules:
            if not rule.verified:  # "would not normally" is said of these, which only fits what is not done
                assert rule.modality == "never", rule.id


def test_a_courier_may_ask_for_customs_and_the_rule_says_so(knowledge: Knowledge) -> None:
    (said,) = said_of(knowledge, knowledge.organisations["royal-mail"])
    assert "grey card" in said


def test_no_organisation_has_a_number_that_nobody_can_vouch_for(knowledge: Knowledge) -> None:
    numbers = {route.value for route in knowledge.routes() if route.kind in ("phone", "sms", "relay")}
    known = {
        "0300 123 2040", "101", "999", "159", "7726", "18000", "60599", "0808 164 6000", "0300 123 6262",
        "0800 555 111", "0808 223 1133", "0808 223 1144", "0800 028 1456", "0800 111 6768", "0808 16 89 111",
        "03454 04 05 06", "08454 04 05 06", "0345 070 0707", "0845 070 0707", "01793 781800", "116 123",
    }  # fmt: skip
    assert numbers <= known


def test_a_stale_number_of_the_telephone_preference_service_is_replaced(knowledge: Knowledge) -> None:
    stale = knowledge.stale_route("0845 070 0707", TODAY)
    assert stale is not None
    assert stale[1] is not None
    assert stale[1].value == "0345 070 0707"
