"""The web app of one installation: every route, what stands before it, and what is said when it fails."""

from __future__ import annotations

import logging
from contextlib import suppress
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..actions.installation import Installation
from ..errors import StoreError, TocsinError
from ..store.faults import READ_ONLY
from . import measured
from .forms import Posted
from .guards import HEADERS, AnswerHeaders, PlainAddress, SameSite, SizeLimit
from .pages import HERE, Pages, status_of
from .routes import (
    about,
    alert_files,
    alerts,
    api,
    api_access,
    api_public,
    call,
    changes,
    check,
    desk_advisories,
    desk_alert_list,
    desk_alerts,
    desk_campaigns,
    desk_complaints,
    desk_counts,
    desk_keys,
    desk_knowledge,
    desk_log_in,
    desk_reports,
    desk_security,
    desk_settings,
    desk_surges,
    desk_today,
    desk_views,
    picture,
    report,
    subscribe,
    verify,
    wrong,
)
from .speaking import N_
from .views import ViewInAddress
from .visit import ChangePasswordFirst, LogInFirst, SecondFactorFirst, visit_or_none

LOG = logging.getLogger("tocsin.web")
ROUTERS = (
    api_public.router,  # first: programs ask a thousand times as often, and addresses are tried in this order
    check.router,
    call.router,
    picture.router,
    wrong.router,
    changes.router,
    report.router,
    alert_files.router,
    alerts.router,
    subscribe.router,
    verify.router,
    about.router,
    measured.router,
    desk_log_in.router,
    desk_security.router,
    desk_settings.router,
    desk_today.router,
    desk_views.router,
    desk_keys.router,
    desk_reports.router,
    desk_complaints.router,
    desk_counts.router,
    desk_campaigns.router,
    desk_surges.router,
    desk_advisories.router,
    desk_alert_list.router,
    desk_alerts.router,
    desk_knowledge.router,
    api.router,
)


class KeptFiles(StaticFiles):
    """Static files; their addresses carry a hash of the content, so browsers may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def create_app(installation: Installation, *, metrics_token: str | None = None) -> FastAPI:
    """The app that serves ``installation``: public pages, the desk, feeds and the API.

    ``metrics_token``: whoever sends it may read ``/metrics``; without one there is no such page.
    """
    app = FastAPI(
        title="Tocsin",
        summary="Is this a scam? And the work of a fraud desk.",
        version=installation.knowledge.version,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the usual pages load scripts from other sites
        redoc_url=None,
    )
    app.state.installation = installation
    app.state.pages = Pages(installation)
    app.state.pace = api_access.Pace()
    app.state.figures = measured.Figures(installation)
    app.state.metrics_token = metrics_token
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", KeptFiles(directory=HERE / "static"))
    _say_faults(app)

    def refuse(request: Request, status: int, message: str, fix: str) -> Response:
        return _fault(app, request, status, REFUSALS[status], message, fix)

    app.add_middleware(measured.Measured, figures=app.state.figures)
    app.add_middleware(PlainAddress, refuse=refuse)
    app.add_middleware(SameSite, url=installation.desk.url, refuse=refuse)
    app.add_middleware(SizeLimit, refuse=refuse)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=6)
    app.add_middleware(AnswerHeaders, https=installation.desk.url.startswith("https://"))
    app.add_middleware(ViewInAddress)
    return app


def _say_faults(app: FastAPI) -> None:
    """Every failure is a page (or, for a program, JSON) with a sentence and a next step."""

    def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TocsinError)
        status = (
            401
            if isinstance(error, api_access.TokenNeeded)
            else 429
            if isinstance(error, api_access.TooMany)
            else status_of(error)
        )
        said = error.as_dict()
        if isinstance(error, StoreError):
            # The sentence for whoever runs this names the database: it goes to the log, not to whoever is at the door.
            LOG.warning("%s", error)
            said |= SAID_OF_STORE.get(error.code, SAID_OF_STORE[StoreError.code])
        response = _fault(app, request, status, said["code"], said["message"], said["fix"])
        if isinstance(error, api_access.TooMany):
            response.headers["retry-after"] = str(error.wait_seconds)
        return response

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        message, fix = HTTP_SENTENCES.get(
            error.status_code, ("The request could not be answered.", "Go back and try again.")
        )
        if request.url.path.startswith("/api/"):
            fix = "Look at /api/v1/openapi.json for what there is."
        response = _fault(app, request, error.status_code, HTTP_CODES.get(error.status_code, "error"), message, fix)
        for name, value in (error.headers or {}).items():
            response.headers.setdefault(name, value)
        return response

    def misformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            f"{'.'.join(str(part) for part in one['loc'][1:]) or 'the body'}: {one['msg']}"
            for one in error.errors()[:5]
        ]
        unreadable = any(one["type"] == "json_invalid" for one in error.errors())
        message = "The body is not JSON." if unreadable else f"The request does not fit: {'; '.join(faults)}."
        fix = "Look at /api/v1/openapi.json for what it takes."
        return _fault(app, request, 400 if unreadable else 422, "bad-input", message, fix)

    def log_in_first(request: Request, error: Exception) -> Response:
        if request.method == "GET":
            return _to_log_in(request.url.path, f"?{request.url.query}" if request.url.query else "", expired=False)
        return _to_log_in("/desk", "", expired=True)

    def password_first(request: Request, error: Exception) -> Response:
        return Response(status_code=303, headers={"location": "/desk/password"})

    def factor_first(request: Request, error: Exception) -> Response:
        return Response(status_code=303, headers={"location": "/desk/security"})

    def broken(request: Request, error: Exception) -> Response:
        # The traceback goes to the log by way of the server; what the person typed stays out of it.
        response = _fault(
            app,
            request,
            500,
            "bug",
            "It is our fault, not yours. Nothing was kept half-done.",
            "Try again in a minute.",
        )
        response.headers.update(HEADERS)  # this answer is made outside of AnswerHeaders
        return response

    app.add_exception_handler(TocsinError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, misformed)
    app.add_exception_handler(LogInFirst, log_in_first)
    app.add_exception_handler(ChangePasswordFirst, password_first)
    app.add_exception_handler(SecondFactorFirst, factor_first)
    app.add_exception_handler(Exception, broken)


SAID_OF_STORE = {
    StoreError.code: {
        "message": N_("Our records do not answer just now. Nothing was kept."),
        "fix": N_("Try again in a few minutes."),
    },
    READ_ONLY: {
        "message": N_("We cannot take anything in just now. Nothing was kept."),
        "fix": N_("Try again in a few minutes. You can still check a message and read our alerts."),
    },
}
"""What everybody is told when the database fails, by the error's code."""
HTTP_SENTENCES = {
    400: ("The request could not be read.", "Go back and send it again."),
    404: ("There is no page at this address.", "Check the address, or start from the first page."),
    405: ("This page cannot be used that way.", "Start from the first page."),
}
REFUSALS = {400: "bad-input", 403: "not-allowed", 413: "too-long"}
HTTP_CODES = {400: "bad-input", 404: "not-found", 405: "not-allowed"}


def _fault(app: FastAPI, request: Request, status: int, code: str, message: str, fix: str) -> Response:
    if request.url.path.startswith("/api/"):
        return api_access.problem(status, code, message, fix)
    visit = None
    if request.url.path.startswith("/desk") and status != 500:
        with suppress(StoreError):  # where the database does not answer at all, nobody is known
            visit = visit_or_none(request)
    pages: Pages = app.state.pages
    posted: Posted | None = getattr(request.state, "posted", None) if status == 503 else None
    if posted is not None and {"password", "old", "ticket"} & posted.values.keys():
        posted = None  # a log-in is typed again
    return pages.fault(request, status, message, fix, visit=visit, posted=posted)


def _to_log_in(path: str, query: str, *, expired: bool) -> Response:
    asked = {"next": path + query, **({"expired": "1"} if expired else {})}
    return Response(status_code=303, headers={"location": f"/desk/login?{urlencode(asked)}"})
