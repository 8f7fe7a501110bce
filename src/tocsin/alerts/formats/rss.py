"""Published alerts as an RSS 2.0 feed, as other warning systems read them: the guid is the CAP identifier.

The link is the page for people; the signed CAP file is the enclosure, so that nothing but its type need be known to find it.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from typing import Any

from lxml import etree

from ...records import Desk, Publication
from .atom import EMPTY_SINCE
from .email import subject_of
from .text import EXERCISE

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES: Any = {"atom": ATOM}


def rss_feed(
    publications: Sequence[Publication], *, desk: Desk, title: str | None = None, path: str = "/alerts.rss"
) -> bytes:
    """A feed of these publications, the newest first. The same publications always give the same bytes.

    ``path`` is where the feed itself lies below the desk's address, with its query.
    """
    newest_first = sorted(publications, key=lambda one: (one.sent_at, one.code, one.version), reverse=True)
    rss = etree.Element("rss", nsmap=NAMESPACES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    said = title or f"Fraud alerts from {desk.name}"
    _add(channel, "title", said)
    _add(channel, "link", f"{desk.url}/alerts")
    etree.SubElement(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=f"{desk.url}{path}")
    _add(channel, "description", f"{said}. Each can be checked by its code at {desk.url}/verify")
    _add(channel, "language", "en-gb")
    _add(channel, "managingEditor", f"{desk.email} ({desk.name})")
    _add(channel, "lastBuildDate", format_datetime(newest_first[0].sent_at if newest_first else EMPTY_SINCE))
    for publication in newest_first:
        channel.append(_item(publication, desk))
    written: bytes = etree.tostring(rss, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _item(publication: Publication, desk: Desk) -> etree._Element:
    document = publication.content
    page = f"{desk.url}/alerts/{publication.code}"
    version = f"?version={publication.version}"
    if document["kind"] == "Cancel":
        said = str(document["withdrawal"])
    else:
        said = " ".join(one["text"] for one in document["sentences"] if one["section"] in {"happening", "do"})
    item = etree.Element("item")
    _add(item, "title", subject_of(document))
    _add(item, "link", f"{page}{version}")
    _add(item, "guid", publication.identifier).set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(publication.sent_at))
    for area in document["areas"]:
        _add(item, "category", area["name"]).set("domain", "area")
    if document["scam"]:
        _add(item, "category", document["scam"]).set("domain", "scam")
    _add(item, "description", f"{EXERCISE} {said}" if document["exercise"] else said)
    etree.SubElement(
        item,
        "enclosure",
        url=f"{page}.cap.xml{version}",
        type="application/cap+xml",
        length=str(len(publication.cap_xml)),
    )
    return item


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
