"""The list of our own alerts, by what the address asks for."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.approving import overdue
from ...actions.filtering import find_alerts
from ...actions.publishing_later import pressed
from ...actions.repeating import offered_repeats
from .. import wording
from ..door import Home, SignedIn, Site
from ..filters import page_number, read_asked, views_shown
from .desk_alerts import officer_names
from .desk_today import scams_to_choose

router = APIRouter(include_in_schema=False)
GROUPS = (
    ("Awaiting approval", ("submitted",)),
    ("Approved, ready to publish", ("approved",)),
    ("Drafts", ("draft", "returned")),
    ("Published", ("published",)),
    ("Done with", ("updated", "withdrawn", "expired", "rejected")),
)


@router.get("/desk/alerts")
def all_alerts(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    asked = read_asked(request.query_params, states=wording.ALERT_STATES, state_as="status")
    doubted = asked.state == "doubted"
    statuses = ("published",) if doubted else (asked.state,) if asked.state else None
    found = find_alerts(
        home,
        asked.wanted(),
        statuses=statuses,
        in_order=[group for _, group in GROUPS],
        doubted=doubted,
        page=page_number(request.query_params),
    )
    groups = [(title, [one for one in found.items if one.status in group]) for title, group in GROUPS]
    query = asked.query(state_as="status")
    return pages.render(
        request,
        "desk/alerts",
        visit=visit,
        page=found,
        groups=[group for group in groups if group[1]],
        chosen=asked,
        query=query,
        views=views_shown(home, visit.officer, of="alerts", query=query),
        scams=scams_to_choose(home),
        repeats=[] if query else offered_repeats(home),
        late={alert.id for alert in overdue(home)},
        going={one.id for one in found.items if one.status == "approved" and pressed(home, one.id)},
        officer_names=officer_names(home, visit),
    )
