"""The map of alerts: each is numbered, and numbers that would stand on one another share a pin."""

from __future__ import annotations

import math

from tocsin.web.coast import draw
from web.cast import House

FAVERSHAM = {"kind": "place", "name": "Faversham", "latitude": 51.3148, "longitude": 0.8886, "radius_km": 10}
DEAL = {"kind": "place", "name": "Deal", "latitude": 51.2226, "longitude": 1.4016, "radius_km": 10}


def test_alerts_for_one_place_share_a_pin_that_names_them_all(house: House) -> None:
    where = (FAVERSHAM, FAVERSHAM, DEAL, FAVERSHAM, FAVERSHAM, FAVERSHAM, DEAL)
    drawn = draw([(number, [area]) for number, area in enumerate(where, 1)], house.installation.places)
    assert [pin.label for pin in drawn.pins] == ["1–2, 4–6", "3, 7"]
    first, second = drawn.pins
    assert math.dist((first.x, first.y), (second.x, second.y)) > 24
    assert first.wide > second.wide >= 24


def test_a_pin_of_many_numbers_stays_short(house: House) -> None:
    drawn = draw([(number, [FAVERSHAM]) for number in (1, 3, 5, 7, 9)], house.installation.places)
    assert [pin.label for pin in drawn.pins] == ["1, 3…"]
