"""The gazetteer and the police forces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tocsin.errors import KnowledgeError
from tocsin.knowledge.forces import force_for_area, force_on, load_forces
from tocsin.knowledge.places import Gazetteer, load_places

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_places()


@pytest.mark.parametrize(
    ("name", "county", "force"),
    [
        ("Faversham", "Kent", "Kent Police"),
        ("Gravesend", "Kent", "Kent Police"),
        ("Gillingham", "Kent", "Kent Police"),
        ("Sittingbourne", "Kent", "Kent Police"),
        ("Congleton", "Cheshire", "Cheshire Constabulary"),
        ("Crewe", "Cheshire", "Cheshire Constabulary"),
        ("Cardiff", "Cardiff", "South Wales Police"),
        ("Belfast", "County Antrim", "Police Service of Northern Ireland"),
        ("Inverness", "Highland", "Police Scotland"),
    ],
)
def test_a_town_has_its_county_and_force(places: Gazetteer, name: str, county: str, force: str) -> None:
    place = places.resolve(name)
    assert place is not None
    assert (place.county, places.force_of(place)) == (county, force)


def test_gillingham_is_the_one_the_context_says(places: Gazetteer) -> None:
    faversham = places.resolve("Faversham")
    yeovil = places.resolve("Yeovil")
    kent, dorset = places.named("gillingham")
    assert (kent.id, dorset.id) == ("gillingham-kent", "gillingham-dorset")
    assert places.resolve("Gillingham") == kent
    assert places.resolve("Gillingham", county="Dorset") == dorset
    assert places.resolve("Gillingham", near=faversham) == kent
    assert places.resolve("Gillingham", near=yeovil) == dorset
    assert places.resolve("Gillingham", county="Cornwall") is None


def test_a_place_is_found_however_its_name_is_written(places: Gazetteer) -> None:
    assert places.resolve("st albans") == places.resolve("Saint Albans")
    assert places.resolve("STOKE ON TRENT") == places.resolve("Stoke-on-Trent")
    hull = places.resolve("Hull")
    assert hull is not None
    assert hull.name == "Kingston upon Hull"


def test_a_name_that_is_no_place_gives_none(places: Gazetteer) -> None:
    assert places.resolve("Nowhere at All") is None
    assert places.named("") == ()


def test_search_gives_the_most_populous_first(places: Gazetteer) -> None:
    found = places.search("gra", limit=5)
    assert len(found) == 5
    assert [place.population for place in found] == sorted((place.population for place in found), reverse=True)
    assert places.search("") == ()
    assert places.search("zzzz") == ()


def test_near_gives_the_nearest_first_and_none_beyond_the_circle(places: Gazetteer) -> None:
    faversham = places.by_id["faversham"]
    found = places.near(faversham.latitude, faversham.longitude, radius_km=12)
    assert found[0] == faversham
    distances = [places.distance_km(faversham, place) for place in found]
    assert distances == sorted(distances)
    assert distances[-1] <= 12
    assert 10 < places.distance_km(faversham, places.by_id["sittingbourne"]) < 12


def test_ids_are_unique_and_all_lie_in_the_united_kingdom(places: Gazetteer) -> None:
    assert len(places.by_id) == len(places.places)
    assert all(49 < place.latitude < 61.5 and -9 < place.longitude < 2.1 for place in places.places)
    assert {place.nation for place in places.places} == {"gb-eng", "gb-wls", "gb-sct", "gb-nir"}


def test_counties_are_those_that_people_write(places: Gazetteer) -> None:
    assert {"Kent", "Cheshire", "Hertfordshire"} <= set(places.counties())
    assert places.county_named("kent") == "Kent"
    assert places.county_named("Medway") is None


def test_there_are_45_forces_and_every_place_is_on_a_beat(places: Gazetteer) -> None:
    assert len(load_forces()) == 45
    for place in places.places:
        force = force_on(place, TODAY)
        assert force is not None
        assert force.name == place.force


def test_a_force_is_found_by_a_county_or_an_authority() -> None:
    for name in ("Kent", "Medway", "medway"):
        force = force_for_area(name, TODAY)
        assert force is not None
        assert force.name == "Kent Police"
    assert force_for_area("Nowhere", TODAY) is None


def test_a_force_that_was_not_yet_there_is_not_given(places: Gazetteer) -> None:
    inverness = places.resolve("Inverness")
    assert inverness is not None
    assert force_on(inverness, date(2012, 1, 1)) is None


def test_a_line_that_is_no_place_is_told_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "id,name,county,authority,nation,latitude,longitude,population,force\nx,X,Kent,Kent,gb-eng,north,0.1,5,\n",
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError, match=r"places.csv:2: This is no place"):
        load_places(file)


def test_the_licence_notice_lies_beside_the_gazetteer() -> None:
    notice = Path(load_places.__code__.co_filename).with_name("PLACES-NOTICE.txt").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in notice
