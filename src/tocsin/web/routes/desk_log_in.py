"""Coming in and going out of the desk, and the password."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.people import SHORTEST_PASSWORD, change_password, log_in, log_out
from ...errors import InputError, TocsinError
from ..door import DeskForm, Form, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import Visit, drop_session, keep_session, visit_or_none

router = APIRouter(include_in_schema=False)


@router.get("/desk/login")
def ask(request: Request, pages: Site, next: str = "/desk", expired: str = "") -> Response:
    if visit_or_none(request) is not None:
        return see(_inside(next))
    return _page(request, pages, next=next, expired=bool(expired))


@router.post("/desk/login")
def come_in(request: Request, home: Home, pages: Site, form: Form) -> Response:
    name = form.one("name")
    remote = request.client.host if request.client else ""
    try:
        session = log_in(home, name, form.text("password"), remote=remote)
    except InputError as error:
        return _page(request, pages, next=form.one("next"), fault=error, name=name)
    must_change = session.officer.must_change_password
    response = see("/desk/password" if must_change else _inside(form.one("next")))
    keep_session(response, session.token, https=home.desk.url.startswith("https://"))
    return response


@router.post("/desk/logout")
def go_out(home: Home, visit: SignedIn, form: DeskForm) -> Response:
    log_out(home, visit.token)
    response = see("/desk/login?done=logged-out")
    drop_session(response)
    return response


@router.get("/desk/password")
def ask_password(request: Request, pages: Site, visit: SignedIn) -> Response:
    return _password(request, pages, visit)


@router.post("/desk/password")
def new_password(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        if form.text("new") != form.text("again"):
            raise InputError("The two new passwords differ.", fix="Type the same one twice.")
        change_password(home, visit.officer, old=form.text("old"), new=form.text("new"))
    except InputError as error:
        return _password(request, pages, visit, fault=error)
    # Changing it may have ended every session, this one too: then begin a new one without asking again.
    session = log_in(home, visit.officer.name, form.text("new"), remote=request.client.host if request.client else "")
    response = see("/desk?done=password")
    keep_session(response, session.token, https=home.desk.url.startswith("https://"))
    return response


def _inside(path: str) -> str:
    """Where to go after log-in: a page of the desk, never another site."""
    return path if path == "/desk" or path.startswith("/desk/") or path.startswith("/desk?") else "/desk"


def _page(
    request: Request,
    pages: Pages,
    *,
    next: str,
    fault: TocsinError | None = None,
    name: str = "",
    expired: bool = False,
) -> Response:
    return pages.render(
        request,
        "desk/login",
        status=status_of(fault) if fault else 200,
        next=_inside(next),
        fault=fault,
        name=name,
        expired=expired,
    )


def _password(request: Request, pages: Pages, visit: Visit, *, fault: TocsinError | None = None) -> Response:
    return pages.render(
        request,
        "desk/password",
        status=status_of(fault) if fault else 200,
        visit=visit,
        fault=fault,
        shortest=SHORTEST_PASSWORD,
    )
