"""Official warnings that others published: reading one, and what was read out of it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.advisories import (
    also_told_by,
    get_advisory,
    keep_advisory,
    read_pasted,
    read_upload,
    remarks_on_advisory,
    same_events,
)
from ...actions.filtering import AdvisoryState, find_advisories
from ...actions.installation import Installation
from ...actions.watching import add_feed, list_feeds, remove_feed
from ...errors import InputError
from .. import wording
from ..door import DeskForm, Home, SignedIn, Site, see
from ..filters import page_number, read_asked, views_shown
from ..pages import Pages, status_of
from ..visit import Visit
from .desk_today import scam_names, scams_to_choose

router = APIRouter(include_in_schema=False)


@router.get("/desk/advisories")
def all_advisories(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _all(request, home, pages, visit)


@router.post("/desk/advisories/feeds")
def watch(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        add_feed(home, form.one("url"), officer=visit.officer)
    except InputError as error:
        return _all(request, home, pages, visit, feed_url=form.one("url"), fault=error)
    return see("/desk/advisories?done=feed-added")


@router.post("/desk/advisories/feeds/remove")
def watch_no_longer(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    remove_feed(home, form.one("url"), officer=visit.officer)
    return see("/desk/advisories?done=feed-removed")


@router.get("/desk/advisories/new")
def ask(request: Request, pages: Site, visit: SignedIn) -> Response:
    return _form(request, pages, visit)


@router.post("/desk/advisories/new")
def read(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    text, upload = form.text("text"), form.files.get("file")
    try:
        advisories = read_upload(home, upload.name, upload.data) if upload is not None else read_pasted(home, text)
        kept = [keep_advisory(home, advisory, officer=visit.officer) for advisory in advisories]
    except InputError as error:
        return _form(request, pages, visit, text=text, fault=error)
    return see(f"/desk/advisories/{kept[0].id}?done=kept" if len(kept) == 1 else "/desk/advisories?done=kept")


@router.get("/desk/advisories/{advisory_id}")
def one_advisory(request: Request, home: Home, pages: Site, visit: SignedIn, advisory_id: str) -> Response:
    advisory = get_advisory(home, advisory_id)
    return pages.render(
        request,
        "desk/advisory",
        visit=visit,
        advisory=advisory,
        also_told=also_told_by(home, advisory),
        remarks=remarks_on_advisory(home, advisory),
        scam_names=scam_names(home),
        organisation_names={one.id: one.name for one in home.knowledge.organisations.values()},
    )


def _all(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    *,
    feed_url: str = "",
    fault: InputError | None = None,
) -> Response:
    asked = read_asked(request.query_params, states=wording.ADVISORY_STATES, state_as="state")
    state: AdvisoryState = asked.state  # type: ignore[assignment]  # one of them, or it would be empty
    found = find_advisories(home, asked.wanted(), state=state, page=page_number(request.query_params))
    others = {
        member.id: [other for other in group.members if other.id != member.id]
        for group in same_events(found.items)
        for member in group.members
    }
    return pages.render(
        request,
        "desk/advisories",
        status=status_of(fault) if fault else 200,
        visit=visit,
        page=found,
        chosen=asked,
        query=(query := asked.query(state_as="state")),
        views=views_shown(home, visit.officer, of="advisories", query=query),
        scams=scams_to_choose(home),
        also_told=others,
        scam_names=scam_names(home),
        feeds=list_feeds(home),
        feed_url=feed_url,
        fault=fault,
    )


def _form(request: Request, pages: Pages, visit: Visit, *, text: str = "", fault: InputError | None = None) -> Response:
    return pages.render(
        request, "desk/advisory_new", status=status_of(fault) if fault else 200, visit=visit, text=text, fault=fault
    )
