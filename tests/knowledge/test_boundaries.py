"""A desk's own areas, read from GeoJSON: what lies in them, and what is said of a file that cannot be used."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.knowledge.boundaries import Boundary, read_boundaries, write_boundaries

SQUARE = [[0.0, 51.0], [1.0, 51.0], [1.0, 52.0], [0.0, 52.0], [0.0, 51.0]]
HOLE = [[0.4, 51.4], [0.6, 51.4], [0.6, 51.6], [0.4, 51.6], [0.4, 51.4]]
BESIDE = [[1.0, 51.0], [2.0, 51.0], [2.0, 52.0], [1.0, 52.0], [1.0, 51.0]]


def feature(name: str | None = "Inland", *rings: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    named = {"name": name, **properties} if name is not None else properties
    return {"type": "Feature", "properties": named, "geometry": {"type": kind, "coordinates": list(rings) or [SQUARE]}}


def read(folder: Path, *features: Any, **options: Any) -> tuple[Boundary, ...]:
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_boundaries(file, nation="gb-eng", **options)


def test_a_point_is_inside_a_polygon_and_not_in_its_hole(tmp_path: Path) -> None:
    (area,) = read(tmp_path, feature("Inland", SQUARE, HOLE))
    assert area.contains(51.2, 0.2)
    assert not area.contains(51.5, 0.5)
    assert not area.contains(50.9, 0.2)
    assert not area.contains(51.2, 1.2)
    assert area.box == (0.0, 51.0, 1.0, 52.0)


def test_a_multipolygon_has_several_parts(tmp_path: Path) -> None:
    (area,) = read(tmp_path, feature("Parts", [HOLE], [BESIDE], kind="MultiPolygon"))
    assert area.contains(51.5, 0.5)
    assert area.contains(51.5, 1.5)
    assert not area.contains(51.2, 0.2)


@settings(max_examples=200, deadline=None)
@given(latitude=st.floats(51.0, 52.0, exclude_max=True), longitude=st.floats(0.0, 2.0, exclude_max=True))
def test_a_point_lies_in_one_of_two_neighbours_and_never_in_both(latitude: float, longitude: float) -> None:
    west, east = (
        Boundary(name, "gb-eng", ((tuple((x, y) for x, y in ring),),)) for name, ring in (("W", SQUARE), ("E", BESIDE))
    )
    assert west.contains(latitude, longitude) != east.contains(latitude, longitude)
    assert west.contains(51.5, 1.0) != east.contains(51.5, 1.0)


def test_the_name_is_found_where_official_files_have_it(tmp_path: Path) -> None:
    assert read(tmp_path, feature(None, LAD24NM="Swale"))[0].name == "Swale"
    assert read(tmp_path, feature(None, NAME=" North  ward "))[0].name == "North ward"
    assert read(tmp_path, feature("Other", beat="K7"), name_field="beat")[0].name == "K7"


def test_an_area_may_have_days_and_a_nation(tmp_path: Path) -> None:
    (area,) = read(tmp_path, feature(nation="gb-wls", valid_from="2026-04-01", valid_to="2027-03-31T00:00:00"))
    assert area.nation == "gb-wls"
    assert [area.holds(day) for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    areas = read(tmp_path, feature("Inland", SQUARE, HOLE, valid_from="2026-04-01"), feature("East", BESIDE))
    write_boundaries(tmp_path / "kept.geojson", areas)
    assert read_boundaries(tmp_path / "kept.geojson", nation="gb-sct") == areas


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (feature(None, code="K7"), "Area 1 has no name in “name”. Say which of its properties holds it (code)"),
        (feature("N" * 81), "longer than 80 characters"),
        (feature("england"), "“england” already means something else"),
        (feature("Kent + 5"), "already means something else"),
        (feature("P", kind="Point"), "Area 1 (“P”) is a Point. An area is a Polygon"),
        ({"type": "Feature", "properties": {"name": "P"}, "geometry": None}, "has no outline"),
        ("nonsense", "Area 1 is no GeoJSON Feature"),
        (feature("P", SQUARE[:3]), "fewer than four positions"),
        (feature("P", SQUARE[:4]), "does not end where it begins. Close it."),
        (feature("P", [[604000.0, 160000.0]] * 4), "metres of a national grid. Export it in WGS 84"),
        (feature("P", [[y, x] for x, y in SQUARE]), "latitude and longitude the wrong way round"),
        (feature("P", [[x + 20, y] for x, y in SQUARE]), "lies outside the United Kingdom"),
        (feature("P", [[0.0, 51.0]] * 5), "without any size"),
        (feature("P", [["a", 51.0], *SQUARE]), "a position that is not two numbers"),
        (feature("P", [[True, 51.0], *SQUARE]), "a position that is not two numbers"),
        (feature("P", "ring"), "no list of positions"),
        (feature("P", [], kind="MultiPolygon"), "a polygon without an outline"),
        (feature("P", nation="fr"), "“fr” is no nation"),
        (feature("P", valid_from="soon"), "valid_from is no day. Write it as 2026-11-24."),
    ],
)
def test_a_fault_is_told_with_its_area_and_what_to_do(tmp_path: Path, faulty: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, faulty)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "areas.geojson"))
    assert "The areas cannot be used: 1 fault." in str(caught.value)


def test_every_fault_of_a_file_is_told_at_once_and_a_great_many_are_counted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"25 faults") as caught:
        read(tmp_path, *(feature("P", kind="Point") for _ in range(25)))
    assert "… and 5 more." in str(caught.value)


def test_one_name_twice_is_a_fault_unless_their_days_follow_each_other(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is there twice"):
        read(tmp_path, feature("Inland"), feature("inland", BESIDE))
    both = read(tmp_path, feature(valid_to="2026-03-31"), feature("Inland", BESIDE, valid_from="2026-04-01"))
    assert len(both) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is not JSON"),
        ("{", "This is not JSON"),
        ("[" * 100_000, "This is not JSON"),
        ("[]", "This is no collection of areas."),
        ('{"type": "Topology"}', "This is no collection of areas but a Topology."),
        ('{"type": "FeatureCollection", "features": []}', "There is no area in the file"),
        (
            '{"type": "FeatureCollection", "crs": {"name": "EPSG:27700"}, "features": []}',
            "not in longitude and latitude",
        ),
    ],
)
def test_a_file_that_holds_no_areas_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_boundaries(file, nation="gb-eng")
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_boundaries(tmp_path / "none.geojson", nation="gb-eng")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(geometry=JSON, coordinates=JSON)
def test_no_geometry_however_odd_is_a_crash(
    tmp_path_factory: pytest.TempPathFactory, geometry: Any, coordinates: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    shapes = [
        geometry,
        {"type": "Polygon", "coordinates": coordinates},
        {"type": "MultiPolygon", "coordinates": [coordinates]},
    ]
    for shape in shapes:
        with pytest.raises(InputError):
            read(folder, {"type": "Feature", "properties": {"name": "P"}, "geometry": shape})
