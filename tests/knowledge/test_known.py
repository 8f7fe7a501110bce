"""What is known: rules and routes found by organisation, purpose, nation and day."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.knowledge import Knowledge, load_knowledge

BEFORE = date(2025, 12, 3)
AFTER = date(2025, 12, 4)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def values(knowledge: Knowledge, purpose: str, nation: str, on: date) -> list[str]:
    return [route.value for route in knowledge.routes_for(purpose, nation=nation, on=on)]


def test_the_five_documents_scams_and_ten_more_are_known(knowledge: Knowledge) -> None:
    assert {"computer-software-service-fraud", "police-hmrc-spoofed-callback"} <= set(knowledge.scams)
    assert len(knowledge.scams) >= 14
    assert len(knowledge.organisations) >= 25


def test_reports_went_to_action_fraud_until_3_december_2025_and_go_to_report_fraud_since(knowledge: Knowledge) -> None:
    assert "www.actionfraud.police.uk" in values(knowledge, "report", "gb-eng", BEFORE)
    assert values(knowledge, "report", "gb-eng", AFTER) == ["www.reportfraud.police.uk", "0300 123 2040"]


def test_in_scotland_fraud_is_reported_to_police_scotland(knowledge: Knowledge) -> None:
    assert values(knowledge, "report", "gb-sct", TODAY) == ["101"]


def test_every_nation_has_a_way_to_report_to_the_bank_and_in_an_emergency(knowledge: Knowledge) -> None:
    for nation in ("gb-eng", "gb-wls", "gb-sct", "gb-nir"):
        assert values(knowledge, "report", nation, TODAY)
        assert values(knowledge, "bank", nation, TODAY) == ["159"]
        assert values(knowledge, "emergency", nation, TODAY) == ["999", "18000"]
        assert values(knowledge, "forward-text", nation, TODAY)[-1:] == ["7726"]
        assert "report@phishing.gov.uk" in values(knowledge, "forward-email", nation, TODAY)


def test_verified_routes_come_first(knowledge: Knowledge) -> None:
    found = knowledge.routes_for("advice", nation="gb-eng", on=TODAY)
    assert [route.verified for route in found] == sorted((route.verified for route in found), reverse=True)


@pytest.mark.parametrize(
    ("value", "new"),
    [
        ("http://www.actionfraud.police.uk/report_fraud", "www.reportfraud.police.uk"),
        ("www.actionfraud.police.uk", "www.reportfraud.police.uk"),
        ("03454 040506", "0808 223 1133"),
        ("08454 04 05 06", "0808 223 1133"),
        ("phishing@hmrc.gsi.gov.uk", "phishing@hmrc.gov.uk"),
    ],
)
def test_a_contact_of_old_warnings_is_stale_and_leads_to_the_new_one(
    knowledge: Knowledge, value: str, new: str
) -> None:
    found = knowledge.stale_route(value, TODAY)
    assert found is not None
    stale, replacement = found
    assert stale.valid_to is not None
    assert replacement is not None
    assert replacement.value == new


@pytest.mark.parametrize("value", ["0300 123 2040", "+44 300 123 2040", "159", "www.example.org", "", "not a number"])
def test_a_contact_that_still_leads_there_is_not_stale(knowledge: Knowledge, value: str) -> None:
    assert knowledge.stale_route(value, TODAY) is None


def test_a_contact_is_not_stale_before_its_end(knowledge: Knowledge) -> None:
    assert knowledge.stale_route("www.actionfraud.police.uk", BEFORE) is None


def test_a_route_leads_to_what_replaced_it_by_that_day(knowledge: Knowledge) -> None:
    before = knowledge.resolve_route("action-fraud-web", BEFORE)
    after = knowledge.resolve_route("action-fraud-web", AFTER)
    assert before is not None
    assert before.id == "action-fraud-web"
    assert after is not None
    assert after.id == "report-fraud-web"
    assert knowledge.resolve_route("report-fraud-web", BEFORE) is None


def test_an_organisations_rules_include_those_of_its_kind(knowledge: Knowledge) -> None:
    own = {rule.id for rule in knowledge.rules_for("kent-police")}
    assert "police-no-money-by-phone" in own
    assert "bank-no-safe-account" in {rule.id for rule in knowledge.rules_for("barclays")}
    assert knowledge.rules_for("nobody") == ()


def test_the_rules_of_the_five_documents_are_known_with_source_and_day(knowledge: Knowledge) -> None:
    rules = {rule.id: rule for each in knowledge.organisations.values() for rule in each.rules}
    for rule in ("microsoft-no-cold-calls", "police-no-arrest-for-not-paying", "imex-no-premium-rate"):
        assert rules[rule].verified
        assert rules[rule].source.seen_on == date(2026, 11, 1)


def test_a_rule_completes_a_sentence_about_its_organisation(knowledge: Knowledge) -> None:
    for organisation in knowledge.organisations.values():
        for rule in organisation.rules:
            assert rule.act[0].islower(), rule.id
            assert not rule.act.endswith("."), rule.id


def test_organisations_are_found_by_kind(knowledge: Knowledge) -> None:
    banks = {bank.id for bank in knowledge.organisations_of_kind("bank")}
    assert {"any-bank", "barclays", "monzo"} <= banks
    assert [bank.id for bank in knowledge.organisations_of_kind("bank") if bank.generic] == ["any-bank"]
