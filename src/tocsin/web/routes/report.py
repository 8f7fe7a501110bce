"""Telling us about a scam in steps, and the pages that a reporter can come back to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.coming_back import CameBack, Proof, add_to_report, come_back, has_word, make_pack
from ...actions.installation import Installation
from ...actions.published import published
from ...actions.reporting import get_report, nation_of, take_report
from ...errors import InputError
from ...records import ContactRoute, Report
from ...reports.first_steps import RECOVERY, first_steps, is_pressing
from ...reports.rows import read_pounds
from ...reports.vulnerability import care_for
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
    word: str = ""
    loss: str = ""


@router.get("/report")
def ask(request: Request, home: Home, pages: Site, now: str = "") -> Response:
    """``now``: how far it went, for whoever must do something before they fill in a form."""
    given = Given(on_call=now == "on_call", stage=now if now in wording.STAGES else "")
    return _form(request, home, pages, given)


@router.post("/report/new")
def ask_with_words(request: Request, home: Home, pages: Site, form: Form) -> Response:
    """The form with the words of a check in it, and how far it went: they come by POST, so that no address holds them."""
    stage = form.one("stage")
    given = Given(text=form.text("text"), on_call=stage == "on_call", stage=stage if stage in wording.STAGES else "")
    return _form(request, home, pages, given)


@router.post("/report")
def take(request: Request, home: Home, pages: Site, form: Form) -> Response:
    given = _given(form)
    secret = form.one("form")[:64]
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
            word=_word(given.word),
            source="web",
            source_reference=secret or None,
        )
    except InputError as error:
        return _form(request, home, pages, given, fault=error)
    if form.one("then") == "more" and secret:  # the next step: its form carries the secret of this one, no address does
        back = come_back(home, taken.report.reference, Proof(form=secret))
        return _own_page(request, home, pages, back, Proof(form=secret), just_taken=True, care=care_for(given.text))
    if care := care_for(given.text):  # shown once, to whoever wrote it: others may open the page of a reference
        return _taken_page(request, home, pages, taken.report, care=care)
    return see(f"/report/{taken.report.reference}")


@router.get("/report/back")
def ask_to_come_back(request: Request, pages: Site, reference: str = "") -> Response:
    return pages.render(request, "report_back", reference=reference[:20], fault=None)


@router.post("/report/back")
def let_back(request: Request, home: Home, pages: Site, form: Form) -> Response:
    proof = Proof(word=form.one("word"))
    try:
        back = come_back(home, form.one("reference"), proof)
    except InputError as error:
        return pages.render(request, "report_back", status=422, reference=form.one("reference")[:20], fault=error)
    return _own_page(request, home, pages, back, proof)


@router.post("/report/{reference}/more")
def add(request: Request, home: Home, pages: Site, form: Form, reference: str) -> Response:
    proof = Proof(word=form.one("word"), form=form.one("form"))
    given = _given(form)
    back = come_back(home, reference, proof)
    try:
        add_to_report(
            home,
            reference,
            proof,
            text=given.text,
            channel=given.channel or None,
            place=given.place or None,
            stage=given.stage or None,
            happened_on=_day(given.happened_on),
            loss_minor=_loss(given.loss),
            contact=given.contact or None,
            word=_word(form.one("new_word")),
        )
    except InputError as error:
        return _own_page(request, home, pages, back, proof, given=given, fault=error)
    return _own_page(
        request, home, pages, come_back(home, reference, proof), proof, added=True, care=care_for(given.text)
    )


@router.post("/report/{reference}/pack")
def pack(request: Request, home: Home, pages: Site, form: Form, reference: str) -> Response:
    made = make_pack(home, reference, Proof(word=form.one("word"), form=form.one("form")))
    scam = home.knowledge.scams.get(made.report.scam or "")
    return pages.render(
        request,
        "report_pack",
        pack=made,
        report=made.report,
        scam_name=scam.name if scam else None,
        organisation_names={one.id: one.name for one in home.knowledge.organisations.values()},
        routes=_routes(home, made.report),
        recovery=RECOVERY,
    )


@router.get("/report/{reference}")
def taken_page(request: Request, home: Home, pages: Site, reference: str) -> Response:
    return _taken_page(request, home, pages, get_report(home, reference))


def _taken_page(
    request: Request, home: Installation, pages: Pages, report: Report, *, care: Sequence[str] = ()
) -> Response:
    return pages.render(
        request,
        "report_taken",
        forget=True,
        report=report,
        has_word=has_word(home, report),
        care=care,
        **_about(home, report),
    )


def _about(home: Installation, report: Report) -> dict[str, Any]:
    """What every page about one report shows: what to do first, what to do then, and whom to tell."""
    scam = home.knowledge.scams.get(report.scam or "")
    about_this = [
        publication
        for publication in published(home, current_only=True)
        if scam and publication.content.get("scam") == scam.id and not publication.content.get("exercise")
    ]
    steps = first_steps(on_call=report.on_call, stage=report.stage)
    return {
        "scam_name": scam.name if scam else None,
        "said_status": SAID_OF_STATUS[report.status],
        "steps": steps,
        "advice": _more_to_do(scam.advice.get(report.stage or "approached", ()), steps) if scam else (),
        "alert": show(max(about_this, key=lambda publication: publication.sent_at)) if about_this else None,
        "routes": _routes(home, report),
        "recovery": RECOVERY if report.stage in {"paid", "gave_access"} else (),
    }


def _more_to_do(advice: Sequence[str], steps: Sequence[str]) -> tuple[str, ...]:
    """The scam's own advice without what they have just done, or have just read in other words."""
    read = {" ".join(step.split()[:3]) for step in steps}
    return tuple(one for one in advice if " ".join(one.split()[:3]) not in read and not one.startswith("Report it, "))


def _own_page(
    request: Request,
    home: Installation,
    pages: Pages,
    back: CameBack,
    proof: Proof,
    *,
    given: Given | None = None,
    fault: InputError | None = None,
    added: bool = False,
    just_taken: bool = False,
    care: Sequence[str] = (),
) -> Response:
    return pages.render(
        request,
        "report_own",
        status=422 if fault else 200,
        report=back.report,
        messages=back.messages,
        has_word=back.has_word,
        proof=proof,
        given=given or Given(),
        fault=fault,
        added=added,
        just_taken=just_taken,
        care=care,
        channels=CHANNELS,
        **_about(home, back.report),
    )


def _routes(home: Installation, report: Report) -> list[ContactRoute]:
    nation = nation_of(home, report)
    pressing = is_pressing(on_call=report.on_call, stage=report.stage)
    return routes_for(home, "bank", "report", nation=nation) if pressing else routes_for(home, "report", nation=nation)


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
        word=form.one("word"),
        loss=form.one("loss"),
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


def _loss(given: str) -> int | None:
    try:
        return read_pounds(given)
    except InputError as error:
        raise InputError(f"“{given[:20]}” is not a sum in pounds.", fix="Write it as 450 or 1,200.50.") from error


def _word(given: str) -> str | None:
    if given and len(given) < 4:
        raise InputError("Your word is too short.", fix="Choose one of four letters or more.")
    return given or None


def _form(
    request: Request, home: Installation, pages: Pages, given: Given, *, fault: InputError | None = None
) -> Response:
    pressing = is_pressing(on_call=given.on_call, stage=given.stage)
    return pages.render(
        request,
        "report",
        status=422 if fault else 200,
        given=replace(given, word=""),
        fault=fault,
        channels=CHANNELS,
        steps=first_steps(on_call=given.on_call, stage=given.stage) if pressing else (),
        routes=routes_for(home, "bank", "report") if pressing else (),
        # One form is one report: pressing twice, or going back and sending again, takes it once.
        form_id=secrets.token_urlsafe(18),
        care=care_for(given.text),
    )
