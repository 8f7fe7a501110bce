"""The desk's first page, its people and its log."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.approving import set_own_email
from ...actions.installation import Installation
from ...actions.people import (
    LogFilter,
    add_officer,
    audit_choices,
    audit_log,
    disable_officer,
    end_sessions_of,
    list_people,
    reset_password,
)
from ...actions.second_factors import people_with_factors, remove_factors_of
from ...actions.today import today
from ...errors import InputError, NotAllowedError, TocsinError
from ...records import Role
from ..door import DeskForm, Home, SignedIn, Site, see
from ..filters import day_or_none, page_number
from ..pages import Pages, status_of
from ..visit import Visit

router = APIRouter(include_in_schema=False)
ENTRIES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """What the administrator has filled in so far."""

    name: str = ""
    display_name: str = ""
    role: Role = "officer"


def scam_names(home: Installation) -> dict[str | None, str]:
    """The names of scams by id, for lists."""
    return {scam.id: scam.name for scam in home.knowledge.scams.values()}


def scams_to_choose(home: Installation) -> list[tuple[str, str]]:
    """The scams by id and name, in the order of their names, for a list to choose from."""
    return sorted(((scam.id, scam.name) for scam in home.knowledge.scams.values()), key=lambda pair: pair[1])


@router.get("/desk")
def first_page(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return pages.render(
        request,
        "desk/today",
        visit=visit,
        today=today(home, visit.officer),
        scam_names=scam_names(home),
        officer_names={person.id: person.display_name for person in list_people(home, by=visit.officer)},
    )


@router.get("/desk/people")
def people(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _people(request, home, pages, visit)


@router.post("/desk/people")
def add(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    role: Role = "admin" if form.one("role") == "admin" else "officer"
    given = NewOfficer(form.one("name"), form.one("display_name"), role)
    try:
        officer, password = add_officer(
            home, by=visit.officer, name=given.name, display_name=given.display_name, role=role
        )
    except InputError as error:
        return _people(request, home, pages, visit, given=given, fault=error)
    # Not a redirect: the password is shown this once and must not stand in an address.
    return _people(request, home, pages, visit, once=(officer.name, password))


@router.post("/desk/people/email")
def own_email(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    """Where colleagues may ask this officer for a second opinion."""
    try:
        set_own_email(home, visit.officer, address=form.one("email"))
    except InputError as error:
        return _people(request, home, pages, visit, fault=error)
    return see("/desk/people?done=own-email")


@router.post("/desk/people/{name}/password")
def new_password(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, name: str) -> Response:
    return _people(request, home, pages, visit, once=(name, reset_password(home, by=visit.officer, name=name)))


@router.post("/desk/people/{name}/disable")
def shut_out(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, name: str) -> Response:
    try:
        disable_officer(home, by=visit.officer, name=name)
    except NotAllowedError:
        raise
    except InputError as error:
        return _people(request, home, pages, visit, fault=error)
    return see("/desk/people?done=disabled")


@router.post("/desk/people/{name}/factors")
def lost_factors(home: Home, visit: SignedIn, form: DeskForm, name: str) -> Response:
    """A colleague lost the phone or the passkey."""
    remove_factors_of(home, by=visit.officer, name=name)
    return see("/desk/people?done=factors-reset")


@router.post("/desk/people/{name}/sessions")
def log_out_everywhere(home: Home, visit: SignedIn, form: DeskForm, name: str) -> Response:
    end_sessions_of(home, by=visit.officer, name=name)
    return see("/desk/people?done=sessions-ended")


@router.get("/desk/audit")
def log(
    request: Request,
    home: Home,
    pages: Site,
    visit: SignedIn,
    who: str = "",
    what: str = "",
    which: str = "",
    since: str = "",
    until: str = "",
    page: str = "1",
) -> Response:
    number = max(page_number({"page": page}), 1)
    wanted = LogFilter(which.strip()[:100], who[:100], what[:100], day_or_none(since), day_or_none(until))
    entries = audit_log(
        home, by=visit.officer, limit=ENTRIES_A_PAGE + 1, offset=(number - 1) * ENTRIES_A_PAGE, wanted=wanted
    )
    actions, actors = audit_choices(home, by=visit.officer)
    asked = {"who": who, "what": what, "which": which, "since": since, "until": until}
    return pages.render(
        request,
        "desk/audit",
        visit=visit,
        entries=entries[:ENTRIES_A_PAGE],
        more=len(entries) > ENTRIES_A_PAGE,
        page=number,
        chosen=asked,
        query=urlencode({name: value for name, value in asked.items() if value}) + "&",
        actions=[(one, one.replace("-", " ")) for one in sorted({*actions, *([what] if what else [])})],
        actors=[(one, one) for one in actors],
    )


def _people(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    *,
    given: NewOfficer | None = None,
    fault: TocsinError | None = None,
    once: tuple[str, str] | None = None,
) -> Response:
    return pages.render(
        request,
        "desk/people",
        status=status_of(fault) if fault else 200,
        visit=visit,
        people=list_people(home, by=visit.officer),
        may_manage=visit.officer.role == "admin",
        with_factors=people_with_factors(home),
        given=given or NewOfficer(),
        fault=fault,
        once=once,
    )
