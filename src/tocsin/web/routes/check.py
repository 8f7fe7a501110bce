"""The front page, the check and its answer, and the page for somebody with a caller on the line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.advisories import about_scam
from ...actions.alert_feeds import alerts_for
from ...actions.checking import check
from ...actions.installation import Installation
from ...actions.looking_up import look_up_alone
from ...actions.published import publication, published
from ...actions.reading_pictures import can_read_pictures
from ...actions.reported import times_reported
from ...actions.reporting import LONGEST_REPORT
from ...checking.check import is_unsure
from ...checking.lookup import LookedUp
from ...checking.words import ADVICE_ANY, FIRST, FIRST_ON_CALL
from ...errors import InputError
from ...records import ContactRoute, Scam, Verdict
from ...reports.vulnerability import care_for
from .. import wording
from ..door import Form, Home, Site, see
from ..highlight import SHOWN, mark_words
from ..pages import Pages
from ..published import show, show_all
from ..speaking import N_

router = APIRouter(include_in_schema=False)
MOST_ALERTS = 3
MOST_STEPS = 5
PHONE_PURPOSES = ("bank", "emergency", "non-emergency")


@dataclass(frozen=True, slots=True)
class StageSteps:
    """What to do at one stage; ``chosen``: the stage that the words tell of."""

    value: str
    label: str
    steps: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class EasyStep:
    """One thing to do, with the icon beside it."""

    icon: str
    words: str


@router.get("/")
def front(request: Request, home: Home, pages: Site, area: str = "") -> Response:
    return front_page(request, home, pages, area=area[:80])


@router.get("/check")
def check_nothing() -> Response:
    return see("/")


@router.post("/check")
def check_words(request: Request, home: Home, pages: Site, form: Form) -> Response:
    text, channel, how = form.text("text"), form.one("channel"), form.one("how")
    if not text.strip():
        fault = InputError(N_("The box is empty."), fix=N_("Write what happened, or paste the message."))
        return front_page(request, home, pages, fault=fault, status=422)
    again = _again(text, channel=channel, how=how)
    found = look_up_alone(
        text,
        home.knowledge,
        on=home.now().date(),
        nation=home.desk.nation,
        as_caller=how != "to-ring",
        reported=lambda kind, value: times_reported(home, kind, value),
    )
    if found is not None:
        return _looked_up(request, home, pages, found, text=text, asked_to_ring=how == "to-ring", again=again)
    try:
        verdict = check(home, text, channel=channel if channel in wording.CHANNELS else None)
    except InputError as error:
        return front_page(request, home, pages, fault=error, text=text, status=422)
    marked = mark_words(text, verdict)
    stages = how_far(home, verdict)
    care = care_for(text)
    look = "unsure" if is_unsure(verdict.level, verdict.score) else verdict.level
    if how == "easy":
        chosen = next((one.value for one in stages if one.chosen), "")
        return pages.render(
            request,
            "answer_easy",
            verdict=verdict,
            text=text,
            marked=marked,
            easy_steps=easy_steps(verdict, chosen),
            look=look,
            care=care,
            again=again,
        )
    matching = publication(home, verdict.alert) if verdict.alert and not verdict.alert_note else None
    alarming = verdict.level in {"scam", "suspicious"}
    return pages.render(
        request,
        "answer",
        verdict=verdict,
        look=look,
        care=care,
        text=text,
        to_report=text[:LONGEST_REPORT],
        marked=marked,
        most_reasons=SHOWN,
        stages=stages,
        plain_steps=tuple(dict.fromkeys(one for one in (verdict.first, *verdict.advice) if one))[:MOST_STEPS],
        alert=show(matching) if matching else None,
        advisory=about_scam(home, verdict.scam) if alarming and verdict.scam else None,
        share=share_links(home, verdict),
        again=again,
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


def how_far(home: Installation, verdict: Verdict) -> list[StageSteps]:
    """What to do at every stage, where there is anything to fear; the one that the words tell of is chosen."""
    if verdict.level not in {"scam", "suspicious"}:
        return []
    scam = home.knowledge.scams.get(verdict.scam or "")
    told = _stage_told(scam, verdict)
    stages = []
    for value, label in wording.HOW_FAR.items():
        chosen = value == told or (value == "approached" and told == "engaged")
        steps = (verdict.first, *verdict.advice) if chosen else _steps(scam, value)
        if value == "on_call":  # somebody who is on the phone reads it once
            steps = tuple(one for one in steps if not SAID_BY_HANG_UP.fullmatch(one))
        stages.append(StageSteps(value, label, tuple(dict.fromkeys(steps))[:MOST_STEPS], chosen))
    return stages


SAID_BY_HANG_UP = re.compile(r"Put the phone down(?: now)?\.(?: You do not need to be polite about it\.)?")


def _steps(scam: Scam | None, stage: str) -> tuple[str, ...]:
    own = tuple(scam.advice.get(stage, ())) if scam else ()
    if stage == "on_call":
        return (FIRST_ON_CALL, *own, *ADVICE_ANY)
    return (*(own or (FIRST[stage],)), *ADVICE_ANY)


def _stage_told(scam: Scam | None, verdict: Verdict) -> str:
    """The stage whose advice the verdict gives."""
    if verdict.first == FIRST_ON_CALL:
        return "on_call"
    given = tuple(dict.fromkeys((verdict.first, *verdict.advice)))
    for stage in ("paid", "gave_access", "shared_details", "engaged"):
        if tuple(dict.fromkeys(_steps(scam, stage))) == given:
            return stage
    return "approached"


EASY_STEPS: dict[str, tuple[EasyStep, ...]] = {
    "on_call": (EasyStep("hang-up", N_("Hang up the phone now.")), EasyStep("hand", N_("Do not pay. Do not tell them anything."))),
    "paid": (
        EasyStep("phone", N_("Ring your bank now. The number is 159.")),
        EasyStep("hand", N_("Do not pay them any more.")),
    ),
    "gave_access": (
        EasyStep("hand", N_("Turn the computer or phone off.")),
        EasyStep("phone", N_("Ring your bank from another phone. The number is 159.")),
    ),
    "shared_details": (
        EasyStep("phone", N_("Ring your bank now. The number is 159.")),
        EasyStep("hand", N_("Do not tell them anything more.")),
    ),
    "approached": (
        EasyStep("hand", N_("Do not answer. Do not press any link.")),
        EasyStep("hand", N_("Do not pay. Do not tell them anything.")),
    ),
}  # fmt: skip
EASY_UNSURE = (
    EasyStep("hand", N_("Do not pay yet. Do not press any link.")),
    EasyStep("phone", N_("Ring them on a number you know.")),
)
EASY_CALM = (EasyStep("hand", N_("Take your time. Do not pay yet.")),)
EASY_LAST = EasyStep("people", N_("Talk to someone you trust."))


def easy_steps(verdict: Verdict, stage: str) -> tuple[EasyStep, ...]:
    """The same steps in the fewest and shortest words."""
    calm = EASY_UNSURE if is_unsure(verdict.level, verdict.score) else EASY_CALM
    return (*(EASY_STEPS[stage] if stage else calm), EASY_LAST)


def share_links(home: Installation, verdict: Verdict) -> dict[str, str]:
    """Ways to tell somebody of the answer. They hold our sentences only, never the words that were pasted."""
    text = f"{verdict.answer}\n{verdict.first}\n{home.desk.name}: {home.desk.url}"
    return {
        "text": text,
        "mail": f"mailto:?subject={quote('Is this a scam?')}&body={quote(text)}",
        "sms": f"sms:?&body={quote(text)}",
    }


HEADLINES = {
    ("number", "alarm"): N_("Stop. That number was faked."),
    ("number", "theirs"): N_("This is a true number of {name}. A caller can still fake it."),
    ("number", "unknown"): N_("Nobody can say who rings from this number."),
    ("number", "to ring"): N_("We do not know who answers this number."),
    ("link", "alarm"): N_("Do not open this link. It pretends to be another."),
    ("link", "theirs"): N_("This is a true address of {name}. The message can still be false."),
    ("link", "unknown"): N_("We do not know whose link this is. Do not open it."),
    ("sender", "alarm"): N_("Be careful. The name and the address do not fit."),
    ("sender", "theirs"): N_("This is a true address of {name}. It can still be faked."),
    ("sender", "unknown"): N_("We do not know who writes from this address."),
}


def _again(text: str, **asked: str) -> dict[str, Any] | None:
    """The fields that ask for the same answer once more; none for a very long text, which is not sent to and fro."""
    if len(text) > LONGEST_REPORT:
        return None
    return {"action": "/check", "fields": [("text", text), *((name, value) for name, value in asked.items() if value)]}


def _looked_up(
    request: Request,
    home: Installation,
    pages: Pages,
    found: LookedUp,
    *,
    text: str,
    asked_to_ring: bool,
    again: dict[str, Any] | None,
) -> Response:
    how = "alarm" if found.alarm else "theirs" if found.owner else "unknown"
    if how == "unknown" and found.kind == "number" and asked_to_ring:
        how = "to ring"
    name = home.knowledge.organisations[found.owner].name if found.owner else ""
    return pages.render(
        request,
        "looked_up",
        found=found,
        headline=HEADLINES[found.kind, how].format(name=name),
        level={"alarm": "scam", "theirs": "no-signs"}.get(how, "suspicious"),
        kicker={"alarm": N_("Stop"), "theirs": N_("Stay alert")}.get(how, N_("Slow down")),
        text=text.strip(),
        asked_to_ring=asked_to_ring,
        again=again,
    )


def front_page(
    request: Request,
    home: Installation,
    pages: Pages,
    *,
    fault: InputError | None = None,
    picture_fault: bool = False,
    notice: str = "",
    text: str = "",
    area: str = "",
    status: int = 200,
) -> Response:
    """The front page, with a fault, with words in its box, or with the alerts of one area."""
    live = [one for one in published(home) if not one.content["exercise"]]
    where, is_town = "", False
    if area.strip():
        try:
            found, live = alerts_for(home, area)
            where, is_town = found.name, found.kind == "place"
        except InputError as error:
            fault, status = error, 422
    return pages.render(
        request,
        "front",
        status=status,
        fault=fault,
        picture_fault=picture_fault,
        notice=notice,
        text=text,
        alerts=show_all(live)[:MOST_ALERTS],
        area=where,
        is_town=is_town,
        asked_area=area,
        reads_pictures=can_read_pictures(),
    )
