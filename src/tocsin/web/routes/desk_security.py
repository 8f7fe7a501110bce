"""An officer's own log-in: passkeys, the authenticator app, recovery codes, and where they are logged in."""

from __future__ import annotations

import io

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.people import end_sessions, list_sessions
from ...actions.second_factors import (
    NewApp,
    add_app,
    add_passkey,
    app_again,
    begin_app,
    begin_passkey,
    factors_of,
    new_codes,
    remove_factor,
)
from ...errors import InputError, TocsinError
from ...people.passkeys import works_at
from ..door import DeskForm, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import Visit

router = APIRouter(include_in_schema=False)


@router.get("/desk/security")
def own_log_in(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _page(request, home, pages, visit)


@router.get("/desk/security/app")
def ask_app(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _app(request, pages, visit, begin_app(home, visit.officer))


@router.post("/desk/security/app")
def keep_app(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    ticket = form.one("ticket")
    try:
        codes = add_app(home, visit.officer, ticket=ticket, code=form.one("code"), token=visit.token)
    except InputError as error:
        if error.code == "wrong-code":
            return _app(request, pages, visit, app_again(home, visit.officer, ticket), fault=error)
        return _page(request, home, pages, visit, fault=error)
    return _codes(request, pages, visit, codes) if codes else see("/desk/security?done=factor-added")


@router.post("/desk/security/passkeys")
def keep_passkey(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        codes = add_passkey(
            home, visit.officer, credential=form.text("credential"), name=form.one("name"), token=visit.token
        )
    except InputError as error:
        return _page(request, home, pages, visit, fault=error)
    return _codes(request, pages, visit, codes) if codes else see("/desk/security?done=factor-added")


@router.post("/desk/security/codes")
def fresh_codes(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        return _codes(request, pages, visit, new_codes(home, visit.officer))
    except InputError as error:
        return _page(request, home, pages, visit, fault=error)


@router.post("/desk/security/factors/{factor_id}/remove")
def take_away(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, factor_id: str) -> Response:
    try:
        remove_factor(home, visit.officer, factor_id)
    except InputError as error:
        return _page(request, home, pages, visit, fault=error)
    return see("/desk/security?done=factor-removed")


@router.post("/desk/security/sessions")
def end(home: Home, visit: SignedIn, form: DeskForm) -> Response:
    """End one session, or all but this."""
    end_sessions(home, visit.officer, handle=form.one("handle") or None, token=visit.token)
    return see("/desk/security?done=sessions-ended")


def _page(
    request: Request, home: Installation, pages: Pages, visit: Visit, *, fault: TocsinError | None = None
) -> Response:
    return pages.render(
        request,
        "desk/security",
        status=status_of(fault) if fault else 200,
        visit=visit,
        own=factors_of(home, visit.officer),
        sessions=list_sessions(home, visit.officer),
        passkey=begin_passkey(home, visit.officer) if works_at(home.desk.url) else None,
        fault=fault,
    )


def _app(request: Request, pages: Pages, visit: Visit, new: NewApp, *, fault: TocsinError | None = None) -> Response:
    drawn = io.BytesIO()
    # Classes, not colours: the policy of these pages allows no style in a page, and a QR code needs its white ground.
    segno.make(new.address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass="qr", lineclass="qr-line"
    )
    return pages.render(
        request,
        "desk/security_app",
        status=status_of(fault) if fault else 200,
        visit=visit,
        drawn=Markup(drawn.getvalue().decode("utf-8")),  # made here from our own address
        secret=" ".join(new.secret[at : at + 4] for at in range(0, len(new.secret), 4)),
        ticket=new.ticket,
        fault=fault,
    )


def _codes(request: Request, pages: Pages, visit: Visit, codes: tuple[str, ...]) -> Response:
    # Not a redirect: the codes are shown this once and must not stand in an address.
    return pages.render(request, "desk/security_codes", visit=visit, codes=codes)
