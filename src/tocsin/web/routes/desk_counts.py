"""Subscribers in numbers, and how deliveries fare."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.counting_subscribers import count_subscribers, find_subscriber
from ...actions.following_deliveries import follow_deliveries
from ...actions.installation import Installation
from ...actions.subscribing import Managed
from ...errors import InputError, NotAllowedError
from ..door import DeskForm, Home, SignedIn, Site
from ..pages import Pages, status_of
from ..visit import Visit
from .desk_today import scam_names

router = APIRouter(include_in_schema=False)


@router.get("/desk/subscribers")
def subscribers(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _subscribers(request, home, pages, visit)


@router.post("/desk/subscribers")
def look_up(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    """One subscriber by the exact address. A form, so that the address stands in no address bar and no log."""
    address, reason = form.one("address"), form.one("reason")
    try:
        found = find_subscriber(home, address, officer=visit.officer, reason=reason)
    except NotAllowedError:
        raise
    except InputError as error:
        return _subscribers(request, home, pages, visit, given=(address, reason), fault=error)
    return _subscribers(request, home, pages, visit, given=(address, ""), found=found, looked=True)


@router.get("/desk/deliveries")
def deliveries(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    seen = follow_deliveries(home)
    template = "desk/deliveries_part" if request.headers.get("hx-request") else "desk/deliveries"
    return pages.render(request, template, visit=visit, seen=seen)


def _subscribers(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    *,
    given: tuple[str, str] = ("", ""),
    found: Managed | None = None,
    looked: bool = False,
    fault: InputError | None = None,
) -> Response:
    return pages.render(
        request,
        "desk/subscribers",
        status=status_of(fault) if fault else 200,
        visit=visit,
        counts=count_subscribers(home),
        scam_names=scam_names(home),
        given=given,
        found=found,
        looked=looked,
        fault=fault,
    )
