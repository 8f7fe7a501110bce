"""The facts of a text: whom and what it names, how much was lost, where it happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.knowledge.load import Knowledge
from tocsin.records import Loss, Mention, Repair
from tocsin.understanding.advice import advice_mention, find_advice_in
from tocsin.understanding.counts import count_mention, find_counts
from tocsin.understanding.dates import find_dates
from tocsin.understanding.identifiers import find_identifiers
from tocsin.understanding.links import find_links
from tocsin.understanding.losses import find_losses
from tocsin.understanding.money import find_amounts, money_mention
from tocsin.understanding.own_areas import with_own_areas
from tocsin.understanding.phones import find_phones
from tocsin.understanding.place_names import place_names
from tocsin.understanding.places import find_named_places, place_mention
from tocsin.understanding.repair import Repaired, repair
from tocsin.understanding.sentences import level, split_sentences
from tocsin.understanding.stated_rules import find_rules_in, rule_mention


@dataclass(frozen=True, slots=True)
class Facts:
    """Offsets count the text as given. ``places`` are names as the gazetteer writes them, in the order of the text."""

    mentions: tuple[Mention, ...]
    losses: tuple[Loss, ...]
    places: tuple[str, ...]
    repairs: tuple[Repair, ...]


def find_facts(
    text: str,
    knowledge: Knowledge,
    *,
    place: str | None = None,
    at: datetime | None = None,
    own_areas: Sequence[str] = (),
) -> Facts:
    """The facts of one text, such as a person's account. Never raises.

    ``place`` (a name or gazetteer id) is where the teller is, and settles which of several places of one name is meant;
    it is the place of the account when the text names none. ``at`` anchors "yesterday" and days without a year.
    ``own_areas``: names of a desk's own areas, which count as places too.
    """
    mended = repair(text)
    plain = level(mended.text)
    sentences = split_sentences(plain)
    amounts = find_amounts(mended.text)
    losses = find_losses(sentences, amounts)
    lost = {found.amount for found in losses}
    home = _home(place)
    places = find_named_places(mended.text, sentences=sentences, area=home[1] if home else None, own_areas=own_areas)
    if own_areas:
        places = with_own_areas(places, sentences, own_areas)
    links = find_links(mended.text)
    mentions = [
        *links,
        *outside(find_phones(mended.text), links),
        *(money_mention(mended.text, amount, role="loss" if amount in lost else "other") for amount in amounts),
        *outside(find_identifiers(mended.text), links),
        *(count_mention(mended.text, count) for count in find_counts(plain, sentences)),
        *find_dates(mended.text, at=at),
        *(place_mention(mended.text, found) for found in places),
        *(advice_mention(mended.text, found) for found in find_advice_in(sentences)),
        *(rule_mention(mended.text, found) for found in find_rules_in(sentences)),
    ]
    names = tuple(dict.fromkeys(found.name for found in places)) or ((home[0],) if home else ())
    return Facts(as_given(mentions, mended, text), tuple(found.loss for found in losses), names, mended.repairs)


def outside(mentions: Iterable[Mention], others: Iterable[Mention]) -> list[Mention]:
    """The mentions that lie in none of the others: a number inside a link is part of the link."""
    spans = sorted((other.start, other.end) for other in others)
    kept: list[Mention] = []
    at = 0
    for mention in sorted(mentions, key=lambda each: each.start):
        while at < len(spans) and spans[at][1] <= mention.start:
            at += 1
        if at == len(spans) or spans[at][0] >= mention.end:
            kept.append(mention)
    return kept


def as_given(mentions: Iterable[Mention], mended: Repaired, text: str) -> tuple[Mention, ...]:
    """Mentions of the mended text as mentions of the given one, in its order."""
    given = []
    for mention in mentions:
        start, end = mended.to_given(mention.start), mended.to_given(mention.end)
        given.append(replace(mention, text=text[start:end], start=start, end=end))
    return tuple(sorted(given, key=lambda each: (each.start, each.end)))


def _home(place: str | None) -> tuple[str, str] | None:
    """``(name, county)`` of the place somebody reports from."""
    if not place:
        return None
    names = place_names()
    found = names.gazetteer.by_id.get(place) or names.gazetteer.resolve(place)
    if found is not None:
        return found.name, found.county
    area = names.area(place)
    return (area, area) if area else None
