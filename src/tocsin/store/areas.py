"""Which subscriptions an alert's areas and topic touch, as one condition for the database."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, false, or_, true

from ..records import Area
from .tables import subscriptions

KM_PER_DEGREE = 6371.0088 * math.pi / 180  # of latitude, on a sphere of the Earth's mean radius


def touches(areas: Sequence[Area], topic: str | None) -> ColumnElement[bool]:
    """The subscriptions that lie in one of ``areas`` (no area: none) and are about ``topic``.

    A subscription without topics is about everything; an alert without a topic reaches only those.
    """
    return and_(or_(false(), *(_in(area) for area in areas)), _about(topic))


def _about(topic: str | None) -> ColumnElement[bool]:
    every = subscriptions.c.topics == ""
    if topic is None:
        return every
    return or_(every, subscriptions.c.topics.contains(f"|{topic}|", autoescape=True))


def _in(area: Area) -> ColumnElement[bool]:
    if area.kind == "nation":
        return subscriptions.c.nation == (area.nation or area.name)
    if area.kind == "county":
        return subscriptions.c.county == area.name
    if area.kind == "places":
        return subscriptions.c.place.in_(area.places)
    named = subscriptions.c.place == area.place if area.place else false()
    if area.latitude is None or area.longitude is None:
        return named
    return or_(named, _near(area.latitude, area.longitude, radius_km=area.radius_km))


def _near(latitude: float, longitude: float, *, radius_km: float) -> ColumnElement[bool]:
    """Within the alert's radius or the subscriber's own, whichever is wider.

    Equirectangular, with the cosine of the latitude half-way, itself drawn as a straight line about the alert's
    latitude: sums and products only, which every database has, and within 0.1 % of the great circle up to 100 km.
    """
    wider_km = case((subscriptions.c.radius_km > radius_km, subscriptions.c.radius_km), else_=radius_km)
    north = subscriptions.c.latitude - latitude
    cosine = math.cos(math.radians(latitude)) - north * (math.sin(math.radians(latitude)) * math.pi / 360)
    north_km = north * KM_PER_DEGREE
    east_km = (subscriptions.c.longitude - longitude) * cosine * KM_PER_DEGREE
    return and_(true(), north_km * north_km + east_km * east_km <= wider_km * wider_km)
