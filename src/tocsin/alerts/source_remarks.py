"""What an officer should know of the warning that a draft rests on: that it is of another country, or years old.

Remarks stop nothing. Each says what in the warning it goes by, so that it can be looked up and overruled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from ..knowledge.foreign_places import load_foreign_places
from ..records import Advisory

OLD_AFTER_DAYS = 365
ITS_OWN = 3  # the publisher's name and address say more of where it is from than a word in the text
LONGEST_TEXT = 20_000  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Country:
    """How a warning of a country shows: the ends of its hosts, and names and signs that stand in no other's."""

    said: str  # as in "comes from …"
    hosts: tuple[str, ...]
    marks: re.Pattern[str]


COUNTRIES: Mapping[str, Country] = {
    "GB": Country(
        "the United Kingdom",
        (".uk", ".scot", ".wales", ".cymru"),
        re.compile(
            r"£|\b(?:Action Fraud|Report Fraud|Constabulary|HMRC|Police Scotland|PSNI|Trading Standards|Citizens Advice|Ofcom|"
            r"DVLA|Metropolitan Police|City of London Police|Financial Conduct Authority|Crimestoppers|NHS)\b"
        ),
    ),
    "US": Country(
        "the United States",
        (".gov", ".mil", ".us"),
        re.compile(
            r"\bU\.S\.|\b(?:Federal Trade Commission|FTC|FBI|District Attorney|County Attorney|Attorney General's Office|Sheriff|IRS|"
            r"Internal Revenue Service|Social Security Administration|Medicare|Better Business Bureau|State Police)\b"
        ),
    ),
    "CA": Country(
        "Canada",
        (".ca",),
        re.compile(r"\bCA\$|\b(?:RCMP|Canadian Anti-Fraud Centre|Canada Revenue Agency|Service Canada|Crime Stoppers Canada)\b"),
    ),
    "AU": Country(
        "Australia",
        (".au",),
        re.compile(r"\bAU?\$|\b(?:Scamwatch|Australian Taxation Office|ATO|ACCC|myGov|ReportCyber|Centrelink|Australia Post)\b"),
    ),
    "NZ": Country("New Zealand", (".nz",), re.compile(r"\bNZ\$|\b(?:Netsafe|CERT NZ|NZ Post|Waka Kotahi)\b")),
    "IE": Country(
        "Ireland", (".ie",), re.compile(r"\b(?:Garda(?:í|i)?|An Garda Síochána|FraudSMART|Revenue Commissioners|An Post)\b")
    ),
}  # fmt: skip
"""By ISO 3166 code. A country that is not here is not told from ours."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for the officer, and the words of the warning (or the fact of it) that it goes by."""

    advisory: str
    said: str
    why: str


def remarks_on(advisory: Advisory, *, nation: str, on: date) -> tuple[Remark, ...]:
    """What to bear in mind of a warning at a desk of this nation (``gb-eng``), on that day; empty when there is nothing."""
    return tuple(Remark(advisory.id, said, why) for said, why in _remarks(advisory, nation, on))


def _remarks(advisory: Advisory, nation: str, on: date) -> Iterator[tuple[str, str]]:
    home = nation.partition("-")[0].upper()
    country, why = country_of(advisory)
    if country and country != home:
        yield (
            f"This warning comes from {COUNTRIES[country].said}. Rules, numbers and ways to report are different there.",
            f"It names {why}.",
        )
    published = advisory.published_on
    if published is not None and on - published > timedelta(days=OLD_AFTER_DAYS):
        years = (on - published).days * 4 // 1461  # leap years counted
        age = "more than a year" if years < 2 else f"{years} years"
        yield (
            f"This warning is {age} old. Counts, sums and telephone numbers in it may have changed.",
            f"It was published on {published.day} {published:%B %Y}.",
        )


def country_of(advisory: Advisory) -> tuple[str, str]:
    """The country that a warning is of, by its ISO code, and what shows it; two empty texts where that cannot be told."""
    weights: dict[str, int] = {}
    shown: dict[str, list[str]] = {}

    def count(country: str, what: str, weight: int) -> None:
        if what not in shown.setdefault(country, []):
            shown[country].append(what)
            weights[country] = weights.get(country, 0) + weight

    host = (urlsplit(advisory.url or "").hostname or "").lower()
    for code, country in COUNTRIES.items():
        if host.endswith(country.hosts):
            count(code, host, ITS_OWN)
        if advisory.publisher and country.marks.search(advisory.publisher):
            count(code, advisory.publisher, ITS_OWN)
        for found in country.marks.finditer(advisory.text[:LONGEST_TEXT]):
            count(code, found[0], 1)
    if "GB" not in weights:  # Perth and Boston are British, too
        places = load_foreign_places()
        for name in (advisory.publisher_area, *advisory.places):
            place = places.region_named(name) if name else None
            if place is not None and place.country in COUNTRIES:
                count(place.country, str(name), 1)
    best = max(weights, key=lambda code: weights[code], default="")
    if not best or sum(weight == weights[best] for weight in weights.values()) > 1:
        return "", ""
    return best, ", ".join(f"“{what}”" for what in shown[best][:3])
