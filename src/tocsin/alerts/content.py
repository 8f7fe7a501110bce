"""What an alert says, as bytes that two people can agree on: canonical JSON and its SHA-256.

Two documents come from an :class:`~tocsin.records.AlertContent`. :func:`content_hash` covers everything that approval
pins, where each sentence comes from included. :func:`public_document` is what is signed and sent: it names neither
officers nor the references of reports, because a reporter's reference is theirs alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from ..errors import InputError
from ..records import AlertContent, Area, Desk, PublicationKind, Sentence

DOCUMENT_FORMAT = "tocsin-alert-1"
LANGUAGE = "en-GB"


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """The one way to write a document down: RFC 8785 (keys sorted, no blanks, UTF-8).

    Floating-point numbers are refused, since no two languages write them alike: degrees and kilometres are strings.

    Raises:
        TypeError: the document holds a floating-point number, or something that is not JSON.
        InputError: a text holds half a character (a lone surrogate), which has no UTF-8.
    """
    _refuse_floats(document)
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return written.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            "The alert holds half a character, which cannot be sent.",
            fix=f"Type the words near “{written[max(0, error.start - 20) : error.start]}” again.",
        ) from error


def sha256_of(canonical: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(canonical).hexdigest()


def content_hash(content: AlertContent) -> str:
    """What approval is pinned to: any change to the content gives another hash."""
    document = asdict(content)
    document["expires_at"] = say_time(content.expires_at)
    document["areas"] = [_area(area) for area in content.areas]
    return sha256_of(canonical_json(_plain(document)))


def public_document(
    content: AlertContent,
    *,
    code: str,
    version: int,
    kind: PublicationKind,
    identifier: str,
    sent_at: datetime,
    references: Sequence[str],
    desk: Desk,
) -> dict[str, Any]:
    """The document that is signed, and that every form of the alert is made from.

    A ``Cancel`` carries the withdrawal's words and none of the advice that is taken back.
    """
    cancels = kind == "Cancel"
    document: dict[str, Any] = {
        "format": DOCUMENT_FORMAT,
        "language": LANGUAGE,
        "identifier": identifier,
        "sender": desk.sender,
        "sent_at": say_time(sent_at),
        "kind": kind,
        "code": code,
        "version": version,
        "references": list(references),
        "desk": {"name": desk.name, "url": desk.url, "email": desk.email},
        "exercise": content.exercise,
        "headline": content.headline,
        "sentences": [] if cancels else [_sentence(sentence) for sentence in content.sentences],
        "scam": content.scam,
        "areas": [_area(area) for area in content.areas],
        "audience": content.audience,
        "channels": list(content.channels),
        "urgency": content.urgency,
        "expires_at": say_time(content.expires_at),
    }
    if cancels:
        document["withdrawal"] = content.withdrawal
    return document


def say_time(at: datetime) -> str:
    """``2026-11-24T15:08:00+00:00``: whole seconds, UTC, never ``Z`` (CAP 1.2's schema allows neither fractions nor Z).

    Raises:
        ValueError: the time has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be published")
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def _sentence(sentence: Sentence) -> dict[str, Any]:
    said: list[str] = []
    for source in sentence.sources:
        kind = source.partition(":")[0]
        public = source if kind in {"knowledge", "advisory"} else kind
        if public not in said:
            said.append(public)
    return {"section": sentence.section, "text": sentence.text, "sources": said}


def _area(area: Area) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": area.kind, "name": area.name, "nation": area.nation}
    if area.place is not None:
        document["place"] = area.place
    if area.latitude is not None and area.longitude is not None:
        document["latitude"] = _decimal(area.latitude)
        document["longitude"] = _decimal(area.longitude)
        document["radius_km"] = _decimal(area.radius_km)
    if area.places:
        document["places"] = list(area.places)
    return document


def _decimal(number: float) -> str:
    """At most five decimals (a metre), without the zeros at the end."""
    written = f"{number:.5f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r}: write decimal numbers as strings in what is signed")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
