"""Seeing to it that an alert is decided in time: its owner, its deadline, and asking a second officer by e-mail.

The e-mail's link opens nothing by itself: whoever follows it must log in, and the rules of approval are as ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime

from ..errors import DeliveryError, InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..records import Alert, Officer
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import officers as officer_store
from .installation import Installation
from .mailing import send_now

DEADLINES = {
    "immediate": timedelta(minutes=30),
    "expected": timedelta(hours=24),
    "past": timedelta(days=3),
}


def set_own_email(installation: Installation, officer: Officer, *, address: str) -> None:
    """Where colleagues may ask this officer for a second opinion; empty: nowhere.

    Raises:
        InputError: it is no address.
    """
    address = address.strip().lower()
    name, at, host = address.rpartition("@")
    if address and (not (name and at and "." in host) or any(c.isspace() or c in ',;<>"' for c in address)):
        raise InputError("That does not look like an e-mail address.", fix="Write it like name@desk.example.")
    with installation.store.begin() as tx:
        officer_store.set_email(tx, officer.id, address)
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action="officer-email", subject=officer.name
        )


def hand_over(installation: Installation, alert_id: str, *, officer: Officer, to: str) -> Alert:
    """Make another officer the one who sees to it that the alert is decided."""
    require(officer, "write-alert")
    alert, other = _pending(installation, alert_id), _officer(installation, to)
    return _save(installation, alert, replace(alert, owner=other.id), officer, "alert-handed-over", other.name)


def who_may_decide(installation: Installation, alert: Alert) -> tuple[Officer, ...]:
    """Officers who neither wrote, edited nor submitted it."""
    with installation.store.read() as tx:
        everybody = officer_store.list_officers(tx)
    authors = {*alert.authors, alert.created_by, alert.submitted_by}
    return tuple(one for one in everybody if one.disabled_at is None and not {one.id, one.name} & authors)


def ask_approver(installation: Installation, alert_id: str, *, officer: Officer, approver: str) -> Alert:
    """Ask a second officer by e-mail to decide now. Written down before it is sent.

    Raises:
        NotAllowedError: it awaits no approval, or they wrote it.
        InputError: they have no e-mail address here.
        DeliveryError: the mail server cannot be reached.
    """
    require(officer, "write-alert")
    alert, other = _pending(installation, alert_id), _officer(installation, approver)
    if other.id not in {one.id for one in who_may_decide(installation, alert)}:
        raise NotAllowedError(f"{other.display_name} may not approve this alert.", fix="Ask another officer.")
    if not other.email:
        raise InputError(
            f"{other.display_name} has no e-mail address here.",
            fix="They can add it on the page of people, or ring them.",
            code="no-email",
        )
    asked = replace(alert, asked=tuple(dict.fromkeys((*alert.asked, other.id))))
    saved = _save(installation, alert, asked, officer, "approver-asked", other.name)
    send_now(installation, _letter(installation, saved, other, by=officer.display_name, late=False))
    return saved


def overdue(installation: Installation) -> tuple[Alert, ...]:
    """Alerts that await approval past their deadline."""
    with installation.store.read() as tx:
        pending = alert_store.list_alerts(tx, statuses=("submitted",))
    return tuple(one for one in pending if one.due_at is not None and one.due_at <= installation.now())


def remind_overdue(installation: Installation) -> int:
    """Remind, once, the owner and those who may decide, of each alert whose deadline has passed. Gives how many alerts.

    Several workers may ask at once: the first that writes it down sends the e-mails.
    """
    reminded = 0
    for alert in overdue(installation):
        if alert.reminded_at is not None:
            continue
        now = installation.now()
        try:
            with installation.store.begin() as tx:
                kept = alert_store.get_alert(tx, alert.id)  # pinned
                if kept is None or kept.reminded_at is not None or kept.status != "submitted":
                    continue
                alert_store.save_alert(tx, replace(kept, reminded_at=now), was="submitted")
                audit_store.add_entry(tx, at=now, actor="timer", action="approval-overdue", subject=alert.id)
                owner = officer_store.get_officer(tx, alert.owner) if alert.owner else None
        except NotAllowedError:  # decided at this moment
            continue
        reminded += 1
        to = {one.id: one for one in (*who_may_decide(installation, alert), *([owner] if owner else []))}
        for one in to.values():
            if one.email and one.disabled_at is None:
                try:
                    send_now(installation, _letter(installation, alert, one, by="", late=True))
                except DeliveryError:  # the desk's page shows it all the same
                    break
    return reminded


def _letter(installation: Installation, alert: Alert, to: Officer, *, by: str, late: bool) -> EmailMessage:
    desk = installation.desk
    if late:
        subject = f"Still to be decided: {alert.content.headline}"
        first = "The time to decide this alert is over."
    else:
        subject = f"Please decide: {alert.content.headline}"
        first = f"{by} asks you to decide this alert now."
    until = f" It should be decided by {alert.due_at:%H:%M} UTC on {alert.due_at:%d %B}." if alert.due_at else ""
    body = (
        f"{first}{until if not late else ''}",
        "",
        alert.content.headline,
        "",
        "Log in to read it and to decide:",
        f"{desk.url}/desk/alerts/{alert.id}",
        "",
        "This link opens nothing without your log-in.",
    )
    message = EmailMessage()
    message["From"] = Address(display_name=desk.name, addr_spec=desk.email)
    message["To"] = to.email
    message["Subject"] = " ".join(subject.split())
    message["Date"] = localtime()
    key = hashlib.sha256(f"{alert.id} {alert.submitted_hash} {to.id} {late}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{key}@{desk.email.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(body) + "\n")
    return message


def _pending(installation: Installation, alert_id: str) -> Alert:
    with installation.store.read() as tx:
        alert = alert_store.get_alert(tx, alert_id)
    if alert is None:
        raise NotFoundError(f"There is no alert {alert_id}.", fix="Go back to the list of alerts.")
    if alert.status != "submitted":
        raise NotAllowedError("This alert awaits no approval.", where=alert.id, fix="Submit it first.")
    return alert


def _officer(installation: Installation, name: str) -> Officer:
    with installation.store.read() as tx:
        found = officer_store.get_officer_by_name(tx, name.strip().lower()) or officer_store.get_officer(tx, name)
    if found is None or found.disabled_at is not None:
        raise NotFoundError(f"There is no officer “{name[:60]}”.", fix="Choose one from the list.")
    return found


def _save(installation: Installation, before: Alert, after: Alert, officer: Officer, action: str, detail: str) -> Alert:
    with installation.store.begin() as tx:
        alert_store.save_alert(tx, after, was=before.status)
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action=action, subject=before.id, detail=detail
        )
    return after
