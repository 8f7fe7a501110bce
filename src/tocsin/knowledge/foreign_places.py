"""Places of other English-speaking countries, for documents from abroad: "Springfield, Illinois", "Cook County".

From foreign_places.csv (see PLACES-NOTICE.txt). Read only when a document turns out to be from abroad: many of these names
are names of British towns too, so nothing that is read as British is ever looked up here. Places have no position.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tocsin.knowledge.places import fold_name

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

FOREIGN_PLACES_FILE = Path(__file__).resolve().with_name("foreign_places.csv")
COUNTRY_NAMES = {
    "AU": ("Australia",),
    "CA": ("Canada",),
    "IE": ("Ireland", "Republic of Ireland", "Irish Republic"),
    "NZ": ("New Zealand",),
    "US": ("United States", "United States of America", "USA", "America"),
}
_COUNTY_TAIL = re.compile(r"\s+(?:County|Counties|Parish|Borough)$", re.IGNORECASE)
_COUNTY_HEAD = re.compile(r"^(?:County|Co\.?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ForeignPlace:
    """``country`` is ISO 3166; ``region`` the state, province or the like in full, "" for a country.

    A county's name stands without its "County". ``population`` in whole thousands, of towns only.
    """

    name: str
    region: str
    country: str
    kind: Literal["city", "county", "region", "country"]
    population: int = 0


class ForeignPlaces:
    """Places by name; compared as in the gazetteer."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._by_name: dict[str, list[ForeignPlace]] = defaultdict(list)
        self._regions: dict[str, ForeignPlace] = {}
        self._short: dict[str, ForeignPlace] = {}
        for row in rows:
            country, region = row["country"], row["region"]
            whole = ForeignPlace(region, region, country, "region")
            self._regions[fold_name(region)] = whole
            self._short.update(dict.fromkeys((_plain(short) for short in row["short"].split("|") if short), whole))
            for county in filter(None, row["counties"].split("|")):
                self._add(ForeignPlace(_COUNTY_TAIL.sub("", county), region, country, "county"))
            for town in filter(None, row["towns"].split("|")):
                name, _, thousands = town.rpartition(":")
                self._add(ForeignPlace(name, region, country, "city", int(thousands)))
        for country, names in COUNTRY_NAMES.items():
            for name in names:
                self._regions.setdefault(fold_name(name), ForeignPlace(names[0], "", country, "country"))
        for found in self._by_name.values():
            found.sort(key=lambda place: (-place.population, place.region))
        every = [*self._by_name, *self._regions]
        self.firsts = frozenset(name.split()[0] for name in every)
        """The folded first word of every name."""
        self.longest_words = max(len(name.split()) for name in every)

    def _add(self, place: ForeignPlace) -> None:
        self._by_name[fold_name(place.name)].append(place)

    def named(self, name: str, *, region: str | None = None, country: str | None = None) -> tuple[ForeignPlace, ...]:
        """Every place of that name, the most populous first.

        ``name`` may hold its region ("Springfield, Illinois", "Springfield, Ill."), and a county its "County": then
        only counties are meant. A state or a country is a place too. ``region`` may be shortened.
        """
        head, comma, tail = name.rpartition(",")
        if comma and region is None and self.region_named(tail) is not None:
            name, region = head, tail
        plain = _COUNTY_HEAD.sub("", _COUNTY_TAIL.sub("", name.strip()))
        found = [*self._by_name.get(fold_name(plain), ())]
        if plain != name.strip():
            found = [place for place in found if place.kind == "county"]
        elif (whole := self.region_named(name)) is not None:
            found.insert(0, whole)
        if region is not None:
            wanted = self.region_named(region)
            found = [] if wanted is None else [each for each in found if _lies_in(each, wanted)]
        return tuple(each for each in found if country is None or each.country == country)

    def region_named(self, name: str) -> ForeignPlace | None:
        """The state, province or country of that name. A shortened one counts as it is written: "TX", "Ill.", "NSW"."""
        return self._regions.get(fold_name(name)) or self._short.get(_plain(name.strip()))

    def knows(self, name: str) -> bool:
        return bool(self.named(name))


def _lies_in(place: ForeignPlace, area: ForeignPlace) -> bool:
    return place.country == area.country and area.region in ("", place.region)


def _plain(short: str) -> str:
    return short.replace(".", "")


@lru_cache(maxsize=1)
def load_foreign_places() -> ForeignPlaces:
    """The places that come with Tocsin, read once per process."""
    with FOREIGN_PLACES_FILE.open(encoding="utf-8", newline="") as file:
        return ForeignPlaces(list(csv.DictReader(file)))
