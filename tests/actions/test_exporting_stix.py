"""A campaign as STIX, read back by the library for it: what is shared, and what never is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import Clock, add, open_desk
from tocsin.actions.campaigns import make_campaign
from tocsin.actions.exporting_stix import export_campaign
from tocsin.actions.installation import Installation
from tocsin.actions.people import audit_log
from tocsin.actions.reporting import take_report
from tocsin.errors import InputError

stix2 = pytest.importorskip("stix2")
TOLD = (
    "A man rang from 07700 900123, said he was HMRC on 0300 123 2040, and that I must pay at tax-due.example/pay or be arrested.",
    "HMRC rang me, the number shown was 0300 123 2040. I was to ring 07700 900123 and pay a tax debt at tax-due.example today.",
    "He said he was from HMRC and that a warrant was out for my arrest. My own number is 01632 960777.",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Installation]:
    opened = open_desk(tmp_path, clock=Clock())
    yield opened
    opened.close()


def exported(desk: Installation, **how: Any) -> tuple[str, Any]:
    amira = add(desk, "amira")
    references = [take_report(desk, text, source="test").report.reference for text in TOLD]
    from tocsin.actions.reading_reports import read_waiting

    read_waiting(desk)
    campaign = make_campaign(desk, references, officer=amira, name="HMRC arrest calls", scam="hmrc-tax-scam")
    text = export_campaign(desk, campaign.id, officer=amira, reason="For the county's cyber unit", **how)
    assert text == export_campaign(desk, campaign.id, officer=amira, reason="The same again", **how)
    return text, stix2.parse(text)


def of_type(bundle: Any, kind: str) -> list[Any]:
    return [each for each in bundle.objects if each["type"] == kind]


def test_a_campaign_is_read_back_with_its_sightings_and_tactics(desk: Installation) -> None:
    _, bundle = exported(desk, tlp="green")
    (campaign,) = of_type(bundle, "campaign")
    assert campaign.name == "HMRC arrest calls"
    patterns = {each.pattern for each in of_type(bundle, "indicator")}
    assert patterns == {"[x-phone-number:value = '+447700900123']", "[domain-name:value = 'tax-due.example']"}
    assert {each["count"] for each in of_type(bundle, "sighting")} == {2}
    names = {
        reference["source_name"] for each in of_type(bundle, "attack-pattern") for reference in each.external_references
    }
    assert "tocsin" in names
    assert {each.relationship_type for each in of_type(bundle, "relationship")} == {"uses", "indicates"}
    assert all(each.object_marking_refs == [stix2.TLP_GREEN.id] for each in of_type(bundle, "indicator"))


def test_genuine_numbers_a_reporters_own_and_their_words_are_never_exported(desk: Installation) -> None:
    text, _ = exported(desk)
    assert "1232040" not in text.replace(" ", "")
    assert "960777" not in text
    assert "warrant" not in json.dumps(
        [each for each in json.loads(text)["objects"] if each["type"] != "attack-pattern"]
    )


def test_an_export_needs_a_reason_which_is_logged(desk: Installation) -> None:
    amira = add(desk, "amira")
    reference = take_report(desk, TOLD[0], source="test").report.reference
    campaign = make_campaign(desk, [reference], officer=amira, name="HMRC calls")
    with pytest.raises(InputError, match="reason"):
        export_campaign(desk, campaign.id, officer=amira, reason=" ")
    export_campaign(desk, campaign.id, officer=amira, reason="For the bank", tlp="red")
    entry = next(each for each in audit_log(desk, by=amira, limit=20, offset=0) if each.action == "campaign-exported")
    assert "TLP red: For the bank" in entry.detail
