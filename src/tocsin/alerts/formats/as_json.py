"""An alert as signed JSON, and reading one back with nothing but the desk's public keys.

    {"format", "alert": the signed document, "sha256", "signature", "algorithm", "key_id", "state"}

The signature covers the canonical bytes of ``alert`` alone (RFC 8785). ``state`` says what has become of this version
since; it changes, so it is not signed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ..content import canonical_json, sha256_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from ...records import Publication

FORMAT = "tocsin-publication-1"


def publication_as_json(publication: Publication) -> bytes:
    """The file for programs, in UTF-8."""
    document = {
        "format": FORMAT,
        "alert": publication.content,
        "sha256": publication.sha256,
        "signature": publication.signature,
        "algorithm": "Ed25519",
        "key_id": publication.key_id,
        "state": publication.state,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_publication_json(data: bytes, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The alert in the file, once its signature holds. Use what this returns, never the file it came from.

    ``keys`` are the desk's public keys by id (see :func:`tocsin.alerts.keys.read_keys_document`).

    Raises:
        InputError: it is no such file, is signed with a key that is not among ``keys``, or was changed.
    """
    from ..sign import verify_publication

    try:
        given = json.loads(data)
        alert, signature, key_id, sha256 = given["alert"], given["signature"], given["key_id"], given["sha256"]
        canonical = canonical_json(alert)
        known = given["format"] == FORMAT and given["algorithm"] == "Ed25519"
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("This is no signed alert.") from error
    if not known or not isinstance(signature, str):
        raise _refused("This is no signed alert.")
    if key_id not in keys:
        raise _refused("This alert is signed with a key that is not this desk's.")
    if not verify_publication(canonical, signature, keys[key_id]) or sha256 != sha256_of(canonical):
        raise _refused("This alert was changed after it was signed.")
    read: dict[str, Any] = alert
    return read


def _refused(message: str) -> InputError:
    return InputError(message, fix="Fetch the alert from the desk's own page.", code="bad-signature")
