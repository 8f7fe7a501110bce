"""Surges at a desk: told once however often it looks, followed over days, decided on, and never made by one voice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tocsin.actions import surging
from tocsin.actions.campaigns import make_campaign
from tocsin.actions.installation import Installation, open_installation
from tocsin.actions.people import add_officer
from tocsin.actions.privacy import purge
from tocsin.actions.reporting import take_report
from tocsin.actions.surging import (
    choose_false_alarms,
    current_surges,
    dismiss_surge,
    false_alarms_asked,
    list_surges,
    look_again,
    look_when_due,
    promote_surge,
    reports_behind,
    restore_surge,
    see_surge,
    snooze_surge,
)
from tocsin.actions.triage import set_aside_report
from tocsin.errors import InputError, NotAllowedError, NotFoundError
from tocsin.records import Desk, Officer, Report
from tocsin.reports.reference import new_reference
from tocsin.store import reports as report_store
from tocsin.store import surges as surge_store

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WHERE = {
    "Faversham": (51.3148, 0.8886), "Gravesend": (51.4421, 0.3711), "Gillingham": (51.3891, 0.5486),
    "Dover": (51.1279, 1.3134), "Deal": (51.2226, 1.4006), "Ashford": (51.1465, 0.8676),
}  # fmt: skip
CALL = "A man rang, said he was a police officer and that a courier would come for my bank card. Number {}."


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class House:
    home: Installation
    clock: Clock
    ben: Officer

    def put(self, town: str, *, days_ago: int, number: int, scam: str | None = "courier-fraud", **more: object) -> str:
        """A report as a desk keeps it, without reading it: hundreds of them make a history."""
        voice = more.pop("voice", f"v{number}")
        latitude, longitude = WHERE[town]
        report = Report(
            reference=new_reference(),
            received_at=self.clock.at - timedelta(days=days_ago, minutes=number % 50),
            redacted=f"words {number}",
            place=town.lower(),
            place_name=town,
            county="Kent",
            latitude=latitude,
            longitude=longitude,
            scam=scam,
            source="api",
            read_at=self.clock.at,
            **more,  # type: ignore[arg-type]
        )
        with self.home.store.begin() as tx:
            report_store.add_report(tx, report, sealed=b"", contact_sealed=None, voice=str(voice))
        return report.reference

    def history(self, *, days: int = 150) -> None:
        scams = ("courier-fraud", "delivery-parcel", "tax-refund")
        for number in range(days):
            for each in range(3):
                town = list(WHERE)[(number * 5 + each * 7) % len(WHERE)]
                self.put(town, days_ago=10 + number, number=1000 + number * 3 + each, scam=scams[(number + each) % 3])

    def rise(self, count: int = 9, *, first: int = 0, **more: object) -> list[str]:
        return [self.put("Faversham", days_ago=n % 4, number=first + n, **more) for n in range(count)]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(surging, "LATER", 0.0)  # on a busy machine a look takes long, and the next would be put off
    clock = Clock()
    home = open_installation(
        data_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'tocsin.sqlite'}",
        desk=Desk(name="Kentmere Fraud Desk", sender="alerts.example", url="http://testserver", email="a@alerts.example",
                  nation="gb-eng"),
        now=clock,
    )  # fmt: skip
    ben, _ = add_officer(home, by=None, name="ben", display_name="Ben Okoro")
    yield House(home, clock, ben)
    home.close()


def test_a_surge_is_told_once_with_the_reports_behind_it(house: House) -> None:
    house.history()
    ours = house.rise()
    (seen,) = current_surges(house.home)
    assert (seen.state, seen.shown) == ("new", "open")
    assert seen.followed.surge.places == ("Faversham",)
    assert {report.reference for report in reports_behind(house.home, seen)} >= set(ours)
    assert [one.id for one in current_surges(house.home)] == [seen.id]
    assert seen.followed.places[0].name == "Faversham"
    assert any(not place.inside for place in seen.followed.places)
    assert len(seen.followed.days) == 60


def test_a_report_more_is_judged_at_once_without_a_whole_look(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.history()
    house.rise(8)
    (before,) = current_surges(house.home)
    monkeypatch.setattr(surging, "examine", None)  # a whole look would fail
    words = CALL.format("seven")
    taken = take_report(house.home, words, place="Faversham").report
    assert taken.scam == "courier-fraud"
    (after,) = current_surges(house.home)
    assert after.id == before.id
    assert after.followed.surge.observed == before.followed.surge.observed + 1
    assert taken.reference in after.followed.surge.report_ids


def test_what_an_officer_sets_aside_counts_no_more(house: House) -> None:
    house.history()
    ours = house.rise()
    assert current_surges(house.home)
    for reference in ours:
        set_aside_report(house.home, reference, officer=house.ben, reason="A test")
    assert current_surges(house.home) == []


def test_one_voice_is_no_surge_however_often_it_tells(house: House) -> None:
    house.history()
    house.rise(30, voice="one")
    assert current_surges(house.home) == []


def test_merged_reports_do_not_count(house: House) -> None:
    house.history()
    kept = house.put("Faversham", days_ago=1, number=0)
    house.rise(20, first=10, merged_into=kept)
    assert current_surges(house.home) == []


def test_a_surge_is_followed_over_days_until_it_is_over(house: House) -> None:
    house.history()
    house.rise(7)
    (new,) = current_surges(house.home)
    house.clock.at += timedelta(days=1)
    house.rise(8, first=100)
    (growing,) = current_surges(house.home)
    assert (growing.id, growing.state) == (new.id, "growing")
    assert [look.end_on for look in growing.followed.looks] == [date(2026, 11, 24), date(2026, 11, 25)]
    house.clock.at += timedelta(days=20)
    for number in range(60):  # other scams went on being told of, in the same places
        house.put(list(WHERE)[number % 6], days_ago=number % 19, number=5000 + number, scam="delivery-parcel")
    seen = list_surges(house.home)
    assert [one.shown for one in seen if one.id == new.id] in (["over"], ["open"])
    house.clock.at += timedelta(days=9)
    assert {one.shown for one in list_surges(house.home) if one.id == new.id} <= {"over"}


def test_a_snoozed_surge_comes_back_when_its_reports_double(house: House) -> None:
    house.history()
    house.rise(7)
    (seen,) = current_surges(house.home)
    with pytest.raises(InputError):
        snooze_surge(house.home, seen.id, officer=house.ben, days=0)
    snooze_surge(house.home, seen.id, officer=house.ben, days=5)
    assert current_surges(house.home) == []
    assert [one.shown for one in list_surges(house.home)] == ["snoozed"]
    house.rise(11, first=200)
    house.clock.at += timedelta(hours=1)
    set_aside_report(house.home, house.put("Dover", days_ago=0, number=999), officer=house.ben, reason="A test")
    assert [one.id for one in current_surges(house.home)] == [seen.id]


def test_dismissing_needs_a_reason_and_can_be_undone(house: House) -> None:
    house.history()
    house.rise()
    (seen,) = current_surges(house.home)
    with pytest.raises(InputError):
        dismiss_surge(house.home, seen.id, officer=house.ben, reason=" ")
    dismiss_surge(house.home, seen.id, officer=house.ben, reason="A training day at the station")
    again = see_surge(house.home, seen.id)
    assert (again.shown, again.followed.dismissed, again.followed.decided_by) == (
        "dismissed", "A training day at the station", "ben",
    )  # fmt: skip
    restore_surge(house.home, seen.id, officer=house.ben)
    assert [one.id for one in current_surges(house.home)] == [seen.id]
    with pytest.raises(NotFoundError):
        dismiss_surge(house.home, "s-none", officer=house.ben, reason="It is not there")


def test_a_draft_is_made_of_a_surge_once(house: House) -> None:
    house.history()
    house.rise()
    (seen,) = current_surges(house.home)
    alert = promote_surge(house.home, seen.id, officer=house.ben)
    assert [area.name for area in alert.content.areas] == ["Faversham"]
    assert see_surge(house.home, seen.id).followed.alert == alert.id
    with pytest.raises(NotAllowedError):
        promote_surge(house.home, seen.id, officer=house.ben)


def test_the_number_of_false_alarms_is_the_desks_own_choice(house: House) -> None:
    assert false_alarms_asked(house.home) == 12
    for wrong in (0.0, 1000.0):
        with pytest.raises(InputError):
            choose_false_alarms(house.home, wrong, officer=house.ben)
    choose_false_alarms(house.home, 4, officer=house.ben)
    house.history()
    house.rise()
    assert false_alarms_asked(house.home) == 4
    assert [one.followed.false_alarms_per_year for one in current_surges(house.home)] == [4]


def test_a_campaign_rises_under_its_own_name(house: House) -> None:
    house.history()
    ours = house.rise(12, scam=None)
    assert current_surges(house.home) == []
    campaign = make_campaign(house.home, ours, officer=house.ben, name="Callers about loft insulation")
    (seen,) = current_surges(house.home)
    assert seen.name == "Callers about loft insulation"
    assert seen.followed.surge.campaign == campaign.id


def test_the_worker_makes_the_days_look_once(house: House) -> None:
    house.history()
    assert look_when_due(house.home)
    assert not look_when_due(house.home)
    house.clock.at += timedelta(days=1)
    assert look_when_due(house.home)


def test_days_that_are_purged_still_tell_the_season(house: House) -> None:
    old = house.put("Dover", days_ago=1500, number=1)
    house.put("Dover", days_ago=1500, number=2)
    house.put("Dover", days_ago=500, number=3)
    assert purge(house.home).reports == 2
    with house.home.store.read() as tx:
        assert report_store.get_report(tx, old) is None
        counted = surge_store.counts_by_day(tx, since=START - timedelta(days=2000), until=START - timedelta(days=365))
    day = (START - timedelta(days=1500)).date()
    assert ("courier-fraud", "Kent", day, 2) in counted
    assert sum(number for *_, number in counted) == 3


def test_nothing_reported_is_nothing_rising(house: House) -> None:
    look_again(house.home)
    assert current_surges(house.home) == []
