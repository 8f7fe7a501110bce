"""Published alerts as an Atom feed (RFC 4287). Each entry links to its page, its signed CAP and its signed JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from ...records import Desk, Publication
from ..content import say_time
from .text import EXERCISE, headline, plain_text

NAMESPACE = "http://www.w3.org/2005/Atom"
NAMESPACES: Any = {None: NAMESPACE}
EMPTY_SINCE = datetime(1970, 1, 1, tzinfo=UTC)  # a feed without entries still needs a time, and it must not wander


def atom_feed(
    publications: Sequence[Publication], *, desk: Desk, title: str | None = None, path: str = "/alerts.atom"
) -> bytes:
    """A feed of these publications, the newest first. The same publications always give the same bytes.

    ``path`` is where the feed itself lies below the desk's address.
    """
    newest_first = sorted(publications, key=lambda one: (one.sent_at, one.code, one.version), reverse=True)
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap=NAMESPACES)
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    address = f"{desk.url}{path}"
    _add(feed, "id", address)
    _add(feed, "title", title or f"Fraud alerts from {desk.name}")
    _add(feed, "updated", say_time(newest_first[0].sent_at if newest_first else EMPTY_SINCE))
    author = etree.SubElement(feed, f"{{{NAMESPACE}}}author")
    _add(author, "name", desk.name)
    _add(author, "email", desk.email)
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", f"{desk.url}/alerts", "text/html")
    for publication in newest_first:
        feed.append(_entry(publication, desk))
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _entry(publication: Publication, desk: Desk) -> etree._Element:
    document = publication.content
    sent = say_time(publication.sent_at)
    entry = etree.Element(f"{{{NAMESPACE}}}entry")
    # Fixed at publication: an id that changes makes every reader show the alert again (RFC 4151 tag).
    _add(entry, "id", f"tag:{publication.sender},{sent[:10]}:alert/{publication.identifier}")
    _add(entry, "title", ("EXERCISE: " if document["exercise"] else "") + headline(document))
    _add(entry, "published", sent)
    _add(entry, "updated", sent)
    page = f"{desk.url}/alerts/{publication.code}"
    version = f"?version={publication.version}"
    _link(entry, "alternate", page, "text/html")
    _link(entry, "alternate", f"{page}.cap.xml{version}", "application/cap+xml")
    _link(entry, "alternate", f"{page}.json{version}", "application/json")
    if document["scam"]:
        etree.SubElement(entry, f"{{{NAMESPACE}}}category", term=document["scam"])
    if document["kind"] == "Cancel":
        summary = str(document["withdrawal"])
    else:
        summary = " ".join(one["text"] for one in document["sentences"] if one["section"] == "happening")
    _add(entry, "summary", f"{EXERCISE} {summary}" if document["exercise"] else summary)
    content = etree.SubElement(entry, f"{{{NAMESPACE}}}content", type="text")
    content.text = plain_text(document)
    return entry


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}link", rel=relation, type=media_type, href=address)
