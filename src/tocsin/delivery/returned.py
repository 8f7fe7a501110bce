"""What comes back to the address that alerts are sent from: bounces (RFC 3464), complaints (RFC 5965), and the copies that
our own canaries received.

Anybody can write such an e-mail. So it counts only when it carries the Message-ID of something that we sent to that
subscriber, which nobody but the subscriber and the servers on the way has seen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Literal

Kind = Literal["bounce", "complaint", "delivered", "arrived", "other"]
_MESSAGE_ID = re.compile(r"<(?:([a-z0-9]{3}-[a-z0-9]{3})\.(\d{1,6})|digest\.(\d{14}))\.([A-Za-z0-9_-]{1,64})@[^<>\s]+>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# Statuses that speak of the address itself (RFC 3463): it does not exist, has moved, takes nothing any more.
_GONE = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.1")
MOST_BOUNCES = 3  # of any kind, within …
BOUNCE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Returned:
    """One e-mail that came back. ``key`` is the same however often it is read; ``said`` is the other server's sentence."""

    kind: Kind
    key: str
    message_id: str | None = None
    status_code: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class SentTo:
    """What one of our Message-IDs tells: which publication (or digest), to which subscriber."""

    subscriber: str
    code: str | None
    version: int | None
    digest_at: str | None


def read_returned(data: bytes) -> Returned:
    """What an e-mail tells of a message of ours. Never raises: what cannot be read is ``other``."""
    key = hashlib.sha256(data).hexdigest()
    try:
        message = message_from_bytes(data, policy=policy.default)
        kind = str(message.get_param("report-type") or "").lower()
        if message.get_content_type() == "multipart/report" and kind == "delivery-status":
            return _status_report(message, key)
        if message.get_content_type() == "multipart/report" and kind == "feedback-report":
            return Returned("complaint", key, _original(message), said=_feedback(message))
        found = _ours(str(message.get("Message-ID", "")))
        return Returned("arrived" if found else "other", key, found)
    except (ValueError, LookupError, AttributeError, TypeError):  # the parser's own slips on broken mail
        return Returned("other", key)


def sent_to(message_id: str) -> SentTo | None:
    """What one of our Message-IDs tells; None when it is none of ours."""
    found = _MESSAGE_ID.fullmatch(message_id.strip())
    if found is None:
        return None
    code = found[1].upper() if found[1] else None
    return SentTo(found[4], code, int(found[2]) if found[2] else None, found[3])


def ends_subscription(status_code: str, *, permanent: bool, channel: str) -> bool:
    """Whether this alone ends a subscription: the address is gone. Anything else may be our own fault, or pass."""
    return permanent and (status_code in _GONE or channel in {"webhook", "chat"})


def _status_report(message: Message, key: str) -> Returned:
    action = status = said = ""
    for block in _blocks(message, "message/delivery-status"):
        if "action" in block:
            action = str(block["action"]).strip().lower()
            status = str(block.get("status", "")).strip()
            said = " ".join(str(block.get("diagnostic-code", "")).split())[:300]
    known = _STATUS.search(status)
    status = known[1] if known else ""
    more = _STATUS.search(said)  # some servers say 5.0.0 in the field, and what is so in the words
    if more and status in {"", "5.0.0"}:
        status = more[1]
    kinds: dict[str, Kind] = {"failed": "bounce", "delivered": "delivered"}
    return Returned(kinds.get(action, "other"), key, _original(message), status, said)


def _feedback(message: Message) -> str:
    for block in _blocks(message, "message/feedback-report"):
        return f"complaint: {str(block.get('feedback-type', 'abuse')).strip()[:60]}"
    return "complaint"


def _blocks(message: Message, content_type: str) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() != content_type:
            continue
        inner = part.get_payload()
        if isinstance(inner, list):
            yield from (one for one in inner if isinstance(one, Message))
        else:
            yield message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)  # type: ignore[arg-type]


def _original(message: Message) -> str | None:
    """The Message-ID of what came back: of the returned message, or of its headers alone."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            found = _ours(str(inner.get("Message-ID", ""))) if isinstance(inner, EmailMessage | Message) else None
        elif part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            found = _ours(str(message_from_bytes(text or b"", policy=policy.default).get("Message-ID", "")))  # type: ignore[arg-type]
        else:
            continue
        if found:
            return found
    return None


def _ours(message_id: str) -> str | None:
    found = _MESSAGE_ID.search(message_id)
    return found[0] if found else None
