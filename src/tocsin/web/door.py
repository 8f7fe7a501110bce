"""What every route reaches for: the installation, the pages, and the form that was posted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse

from ..actions.installation import Installation
from .forms import Posted, read_form
from .pages import Pages
from .visit import Visit, check_form_token, visit_of


async def installation_of(request: Request) -> Installation:
    """The installation that this app serves. (A coroutine: a plain function would be run in a thread of its own.)"""
    installation: Installation = request.app.state.installation
    return installation


async def pages_of(request: Request) -> Pages:
    """The pages of this app."""
    pages: Pages = request.app.state.pages
    return pages


def _desk_form(
    request: Request, visit: Annotated[Visit, Depends(visit_of)], posted: Annotated[Posted, Depends(read_form)]
) -> Posted:
    check_form_token(request, visit, posted.one("csrf"))
    return posted


Home = Annotated[Installation, Depends(installation_of)]
Site = Annotated[Pages, Depends(pages_of)]
Form = Annotated[Posted, Depends(read_form)]
"""A form of the public pages."""
SignedIn = Annotated[Visit, Depends(visit_of)]
"""The officer who asks; without one the log-in page is shown instead."""
DeskForm = Annotated[Posted, Depends(_desk_form)]
"""A form of the desk: it came from a page of this very session."""


def see(path: str) -> RedirectResponse:
    """After something was done: look there now. Loading the page again does not do it again."""
    return RedirectResponse(path, status_code=303)
