"""What we keep, whether we are up, and the files that pages need."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..door import Home, Site
from ..pages import static_address

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request, pages: Site) -> Response:
    return pages.render(request, "privacy")


@router.get("/healthz")
def healthz(home: Home) -> Response:
    """For the machine that watches this one: the database answers and its tables are up to date."""
    pending = home.store.pending_migrations()
    return JSONResponse({"status": "migrate" if pending else "ok"}, status_code=503 if pending else 200)


@router.get("/robots.txt")
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /desk\nDisallow: /manage\nDisallow: /leave\n", media_type="text/plain")


@router.get("/favicon.ico")
def favicon() -> Response:
    return RedirectResponse(static_address("bell.svg"), status_code=301)
