"""The queue of reports, and one report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.matching import find_matches, merge_reports, merges_of, undo_merge
from ...actions.people import list_people
from ...actions.reporting import get_report, list_queue, open_contact, open_sealed
from ...actions.triage import (
    accept_report,
    answer_safeguarding,
    ask_back,
    assign_report,
    at_once,
    messages_of,
    reopen_report,
    set_aside_report,
)
from ...errors import InputError, NotAllowedError, NotFoundError
from ...records import Report
from ...reports import vulnerability
from .. import wording
from ..door import DeskForm, Home, SignedIn, Site, see
from ..filters import day_or_none, page_number, views_shown
from ..forms import Posted
from ..pages import Pages
from ..visit import Visit
from .desk_today import scam_names, scams_to_choose

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the queue, as the address holds them."""

    status: str = ""
    scam: str = ""
    county: str = ""
    search: str = ""
    mine: str = ""
    vulnerable: str = ""
    order: str = ""
    since: str = ""
    until: str = ""


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
    mine: str = "",
    vulnerable: str = "",
    order: str = "",
    since: str = "",
    until: str = "",
    page: str = "1",
    which: str = "",
) -> Response:
    chosen = Chosen(
        status if status in wording.REPORT_STATUSES else "",
        scam,
        county.strip(),
        search.strip(),
        mine[:1],
        vulnerable[:1],
        "newest" if order == "newest" else "",
        since if day_or_none(since) else "",
        until if day_or_none(until) else "",
    )
    found = list_queue(
        home,
        status=chosen.status or None,
        scam=chosen.scam or None,
        county=chosen.county or None,
        search=chosen.search or None,
        assigned_to=visit.officer.name if chosen.mine else None,
        vulnerable=True if chosen.vulnerable else None,
        since=day_or_none(chosen.since),
        until=day_or_none(chosen.until),
        page=page_number({"page": page}),
        urgent_first=chosen.order != "newest",
    )
    query = urlencode(asdict(chosen))
    done = request.query_params.get("done", "")
    return pages.render(
        request,
        "desk/reports",
        visit=visit,
        page=found,
        chosen=chosen,
        query=query + "&",
        views=views_shown(home, visit.officer, of="reports", query=query),
        scams=scams_to_choose(home),
        scam_names=scam_names(home),
        officers=_officers(home, visit),
        undo=[one for one in which.split(",") if one] if done in {"accepted", "set-aside", "bulk-undo"} else [],
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


@router.post("/desk/reports/bulk")
def many(home: Home, visit: SignedIn, form: DeskForm) -> Response:
    """One thing done to every report that was ticked."""
    officer, act, reason = visit.officer, form.one("act"), form.one("reason")
    if act == "set-aside" and not reason:
        raise InputError("Reports are set aside with a reason.", fix="Go back and choose one.")

    def do(reference: str) -> Report:
        if act == "accept":
            return accept_report(home, reference, officer=officer, scam=form.one("scam") or None)
        if act == "set-aside":
            return set_aside_report(home, reference, officer=officer, reason=reason)
        if act == "reopen":
            return reopen_report(home, reference, officer=officer)
        if act == "assign":
            return assign_report(home, reference, officer=officer, to=form.one("to") or None)
        raise InputError(f"“{act[:20]}” is nothing that can be done to reports.", fix="Choose one from the list.")

    done = at_once(home, form.many("references"), do=do)
    told = {"done": "bulk-some" if done.refused else "bulk"}
    if act in {"accept", "set-aside"} and done.changed and not done.refused:
        told = {"done": "bulk-undo", "which": ",".join(done.changed)}
    return see(f"/desk/reports?{form.text('back')}{urlencode(told)}")


@router.post("/desk/reports/{reference}/assign")
def assign(home: Home, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    report = assign_report(home, reference, officer=visit.officer, to=form.one("to") or None)
    return see(f"/desk/reports/{report.reference}?done=assigned")


@router.post("/desk/reports/{reference}/ask")
def ask(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    try:
        report = ask_back(home, reference, officer=visit.officer, question=form.one("question"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _page(
            request, home, pages, visit, get_report(home, reference), fault=error, question=form.one("question")
        )
    return see(f"/desk/reports/{report.reference}?done=asked")


@router.post("/desk/reports/{reference}/safeguarding")
def safeguarding(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str
) -> Response:
    try:
        report = answer_safeguarding(home, reference, officer=visit.officer, done=form.one("done"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_report(home, reference), fault=error)
    return see(f"/desk/reports/{report.reference}?done=safeguarded")


@router.post("/desk/reports/{reference}/merge")
def merge(home: Home, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    """The other report is a copy of this one."""
    report = merge_reports(home, reference, form.one("copy"), officer=visit.officer)
    return see(f"/desk/reports/{report.reference}?done=merged")


@router.post("/desk/reports/{reference}/unmerge")
def unmerge(home: Home, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    report = undo_merge(home, reference, officer=visit.officer)
    return see(f"/desk/reports/{report.reference}?done=unmerged")


@router.post("/desk/reports/{reference}/contact")
def contact(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, reference: str) -> Response:
    try:
        opened = open_contact(home, reference, officer=visit.officer, reason=form.one("reason"))
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_report(home, reference), fault=error)
    return _page(request, home, pages, visit, get_report(home, reference), opened_contact=opened or "They left none.")


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


def _officers(home: Installation, visit: Visit) -> list[tuple[str, str]]:
    people = list_people(home, by=visit.officer)
    return [(one.name, one.display_name) for one in people if one.disabled_at is None]


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
    opened_contact: str | None = None,
    question: str = "",
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
        opened_contact=opened_contact,
        question=question,
        matches=find_matches(home, report.reference),
        merges=merges_of(home, report.reference),
        messages=messages_of(home, report.reference),
        officers=_officers(home, visit),
        vulnerability=[vulnerability.say(sign) for sign in report.vulnerability],
        urgent_vulnerability=bool(vulnerability.URGENT & set(report.vulnerability)),
        scams=scams_to_choose(home),
        scam_names=scam_names(home),
        organisation_names={one.id: one.name for one in home.knowledge.organisations.values()},
        tactic_names={one.id: one.name for one in home.knowledge.tactics.values()},
    )
