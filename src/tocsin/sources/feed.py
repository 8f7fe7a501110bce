"""RSS and Atom feeds: each entry is a document of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources.html import read_html
from tocsin.sources.stamps import iso_stamp

MOST_ENTRIES = 500
"""Entries of one feed that are read: publishers keep ten to a hundred in theirs."""


DEEPEST = 5_000
"""Elements nested deeper than this are no feed that anybody publishes."""
_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]{0,40})[^<>]{0,2000}?(/?)>")
_ENTRY_ENDS = re.compile(rb"</(?:[\w.-]{1,20}:)?(?:item|entry)\s{0,8}>", re.IGNORECASE)


def _cut(data: bytes) -> tuple[bytes, int]:
    """The beginning of a feed with far more entries than are read, and how many it has in all (0: it is whole)."""
    ends = [match.end() for match in _ENTRY_ENDS.finditer(data)]
    if len(ends) <= MOST_ENTRIES + 1:
        return data, 0
    return data[: ends[MOST_ENTRIES]], len(ends)


def _too_deep(data: bytes) -> bool:
    depth = 0
    for match in _TAG.finditer(data):
        if match[1]:
            depth = max(0, depth - 1)
        elif not match[3]:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def read_feed(name: str, data: bytes) -> Iterator[Document | InputError]:
    """The entries of a feed in its order; for one that cannot be read, the sentence why.

    Raises:
        InputError: it is no feed.
    """
    import feedparser

    data, in_all = _cut(data)
    if _too_deep(data):
        raise InputError(
            "This feed is nested too deeply to be read.",
            where=name,
            fix="Ask its publisher for the address.",
            code="bad-feed",
        )
    unreadable = InputError(
        "This feed cannot be read.", where=name, fix="Give the address of its RSS or Atom feed.", code="bad-feed"
    )
    try:
        # from a stream: given text, feedparser would take it for a file's name or an address to fetch
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise unreadable from error  # it promises never to raise, and does: on an encoding that is no word, for one
    if not parsed.get("version"):
        raise unreadable
    publisher = _plain(parsed.feed.get("title"))
    for at, entry in enumerate(parsed.entries):
        if at >= MOST_ENTRIES:
            yield InputError(
                f"Only the first {MOST_ENTRIES} of {in_all or len(parsed.entries)} entries were read.",
                where=name,
                fix="Read the older ones from the publisher's pages.",
                code="too-many-entries",
            )
            return
        yield _entry(f"{name}#{at + 1}", entry, publisher)


def _entry(name: str, entry: Any, publisher: str | None) -> Document | InputError:
    # an element without anything in it is None, not an empty text
    written = max((part.get("value") or "" for part in entry.get("content") or ()), key=len, default="")
    written = max(written, entry.get("summary") or "", key=len)
    title = _plain(entry.get("title"))
    if not (written.strip() or title):
        return InputError("This entry of the feed is empty.", where=name, fix="Nothing needs doing.", code="no-text")
    body = _body(name, written)
    return replace(
        body,
        name=name,
        text=f"{title}\n\n{body.text}" if title and not body.text.startswith(title) else body.text,
        media_type="text/html",
        title=title,
        publisher=_plain((entry.get("source") or {}).get("title")) or publisher,
        url=entry.get("link") or None,
        published_at=iso_stamp(entry.get("published") or entry.get("updated") or ""),
        identifier=entry.get("id") or entry.get("link") or None,
    )


def _body(name: str, written: str) -> Document:
    if not written.strip():
        return Document(name=name, text="")
    return read_html(name, f"<html><body><main>{written}</main></body></html>".encode())


def _plain(written: str | None) -> str | None:
    """A title without its markup."""
    if not written:
        return None
    if "<" in written or "&" in written:
        written = _body("title", written).text or written
    return " ".join(written.split()) or None
