"""The front page, the check and its answer, and the page for somebody with a caller on the line."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.alerting import publication, published
from ...actions.checking import check
from ...actions.installation import Installation
from ...actions.reporting import LONGEST_REPORT
from ...checking.words import FIRST, FIRST_ON_CALL
from ...errors import InputError
from ...records import ContactRoute, Verdict
from .. import wording
from ..door import Form, Home, Site, see
from ..highlight import mark_words
from ..pages import Pages
from ..published import show, show_all

router = APIRouter(include_in_schema=False)
MOST_ALERTS = 3
PHONE_PURPOSES = ("bank", "emergency", "non-emergency")


@router.get("/")
def front(request: Request, home: Home, pages: Site) -> Response:
    return _front(request, home, pages)


@router.get("/check")
def check_nothing() -> Response:
    return see("/")


@router.post("/check")
def check_words(request: Request, home: Home, pages: Site, form: Form) -> Response:
    text = form.text("text")
    channel = form.one("channel")
    if not text.strip():
        fault = InputError("The box is empty.", fix="Write what happened, or paste the message.")
        return _front(request, home, pages, fault=fault, status=422)
    try:
        verdict = check(home, text, channel=channel if channel in wording.CHANNELS else None)
    except InputError as error:
        return _front(request, home, pages, fault=error, text=text, status=422)
    matching = publication(home, verdict.alert) if verdict.alert and not verdict.alert_note else None
    return pages.render(
        request,
        "answer",
        verdict=verdict,
        text=text,
        to_report=text[:LONGEST_REPORT],
        marked=mark_words(text, verdict),
        further=gone_further(home, verdict),
        alert=show(matching) if matching else None,
    )


@router.get("/phone")
def phone(request: Request, home: Home, pages: Site) -> Response:
    to_ring = [route for route in routes_for(home, *PHONE_PURPOSES) if route.kind in {"phone", "relay"}]
    return pages.render(request, "phone", routes=to_ring)


def routes_for(home: Installation, *purposes: str, nation: str | None = None) -> list[ContactRoute]:
    """Today's routes for these purposes, each once, in the order of the purposes; by default for the desk's nation.

    Where a nation has several police forces, the routes of a single one are left out: the person may live elsewhere.
    """
    nation = nation or home.desk.nation
    forces = {
        one.id
        for one in home.knowledge.organisations.values()
        if one.kind == "police" and not one.generic and one.routes and nation in one.nations
    }
    local = forces if len(forces) > 1 else set()
    routes = {
        route.id: route
        for purpose in purposes
        for route in home.knowledge.routes_for(purpose, nation=nation, on=home.now().date())
        if route.organisation not in local
    }
    return list(routes.values())


def gone_further(home: Installation, verdict: Verdict) -> list[tuple[str, tuple[str, ...]]]:
    """What to do when it has gone further than the text tells, stage by stage, where there is anything to fear."""
    if verdict.level not in {"scam", "suspicious"}:
        return []
    scam = home.knowledge.scams.get(verdict.scam or "")
    general = {**{stage: (sentence,) for stage, sentence in FIRST.items()}, "on_call": (FIRST_ON_CALL,)}
    advice = {
        stage: tuple((scam.advice.get(stage) if scam else None) or general[stage]) for stage in wording.GONE_FURTHER
    }
    return [(label, advice[stage]) for stage, label in wording.GONE_FURTHER.items()]


def _front(
    request: Request,
    home: Installation,
    pages: Pages,
    *,
    fault: InputError | None = None,
    text: str = "",
    status: int = 200,
) -> Response:
    live = [one for one in published(home) if not one.content["exercise"]]
    alerts = show_all(live)[:MOST_ALERTS]
    return pages.render(request, "front", status=status, fault=fault, text=text, alerts=alerts)
