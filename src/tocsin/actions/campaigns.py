"""Campaigns: clusters that no known scam explains, made into one by an officer, and what they come to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..errors import InputError, NotFoundError
from ..people.roles import require
from ..records import Indicator, Officer, Report
from ..reports.clusters import Cluster, find_clusters
from ..store import campaigns as campaign_store
from ..store import indicators as indicator_store
from ..store import reports as report_store
from ..store.campaigns import Campaign
from .installation import Installation
from .reporting import note

LOOK_BACK = timedelta(days=30)
MOST_CLUSTERED = 3_000


@dataclass(frozen=True, slots=True)
class CampaignSeen:
    """A campaign with its newest reports and what they name; ``spoofed``: somebody's genuine own, never the culprit's."""

    campaign: Campaign
    reports: tuple[Report, ...]
    names: tuple[tuple[Indicator, int], ...]
    spoofed: tuple[tuple[Indicator, int], ...]


def new_clusters(installation: Installation) -> tuple[Cluster, ...]:
    """Reports of the last 30 days that look alike, match no known scam and are in no campaign yet."""
    since = installation.now() - LOOK_BACK
    with installation.store.read() as tx:
        unknown = [
            report
            for report in report_store.list_unrecognised(tx, since=since, limit=MOST_CLUSTERED)
            if report.campaign is None
        ]
        named = indicator_store.indicators_by_report(tx, [report.reference for report in unknown])
    return find_clusters(unknown, indicators=named)


def make_campaign(
    installation: Installation, references: Sequence[str], *, officer: Officer, name: str, scam: str | None = None
) -> Campaign:
    """Say that these reports tell of the same thing.

    Raises:
        InputError: no name, no reports, or a scam that is not in the knowledge.
    """
    require(officer, "triage")
    name = " ".join(name.split())[:120]
    if len(name) < 3:
        raise InputError(
            "The campaign has no name.", fix="Name it by what happens, such as: callers about loft insulation."
        )
    if scam is not None and scam not in installation.knowledge.scams:
        raise InputError(f"There is no scam “{scam}” in the knowledge.", fix="Choose one from the list.")
    campaign = Campaign(f"c-{secrets.token_hex(5)}", name, scam, installation.now(), officer.name, None)
    with installation.store.begin() as tx:
        campaign_store.add_campaign(tx, campaign)
        if not campaign_store.join_campaign(tx, references, campaign.id):
            raise InputError("None of these reports is here.", fix="Choose some from the queue.")
        note(tx, installation, officer.name, "campaign-made", campaign.id, name)
    return see_campaign(installation, campaign.id).campaign


def join_campaign(installation: Installation, reference: str, *, officer: Officer, campaign_id: str | None) -> None:
    """Put a report into a campaign, or take it out of the one it is in."""
    require(officer, "triage")
    if campaign_id is not None:
        see_campaign(installation, campaign_id)
    with installation.store.begin() as tx:
        campaign_store.join_campaign(tx, [reference], campaign_id)
        note(
            tx,
            installation,
            officer.name,
            "campaign-joined" if campaign_id else "campaign-left",
            reference,
            campaign_id or "",
        )


def close_campaign(installation: Installation, campaign_id: str, *, officer: Officer, over: bool) -> None:
    """Say that a campaign is over, or that it is not after all."""
    require(officer, "triage")
    see_campaign(installation, campaign_id)
    with installation.store.begin() as tx:
        campaign_store.close_campaign(tx, campaign_id, at=installation.now() if over else None)
        note(tx, installation, officer.name, "campaign-over" if over else "campaign-reopened", campaign_id, "")


def list_campaigns(installation: Installation) -> list[Campaign]:
    """Every campaign, the one that was heard of last first."""
    with installation.store.read() as tx:
        return campaign_store.list_campaigns(tx)


def see_campaign(installation: Installation, campaign_id: str) -> CampaignSeen:
    """One campaign.

    Raises:
        NotFoundError: there is none of that id.
    """
    with installation.store.read() as tx:
        found = campaign_store.list_campaigns(tx, campaign_id=campaign_id)
        if not found:
            raise NotFoundError(f"There is no campaign {campaign_id}.", fix="Choose one from the list.")
        reports = report_store.list_reports(tx, campaign=campaign_id, merged=False, limit=100)
        named = campaign_store.indicators_of_campaign(tx, campaign_id)
    return CampaignSeen(
        found[0],
        tuple(reports),
        tuple((one, count) for one, count, genuine in named if not genuine),
        tuple((one, count) for one, count, genuine in named if genuine),
    )
