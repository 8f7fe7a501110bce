"""``tocsin areas``: taken in, listed and dropped from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tocsin.cli import tocsin
from tocsin.errors import InputError

SWALE = [[0.68, 51.25], [0.98, 51.25], [0.98, 51.45], [0.68, 51.45], [0.68, 51.25]]
AT_SEA = [[1.9, 51.9], [2.0, 51.9], [2.0, 52.0], [1.9, 52.0], [1.9, 51.9]]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        tocsin, ["areas", *arguments], env={"TOCSIN_DATA_FOLDER": str(folder / "desk")}, standalone_mode=False
    )


def write(folder: Path, **rings: object) -> str:
    features = [
        {"type": "Feature", "properties": {"beat": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in rings.items()
    ]
    file = folder / "beats.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(file)


def test_areas_are_added_listed_and_dropped(tmp_path: Path) -> None:
    assert "no areas of its own" in run(tmp_path, "list").output
    added = run(tmp_path, "add", write(tmp_path, Swale=SWALE, Sea=AT_SEA), "--name-field", "beat")
    assert "Swale: added, with 10 places in it." in added.output
    assert "Sea: added. No place of our list lies in it, so an alert for it would reach nobody." in added.output
    listed = run(tmp_path, "list", "--places").output
    assert "Swale (10 places)" in listed
    assert "  Faversham\n" in listed
    again = run(tmp_path, "add", write(tmp_path, Swale=SWALE), "--name-field", "beat")
    assert "Swale: replaced" in again.output
    assert "Sea was removed." in run(tmp_path, "remove", "sea").output
    assert "Sea" not in run(tmp_path, "list").output


def test_a_file_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    refused = run(tmp_path, "add", write(tmp_path, Swale=SWALE, Open=AT_SEA[:-1]))
    assert isinstance(refused.exception, InputError)
    said = str(refused.exception)
    assert "--name-field" in said
    assert "Close it" in said
    assert not (tmp_path / "desk" / "areas.geojson").exists()


@pytest.mark.parametrize("arguments", [("add", "none.geojson"), ("remove", "Nowhere")])
def test_what_is_not_there_is_said_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert isinstance(run(tmp_path, *arguments).exception, InputError)
