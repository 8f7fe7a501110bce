"""What is rising: the list, one surge with its chart and map, and what officers decide about it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.people import list_people
from ...actions.surging import (
    choose_false_alarms,
    dismiss_surge,
    false_alarms_asked,
    list_surges,
    promote_surge,
    reports_behind,
    restore_surge,
    see_surge,
    snooze_surge,
)
from ...errors import InputError, NotAllowedError, NotFoundError, TocsinError
from ...surges.sentence import interval
from ..door import DeskForm, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..surge_drawing import chart, place_map, small_chart
from ..visit import Visit
from .desk_today import scam_names

router = APIRouter(include_in_schema=False)


@router.get("/desk/surges")
def surges(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _list(request, home, pages, visit)


@router.post("/desk/surges")
def choose(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        choose_false_alarms(home, _number(form.one("per_year")), officer=visit.officer)
    except NotAllowedError:
        raise
    except InputError as error:
        return _list(request, home, pages, visit, fault=error)
    return see("/desk/surges?done=surge-setting")


@router.get("/desk/surges/{surge_id}")
def one_surge(request: Request, home: Home, pages: Site, visit: SignedIn, surge_id: str) -> Response:
    return _one(request, home, pages, visit, surge_id)


@router.post("/desk/surges/{surge_id}/snooze")
def snooze(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, surge_id: str) -> Response:
    try:
        snooze_surge(home, surge_id, officer=visit.officer, days=int(_number(form.one("days"))))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _one(request, home, pages, visit, surge_id, fault=error)
    return see(f"/desk/surges/{surge_id}?done=surge-snoozed")


@router.post("/desk/surges/{surge_id}/dismiss")
def dismiss(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, surge_id: str) -> Response:
    try:
        dismiss_surge(home, surge_id, officer=visit.officer, reason=form.one("reason"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _one(request, home, pages, visit, surge_id, fault=error)
    return see(f"/desk/surges/{surge_id}?done=surge-dismissed")


@router.post("/desk/surges/{surge_id}/restore")
def restore(home: Home, visit: SignedIn, form: DeskForm, surge_id: str) -> Response:
    restore_surge(home, surge_id, officer=visit.officer)
    return see(f"/desk/surges/{surge_id}?done=surge-restored")


@router.post("/desk/surges/{surge_id}/promote")
def promote(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, surge_id: str) -> Response:
    try:
        alert = promote_surge(home, surge_id, officer=visit.officer)
    except NotFoundError:
        raise
    except TocsinError as error:
        return _one(request, home, pages, visit, surge_id, fault=error)
    return see(f"/desk/alerts/{alert.id}")


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError as error:
        raise InputError(f"“{given[:20]}” is no number.", fix="Give a number, such as 12.") from error


def _list(
    request: Request, home: Installation, pages: Pages, visit: Visit, *, fault: TocsinError | None = None
) -> Response:
    seen = list_surges(home)
    return pages.render(
        request,
        "desk/surges",
        status=status_of(fault) if fault else 200,
        visit=visit,
        open_=[(one, small_chart(one.followed)) for one in seen if one.shown == "open"],
        others=[(one, small_chart(one.followed)) for one in seen if one.shown != "open"],
        per_year=false_alarms_asked(home),
        fault=fault,
    )


def _one(
    request: Request, home: Installation, pages: Pages, visit: Visit, surge_id: str, *, fault: TocsinError | None = None
) -> Response:
    seen = see_surge(home, surge_id)
    return pages.render(
        request,
        "desk/surge",
        status=status_of(fault) if fault else 200,
        visit=visit,
        seen=seen,
        chart=chart(seen.followed),
        map=place_map(seen.followed),
        reports=reports_behind(home, seen),
        rarely=interval(seen.followed.surge.recurrence_days),
        scam_names=scam_names(home),
        officer_names={one.name: one.display_name for one in list_people(home, by=visit.officer)},
        fault=fault,
    )
