"""Taking a report, and the queue that officers clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from ..errors import InputError, NotFoundError
from ..people.roles import require
from ..records import STAGES, Officer, Place, Report, Stage, Verdict
from ..reports.redact import redact
from ..reports.reference import new_reference, read_reference
from ..reports.seal import seal, unseal
from ..store import Tx
from ..store import audit as audit_store
from ..store import reports as report_store
from ..understanding.understand import understand
from .checking import check
from .installation import Installation

PAGE_SIZE = 25
LONGEST_REPORT = 20_000  # characters

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a longer list. ``page`` counts from 1."""

    items: tuple[Item, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that was taken, and what to tell the person at once."""

    report: Report
    verdict: Verdict
    already: bool = False  # this source had sent this reference before


def take_report(
    installation: Installation,
    text: str,
    *,
    channel: str | None = None,
    place: str | None = None,
    stage: str | None = None,
    on_call: bool | None = None,
    happened_on: date | None = None,
    contact: str | None = None,
    source: str = "web",
    source_reference: str | None = None,
) -> Taken:
    """Keep what somebody says happened, and answer with what it looks like and what to do first.

    Partial is welcome: only the text is needed. ``place`` is a town's name or id; one that we do not know is kept as
    typed. Sending the same ``source`` and ``source_reference`` again keeps nothing twice.

    Raises:
        InputError: no text, or more than :data:`LONGEST_REPORT` characters.
    """
    if not text.strip():
        raise InputError(
            "There is nothing in the report.", fix="Write what happened, in your own words.", code="empty-text"
        )
    if len(text) > LONGEST_REPORT:
        raise InputError(
            f"The report is longer than {LONGEST_REPORT:,} characters.",
            fix="Keep to what happened; long messages can be shortened.",
            code="too-long",
        )
    if stage is not None and stage not in STAGES:
        raise InputError(f"“{stage}” is not a stage.", fix=f"Give one of {', '.join(STAGES)}.")
    now = installation.now()
    if happened_on is not None and happened_on > now.date():
        raise InputError("The day it happened lies ahead of us.", fix="Give today's date or an earlier one.")

    verdict = check(installation, text, channel=channel)
    if source_reference is not None:
        with installation.store.read() as tx:
            known = report_store.find_by_source(tx, source, source_reference)
        if known is not None:
            return Taken(report=known, verdict=verdict, already=True)

    understanding = understand(text, installation.knowledge, channel=channel, place=place, at=now)
    where = find_place(installation, place)
    furthest = max(
        (given for given in (stage, understanding.stage) if given is not None), key=STAGES.index, default=None
    )
    loss_minor = max((loss.amount_minor for loss in understanding.losses if loss.currency == "GBP"), default=None)
    report = Report(
        reference=new_reference(),
        received_at=now,
        redacted=redact(text, keep=_published_numbers(installation)).text,
        channel=channel or next(iter(understanding.channels), None),
        place=where.id if where else None,
        place_name=where.name if where else (place.strip()[:80] if place and place.strip() else None),
        county=where.county if where else None,
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        scam=understanding.scam or verdict.scam,
        tactics=understanding.tactics,
        claimed=understanding.claimed,
        stage=_stage(furthest),
        on_call=understanding.on_call if on_call is None else on_call,
        urgency="now" if (on_call or understanding.on_call) else understanding.urgency,
        loss_minor=loss_minor,
        source=source,
        happened_on=happened_on,
    )
    with installation.store.begin() as tx:
        report_store.add_report(
            tx,
            report,
            sealed=seal(text, secret=installation.secret),
            contact_sealed=seal(contact, secret=installation.secret) if contact and contact.strip() else None,
            source_reference=source_reference,
        )
        _note(tx, installation, "reporter", "report-taken", report.reference, source)
    return Taken(report=report, verdict=verdict)


def get_report(installation: Installation, reference: str) -> Report:
    """The report with this reference, as officers see it.

    Raises:
        NotFoundError: there is none.
    """
    reference = read_reference(reference)
    with installation.store.read() as tx:
        report = report_store.get_report(tx, reference)
    if report is None:
        raise NotFoundError(f"There is no report {reference}.", fix="Check the reference, letter by letter.")
    return report


def list_queue(
    installation: Installation,
    *,
    status: str | None = None,
    scam: str | None = None,
    county: str | None = None,
    search: str | None = None,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Page[Report]:
    """A page of reports, the newest first."""
    with installation.store.read() as tx:
        total = report_store.count_reports(tx, status=status, scam=scam, county=county, search=search)
        pages = max(1, -(-total // page_size))
        page = min(max(page, 1), pages)
        items = report_store.list_reports(
            tx, status=status, scam=scam, county=county, search=search, limit=page_size, offset=(page - 1) * page_size
        )
    return Page(items=tuple(items), total=total, page=page, pages=pages)


def accept_report(installation: Installation, reference: str, *, officer: Officer, scam: str | None = None) -> Report:
    """An officer has looked and agrees that it is a scam (``scam`` corrects which one)."""
    if scam is not None and scam not in installation.knowledge.scams:
        raise InputError(f"There is no scam “{scam}” in the knowledge.", fix="Choose one from the list.")
    detail = f"as {scam}" if scam else ""
    changes = {"status": "accepted", **({"scam": scam} if scam else {})}
    return _change(installation, reference, officer, action="report-accepted", detail=detail, changes=changes)


def set_aside_report(installation: Installation, reference: str, *, officer: Officer, reason: str) -> Report:
    """An officer has looked and sets it aside: not a scam, a test, a copy. It stays and can be reopened."""
    if not reason.strip():
        raise InputError("A report is set aside with a reason.", fix="Say why in a few words.")
    changes = {"status": "set-aside"}
    return _change(installation, reference, officer, action="report-set-aside", detail=reason.strip(), changes=changes)


def reopen_report(installation: Installation, reference: str, *, officer: Officer) -> Report:
    """Undo of accepting and setting aside."""
    return _change(installation, reference, officer, action="report-reopened", detail="", changes={"status": "new"})


def assign_report(installation: Installation, reference: str, *, officer: Officer, to: str | None) -> Report:
    """Give a report to an officer by log-in name, or to nobody."""
    changes = {"assigned_to": to}
    return _change(installation, reference, officer, action="report-assigned", detail=to or "nobody", changes=changes)


def open_sealed(installation: Installation, reference: str, *, officer: Officer, reason: str) -> str:
    """The reporter's own words, unredacted. The reason is logged before they are shown."""
    require(officer, "open-sealed")
    if len(reason.strip()) < 5:
        raise InputError("Sealed words are opened with a reason.", fix="Say why you need them; it is kept in the log.")
    report = get_report(installation, reference)
    with installation.store.begin() as tx:
        sealed = report_store.get_sealed(tx, report.reference)
        _note(tx, installation, officer.name, "sealed-opened", report.reference, reason.strip())
    if sealed is None:
        raise NotFoundError(f"Nothing is sealed under {report.reference}.", fix="It may have been erased.")
    return unseal(sealed, secret=installation.secret)


def find_place(installation: Installation, given: str | None) -> Place | None:
    """A place from what somebody typed: an id, a name, or a name with its county ("Gillingham, Kent")."""
    if given is None or not given.strip():
        return None
    known = installation.places.by_id.get(given.strip())
    if known is not None:
        return known
    name, _, county = given.partition(",")
    return installation.places.resolve(
        name.strip(), county=county.strip() or None, nation=None if county.strip() else installation.desk.nation
    ) or installation.places.resolve(name.strip())


def _stage(value: str | None) -> Stage | None:
    return next((stage for stage in STAGES if stage == value), None)


def _change(
    installation: Installation,
    reference: str,
    officer: Officer,
    *,
    action: str,
    detail: str,
    changes: Mapping[str, str | None],
) -> Report:
    require(officer, "triage")
    report = get_report(installation, reference)
    with installation.store.begin() as tx:
        report_store.change_report(tx, report.reference, **changes)
        _note(tx, installation, officer.name, action, report.reference, detail)
    return get_report(installation, report.reference)


def _note(tx: Tx, installation: Installation, actor: str, action: str, subject: str, detail: str) -> None:
    audit_store.add_entry(tx, at=installation.now(), actor=actor, action=action, subject=subject, detail=detail)


def _published_numbers(installation: Installation) -> frozenset[str]:
    return frozenset(
        "".join(character for character in route.value if character.isdigit())
        for organisation in installation.knowledge.organisations.values()
        for route in organisation.routes
        if route.kind in {"phone", "sms", "relay"}
    )
