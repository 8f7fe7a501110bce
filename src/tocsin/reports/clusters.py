"""Reports that look alike and match no known scam: a new way of working shows as a cluster, before anybody has a name for it.

Single linkage over the likeness of words, through an inverted index of the rarer words, so that a few thousand reports take a
second or two. Distinct reporters count, not copies: one source cannot make a cluster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..records import Indicator, Report
from .likeness import Rarity, words_of

ALIKE = 0.34  # share of rare words in common, both ways
LEAST_VOICES = 4
LEAST_WORDS = 8
_RARE_WORDS = 14  # of each report, by which others are looked for
_MOST_OF_ONE = 0.25  # a word in more than this share of them finds everything
_SHARED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that look alike. ``voices``: distinct reporters; ``shares``: what most of them have, in words for an officer."""

    references: tuple[str, ...]
    voices: int
    days: int
    shares: tuple[str, ...]
    sentence: str


def find_clusters(
    reports: Sequence[Report], *, indicators: Mapping[str, Sequence[Indicator]] | None = None, least: int = LEAST_VOICES
) -> tuple[Cluster, ...]:
    """Clusters among reports, the one with most voices first. ``indicators``: by reference; sharing one makes two alike."""
    texts = {report.reference: words_of(report.redacted) for report in reports}
    usable = [report for report in reports if len(texts[report.reference]) >= LEAST_WORDS]
    rarity = Rarity(report.redacted for report in reports)
    weights = {report.reference: sum(map(rarity.of, texts[report.reference])) for report in usable}
    having: defaultdict[str, list[str]] = defaultdict(list)
    most = max(12, int(len(usable) * _MOST_OF_ONE))
    counts = Counter(word for report in usable for word in texts[report.reference])
    for report in usable:
        known = [word for word in texts[report.reference] if 1 < counts[word] <= most]
        for word in sorted(known, key=lambda one: (counts[one], one))[:_RARE_WORDS]:
            having[word].append(report.reference)
    joined = {report.reference: report.reference for report in usable}

    def root(reference: str) -> str:
        while joined[reference] != reference:
            joined[reference] = joined[joined[reference]]
            reference = joined[reference]
        return reference

    for several in having.values():
        for at, one in enumerate(several):
            for other in several[:at]:
                if root(one) != root(other):
                    both = sum(map(rarity.of, texts[one] & texts[other]))
                    if both >= ALIKE * max(weights[one], weights[other]):
                        joined[root(one)] = root(other)
    by_indicator: defaultdict[str, list[str]] = defaultdict(list)
    for reference, several_indicators in (indicators or {}).items():
        if reference in joined:
            for indicator in several_indicators:
                if not indicator.kind.startswith("genuine-"):
                    by_indicator[indicator.key].append(reference)
    for several in by_indicator.values():
        for other in several[1:]:
            joined[root(other)] = root(several[0])

    groups: defaultdict[str, list[Report]] = defaultdict(list)
    for report in usable:
        groups[root(report.reference)].append(report)
    found = [_cluster(group, texts, rarity, indicators or {}) for group in groups.values()]
    found = [cluster for cluster in found if cluster.voices >= least]
    return tuple(sorted(found, key=lambda cluster: (-cluster.voices, cluster.references)))


def voices_of(reports: Sequence[Report]) -> int:
    """How many people told: those known by a keyed hash once each, the others once a report; the very same words from one
    source count once, however often they were sent."""
    return len({report.reporter or (report.source, report.redacted) for report in reports})


def _cluster(
    group: Sequence[Report],
    texts: Mapping[str, frozenset[str]],
    rarity: Rarity,
    indicators: Mapping[str, Sequence[Indicator]],
) -> Cluster:
    least = max(2, int(len(group) * _SHARED_SHARE + 0.999))
    words = Counter(word for report in group for word in texts[report.reference])
    common = sorted(
        (word for word, count in words.items() if count >= least), key=lambda word: (-rarity.of(word), word)
    )[:6]
    hints = Counter(one.hint for report in group for one in indicators.get(report.reference, ()))
    shares = [f"the words {', '.join(f'“{word}”' for word in common)}"] if common else []
    shares += [f"{hint} ({count} of them)" for hint, count in hints.most_common(3) if count > 1]
    for name, values in (
        ("reached by", [report.channel for report in group]),
        ("claiming to be", [one for report in group for one in report.claimed]),
        ("in", [report.place_name for report in group]),
    ):
        for value, count in Counter(value for value in values if value).most_common(1):
            if count >= least:
                shares.append(f"{name} {value}")
    times = sorted(report.received_at for report in group)
    days = max(1, -(-(times[-1] - times[0] + timedelta(hours=1)) // timedelta(days=1)))
    voices = voices_of(group)
    told = f"{len(group)} reports" if voices == len(group) else f"{len(group)} reports from {voices} people"
    period = "in a day" if days == 1 else f"in {days} days"
    what = "; ".join(shares) or "their wording as a whole"
    return Cluster(
        references=tuple(report.reference for report in sorted(group, key=lambda one: one.received_at, reverse=True)),
        voices=voices,
        days=days,
        shares=tuple(shares),
        sentence=f"{told} {period} look alike and match no known scam. What they share: {what}.",
    )
