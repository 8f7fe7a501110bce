"""Somebody says that an answer was wrong. It goes to the desk by e-mail; nothing else is kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.answer_feedback import tell_desk
from ...actions.installation import Installation
from ...errors import InputError
from .. import wording
from ..door import Form, Home, Site, see
from ..forms import Posted
from ..pages import Pages
from ..speaking import N_

router = APIRouter(include_in_schema=False)


@router.get("/wrong")
def nothing() -> Response:
    return see("/")


@router.post("/wrong")
def ask(request: Request, pages: Site, form: Form) -> Response:
    return _page(request, pages, form)


@router.post("/wrong/send")
def send(request: Request, home: Home, pages: Site, form: Form) -> Response:
    truth = form.one("truth")
    try:
        if truth not in wording.WRONG:
            raise InputError(N_("We do not know yet what is wrong."), fix=N_("Choose one of the sentences."))
        tell_desk(
            home,
            truth=wording.WRONG[truth],
            said_level=_level(form),
            said_scam=_scam(home, form),
            why=form.one("why"),
            words=form.text("text") if form.one("keep") == "yes" else None,
        )
    except InputError as error:
        return _page(request, pages, form, fault=error)
    return pages.render(
        request,
        "said",
        heading=N_("Thank you"),
        paragraphs=(
            N_("An officer will read it."),
            N_("Are you worried? Ring someone you trust, on a number you have."),
        ),
        action=None,
        button="",
    )


def _level(form: Posted) -> str:
    level = form.one("level")
    return level if level in wording.KICKERS else "unknown"


def _scam(home: Installation, form: Posted) -> str | None:
    scam = home.knowledge.scams.get(form.one("scam"))
    return scam.name if scam else None


def _page(request: Request, pages: Pages, form: Posted, *, fault: InputError | None = None) -> Response:
    return pages.render(
        request,
        "wrong",
        status=422 if fault else 200,
        fault=fault,
        text=form.text("text"),
        level=_level(form),
        scam=form.one("scam"),
        truth=form.one("truth"),
        why=form.one("why"),
        keep=form.one("keep") == "yes",
    )
