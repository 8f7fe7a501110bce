"""Reading what others have published, and keeping it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..alerts.source_remarks import Remark, remarks_on
from ..errors import InputError, NotFoundError
from ..knowledge.load import Knowledge
from ..people.roles import require
from ..records import Advisory, Alert, Document, Officer
from ..sources import read_all, read_bytes, read_documents
from ..store import advisories as advisory_store
from ..store import audit as audit_store
from ..understanding.advisory import read_advisory
from ..understanding.newsletter import read_advisories
from ..understanding.same_event import EventGroup, Likeness, group_events, told_also_by
from .installation import Installation
from .own_areas import own_area_names


def read_path(path: Path, knowledge: Knowledge, *, own_areas: Sequence[str] = ()) -> Iterator[Advisory | InputError]:
    """What one file says: one advisory of most kinds of file, many of a mailbox, a feed or a newsletter.

    A document that cannot be read is given as its InputError and stops none of the others.
    """
    for document in read_documents(path):
        if isinstance(document, InputError):
            yield document
        else:
            yield from read_advisories(document, knowledge, own_areas=own_areas)


def read_upload(installation: Installation, name: str, data: bytes) -> list[Advisory]:
    """What an uploaded file says: every document in it that can be read; of a newsletter the items that warn.

    Raises:
        InputError: none of them can.
    """
    documents = list(read_all(name, data))
    own = own_area_names(installation.data_folder, on=installation.now().date())
    advisories = [
        advisory
        for each in documents
        if isinstance(each, Document)
        for advisory in _worth_keeping(read_advisories(each, installation.knowledge, own_areas=own))
    ]
    if not advisories:
        raise next(
            (each for each in documents if isinstance(each, InputError)),
            InputError("There is no document in this file.", where=name, fix="Choose another.", code="empty-document"),
        )
    return advisories


def _worth_keeping(items: list[Advisory]) -> list[Advisory]:
    """Of a newsletter what warns; of another document itself."""
    return [each for each in items if each.is_advisory] if len(items) > 1 else items


def read_pasted(installation: Installation, text: str, *, name: str = "pasted text") -> list[Advisory]:
    """What a pasted text says: one advisory, or of a newsletter one for each item that warns."""
    if not text.strip():
        raise InputError("There is nothing to read.", fix="Paste the text of the warning.", code="empty-text")
    document = read_bytes(f"{name}.txt", text.encode("utf-8", "replace"))
    own = own_area_names(installation.data_folder, on=installation.now().date())
    return _worth_keeping(read_advisories(document, installation.knowledge, own_areas=own))


def read_advisory_text(installation: Installation, text: str, *, name: str = "pasted text") -> Advisory:
    """What a pasted text says."""
    if not text.strip():
        raise InputError("There is nothing to read.", fix="Paste the text of the warning.", code="empty-text")
    return read_advisory(read_bytes(f"{name}.txt", text.encode("utf-8", "replace")), installation.knowledge)


def keep_advisory(installation: Installation, advisory: Advisory, *, officer: Officer | None = None) -> Advisory:
    """Keep an advisory; the same text again is the same advisory. ``officer`` None: from the command line."""
    if officer is not None:
        require(officer, "keep-advisory")
    now = installation.now()
    actor = officer.name if officer else "command line"
    with installation.store.begin() as tx:
        kept = advisory_store.add_advisory(tx, advisory, at=now)
        audit_store.add_entry(
            tx, at=now, actor=actor, action="advisory-kept", subject=kept.id, detail=kept.title or kept.file
        )
        for taken in advisory_store.take_back(tx, (*advisory.replaces, *advisory.withdraws), at=now):
            audit_store.add_entry(
                tx,
                at=now,
                actor=actor,
                action="advisory-taken-back",
                subject=taken.id,
                detail=f"Its publisher {'withdrew' if advisory.withdraws else 'replaced'} it.",
            )
    return kept


def list_advisories(
    installation: Installation, *, scam: str | None = None, limit: int = 100, offset: int = 0
) -> list[Advisory]:
    """Kept advisories, the newest first."""
    with installation.store.read() as tx:
        return advisory_store.list_advisories(tx, scam=scam, limit=limit, offset=offset)


def get_advisory(installation: Installation, advisory_id: str) -> Advisory:
    """The kept advisory with this id."""
    with installation.store.read() as tx:
        advisory = advisory_store.get_advisory(tx, advisory_id)
    if advisory is None:
        raise NotFoundError(f"There is no advisory {advisory_id}.", fix="Go back to the list of advisories.")
    return advisory


def remarks_on_advisory(installation: Installation, advisory: Advisory) -> tuple[Remark, ...]:
    """What to bear in mind of it at this desk today: that it is of another country, or years old."""
    return remarks_on(advisory, nation=installation.desk.nation, on=installation.now().date())


def remarks_on_sources(installation: Installation, alert: Alert) -> tuple[Remark, ...]:
    """What to bear in mind of the warnings that an alert, or a sentence of it, rests on."""
    said = (source for sentence in alert.content.sentences for source in sentence.sources)
    named = [*alert.advisories, *(one.removeprefix("advisory:") for one in said if one.startswith("advisory:"))]
    with installation.store.read() as tx:
        found = [advisory_store.get_advisory(tx, one) for one in dict.fromkeys(named)]
    return tuple(remark for one in found if one is not None for remark in remarks_on_advisory(installation, one))


COMPARED = 500
"""Kept advisories, the newest, among which others are looked for that tell of the same event."""


def also_told_by(installation: Installation, advisory: Advisory) -> tuple[tuple[Advisory, Likeness], ...]:
    """The other kept advisories that tell of the same event, the likest first, each with the reasons."""
    with installation.store.read() as tx:
        kept = advisory_store.list_advisories(tx, scam=None, limit=COMPARED, offset=0)
    return told_also_by(advisory, (each for each in kept if each.id != advisory.id))


def same_events(advisories: Sequence[Advisory]) -> tuple[EventGroup, ...]:
    """Which of the advisories tell of one event: the groups of two or more."""
    return group_events([each for each in advisories if each.is_advisory])


def about_scam(installation: Installation, scam: str) -> Advisory | None:
    """The newest kept advisory about a scam that has a title and that its publisher did not take back."""
    with installation.store.read() as tx:
        kept = advisory_store.list_advisories(tx, scam=scam, limit=10)
    fitting = [each for each in kept if each.is_advisory and each.title and each.taken_back_at is None]
    return max(fitting, key=lambda each: each.published or "", default=None)
