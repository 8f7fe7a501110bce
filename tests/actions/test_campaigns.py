"""A new way of working shows as a cluster before anybody has a name for it; one source cannot fake one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk import Clock, add, open_desk
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from tocsin.actions.alerting import draft
from tocsin.actions.campaigns import (
    close_campaign,
    join_campaign,
    list_campaigns,
    make_campaign,
    new_clusters,
    see_campaign,
)
from tocsin.actions.installation import Installation
from tocsin.actions.joining_campaigns import leave_check, members, put_in, suggest_members, take_out
from tocsin.actions.privacy import purge
from tocsin.actions.reporting import take_report
from tocsin.errors import InputError, NotFoundError
from tocsin.records import Indicator, Report
from tocsin.reports.clusters import find_clusters
from tocsin.store import indicators as indicator_store
from tocsin.store import reports as report_store

TOLD = (
    "Two people in hi-vis jackets walked round my garden measuring the hedgehog burrows with a laser and left a leaflet about a levy.",
    "A couple wearing hi-vis measured hedgehog burrows along our fence with a laser, then posted a leaflet asking for a levy.",
    "They came with a laser to measure burrows of hedgehogs in the garden; the leaflet says there is a levy for each.",
    "Leaflet through the door about a hedgehog levy after somebody in hi-vis measured burrows by the hedge with some laser.",
    "My neighbour saw hi-vis people with a laser counting hedgehog burrows, and now we all have a leaflet that wants a levy.",
)
OTHERS = (
    "The bus stop at the top of the road was moved and nobody told us why or who paid for the new shelter there.",
    "I would like to know whether the library still holds its Tuesday meeting about wool, knitting and old photographs.",
    "Our choir lost its tuning fork between the chapel and the hall, and the caretaker thinks that a magpie took it.",
)


@pytest.fixture
def installation(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=Clock())
    yield opened
    opened.close()


def a_report(number: int, text: str, installation: Installation, **fields: object) -> Report:
    at = installation.now() - timedelta(days=number % 6)
    return Report(f"R-{number:04}", at, text, read_at=at, **fields)  # type: ignore[arg-type]


def keep(installation: Installation, reports: list[Report]) -> None:
    with installation.store.begin() as tx:
        for report in reports:
            report_store.add_report(tx, report, sealed=b"x", contact_sealed=None)


def test_reports_that_look_alike_and_match_no_scam_show_as_a_cluster_with_what_they_share(
    installation: Installation,
) -> None:
    keep(installation, [a_report(number, text, installation) for number, text in enumerate((*TOLD, *OTHERS))])
    (cluster,) = new_clusters(installation)
    assert cluster.voices == 5
    assert sorted(cluster.references) == [f"R-{number:04}" for number in range(5)]
    assert cluster.sentence.startswith("5 reports in 5 days look alike and match no known scam.")
    assert "hedgehog" in cluster.sentence


def test_one_source_cannot_fake_a_cluster(installation: Installation) -> None:
    one_voice = [
        a_report(number, f"{TOLD[number % 5]} Again {number}.", installation, reporter="same") for number in range(20)
    ]
    assert find_clusters(one_voice) == ()
    copies = [a_report(number, TOLD[0], installation, source="bot") for number in range(20)]
    assert find_clusters(copies) == ()


def test_a_campaign_counts_people_and_shows_what_is_spoofed_apart(installation: Installation) -> None:
    amira = add(installation, "amira")
    keep(
        installation,
        [
            a_report(number, text, installation, reporter="ann" if number < 2 else None)
            for number, text in enumerate(TOLD)
        ],
    )
    spoofed, theirs = Indicator("phone", "k1", "01…001"), Indicator("phone", "k2", "07…123")
    with installation.store.begin() as tx:
        indicator_store.add_indicators(tx, {"R-0000": [spoofed, theirs], "R-0001": [theirs]})
        indicator_store.note_genuine(tx, spoofed, note="C", by="amira", at=installation.now())
    campaign = make_campaign(
        installation, [f"R-{number:04}" for number in range(5)], officer=amira, name="Hedgehog levy"
    )
    assert (campaign.reports, campaign.voices) == (5, 4)
    seen = see_campaign(installation, campaign.id)
    assert seen.names == ((theirs, 2),)
    assert seen.spoofed == ((spoofed, 1),)
    assert new_clusters(installation) == ()
    join_campaign(installation, "R-0004", officer=amira, campaign_id=None)
    close_campaign(installation, campaign.id, officer=amira, over=True)
    (kept,) = list_campaigns(installation)
    assert (kept.reports, kept.closed_at) == (4, installation.now())
    with pytest.raises(InputError, match="no name"):
        make_campaign(installation, ["R-0001"], officer=amira, name=" ")


WARNING = (
    "Kentmere Council warns residents about a hedgehog levy. People in hi-vis jackets measure hedgehog burrows in gardens with a "
    "laser and post a leaflet through the door that asks for a levy. There is no such levy. Report it to Trading Standards."
)


def test_an_advisory_that_tells_of_the_same_is_suggested_with_its_reason_and_put_in_by_an_officer(
    installation: Installation,
) -> None:
    amira = add(installation, "amira")
    keep(installation, [a_report(number, text, installation) for number, text in enumerate((*TOLD, *OTHERS))])
    campaign = make_campaign(
        installation, [f"R-{number:04}" for number in range(5)], officer=amira, name="Hedgehog levy"
    )
    about_it = keep_advisory(
        installation, replace(read_advisory_text(installation, WARNING), is_advisory=True), officer=amira
    )
    other = "Police warn of courier fraud. A caller says he is an officer and sends a courier for your bank card."
    keep_advisory(installation, read_advisory_text(installation, other), officer=amira)
    (suggested,) = suggest_members(installation, campaign.id)
    assert (suggested.kind, suggested.ref) == ("advisory", about_it.id)
    assert suggested.reasons
    put_in(installation, campaign.id, "advisory", about_it.id, officer=amira)
    put_in(installation, campaign.id, "advisory", about_it.id, officer=amira)  # twice is once
    assert [member.ref for member in members(installation, campaign.id)] == [about_it.id]
    assert suggest_members(installation, campaign.id) == ()
    take_out(installation, campaign.id, "advisory", about_it.id, officer=amira)
    assert members(installation, campaign.id) == ()


def test_an_alert_written_from_a_campaigns_reports_is_suggested(installation: Installation) -> None:
    amira = add(installation, "amira")
    text = "A caller from the police said a courier would fetch my bank card and PIN from me in Faversham, today."
    reference = take_report(installation, text, place="Faversham").report.reference
    campaign = make_campaign(installation, [reference], officer=amira, name="Couriers for cards", scam="courier-fraud")
    alert = draft(installation, officer=amira, references=[reference], scam="courier-fraud", area_names=["Faversham"])
    (suggested,) = suggest_members(installation, campaign.id)
    assert (suggested.kind, suggested.ref, suggested.said) == ("alert", alert.id, "draft")


def test_what_is_not_there_cannot_be_put_in(installation: Installation) -> None:
    amira = add(installation, "amira")
    keep(installation, [a_report(0, TOLD[0], installation)])
    campaign = make_campaign(installation, ["R-0000"], officer=amira, name="Hedgehog levy")
    for campaign_id, kind, ref, error in (
        ("c-none", "alert", "a", NotFoundError),
        (campaign.id, "alert", "none", NotFoundError),
        (campaign.id, "advisory", "none", NotFoundError),
        (campaign.id, "song", "none", InputError),
    ):
        with pytest.raises(error):
            put_in(installation, campaign_id, kind, ref, officer=amira)


def test_a_check_that_somebody_left_with_us_is_suggested_without_its_personal_data(installation: Installation) -> None:
    amira = add(installation, "amira")
    keep(installation, [a_report(number, text, installation) for number, text in enumerate((*TOLD, *OTHERS))])
    campaign = make_campaign(
        installation, [f"R-{number:04}" for number in range(5)], officer=amira, name="Hedgehog levy"
    )
    words = (
        "Somebody in hi-vis measured the hedgehog burrows by our fence with a laser and left a leaflet about a levy. "
        "I am to ring 07700 900123."
    )
    left = leave_check(installation, words, level="no-signs", scam=None)
    leave_check(installation, OTHERS[0], level="no-signs", scam=None)
    (suggested,) = suggest_members(installation, campaign.id)
    assert (suggested.kind, suggested.ref) == ("check", left)
    assert "07700" not in suggested.title
    put_in(installation, campaign.id, "check", left, officer=amira)
    assert [(member.kind, member.said) for member in members(installation, campaign.id)] == [("check", "no-signs")]
    installation.now.at += timedelta(days=400)  # type: ignore[attr-defined]
    purge(installation)
    assert members(installation, campaign.id) == ()
