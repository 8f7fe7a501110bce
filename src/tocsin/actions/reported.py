"""How often a number, link or sender was reported to this desk: distinct reporters, in the last year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..reports.indicators import GENUINE_PHONE, host_in
from ..reports.keyed import keyed

if TYPE_CHECKING:
    from .installation import Installation

LOOK_BACK = timedelta(days=365)


def times_reported(installation: Installation, kind: str, value: str) -> int:
    """How many people told of it. ``kind``: phone (``value`` as +44…), link, or email."""
    from ..store import indicators as indicator_store

    since = installation.now() - LOOK_BACK
    with installation.store.read() as tx:
        counts = [
            indicator_store.count_reporters(tx, one, [key], since=since).get(key, 0)
            for one, key in _keys(kind, value, secret=installation.secret)
        ]
    return sum(counts)


def times_reported_here(
    data_folder: Path, sqlite_path: Path, kind: str, value: str, *, secret_key: str | None
) -> int | None:
    """As :func:`times_reported`, from the files of a desk without opening it; None where there are no reports."""
    from ..store.indicators_lookup import lookup_reporters

    secret = secret_key.encode("utf-8") if secret_key else None
    if secret is None:
        path = data_folder / "secret.key"
        if not path.exists():
            return None
        secret = path.read_bytes()
    keys = [key for _, key in _keys(kind, value, secret=secret)]
    return lookup_reporters(sqlite_path, keys, since=datetime.now(UTC) - LOOK_BACK)


def _keys(kind: str, value: str, *, secret: bytes) -> list[tuple[str, str]]:
    if kind == "link":
        return [("host", keyed("host", host_in(value), secret=secret))]
    if kind == "email":
        return [("email", keyed("email", value.strip().lower(), secret=secret))]
    return [(one, keyed(one, value, secret=secret)) for one in (kind, GENUINE_PHONE)]
