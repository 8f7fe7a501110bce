"""Published alerts: the list, one alert with its versions, and the same for programs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ...actions.alerting import published, versions
from ...actions.keys import published_keys
from ...actions.proof_log import log_head, log_lines
from ...records import Publication
from ..door import Home, Site
from ..published import show, show_all
from .alert_files import SHORT_TIME, send, version_of

router = APIRouter(include_in_schema=False)


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


@router.get("/alerts/{code}")
def one_alert(request: Request, home: Home, pages: Site, code: str, version: str = "") -> Response:
    one = version_of(home, code, version)
    return pages.render(request, "alert", alert=show(one), versions=show_all(versions(home, one.code)))


@router.get("/.well-known/tocsin/keys.json")
def keys(home: Home) -> Response:
    return JSONResponse(published_keys(home), headers={"cache-control": SHORT_TIME})


@router.get("/.well-known/tocsin/cap-certificate.pem")
def certificate(home: Home) -> Response:
    return send(home.keys.cap_certificate_pem, "application/x-pem-file")


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
