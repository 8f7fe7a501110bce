"""The index of words: copies are found among all there is, of any age; what is erased or purged leaves it; without it all goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk import Clock, add, open_desk
from tocsin.actions import matching, text_matching
from tocsin.actions.installation import Installation
from tocsin.actions.privacy import erase_held, find_held, purge
from tocsin.actions.reporting import get_report, take_report
from tocsin.reports import text_index
from tocsin.reports.text_index import BusyIndex, open_text_index

pytest.importorskip("tantivy")

CALL = (
    "A woman rang about the warranty of my boiler. She had the serial number and the day it was fitted, and wanted £{} "
    "for a new cover before the weekend because the manufacturer had stopped the old scheme in spring."
)
OTHER = "I bought a campervan that was never delivered. The seller's advert has gone and he answers no letter of mine."


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=f"sqlite:///{tmp_path / 'tocsin.sqlite'}", clock=Clock())
    yield opened
    opened.close()


def told(installation: Installation, text: str, **given: str) -> str:
    return take_report(installation, text, **given).report.reference  # type: ignore[arg-type]


def words_found(installation: Installation, reference: str) -> list[str]:
    return text_matching.alike(installation, get_report(installation, reference))


def test_a_copy_is_found_however_long_ago_it_came(installation: Installation) -> None:
    first, other = told(installation, CALL.format(190)), told(installation, OTHER)
    installation.now.at += timedelta(days=200)  # type: ignore[attr-defined]
    again = told(installation, CALL.format(249).replace("A woman", "Somebody"))
    assert words_found(installation, again)[0] == first
    found = {match.report.reference for match in matching.find_matches(installation, again)}
    assert first in found
    assert other not in found


def test_what_is_erased_is_in_no_answer_any_more(installation: Installation) -> None:
    first = told(installation, CALL.format(190), contact="ann@post.example")
    again = told(installation, CALL.format(249))
    assert first in words_found(installation, again)
    held = find_held(installation, contact="ann@post.example")
    erase_held(installation, held, officer=add(installation, "amira", role="admin"), reason="she asked us to")
    assert first not in words_found(installation, again)


def test_what_is_purged_is_in_no_answer_any_more(installation: Installation) -> None:
    first = told(installation, CALL.format(190))
    text_matching.catch_up(installation)
    installation.now.at += timedelta(days=1200)  # type: ignore[attr-defined]
    again = told(installation, CALL.format(249))
    assert first in words_found(installation, again)
    purge(installation)
    assert words_found(installation, again) == []


def test_erasing_while_another_process_writes_makes_the_index_anew(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = told(installation, CALL.format(190), contact="ann@post.example"), told(installation, CALL.format(2))
    assert first in words_found(installation, again)

    def busy(index: text_index.TextIndex) -> None:
        raise BusyIndex

    with monkeypatch.context() as patched:
        patched.setattr(text_index.TextIndex, "_writer", busy)
        erase_held(
            installation, find_held(installation, contact="ann@post.example"), officer=add(installation, "amira", role="admin"),
            reason="she asked us to",
        )  # fmt: skip
    assert first not in words_found(installation, again)


def test_without_tantivy_the_newest_are_still_compared(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_matching, "open_text_index", lambda folder: None)
    first, again = told(installation, CALL.format(190)), told(installation, CALL.format(249))
    assert words_found(installation, again) == []
    assert text_matching.catch_up(installation) == 0
    assert [match.report.reference for match in matching.find_matches(installation, first)] == [again]


def test_an_index_says_which_is_likest_and_takes_a_text_in_place_of_the_one_before(tmp_path: Path) -> None:
    index = open_text_index(tmp_path)
    assert index is not None
    today = Clock()().date()
    index.put([("a", today, CALL.format(1)), ("b", today, OTHER), ("c", today, "Nothing in common here whatsoever.")])
    assert index.alike(CALL.format(99))[0].reference == "a"
    assert index.alike(CALL.format(99), but="a") == [] or index.alike(CALL.format(99), but="a")[0].reference != "a"
    index.put([("a", today, OTHER)])
    assert len(index) == 3
    assert {one.reference for one in index.alike(OTHER)} >= {"a", "b"}
    assert index.alike("") == []
