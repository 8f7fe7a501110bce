"""Forwarded e-mails as reports: each message of a mailbox or a folder is one, from whoever sent it on."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..reports.row_files import Given
from ..sources import MAX_BYTES, read_bytes
from ..sources.mbox import split_mbox

ENDINGS = frozenset({".eml", ".mbox"})
_FORWARDED = ("fwd:", "fw:", "wg:", "tr:")


def is_mail(path: Path) -> bool:
    """Whether this is a message, a mailbox, or a folder of them."""
    return path.suffix.lower() in ENDINGS or path.is_dir()


def mail_rows(path: Path) -> Iterator[tuple[int, Given]]:
    """Every message as a row with the fields of ``reports.rows``; one that cannot be read is its InputError."""
    for number, (name, data) in enumerate(_messages(path), start=1):
        try:
            yield number, _row(name, data)
        except InputError as error:
            yield number, error


def _messages(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and child.suffix.lower() in ENDINGS:
                yield from _messages(child)
        return
    try:
        if path.suffix.lower() == ".mbox":
            with path.open("rb") as file:
                for number, message in enumerate(split_mbox(file, max_bytes=MAX_BYTES), start=1):
                    yield f"{path}#{number}", message if message is not None else b""
            return
        yield str(path), path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {(error.strerror or str(error)).lower()}.",
            where=str(path),
            fix="Check the name.",
        ) from error


def _row(name: str, data: bytes) -> dict[str, Any]:
    message = message_from_bytes(data, policy=policy.default)
    parts: list[str] = []
    forwarded = False
    subject = _header(message, "subject")
    try:
        document = read_bytes(name, data, "message/rfc822")
    except InputError as error:
        if error.code != "no-text":
            raise
        document = None
    if document is not None:
        parts.append(document.text)
    for attached in message.iter_attachments():
        if attached.get_content_type() == "message/rfc822":  # sent on whole, as mail programs do "as attachment"
            inner = attached.get_payload(0)
            assert isinstance(inner, EmailMessage)
            forwarded = True
            parts.append(_header(inner, "subject"))
            parts.append(read_bytes(f"{name} (attached)", inner.as_bytes(), "message/rfc822").text)
    text = "\n\n".join(part for part in (subject, *parts) if part.strip())
    if not any(part.strip() for part in parts):
        raise InputError("There is no text in the message.", where=name, code="no-text")
    forwarded = forwarded or subject.lower().startswith(_FORWARDED)
    sender = parseaddr(_header(message, "from"))[1]
    date = document.published_at if document is not None else None
    return {
        "text": text,
        "id": _header(message, "message-id") or None,
        "reported_at": date,
        "channel": "email" if forwarded else "",
        "contact": sender or None,
        "reporter": sender or None,
    }


def _header(message: EmailMessage, field: str) -> str:
    try:
        return " ".join(str(message.get(field, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser's own slips on broken headers
        return ""
