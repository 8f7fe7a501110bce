"""A signed bundle of knowledge: all files of one version in one file, so that it can be renewed without a release.

A JSON object ``{"format": "tocsin-knowledge-1", "signed": TEXT, "key_id": …, "signature": …}``. TEXT is itself JSON
(``{"made_at", "made_by", "files": {path: content}}``) and is signed as it stands, byte for byte in UTF-8, with Ed25519
(RFC 8032); ``key_id`` is the first 16 hexadecimal digits of the public key's SHA-256, ``signature`` is base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError
from tocsin.knowledge.versions import PATH

if TYPE_CHECKING:
    from dataclasses import dataclass

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
else:
    from tocsin.lazy_dataclass import dataclass


FORMAT = "tocsin-knowledge-1"
MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 5000
_ENDING = "Get it again from where it is published; nothing was changed here."


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle held whose signature was right."""

    files: Mapping[str, bytes]
    made_at: str  # ISO, with its time zone
    made_by: str
    key_id: str


def make_bundle(files: Mapping[str, bytes], key: Ed25519PrivateKey, *, made_by: str, made_at: datetime) -> bytes:
    """Sign these files as one bundle."""
    inner = {
        "made_at": made_at.isoformat(timespec="seconds"),
        "made_by": made_by,
        "files": {path: content.decode("utf-8") for path, content in sorted(files.items())},
    }
    signed = json.dumps(inner, ensure_ascii=False, sort_keys=True)
    outer = {
        "format": FORMAT,
        "key_id": key_id_of(key.public_key()),
        "signature": base64.b64encode(key.sign(signed.encode("utf-8"))).decode("ascii"),
        "signed": signed,
    }
    return json.dumps(outer, ensure_ascii=False).encode("utf-8")


def open_bundle(name: str, data: bytes, trusted: Mapping[str, Ed25519PublicKey]) -> Bundle:
    """What a bundle holds, after its signature was checked against a key that this desk trusts.

    Raises:
        InputError: no bundle, signed by a key that is not trusted, changed after signing, or holding other files.
    """
    from cryptography.exceptions import InvalidSignature

    outer = _object(name, data)
    if outer.get("format") != FORMAT:
        raise _bad(name, "This is no bundle of knowledge.")
    key_id, signed, signature = (outer.get(field) for field in ("key_id", "signed", "signature"))
    if not (isinstance(key_id, str) and isinstance(signed, str) and isinstance(signature, str)):
        raise _bad(name, "This bundle is not whole.")
    if key_id not in trusted:
        raise InputError(
            f"This bundle is signed with the key {key_id[:40]}, which this desk does not trust.",
            where=name,
            fix="If you know whose key it is, and had it from them: tocsin knowledge trust KEYFILE.",
            code="unknown-key",
        )
    try:
        trusted[key_id].verify(base64.b64decode(signature, validate=True), signed.encode("utf-8", "surrogatepass"))
    except (InvalidSignature, binascii.Error, ValueError):
        raise InputError(
            "The signature does not fit: this bundle was changed after it was signed.",
            where=name,
            fix=_ENDING,
            code="bad-signature",
        ) from None
    inner = _object(name, signed.encode("utf-8"))
    files, made_at = inner.get("files"), inner.get("made_at")
    if not isinstance(files, dict) or not isinstance(made_at, str) or len(files) > MAX_FILES:
        raise _bad(name, "This bundle is not whole.")
    for path, content in files.items():
        if not PATH.fullmatch(path) or not isinstance(content, str):
            raise _bad(name, f"It holds “{path[:100]}”, which is no file of the knowledge.")
    try:
        if datetime.fromisoformat(made_at).tzinfo is None:
            raise ValueError
    except ValueError:
        raise _bad(name, "It does not say when it was made.") from None
    return Bundle(
        {path: content.encode("utf-8") for path, content in files.items()},
        made_at,
        str(inner.get("made_by", "")),
        key_id,
    )


def key_id_of(public_key: Ed25519PublicKey) -> str:
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def trusted_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """The public keys (PEM) in a folder, by id.

    Raises:
        InputError: one of the files holds no Ed25519 public key.
    """
    return {key_id_of(key): key for key in (read_public_key(path) for path in sorted(folder.glob("*.pem")))}


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The Ed25519 public key in a PEM file.

    Raises:
        InputError: there is none in it.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(
            "There is no Ed25519 public key in this file.",
            where=str(path),
            fix="Give the PEM file that begins with -----BEGIN PUBLIC KEY-----.",
            code="bad-key",
        )
    return key


def _object(name: str, data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise _bad(name, f"It is larger than {MAX_BYTES // (1024 * 1024)} MB.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _bad(name, "This is no bundle of knowledge.")
    return found


def _bad(name: str, sentence: str) -> InputError:
    return InputError(sentence, where=name, fix=_ENDING, code="bad-bundle")
