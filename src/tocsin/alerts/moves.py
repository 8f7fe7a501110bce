"""The life of an alert: one table of moves, and one function for each thing an officer can do to it.

    draft → submitted → approved → published → updated   (by a correction, which is an alert of its own)
              │  │  └─► returned        ├────► withdrawn
              │  └────► rejected        └────► expired
    any edit before publication goes back to draft and voids what was submitted or approved

Every function takes an alert and gives the changed one, or raises NotAllowedError with a sentence. Nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..errors import NotAllowedError
from ..records import Alert, AlertContent, AlertStatus, Officer
from .content import content_hash

ALLOWED_MOVES: Mapping[AlertStatus, frozenset[AlertStatus]] = {
    "draft": frozenset({"draft", "submitted"}),
    "submitted": frozenset({"draft", "approved", "returned", "rejected"}),
    "approved": frozenset({"draft", "returned", "published"}),
    "returned": frozenset({"draft", "submitted"}),
    "rejected": frozenset(),
    "published": frozenset({"updated", "withdrawn", "expired"}),
    "updated": frozenset(),
    "withdrawn": frozenset(),
    "expired": frozenset(),
}

SHORTEST_OVERRIDE = 15  # characters: a reason, not “ok”
_CANNOT: Mapping[AlertStatus, str] = {
    "draft": "It is still a draft.",
    "submitted": "It awaits approval.",
    "approved": "It is approved and awaits publication.",
    "returned": "It was returned to its author.",
    "rejected": "It was rejected.",
    "published": "It is published.",
    "updated": "A correction has replaced it.",
    "withdrawn": "It is withdrawn.",
    "expired": "It has expired.",
}


# What a new text or a new submission makes void.
_UNDECIDED: Mapping[str, Any] = {
    "decided_by": None,
    "approved_hash": None,
    "decided_at": None,
    "override": "",
    "overridden": (),
    "due_at": None,
    "reminded_at": None,
    "asked": (),
}


def edit(alert: Alert, content: AlertContent, *, officer: Officer, at: datetime) -> Alert:
    """Change what the alert says. Whatever was submitted or approved is void, and the officer becomes an author.

    ``at`` is taken for symmetry with the other moves; an edit leaves no time of its own on the alert.
    """
    _move(alert, "draft", doing="edited", fix="Correct it, or withdraw it." if alert.status == "published" else "")
    return replace(
        alert,
        status="draft",
        content=content,
        authors=_with(alert.authors, officer),
        submitted_by=None,
        submitted_hash=None,
        submitted_at=None,
        **_UNDECIDED,
    )


def submit(alert: Alert, *, officer: Officer, at: datetime, due_at: datetime | None = None) -> Alert:
    """Ask for approval of exactly what the alert says now, by ``due_at``. Whoever submits may not approve, and sees to it
    that somebody does (the owner)."""
    _move(alert, "submitted", doing="submitted")
    _complete(alert)
    if alert.content.expires_at <= at:
        raise NotAllowedError("The alert would already be over.", where=alert.id, fix="Give it a later last day.")
    return replace(
        alert,
        status="submitted",
        authors=_with(alert.authors, officer),
        submitted_by=officer.id,
        submitted_hash=content_hash(alert.content),
        submitted_at=at,
        note="",
        owner=officer.id,
        **{**_UNDECIDED, "due_at": due_at},
    )


def approve(
    alert: Alert,
    *,
    officer: Officer,
    at: datetime,
    content_hash: str | None = None,
    findings: Sequence[str] = (),
    override: str = "",
) -> Alert:
    """Approve what was submitted, pinned to its hash.

    ``findings``: the rules it breaks, each "rule: reason". With any, the approver must write why it may go out all the
    same (``override``); both are kept with the approval.

    ``content_hash`` is the hash of what the officer read; when it is given, anything else is refused. Nobody who wrote,
    edited or submitted the alert may approve it: administrators and exercises are no exception.
    """
    _move(alert, "approved", doing="approved")
    _second_person(alert, officer, "approve")
    now = _hash_as_submitted(alert)
    if content_hash is not None and content_hash != now:
        raise NotAllowedError(
            "The alert is not what you read: it was changed in the meantime.",
            where=alert.id,
            fix="Read it again, then decide.",
            code="content-changed",
        )
    reason = " ".join(override.split())
    if findings and len(reason) < SHORTEST_OVERRIDE:
        raise NotAllowedError(
            f"The alert breaks {len(findings)} of our rules: {' '.join(one.partition(': ')[2] for one in findings[:3])}",
            where=alert.id,
            fix="Return it to be mended, or write in a sentence why it may go out as it is.",
            code="rules-broken",
        )
    return replace(
        alert,
        status="approved",
        decided_by=officer.id,
        approved_hash=now,
        decided_at=at,
        note="",
        due_at=None,
        override=reason if findings else "",
        overridden=tuple(findings),
    )


def return_to_author(alert: Alert, *, officer: Officer, at: datetime, note: str) -> Alert:
    """Send the alert back with a reason, before or after approval."""
    _move(alert, "returned", doing="returned")
    return replace(
        alert,
        status="returned",
        **{**_UNDECIDED, "decided_by": officer.id, "decided_at": at},
        note=_reason(alert, note, "returned"),
    )


def reject(alert: Alert, *, officer: Officer, at: datetime, note: str) -> Alert:
    """Refuse the alert for good, with a reason. Like approval, it takes a second person."""
    _move(alert, "rejected", doing="rejected")
    _second_person(alert, officer, "reject")
    return replace(
        alert,
        status="rejected",
        **{**_UNDECIDED, "decided_by": officer.id, "decided_at": at},
        note=_reason(alert, note, "rejected"),
    )


def publishable(alert: Alert, *, at: datetime) -> None:
    """Nothing when the alert may go out now exactly as it was approved; otherwise the reason, raised."""
    _move(alert, "published", doing="published")
    if alert.decided_by is None or alert.decided_by in alert.authors or alert.decided_by == alert.created_by:
        raise NotAllowedError(
            "No second person approved this alert.", where=alert.id, fix="Ask another officer to approve it."
        )
    if alert.approved_hash is None or alert.approved_hash != _hash_as_submitted(alert):
        raise NotAllowedError(
            "The alert is not what was approved.", where=alert.id, fix="Submit it again.", code="content-changed"
        )
    if alert.content.expires_at <= at:
        raise NotAllowedError("The alert would already be over.", where=alert.id, fix="Give it a later last day.")


def publish(alert: Alert, *, code: str, at: datetime) -> Alert:
    """The alert as published under its code. Signing and sending are done elsewhere."""
    publishable(alert, at=at)
    return replace(alert, status="published", code=code)


def correct(alert: Alert, *, officer: Officer, at: datetime, id: str) -> Alert:
    """A draft with the words of a published alert, to be changed, approved and published in its place.

    The words that stay were approved already, so only who changes them is its author.
    """
    if alert.status != "published" or alert.code is None:
        raise NotAllowedError(f"Only a published alert can be corrected. {_CANNOT[alert.status]}", where=alert.id)
    return Alert(
        id=id,
        status="draft",
        content=alert.content,
        created_by=officer.id,
        created_at=at,
        authors=(officer.id,),
        advisories=alert.advisories,
        reports=alert.reports,
        corrects=alert.code,
    )


def replace_by_correction(alert: Alert, correction: Alert, *, at: datetime) -> Alert:
    """The published alert once its correction is published. ``at`` belongs to the publication."""
    _move(alert, "updated", doing="corrected")
    if correction.corrects != alert.code or correction.content.exercise != alert.content.exercise:
        raise NotAllowedError("This is no correction of that alert.", where=correction.id)
    return replace(alert, status="updated")


def withdraw(alert: Alert, *, officer: Officer, at: datetime, note: str) -> Alert:
    """Take a published alert back. One officer is enough: its words were approved together with the alert.

    ``officer`` and ``at`` belong to the publication and the audit trail; the alert keeps who approved it.
    """
    _move(alert, "withdrawn", doing="withdrawn")
    return replace(alert, status="withdrawn", note=_reason(alert, note, "withdrawn"))


def expire(alert: Alert, *, at: datetime) -> Alert:
    """Let a published alert end, once its time is over."""
    _move(alert, "expired", doing="ended")
    if alert.content.expires_at > at:
        raise NotAllowedError("The alert is not over yet.", where=alert.id, fix="Withdraw it if it is wrong.")
    return replace(alert, status="expired")


def _move(alert: Alert, to: AlertStatus, *, doing: str, fix: str = "") -> None:
    if to not in ALLOWED_MOVES[alert.status]:
        raise NotAllowedError(f"The alert cannot be {doing}. {_CANNOT[alert.status]}", where=alert.id, fix=fix)


def _complete(alert: Alert) -> None:
    content = alert.content
    missing = [
        what
        for what, there in (
            ("a headline", content.headline.strip()),
            ("what is happening", any(one.section == "happening" and one.text.strip() for one in content.sentences)),
            ("what to do", any(one.section == "do" and one.text.strip() for one in content.sentences)),
            ("an area", content.areas),
            ("the words of its withdrawal", content.withdrawal.strip()),
        )
        if not there
    ]
    if missing:
        raise NotAllowedError(f"The alert lacks {' and '.join(missing)}.", where=alert.id, fix="Add it, then submit.")


def _second_person(alert: Alert, officer: Officer, deed: str) -> None:
    if {officer.id, officer.name} & {*alert.authors, alert.created_by, alert.submitted_by}:
        raise NotAllowedError(
            f"You wrote, edited or submitted this alert, so you cannot {deed} it.",
            where=alert.id,
            fix="Ask another officer.",
            code="own-alert",
        )


def _hash_as_submitted(alert: Alert) -> str:
    now = content_hash(alert.content)
    if now != alert.submitted_hash:
        raise NotAllowedError(
            "The alert is not what was submitted.", where=alert.id, fix="Submit it again.", code="content-changed"
        )
    return now


def _reason(alert: Alert, note: str, done: str) -> str:
    if not note.strip():
        raise NotAllowedError(f"An alert is {done} with a reason.", where=alert.id, fix="Say why in a sentence.")
    return note.strip()


def _with(authors: tuple[str, ...], officer: Officer) -> tuple[str, ...]:
    return authors if officer.id in authors else (*authors, officer.id)
