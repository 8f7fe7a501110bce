"""What was published, for feed readers: all of it, or what concerns one area or one scam."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from ..alerts.formats.atom import atom_feed
from ..alerts.formats.rss import rss_feed
from ..errors import NotFoundError
from ..knowledge.places import distance_between
from ..records import Area, Place, Publication
from .areas import find_area, say_area
from .installation import Installation
from .published import published

MOST_ENTRIES = 100
FeedKind = Literal["atom", "rss"]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is served."""

    content: bytes
    media_type: str


def alert_feed(installation: Installation, kind: FeedKind, *, area: str = "", topic: str = "") -> Feed:
    """The newest alerts, updates and withdrawals. Exercises are kept away from machines that act on a feed.

    ``area``: as :func:`tocsin.actions.areas.find_area` reads it; ``topic``: the id of a scam.

    Raises:
        InputError: there is no such area.
        NotFoundError: there is no such scam.
    """
    live = [one for one in published(installation, current_only=False) if not one.content["exercise"]]
    about: list[str] = []
    asked = {}
    if topic.strip():
        scam = installation.knowledge.scams.get(topic.strip())
        if scam is None:
            raise NotFoundError(f"There is no scam “{topic.strip()[:60]}”.", fix="Use one of those at /subscribe.")
        live = [one for one in live if one.content["scam"] == scam.id]
        about.append(f"about {scam.name}")
        asked["topic"] = scam.id
    if area.strip():
        where = find_area(installation, area)
        live = _concerning(installation, live, where)
        about.append(f"for {where.name}")
        asked["area"] = say_area(where)
    path = f"/alerts.{kind}" + (f"?{urlencode(asked)}" if asked else "")
    title = " ".join([f"Fraud alerts from {installation.desk.name}", *about])
    if kind == "atom":
        return Feed(
            atom_feed(live[:MOST_ENTRIES], desk=installation.desk, title=title, path=path), "application/atom+xml"
        )
    return Feed(rss_feed(live[:MOST_ENTRIES], desk=installation.desk, title=title, path=path), "application/rss+xml")


def alerts_for(installation: Installation, area: str) -> tuple[Area, list[Publication]]:
    """The live alerts in force for an area, the newest first, and the area as it was understood.

    Raises:
        InputError: there is no such area.
    """
    where = find_area(installation, area)
    live = [one for one in published(installation) if not one.content["exercise"]]
    return where, _concerning(installation, live, where)


def _concerning(installation: Installation, publications: list[Publication], where: Area) -> list[Publication]:
    """Those with an area that holds a place of the area asked for; a circle that cuts it holds one."""
    places = _places_of(installation, where)
    kept: dict[str, bool] = {}  # most alerts are for the same few areas

    def concerns(area: Mapping[str, Any]) -> bool:
        key = repr(sorted(area.items()))
        if key not in kept:
            holds = _holds(area, radius_km=where.radius_km if where.kind == "place" else 0.0)
            same = (area["kind"], area["name"], area["nation"]) == (where.kind, where.name, where.nation)
            kept[key] = same or any(holds(place) for place in places)
        return kept[key]

    return [one for one in publications if any(concerns(area) for area in one.content["areas"])]


def _places_of(installation: Installation, where: Area) -> list[Place]:
    gazetteer = installation.places
    if where.kind == "nation":
        return [place for place in gazetteer.places if place.nation == where.nation]
    if where.kind == "county":
        return [place for place in gazetteer.places if place.county == where.name]
    if where.kind == "places":
        return [place for each in where.places if (place := gazetteer.by_id.get(each)) is not None]
    place = gazetteer.by_id.get(where.place or "")
    return [place] if place is not None else []


def _holds(area: Mapping[str, Any], *, radius_km: float) -> Callable[[Place], bool]:
    """Whether a place lies in an alert's area. A circle holds it within its own radius or the asker's, whichever is wider."""
    kind = area["kind"]
    if kind == "nation":
        return lambda place: place.nation == (area["nation"] or area["name"])
    if kind == "county":
        return lambda place: place.county == area["name"]
    if kind == "places":
        inside = frozenset(area.get("places", ()))
        return lambda place: place.id in inside
    if "latitude" not in area:
        return lambda place: place.id == area.get("place")
    centre = (float(area["latitude"]), float(area["longitude"]))
    reach_km = max(float(area["radius_km"]), radius_km)
    return lambda place: distance_between(centre, (place.latitude, place.longitude)) <= reach_km
