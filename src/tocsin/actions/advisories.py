"""Reading what others have published, and keeping it."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError, NotFoundError
from ..knowledge.load import Knowledge
from ..people.roles import require
from ..records import Advisory, Officer
from ..sources import read_bytes, read_file
from ..store import advisories as advisory_store
from ..store import audit as audit_store
from ..understanding.advisory import read_advisory
from .installation import Installation


def read_path(path: Path, knowledge: Knowledge) -> Advisory:
    """What one file says.

    Raises:
        InputError: it is missing, empty, too large, or not what its name says.
    """
    return read_advisory(read_file(path), knowledge)


def read_upload(installation: Installation, name: str, data: bytes) -> Advisory:
    """What an uploaded file says; see :func:`read_path`."""
    return read_advisory(read_bytes(name, data), installation.knowledge)


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
    with installation.store.begin() as tx:
        kept = advisory_store.add_advisory(tx, advisory, at=now)
        actor = officer.name if officer else "command line"
        audit_store.add_entry(
            tx, at=now, actor=actor, action="advisory-kept", subject=kept.id, detail=kept.title or kept.file
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
