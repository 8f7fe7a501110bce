"""An alert's way: drafted from sources, edited, submitted, approved by a second person, published, taken back."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal

from ..alerts import moves
from ..alerts.code import make_code
from ..alerts.content import content_hash
from ..alerts.draft import draft_alert, section_text, sections_from_text
from ..alerts.formats.text import in_the_uk
from ..alerts.log import next_entry, publication_body
from ..alerts.sign import publish as sign_publication
from ..alerts.sign import reference_to
from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..records import Alert, AlertContent, Officer, Publication
from ..store import advisories as advisory_store
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import deliveries as delivery_store
from ..store import presses as press_store
from ..store import publication_log as log_store
from ..store import publications as publication_store
from ..store.database import Tx
from .approving import DEADLINES
from .areas import find_area, suggest_areas
from .installation import Installation
from .linting import findings_on
from .reporting import get_report
from .resting import basis_of_alert
from .subscribing import AUDIENCES
from .timing import timing_now

URGENCIES: tuple[Literal["immediate", "expected", "past"], ...] = ("immediate", "expected", "past")


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What an officer changes. None leaves a field as it is; sections are one sentence a line, areas one a line."""

    headline: str | None = None
    happening: str | None = None
    spot: str | None = None
    do: str | None = None
    contact: str | None = None
    areas: str | None = None
    audience: str | None = None
    urgency: str | None = None
    expires_on: date | None = None
    exercise: bool | None = None
    withdrawal: str | None = None


def draft(
    installation: Installation,
    *,
    officer: Officer,
    advisory_id: str | None = None,
    references: Sequence[str] = (),
    scam: str | None = None,
    area_names: Sequence[str] = (),
) -> Alert:
    """Write a draft from an advisory, from reports, or from both. Every sentence names its sources.

    Raises:
        InputError: the sources tell of no known scam, or no area can be found.
    """
    require(officer, "write-alert")
    with installation.store.read() as tx:
        advisory = advisory_store.get_advisory(tx, advisory_id) if advisory_id else None
    if advisory_id and advisory is None:
        raise NotFoundError(f"There is no advisory {advisory_id}.", fix="Choose one from the list.")
    reports = [get_report(installation, reference) for reference in dict.fromkeys(references)]
    about = scam or (advisory.scam if advisory else None) or _most_reported([report.scam for report in reports])
    if about is None or about not in installation.knowledge.scams:
        raise InputError(
            "These sources tell of no scam that we know.",
            fix="Choose the scam that the alert is about.",
            code="no-scam",
        )
    areas = tuple(find_area(installation, name) for name in area_names if name.strip()) or suggest_areas(
        installation, reports, advisory
    )
    if not areas:
        raise InputError(
            "No area can be told from these sources.", fix="Name the area that the alert is for.", code="no-area"
        )
    now = installation.now()
    content = draft_alert(
        scam=installation.knowledge.scams[about],
        knowledge=installation.knowledge,
        advisory=advisory,
        reports=reports,
        areas=areas,
        desk=installation.desk,
        at=now,
        nation=installation.desk.nation,
    )
    alert = Alert(
        id=secrets.token_hex(6),
        status="draft",
        content=content,
        created_by=officer.id,
        created_at=now,
        authors=(officer.id,),
        advisories=(advisory.id,) if advisory else (),
        reports=tuple(report.reference for report in reports),
    )
    with installation.store.begin() as tx:
        alert_store.add_alert(tx, alert)
        audit_store.add_entry(
            tx, at=now, actor=officer.name, action="alert-drafted", subject=alert.id, detail=content.headline
        )
    return alert


def get_alert(installation: Installation, alert_id: str) -> Alert:
    """The alert with this id."""
    with installation.store.read() as tx:
        alert = alert_store.get_alert(tx, alert_id)
    if alert is None:
        raise NotFoundError(f"There is no alert {alert_id}.", fix="Go back to the list of alerts.")
    return alert


def list_alerts(
    installation: Installation, *, statuses: Sequence[str] | None = None, limit: int | None = None, offset: int = 0
) -> list[Alert]:
    """Alerts on their way, the newest first; ``limit`` None: all."""
    with installation.store.read() as tx:
        return alert_store.list_alerts(tx, statuses=statuses, limit=limit, offset=offset)


def count_alerts(installation: Installation, *, statuses: Sequence[str] | None = None) -> int:
    """How many alerts there are, in these statuses or in all."""
    with installation.store.read() as tx:
        return alert_store.count_alerts(tx, statuses=statuses)


def edit(installation: Installation, alert_id: str, *, officer: Officer, changes: AlertChanges) -> Alert:
    """Change what an alert says. Approval and submission are void afterwards, and the officer is one of its authors."""
    require(officer, "write-alert")
    alert = get_alert(installation, alert_id)
    content = _changed(installation, alert.content, officer, changes)
    if content_hash(content) == content_hash(alert.content):
        return alert
    return _save(
        installation, alert, officer, "alert-edited", lambda now: moves.edit(alert, content, officer=officer, at=now)
    )


def as_edited(installation: Installation, alert: Alert, *, officer: Officer, changes: AlertChanges) -> Alert:
    """The alert as :func:`edit` would make it. Nothing is kept."""
    return replace(alert, content=_changed(installation, alert.content, officer, changes))


def submit(installation: Installation, alert_id: str, *, officer: Officer) -> Alert:
    """Ask for approval of exactly what the alert says now."""
    require(officer, "write-alert")
    alert = get_alert(installation, alert_id)
    within = DEADLINES[alert.content.urgency]
    return _save(
        installation,
        alert,
        officer,
        "alert-submitted",
        lambda now: moves.submit(alert, officer=officer, at=now, due_at=now + within),
        also=lambda tx, moved, now: press_store.keep_submission(tx, moved, officer=officer.id, at=now),
    )


def approve(
    installation: Installation,
    alert_id: str,
    *,
    officer: Officer,
    content_hash: str | None = None,
    note: str = "",
    override: str = "",
) -> Alert:
    """Approve what was read (``content_hash``). Never by somebody who wrote, edited or submitted it.

    ``override``: why it may go out although it breaks rules of the lint; kept with the approval and in the audit trail.

    Raises:
        NotAllowedError: it may not be approved by them or now; or rules are broken and no reason is given
            (code ``rules-broken``).
    """
    require(officer, "approve-alert")
    alert = get_alert(installation, alert_id)
    broken = [f"{one.rule}: {one.reason}" for one in findings_on(installation, alert)]
    said = [f"in spite of {'; '.join(broken)} Reason: {' '.join(override.split())}"] if broken else []
    return _save(
        installation,
        alert,
        officer,
        "alert-approved",
        lambda now: moves.approve(
            alert, officer=officer, at=now, content_hash=content_hash, findings=broken, override=override
        ),
        detail=" ".join([*said, note.strip()]).strip(),
    )


def return_to_author(installation: Installation, alert_id: str, *, officer: Officer, note: str) -> Alert:
    """Send it back with a reason."""
    require(officer, "approve-alert")
    alert = get_alert(installation, alert_id)
    return _save(
        installation,
        alert,
        officer,
        "alert-returned",
        lambda now: moves.return_to_author(alert, officer=officer, at=now, note=note),
        detail=note.strip(),
    )


def reject(installation: Installation, alert_id: str, *, officer: Officer, note: str) -> Alert:
    """Refuse it for good, with a reason."""
    require(officer, "approve-alert")
    alert = get_alert(installation, alert_id)
    return _save(
        installation,
        alert,
        officer,
        "alert-rejected",
        lambda now: moves.reject(alert, officer=officer, at=now, note=note),
        detail=note.strip(),
    )


def correct(installation: Installation, alert_id: str, *, officer: Officer) -> Alert:
    """Start a correction of a published alert: a draft with its words. The published one stays in force meanwhile.

    Raises:
        NotAllowedError: it is not published, or a correction of it is on its way already.
    """
    require(officer, "write-alert")
    alert = get_alert(installation, alert_id)
    now = installation.now()
    correction = moves.correct(alert, officer=officer, at=now, id=secrets.token_hex(6))
    with installation.store.begin() as tx:
        open_ones = alert_store.list_alerts(tx, statuses=("draft", "submitted", "approved", "returned"))
        if any(one.corrects == alert.code for one in open_ones):
            raise NotAllowedError(
                "A correction of this alert is on its way already.", where=alert.id, fix="Go on with that one."
            )
        alert_store.add_alert(tx, correction)
        audit_store.add_entry(
            tx, at=now, actor=officer.name, action="correction-drafted", subject=correction.id, detail=alert.code or ""
        )
    return correction


def publish(installation: Installation, alert_id: str, *, officer: Officer, as_digest: bool = False) -> Publication:
    """Freeze, sign, log and publish an approved alert, and plan its deliveries, all or nothing.

    A correction goes to exactly those who were told what it corrects, by the way they were told; whoever still waits for
    what it corrects gets the correction in its place. ``as_digest``: everybody hears of it in their next digest.

    Raises:
        NotAllowedError: it is not approved exactly as it stands, or what it corrects is no longer published.
    """
    require(officer, "publish-alert")
    alert = get_alert(installation, alert_id)
    now = installation.now().replace(microsecond=0)
    moves.publishable(alert, at=now)
    keys = installation.keys_for(exercise=alert.content.exercise)
    with installation.store.begin() as tx:
        earlier = _corrected(tx, alert, at=now)
        code = earlier.code if earlier else make_code(publication_store.codes_taken(tx))
        publication = sign_publication(
            alert.content,
            alert=alert,
            desk=installation.desk,
            keys=keys,
            code=code,
            version=earlier.version + 1 if earlier else 1,
            kind="Update" if earlier else "Alert",
            sent_at=now,
            references=(reference_to(earlier),) if earlier else (),
            published_by=officer.id,
            approved_by=alert.decided_by or "",
        )
        waiting = 0
        if earlier:
            waiting = delivery_store.hand_on_waiting(tx, publication, earlier_version=earlier.version)
            publication_store.set_publication_state(tx, earlier.code, earlier.version, "replaced")
        _put_out(tx, publication, at=now)
        basis = basis_of_alert(tx, installation.knowledge, alert)
        alert_store.save_alert(tx, replace(moves.publish(alert, code=code, at=now), basis=basis), was=alert.status)
        if earlier:
            told = delivery_store.plan_deliveries_to_those_told(tx, publication, earlier_code=code, at=now)
            planned = told + waiting
        else:  # an exercise reaches nobody who did not ask for exercises
            planned = delivery_store.plan_deliveries(
                tx,
                publication,
                areas=alert.content.areas,
                topic=alert.content.scam,
                at=now,
                audience=alert.content.audience,
                timing=timing_now(installation, urgency=alert.content.urgency),
                as_digest=as_digest,
            )
        detail = f"{code}, {planned} deliveries" + (", exercise" if alert.content.exercise else "")
        action = "alert-updated" if earlier else "alert-published"
        audit_store.add_entry(tx, at=now, actor=officer.name, action=action, subject=alert.id, detail=detail)
    return publication


def _corrected(tx: Tx, alert: Alert, *, at: datetime) -> Publication | None:
    """The publication that this alert is to replace, its alert moved out of the way; None when it corrects nothing."""
    if alert.corrects is None:
        return None
    before = alert_store.get_alert_by_code(tx, alert.corrects)
    earlier = publication_store.get_publication(tx, alert.corrects)
    if before is None or earlier is None or earlier.state != "current" or before.content.expires_at <= at:
        raise NotAllowedError(
            f"The alert {alert.corrects} is no longer in force, so it cannot be corrected.",
            where=alert.id,
            fix="Write a new alert.",
        )
    alert_store.save_alert(tx, moves.replace_by_correction(before, alert, at=at), was=before.status)
    return earlier


def _put_out(tx: Tx, publication: Publication, *, at: datetime) -> None:
    """Keep the frozen copy and write it into the log, in one transaction."""
    publication_store.add_publication(tx, publication)
    body = publication_body(publication)
    log_store.append_entry(tx, lambda last: next_entry(last, kind="publication", body=body, at=at))


def withdraw(installation: Installation, alert_id: str, *, officer: Officer, note: str) -> Publication:
    """Take a published alert back: a new publication that replaces it goes to everybody who was told."""
    require(officer, "withdraw-alert")
    alert = get_alert(installation, alert_id)
    now = installation.now().replace(microsecond=0)
    withdrawn = moves.withdraw(alert, officer=officer, at=now, note=note)
    with installation.store.begin() as tx:
        earlier = publication_store.get_publication(tx, alert.code) if alert.code else None
        if earlier is None:
            raise NotFoundError(f"Alert {alert_id} has no publication.", fix="Tell the maintainers: this cannot be.")
        publication = sign_publication(
            alert.content,
            alert=alert,
            desk=installation.desk,
            keys=installation.keys_for(exercise=alert.content.exercise),
            code=earlier.code,
            version=earlier.version + 1,
            kind="Cancel",
            sent_at=now,
            references=(reference_to(earlier),),
            published_by=officer.id,
            approved_by=alert.decided_by or "",
        )
        publication_store.set_publication_state(tx, earlier.code, earlier.version, "withdrawn")
        _put_out(tx, publication, at=now)
        alert_store.save_alert(tx, withdrawn, was=alert.status)
        planned = delivery_store.plan_deliveries_to_those_told(tx, publication, earlier_code=earlier.code, at=now)
        audit_store.add_entry(
            tx,
            at=now,
            actor=officer.name,
            action="alert-withdrawn",
            subject=alert.id,
            detail=f"{earlier.code}, {planned} told: {note.strip()}",
        )
    return publication


def expire_due(installation: Installation) -> int:
    """End the alerts whose time is over; gives how many. Several workers may ask at once: each alert ends once."""
    now = installation.now()
    with installation.store.read() as tx:  # a timer asks often, and mostly there is nothing to write
        lapsed = publication_store.list_lapsed(tx, at=now)
    ended = 0
    for publication in lapsed:
        with installation.store.begin() as tx:
            alert = alert_store.get_alert(tx, publication.alert_id)  # pinned: nobody else can move it meanwhile
            if alert is None or alert.status != "published" or publication.kind == "Cancel":
                continue
            alert_store.save_alert(tx, moves.expire(alert, at=now), was="published")
            publication_store.set_publication_state(tx, publication.code, publication.version, "expired")
            audit_store.add_entry(
                tx, at=now, actor="timer", action="alert-expired", subject=alert.id, detail=publication.code
            )
            ended += 1
    return ended


def _save(
    installation: Installation,
    alert: Alert,
    officer: Officer,
    action: str,
    move: Callable[[datetime], Alert],
    *,
    detail: str = "",
    also: Callable[[Tx, Alert, datetime], None] = lambda tx, moved, now: None,
) -> Alert:
    now = installation.now()
    moved = move(now)
    with installation.store.begin() as tx:
        alert_store.save_alert(tx, moved, was=alert.status, was_content=alert.content)
        also(tx, moved, now)
        audit_store.add_entry(tx, at=now, actor=officer.name, action=action, subject=alert.id, detail=detail)
    return moved


def _changed(
    installation: Installation, content: AlertContent, officer: Officer, changes: AlertChanges
) -> AlertContent:
    sentences = sections_from_text(
        content,
        happening=section_text(content, "happening") if changes.happening is None else changes.happening,
        spot=section_text(content, "spot") if changes.spot is None else changes.spot,
        do=section_text(content, "do") if changes.do is None else changes.do,
        contact=section_text(content, "contact") if changes.contact is None else changes.contact,
        officer=officer.name,
    )
    headline = content.headline if changes.headline is None else " ".join(changes.headline.split())
    if not headline:
        raise InputError("The alert has no headline.", fix="Say in one line what it warns of.")
    for value, allowed, name in ((changes.audience, AUDIENCES, "audience"), (changes.urgency, URGENCIES, "urgency")):
        if value is not None and value not in allowed:
            raise InputError(f"“{value}” is no {name}.", fix=f"Give one of {', '.join(allowed)}.")
    areas = content.areas
    if changes.areas is not None:
        areas = tuple(find_area(installation, line) for line in changes.areas.splitlines() if line.strip())
        if not areas:
            raise InputError("The alert has no area.", fix="Name a town, a county or a nation, one a line.")
    return replace(
        content,
        headline=headline,
        sentences=sentences,
        areas=areas,
        audience=changes.audience or content.audience,
        urgency=_urgency(changes.urgency) or content.urgency,
        expires_at=_end_of(changes.expires_on) if changes.expires_on else content.expires_at,
        exercise=content.exercise if changes.exercise is None else changes.exercise,
        withdrawal=content.withdrawal if changes.withdrawal is None else " ".join(changes.withdrawal.split()),
    )


def _urgency(value: str | None) -> Literal["immediate", "expected", "past"] | None:
    return next((urgency for urgency in URGENCIES if urgency == value), None)


def _end_of(day: date) -> datetime:
    """The last second of a day by the clock on the wall in the United Kingdom."""
    midnight = datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
    ahead = in_the_uk(midnight).replace(tzinfo=UTC) - midnight
    return midnight - ahead


def _most_reported(scams: Sequence[str | None]) -> str | None:
    counted = Counter(scam for scam in scams if scam)
    return counted.most_common(1)[0][0] if counted else None
