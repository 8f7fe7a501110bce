"""Publish can be undone for a while. What was undone never was; what was not goes out once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.actions import alerting
from tocsin.actions.alerting import AlertChanges
from tocsin.actions.installation import Installation
from tocsin.actions.people import disable_officer
from tocsin.actions.previewing import changed_since
from tocsin.actions.publishing_later import press_publish, pressed, publish_pressed, undo_publish
from tocsin.errors import NotAllowedError
from tocsin.store import publications as publication_store
from web.cast import House, make_house


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path)
    made.installation = replace(made.installation, undo_seconds=30)
    return made


def approved(house: House) -> str:
    home, ben, amina = house.installation, house.officers["ben"], house.officers["amina"]
    alert = alerting.draft(home, officer=ben, scam="courier-fraud", area_names=("Faversham",))
    alerting.submit(home, alert.id, officer=ben)
    alerting.approve(home, alert.id, officer=amina, override="Read by both of us.")
    return alert.id


def published(home: Installation) -> int:
    with home.store.read() as tx:
        return len(publication_store.list_publications(tx))


def later(house: House, seconds: float) -> None:
    house.clock.at += timedelta(seconds=seconds)


def test_nothing_goes_out_before_its_time_and_then_once(house: House) -> None:
    home, alert = house.installation, approved(house)
    press_publish(home, alert, officer=house.officers["amina"])
    later(house, 29)
    assert publish_pressed(home) == 0
    assert published(home) == 0
    later(house, 1)
    assert publish_pressed(home) == 1
    assert publish_pressed(home) == 0
    assert published(home) == 1
    assert alerting.get_alert(home, alert).status == "published"
    with pytest.raises(NotAllowedError, match="out already"):
        undo_publish(home, alert, officer=house.officers["ben"])


def test_what_was_undone_never_was_and_can_be_published_again(house: House) -> None:
    home, alert, amina = house.installation, approved(house), house.officers["amina"]
    press_publish(home, alert, officer=amina)
    with pytest.raises(NotAllowedError, match="pressed already"):
        press_publish(home, alert, officer=amina)
    undo_publish(home, alert, officer=house.officers["ben"])
    later(house, 60)
    assert publish_pressed(home) == 0
    assert (published(home), alerting.get_alert(home, alert).status) == (0, "approved")
    press_publish(home, alert, officer=amina)
    later(house, 30)
    assert publish_pressed(home) == 1


def test_an_edit_or_an_officer_shut_out_stops_what_was_pressed(house: House) -> None:
    home, first, second = house.installation, approved(house), approved(house)
    press_publish(home, first, officer=house.officers["amina"])
    alerting.edit(home, first, officer=house.officers["ben"], changes=AlertChanges(headline="Another headline"))
    press_publish(home, second, officer=house.officers["ben"])
    disable_officer(home, by=house.officers["amina"], name="ben")
    later(house, 31)
    assert publish_pressed(home) == 0
    assert published(home) == 0
    assert pressed(home, first) is None
    assert pressed(home, second) is None


def test_a_worker_that_died_between_publishing_and_writing_it_down_does_not_publish_twice(house: House) -> None:
    home, alert = house.installation, approved(house)
    press_publish(home, alert, officer=house.officers["amina"])
    later(house, 31)
    alerting.publish(home, alert, officer=house.officers["amina"])  # … and here it died: the press is still there
    assert pressed(home, alert) is not None
    assert publish_pressed(home) == 0
    assert (published(home), pressed(home, alert)) == (1, None)


def test_without_a_moment_to_undo_it_is_published_at_once(house: House) -> None:
    home = replace(house.installation, undo_seconds=0)
    assert press_publish(home, approved(house), officer=house.officers["amina"]) is None
    assert published(home) == 1


def test_an_approver_sees_what_changed_since_it_was_submitted_before(house: House) -> None:
    home, ben, amina = house.installation, house.officers["ben"], house.officers["amina"]
    alert = alerting.draft(home, officer=ben, scam="courier-fraud", area_names=("Faversham",))
    alerting.submit(home, alert.id, officer=ben)
    assert changed_since(home, alerting.get_alert(home, alert.id)) is None
    later(house, 60)
    alerting.return_to_author(home, alert.id, officer=amina, note="Say where.")
    alerting.edit(home, alert.id, officer=ben, changes=AlertChanges(headline="Couriers in Faversham"))
    alerting.submit(home, alert.id, officer=ben)
    changed = changed_since(home, alerting.get_alert(home, alert.id))
    assert changed is not None
    assert [mark for mark, _ in changed.lines if mark in "+-"] == ["-", "+"]
    assert ("+", "Headline: Couriers in Faversham") in changed.lines


def test_a_correction_is_shown_against_what_people_were_told(house: House) -> None:
    home, ben = house.installation, house.officers["ben"]
    alert = approved(house)
    alerting.publish(home, alert, officer=ben)
    correction = alerting.correct(home, alert, officer=ben)
    alerting.edit(home, correction.id, officer=ben, changes=AlertChanges(headline="It was not so"))
    changed = changed_since(home, alerting.get_alert(home, correction.id))
    assert changed is not None
    assert changed.before == "since the version that people were told"
    assert ("+", "Headline: It was not so") in changed.lines
