"""Published alerts: the list with its map, one alert with its versions, and the same for programs."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ...actions.alert_feeds import alerts_for
from ...actions.alert_sources import public_sources
from ...actions.around import reported_around
from ...actions.keys import published_keys
from ...actions.proof_log import log_head, log_lines
from ...actions.published import published, versions
from ...errors import InputError
from ...records import Publication
from ..coast import draw
from ..door import Home, Site, see
from ..published import show, show_all
from .alert_files import SHORT_TIME, send, version_of

router = APIRouter(include_in_schema=False)
MOST_EARLIER = 30


@router.get("/alerts")
def all_alerts(request: Request, home: Home, pages: Site, area: str = "", topic: str = "") -> Response:
    area, topic = area.strip()[:80], topic.strip()
    fault: InputError | None = None
    where, is_town = "", False
    newest: dict[str, Publication] = {}
    for one in published(home, current_only=False):
        if one.code not in newest or one.version > newest[one.code].version:
            newest[one.code] = one
    topics = {str(one.content["scam"]) for one in newest.values()}
    chosen = list(newest.values())
    if topic in topics:
        chosen = [one for one in chosen if one.content["scam"] == topic]
    if area:
        try:
            found, concerning = alerts_for(home, area)
            where, is_town = found.name, found.kind == "place"
            codes = {one.code for one in concerning}
            chosen = [one for one in chosen if one.code in codes]
        except InputError as error:
            fault = error
    shown = show_all(chosen)
    current = [one for one in shown if one.state == "current"]
    areas = {one.code: one.content["areas"] for one in chosen}
    return pages.render(
        request,
        "alerts",
        status=422 if fault else 200,
        fault=fault,
        alerts=current,
        earlier=[one for one in shown if one.state != "current"][:MOST_EARLIER],
        map=draw([(number, areas[one.code]) for number, one in enumerate(current, 1)], home.places),
        area=where,
        is_town=is_town,
        asked_area=area,
        topic=topic if topic in topics else "",
        topics=sorted(
            ((scam, home.knowledge.scams[scam].name) for scam in topics if scam in home.knowledge.scams),
            key=lambda pair: pair[1],
        ),
    )


@router.get("/alerts/{code}")
def one_alert(request: Request, home: Home, pages: Site, code: str, version: str = "") -> Response:
    one = version_of(home, code, version)
    return pages.render(
        request,
        "alert",
        alert=show(one),
        versions=show_all(versions(home, one.code)),
        sources=public_sources(home, one),
        map=draw([(1, one.content["areas"])], home.places),
    )


@router.get("/around")
def around(request: Request, home: Home, pages: Site, place: str = "") -> Response:
    """Scams reported around a place; the place stands in the address, so the page can be kept or sent on."""
    place = place.strip()[:80]
    if not place:
        return pages.render(request, "around", found=None, alerts=[], fault=None, asked_place="")
    try:
        found = reported_around(home, place)
        _, concerning = alerts_for(home, found.place.id)
    except InputError as error:
        return pages.render(request, "around", status=422, found=None, alerts=[], fault=error, asked_place=place)
    return pages.render(request, "around", found=found, alerts=show_all(concerning), fault=None, asked_place=place)


@router.get("/around/{place}")
def around_by_name(place: str) -> Response:
    return see(f"/around?place={quote(place)}")


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
