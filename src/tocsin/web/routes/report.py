"""Telling us about a scam, and the page that a reporter can come back to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.alerting import published
from ...actions.reporting import get_report, take_report
from ...errors import InputError
from .. import wording
from ..door import Form, Home, Site, see
from ..forms import Posted
from ..pages import Pages
from ..published import show
from .check import routes_for

router = APIRouter(include_in_schema=False)
# How a message can have reached somebody; "webhook" is for machines.
CHANNELS = [(value, label) for value, label in wording.CHANNELS.items() if value != "webhook"]
SAID_OF_STATUS = {
    "new": "An officer will look at it.",
    "accepted": "An officer has looked at it.",
    "set-aside": "An officer has looked at it.",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the person has filled in so far."""

    text: str = ""
    place: str = ""
    channel: str = ""
    stage: str = ""
    on_call: bool = False
    happened_on: str = ""
    contact: str = ""


@router.get("/report")
def ask(request: Request, pages: Site) -> Response:
    return _form(request, pages, Given())


@router.post("/report/new")
def ask_with_words(request: Request, pages: Site, form: Form) -> Response:
    """The form with the words of a check already in it: they come by POST, so that no address ever holds them."""
    return _form(request, pages, Given(text=form.text("text")))


@router.post("/report")
def take(request: Request, home: Home, pages: Site, form: Form) -> Response:
    given = _given(form)
    try:
        taken = take_report(
            home,
            given.text,
            channel=given.channel or None,
            place=given.place or None,
            stage=given.stage or None,
            on_call=True if given.on_call else None,
            happened_on=_day(given.happened_on),
            contact=given.contact or None,
            source="web",
            source_reference=form.one("form")[:64] or None,
        )
    except InputError as error:
        return _form(request, pages, given, fault=error)
    return see(f"/report/{taken.report.reference}")


@router.get("/report/{reference}")
def taken_page(request: Request, home: Home, pages: Site, reference: str) -> Response:
    report = get_report(home, reference)
    scam = home.knowledge.scams.get(report.scam or "")
    about_this = [
        publication
        for publication in published(home, current_only=True)
        if scam and publication.content.get("scam") == scam.id and not publication.content.get("exercise")
    ]
    gone_far = report.stage in {"shared_details", "gave_access", "paid"}
    return pages.render(
        request,
        "report_taken",
        forget=True,
        report=report,
        scam_name=scam.name if scam else None,
        said_status=SAID_OF_STATUS[report.status],
        advice=tuple(scam.advice.get(report.stage or "approached", ())) if scam else (),
        alert=show(max(about_this, key=lambda publication: publication.sent_at)) if about_this else None,
        routes=routes_for(home, "report", "bank") if gone_far else routes_for(home, "report"),
    )


def _given(form: Posted) -> Given:
    channel = form.one("channel")
    stage = form.one("stage")
    return Given(
        text=form.text("text"),
        place=form.one("place"),
        channel=channel if channel in dict(CHANNELS) else "",
        stage=stage if stage in wording.STAGES else "",
        on_call=form.one("on_call") == "yes",
        happened_on=form.one("happened_on"),
        contact=form.one("contact"),
    )


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(
            f"“{given[:20]}” is not a day.", fix="Write it as year-month-day, such as 2026-11-24."
        ) from error


def _form(request: Request, pages: Pages, given: Given, *, fault: InputError | None = None) -> Response:
    return pages.render(
        request,
        "report",
        status=422 if fault else 200,
        given=given,
        fault=fault,
        channels=CHANNELS,
        # One form is one report: pressing twice, or going back and sending again, takes it once.
        form_id=secrets.token_urlsafe(12),
    )
