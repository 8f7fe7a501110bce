"""The gazetteer and the police forces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tocsin.errors import KnowledgeError
from tocsin.knowledge.forces import force_for_area, force_on, load_forces
from tocsin.knowledge.place_files import other_names, regions
from tocsin.knowledge.places import PLACES_FILE, Gazetteer, load_places

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


def test_a_name_that_several_places_have_is_settled_by_the_other_names_of_the_text(places: Gazetteer) -> None:
    def settled(*among: str) -> str:
        place = places.settle("Gillingham", among=among)
        assert place is not None
        return place.id

    assert settled() == "gillingham-kent"
    assert settled("Gillingham") == "gillingham-kent"
    assert settled("Dorset") == "gillingham-dorset"
    assert settled("Dorset Police", "Kent Road") == "gillingham-dorset"
    assert settled("Shaftesbury") == "gillingham-dorset"
    assert settled("Sittingbourne") == "gillingham-kent"
    assert settled("Inverness") == "gillingham-kent"  # too far from either to say which
    assert places.settle("Nowhere at All", among=["Kent"]) is None


def test_a_short_or_welsh_name_is_known(places: Gazetteer) -> None:
    wanted = {"Newcastle": "Newcastle upon Tyne", "Stoke": "Stoke-on-Trent", "Derry": "Londonderry"}
    wanted |= {"Caerdydd": "Cardiff", "Abertawe": "Swansea", "Y Fenni": "Abergavenny"}
    for said, meant in wanted.items():
        place = places.resolve(said)
        assert place is not None
        assert place.name == meant


def test_every_other_name_leads_to_a_place_and_every_region_to_places(places: Gazetteer) -> None:
    assert [said for said, meant in other_names().items() if not places.named(meant)] == []
    known = {*places.counties(), *places.authorities()}
    assert [part for parts in regions().values() for part in parts if part not in known] == []


# As their councils write themselves; the rest of the 22 are written alike in both languages.
WELSH_AREAS = {
    "Ynys Môn": "Anglesey", "Sir Ddinbych": "Denbighshire", "Sir y Fflint": "Flintshire", "Wrecsam": "Wrexham", "Sir Benfro": "Pembrokeshire",
    "Sir Gaerfyrddin": "Carmarthenshire", "Sir Gâr": "Carmarthenshire", "Abertawe": "Swansea", "Castell-nedd Port Talbot": "Neath Port Talbot",
    "Pen-y-bont ar Ogwr": "Bridgend", "Bro Morgannwg": "Vale of Glamorgan", "Caerdydd": "Cardiff", "Merthyr Tudful": "Merthyr Tydfil",
    "Caerffili": "Caerphilly", "Torfaen": "Torfaen", "Sir Fynwy": "Monmouthshire", "Casnewydd": "Newport", "Gwynedd": "Gwynedd", "Conwy": "Conwy",
    "Ceredigion": "Ceredigion", "Powys": "Powys", "Blaenau Gwent": "Blaenau Gwent", "Rhondda Cynon Taf": "Rhondda Cynon Taf",
}  # fmt: skip


def test_every_principal_area_of_wales_is_known_by_its_welsh_name(places: Gazetteer) -> None:
    assert len(set(WELSH_AREAS.values())) == 22
    for said, meant in WELSH_AREAS.items():
        assert places.county_named(said) == meant
        assert places.in_area(said) == places.in_area(meant) != ()
    assert places.county_named("ynys mon") == "Anglesey"
    assert places.in_area("Gogledd Cymru") == places.in_area("North Wales")


def test_the_places_of_an_area_are_found_by_its_name(places: Gazetteer) -> None:
    medway = {place.name for place in places.in_area("Medway")}
    assert {"Gillingham", "Chatham", "Rochester"} <= medway
    assert "Maidstone" not in medway
    counties = {place.county for place in places.in_area("sussex")}
    assert counties == {"East Sussex", "West Sussex"}
    assert places.in_area("Kent Police", on=TODAY) == places.in_area("Kent", on=TODAY)
    assert {place.nation for place in places.in_area("Wales")} == {"gb-wls"}
    assert places.in_area("Nowhere at All") == ()
    assert places.area_named("thames valley") == "Thames Valley"
    assert places.area_named("north east lincolnshire") == "North East Lincolnshire"
    assert places.area_named("Nowhere at All") is None


def test_neighbours_are_those_around_without_the_place_itself(places: Gazetteer) -> None:
    faversham = places.by_id["faversham"]
    around = places.neighbours(faversham, radius_km=12)
    assert faversham not in around
    assert "Sittingbourne" in {place.name for place in around}
    assert places.neighbours(faversham, radius_km=0.1) == ()


def test_the_table_is_small(places: Gazetteer) -> None:
    assert PLACES_FILE.stat().st_size < 400_000
    assert len(places.places) > 5_900


def test_ids_are_unique_and_all_lie_in_the_british_isles(places: Gazetteer) -> None:
    assert len(places.by_id) == len(places.places)
    assert all(49 < place.latitude < 61.5 and -9 < place.longitude < 2.1 for place in places.places)
    assert {place.nation for place in places.places} == {"gb-eng", "gb-wls", "gb-sct", "gb-nir", "gg", "je", "im"}


def test_counties_are_those_that_people_write(places: Gazetteer) -> None:
    assert {"Kent", "Cheshire", "Hertfordshire"} <= set(places.counties())
    assert places.county_named("kent") == "Kent"
    assert places.county_named("Medway") is None


def test_there_are_48_forces_and_every_place_is_on_a_beat(places: Gazetteer) -> None:
    assert len(load_forces()) == 48
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


def test_a_merger_of_forces_is_a_matter_of_data(places: Gazetteer, tmp_path: Path) -> None:
    file = tmp_path / "forces.yaml"
    file.write_text(
        "forces:\n"
        "  - {name: Kent Police, nation: gb-eng, authorities: [Kent, Medway], counties: [Kent], valid_to: 2029-03-31}\n"
        "  - {name: Essex Police, nation: gb-eng, authorities: [Essex], counties: [Essex], valid_to: 2029-03-31}\n"
        "  - {name: Estuary Police, nation: gb-eng, authorities: [Kent, Medway, Essex], counties: [Kent, Essex],"
        " valid_from: 2029-04-01}\n",
        encoding="utf-8",
    )
    for name, before in (("Faversham", "Kent Police"), ("Colchester", "Essex Police")):
        place = places.resolve(name)
        assert place is not None
        for day, wanted in ((date(2029, 3, 31), before), (date(2029, 4, 1), "Estuary Police")):
            force = force_on(place, day, path=file)
            assert force is not None
            assert force.name == wanted


def test_the_force_of_a_place_is_the_one_of_the_day_asked_for(places: Gazetteer) -> None:
    inverness = places.by_id["inverness"]
    assert places.force_of(inverness, on=TODAY) == "Police Scotland"
    assert places.force_of(places.by_id["city-of-london"], on=TODAY) == "City of London Police"


def test_a_desk_s_own_place_keeps_the_force_that_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "id,name,county,authority,nation,latitude,longitude,population,force\n"
        "ashing,Ashing,Marlshire,,gb-eng,51.2,1.4,900,Marlshire Police\n",
        encoding="utf-8",
    )
    own = load_places(file)
    assert own.force_of(own.by_id["ashing"], on=TODAY) == "Marlshire Police"


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
