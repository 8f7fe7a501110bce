"""Somebody wants to hear when our answer changes: their question is kept, sealed, for that alone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.checking import check
from ...actions.recalling import tell_me_of_changes
from ...errors import InputError
from .. import wording
from ..door import Form, Home, Site, see
from ..forms import Posted
from ..pages import Pages
from ..speaking import N_

router = APIRouter(include_in_schema=False)


@router.get("/changes")
def nothing() -> Response:
    return see("/")


@router.post("/changes")
def ask(request: Request, pages: Site, form: Form) -> Response:
    return _page(request, pages, form)


@router.post("/changes/keep")
def keep(request: Request, home: Home, pages: Site, form: Form) -> Response:
    text, channel = form.text("text"), form.one("channel")
    channel_or_none = channel if channel in wording.CHANNELS else None
    try:
        if not text.strip():
            raise InputError(N_("The box is empty."), fix=N_("Write what happened, or paste the message."))
        verdict = check(home, text, channel=channel_or_none)
        tell_me_of_changes(home, text, contact=form.one("contact"), verdict=verdict, channel=channel_or_none)
    except InputError as error:
        return _page(request, pages, form, fault=error)
    return pages.render(
        request,
        "said",
        heading=N_("We will write if our answer changes"),
        paragraphs=(
            N_("We keep your question for 90 days, sealed, and for nothing else."),
            N_("If you hear nothing from us, our answer is still the same."),
        ),
        action=None,
        button="",
    )


def _page(request: Request, pages: Pages, form: Posted, *, fault: InputError | None = None) -> Response:
    return pages.render(
        request,
        "changes",
        status=422 if fault else 200,
        fault=fault,
        text=form.text("text"),
        channel=form.one("channel"),
        contact=form.one("contact"),
    )
