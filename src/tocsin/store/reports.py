"""Reports: what people told us. The words as given are sealed beside them and never listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select, update

from ..errors import InputError
from ..records import Report
from .database import Tx
from .tables import reporter_words, reports, sealed_reports
from .writing import insert_or_pass, inserting


def add_report(
    tx: Tx,
    report: Report,
    *,
    sealed: bytes,
    contact_sealed: bytes | None,
    source_reference: str | None = None,
    contact_key: str | None = None,
    voice: str | None = None,
) -> Report:
    """Keep a report with its sealed words; gives the one that is kept. ``contact_key``: a keyed hash to find it by;
    ``voice``: what makes copies of one voice the same.

    When this ``source`` has sent this ``source_reference`` before (even at the same moment, through another process),
    nothing is added and the earlier report is given.
    """
    values = {name: getattr(report, name) for name in _FIELDS}
    values |= {"source_reference": source_reference, "voice": voice}
    if not insert_or_pass(tx, reports, values, unless=("source", "source_reference")):
        assert source_reference is not None  # without one, nothing can be there already
        earlier = find_by_source(tx, report.source, source_reference)
        assert earlier is not None
        return earlier
    tx.run(
        insert(sealed_reports).values(
            reference=report.reference, words=sealed, contact=contact_sealed, contact_key=contact_key
        )
    )
    return report


def add_many(tx: Tx, added: Sequence[tuple[Report, str, bytes, bytes | None, str | None, str]]) -> set[str]:
    """Keep many at once: ``(report, source_reference, sealed words, sealed contact, contact_key, voice)``.

    Gives the references that were kept; those that their source had sent before (even at the same moment, through
    another process) are passed over.
    """
    if not added:
        return set()
    columns = {name: reports.c[name] for name in _FIELDS}
    values = [
        {**{name: getattr(report, name) for name in columns}, "source_reference": source_reference, "voice": voice}
        for report, source_reference, _, _, _, voice in added
    ]
    tx.run(inserting(tx, reports).on_conflict_do_nothing(index_elements=["source", "source_reference"]), values)
    question = select(reports.c.reference).where(reports.c.reference.in_([report.reference for report, *_ in added]))
    kept = {row["reference"] for row in tx.rows(question)}
    sealed = [
        {"reference": report.reference, "words": words, "contact": contact, "contact_key": key}
        for report, _, words, contact, key, _ in added
        if report.reference in kept
    ]
    if sealed:
        tx.run(insert(sealed_reports), sealed)
    return kept


def words_by_source(tx: Tx, source: str, source_references: Iterable[str]) -> dict[str, str]:
    """What the reports say that this source sent under these references, redacted."""
    question = select(reports.c.source_reference, reports.c.redacted).where(
        reports.c.source == source, reports.c.source_reference.in_(list(source_references))
    )
    return {row["source_reference"]: row["redacted"] for row in tx.rows(question)}


def list_unread(tx: Tx, *, limit: int) -> list[tuple[Report, bytes | None]]:
    """Reports that were not read for meaning yet, the oldest first, with their sealed words."""
    question = (
        select(*_COLUMNS, sealed_reports.c.words)
        .join_from(reports, sealed_reports, isouter=True)
        .where(reports.c.read_at.is_(None))
        .order_by(reports.c.received_at, reports.c.reference)
        .limit(limit)
    )
    found = []
    for row in tx.rows(question):
        values = dict(row)
        words = values.pop("words")
        found.append((_report(values), None if words is None else bytes(words)))
    return found


def list_unrecognised(tx: Tx, *, since: datetime, limit: int) -> list[Report]:
    """Reports that were read and match no known scam, the newest first; neither set aside nor merged."""
    question = select(*_COLUMNS).where(
        reports.c.scam.is_(None),
        reports.c.read_at.isnot(None),
        reports.c.received_at >= since,
        reports.c.status != "set-aside",
        reports.c.merged_into.is_(None),
        reports.c.erased_at.is_(None),
    )
    return [_report(row) for row in tx.rows(question.order_by(reports.c.received_at.desc()).limit(limit))]


def list_read_since(tx: Tx, at: datetime | None, *, limit: int, overlap: timedelta) -> list[Report]:
    """Reports that were read for meaning after ``at``, the first first, with those of ``overlap`` before it once more.

    Nothing where none was read after it. All that were read at the last moment of the answer are in it, so that the next
    one may go on from there; there may be a few more than ``limit`` for that. Erased ones are left out.
    """
    after = reports.c.read_at.isnot(None) if at is None else reports.c.read_at > at
    times = tx.rows(select(reports.c.read_at).where(after).order_by(reports.c.read_at).limit(limit))
    if not times:
        return []
    chosen = [reports.c.read_at.isnot(None), reports.c.read_at <= times[-1]["read_at"], reports.c.erased_at.is_(None)]
    if at is not None:
        chosen.append(reports.c.read_at > at - overlap)
    return [_report(row) for row in tx.rows(select(*_COLUMNS).where(*chosen).order_by(reports.c.read_at))]


def count_unread(tx: Tx) -> int:
    """How many reports were not read for meaning yet."""
    return tx.number(select(func.count()).select_from(reports).where(reports.c.read_at.is_(None)))


def get_reports(tx: Tx, references: Iterable[str]) -> dict[str, Report]:
    """Reports by their references; those that are not there are left out."""
    question = select(*_COLUMNS).where(reports.c.reference.in_(list(references)))
    return {row["reference"]: _report(row) for row in tx.rows(question)}


def keep_contact(tx: Tx, reference: str, *, contact: bytes, contact_key: str) -> None:
    """Keep how the reporter may be reached, sealed, in place of what they said before."""
    theirs = update(sealed_reports).where(sealed_reports.c.reference == reference)
    tx.run(theirs.values(contact=contact, contact_key=contact_key))


def keep_word(tx: Tx, reference: str, word_hash: str) -> None:
    """Keep the reporter's own word, as its hash; a later one takes the place of the first."""
    insert_word = inserting(tx, reporter_words).values(reference=reference, word_hash=word_hash)
    tx.run(insert_word.on_conflict_do_update(index_elements=["reference"], set_={"word_hash": word_hash}))


def get_word(tx: Tx, reference: str) -> str | None:
    """The hash of the reporter's own word."""
    row = tx.row(select(reporter_words.c.word_hash).where(reporter_words.c.reference == reference))
    return str(row["word_hash"]) if row else None


def source_reference_of(tx: Tx, reference: str) -> str | None:
    """The reference under which its source sent a report; for one from a form, the form's own secret number."""
    row = tx.row(select(reports.c.source_reference).where(reports.c.reference == reference))
    return None if row is None else row["source_reference"]


def get_report(tx: Tx, reference: str) -> Report | None:
    """The report with this reference."""
    return _first(tx, reports.c.reference == reference)


def find_by_source(tx: Tx, source: str, source_reference: str) -> Report | None:
    """The report that this source sent under its own reference."""
    return _first(tx, reports.c.source == source, reports.c.source_reference == source_reference)


def list_reports(
    tx: Tx,
    *,
    status: str | None = None,
    scam: str | None = None,
    county: str | None = None,
    place: str | None = None,
    urgency: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    search: str | None = None,
    merged: bool | None = None,
    assigned_to: str | None = None,
    vulnerable: bool | None = None,
    campaign: str | None = None,
    limit: int | None = 50,
    offset: int = 0,
    urgent_first_since: datetime | None = None,
) -> list[Report]:
    """Reports, the newest first. ``urgent_first_since``: before them what cannot wait: calls that were going on when they
    were reported since then, then people who may need safeguarding, then money or access given away.

    ``place`` is a place's id. ``since`` and ``until`` bound when they were received, ``until`` exclusive. ``search``:
    every word of it stands in the redacted words, the reference or the place's name. ``merged``: True only those that
    were merged into another, False none of them. ``limit`` None: all.
    """
    chosen = _where(status, scam, county, place, urgency, since, until, search)
    chosen += _also(merged, assigned_to, vulnerable, campaign)
    order: list[ColumnElement[Any]] = [reports.c.received_at.desc(), reports.c.reference]
    if urgent_first_since is not None:
        happening = (reports.c.urgency == "now") & (reports.c.received_at >= urgent_first_since)
        given = reports.c.stage.in_(("paid", "gave_access", "shared_details"))
        order.insert(0, case((happening, 0), (reports.c.vulnerability != [], 1), (given, 2), else_=3))
    question = select(*_COLUMNS).where(*chosen).order_by(*order)
    return [_report(row) for row in tx.rows(question.limit(limit).offset(offset))]


def count_reports(
    tx: Tx,
    *,
    status: str | None = None,
    scam: str | None = None,
    county: str | None = None,
    place: str | None = None,
    urgency: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    search: str | None = None,
    merged: bool | None = None,
    assigned_to: str | None = None,
    vulnerable: bool | None = None,
    campaign: str | None = None,
) -> int:
    """How many reports :func:`list_reports` would give without a limit."""
    chosen = _where(status, scam, county, place, urgency, since, until, search)
    chosen += _also(merged, assigned_to, vulnerable, campaign)
    return tx.number(select(func.count()).select_from(reports).where(*chosen))


def change_report(tx: Tx, reference: str, **changes: Any) -> bool:
    """Set fields of a report by name; False when there is no such report.

    The reference, when it was received and whence it came do not change.

    Raises:
        InputError: a field that is not there or does not change.
    """
    wrong = sorted(set(changes) - _CHANGEABLE)
    if wrong:
        raise InputError(f"A report's {', '.join(wrong)} cannot be changed.", where=reference)
    if not changes:
        return get_report(tx, reference) is not None
    return tx.run(update(reports).where(reports.c.reference == reference).values(**changes)).rowcount == 1


def get_sealed(tx: Tx, reference: str) -> bytes | None:
    """The sealed words of a report; None when there are none (or no longer)."""
    row = tx.row(select(sealed_reports.c.words).where(sealed_reports.c.reference == reference))
    return bytes(row["words"]) if row else None


def get_sealed_contact(tx: Tx, reference: str) -> bytes | None:
    """The sealed contact that the reporter left; None when they left none (or it is erased)."""
    row = tx.row(select(sealed_reports.c.contact).where(sealed_reports.c.reference == reference))
    return bytes(row["contact"]) if row and row["contact"] is not None else None


def erase_sealed(tx: Tx, reference: str) -> bool:
    """Erase the words as given and the contact; the redacted report stays. False when there was nothing."""
    return tx.run(delete(sealed_reports).where(sealed_reports.c.reference == reference)).rowcount == 1


_FIELDS = tuple(Report.__dataclass_fields__)
_COLUMNS = tuple(reports.c[name] for name in _FIELDS)
_CHANGEABLE = frozenset(_FIELDS) - {"reference", "received_at", "source"}
_MOST_WORDS = 8  # of a search


def _where(
    status: str | None,
    scam: str | None,
    county: str | None,
    place: str | None,
    urgency: str | None,
    since: datetime | None,
    until: datetime | None,
    search: str | None,
) -> list[ColumnElement[bool]]:
    wanted = {"status": status, "scam": scam, "county": county, "place": place, "urgency": urgency}
    chosen: list[ColumnElement[bool]] = [
        reports.c[name] == value for name, value in wanted.items() if value is not None
    ]
    if since is not None:
        chosen.append(reports.c.received_at >= since)
    if until is not None:
        chosen.append(reports.c.received_at < until)
    chosen.extend(
        or_(
            *(
                reports.c[name].icontains(word, autoescape=True)
                for name in ("redacted", "reference", "place_name", "scam")
            )
        )
        for word in (search or "").split()[:_MOST_WORDS]
    )
    return chosen


def _also(
    merged: bool | None, assigned_to: str | None, vulnerable: bool | None, campaign: str | None
) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if merged is not None:
        chosen.append(reports.c.merged_into.isnot(None) if merged else reports.c.merged_into.is_(None))
    if assigned_to is not None:
        chosen.append(reports.c.assigned_to == assigned_to)
    if vulnerable is not None:
        chosen.append(reports.c.vulnerability != [] if vulnerable else reports.c.vulnerability == [])
    if campaign is not None:
        chosen.append(reports.c.campaign == campaign)
    return chosen


def _first(tx: Tx, *chosen: ColumnElement[bool]) -> Report | None:
    row = tx.row(select(*_COLUMNS).where(*chosen))
    return _report(row) if row else None


def _report(row: Mapping[Any, Any]) -> Report:
    return Report(
        **{
            **row,
            "tactics": tuple(row["tactics"]),
            "claimed": tuple(row["claimed"]),
            "vulnerability": tuple(row["vulnerability"]),
        }
    )
