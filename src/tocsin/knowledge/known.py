"""All that is known, loaded: scams, organisations, tactics and the ways to reach people, found by id, kind or date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.knowledge.word_index import WordIndex, index_words
from tocsin.records import ConductRule, ContactRoute, Organisation, Scam, Sign, Tactic

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Knowledge:
    """What is known of scams. ``patterns`` gives the RE2 pattern of each phrase of a tactic or sign; ``word_index`` tells
    which phrases (numbered as in :meth:`phrases`) a text's words allow, made when it was not read from the cache."""

    version: str
    scams: Mapping[str, Scam]
    organisations: Mapping[str, Organisation]
    tactics: Mapping[str, Tactic]
    parts: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, str]
    kept_index: WordIndex | None = field(default=None, compare=False, repr=False)

    @cached_property
    def word_index(self) -> WordIndex:
        if self.kept_index is not None:
            return self.kept_index
        return index_words([phrase for _, _, phrase in self.phrases()], self.parts)

    def phrases(self) -> Iterator[tuple[str, str | None, str]]:
        """Every phrase with the sign (or tactic) and the tactic that it tells of, always in the same order."""
        for tactic in self.tactics.values():
            for phrase in tactic.phrases:
                yield tactic.id, tactic.id, phrase
        for sign in self.signs():
            for phrase in sign.phrases:
                yield sign.id, sign.tactic, phrase

    def signs(self) -> tuple[Sign, ...]:
        """Every sign of every scam. Their ids are unique among all scams, and are no tactic's id."""
        return tuple(sign for scam in self.scams.values() for sign in scam.signs)

    def organisations_of_kind(self, kind: str) -> tuple[Organisation, ...]:
        return tuple(each for each in self.organisations.values() if each.kind == kind)

    def rules_for(self, organisation_id: str) -> tuple[ConductRule, ...]:
        """The organisation's own conduct rules, then those of the generic organisation of its kind."""
        organisation = self.organisations.get(organisation_id)
        if organisation is None:
            return ()
        generic = (
            rule
            for other in self.organisations_of_kind(organisation.kind)
            if other.generic and other.id != organisation_id
            for rule in other.rules
        )
        return (*organisation.rules, *generic)

    def routes(self) -> Iterator[ContactRoute]:
        for organisation in self.organisations.values():
            yield from organisation.routes

    def route(self, route_id: str) -> ContactRoute:
        """KeyError when there is none: route ids are checked when the knowledge is loaded."""
        for route in self.routes():
            if route.id == route_id:
                return route
        raise KeyError(route_id)

    def routes_for(self, purpose: str, *, nation: str, on: date) -> tuple[ContactRoute, ...]:
        """The routes that serve ``purpose`` in ``nation`` on that day, verified ones first."""
        found = [
            route
            for route in self.routes()
            if purpose in route.purposes and nation in route.nations and _holds(route, on)
        ]
        return tuple(sorted(found, key=lambda route: not route.verified))

    def resolve_route(self, route_id: str, on: date) -> ContactRoute | None:
        """The route itself, or what replaced it by that day; None when it ended and nothing came after."""
        route = self.route(route_id)
        while not _holds(route, on):
            if route.replaced_by is None or (route.valid_to is not None and on <= route.valid_to):
                return None
            route = self.route(route.replaced_by)
        return route

    def stale_route(self, value: str, on: date) -> tuple[ContactRoute, ContactRoute | None] | None:
        """The ended route that ``value`` (a phone, host or e-mail as a text has it) was, and what replaced it.

        None when the value still leads somewhere on that day, or is no route of ours.
        """
        wanted = _plain_value(value)
        if not wanted:
            return None
        same = [route for route in self.routes() if _leads_to(wanted, _plain_value(route.value))]
        if any(_holds(route, on) for route in same):
            return None
        for route in same:
            if route.valid_to is not None and route.valid_to < on:
                return route, None if route.replaced_by is None else self.resolve_route(route.replaced_by, on)
        return None


def _holds(route: ContactRoute, on: date) -> bool:
    return (route.valid_from is None or route.valid_from <= on) and (route.valid_to is None or on <= route.valid_to)


def _plain_value(value: str) -> str:
    """A phone as its digits (+44 as 0), an e-mail as it is, a web address as host and path without scheme or www."""
    value = value.strip().lower()
    if "@" in value:
        return value.removeprefix("mailto:")
    if not any(character.isalpha() for character in value):
        digits = "".join(character for character in value.replace("(0)", "") if character.isdigit())
        if value.startswith("+44"):
            return f"0{digits[2:]}"
        return f"0{digits[4:]}" if digits.startswith("0044") else digits
    return value.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/.")


def _leads_to(wanted: str, known: str) -> bool:
    """A page below a known address counts as that address."""
    return wanted == known or (known.count(".") > 0 and "@" not in known and wanted.startswith(f"{known}/"))
