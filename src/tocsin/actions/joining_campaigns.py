"""What else tells of the same thing as a campaign's reports: advisories, alerts, and checks that people left with the desk.

Suggested with a reason, put in by an officer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from ..errors import InputError, NotFoundError
from ..people.roles import require
from ..records import Advisory, Alert, Officer
from ..reports.indicators import indicators_of
from ..reports.likeness import SHORT_WORDS, Rarity, text_share, words_of
from ..store import Tx
from ..store import advisories as advisory_store
from ..store import alerts as alert_store
from ..store import campaigns as campaign_store
from ..store import left_checks as check_store
from ..store import reports as report_store
from ..store.left_checks import LeftCheck
from .installation import Installation
from .reading_reports import genuine_in, without_personal_data
from .reporting import note

Kind = Literal["advisory", "alert", "check"]
MOST_COMPARED = 200  # advisories and alerts, the newest
MOST_REPORTS = 60
CHECKS_LOOK_BACK = timedelta(days=90)
MOST_SUGGESTED = 6
SAME_WORDS = 0.30
"""Share of rare words from which a warning and a report tell of the same: a warning says much that no report does."""
SAME_SCAM_WORDS = 0.15


@dataclass(frozen=True, slots=True)
class Member:
    """An advisory or alert of a campaign, or (with ``reasons``) one that may belong to it."""

    kind: Kind
    ref: str
    title: str
    said: str  # who published it, or its state
    reasons: tuple[str, ...] = ()


def members(installation: Installation, campaign_id: str) -> tuple[Member, ...]:
    """The advisories and alerts that officers put in."""
    with installation.store.read() as tx:
        found = [_member(tx, kind, ref) for kind, ref in campaign_store.members_of(tx, campaign_id)]
    return tuple(one for one in found if one is not None)


def suggest_members(installation: Installation, campaign_id: str) -> tuple[Member, ...]:
    """Advisories and alerts that may tell of the same, each with why; the likest first."""
    with installation.store.read() as tx:
        known = {ref for _, ref in campaign_store.members_of(tx, campaign_id)}
        campaigns = campaign_store.list_campaigns(tx, campaign_id=campaign_id)
        reports = report_store.list_reports(tx, campaign=campaign_id, merged=False, limit=MOST_REPORTS)
        named = {
            one.key: one.hint
            for one, _, genuine in campaign_store.indicators_of_campaign(tx, campaign_id)
            if not genuine
        }
        advisories = advisory_store.list_advisories(tx, limit=MOST_COMPARED)
        alerts = alert_store.list_alerts(tx, limit=MOST_COMPARED)
        since = installation.now() - CHECKS_LOOK_BACK
        checks = check_store.list_left_checks(tx, since=since, limit=MOST_COMPARED)
    if not campaigns or not reports:
        return ()
    scam = campaigns[0].scam
    texts = [words_of(report.redacted) for report in reports]
    rarity = Rarity(
        [
            *(report.redacted for report in reports),
            *(advisory.text for advisory in advisories),
            *(check.redacted for check in checks),
        ]
    )
    found: list[tuple[float, Member]] = []
    for advisory in advisories:
        if advisory.id in known or not advisory.is_advisory or advisory.taken_back_at is not None:
            continue
        words = words_of(advisory.text)
        share = max(text_share(words, text, rarity.of) for text in texts)
        reasons = [f"Both name {hint}." for hint in _shared(installation, advisory, named)]
        if share >= SAME_WORDS:
            reasons.append("It uses many of the reports’ rarer words.")
        elif scam is not None and advisory.scam == scam and share >= SAME_SCAM_WORDS:
            reasons.append("It warns of the same scam in some of the same words.")
        if reasons:
            found.append((share + len(reasons), _of_advisory(advisory, tuple(reasons))))
    references = {report.reference for report in reports}
    for alert in alerts:
        written = references & set(alert.reports)
        if alert.id not in known and written and alert.status != "rejected":
            reason = f"It was written from {len(written)} of its reports."
            found.append((10.0 + len(written), _of_alert(alert, (reason,))))
    for check in checks:
        words = words_of(check.redacted)
        share = max(text_share(words, text, rarity.of) for text in texts)
        if check.id not in known and len(words) >= SHORT_WORDS and share >= SAME_WORDS:
            found.append((share, _of_check(check, ("Somebody checked much the same words, and left them with us.",))))
    found.sort(key=lambda pair: (-pair[0], pair[1].ref))
    return tuple(member for _, member in found[:MOST_SUGGESTED])


def put_in(installation: Installation, campaign_id: str, kind: str, ref: str, *, officer: Officer) -> None:
    """Say that an advisory or alert tells of the same as a campaign.

    Raises:
        NotFoundError: there is no such campaign, advisory or alert.
        InputError: another kind.
    """
    require(officer, "triage")
    _check_kind(kind)
    with installation.store.begin() as tx:
        if not campaign_store.list_campaigns(tx, campaign_id=campaign_id):
            raise NotFoundError(f"There is no campaign {campaign_id}.", fix="Choose one from the list.")
        if _member(tx, kind, ref) is None:
            raise NotFoundError(f"There is no {kind} {ref}.", fix="It may have been removed.")
        if campaign_store.add_member(tx, campaign_id, kind, ref, by=officer.name, at=installation.now()):
            note(tx, installation, officer.name, "campaign-joined", ref, campaign_id)


def take_out(installation: Installation, campaign_id: str, kind: str, ref: str, *, officer: Officer) -> None:
    """Undo of putting it in."""
    require(officer, "triage")
    _check_kind(kind)
    with installation.store.begin() as tx:
        if campaign_store.remove_member(tx, campaign_id, kind, ref):
            note(tx, installation, officer.name, "campaign-left", ref, campaign_id)


def leave_check(installation: Installation, text: str, *, level: str, scam: str | None) -> str:
    """Keep what somebody checked, personal data hidden, because they said that we may; gives its id."""
    check = LeftCheck(
        f"k-{secrets.token_hex(5)}", installation.now(), without_personal_data(installation, text), level, scam
    )
    with installation.store.begin() as tx:
        check_store.add_left_check(tx, check)
    return check.id


def _check_kind(kind: str) -> None:
    if kind not in get_args(Kind):
        raise InputError(
            f"“{kind[:20]}” cannot be put into a campaign.", fix="Put in an advisory, an alert or a check."
        )


def _shared(installation: Installation, advisory: Advisory, named: dict[str, str]) -> list[str]:
    """What the warning and the campaign's reports both name, as hints. Genuine contacts that it gives link nothing."""
    theirs = indicators_of(
        advisory.mentions, advisory.text, secret=installation.secret, is_genuine=genuine_in(installation.knowledge)
    )
    return [named[one.key] for one in theirs if one.key in named]


def _member(tx: Tx, kind: str, ref: str) -> Member | None:
    if kind == "advisory":
        advisory = advisory_store.get_advisory(tx, ref)
        return None if advisory is None else _of_advisory(advisory)
    if kind == "alert":
        alert = alert_store.get_alert(tx, ref)
        return None if alert is None else _of_alert(alert)
    check = check_store.get_left_check(tx, ref)
    return None if check is None else _of_check(check)


def _of_advisory(advisory: Advisory, reasons: tuple[str, ...] = ()) -> Member:
    title = advisory.title or advisory.text.strip()[:80]
    return Member("advisory", advisory.id, title, advisory.publisher or "publisher not named", reasons)


def _of_alert(alert: Alert, reasons: tuple[str, ...] = ()) -> Member:
    return Member("alert", alert.id, alert.content.headline, alert.status, reasons)


def _of_check(check: LeftCheck, reasons: tuple[str, ...] = ()) -> Member:
    return Member("check", check.id, " ".join(check.redacted.split())[:140], check.level, reasons)
