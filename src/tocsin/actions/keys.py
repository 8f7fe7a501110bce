"""The desk's signing keys over time: made known before they are used, followed by others, revoked when stolen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..alerts.keys import SigningKeys, keys_document, prepare_keys, public_keys_of, switch_keys
from ..alerts.log import next_entry
from ..errors import InputError, NotAllowedError, NotFoundError
from ..records import PublicKey
from ..store import audit as audit_store
from ..store import public_keys as key_store
from ..store import publication_log as log_store
from ..store.database import Tx
from .installation import Installation

OVERLAP = timedelta(hours=24)
"""How long a new key is listed before it signs, so that whoever keeps a copy of the list knows it in time."""


def register_keys(installation: Installation) -> None:
    """List the keys in use, if they are not listed yet; asked at every start."""
    now = installation.now()
    for keys in (installation.keys, installation.exercise_keys):
        with installation.store.begin() as tx:
            _list(tx, keys, at=now)


def list_keys(installation: Installation) -> list[PublicKey]:
    """Every key that signs or signed for this desk, the newest first."""
    with installation.store.read() as tx:
        return key_store.list_keys(tx)


def published_keys(installation: Installation) -> dict[str, Any]:
    """``/.well-known/tocsin/keys.json``."""
    return keys_document(list_keys(installation))


def prepare(installation: Installation, *, by: str) -> SigningKeys:
    """Make the next live keys and list them, so that the switch surprises nobody. Asked again: the same keys."""
    now = installation.now()
    keys = prepare_keys(installation.data_folder / "keys", sender=installation.desk.sender)
    with installation.store.begin() as tx:
        if _list(tx, keys, at=now):
            audit_store.add_entry(tx, at=now, actor=by, action="key-prepared", subject=keys.key_id)
    return keys


def rotate(installation: Installation, *, by: str, now_at_once: bool = False) -> SigningKeys:
    """Sign with the prepared keys from now on. What the old ones signed still holds; their private halves are gone.

    Raises:
        NotAllowedError: the new keys have been listed for less than a day, and ``now_at_once`` is not said.
        StoreError: none were prepared.
    """
    now = installation.now()
    folder = installation.data_folder / "keys"
    old = installation.keys
    if not (folder / "next").is_dir() and not now_at_once:
        raise NotAllowedError("No new keys were prepared.", fix="Prepare them a day before: tocsin keys prepare.")
    prepare(installation, by=by)
    prepared = prepare_keys(folder, sender=installation.desk.sender)
    listed = next(key for key in list_keys(installation) if key.key_id == prepared.key_id)
    if now - listed.from_at < OVERLAP and not now_at_once:
        raise NotAllowedError(
            f"The new keys were listed on {listed.from_at:%d %B at %H:%M} UTC: too short a time ago.",
            fix="Wait until a day has passed, or say --now if the old key may be stolen.",
        )
    with installation.store.begin() as tx:
        for key_id in (old.key_id, old.cap_key_id):
            key_store.retire_key(tx, key_id, at=now)
            _log(tx, "key-retired", {"key_id": key_id}, at=now)
        audit_store.add_entry(tx, at=now, actor=by, action="keys-rotated", subject=prepared.key_id)
        switch_keys(folder)
    return installation.keys


def revoke(installation: Installation, key_id: str, *, since: datetime, reason: str, by: str) -> SigningKeys:
    """Refuse what this key signed from ``since`` on; when it is the one in use, another takes its place at once.

    Raises:
        NotFoundError: it is none of this desk's.
        InputError: no reason, a time to come, or it was revoked already.
    """
    now = installation.now()
    known = next((key for key in list_keys(installation) if key.key_id == key_id), None)
    if known is None:
        raise NotFoundError(f"This desk has no key {key_id}.", fix="See: tocsin keys list")
    if not reason.strip() or since > now:
        raise InputError("Say why, and since when it may be in other hands.", fix="--reason TEXT --since 2026-11-24")
    if known.revoked_from is not None:
        raise InputError(f"The key {key_id} is revoked already.", fix="Nothing needs doing.")
    current = installation.keys
    if key_id in (current.key_id, current.cap_key_id):
        rotate(installation, by=by, now_at_once=True)
    with installation.store.begin() as tx:
        key_store.revoke_key(tx, key_id, since=since, reason=reason.strip())
        body = {"key_id": key_id, "since": since.isoformat(timespec="seconds"), "reason": reason.strip()}
        _log(tx, "key-revoked", body, at=now)
        audit_store.add_entry(tx, at=now, actor=by, action="key-revoked", subject=key_id, detail=reason.strip())
    return installation.keys


def _list(tx: Tx, keys: SigningKeys, *, at: datetime) -> bool:
    added = False
    for public in public_keys_of(keys, at=at):
        if key_store.add_key(tx, public):
            added = True
            body = {
                "key_id": public.key_id,
                "algorithm": public.algorithm,
                "public": public.public,
                "signs": public.signs,
            }
            _log(tx, "key-added", body, at=at)
    return added


def _log(tx: Tx, kind: str, body: dict[str, Any], *, at: datetime) -> None:
    log_store.append_entry(tx, lambda last: next_entry(last, kind=kind, body=body, at=at))
