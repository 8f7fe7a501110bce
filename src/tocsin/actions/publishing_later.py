"""The moment between pressing Publish and publishing, in which it can be undone.

Nothing is signed, logged or planned before that moment is over: what was undone never was. The worker publishes when the
time has come; with no worker nothing would be delivered either. It is safe to run twice: an alert is published once.
"""

from __future__ import annotations

from datetime import timedelta

from ..alerts import moves
from ..alerts.content import content_hash
from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..records import Officer
from ..store import audit as audit_store
from ..store import officers as officer_store
from ..store import presses as press_store
from ..store.presses import Press
from .alerting import get_alert, publish
from .installation import Installation


def press_publish(
    installation: Installation, alert_id: str, *, officer: Officer, as_digest: bool = False
) -> Press | None:
    """Publish an approved alert once ``undo_seconds`` have passed; None when there are none, and it is out already.

    Raises:
        NotAllowedError: it is not approved exactly as it stands, or Publish was pressed already.
    """
    require(officer, "publish-alert")
    if not installation.undo_seconds:
        publish(installation, alert_id, officer=officer, as_digest=as_digest)
        return None
    alert, now = get_alert(installation, alert_id), installation.now()
    moves.publishable(alert, at=now)
    due_at = now + timedelta(seconds=installation.undo_seconds)
    press = Press(alert_id, officer.id, now, due_at, as_digest, content_hash(alert.content))
    with installation.store.begin() as tx:
        if not press_store.add_press(tx, press):
            raise NotAllowedError("Publish was pressed already.", where=alert_id, fix="Undo it, or wait a moment.")
        audit_store.add_entry(tx, at=now, actor=officer.name, action="publish-pressed", subject=alert_id)
    return press


def pressed(installation: Installation, alert_id: str) -> Press | None:
    """The press that can still be undone."""
    with installation.store.read() as tx:
        return press_store.get_press(tx, alert_id)


def undo_publish(installation: Installation, alert_id: str, *, officer: Officer) -> None:
    """Take Publish back. Any officer may: it makes things safer.

    Raises:
        NotAllowedError: the alert is out already (code ``too-late``).
    """
    require(officer, "publish-alert")
    with installation.store.begin() as tx:
        if press_store.remove_press(tx, alert_id):
            audit_store.add_entry(
                tx, at=installation.now(), actor=officer.name, action="publish-undone", subject=alert_id
            )
            return
    alert = get_alert(installation, alert_id)
    if alert.status == "published":
        raise NotAllowedError("It is out already.", where=alert_id, fix="Correct it or withdraw it.", code="too-late")
    raise NotFoundError("Nothing waits to be published here.", fix="Load the page again.")


def publish_pressed(installation: Installation) -> int:
    """Publish what was pressed and whose time has come; gives how many. One that may no longer go out is dropped."""
    now, done = installation.now(), 0
    with installation.store.read() as tx:
        due = [(press, officer_store.get_officer(tx, press.officer)) for press in press_store.due_presses(tx, at=now)]
    for press, officer in due:
        why = "Its officer was shut out."
        if officer is not None and officer.disabled_at is None:
            try:
                alert = get_alert(installation, press.alert)
                if content_hash(alert.content) != press.content_hash:
                    raise NotAllowedError("Its text is another now.", fix="Press Publish again.")
                with installation.store.read() as tx:  # it may have been undone since it was read
                    if press_store.get_press(tx, press.alert) is None:
                        continue
                publish(installation, press.alert, officer=officer, as_digest=press.as_digest)
                done, why = done + 1, ""
            except InputError as error:
                why = str(error)
        with installation.store.begin() as tx:
            gone = press_store.remove_press(tx, press.alert)
            if gone and why and get_alert(installation, press.alert).status != "published":
                audit_store.add_entry(
                    tx, at=now, actor="this machine", action="publish-stopped", subject=press.alert, detail=why
                )
    return done
