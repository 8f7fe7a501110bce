"""The settings in force, to read; and what the desk itself may choose."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.installation import Installation
from ...actions.people import list_people
from ...actions.second_factors import factor_required, people_with_factors, require_factor
from ...actions.surging import choose_false_alarms, false_alarms_asked
from ...errors import InputError, NotAllowedError
from ...settings import SETTINGS, setting_source
from ..door import DeskForm, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import Visit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as the page shows it. A secret's ``value`` is never shown, only that there is one."""

    name: str
    meaning: str
    value: str
    comes_from: str


@router.get("/desk/settings")
def settings(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _page(request, home, pages, visit)


@router.post("/desk/settings")
def choose(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    """What the desk chooses for itself; only an administrator."""
    try:
        require_factor(home, form.one("require_factor") == "yes", by=visit.officer)
        if form.one("per_year"):
            choose_false_alarms(home, _number(form.one("per_year")), officer=visit.officer)
    except NotAllowedError:
        raise
    except InputError as error:
        return _page(request, home, pages, visit, fault=error)
    return see("/desk/settings?done=choice-kept")


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError as error:
        raise InputError(f"“{given[:20]}” is no number.", fix="Give a number, such as 12.") from error


def _page(
    request: Request, home: Installation, pages: Pages, visit: Visit, *, fault: InputError | None = None
) -> Response:
    shown = []
    for setting in SETTINGS:
        source, value = setting_source(setting)
        if source is None:
            shown.append(Shown(setting.name, setting.meaning, setting.default, "as it comes"))
        else:
            shown.append(Shown(setting.name, setting.meaning, "kept secret" if setting.secret else value, source))
    people = [one for one in list_people(home, by=visit.officer) if one.disabled_at is None]
    with_factors = people_with_factors(home)
    return pages.render(
        request,
        "desk/settings",
        status=status_of(fault) if fault else 200,
        visit=visit,
        settings=shown,
        required=factor_required(home),
        without_factor=[one.display_name for one in people if one.id not in with_factors],
        per_year=false_alarms_asked(home),
        may_choose=visit.officer.role == "admin",
        fault=fault,
    )
