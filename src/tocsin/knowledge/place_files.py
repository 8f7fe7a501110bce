"""The gazetteer's files, read: places.csv (beside authorities.csv) and a desk's own places in the same or the full form.

The form that ships leaves out what can be told: an id that is the name's own, the county and nation of an authority,
and the force, which forces.yaml knows. A desk's own file may give all of them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from tocsin.errors import Fault, KnowledgeError
from tocsin.knowledge.forces import beats
from tocsin.records import Place

FOLDER = Path(__file__).resolve().parent
AUTHORITIES_FILE = FOLDER / "authorities.csv"
REGIONS_FILE = FOLDER / "regions.csv"
OTHER_NAMES_FILE = FOLDER / "other_names.csv"
DISTRICTS_FILE = FOLDER / "districts.csv"
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """The id that a name has of its own."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NO_SLUG.sub("-", name.lower().replace("'", "")).strip("-")


def read_places(path: Path) -> tuple[Place, ...]:
    """The places of one file; their force is the one of today, where the file gives none.

    Raises KnowledgeError with every line that cannot be used.
    """
    places: list[Place] = []
    faults: list[Fault] = []
    force_of = beats(date.today()).force_of
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        for number, line in enumerate(lines, start=2):
            try:
                places.append(_place(dict(zip(header, line, strict=True)), force_of))
            except (KeyError, ValueError) as error:
                faults.append(Fault(str(path), number, f"This is no place: {error}.", "Make the file again."))
    if faults:
        raise KnowledgeError(faults)
    return tuple(places)


def _place(row: dict[str, str], force_of: Callable[[str, str, str], str]) -> Place:
    authority = row["authority"]
    county, nation = row.get("county", ""), row.get("nation", "")
    if not county or not nation:
        county, nation = authorities()[authority]
    return Place(
        row["id"] or slug(row["name"]),
        row["name"],
        county,
        nation,
        float(row["latitude"]),
        float(row["longitude"]),
        int(row["population"]),
        row.get("force") or force_of(authority, county, nation),
        authority,
    )


@lru_cache(maxsize=1)
def authorities() -> dict[str, tuple[str, str]]:
    """Authority → (county that people write in an address, nation)."""
    return {row["authority"]: (row["county"], row["nation"]) for row in _rows(AUTHORITIES_FILE)}


@lru_cache(maxsize=1)
def regions() -> dict[str, frozenset[str]]:
    """Region, or county that is no more → the counties and authorities that it is made of."""
    return {row["name"]: frozenset(row["parts"].split("|")) for row in _rows(REGIONS_FILE)}


@lru_cache(maxsize=1)
def other_names() -> dict[str, str]:
    """What people also say for a place, short or in Welsh → the name that the gazetteer has for it."""
    return {row["name"]: row["place"] for row in _rows(OTHER_NAMES_FILE)}


@lru_cache(maxsize=1)
def districts() -> dict[str, str]:
    """District, old county or part of a county that warnings name → the county or authority that it lies in."""
    return {row["name"]: row["county"] for row in _rows(DISTRICTS_FILE)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
