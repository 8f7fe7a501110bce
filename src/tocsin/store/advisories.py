"""Advisories: official warnings that this desk has read and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from ..records import Advisory
from .database import Tx
from .plain import as_plain, from_plain
from .tables import advisories, advisory_search
from .writing import insert_or_pass


def add_advisory(tx: Tx, advisory: Advisory, *, at: datetime) -> Advisory:
    """Keep an advisory and give it its id and ``stored_at``. The same text again is the advisory kept before."""
    text_sha256 = hashlib.sha256(advisory.text.encode("utf-8", "surrogatepass")).hexdigest()
    kept = replace(advisory, id=text_sha256[:16], stored_at=at)
    values = {
        "id": kept.id,
        "text_sha256": text_sha256,
        "stored_at": at,
        "scam": kept.scam,
        "record": as_plain(kept),
        "identifier": kept.identifier,
    }
    if insert_or_pass(tx, advisories, values, unless=("text_sha256",)):
        insert_or_pass(tx, advisory_search, _search_row(kept), unless=("advisory",))
    stored = get_advisory(tx, kept.id)
    assert stored is not None
    return stored


def get_advisory(tx: Tx, advisory_id: str) -> Advisory | None:
    """The kept advisory with this id."""
    row = tx.row(select(advisories.c.id, advisories.c.record).where(advisories.c.id == advisory_id))
    return _advisory(row) if row else None


def list_advisories(tx: Tx, *, scam: str | None = None, limit: int | None = 100, offset: int = 0) -> list[Advisory]:
    """Kept advisories, the newest first. ``limit`` None: all."""
    question = select(advisories.c.id, advisories.c.record).order_by(advisories.c.stored_at.desc(), advisories.c.id)
    if scam is not None:
        question = question.where(advisories.c.scam == scam)
    return [_advisory(row) for row in tx.rows(question.limit(limit).offset(offset))]


@dataclass(frozen=True, slots=True)
class AdvisoryFilter:
    """Which advisories; what is None or empty asks for nothing. Case does not count.

    ``words``: each stands somewhere in it. ``area``: part of the name of a place, or of its publisher's area.
    ``since`` and ``until``: days, both included, of which it was published (or, unknown, kept). ``warns``: whether it is a
    warning; ``taken_back``: whether its publisher took it back.
    """

    words: tuple[str, ...] = ()
    area: str = ""
    scam: str | None = None
    since: date | None = None
    until: date | None = None
    warns: bool | None = None
    taken_back: bool | None = None

    @property
    def searches(self) -> bool:
        """Whether more is asked for than a scam."""
        return self != AdvisoryFilter(scam=self.scam)


def search_advisories(tx: Tx, wanted: AdvisoryFilter, *, limit: int, offset: int = 0) -> list[Advisory]:
    """Kept advisories as wanted, those kept last first. One that ``searches`` needs :func:`make_searchable` before."""
    question = _searching(select(advisories.c.id, advisories.c.record), wanted)
    question = question.order_by(advisories.c.stored_at.desc(), advisories.c.id).limit(limit).offset(offset)
    return [_advisory(row) for row in tx.rows(question)]


def count_found(tx: Tx, wanted: AdvisoryFilter) -> int:
    """How many advisories :func:`search_advisories` would give without a limit."""
    return tx.number(_searching(select(func.count()).select_from(advisories), wanted))


def lacks_searchable(tx: Tx) -> bool:
    """Whether there are advisories that a search would not find: a program of before has kept them."""
    return tx.row(_without_search().limit(1)) is not None


def make_searchable(tx: Tx, *, most: int) -> int:
    """Make what is searched of advisories that lack it, ``most`` at once; gives how many were made."""
    rows = tx.rows(_without_search().limit(most))
    for row in rows:
        insert_or_pass(tx, advisory_search, _search_row(_advisory(row)), unless=("advisory",))
    return len(rows)


def _without_search() -> Select[Any]:
    made = select(advisory_search.c.advisory).where(advisory_search.c.advisory == advisories.c.id)
    return select(advisories.c.id, advisories.c.record).where(~made.exists())


def _searching(question: Select[Any], wanted: AdvisoryFilter) -> Select[Any]:
    if wanted.scam is not None:
        question = question.where(advisories.c.scam == wanted.scam)
    if not wanted.searches:
        return question
    question = question.join(advisory_search, advisory_search.c.advisory == advisories.c.id)
    for name in ("warns", "taken_back"):
        if (value := getattr(wanted, name)) is not None:
            question = question.where(advisory_search.c[name].is_(value))
    if wanted.since is not None:
        question = question.where(advisory_search.c.published_on >= wanted.since)
    if wanted.until is not None:
        question = question.where(advisory_search.c.published_on <= wanted.until)
    if part := " ".join(wanted.area.casefold().split()):
        question = question.where(advisory_search.c.areas.contains(part, autoescape=True))
    for word in wanted.words:
        question = question.where(advisory_search.c.said.contains(word.casefold(), autoescape=True))
    return question


def _search_row(advisory: Advisory) -> dict[str, Any]:
    said = (advisory.title or "", advisory.publisher or "", advisory.file, advisory.text, *advisory.places)
    assert advisory.stored_at is not None
    return {
        "advisory": advisory.id,
        "said": " ".join(said).casefold(),
        "areas": "\n".join(name.casefold() for name in (advisory.publisher_area or "", *advisory.places)),
        "published_on": advisory.published_on or advisory.stored_at.date(),
        "warns": advisory.is_advisory,
        "taken_back": advisory.taken_back_at is not None,
    }


def take_back(tx: Tx, identifiers: Iterable[str], *, at: datetime) -> list[Advisory]:
    """Mark the advisories that their publisher withdrew or replaced; those that were current until now."""
    taken: list[Advisory] = []
    for identifier in dict.fromkeys(identifiers):
        question = select(advisories.c.id, advisories.c.record).where(advisories.c.identifier == identifier)
        for row in tx.rows(question):
            advisory = _advisory(row)
            if advisory.taken_back_at is None:
                advisory = replace(advisory, taken_back_at=at)
                changed = {"record": as_plain(advisory)}
                tx.run(update(advisories).where(advisories.c.id == advisory.id).values(**changed))
                tx.run(update(advisory_search).where(advisory_search.c.advisory == advisory.id).values(taken_back=True))
                taken.append(advisory)
    return taken


def _advisory(row: Mapping[Any, Any]) -> Advisory:
    return from_plain(Advisory, row["record"])
