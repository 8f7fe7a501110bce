""" "This is ours": the public page, and the desk's answers. And the month in figures."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.complaining import answer_complaint, complain, get_complaint, list_complaints, open_complaint
from ...actions.figures import figures_as_csv, figures_of, months
from ...errors import InputError, NotAllowedError, NotFoundError
from ..door import DeskForm, Form, Home, SignedIn, Site, see

router = APIRouter(include_in_schema=False)


@router.get("/ours")
def say_it_is_ours(request: Request, pages: Site) -> Response:
    return pages.render(request, "report_ours", given="", words_given="", fault=None)


@router.post("/ours")
def take_complaint(request: Request, home: Home, pages: Site, form: Form) -> Response:
    try:
        complaint = complain(home, form.one("what"), words=form.text("words"))
    except InputError as error:
        return pages.render(
            request, "report_ours", status=422, given=form.one("what"), words_given=form.text("words"), fault=error
        )
    return see(f"/ours/{complaint.reference}")


@router.get("/ours/{reference}")
def how_it_stands(request: Request, home: Home, pages: Site, reference: str) -> Response:
    return pages.render(request, "report_ours_answer", forget=True, complaint=get_complaint(home, reference))


@router.get("/desk/complaints")
def complaints(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return pages.render(request, "desk/report_complaints", visit=visit, complaints=list_complaints(home))


@router.get("/desk/complaints/{reference}")
def one_complaint(request: Request, home: Home, pages: Site, visit: SignedIn, reference: str) -> Response:
    return pages.render(
        request, "desk/report_complaint", visit=visit, complaint=get_complaint(home, reference), opened=None, fault=None
    )


@router.post("/desk/complaints/{reference}/open")
def open_words(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    opened, fault = None, None
    try:
        opened = open_complaint(home, reference, officer=visit.officer, reason=form.one("reason"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        fault = error
    return pages.render(
        request,
        "desk/report_complaint",
        status=422 if fault else 200,
        visit=visit,
        complaint=get_complaint(home, reference),
        opened=opened,
        fault=fault,
    )


@router.post("/desk/complaints/{reference}/answer")
def answer(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    try:
        answer_complaint(
            home, reference, officer=visit.officer, upheld=form.one("upheld") == "yes", answer=form.one("answer")
        )
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return pages.render(
            request,
            "desk/report_complaint",
            status=422,
            visit=visit,
            complaint=get_complaint(home, reference),
            opened=None,
            fault=error,
        )
    return see("/desk/complaints?done=complaint-answered")


@router.get("/desk/figures")
def figures(request: Request, home: Home, pages: Site, visit: SignedIn, month: str = "") -> Response:
    known = months(home)
    chosen = month or known[0]
    return pages.render(request, "desk/figures", visit=visit, months=known, figures=figures_of(home, chosen))


@router.get("/desk/figures.csv")
def figures_csv(home: Home, visit: SignedIn, month: str = "", whole: str = "") -> Response:
    """For publication, unless ``whole``: then for the desk alone, with small counts."""
    chosen = month or months(home)[0]
    body = figures_as_csv(home, chosen, for_publication=not whole)
    name = f"figures-{chosen}{'-internal' if whole else ''}.csv"
    return Response(
        body, media_type="text/csv; charset=utf-8", headers={"content-disposition": f'attachment; filename="{name}"'}
    )
