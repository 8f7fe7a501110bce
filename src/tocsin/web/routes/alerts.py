"""Published alerts: the list, one alert with its versions, and the same for programs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ...actions.alerting import publication, published, versions
from ...actions.installation import Installation
from ...actions.keys import published_keys
from ...actions.proof_log import log_head, log_lines
from ...alerts.formats.as_json import publication_as_json
from ...alerts.formats.atom import atom_feed
from ...errors import NotFoundError
from ...records import Publication
from ..door import Home, Site
from ..published import show, show_all

router = APIRouter(include_in_schema=False)
SHORT_TIME = "public, max-age=60"
MOST_ENTRIES = 100


@router.get("/alerts")
def all_alerts(request: Request, home: Home, pages: Site) -> Response:
    newest: dict[str, Publication] = {}
    for one in published(home, current_only=False):
        if one.code not in newest or one.version > newest[one.code].version:
            newest[one.code] = one
    shown = show_all(list(newest.values()))
    return pages.render(
        request,
        "alerts",
        alerts=[one for one in shown if one.state == "current"],
        earlier=[one for one in shown if one.state != "current"],
    )


@router.get("/alerts.atom")
def feed(home: Home) -> Response:
    """What was published and what was taken back since; exercises are kept away from machines that act on it."""
    live = [one for one in published(home, current_only=False, limit=MOST_ENTRIES) if not one.content["exercise"]]
    return _file(atom_feed(live, desk=home.desk), "application/atom+xml")


@router.get("/alerts/{code}.cap.xml")
def as_cap(home: Home, code: str, version: str = "") -> Response:
    return _file(_version(home, code, version).cap_xml, "application/cap+xml")


@router.get("/alerts/{code}.json")
def as_json(home: Home, code: str, version: str = "") -> Response:
    return _file(publication_as_json(_version(home, code, version)), "application/json")


@router.get("/alerts/{code}")
def one_alert(request: Request, home: Home, pages: Site, code: str, version: str = "") -> Response:
    one = _version(home, code, version)
    return pages.render(request, "alert", alert=show(one), versions=show_all(versions(home, one.code)))


@router.get("/.well-known/tocsin/keys.json")
def keys(home: Home) -> Response:
    return JSONResponse(published_keys(home), headers={"cache-control": SHORT_TIME})


@router.get("/.well-known/tocsin/cap-certificate.pem")
def certificate(home: Home) -> Response:
    return _file(home.keys.cap_certificate_pem, "application/x-pem-file")


@router.get("/.well-known/tocsin/log.jsonl")
def log(home: Home, after: int = 0) -> Response:
    """The log of what was published, an entry a line, from the one after ``after`` on."""
    return StreamingResponse(
        log_lines(home, after=max(0, after)), media_type="application/jsonl", headers={"cache-control": SHORT_TIME}
    )


@router.get("/.well-known/tocsin/log-head.json")
def log_end(home: Home) -> Response:
    """The last entry's number and hash, signed: keep it, and compare later."""
    return JSONResponse(log_head(home), headers={"cache-control": SHORT_TIME})


def _version(home: Installation, code: str, version: str) -> Publication:
    """The newest version, or the one asked for."""
    if version and not version.isdigit():
        raise NotFoundError(
            f"There is no version {version[:20]} of alert {code[:20]}.", fix="Look at the newest version."
        )
    return publication(home, code.upper(), version=int(version) if version else None)


def _file(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"cache-control": SHORT_TIME})
