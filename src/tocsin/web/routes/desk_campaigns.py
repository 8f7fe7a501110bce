"""Campaigns, and clusters that no known scam explains."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.campaigns import (
    close_campaign,
    join_campaign,
    list_campaigns,
    make_campaign,
    new_clusters,
    see_campaign,
)
from ...actions.exporting_stix import TLPS, Tlp, export_campaign
from ...actions.joining_campaigns import members, put_in, suggest_members, take_out
from ...errors import InputError, NotAllowedError, NotFoundError
from ..door import DeskForm, Home, SignedIn, Site, see
from .desk_today import scam_names

router = APIRouter(include_in_schema=False)


@router.get("/desk/campaigns")
def campaigns(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return pages.render(
        request,
        "desk/report_campaigns",
        visit=visit,
        campaigns=list_campaigns(home),
        clusters=new_clusters(home),
        scam_names=scam_names(home),
        fault=None,
    )


@router.post("/desk/campaigns")
def make(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    try:
        campaign = make_campaign(
            home, form.many("references"), officer=visit.officer, name=form.one("name"), scam=form.one("scam") or None
        )
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return pages.render(
            request,
            "desk/report_campaigns",
            status=422,
            visit=visit,
            campaigns=list_campaigns(home),
            clusters=new_clusters(home),
            scam_names=scam_names(home),
            fault=error,
        )
    return see(f"/desk/campaigns/{campaign.id}")


@router.get("/desk/campaigns/{campaign_id}")
def one_campaign(request: Request, home: Home, pages: Site, visit: SignedIn, campaign_id: str) -> Response:
    return pages.render(
        request,
        "desk/report_campaign",
        visit=visit,
        seen=see_campaign(home, campaign_id),
        members=members(home, campaign_id),
        suggested=suggest_members(home, campaign_id),
        scam_names=scam_names(home),
    )


@router.post("/desk/campaigns/{campaign_id}/close")
def close(home: Home, visit: SignedIn, form: DeskForm, campaign_id: str) -> Response:
    close_campaign(home, campaign_id, officer=visit.officer, over=form.one("over") == "yes")
    return see(f"/desk/campaigns/{campaign_id}")


@router.post("/desk/campaigns/{campaign_id}/leave")
def leave(home: Home, visit: SignedIn, form: DeskForm, campaign_id: str) -> Response:
    join_campaign(home, form.one("reference"), officer=visit.officer, campaign_id=None)
    return see(f"/desk/campaigns/{campaign_id}")


@router.post("/desk/campaigns/{campaign_id}/stix")
def stix(home: Home, visit: SignedIn, form: DeskForm, campaign_id: str) -> Response:
    tlp: Tlp = next((one for one in TLPS if one == form.one("tlp")), "amber")
    bundle = export_campaign(home, campaign_id, officer=visit.officer, reason=form.one("reason"), tlp=tlp)
    return Response(
        bundle,
        media_type="application/stix+json;version=2.1",
        headers={"content-disposition": f'attachment; filename="{campaign_id}.stix.json"'},
    )


@router.post("/desk/campaigns/{campaign_id}/put-in")
def put_member_in(home: Home, visit: SignedIn, form: DeskForm, campaign_id: str) -> Response:
    put_in(home, campaign_id, form.one("kind"), form.one("ref"), officer=visit.officer)
    return see(f"/desk/campaigns/{campaign_id}")


@router.post("/desk/campaigns/{campaign_id}/take-out")
def take_member_out(home: Home, visit: SignedIn, form: DeskForm, campaign_id: str) -> Response:
    take_out(home, campaign_id, form.one("kind"), form.one("ref"), officer=visit.officer)
    return see(f"/desk/campaigns/{campaign_id}")
