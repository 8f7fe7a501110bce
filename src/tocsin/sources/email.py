"""An e-mail message as a file (.eml): its plain text, or its HTML read as a page."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from tocsin.records import Document
from tocsin.sources.html import read_html
from tocsin.sources.stamps import iso_stamp
from tocsin.sources.text import decode

MOST_PARTS = 500
"""Parts of one message that are read: a letter with its attachments has a handful."""
_BOUNDARY = re.compile(rb"^--", re.MULTILINE)


def _cut(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The beginning of a message that is made of far too many parts; what was left out."""
    # A line may begin with "--" for other reasons, so only a message with very many of them is cut.
    for number, match in enumerate(_BOUNDARY.finditer(data), start=1):
        if number > MOST_PARTS:
            return data[: match.start()], (f"Only the first {MOST_PARTS} parts of the message were read.",)
    return data, ()


def read_email(name: str, data: bytes) -> Document:
    """A message as a Document. Attachments are named in ``not_read``."""
    data, cut = _cut(data)
    message = message_from_bytes(data, policy=policy.default)
    text, not_read = _text(name, message)
    display_name, address = parseaddr(_header(message, "from"))
    left_out = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    return Document(
        name=name,
        text=text,
        media_type="message/rfc822",
        title=_header(message, "subject") or None,
        publisher=display_name or address or None,
        published_at=iso_stamp(_header(message, "date")),
        not_read=(*cut, *not_read, *(f"The attachment {each} was not read." for each in left_out)),
    )


def _text(name: str, message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        payload = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(payload, bytes) or not payload.strip():
            continue
        if kind == "html":
            page = read_html(name, payload)
            return page.text, page.not_read
        return decode(payload, declared=part.get_content_charset())
    return "", ()


def _header(message: EmailMessage, field: str) -> str:
    """A header as one line; "" when it is missing or cannot be read at all."""
    try:
        return " ".join(str(message.get(field, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser's own slips on broken headers
        return ""
