"""Postcodes: their districts, and the places these stand for."""

from __future__ import annotations

import pytest

from tocsin.knowledge.places import load_places
from tocsin.knowledge.postcodes import (
    POSTCODES_FILE,
    area_town,
    district,
    find_postcode,
    looks_like_postcode,
    postcode_areas,
)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("ME13 8AA", "ME13"),
        ("me138aa", "ME13"),
        ("ME13 8", "ME13"),
        ("ME13", "ME13"),
        (" m1 1ae ", "M1"),
        ("M1 1", "M1"),
        ("M11", "M11"),
        ("SW1A 1AA", "SW1A"),
        ("EC1A1BB", "EC1A"),
        ("BT48 6HQ", "BT48"),
        ("ZE1", "ZE1"),
    ],
)
def test_a_postcode_leads_to_its_district(given: str, code: str) -> None:
    found = district(given)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("given", ["", "ME", "ME99 9ZZ", "QQ1 1AA", "13 ME8", "Faversham", "ME13 8AA and more"])
def test_what_is_no_postcode_leads_nowhere(given: str) -> None:
    assert district(given) is None


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("ME13 8AA", "Faversham"),
        ("ct5", "Whitstable"),
        ("KW15 1AA", "Kirkwall"),
        ("BT20", "Bangor"),
        ("LD1", "Llandrindod Wells"),
        ("TR21 0LW", "Isles of Scilly"),
    ],
)
def test_a_postcode_is_a_place_wherever_a_place_is_asked_for(given: str, place: str) -> None:
    found = load_places().resolve(given)
    assert found is not None
    assert found.name == place


def test_every_district_lies_near_its_main_place_and_every_area_has_a_district() -> None:
    places = load_places()
    lines = POSTCODES_FILE.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 2_900
    areas = set()
    for line in lines:
        code, latitude, longitude, place_id = line.split(",")
        place = places.by_id[place_id]
        assert abs(place.latitude - float(latitude)) < 0.6, code
        assert abs(place.longitude - float(longitude)) < 1.0, code
        areas.add(code.rstrip("0123456789") if code[-1].isdigit() else code[:-1].rstrip("0123456789"))
    assert areas == set(postcode_areas())
    assert len(areas) == 121


def test_an_area_is_named_for_a_town() -> None:
    assert area_town("ME13 8AA") == "Medway"
    assert area_town("bt") == "Belfast"
    assert area_town("Faversham") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I live at 4 Abbey Street, me13 8aa.", "ME13 8AA"),
        ("Reports come from CT5 and CT6.", "CT5"),
        ("On the M25 near junction 5, paid £9, ticket A12 BCD.", None),
        ("Fill up with E10. It is B2 or S3 that you need.", None),
        ("My code is QX12 3AB.", None),
        ("", None),
    ],
)
def test_a_postcode_is_found_in_a_text_and_a_motorway_is_none(text: str, found: str | None) -> None:
    assert find_postcode(text) == found


def test_the_shape_of_a_postcode_says_nothing_of_whether_there_is_one() -> None:
    assert looks_like_postcode("QX12 3AB")
    assert not looks_like_postcode("Faversham")
