"""A desk's own areas: named in alerts, and counted in reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk import Clock, add, open_desk
from tocsin.actions import alerting, reporting, subscribing
from tocsin.actions.areas import find_area, say_area, suggest_areas
from tocsin.actions.installation import Installation
from tocsin.actions.own_areas import add_own_areas, own_area_names, own_areas, remove_own_area
from tocsin.errors import InputError, NotFoundError
from tocsin.records import Advisory, Area
from tocsin.store import subscribers

CALL = "A man rang and said he was from Microsoft. He said there was a virus on my computer and wanted me to install AnyDesk."
SWALE = [
    [0.68, 51.25],
    [0.98, 51.25],
    [0.98, 51.45],
    [0.68, 51.45],
    [0.68, 51.25],
]  # Faversham, Sittingbourne, Sheerness
FAVERSHAM = [[0.88, 51.31], [0.90, 51.31], [0.90, 51.32], [0.88, 51.32], [0.88, 51.31]]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    opened = open_desk(tmp_path, clock=Clock())
    yield opened
    opened.close()


@pytest.fixture
def on_each_database(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=Clock())
    yield opened
    opened.close()


def load(installation: Installation, *areas: tuple[str, Any], **properties: Any) -> None:
    file = installation.data_folder / "given.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, **properties},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in areas
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    add_own_areas(installation.data_folder, file, places=installation.places, nation="gb-eng")


def names_in(installation: Installation, area: Area) -> set[str]:
    return {installation.places.by_id[place].name for place in area.places}


def test_an_area_of_the_desk_is_found_by_name_as_the_places_in_it(installation: Installation) -> None:
    load(installation, ("Swale coast", SWALE))
    area = find_area(installation, "swale Coast")
    assert (area.kind, area.name, area.nation) == ("places", "Swale coast", "gb-eng")
    assert {"Faversham", "Sittingbourne", "Sheerness"} <= names_in(installation, area)
    assert "Maidstone" not in names_in(installation, area)
    assert find_area(installation, say_area(area)) == area


def test_a_running_desk_knows_a_new_area_at_once_and_forgets_one_that_was_dropped(installation: Installation) -> None:
    with pytest.raises(InputError, match="do not know an area"):
        find_area(installation, "Swale coast")
    load(installation, ("Swale coast", SWALE))
    assert find_area(installation, "Swale coast").places
    load(installation, ("Swale coast", FAVERSHAM), ("Old town", FAVERSHAM))
    assert names_in(installation, find_area(installation, "Swale coast")) == {"Faversham"}
    remove_own_area(installation.data_folder, "swale coast")
    assert [area.name for area in own_areas(installation.data_folder)] == ["Old town"]
    with pytest.raises(NotFoundError, match="The desk's own areas: Old town"):
        remove_own_area(installation.data_folder, "Swale coast")


def test_a_file_with_faults_changes_nothing(installation: Installation) -> None:
    load(installation, ("Swale coast", SWALE))
    with pytest.raises(InputError, match="Close it"):
        load(installation, ("Old town", FAVERSHAM), ("Open", SWALE[:-1]))
    assert own_area_names(installation.data_folder, on=installation.now().date()) == ("Swale coast",)


def test_an_area_whose_days_are_over_is_no_area_any_more(installation: Installation) -> None:
    load(installation, ("Swale coast", SWALE), valid_to="2026-11-23")
    with pytest.raises(InputError, match="do not know an area"):
        find_area(installation, "Swale coast")
    taken = reporting.take_report(installation, CALL, place="Faversham")
    assert taken.report.county == "Kent"


def test_a_report_is_counted_under_the_smallest_own_area_it_lies_in_else_under_its_county(
    installation: Installation,
) -> None:
    load(installation, ("Swale coast", SWALE), ("Old town", FAVERSHAM))
    counted = {
        town: reporting.take_report(installation, CALL, place=town).report.county
        for town in ("Faversham", "Sittingbourne", "Maidstone", "ME13 8AA")
    }
    assert counted == {
        "Faversham": "Old town",
        "Sittingbourne": "Swale coast",
        "Maidstone": "Kent",
        "ME13 8AA": "Old town",
    }
    assert reporting.list_queue(installation, county="Old town").total == 2


def test_an_alert_for_an_own_area_reaches_those_inside_and_nobody_else(on_each_database: Installation) -> None:
    installation = on_each_database
    load(installation, ("Swale coast", SWALE))
    for number, town in enumerate(("Faversham", "Sheerness", "Maidstone", "Herne Bay")):
        subscribing.subscribe(installation, address=f"{number}@people.example", place=town)
    with installation.store.begin() as tx:
        for number in range(4):
            found = subscribers.find_subscriber(tx, f"{number}@people.example", "email")
            assert found is not None
            subscribers.confirm_subscriber(tx, found.id, at=installation.now())
        area = find_area(installation, "Swale coast")
        assert subscribers.count_reach(tx, [area], None) == 2
        assert subscribers.count_reach(tx, [replace(area, places=())], None) == 0


def test_approval_pins_the_places_of_an_area(installation: Installation) -> None:
    amira, owen = add(installation, "amira"), add(installation, "owen")
    load(installation, ("Swale coast", SWALE))
    taken = reporting.take_report(installation, CALL, place="Faversham")
    drafted = alerting.draft(
        installation, officer=amira, references=[taken.report.reference], area_names=("Swale coast",)
    )
    alerting.submit(installation, drafted.id, officer=amira)
    alerting.approve(installation, drafted.id, officer=owen)
    remove_own_area(installation.data_folder, "Swale coast")
    published = alerting.publish(installation, drafted.id, officer=amira)
    (area,) = published.content["areas"]
    assert (area["kind"], area["name"]) == ("places", "Swale coast")
    assert "faversham" in area["places"]


def test_districts_regions_and_beats_are_areas_too(installation: Installation) -> None:
    assert "Chatham" in names_in(installation, find_area(installation, "Medway"))
    sussex = find_area(installation, "sussex")
    assert (sussex.kind, sussex.name) == ("places", "Sussex")
    assert {"Brighton", "Worthing"} <= names_in(installation, sussex)
    assert find_area(installation, "Reading").kind == "place"  # the town, not the council
    assert find_area(installation, "Kent").kind == "county"
    assert find_area(installation, "ME13").name == "Faversham"
    assert find_area(installation, "Ynys Môn") == find_area(installation, "Anglesey")
    assert find_area(installation, "Cymru") == find_area(installation, "Wales")
    with pytest.raises(InputError, match="do not know an area"):
        find_area(installation, "Sussex + 5 km")


def test_an_advisory_that_names_an_own_area_suggests_it(installation: Installation) -> None:
    load(installation, ("Swale coast", SWALE))
    advisory = Advisory(file="a.txt", text="", is_advisory=True, places=("Swale coast", "Dover"))
    assert [area.name for area in suggest_areas(installation, (), advisory)] == ["Swale coast"]
    told = replace(
        advisory, places=(), text="People in Swale coast have had calls from a man who says he is from a bank."
    )
    assert [area.name for area in suggest_areas(installation, (), told)] == ["Swale coast"]
    region = replace(advisory, places=("Sussex",))
    assert [area.name for area in suggest_areas(installation, (), region)] == ["Sussex"]


def test_many_reports_from_one_own_area_suggest_that_area(installation: Installation) -> None:
    load(installation, ("Swale coast", SWALE))
    towns = ("Faversham", "Sittingbourne", "Sheerness", "Queenborough", "Teynham", "Maidstone")
    reports = [reporting.take_report(installation, CALL, place=town).report for town in towns]
    assert [area.name for area in suggest_areas(installation, reports, None)] == ["Swale coast"]
