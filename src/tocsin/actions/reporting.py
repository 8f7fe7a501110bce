"""Taking a report, and the queue that officers clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar

from ..errors import InputError, NotFoundError
from ..people.roles import require
from ..records import STAGES, Officer, Place, Report, Verdict
from ..reports.keyed import contact_key, hash_word
from ..reports.reference import new_reference, read_reference
from ..reports.seal import seal, unseal
from ..reports.voices import voice_of
from ..store import Tx
from ..store import audit as audit_store
from ..store import indicators as indicator_store
from ..store import reports as report_store
from ..store import triage as triage_store
from .checking import check
from .installation import Installation
from .own_areas import county_of
from .reading_reports import read_for_meaning, without_personal_data

PAGE_SIZE = 25
LONGEST_REPORT = 20_000  # characters

Item = TypeVar("Item")


HAPPENING = timedelta(hours=6)  # a call that was going on when it was reported is over by then


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
    word: str | None = None,
    source: str = "web",
    source_reference: str | None = None,
) -> Taken:
    """Keep what somebody says happened, and answer with what it looks like and what to do first.

    Partial is welcome: only the text is needed. ``place`` is a town's name or id; one that we do not know is kept as
    typed. ``word`` is one of the reporter's own: with the reference it lets them come back. Sending the same ``source``
    and ``source_reference`` again keeps nothing twice.

    Raises:
        InputError: no text, or more than :data:`LONGEST_REPORT` characters.
    """
    require_text(text)
    now = installation.now()
    require_facts(stage=stage, happened_on=happened_on, on=now.date())
    verdict = check(installation, text, channel=channel)
    if source_reference is not None:
        with installation.store.read() as tx:
            known = report_store.find_by_source(tx, source, source_reference)
        if known is not None:
            return Taken(report=known, verdict=verdict, already=True)

    reading = read_for_meaning(installation, text, channel=channel, place=place, at=now)
    where = find_place(installation, place)
    furthest = max((given for given in (stage, reading.stage) if given is not None), key=STAGES.index, default=None)
    key = contact_key(contact, secret=installation.secret) if contact and contact.strip() else None
    report = Report(
        reference=new_reference(),
        received_at=now,
        redacted=without_personal_data(installation, text),
        channel=channel or reading.channel,
        place=where.id if where else None,
        place_name=where.name if where else (place.strip()[:80] if place and place.strip() else None),
        county=county_of(installation.data_folder, where, on=now.date()) if where else None,
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        scam=reading.scam or verdict.scam,
        tactics=reading.tactics,
        claimed=reading.claimed,
        stage=next((one for one in STAGES if one == furthest), None),
        on_call=reading.on_call if on_call is None else on_call,
        urgency="now" if (on_call or reading.on_call) else reading.urgency,
        loss_minor=reading.loss_minor,
        source=source,
        happened_on=happened_on,
        read_at=now,
        vulnerability=reading.vulnerability,
        reporter=key,
    )
    with installation.store.begin() as tx:
        kept = report_store.add_report(
            tx,
            report,
            sealed=seal(text, secret=installation.secret),
            contact_sealed=seal(contact, secret=installation.secret) if contact and contact.strip() else None,
            contact_key=key,
            source_reference=source_reference,
            voice=voice_of(key, source, report.redacted),
        )
        if kept.reference != report.reference:  # the same, sent twice at the same moment
            return Taken(report=kept, verdict=verdict, already=True)
        indicator_store.add_indicators(tx, {report.reference: reading.indicators})
        if word and word.strip():
            report_store.keep_word(tx, report.reference, hash_word(word))
        note(tx, installation, "reporter", "report-taken", report.reference, source)
    if contact and contact.strip():
        from .recalling import keep_for_reporter  # not needed where no contact is left, as in an import

        keep_for_reporter(installation, text, contact=contact, verdict=verdict, channel=channel)
    return Taken(report=report, verdict=verdict)


def require_text(text: str) -> None:
    """Pass when there is something in a report, and not too much.

    Raises:
        InputError: nothing, or more than :data:`LONGEST_REPORT` characters.
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


def require_facts(*, stage: str | None, happened_on: date | None, on: date) -> None:
    """Pass when what was given beside the words makes sense.

    Raises:
        InputError: an unknown stage, or a day that lies ahead.
    """
    if stage is not None and stage not in STAGES:
        raise InputError(f"“{stage}” is not a stage.", fix=f"Give one of {', '.join(STAGES)}.")
    if happened_on is not None and happened_on > on:
        raise InputError("The day it happened lies ahead of us.", fix="Give today's date or an earlier one.")


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
    assigned_to: str | None = None,
    vulnerable: bool | None = None,
    campaign: str | None = None,
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
    page_size: int = PAGE_SIZE,
    urgent_first: bool = False,
) -> Page[Report]:
    """A page of reports, the newest first (or before them what cannot wait), without those that were merged into another.

    ``since`` and ``until``: the days they were received on, both included.
    """
    since_at = datetime.combine(since, time.min, UTC) if since else None
    until_at = datetime.combine(until + timedelta(days=1), time.min, UTC) if until and until < date.max else None
    with installation.store.read() as tx:
        total = report_store.count_reports(
            tx, status=status, scam=scam, county=county, search=search, merged=False, assigned_to=assigned_to,
            vulnerable=vulnerable, campaign=campaign, since=since_at, until=until_at,
        )  # fmt: skip
        pages = max(1, -(-total // page_size))
        page = min(max(page, 1), pages)
        items = report_store.list_reports(
            tx, status=status, scam=scam, county=county, search=search, merged=False, assigned_to=assigned_to,
            vulnerable=vulnerable, campaign=campaign, since=since_at, until=until_at, limit=page_size, offset=(page - 1) * page_size,
            urgent_first_since=installation.now() - HAPPENING if urgent_first else None,
        )  # fmt: skip
    return Page(items=tuple(items), total=total, page=page, pages=pages)


def open_sealed(installation: Installation, reference: str, *, officer: Officer, reason: str) -> str:
    """The reporter's own words, unredacted, with what they added later. The reason is logged before they are shown."""
    require(officer, "open-sealed")
    if len(reason.strip()) < 5:
        raise InputError("Sealed words are opened with a reason.", fix="Say why you need them; it is kept in the log.")
    report = get_report(installation, reference)
    with installation.store.begin() as tx:
        note(tx, installation, officer.name, "sealed-opened", report.reference, reason.strip())
        words = own_words(tx, installation, report.reference)
    if words is None:
        raise NotFoundError(f"Nothing is sealed under {report.reference}.", fix="It may have been erased.")
    return words


def open_contact(installation: Installation, reference: str, *, officer: Officer, reason: str) -> str | None:
    """How the reporter may be reached; None when they left nothing. The reason is logged before it is shown."""
    require(officer, "open-sealed")
    if len(reason.strip()) < 5:
        raise InputError("A contact is opened with a reason.", fix="Say why you need it; it is kept in the log.")
    report = get_report(installation, reference)
    with installation.store.begin() as tx:
        note(tx, installation, officer.name, "contact-opened", report.reference, reason.strip())
        sealed = report_store.get_sealed_contact(tx, report.reference)
    return None if sealed is None else unseal(sealed, secret=installation.secret)


def own_words(tx: Tx, installation: Installation, reference: str) -> str | None:
    """The words of a report as given, what was added later after them; None when they are erased."""
    sealed = report_store.get_sealed(tx, reference)
    if sealed is None:
        return None
    parts = [sealed, *triage_store.sealed_messages(tx, reference)]
    return "\n\n".join(unseal(part, secret=installation.secret) for part in parts)


def nation_of(installation: Installation, report: Report) -> str:
    """The nation that a report comes from, as far as its place tells; else the desk's own."""
    place = installation.places.by_id.get(report.place) if report.place else None
    return place.nation if place is not None and place.nation.startswith("gb-") else installation.desk.nation


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


def note(tx: Tx, installation: Installation, actor: str, action: str, subject: str, detail: str) -> None:
    """Write in the log, in the transaction of the act itself."""
    audit_store.add_entry(tx, at=installation.now(), actor=actor, action=action, subject=subject, detail=detail)
