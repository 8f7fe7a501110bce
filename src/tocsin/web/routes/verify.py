"""Is this alert really ours? By the code somebody read out, or by a copy pasted whole."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.verifying import verify
from ...errors import InputError
from .. import wording
from ..door import Form, Home, Site
from ..pages import Pages
from ..speaking import N_

router = APIRouter(include_in_schema=False)


@router.get("/verify")
def ask(request: Request, pages: Site) -> Response:
    return _page(request, pages)


@router.get("/verify/{code}")
def verify_code(request: Request, home: Home, pages: Site, code: str) -> Response:
    return _verified(request, home, pages, code)


@router.post("/verify")
def verify_words(request: Request, home: Home, pages: Site, form: Form) -> Response:
    text = form.text("text")
    if not text.strip():
        fault = InputError(N_("The box is empty."), fix=N_("Type the code, or paste the alert."))
        return _page(request, pages, fault=fault, status=422)
    return _verified(request, home, pages, text)


def _verified(request: Request, home: Installation, pages: Pages, text: str) -> Response:
    found = verify(home, text)
    if found is None:
        return _page(
            request,
            pages,
            text=text,
            asked_about=True,
            level="suspicious",
            kicker=N_("Not one of ours"),
            note=N_("We have sent no alert like this. Do not act on it. Check the code letter by letter."),
        )
    level = "altered-alert" if found.changes else "genuine-alert"
    return _page(
        request,
        pages,
        text=text,
        asked_about=True,
        level=level if found.state == "current" or found.changes else "suspicious",
        kicker=wording.KICKERS[level],
        note=found.note,
        changes=found.changes,
        code=found.code,
    )


def _page(
    request: Request,
    pages: Pages,
    *,
    status: int = 200,
    fault: InputError | None = None,
    text: str = "",
    asked_about: bool = False,
    level: str = "",
    kicker: str = "",
    note: str = "",
    changes: tuple[str, ...] = (),
    code: str = "",
) -> Response:
    return pages.render(
        request,
        "verify",
        status=status,
        fault=fault,
        text=text,
        asked_about=asked_about,
        again={"action": "/verify", "fields": [("text", text)]} if text and request.method == "POST" else None,
        level=level,
        kicker=kicker,
        note=note,
        changes=changes,
        code=code,
    )
