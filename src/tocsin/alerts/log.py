"""The log of what a desk published, chained by hashes, so that nothing in it can be changed or left out unseen.

Each entry holds the hash of the one before it; its own hash is the SHA-256 of its canonical JSON (RFC 8785) without the
field ``hash``. Whoever keeps the last hash can tell later whether the log still is what it was, only longer. (The idea
is that of Haber and Stornetta, "How to time-stamp a digital document", 1991.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..errors import InputError
from ..records import LogEntry, Publication
from .content import canonical_json, say_time, sha256_of

FIRST = "0" * 64
"""What the first entry has for the hash before it."""
FORMAT = "tocsin-log-1"


def next_entry(last: LogEntry | None, *, kind: str, body: Mapping[str, Any], at: datetime) -> LogEntry:
    """The entry that follows ``last`` (None: the first of all)."""
    seq, previous = (1, FIRST) if last is None else (last.seq + 1, last.hash)
    at = at.astimezone(UTC).replace(microsecond=0)
    return LogEntry(seq, at, kind, dict(body), previous, _hash(seq, at, kind, body, previous))


def publication_body(publication: Publication) -> dict[str, Any]:
    """What the log says of a publication: enough to check a copy, and nobody's name."""
    return {
        "identifier": publication.identifier,
        "code": publication.code,
        "version": publication.version,
        "kind": publication.kind,
        "exercise": publication.content["exercise"],
        "sha256": publication.sha256,
        "key_id": publication.key_id,
        "signature": publication.signature,
        "references": list(publication.references),
    }


def entry_as_dict(entry: LogEntry) -> dict[str, Any]:
    """One line of ``/.well-known/tocsin/log.jsonl``."""
    return {
        "format": FORMAT,
        "seq": entry.seq,
        "at": say_time(entry.at),
        "kind": entry.kind,
        "body": dict(entry.body),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def check_log(entries: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    """Whether a log is whole: each entry's own hash, its number and the hash before. Gives the last number and hash.

    Raises:
        InputError: the first entry that does not fit, by its place.
    """
    seq, previous = 0, FIRST
    for entry in entries:
        try:
            at = datetime.fromisoformat(entry["at"])
            fits = (
                entry["format"] == FORMAT
                and entry["seq"] == seq + 1
                and entry["previous"] == previous
                and entry["hash"] == _hash(entry["seq"], at, entry["kind"], entry["body"], entry["previous"])
                and say_time(at) == entry["at"]
            )
        except (KeyError, TypeError, ValueError, InputError):
            fits = False
        if not fits:
            raise InputError(
                f"The log is not whole: entry {seq + 1} does not follow from the one before it.",
                fix="Fetch it again from the desk's own address. If it is the same, do not trust it, and tell the desk.",
                code="broken-log",
            )
        seq, previous = seq + 1, entry["hash"]
    return seq, previous


def _hash(seq: int, at: datetime, kind: str, body: Mapping[str, Any], previous: str) -> str:
    document = {
        "format": FORMAT, "seq": seq, "at": say_time(at), "kind": kind, "body": dict(body), "previous": previous,
    }  # fmt: skip
    return sha256_of(canonical_json(document))
