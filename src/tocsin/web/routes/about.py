"""What we keep, whether we are up, and the files that pages need."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ...errors import StoreError
from ..door import Home, Site
from ..pages import static_address

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request, pages: Site) -> Response:
    return pages.render(request, "privacy")


@router.get("/accessibility")
def accessibility(request: Request, pages: Site) -> Response:
    return pages.render(request, "accessibility")


@router.get("/healthz")
def healthz() -> Response:
    """For whoever restarts this process: it runs. What it needs of others is no reason to restart it."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def readyz(home: Home) -> Response:
    """For whoever sends people here: the database answers and its tables are up to date."""
    try:
        pending = home.store.pending_migrations()
    except StoreError as error:
        return JSONResponse({"status": "no database", "message": error.message}, status_code=503)
    # One that can only be read still answers whoever asks: people go on being sent here.
    well = "ok" if home.store.takes_writes() else "only reading"
    return JSONResponse({"status": "migrate" if pending else well}, status_code=503 if pending else 200)


@router.get("/robots.txt")
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /desk\nDisallow: /manage\nDisallow: /leave\n", media_type="text/plain")


@router.get("/favicon.ico")
def favicon() -> Response:
    return RedirectResponse(static_address("bell.svg"), status_code=301)
