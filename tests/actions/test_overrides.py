"""An alert that breaks a rule goes out only with the approver's written reason, kept with the approval and in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import add, open_desk
from tocsin.actions import alerting
from tocsin.actions.alerting import AlertChanges
from tocsin.actions.installation import Installation
from tocsin.actions.linting import findings_on
from tocsin.actions.people import audit_log
from tocsin.errors import NotAllowedError
from tocsin.records import Alert, Officer

WHY = "The number is printed on the letters that people hold in their hands."


@pytest.fixture
def installation(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path / "desk", database_url=store_url)
    yield opened
    opened.close()


@pytest.fixture
def amira(installation: Installation) -> Officer:
    return add(installation, "amira")


@pytest.fixture
def owen(installation: Installation) -> Officer:
    return add(installation, "owen")


@pytest.fixture
def broken(installation: Installation, amira: Officer) -> Alert:
    drafted = alerting.draft(installation, officer=amira, scam="courier-fraud", area_names=("Faversham",))
    changes = AlertChanges(contact="Ring 07700 900123 to hear more.\nRing 159 to reach your own bank.")
    alerting.edit(installation, drafted.id, officer=amira, changes=changes)
    return alerting.submit(installation, drafted.id, officer=amira)


def test_a_number_of_nobody_stops_the_approval_and_says_why(
    installation: Installation, broken: Alert, owen: Officer
) -> None:
    assert "unknown-contact" in [one.rule for one in findings_on(installation, broken)]
    with pytest.raises(NotAllowedError, match="07700 900123") as refused:
        alerting.approve(installation, broken.id, officer=owen)
    assert refused.value.code == "rules-broken"
    assert alerting.get_alert(installation, broken.id).status == "submitted"


def test_the_written_reason_is_kept_with_the_approval_and_in_the_audit(
    installation: Installation, broken: Alert, owen: Officer
) -> None:
    alerting.approve(installation, broken.id, officer=owen, override=WHY)
    kept = alerting.get_alert(installation, broken.id)
    assert kept.override == WHY
    assert "unknown-contact" in [one.partition(":")[0] for one in kept.overridden]
    entry = next(one for one in audit_log(installation, by=owen) if one.action == "alert-approved")
    assert WHY in entry.detail
    assert "unknown-contact" in entry.detail


def test_the_author_cannot_override_what_they_wrote(installation: Installation, broken: Alert, amira: Officer) -> None:
    with pytest.raises(NotAllowedError) as refused:
        alerting.approve(installation, broken.id, officer=amira, override=WHY)
    assert refused.value.code == "own-alert"


def test_an_edit_takes_the_reason_away_with_the_approval(
    installation: Installation, broken: Alert, amira: Officer, owen: Officer
) -> None:
    alerting.approve(installation, broken.id, officer=owen, override=WHY)
    alerting.edit(installation, broken.id, officer=amira, changes=AlertChanges(headline="Couriers in Faversham"))
    assert alerting.get_alert(installation, broken.id).override == ""
