"""An alert that awaits approval has an owner and a deadline, and a second officer can be asked by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.publishing import approved_alert, letters, text_of
from desk import Clock, add, open_desk
from tocsin.actions import alerting, approving
from tocsin.actions.installation import Installation
from tocsin.actions.people import audit_log
from tocsin.errors import InputError, NotAllowedError, NotFoundError
from tocsin.records import Alert, Officer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amira(home: Installation) -> Officer:
    return add(home, "amira")


@pytest.fixture
def owen(home: Installation) -> Officer:
    officer = add(home, "owen")
    approving.set_own_email(home, officer, address="Owen@desk.example")
    return officer


def pending(home: Installation, author: Officer, second: Officer, *, urgency: str = "immediate") -> Alert:
    alert = approved_alert(home, author, second, urgency=urgency)
    alerting.return_to_author(home, alert.id, officer=second, note="Once more, please.")
    return alerting.submit(home, alert.id, officer=author)


@pytest.mark.parametrize(("urgency", "hours"), [("immediate", 0.5), ("expected", 24), ("past", 72)])
def test_a_pending_alert_has_an_owner_and_a_deadline(
    home: Installation, amira: Officer, owen: Officer, urgency: str, hours: float
) -> None:
    alert = pending(home, amira, owen, urgency=urgency)
    assert alert.owner == amira.id
    assert alert.due_at == home.now() + timedelta(hours=hours)


def test_an_edit_and_a_decision_end_the_deadline(home: Installation, amira: Officer, owen: Officer) -> None:
    alert = pending(home, amira, owen)
    edited = alerting.edit(home, alert.id, officer=amira, changes=alerting.AlertChanges(headline="Other words"))
    assert (edited.due_at, edited.asked) == (None, ())
    alerting.submit(home, alert.id, officer=amira)
    decided = alerting.approve(home, alert.id, officer=owen, override="Read word by word, in a test.")
    assert decided.due_at is None
    assert approving.overdue(home) == ()


def test_the_owner_can_be_another_officer(home: Installation, amira: Officer, owen: Officer) -> None:
    alert = pending(home, amira, owen)
    assert approving.hand_over(home, alert.id, officer=amira, to="owen").owner == owen.id
    assert alerting.get_alert(home, alert.id).status == "submitted"


def test_a_second_officer_is_asked_by_an_e_mail_whose_link_needs_log_in(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    alert = pending(home, amira, owen)
    asked = approving.ask_approver(home, alert.id, officer=amira, approver="owen")
    assert asked.asked == (owen.id,)
    [letter] = letters(home)
    assert letter["To"] == "owen@desk.example"
    assert f"{home.desk.url}/desk/alerts/{alert.id}" in text_of(letter)
    assert "opens nothing without your log-in" in text_of(letter)
    assert "Amira asks you to decide this alert now." in text_of(letter)
    alerting.approve(home, alert.id, officer=owen, override="Read word by word, in a test.")
    with pytest.raises(NotAllowedError):
        approving.ask_approver(home, alert.id, officer=amira, approver="owen")


def test_nobody_is_asked_who_may_not_decide_or_cannot_be_written_to(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    add(home, "ada", role="admin")
    alert = pending(home, amira, owen)
    with pytest.raises(NotAllowedError, match="may not approve"):
        approving.ask_approver(home, alert.id, officer=owen, approver="amira")
    with pytest.raises(InputError, match="no e-mail address"):
        approving.ask_approver(home, alert.id, officer=amira, approver="ada")
    with pytest.raises(NotFoundError):
        approving.ask_approver(home, alert.id, officer=amira, approver="nobody")
    with pytest.raises(InputError):
        approving.set_own_email(home, owen, address="not an address")


def test_an_alert_past_its_deadline_is_shown_and_reminded_of_once(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    alert = pending(home, amira, owen)
    assert approving.remind_overdue(home) == 0
    clock.forward(minutes=31)
    assert [one.id for one in approving.overdue(home)] == [alert.id]
    assert approving.remind_overdue(home) == 1
    assert approving.remind_overdue(home) == 0
    [letter] = letters(home)
    assert letter["To"] == "owen@desk.example"
    assert "The time to decide this alert is over." in text_of(letter)
    assert any(one.action == "approval-overdue" for one in audit_log(home, by=owen))
