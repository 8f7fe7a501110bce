"""Places of other English-speaking countries, for documents from abroad."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tocsin.knowledge.foreign_places import FOREIGN_PLACES_FILE, ForeignPlaces, load_foreign_places


@pytest.fixture(scope="module")
def abroad() -> ForeignPlaces:
    return load_foreign_places()


@pytest.mark.parametrize(
    "name", ["Springfield, Illinois", "Springfield, IL", "Springfield, Ill.", "springfield, illinois"]
)
def test_a_town_is_found_in_its_state_however_that_is_written(abroad: ForeignPlaces, name: str) -> None:
    (found,) = abroad.named(name)
    assert (found.name, found.region, found.country, found.kind) == ("Springfield", "Illinois", "US", "city")


def test_without_its_state_the_most_populous_comes_first(abroad: ForeignPlaces) -> None:
    found = abroad.named("Springfield")
    assert len(found) > 5
    assert [place.population for place in found] == sorted((place.population for place in found), reverse=True)


def test_a_county_is_one_only_with_its_county(abroad: ForeignPlaces) -> None:
    assert {place.kind for place in abroad.named("Cook County")} == {"county"}
    assert [place.country for place in abroad.named("County Kerry")] == ["IE"]
    assert [place.region for place in abroad.named("Cook County, Illinois")] == ["Illinois"]


def test_a_state_or_a_country_is_a_place_and_small_words_are_not(abroad: ForeignPlaces) -> None:
    for name, kind in (("Texas", "region"), ("New South Wales", "region"), ("Ireland", "country")):
        found = abroad.region_named(name)
        assert found is not None
        assert found.kind == kind
    assert abroad.region_named("TX") is not None
    for word in ("in", "me", "or", "ok", "hi"):  # abbreviations of states, were they capitals
        assert abroad.region_named(word) is None
        assert not abroad.knows(word)


def test_what_is_asked_for_in_one_country_is_not_given_from_another(abroad: ForeignPlaces) -> None:
    assert {place.country for place in abroad.named("Perth", country="AU")} == {"AU"}
    assert abroad.named("Springfield", region="Nowhere") == ()
    assert abroad.named("Nowhere at All") == ()


def test_the_table_is_small() -> None:
    assert FOREIGN_PLACES_FILE.stat().st_size < 200_000


def test_a_check_reads_no_gazetteer_at_all() -> None:
    code = (
        "import sys; from tocsin.knowledge.load import load_knowledge; from tocsin.understanding.understand import understand;"
        "understand('I am in Springfield, Illinois.', load_knowledge(), deep=False);"
        "print([name for name in sys.modules if 'places' in name or 'postcodes' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_british_names_are_never_looked_up_abroad() -> None:
    code = (
        "import sys; from tocsin.knowledge.load import load_knowledge; from tocsin.understanding.understand import understand;"
        "understand('A man rang me in Faversham, Kent. He was from my bank.', load_knowledge());"
        "print('tocsin.knowledge.foreign_places' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
