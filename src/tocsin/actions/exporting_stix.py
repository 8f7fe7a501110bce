"""A campaign as a STIX 2.1 bundle (OASIS, 2021), for others who watch the same people.

What identifies offenders lies in reporters' own words, which are sealed: an export opens them, with a reason that is logged, and takes
only numbers, hosts and addresses out. A number or host of the organisation register is never an indicator: it is somebody's genuine
own that is being spoofed. The same campaign gives the same ids each time, so that a newer export updates the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import NAMESPACE_URL, UUID, uuid5

from ..errors import InputError
from ..people.roles import require
from ..records import Officer, Report
from ..reports.indicators import indicators_of, value_of
from ..reports.keyed import keyed
from ..store import reports as report_store
from ..understanding.understand import understand
from .campaigns import CampaignSeen, see_campaign
from .installation import Installation
from .reading_reports import genuine_in
from .reporting import note, own_words

Tlp = Literal["clear", "green", "amber", "red"]
TLPS: tuple[Tlp, ...] = get_args(Tlp)
MOST_REPORTS = 5_000
LEAST_REPORTS = 2  # that name an indicator: one report alone accuses nobody
F3 = "https://github.com/center-for-threat-informed-defense/fight-fraud-framework"
_PATTERNS = {
    "phone": "[x-phone-number:value = '{}']",
    "host": "[domain-name:value = '{}']",
    "email": "[email-addr:value = '{}']",
}
"""Bank accounts are left out: they may be a victim's, lent or taken over. STIX has no object for telephone numbers."""


def export_campaign(
    installation: Installation, campaign_id: str, *, officer: Officer, reason: str, tlp: Tlp = "amber"
) -> str:
    """The bundle, as JSON.

    Raises:
        InputError: no reason, or the library for STIX is not installed.
        NotFoundError: there is no such campaign.
    """
    require(officer, "open-sealed")
    if len(reason.strip()) < 5:
        raise InputError("An export opens sealed words, which needs a reason.", fix="Say who gets it, and why.")
    try:
        import stix2
    except ImportError as error:
        raise InputError(
            "STIX needs its library, which is not installed.", fix="Install the extra: pip install 'tocsin[stix]'"
        ) from error
    seen = see_campaign(installation, campaign_id)
    with installation.store.begin() as tx:
        reports = report_store.list_reports(tx, campaign=campaign_id, merged=False, limit=MOST_REPORTS)
        note(tx, installation, officer.name, "campaign-exported", campaign_id, f"TLP {tlp}: {reason.strip()}")
        words = {report.reference: own_words(tx, installation, report.reference) for report in reports}
    counted = [report for report in reports if report.status != "set-aside"]
    objects = list(_objects(installation, seen, counted, words, tlp, stix2))
    return str(
        stix2.Bundle(objects=objects, id=f"bundle--{_id(installation, campaign_id, 'bundle')}").serialize(pretty=True)
    )


def _objects(
    installation: Installation,
    seen: CampaignSeen,
    reports: list[Report],
    words: dict[str, str | None],
    tlp: Tlp,
    stix2: Any,
) -> Iterator[Any]:
    campaign, knowledge, made_at = seen.campaign, installation.knowledge, seen.campaign.created_at
    marking = {"clear": stix2.TLP_WHITE, "green": stix2.TLP_GREEN, "amber": stix2.TLP_AMBER, "red": stix2.TLP_RED}[tlp]
    desk = stix2.Identity(
        id=f"identity--{_id(installation, '', 'identity')}",
        name=installation.desk.name,
        identity_class="organization",
        created=made_at,
        modified=made_at,
    )
    given: dict[str, Any] = {"created_by_ref": desk.id, "created": made_at, "object_marking_refs": [marking.id]}
    given["modified"] = campaign.last_at or made_at
    scam = None if campaign.scam is None else knowledge.scams[campaign.scam]
    told = stix2.Campaign(
        id=f"campaign--{_id(installation, campaign.id, 'campaign')}",
        name=campaign.name,
        description=f"{campaign.reports} reports of {campaign.voices} people." + (f" {scam.name}." if scam else ""),
        first_seen=campaign.first_at,
        last_seen=campaign.last_at,
        **given,
    )
    yield from (marking, desk, told)
    for tactic in sorted({tactic for report in reports for tactic in report.tactics}):
        known = knowledge.tactics[tactic]
        pattern = stix2.AttackPattern(
            id=f"attack-pattern--{_id(installation, tactic, 'tactic')}",
            name=known.name,
            description=known.says,
            external_references=[{"source_name": "tocsin", "external_id": tactic}]
            + [{"source_name": "MITRE F3", "external_id": each, "url": F3} for each in known.f3],
            **given,
        )
        yield pattern
        yield _relation(installation, stix2, told.id, "uses", pattern.id, given)
    for (kind, value), sightings in sorted(_named(installation, seen, reports, words).items()):
        if len(sightings) < LEAST_REPORTS:
            continue
        indicator = stix2.Indicator(
            id=f"indicator--{_id(installation, f'{campaign.id} {kind} {value}', 'indicator')}",
            name=value,
            indicator_types=["malicious-activity"],
            pattern=_PATTERNS[kind].format(value.replace("\\", "\\\\").replace("'", "\\'")),
            pattern_type="stix",
            valid_from=min(sightings),
            **given,
        )
        yield indicator
        yield _relation(installation, stix2, indicator.id, "indicates", told.id, given)
        yield stix2.Sighting(
            id=f"sighting--{_id(installation, f'{campaign.id} {kind} {value}', 'sighting')}",
            sighting_of_ref=indicator.id,
            where_sighted_refs=[desk.id],
            count=len(sightings),
            first_seen=min(sightings),
            last_seen=max(sightings),
            **given,
        )


def _named(
    installation: Installation, seen: CampaignSeen, reports: list[Report], words: dict[str, str | None]
) -> dict[tuple[str, str], list[datetime]]:
    """What the reports name, in full, with the time of each report that does. What is somebody's genuine own is left out,
    whether the register says so or an officer."""
    knowledge = installation.knowledge
    genuine = genuine_in(knowledge)
    theirs = {(indicator.kind, indicator.key) for indicator, _ in seen.names if indicator.kind in _PATTERNS}
    found: dict[tuple[str, str], list[datetime]] = {}
    for report in reports:
        text = words.get(report.reference)
        if text is None:
            continue
        mentions = understand(text, knowledge).mentions
        wanted = indicators_of(mentions, text, secret=installation.secret, is_genuine=genuine)
        keys = {(each.kind, each.key) for each in wanted} & theirs
        for kind, value in {value_of(mention) for mention in mentions}:
            if kind is not None and (kind, keyed(kind, value, secret=installation.secret)) in keys:
                found.setdefault((kind, value), []).append(report.received_at)
    return found


def _relation(
    installation: Installation, stix2: Any, source: str, kind: str, target: str, given: dict[str, Any]
) -> Any:
    return stix2.Relationship(
        id=f"relationship--{_id(installation, f'{source} {target}', kind)}",
        relationship_type=kind,
        source_ref=source,
        target_ref=target,
        **given,
    )


def _id(installation: Installation, name: str, kind: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{installation.desk.url}/stix/{kind}/{name}")
