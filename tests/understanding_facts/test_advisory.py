"""Whole warnings, invented for these tests, read from end to end; and the real ones beside the checkout."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tocsin.knowledge.load import Knowledge
from tocsin.records import Document
from tocsin.sources import read_file
from tocsin.understanding.advisory import LONGEST_READ, advisory_as_dict, read_advisory
from tocsin.understanding.facts import find_facts

ON = date(2026, 11, 24)
CONTRACT = {
    "file", "is_advisory", "title", "publisher", "publisher_area", "published", "scam", "channels", "claimed", "tactics",
    "places", "report_count", "report_period", "lost_money_count", "losses", "advice", "contacts", "rules", "repairs",
    "mentions", "not_read",
}  # fmt: skip


def read(folder: Path, name: str, knowledge: Knowledge) -> dict[str, Any]:
    return advisory_as_dict(read_advisory(read_file(folder / name), knowledge, on=ON))


def test_a_police_page_about_false_bank_calls(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "bank-calls.txt", knowledge)
    assert found.keys() == CONTRACT
    assert found["is_advisory"]
    assert found["title"] == "Fake bank calls: three pensioners hand over £31,000 in a fortnight"
    assert (found["publisher"], found["published"]) == ("Marlshire Police", "2025-03-14")
    assert found["channels"] == ["call"]
    assert found["claimed"] == ["barclays"]
    assert found["places"] == ["Ludlow", "Oswestry", "Whitchurch"]  # not Telford, where the officer works
    assert found["report_count"] == 11
    assert found["report_period"] == {"from": "2025-03-01", "to": "2025-03-13", "text": "Between 1 March and 13 March"}
    assert found["lost_money_count"] == 3
    assert found["losses"] == [
        {"amount": 31000, "currency": "GBP", "basis": "total", "qualifier": "exact"},
        {"amount": 18500, "currency": "GBP", "basis": "per_victim", "qualifier": "exact"},
    ]
    assert [each["value"] for each in found["contacts"]] == ["159", "www.reportfraud.police.uk", "0300 123 2040", "101"]
    assert not any(each["stale"] for each in found["contacts"])
    assert found["rules"] == [
        {"organisation": ["bank", "police"], "rule": "will never ask you to move money to keep it safe"}
    ]


def test_a_trading_standards_alert_where_nobody_lost_money(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "parcel-texts.txt", knowledge)
    assert (found["publisher"], found["publisher_area"]) == ("Suffolk Trading Standards", "Suffolk")
    assert found["channels"] == ["sms"]
    assert found["claimed"] == ["evri"]
    assert (found["report_count"], found["lost_money_count"]) == (60, 0)
    assert found["losses"] == []  # £1.45 is what was asked
    assert [each["value"] for each in found["contacts"]] == ["7726", "01632 960 111"]
    assert found["rules"] == [{"organisation": ["Evri"], "rule": "never asks for a redelivery fee by text"}]


def test_newspaper_prose_without_a_title_and_with_other_news_below(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "remote-access-news.txt", knowledge)
    assert found["is_advisory"]
    assert found["title"] is None
    assert found["claimed"] == ["virgin-media"]
    assert found["places"] == ["Hexham", "Corbridge"]  # Blyth, Sunderland and Gateshead are other news
    assert found["report_count"] == 12
    assert [(each["amount"], each["basis"], each["qualifier"]) for each in found["losses"]] == [
        (4200, "per_victim", "exact"),
        (27000, "total", "over"),
    ]


def test_a_neighbours_note_about_roofers(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "roofers.txt", knowledge)
    assert found["is_advisory"]
    assert found["channels"] == ["in-person"]
    assert found["places"] == ["Tiverton"]
    assert found["report_count"] == 4
    assert [each["amount"] for each in found["losses"]] == [800, 350]
    assert [each["value"] for each in found["contacts"]] == ["999", "0808 223 1133"]


def test_a_stale_route_is_named_with_what_replaced_it(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "hmrc-calls.txt", knowledge)
    assert found["contacts"] == [
        {"name": "Action Fraud", "value": "0300 123 2040", "stale": True, "replaced_by": "Report Fraud, 0300 123 2040"}
    ]
    before = read_advisory(read_file(warnings_folder / "hmrc-calls.txt"), knowledge, on=date(2025, 1, 1))
    assert not before.contacts[0].stale
    assert (found["report_count"], found["lost_money_count"]) == (150, 7)
    assert [(each["amount"], each["basis"]) for each in found["losses"]] == [(3000, "per_victim"), (19450, "total")]


def test_one_case_with_a_courier_is_a_warning_too(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "bogus-officer.txt", knowledge)
    assert found["is_advisory"]
    assert found["claimed"] == ["metropolitan-police"]
    assert found["places"] == ["Louth", "East Lindsey"]  # London is where the caller said he was from
    assert found["lost_money_count"] == 1
    assert found["published"] == "2024-01-09"
    assert [(each["name"], each["value"]) for each in found["contacts"]] == [
        ("Lincolnshire Police", "101"),
        ("Crimestoppers", "0800 555 111"),
    ]


def test_an_email_alert(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "hi-mum.eml", knowledge)
    assert found["title"] == 'Scam alert: WhatsApp "Hi Mum" messages'
    assert found["channels"] == ["social"]
    assert (found["report_count"], found["lost_money_count"]) == (27, 19)
    assert found["report_period"] == {"from": "2024-05-01", "to": "2024-05-31", "text": "last month"}
    assert [(each["amount"], each["basis"]) for each in found["losses"]] == [(1640, "per_victim")]


def test_a_council_web_page(warnings_folder: Path, knowledge: Knowledge) -> None:
    found = read(warnings_folder, "energy-refund.html", knowledge)
    assert (found["publisher"], found["publisher_area"]) == ("Cornwall Council", "Cornwall")
    assert found["channels"] == ["email"]
    assert found["claimed"] == ["ofgem"]
    assert found["places"] == ["Truro", "Penzance", "Newquay"]
    assert found["report_count"] == 200


@pytest.mark.parametrize("name", ["burglary-appeal.txt", "council-tax.txt", "court-report.txt"])
def test_ordinary_news_gives_nothing_but_its_frame(warnings_folder: Path, name: str, knowledge: Knowledge) -> None:
    found = read(warnings_folder, name, knowledge)
    assert found["is_advisory"] is False
    for field in ("scam", "report_count", "report_period", "lost_money_count"):
        assert found[field] is None
    for field in ("channels", "claimed", "tactics", "places", "losses", "advice", "contacts", "rules", "mentions"):
        assert found[field] == []


def test_every_mention_quotes_the_given_text_even_after_repairs(knowledge: Knowledge) -> None:
    text = (
        "Fake officers ring residents\n\nPolice in Wells say two people lost Â£900 each. Donâ€™t \u200bpay.\n"
        "Marlshire Police will never ask for money. Report it on 101 or at www.marlshire.example/report."
    )
    advisory = read_advisory(Document(name="broken.txt", text=text), knowledge, on=ON)
    assert advisory.is_advisory
    assert {each.kind for each in advisory.repairs} == {"mojibake", "invisible-character"}
    assert any(each.kind == "money" and each.text == "Â£900" and each.value == "900" for each in advisory.mentions)
    for mention in advisory.mentions:
        assert text[mention.start : mention.end] == mention.text


def test_a_title_known_only_from_outside_still_counts_for_the_meaning(knowledge: Knowledge) -> None:
    body = "Callers say that tax is owed and that officers are on their way. Hang up and report it to Report Fraud."
    advisory = read_advisory(Document(name="a", text=body, title="HMRC phone scam warning"), knowledge, on=ON)
    assert advisory.title == "HMRC phone scam warning"
    assert advisory.is_advisory
    for mention in advisory.mentions:
        assert body[mention.start : mention.end] == mention.text


def test_what_is_too_long_is_read_in_part_and_says_so(knowledge: Knowledge) -> None:
    advisory = read_advisory(Document(name="long", text="Beware of scam calls. " * 10_000), knowledge, on=ON)
    assert advisory.not_read == (f"Only the first {LONGEST_READ:,} characters were read.",)


def test_facts_of_an_account(knowledge: Knowledge) -> None:
    from datetime import UTC, datetime

    text = "a man rang yesterday about my computer, i paid him 300 pounds. i live in Faversham. his number 07700 900123"
    facts = find_facts(text, knowledge, at=datetime(2026, 11, 24, tzinfo=UTC))
    assert facts.places == ("Faversham",)
    assert [(each.amount_minor, each.basis) for each in facts.losses] == [(30000, "per_victim")]
    assert {(each.kind, each.value) for each in facts.mentions} >= {
        ("money", "300"),
        ("phone", "+447700900123"),
        ("date", "2026-11-23"),
    }


def test_an_account_that_names_no_place_happened_where_its_teller_is(knowledge: Knowledge) -> None:
    assert find_facts("he asked for my PIN", knowledge, place="Whitstable").places == ("Whitstable",)
    assert find_facts("he asked for my PIN", knowledge, place="Nowhere-on-Sea").places == ()


# --- the real documents beside the checkout ----------------------------------------------------------

NAMED = (
    "kent-software-service-fraud",
    "cheshire-microsoft-callers",
    "imex-impersonated",
    "hertfordshire-computer-scams",
    "kent-police-number-spoofing",
)
CLAIMED = {  # the names of the gold as our ids; vague ones ("X Company") have none
    "kent-software-service-fraud": {"internet-provider", "microsoft"},
    "cheshire-microsoft-callers": {"microsoft", "computer-firm"},
    "imex-impersonated": {"microsoft", "imex"},
    "hertfordshire-computer-scams": {"microsoft"},
    "kent-police-number-spoofing": {"hmrc", "any-police-force"},
}


def digits_or_address(value: str | None) -> str | None:
    if value is None:
        return None
    return value.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/").replace(" ", "")


@pytest.mark.parametrize("name", NAMED)
def test_the_documents_that_this_was_built_for_are_read_as_a_careful_reader_does(
    name: str, shared: Path, knowledge: Knowledge
) -> None:
    folder = shared / "advisories"
    rows = (json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    gold = next(row for row in rows if row["file"] == f"scam/{name}.txt")
    found = advisory_as_dict(read_advisory(read_file(folder / gold["file"]), knowledge, on=ON))
    assert found["is_advisory"]
    for field in ("title", "publisher", "report_count", "lost_money_count", "losses", "places", "channels"):
        assert found[field] == gold[field], field
    assert (found["published"] or "")[:10] == (gold["published"] or "")
    assert set(found["claimed"]) == CLAIMED[name]
    assert {digits_or_address(each["value"]) for each in found["contacts"]} == {
        digits_or_address(each["value"]) for each in gold["contacts"]
    }
    assert len(found["rules"]) >= len(gold["rules"])


def test_ordinary_news_beside_the_checkout_is_no_warning(shared: Path, knowledge: Knowledge) -> None:
    files = sorted((shared / "advisories" / "other").glob("*.txt"))
    assert [file.name for file in files if read_advisory(read_file(file), knowledge).is_advisory] == []
