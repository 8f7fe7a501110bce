"""The log of what this desk published, for anyone who wants to check it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from ..alerts.content import canonical_json, say_time, sha256_of
from ..alerts.log import FIRST, check_log, entry_as_dict
from ..errors import InputError
from ..store import publication_log as log_store
from ..store import publications as publication_store
from .installation import Installation

HEAD_FORMAT = "tocsin-log-head-1"


def log_lines(installation: Installation, *, after: int = 0) -> Iterator[str]:
    """The log's entries as JSON lines, from the one after ``after`` on."""
    with installation.store.read() as tx:
        for entry in log_store.entries(tx, after=after):
            yield json.dumps(entry_as_dict(entry), ensure_ascii=False, sort_keys=True) + "\n"


def log_head(installation: Installation) -> dict[str, Any]:
    """The number and hash of the last entry, signed with the live key."""
    with installation.store.read() as tx:
        last = log_store.last_entry(tx)
    keys = installation.keys
    head = {
        "format": HEAD_FORMAT,
        "seq": last.seq if last else 0,
        "hash": last.hash if last else FIRST,
        "at": say_time(installation.now()),
    }
    signature = keys.document_key.sign(canonical_json(head))
    return {"head": head, "key_id": keys.key_id, "signature": base64.b64encode(signature).decode("ascii")}


def check_own_log(installation: Installation) -> tuple[int, str]:
    """Whether this desk's log is whole, and has each of its publications as it is kept. Gives its last number and hash.

    Raises:
        InputError: what does not fit.
    """
    with installation.store.read() as tx:
        entries = [entry_as_dict(entry) for entry in log_store.entries(tx)]
        publications = publication_store.list_publications(tx)
    seq, last = check_log(entries)
    logged = {
        entry["body"]["identifier"]: entry["body"]["sha256"] for entry in entries if entry["kind"] == "publication"
    }
    for one in publications:
        kept = sha256_of(canonical_json(one.content))
        if logged.get(one.identifier, one.sha256) != kept:
            raise InputError(
                f"The publication {one.identifier} is not what the log says it was.",
                fix="The database was changed from outside. Put it back from a backup.",
                code="broken-log",
            )
    return seq, last
