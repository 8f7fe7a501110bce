"""Checking a publication from outside, with nothing but its JSON, the desk's keys and the desk's log."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..errors import InputError
from .content import canonical_json, sha256_of
from .keys import key_id_of


@dataclass(frozen=True, slots=True)
class Verified:
    """A publication whose signature holds. ``in_log`` None: no log was given; ``newer``: later versions in the log.

    Genuine does not mean in force: ask :meth:`state`.
    """

    alert: Mapping[str, Any]
    key_id: str
    in_log: bool | None
    newer: tuple[str, ...] = ()  # "version 2 (Update)"
    withdrawn: bool = False  # it takes the alert back itself, or a later version in the log does

    def state(self, at: datetime) -> Literal["current", "replaced", "withdrawn", "expired"]:
        """What has become of it, as of ``at`` and of the log that was given; without a log a newer version is not known of."""
        if self.withdrawn:
            return "withdrawn"
        if self.newer:
            return "replaced"
        return "expired" if datetime.fromisoformat(self.alert["expires_at"]) <= at else "current"


def verify_document(
    given: Mapping[str, Any], keys: Mapping[str, Any], log: Iterable[Mapping[str, Any]] | None = None
) -> Verified:
    """Whether a publication (``/alerts/CODE.json``) is the desk's own. ``keys``: its ``keys.json``; ``log``: the lines of
    its log, already checked by :func:`tocsin.alerts.log.check_log`.

    Raises:
        InputError: the signature is wrong, by a key that is not the desk's, by one whose time was over, or by one that
            was revoked and the log does not have it from before; or the log has another text under the same name.
    """
    alert, key_id = given.get("alert"), given.get("key_id")
    listed = [one for one in keys.get("keys", ()) if isinstance(one, Mapping) and one.get("key_id") == key_id]
    if not isinstance(alert, Mapping) or not listed:
        raise _not_genuine("it is signed with a key that is not this desk's")
    key = listed[0]
    if key.get("signs") != "live" and not alert.get("exercise"):
        raise _not_genuine("it is signed with a key for exercises")
    try:
        signed = canonical_json(alert)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"], validate=True))
        public.verify(base64.b64decode(given["signature"], validate=True), signed)
        sent_at = datetime.fromisoformat(alert["sent_at"])
        datetime.fromisoformat(alert["expires_at"])  # signed, so there
    except (InvalidSignature, binascii.Error, ValueError, KeyError, TypeError):
        raise _not_genuine("the signature does not fit: something in it was changed") from None
    if key_id_of(public) != key_id:
        raise _not_genuine("the list of keys is not in order")
    if key.get("until") and sent_at > datetime.fromisoformat(key["until"]):
        raise _not_genuine("its key was no longer in use when it says that it was sent")
    entries = None if log is None else list(log)
    found = None if entries is None else _entry(entries, alert, sha256_of(signed), str(given["signature"]))
    if key.get("revoked_from"):
        _refuse_revoked(entries, found, str(key_id))
    newer = () if entries is None else tuple(_newer(entries, alert))
    return Verified(
        alert,
        str(key_id),
        None if entries is None else found is not None,
        tuple(f"version {body['version']} ({body['kind']})" for body in newer),
        withdrawn="Cancel" in (alert.get("kind"), *(body["kind"] for body in newer)),
    )


def _entry(
    entries: list[Mapping[str, Any]], alert: Mapping[str, Any], sha256: str, signature: str
) -> Mapping[str, Any] | None:
    for entry in entries:
        if entry["kind"] == "publication" and entry["body"]["identifier"] == alert["identifier"]:
            if entry["body"]["sha256"] != sha256 or entry["body"]["signature"] != signature:
                raise _not_genuine("the desk's log has another text under this name")
            return entry
    return None


def _refuse_revoked(entries: list[Mapping[str, Any]] | None, found: Mapping[str, Any] | None, key_id: str) -> None:
    """A stolen key signs what it likes, with any time in it; only the log says what was there before it was stolen."""
    revoked = [entry for entry in entries or () if entry["kind"] == "key-revoked" and entry["body"]["key_id"] == key_id]
    good = (
        found is not None
        and bool(revoked)
        and found["seq"] < revoked[0]["seq"]
        and datetime.fromisoformat(found["at"]) < datetime.fromisoformat(revoked[0]["body"]["since"])
    )
    if not good:
        raise _not_genuine("its key was revoked, and the desk's log does not have it from before")


def _newer(entries: list[Mapping[str, Any]], alert: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for entry in entries:
        body = entry["body"]
        if entry["kind"] == "publication" and body["code"] == alert["code"] and body["version"] > alert["version"]:
            yield body


def _not_genuine(reason: str) -> InputError:
    return InputError(
        f"This is not genuine, or cannot be shown to be: {reason}.",
        fix="Do not use it. Look the alert up on the desk's own page.",
        code="not-genuine",
    )
