"""A boundary that moves silences nobody, and the desk sees whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.publishing import letters_to, put_out, subscribed
from desk import Clock, add, open_desk
from tocsin.actions import alerting
from tocsin.actions.areas import find_area
from tocsin.actions.boundary_changes import boundary_changes
from tocsin.actions.delivering import deliver_once
from tocsin.actions.installation import Installation
from tocsin.actions.own_areas import add_own_areas, own_areas

WIDE = [[0.68, 51.25], [0.98, 51.25], [0.98, 51.45], [0.68, 51.45], [0.68, 51.25]]  # Sittingbourne and Faversham
NARROW = [[0.68, 51.25], [0.80, 51.25], [0.80, 51.45], [0.68, 51.45], [0.68, 51.25]]  # Sittingbourne alone


@pytest.fixture
def home(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=Clock())
    yield opened
    opened.close()


def draw(home: Installation, ring: list[list[float]]) -> None:
    file = home.data_folder / "given.geojson"
    feature = {
        "type": "Feature", "properties": {"name": "Harbour beat"}, "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    add_own_areas(home.data_folder, file, places=home.places, nation="gb-eng")


def test_a_boundary_that_moves(home: Installation) -> None:
    amira, owen = add(home, "amira"), add(home, "owen")
    ada, ben = subscribed(home, "ada", places=("Faversham",)), subscribed(home, "ben", places=("Sittingbourne",))
    draw(home, WIDE)
    before = put_out(home, amira, owen, areas=(find_area(home, "Harbour beat"),), urgency="immediate")
    deliver_once(home)
    assert (len(letters_to(home, ada)), len(letters_to(home, ben))) == (1, 1)

    old = own_areas(home.data_folder)
    draw(home, NARROW)
    [moved] = boundary_changes(home, old)
    assert "Faversham" in moved.lost
    assert (moved.people_lost, moved.gained) == (1, ())
    assert moved.said.startswith("Harbour beat has lost ")
    assert "1 subscriber" in moved.said

    # Their subscription stands, and whatever names their place or county reaches them …
    put_out(home, amira, owen, areas=(find_area(home, "Faversham"),), urgency="immediate")
    put_out(home, amira, owen, areas=(find_area(home, "Kent"),), urgency="immediate")
    deliver_once(home)
    assert len(letters_to(home, ada)) == 3
    # … an alert for the new area reaches the people who live in it now …
    put_out(home, amira, owen, areas=(find_area(home, "Harbour beat"),), urgency="immediate")
    deliver_once(home)
    assert len(letters_to(home, ada)) == 3
    # … and a withdrawal goes to everybody who was told, wherever the boundary lies by then.
    alerting.withdraw(home, before.alert_id, officer=amira, note="It was wrong.")
    deliver_once(home)
    assert any(str(one["Subject"]).startswith("Withdrawn") for one in letters_to(home, ada))


def test_an_area_that_is_drawn_again_as_it_was_concerns_nobody(home: Installation) -> None:
    draw(home, WIDE)
    old = own_areas(home.data_folder)
    draw(home, WIDE)
    assert boundary_changes(home, old) == ()
    draw(home, NARROW)
    narrow = own_areas(home.data_folder)
    draw(home, WIDE)
    [moved] = boundary_changes(home, narrow)
    assert "Faversham" in moved.gained
