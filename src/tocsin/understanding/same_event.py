"""Whether two advisories tell of the same event, and which of many do.

Warnings of one scam are alike all over the country: the same story, the same advice, often the same template. What tells an
event from another is particular: its figures, days, ages, numbers and addresses, and where it happened. So likeness is the
weight of the particulars two advisories share, against what they contradict each other in; that they warn of the same scam
only helps. Every point has its reason, in a sentence.
"""

from __future__ import annotations

import calendar
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tocsin.knowledge.places import Gazetteer, distance_between, fold_name
from tocsin.records import Advisory, Mention
from tocsin.understanding.place_names import place_names

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


ENOUGH = 2.5
"""Points at which two advisories are as likely as not to tell of one event (a score of 0.5)."""
PARTICULARS_NEEDED = 1.5
"""Points that must come from particulars alone: a scam, a firm and a county in common make no event."""
NEAR_KM, FAR_KM = 25.0, 60.0
FAR_DAYS = 120
MOST_COMPARED = 40
"""Advisories compared with one for each particular it has; those published nearest to it. Keeps the work near-linear."""
_WORDS_ALIKE = 5
_REISSUED, _COPY, _MUCH_ALIKE = 0.85, 0.6, 0.3  # shares of five-word runs in common

_I = re.IGNORECASE
_AGE = re.compile(
    r"\b(?:(?P<age>[1-9]\d)[- ]year[- ]old|aged (?P<aged>[1-9]\d)\b|in (?:her|his|their) (?P<decade>(?:early |mid-?|late )?(?:[2-9]0s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)))",
    _I,
)
_DECADES = {
    "twenties": "20s", "thirties": "30s", "forties": "40s", "fifties": "50s", "sixties": "60s", "seventies": "70s",
    "eighties": "80s", "nineties": "90s",
}  # fmt: skip
# The name that the caller gives: 'said he was "DC Peter Holt"', 'calling himself Mr Graham Lyle'
_ALIAS = re.compile(
    r"(?:[\"“‘']|\b(?:as|was|be|is|from|himself|herself|called|named|to) )(?P<name>(?:DC|DS|DI|PC|PS|Detective|Sergeant|Constable|Inspector|Officer|Mr|Mrs|Ms|Dr)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s?(?:%|per cent\b|percent\b)", _I)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two advisories tell of one event. ``reasons`` speak for it, ``differs`` against; both are sentences."""

    score: float  # 0–1; from 0.5 on it is the same event
    reasons: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        return self.score >= 0.5


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Advisories that tell of one event, in the order given; ``likeness`` of each pair that brought them together."""

    members: tuple[Advisory, ...]
    likeness: tuple[tuple[int, int, Likeness], ...]  # positions in members


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is particular of an advisory."""

    figures: dict[str, tuple[float, str]]  # key → weight, and how it is said
    amounts: frozenset[str]
    places: dict[str, tuple[float, float] | None]  # folded name → where it lies
    place_names: dict[str, str]
    runs: frozenset[int]
    published: date | None


def same_event(a: Advisory, b: Advisory) -> Likeness:
    """Whether ``a`` and ``b`` tell of the same event. The same whichever comes first; never raises."""
    return _compare(a, b, _traits(a), _traits(b))


def told_also_by(advisory: Advisory, others: Iterable[Advisory]) -> tuple[tuple[Advisory, Likeness], ...]:
    """Those of ``others`` that tell of the same event as ``advisory``, the likest first."""
    compared = ((other, same_event(advisory, other)) for other in others if other is not advisory)
    found = [pair for pair in compared if pair[1].same]
    return tuple(sorted(found, key=lambda pair: -pair[1].score))


def group_events(advisories: Sequence[Advisory]) -> tuple[EventGroup, ...]:
    """The groups of two or more that tell of one event, in the order of their first members.

    Only advisories that share a particular are compared, and of those only the ones published nearest to each other.
    """
    traits = [_traits(each) for each in advisories]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, trait in enumerate(traits):
        for key in trait.figures:
            holders[key].append(index)
        for run in sorted(trait.runs)[:8]:  # the least of their runs: copies share some of them
            holders[f"run {run}"].append(index)
    pairs: set[tuple[int, int]] = set()
    for holding in holders.values():
        if len(holding) < 2:
            continue
        ordered = sorted(holding, key=lambda index: (traits[index].published or date.min, index))
        for at, index in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + MOST_COMPARED]:
                pairs.add((min(index, other), max(index, other)))
    leader = list(range(len(advisories)))

    def first_of(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    alike: list[tuple[int, int, Likeness]] = []
    for one, other in sorted(pairs):
        likeness = _compare(advisories[one], advisories[other], traits[one], traits[other])
        if likeness.same:
            alike.append((one, other, likeness))
            low, high = sorted((first_of(one), first_of(other)))
            leader[high] = low
    members: dict[int, list[int]] = defaultdict(list)
    for index in range(len(advisories)):
        members[first_of(index)].append(index)
    return tuple(
        EventGroup(
            tuple(advisories[index] for index in group),
            tuple((group.index(one), group.index(other), likeness) for one, other, likeness in alike if one in group),
        )
        for group in members.values()
        if len(group) > 1
    )


def _compare(a: Advisory, b: Advisory, mine: _Traits, theirs: _Traits) -> Likeness:
    if not (a.is_advisory and b.is_advisory):
        return Likeness(0.0, (), ("One of them is no warning.",))
    reasons: list[str] = []
    differs: list[str] = []
    particular = 0.0
    for key in sorted(mine.figures.keys() & theirs.figures.keys()):
        weight, said = mine.figures[key]
        particular += weight
        reasons.append(f"Both tell of {said}.")
    general = _general(a, b, reasons, differs)
    where = _where(mine, theirs, reasons, differs)
    against = _against(a, b, mine, theirs, differs)
    words = len(mine.runs & theirs.runs) / max(1, min(len(mine.runs), len(theirs.runs)))
    conflict = against > 0 or where < 0
    # a body's own warnings share its boilerplate: only a copy says more
    own = a.publisher is not None and a.publisher == b.publisher
    if words >= (_REISSUED if own and particular < 0.8 else _MUCH_ALIKE) and not conflict:
        particular += 3.0 if words >= _COPY else 1.5
        reasons.append("Much of both is word for word the same.")
    points = particular + general + where - against
    score = 1 / (1 + math.exp(ENOUGH - points))
    if particular < PARTICULARS_NEEDED:
        score = min(score, 0.45)
    return Likeness(round(score, 3), tuple(reasons), tuple(differs))


def _general(a: Advisory, b: Advisory, reasons: list[str], differs: list[str]) -> float:
    """What warnings of one kind have in common: worth little, but a different kind is another event."""
    points = 0.0
    if a.scam and b.scam:
        if a.scam == b.scam:
            points += 0.5
            reasons.append("Both warn of the same scam.")
        elif len(set(a.tactics) & set(b.tactics)) < 2:
            points -= 1.5
            differs.append("They warn of different scams.")
    claimed = sorted(set(a.claimed) & set(b.claimed))
    if claimed:
        points += min(1.0, 0.5 * len(claimed))
        reasons.append("The scammers claim to be the same.")
    elif a.claimed and b.claimed:
        points -= 1.0
        differs.append("The scammers claim to be somebody else.")
    return points


def _where(mine: _Traits, theirs: _Traits, reasons: list[str], differs: list[str]) -> float:
    shared = sorted(mine.places.keys() & theirs.places.keys())
    if shared:
        reasons.append(f"Both name {', '.join(mine.place_names[name] for name in shared[:3])}.")
        return min(1.5, 0.75 * len(shared))
    here = [place for place in mine.places.values() if place is not None]
    there = [place for place in theirs.places.values() if place is not None]
    if not here or not there:
        return 0.0
    away_km = min(distance_between(one, other) for one in here[:20] for other in there[:20])
    if away_km <= NEAR_KM:
        reasons.append(f"They name places {max(1, round(away_km))} km apart.")
        return 0.5
    if away_km > FAR_KM:
        differs.append(f"The places they name are {round(away_km)} km apart or more.")
        return -2.0
    return -0.5


def _against(a: Advisory, b: Advisory, mine: _Traits, theirs: _Traits, differs: list[str]) -> float:
    """What they contradict each other in."""
    points = 0.0
    if mine.published and theirs.published and abs((mine.published - theirs.published).days) > FAR_DAYS:
        points += 1.5
        differs.append(f"They were published {abs((mine.published - theirs.published).days)} days apart.")
    lost = {(each.amount_minor, each.currency) for each in a.losses}
    theirs_lost = {(each.amount_minor, each.currency) for each in b.losses}
    if lost and theirs_lost and not lost & theirs_lost and not _rounded_alike(lost, theirs_lost):
        points += 1.0
        differs.append("The money lost is not the same.")
    if a.report_count and b.report_count and a.report_count != b.report_count:
        points += 0.5
        differs.append(f"One counts {a.report_count:,} reports, the other {b.report_count:,}.")
    return points


def _rounded_alike(mine: Iterable[tuple[int, str]], theirs: Iterable[tuple[int, str]]) -> bool:
    """Whether an amount of one is one of the other's, rounded: £86,400 and £86,000."""
    others = list(theirs)
    return any(
        currency == other_currency and abs(amount - other) * 25 <= max(amount, other)
        for amount, currency in mine
        for other, other_currency in others
    )


@lru_cache(maxsize=512)  # a desk looks at the same ones again and again
def _traits(advisory: Advisory) -> _Traits:
    gazetteer = place_names().gazetteer
    figures: dict[str, tuple[float, str]] = {}
    for mention in advisory.mentions:
        for key, weight, said in _particulars(mention, advisory):
            figures.setdefault(key, (weight, said))
    text = advisory.text[:100_000]
    for match in _AGE.finditer(text):
        years = match["age"] or match["aged"]
        said = years or _DECADES.get(match["decade"].split()[-1].lower(), match["decade"].lower())
        figures.setdefault(
            f"age {said}", (0.8 if years else 0.6, f"somebody aged {years}" if years else f"somebody in their {said}")
        )
    for match in _ALIAS.finditer(text):
        figures.setdefault(f"alias {match['name'].lower()}", (1.0, f"“{match['name']}”"))
    for match in _PERCENT.finditer(text):
        if _significant(match[1]) >= 2:
            figures.setdefault(f"percent {match[1]}", (0.5, f"{match[1]} per cent"))
    if advisory.report_count is not None and advisory.report_count > 9:
        weight = _weight(str(advisory.report_count))
        figures.setdefault(f"count {advisory.report_count}", (weight, f"{advisory.report_count:,} reports"))
    names = {fold_name(name): name for name in advisory.places}
    return _Traits(
        figures,
        frozenset(key for key in figures if key.startswith("money ")),
        {folded: _lies_at(name, gazetteer) for folded, name in names.items()},
        names,
        _runs(text),
        advisory.published_on,
    )


def _particulars(mention: Mention, advisory: Advisory) -> Iterable[tuple[str, float, str]]:
    value = mention.value
    if mention.kind == "money":
        currency, _, number = value.rpartition(" ")
        said = f"{currency or '£'}{float(number):,.2f}".removesuffix(".00") if len(number) < 16 else value
        yield f"money {value}", _weight(re.sub(r"\D", "", number)), said
    elif mention.kind == "date" and len(value) == 10 and not (advisory.published or "").startswith(value):
        yield f"date {value}", 0.8, f"{int(value[8:])} {calendar.month_name[int(value[5:7])]} {value[:4]}"
    elif mention.kind in ("phone", "link", "email") and mention.role != "contact" and len(value) > 5:
        yield f"{mention.kind} {value}", 2.0, mention.text
    elif mention.kind == "count" and value.isdigit() and int(value) > 9:
        yield f"count {value}", _weight(value), f"{int(value):,}"


def _weight(digits: str) -> float:
    """How particular a figure is: £50,766,602 is told of one event, £200 of a thousand."""
    return (0.4, 0.8, 1.5, 3.0)[min(4, max(1, _significant(digits))) - 1]


def _significant(digits: str) -> int:
    return len(digits.replace(".", "").strip("0"))


@lru_cache(maxsize=4096)
def _lies_at(name: str, gazetteer: Gazetteer) -> tuple[float, float] | None:
    found = gazetteer.named(name)
    if found:
        return found[0].latitude, found[0].longitude
    inside = gazetteer.in_area(name)[:1]  # a county: where its largest town lies, near enough
    return (inside[0].latitude, inside[0].longitude) if inside else None


def _runs(text: str) -> frozenset[int]:
    """Runs of five words, as numbers that are the same in every process."""
    import zlib

    words = _WORD.findall(text.lower())[:4000]
    return frozenset(
        zlib.crc32(" ".join(words[at : at + _WORDS_ALIKE]).encode()) for at in range(len(words) - _WORDS_ALIKE + 1)
    )
