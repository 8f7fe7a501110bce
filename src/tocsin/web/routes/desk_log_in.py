"""Coming in and going out of the desk: by password and a second factor, by passkey, or by the body's own log-in service."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.people import SHORTEST_PASSWORD, HalfWay, Session, change_password, log_in, log_out
from ...actions.second_factors import (
    ask_passkey,
    factors_of,
    half_way_of,
    log_in_with_code,
    log_in_with_passkey,
)
from ...actions.single_sign_on import begin_sso, finish_sso
from ...errors import InputError, TocsinError
from ...people.passkeys import works_at
from ..door import DeskForm, Form, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import SSO_COOKIE, Visit, drop_session, drop_way_out, keep_session, keep_way_out, visit_or_none

router = APIRouter(include_in_schema=False)


@router.get("/desk/login")
def ask(request: Request, home: Home, pages: Site, next: str = "/desk", expired: str = "") -> Response:
    if visit_or_none(request) is not None:
        return see(_inside(next))
    return _page(request, home, pages, next=next, expired=bool(expired))


@router.post("/desk/login")
def come_in(request: Request, home: Home, pages: Site, form: Form) -> Response:
    name, next = form.one("name"), form.one("next")
    try:
        came = log_in(home, name, form.text("password"), remote=_remote(request), agent=_agent(request))
    except InputError as error:
        return _page(request, home, pages, next=next, fault=error, name=name)
    if isinstance(came, HalfWay):
        return _second(request, home, pages, came, next=next)
    return _inside_now(home, came, next=next)


@router.post("/desk/login/code")
def second_step(request: Request, home: Home, pages: Site, form: Form) -> Response:
    """A code after the password."""
    next, ticket = form.one("next"), form.one("ticket")
    try:
        session = log_in_with_code(home, ticket, form.one("code"), remote=_remote(request), agent=_agent(request))
    except InputError as error:
        if error.code in {"wrong-code", "too-many-tries"}:
            return _second(request, home, pages, half_way_of(home, ticket), next=next, fault=error)
        return _page(request, home, pages, next=next, fault=error)
    return _inside_now(home, session, next=next)


@router.post("/desk/login/passkey")
def by_passkey(request: Request, home: Home, pages: Site, form: Form) -> Response:
    next = form.one("next")
    try:
        session = log_in_with_passkey(home, form.text("credential"), remote=_remote(request), agent=_agent(request))
    except InputError as error:
        return _page(request, home, pages, next=next, fault=error)
    return _inside_now(home, session, next=next)


@router.get("/desk/login/sso")
def to_log_in_service(request: Request, home: Home, pages: Site, next: str = "/desk") -> Response:
    try:
        out = begin_sso(home, then=_inside(next))
    except TocsinError as error:
        return _page(request, home, pages, next=next, fault=error)
    response = see(out.address)
    keep_way_out(response, out.ticket, https=_https(home))
    return response


@router.get("/desk/login/sso/back")
def from_log_in_service(request: Request, home: Home, pages: Site, code: str = "", state: str = "") -> Response:
    try:
        ticket = request.cookies.get(SSO_COOKIE, "")
        session, then = finish_sso(
            home, ticket=ticket, state=state, code=code, remote=_remote(request), agent=_agent(request)
        )
    except TocsinError as error:
        response: Response = _page(request, home, pages, next="/desk", fault=error)
    else:
        # Not a redirect: this page was asked for by another site, so the browser would not send the new cookie along.
        response = pages.render(request, "desk/login_done", forget=True, next=_inside(then))
        keep_session(response, session.token, https=_https(home))
    drop_way_out(response)
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
        change_password(home, visit.officer, old=form.text("old"), new=form.text("new"), token=visit.token)
    except InputError as error:
        return _password(request, pages, visit, fault=error)
    return see("/desk?done=password")


def _inside(path: str) -> str:
    """Where to go after log-in: a page of the desk, never another site."""
    return path if path == "/desk" or path.startswith("/desk/") or path.startswith("/desk?") else "/desk"


def _inside_now(home: Installation, session: Session, *, next: str) -> Response:
    response = see("/desk/password" if session.officer.must_change_password else _inside(next))
    keep_session(response, session.token, https=_https(home))
    return response


def _https(home: Installation) -> bool:
    return home.desk.url.startswith("https://")


def _remote(request: Request) -> str:
    return request.client.host if request.client else ""


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _page(
    request: Request,
    home: Installation,
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
        forget=True,
        next=_inside(next),
        fault=fault,
        name=name,
        expired=expired,
        passkey=ask_passkey(home) if works_at(home.desk.url) else None,
        sso=home.sso.name if home.sso else None,
    )


def _second(
    request: Request, home: Installation, pages: Pages, half: HalfWay, *, next: str, fault: TocsinError | None = None
) -> Response:
    factors = factors_of(home, half.officer)
    return pages.render(
        request,
        "desk/login_second",
        status=status_of(fault) if fault else 200,
        next=_inside(next),
        ticket=half.ticket,
        passkey=ask_passkey(home, half) if factors.passkeys else None,
        has_app=factors.has_app,
        fault=fault,
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
