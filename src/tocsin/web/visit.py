"""Who is asking: the officer behind a session, and the token that their forms must carry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from ..actions.installation import Installation
from ..actions.people import SESSION_HOURS, officer_for
from ..errors import NotAllowedError
from ..records import Officer

COOKIE = "tocsin_session"
COOKIE_PATH = "/desk"  # the public pages never see it


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by an officer who is logged in. ``csrf`` goes into every form of the page."""

    officer: Officer
    token: str
    csrf: str


class LogInFirst(Exception):
    """Nobody is logged in; the app answers with the log-in page."""


class ChangePasswordFirst(Exception):
    """The officer still has the one-time password; the app answers with the page that changes it."""


def visit_of(request: Request) -> Visit:
    """The officer who asks.

    Raises:
        LogInFirst: nobody is logged in.
        ChangePasswordFirst: all but the password page wait for a new password.
    """
    visit = visit_or_none(request)
    if visit is None:
        raise LogInFirst
    if visit.officer.must_change_password and request.url.path not in {"/desk/password", "/desk/logout"}:
        raise ChangePasswordFirst
    return visit


def visit_or_none(request: Request) -> Visit | None:
    """The officer who asks, if anybody is logged in."""
    installation: Installation = request.app.state.installation
    token = request.cookies.get(COOKIE)
    officer = officer_for(installation, token)
    if officer is None or token is None:
        return None
    return Visit(officer=officer, token=token, csrf=_serializer(installation).dumps(_mark(token)))


def check_form_token(request: Request, visit: Visit, given: str) -> None:
    """The form must come from a page that we gave to this session.

    Raises:
        NotAllowedError: it does not.
    """
    installation: Installation = request.app.state.installation
    try:
        mark = _serializer(installation).loads(given, max_age=SESSION_HOURS * 3600)
    except BadSignature:
        mark = None
    if mark != _mark(visit.token):
        raise NotAllowedError(
            "This form is out of date.", fix="Go back, load the page again and send it once more.", code="stale-form"
        )


def keep_session(response: Response, token: str, *, https: bool) -> None:
    """Put the session into the browser: for this site's forms and links only, and out of reach of scripts."""
    response.set_cookie(
        COOKIE, token, max_age=SESSION_HOURS * 3600, path=COOKIE_PATH, secure=https, httponly=True, samesite="lax"
    )


def drop_session(response: Response) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(COOKIE, path=COOKIE_PATH)


def _serializer(installation: Installation) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.secret, salt="form-of-the-desk")


def _mark(token: str) -> str:
    return hashlib.sha256(b"form" + token.encode()).hexdigest()[:32]
