"""An alert in every form it is sent or printed in, and the feeds. All of it is made from the signed document."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import Response

from ...actions.alert_feeds import FeedKind, alert_feed
from ...actions.installation import Installation
from ...actions.published import publication
from ...alerts.formats.as_json import publication_as_json
from ...alerts.formats.leaflet import leaflet_pdf
from ...alerts.formats.phone_script import phone_script
from ...alerts.formats.poster import poster_pdf
from ...alerts.formats.share_image import share_image_png
from ...alerts.formats.sms import render_sms
from ...alerts.formats.text import plain_text
from ...errors import NotFoundError
from ...records import Publication
from ..door import Home

router = APIRouter(include_in_schema=False)
SHORT_TIME = "public, max-age=60"
PLAIN = "text/plain; charset=utf-8"


@router.get("/alerts.atom")
def atom(home: Home, area: str = "", topic: str = "") -> Response:
    return _feed(home, "atom", area, topic)


@router.get("/alerts.rss")
def rss(home: Home, area: str = "", topic: str = "") -> Response:
    return _feed(home, "rss", area, topic)


@router.get("/alerts/publication.schema.json")
def json_schema() -> Response:
    return send(_schema(), "application/schema+json")


@router.get("/alerts/{code}.cap.xml")
def as_cap(home: Home, code: str, version: str = "") -> Response:
    return send(version_of(home, code, version).cap_xml, "application/cap+xml")


@router.get("/alerts/{code}.json")
def as_json(home: Home, code: str, version: str = "") -> Response:
    return send(publication_as_json(version_of(home, code, version)), "application/json")


@router.get("/alerts/{code}.sms.txt")
def as_sms(home: Home, code: str, version: str = "") -> Response:
    return send(f"{render_sms(version_of(home, code, version).content).text}\n".encode(), PLAIN)


@router.get("/alerts/{code}.phone.txt")
def as_phone_script(home: Home, code: str, version: str = "") -> Response:
    return send(phone_script(version_of(home, code, version).content).encode(), PLAIN)


@router.get("/alerts/{code}.txt")
def as_text(home: Home, code: str, version: str = "") -> Response:
    return send(plain_text(version_of(home, code, version).content).encode(), PLAIN)


@router.get("/alerts/{code}.leaflet.pdf")
def as_leaflet(home: Home, code: str, version: str = "") -> Response:
    return send(leaflet_pdf(version_of(home, code, version).content), "application/pdf")


@router.get("/alerts/{code}.pdf")
def as_poster(home: Home, code: str, version: str = "") -> Response:
    return send(poster_pdf(version_of(home, code, version).content), "application/pdf")


@router.get("/alerts/{code}.png")
def as_picture(home: Home, code: str, version: str = "") -> Response:
    return send(share_image_png(version_of(home, code, version).content), "image/png")


def version_of(home: Installation, code: str, version: str) -> Publication:
    """The newest version, or the one asked for."""
    if version and not version.isdigit():
        raise NotFoundError(
            f"There is no version {version[:20]} of alert {code[:20]}.", fix="Look at the newest version."
        )
    return publication(home, code.upper(), version=int(version) if version else None)


def send(content: bytes, media_type: str) -> Response:
    """A file that may be kept for a minute."""
    return Response(content, media_type=media_type, headers={"cache-control": SHORT_TIME})


def _feed(home: Installation, kind: FeedKind, area: str, topic: str) -> Response:
    feed = alert_feed(home, kind, area=area, topic=topic)
    return send(feed.content, feed.media_type)


@lru_cache(maxsize=1)
def _schema() -> bytes:
    return files("tocsin.alerts.formats").joinpath("tocsin-publication-1.schema.json").read_bytes()
