"""Who is asking: the officer behind a session, and the token that their forms must carry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from ..actions.installation import Installation
from ..actions.people import SESSION_HOURS, standing_of
from ..errors import NotAllowedError
from ..records import Officer

COOKIE = "tocsin_session"
COOKIE_PATH = "/desk"  # the public pages never see it
SSO_COOKIE = "tocsin_way_out"
SSO_PATH = "/desk/login"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by an officer who is logged in. ``csrf`` goes into every form of the page."""

    officer: Officer
    token: str
    csrf: str
    handle: str = ""  # of the session, for the list of sessions
    needs_factor: bool = False


class LogInFirst(Exception):
    """Nobody is logged in; the app answers with the log-in page."""


class ChangePasswordFirst(Exception):
    """The officer still has the one-time password; the app answers with the page that changes it."""


class SecondFactorFirst(Exception):
    """This desk wants a second factor and the officer has shown none; the app answers with the page that adds one."""


BEFORE_ALL_ELSE = ("/desk/password", "/desk/logout")
WITHOUT_FACTOR = ("/desk/security", *BEFORE_ALL_ELSE)


def visit_of(request: Request) -> Visit:
    """The officer who asks.

    Raises:
        LogInFirst: nobody is logged in.
        ChangePasswordFirst: all but the password page wait for a new password.
        SecondFactorFirst: all but the page of second factors wait for one.
    """
    visit = visit_or_none(request)
    if visit is None:
        raise LogInFirst
    if visit.officer.must_change_password and request.url.path not in BEFORE_ALL_ELSE:
        raise ChangePasswordFirst
    if visit.needs_factor and not request.url.path.startswith(WITHOUT_FACTOR):
        raise SecondFactorFirst
    return visit


def visit_or_none(request: Request) -> Visit | None:
    """The officer who asks, if anybody is logged in."""
    installation: Installation = request.app.state.installation
    token = request.cookies.get(COOKIE)
    standing = standing_of(installation, token)
    if standing is None or token is None:
        return None
    return Visit(
        officer=standing.officer,
        token=token,
        csrf=str(_serializer(installation).dumps(_mark(token))),
        handle=standing.session.handle,
        needs_factor=standing.needs_factor,
    )


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


def keep_way_out(response: Response, ticket: str, *, https: bool) -> None:
    """Remember, for the minutes at the log-in service, which browser went there."""
    response.set_cookie(SSO_COOKIE, ticket, max_age=600, path=SSO_PATH, secure=https, httponly=True, samesite="lax")


def drop_way_out(response: Response) -> None:
    """The browser is back from the log-in service."""
    response.delete_cookie(SSO_COOKIE, path=SSO_PATH)


def drop_session(response: Response) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(COOKIE, path=COOKIE_PATH)


def _serializer(installation: Installation) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.secret, salt="form-of-the-desk")


def _mark(token: str) -> str:
    return hashlib.sha256(b"form" + token.encode()).hexdigest()[:32]
