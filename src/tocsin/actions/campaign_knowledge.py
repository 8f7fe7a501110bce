"""A campaign that no known scam explains, as the beginning of an entry of knowledge.

What its reports have in common is filled in. Examples are not: they are kept and shared with the entry, so an officer
writes them in words of their own, with the redacted reports beside the form.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..records import Report
from .campaigns import see_campaign
from .installation import Installation

COMMON_SHARE = 0.3  # of its reports have it
EXAMPLES, NEAR_MISSES = 6, 4  # what docs/scam-format.md asks for
STAGES = ("approached", "engaged", "shared_details", "gave_access", "paid", "on_call")


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the entry would lie, how it begins, and the reports that it is about."""

    path: str
    content: str
    name: str
    reports: tuple[Report, ...]


def entry_from_campaign(installation: Installation, campaign_id: str) -> Begun:
    """The beginning of an entry about this campaign.

    Raises:
        NotFoundError: there is no such campaign.
    """
    seen = see_campaign(installation, campaign_id)
    reports, name = seen.reports, seen.campaign.name
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60] or "new-scam"
    if slug in installation.knowledge.scams:
        slug = f"{slug}-2"
    channels = _common((report.channel for report in reports if report.channel), len(reports))
    tactics = _common((tactic for report in reports for tactic in report.tactics), len(reports))
    claimed = _common((one for report in reports for one in report.claimed), len(reports))
    conditions = [f"    - tactic: {tactic}" for tactic in tactics[:2]] or ["    - sign: say-what-gives-it-away"]
    lines = [
        f"id: {slug}",
        f"name: {json.dumps(name, ensure_ascii=False)}",
        'summary: ""  # what happens, in two sentences',
        "also_called: []",
        f"channels: [{', '.join(channels)}]",
        f"impersonates: [{', '.join(claimed)}]",
        f"tactics: [{', '.join(tactics)}]",
        "signs:",
        "  - id: say-what-gives-it-away",
        '    why: ""  # said to the person it frightened',
        "    weight: 1",
        "    phrases:",
        '      - ""',
        "when:",
        "  all:",
        *conditions,
        "spot:",
        '  - ""',
        "advice:",
        *(f'  {stage}:\n    - ""' for stage in STAGES),
        "examples:  # in your own words, not those of a report",
        *('  - {text: "", channel: description}' for _ in range(EXAMPLES)),
        "near_misses:  # genuine, and like it",
        *('  - {text: "", channel: description}' for _ in range(NEAR_MISSES)),
        "references:",
        '  - {title: "", url: "", seen_on: ""}',
    ]
    return Begun(f"scams/{slug}.yaml", "\n".join(lines) + "\n", name, reports)


def _common(values: Iterable[str], of: int) -> list[str]:
    """What at least :data:`COMMON_SHARE` have, the most common first."""
    return [value for value, count in Counter(values).most_common() if count >= max(1, COMMON_SHARE * of)]
