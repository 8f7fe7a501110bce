"""The queue of reports, and one report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.reporting import (
    accept_report,
    assign_report,
    get_report,
    list_queue,
    open_sealed,
    reopen_report,
    set_aside_report,
)
from ...errors import InputError, NotAllowedError, NotFoundError
from ...records import Report
from .. import wording
from ..door import DeskForm, Home, SignedIn, Site, see
from ..forms import Posted
from ..pages import Pages
from ..visit import Visit
from .desk_today import scam_names

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the queue, as the address holds them."""

    status: str = ""
    scam: str = ""
    county: str = ""
    search: str = ""


@router.get("/desk/reports")
def queue(
    request: Request,
    home: Home,
    pages: Site,
    visit: SignedIn,
    status: str = "new",
    scam: str = "",
    county: str = "",
    search: str = "",
    page: str = "1",
    which: str = "",
) -> Response:
    chosen = Chosen(status if status in wording.REPORT_STATUSES else "", scam, county.strip(), search.strip())
    found = list_queue(
        home,
        status=chosen.status or None,
        scam=chosen.scam or None,
        county=chosen.county or None,
        search=chosen.search or None,
        page=int(page) if page.isdigit() and len(page) < 7 else 1,
    )
    return pages.render(
        request,
        "desk/reports",
        visit=visit,
        page=found,
        chosen=chosen,
        query=urlencode(asdict(chosen)) + "&",
        scams=_scams(home),
        scam_names=scam_names(home),
        undo=which if request.query_params.get("done") in {"accepted", "set-aside"} else "",
    )


@router.get("/desk/reports/{reference}")
def one_report(request: Request, home: Home, pages: Site, visit: SignedIn, reference: str) -> Response:
    return _page(request, home, pages, visit, get_report(home, reference))


@router.post("/desk/reports/{reference}/accept")
def accept(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    report = accept_report(home, reference, officer=visit.officer, scam=form.one("scam") or None)
    return _after(request, home, pages, visit, form, report, done="accepted")


@router.post("/desk/reports/{reference}/set-aside")
def set_aside(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    try:
        report = set_aside_report(home, reference, officer=visit.officer, reason=form.one("reason"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _page(
            request, home, pages, visit, get_report(home, reference), fault=error, set_aside_reason=form.one("reason")
        )
    return _after(request, home, pages, visit, form, report, done="set-aside")


@router.post("/desk/reports/{reference}/reopen")
def reopen(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    report = reopen_report(home, reference, officer=visit.officer)
    return _after(request, home, pages, visit, form, report, done="reopened")


@router.post("/desk/reports/{reference}/assign")
def assign(home: Home, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    # Officers take a report on or give it back; nobody is handed one by a forged name.
    to = visit.officer.name if form.one("to") == visit.officer.name else None
    report = assign_report(home, reference, officer=visit.officer, to=to)
    return see(f"/desk/reports/{report.reference}?done=assigned")


@router.post("/desk/reports/{reference}/open")
def open_words(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    reason = form.one("reason")
    try:
        opened = open_sealed(home, reference, officer=visit.officer, reason=reason)
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_report(home, reference), fault=error, reason=reason)
    return _page(request, home, pages, visit, get_report(home, reference), opened=opened)


def _after(
    request: Request, home: Installation, pages: Pages, visit: Visit, form: Posted, report: Report, *, done: str
) -> Response:
    """The row alone when a script asked; else back to the list it came from, or to the report."""
    back = form.text("back")
    if request.headers.get("hx-request"):
        return pages.render(
            request, "desk/report_row", visit=visit, report=report, scam_names=scam_names(home), back=back
        )
    if back:
        return see(f"/desk/reports?{back}{urlencode({'done': done, 'which': report.reference})}")
    return see(f"/desk/reports/{report.reference}?done={done}")


def _scams(home: Installation) -> list[tuple[str, str]]:
    return sorted(((scam.id, scam.name) for scam in home.knowledge.scams.values()), key=lambda pair: pair[1])


def _page(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    report: Report,
    *,
    fault: InputError | None = None,
    reason: str = "",
    set_aside_reason: str = "",
    opened: str | None = None,
) -> Response:
    return pages.render(
        request,
        "desk/report",
        status=422 if fault else 200,
        visit=visit,
        report=report,
        fault=fault,
        reason=reason,
        set_aside_reason=set_aside_reason,
        opened=opened,
        scams=_scams(home),
        scam_names=scam_names(home),
        organisation_names={one.id: one.name for one in home.knowledge.organisations.values()},
        tactic_names={one.id: one.name for one in home.knowledge.tactics.values()},
    )
