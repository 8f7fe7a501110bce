"""Views of the desk's lists that an officer saved, and the page that lists the keys."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.saved_views import FILTERS, QUEUE, remove_view, save_view
from ..door import DeskForm, Home, SignedIn, Site, see

router = APIRouter(include_in_schema=False)


@router.post("/desk/views")
def save(home: Home, visit: SignedIn, form: DeskForm) -> Response:
    of = form.one("of") or QUEUE
    view = save_view(home, visit.officer, name=form.one("name"), query=form.text("query"), of=of)
    return see(f"/desk/{of}?{view.query}&{urlencode({'done': 'view-saved'})}")


@router.post("/desk/views/{view_id}/remove")
def remove(home: Home, visit: SignedIn, form: DeskForm, view_id: str) -> Response:
    remove_view(home, visit.officer, view_id)
    of = form.one("of")
    return see(f"/desk/{of if of in FILTERS else QUEUE}?done=view-removed")


@router.get("/desk/keyboard")
def keyboard(request: Request, pages: Site, visit: SignedIn) -> Response:
    return pages.render(request, "desk/keyboard", visit=visit)
