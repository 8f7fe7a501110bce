"""Postcodes: the district that one lies in, and the main place of that district.

From postcodes.csv (see PLACES-NOTICE.txt for its source and licence). Read once, and only when somebody asks. A district
("ME13") is as near as Tocsin wants to know anybody's address.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

POSTCODES_FILE = Path(__file__).resolve().with_name("postcodes.csv")
AREAS_FILE = Path(__file__).resolve().with_name("postcode_areas.csv")
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"\s*({_OUTWARD})\s*(?:([0-9])(?:\s?([A-Z]{{2}}))?)?\s*", re.IGNORECASE)
_IN_TEXT = re.compile(rf"(?<![\w-])({_OUTWARD})\s{{0,2}}([0-9][A-Z]{{2}})(?![\w-])", re.IGNORECASE)
# A district alone counts only in capitals and with two letters: "so9", "M25" and "E10" are other things.
_DISTRICT_IN_TEXT = re.compile(r"(?<![\w-])([A-Z]{2}[0-9][A-Z0-9]?)(?![\w-])(?!\s{0,2}[0-9][A-Za-z]{2}\b)")


@dataclass(frozen=True, slots=True)
class District:
    """One postcode district. Degrees WGS 84, to three decimals; ``place`` is the gazetteer id of its main place."""

    code: str
    latitude: float
    longitude: float
    place: str


def looks_like_postcode(given: str) -> bool:
    """Whether all of ``given`` has the shape of a postcode, a sector or a district; says nothing of whether it exists."""
    return _WHOLE.fullmatch(given) is not None


def district(given: str) -> District | None:
    """The district of a postcode ("ME13 8AA", "me138aa"), a sector ("ME13 8") or its own code ("ME13").

    None when it has no such shape or there is no such district.
    """
    compact = "".join(given.split()).upper()
    known = _districts()
    if _WHOLE.fullmatch(compact) is None:
        return None
    if re.fullmatch(rf"{_OUTWARD}[0-9][A-Z]{{2}}", compact):
        return known.get(compact[:-3])
    # "ME13 8" without its blank is "ME138", and "M1 1" is "M11": a blank decides, then the longest district there is
    parts = given.upper().split()
    return known.get(parts[0]) or known.get(compact) or known.get(compact[:-1])


def find_postcode(text: str) -> str | None:
    """The first postcode in a text ("ME13 8AA"), or district of two capital letters ("ME13"), whose district exists."""
    known = _districts()
    found = [(match.start(), f"{match[1]} {match[2]}".upper()) for match in _IN_TEXT.finditer(text)]
    found += [(match.start(), match[1]) for match in _DISTRICT_IN_TEXT.finditer(text)]
    return next((code for _, code in sorted(found) if code.split()[0] in known), None)


def area_town(given: str) -> str | None:
    """The town that a postcode's area is named for: "ME13 8AA" → "Medway", "BT" → "Belfast"."""
    letters = re.match(r"\s*([A-Za-z]{1,2})(?![A-Za-z])", given)
    return None if letters is None else postcode_areas().get(letters[1].upper())


@lru_cache(maxsize=1)
def postcode_areas() -> dict[str, str]:
    """Postcode area → the town or district that it is named for: the 121 of the United Kingdom."""
    with AREAS_FILE.open(encoding="utf-8", newline="") as file:
        return {row["area"]: row["town"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _districts() -> dict[str, District]:
    with POSTCODES_FILE.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return {
            code: District(code, float(latitude), float(longitude), place) for code, latitude, longitude, place in lines
        }
