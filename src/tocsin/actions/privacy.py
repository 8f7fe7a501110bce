"""What is held of people: purged when it is old, given to whoever asks for their own, erased when they ask for that."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..errors import InputError
from ..people.roles import require
from ..records import Officer
from ..reports.keyed import contact_key
from ..reports.seal import unseal
from ..store import audit as audit_store
from ..store import chores as chore_store
from ..store import kept_checks as check_store
from ..store import left_checks as check_store_left
from ..store import privacy as privacy_store
from ..store import reports as report_store
from ..store import subscribers as subscriber_store
from ..store import triage as triage_store
from .installation import Installation
from .reporting import get_report, note
from .text_matching import forget, forget_before

PURGE = "purge"  # the chore's name


@dataclass(frozen=True, slots=True)
class Purged:
    """How many reports lost their sealed words and contacts, and how many went altogether."""

    words: int = 0
    reports: int = 0

    @property
    def total(self) -> int:
        return self.words + self.reports


@dataclass(frozen=True, slots=True)
class Held:
    """Where something of one person lies: references of reports, ids of subscribers."""

    reports: tuple[str, ...]
    subscribers: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()  # kept for them, to be told when our answer changes

    @property
    def nothing(self) -> bool:
        return not self.reports and not self.subscribers and not self.checks


def old_by_now(installation: Installation) -> Purged:
    """What a purge would take now."""
    words_before, reports_before = _borders(installation)
    with installation.store.read() as tx:
        return Purged(
            words=privacy_store.count_old_words(tx, before=words_before) if words_before else 0,
            reports=privacy_store.count_old_reports(tx, before=reports_before) if reports_before else 0,
        )


def purge(installation: Installation, *, progress: Callable[[int], None] = lambda done: None) -> Purged:
    """Erase sealed words and contacts, and remove reports, that are older than the settings say. Safe to run twice or at
    once in two processes; it works in short transactions, so that nobody waits for it."""
    words_before, reports_before = _borders(installation)
    words = reports = 0
    if reports_before:
        while True:
            with installation.store.begin() as tx:
                done = privacy_store.purge_reports(tx, before=reports_before)
            reports += done
            progress(done)
            if not done:
                break
        if reports:
            forget_before(installation, reports_before)
    if words_before:
        with installation.store.begin() as tx:
            check_store_left.purge_left_checks(tx, before=words_before)
        while True:
            with installation.store.begin() as tx:
                done = privacy_store.purge_words(tx, before=words_before)
            words += done
            progress(done)
            if not done:
                break
    if words or reports:
        with installation.store.begin() as tx:
            note(tx, installation, "purge", "purged", "reports", f"{words} sealed, {reports} whole")
    return Purged(words, reports)


def purge_when_due(installation: Installation) -> Purged | None:
    """The nightly purge: done by the first process that asks after midnight UTC; None where it was done that day."""
    with installation.store.read() as tx:
        done_on = chore_store.last_done(tx, PURGE)
    today = installation.now().date()
    if done_on is not None and done_on >= today:
        return None
    with installation.store.begin() as tx:
        if not chore_store.claim_chore(tx, PURGE, on=today):
            return None
    return purge(installation)


def find_held(installation: Installation, *, contact: str | None = None, references: Iterable[str] = ()) -> Held:
    """What is held of whoever left this contact (an e-mail address or telephone number) or has these references.

    Raises:
        InputError: neither was given.
        NotFoundError: there is no report with one of the references.
    """
    found = [get_report(installation, reference).reference for reference in references]
    subscribers: list[str] = []
    checks: list[str] = []
    if contact is None and not found:
        raise InputError("Say whose data it is.", fix="Give the contact they left, or the references of their reports.")
    if contact is not None and contact.strip():
        key = contact_key(contact, secret=installation.secret)
        with installation.store.read() as tx:
            found += privacy_store.references_of(tx, key)
            subscribers = privacy_store.subscriber_ids(tx, contact)
            checks = [one.id for one in check_store.checks_of(tx, key)]
    return Held(tuple(dict.fromkeys(found)), tuple(subscribers), tuple(checks))


def export_held(installation: Installation, held: Held, *, officer: Officer | None, reason: str) -> dict[str, Any]:
    """Everything of one person in plain values, the sealed words opened. Each report opened is logged with the reason.

    ``officer`` None: somebody at the machine itself.
    """
    actor = _permitted(officer, reason)
    reports: list[dict[str, Any]] = []
    with installation.store.begin() as tx:
        for reference in held.reports:
            report = report_store.get_report(tx, reference)
            if report is None:
                continue
            sealed = report_store.get_sealed(tx, reference)
            contact = report_store.get_sealed_contact(tx, reference)
            additions = triage_store.sealed_messages(tx, reference)
            reports.append(
                {
                    **{name: _plain(getattr(report, name)) for name in report.__dataclass_fields__},
                    "own_words": unseal(sealed, secret=installation.secret) if sealed is not None else None,
                    "contact": unseal(contact, secret=installation.secret) if contact is not None else None,
                    "added_later": [unseal(one, secret=installation.secret) for one in additions],
                    "messages": [
                        {"at": _plain(one.at), "from": one.side, "words": one.words}
                        for one in triage_store.list_messages(tx, reference)
                    ],
                    "log": [
                        {"at": _plain(entry.at), "action": entry.action}
                        for entry in audit_store.list_entries(tx, subject=reference, limit=None)
                    ],
                }
            )
            note(tx, installation, actor, "data-exported", reference, reason.strip())
        subscribers = [
            {name: _plain(value) for name, value in privacy_store.subscriber_rows(tx, one).items()}
            for one in held.subscribers
        ]
        checks = []
        for one in held.checks:
            kept = check_store.get_check(tx, one)
            if kept is not None:
                opened = json.loads(unseal(kept.sealed, secret=installation.secret))
                checks.append({"at": _plain(kept.at), "until_at": _plain(kept.until_at), **opened})
        for one in (*held.subscribers, *held.checks):
            note(tx, installation, actor, "data-exported", one, reason.strip())
    return {
        "made_at": _plain(installation.now()),
        "desk": installation.desk.name,
        "reports": reports,
        "subscribers": subscribers,
        "checks": checks,
    }


def erase_held(installation: Installation, held: Held, *, officer: Officer | None, reason: str) -> Held:
    """Erase everything of one person; gives what was erased. That there was a report, of which scam, in which county and
    when, stays counted. The log keeps that it was erased, by whom and why, and nothing of what it was."""
    actor = _permitted(officer, reason)
    now = installation.now()
    erased: list[str] = []
    forget(installation, held.reports)
    with installation.store.begin() as tx:
        for reference in held.reports:
            if privacy_store.erase_report(tx, reference, at=now):
                erased.append(reference)
                note(tx, installation, actor, "data-erased", reference, reason.strip())
        for one in held.subscribers:
            subscriber_store.leave_subscriber(tx, one, at=now, reason="Their data was erased.")
            privacy_store.erase_subscriber(tx, one)
            note(tx, installation, actor, "data-erased", one, reason.strip())
        for one in held.checks:
            check_store.forget_check(tx, one)
            note(tx, installation, actor, "data-erased", one, reason.strip())
    return Held(tuple(erased), held.subscribers, held.checks)


def _permitted(officer: Officer | None, reason: str) -> str:
    if officer is not None:
        require(officer, "answer-data-request")
    if len(reason.strip()) < 5:
        raise InputError("Somebody's data is opened or erased with a reason.", fix="Say who asked, and when.")
    return officer.name if officer is not None else "operator"


def _borders(installation: Installation) -> tuple[datetime | None, datetime | None]:
    now = installation.now()
    words, reports = installation.keep_words_days, installation.keep_reports_days
    return (now - timedelta(days=words) if words else None, now - timedelta(days=reports) if reports else None)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
