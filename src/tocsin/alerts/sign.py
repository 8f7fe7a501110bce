"""Publishing: the frozen, signed, numbered copy of an alert, and checking one again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..errors import InputError, NotAllowedError
from ..records import Alert, AlertContent, Desk, Publication, PublicationKind
from .content import canonical_json, public_document, say_time, sha256_of
from .formats.cap import signed_cap
from .keys import SigningKeys


def publish(
    content: AlertContent,
    *,
    alert: Alert,
    desk: Desk,
    keys: SigningKeys,
    code: str,
    version: int,
    kind: PublicationKind,
    sent_at: datetime,
    references: Sequence[str] = (),
    published_by: str,
    approved_by: str,
) -> Publication:
    """Freeze and sign one version of an alert. The identifier and the sent time are fixed for ever here.

    ``references`` are those of the versions this one replaces (see :func:`reference_to`). Whether the alert may be
    published at all is decided in ``moves.py``.

    Raises:
        NotAllowedError: an exercise with live keys, or a live alert with exercise keys.
        InputError: it is of no known kind, replaces nothing although it is an update or a withdrawal, or cannot be
            said in CAP. Nothing is ever returned unsigned.
    """
    if keys.exercise != content.exercise:
        raise NotAllowedError(
            "Exercises and live alerts have keys of their own, and these are the wrong ones.", where=alert.id
        )
    if kind not in get_args(PublicationKind):
        raise InputError(f"“{kind}” is no kind of publication.", where=alert.id, fix="Use Alert, Update or Cancel.")
    if (kind == "Alert") == bool(references) or (kind == "Alert") != (version == 1):
        raise InputError(
            "Version 1 is an Alert and replaces nothing; every later version is an Update or a Cancel and names what it replaces.",
            where=alert.id,
        )
    sent_at = sent_at.astimezone(UTC).replace(microsecond=0)
    identifier = f"{desk.sender}-{'exercise-' if content.exercise else ''}{code}-{version}"
    document = public_document(
        content,
        code=code,
        version=version,
        kind=kind,
        identifier=identifier,
        sent_at=sent_at,
        references=references,
        desk=desk,
    )
    canonical = canonical_json(document)
    return Publication(
        code=code,
        version=version,
        kind=kind,
        alert_id=alert.id,
        identifier=identifier,
        sender=desk.sender,
        sent_at=sent_at,
        content=document,
        sha256=sha256_of(canonical),
        signature=base64.b64encode(keys.document_key.sign(canonical)).decode("ascii"),
        key_id=keys.key_id,
        cap_xml=signed_cap(document, keys),
        published_by=published_by,
        approved_by=approved_by,
        references=tuple(references),
    )


def reference_to(publication: Publication) -> str:
    """How a later version names this one: CAP's ``sender,identifier,sent``."""
    return f"{publication.sender},{publication.identifier},{say_time(publication.sent_at)}"


def verify_publication(publication_json_bytes: bytes, signature: str, public_key: Ed25519PublicKey) -> bool:
    """Whether ``signature`` (base64) was made with this key over exactly these bytes."""
    try:
        public_key.verify(base64.b64decode(signature, validate=True), publication_json_bytes)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
