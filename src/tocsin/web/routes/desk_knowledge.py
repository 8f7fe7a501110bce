"""The knowledge on the desk: read it, prove it, propose a change, and decide a colleague's."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.campaign_knowledge import entry_from_campaign
from ...actions.installation import Installation
from ...actions.updating import (
    accept_change,
    decline_change,
    difference,
    files_in_force,
    get_change,
    list_changes,
    propose_change,
)
from ...errors import InputError, NotFoundError, TocsinError
from ...knowledge.versions import in_force
from ...records import Report
from ..door import DeskForm, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import Visit

router = APIRouter(include_in_schema=False)


@router.get("/desk/knowledge")
def all_knowledge(request: Request, home: Home, pages: Site, visit: SignedIn, q: str = "") -> Response:
    knowledge, wanted = home.knowledge, q.strip().casefold()
    scams = [
        scam
        for scam in sorted(knowledge.scams.values(), key=lambda scam: scam.name)
        if wanted in " ".join((scam.id, scam.name, *scam.also_called)).casefold()
    ]
    organisations = [
        one
        for one in sorted(knowledge.organisations.values(), key=lambda one: one.name)
        if wanted in " ".join((one.id, *one.names)).casefold()
    ]
    return pages.render(
        request,
        "desk/knowledge",
        visit=visit,
        q=q.strip(),
        scams=scams,
        organisations=organisations,
        version=knowledge.version,
        in_force=in_force(home.data_folder),
        given=home.knowledge_folder,
        open_changes=list_changes(home, status="proposed"),
        decided=[change for change in list_changes(home) if change.status != "proposed"][:10],
    )


@router.get("/desk/knowledge/new")
def new_entry(request: Request, home: Home, pages: Site, visit: SignedIn, campaign: str = "") -> Response:
    """An empty entry, or one that a campaign begins."""
    if not campaign:
        return _file(request, home, pages, visit, path="", content="")
    begun = entry_from_campaign(home, campaign)
    note = f"Seen in the campaign “{begun.name}”, {len(begun.reports)} reports."
    return _file(request, home, pages, visit, path=begun.path, content=begun.content, note=note, reports=begun.reports)


@router.get("/desk/knowledge/changes/{change_id}")
def one_change(request: Request, home: Home, pages: Site, visit: SignedIn, change_id: str) -> Response:
    return _change(request, home, pages, visit, change_id)


@router.post("/desk/knowledge/changes/{change_id}/accept")
def accept(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, change_id: str) -> Response:
    try:
        accept_change(home, change_id, officer=visit.officer, note=form.one("note"))
    except TocsinError as error:
        return _change(request, home, pages, visit, change_id, fault=error)
    return see(f"/desk/knowledge/changes/{change_id}?done=knowledge-accepted")


@router.post("/desk/knowledge/changes/{change_id}/decline")
def decline(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, change_id: str) -> Response:
    try:
        decline_change(home, change_id, officer=visit.officer, note=form.one("note"))
    except TocsinError as error:
        return _change(request, home, pages, visit, change_id, fault=error)
    return see(f"/desk/knowledge/changes/{change_id}?done=knowledge-declined")


@router.get("/desk/knowledge/{folder}/{name}")
def one_file(request: Request, home: Home, pages: Site, visit: SignedIn, folder: str, name: str) -> Response:
    path = f"{folder}/{name}.yaml"
    content = files_in_force(home.data_folder, home.knowledge_folder).get(path)
    if content is None:
        raise NotFoundError(f"There is no “{name}” in the knowledge.", fix="Go back to the list.")
    return _file(request, home, pages, visit, path=path, content=content.decode("utf-8"))


@router.post("/desk/knowledge/propose")
def propose(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    path, content, note = form.one("file"), form.text("content"), form.one("note")
    try:
        change = propose_change(home, officer=visit.officer, path=path, content=content, note=note)
    except InputError as error:
        return _file(request, home, pages, visit, path=path, content=content, note=note, fault=error)
    return see(f"/desk/knowledge/changes/{change.id}?done=knowledge-proposed")


def _file(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    *,
    path: str,
    content: str,
    note: str = "",
    fault: TocsinError | None = None,
    reports: Sequence[Report] = (),
) -> Response:
    name = path.rpartition("/")[2].removesuffix(".yaml")
    knowledge = home.knowledge
    known = path in files_in_force(home.data_folder, home.knowledge_folder)
    return pages.render(
        request,
        "desk/knowledge_file",
        status=status_of(fault) if fault else 200,
        visit=visit,
        file=path,
        known=known,
        content=content,
        note=note,
        fault=fault,
        reports=reports,
        scam=knowledge.scams.get(name) if path.startswith("scams/") else None,
        organisation=knowledge.organisations.get(name) if path.startswith("organisations/") else None,
        rules=knowledge.rules_for(name)
        if path.startswith("organisations/") and name in knowledge.organisations
        else (),
    )


def _change(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    change_id: str,
    *,
    fault: TocsinError | None = None,
) -> Response:
    change = get_change(home, change_id)
    return pages.render(
        request,
        "desk/knowledge_change",
        status=status_of(fault) if fault else 200,
        visit=visit,
        change=change,
        lines=difference(home, change)
        if change.status == "proposed"
        else [("+", line) for line in change.content.splitlines()],
        own=change.proposed_by == visit.officer.name,
        fault=fault,
    )
