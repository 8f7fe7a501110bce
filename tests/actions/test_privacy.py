"""What is held of people goes when it is old, is theirs to see, and is erased when they ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk import Clock, add, open_desk
from tocsin.actions import reporting, subscribing
from tocsin.actions.installation import Installation
from tocsin.actions.privacy import erase_held, export_held, find_held, old_by_now, purge, purge_when_due
from tocsin.errors import InputError, NotAllowedError, NotFoundError
from tocsin.store import audit, indicators, privacy, reports

WORDS = "My name is Ann Other. A man rang from 07700 900123 and wanted to get onto my computer with AnyDesk."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def installation(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=clock)
    yield replace(opened, keep_words_days=90, keep_reports_days=365)
    opened.close()


def test_sealed_words_go_first_and_whole_reports_later_and_the_figures_stay(
    installation: Installation, clock: Clock
) -> None:
    amira = add(installation, "amira")
    reference = reporting.take_report(
        installation, WORDS, place="Faversham", contact="ann@post.example", word="heron"
    ).report.reference
    clock.forward(days=91)
    assert old_by_now(installation).words == 1
    assert (purge(installation).words, purge(installation).words) == (1, 0)
    assert "[phone]" in reporting.get_report(installation, reference).redacted
    with pytest.raises(NotFoundError, match="erased"):
        reporting.open_sealed(installation, reference, officer=amira, reason="she rang us")
    assert find_held(installation, contact="nobody@post.example").nothing
    clock.forward(days=300)
    assert purge(installation).reports == 1
    with pytest.raises(NotFoundError):
        reporting.get_report(installation, reference)
    with installation.store.read() as tx:
        from tocsin.store.tables import past_figures

        (row,) = tx.rows(past_figures.select())
    assert (row["month"], row["county"], row["reports"]) == ("2026-11", "Kent", 1)


def test_zero_days_keep_for_ever(installation: Installation, clock: Clock) -> None:
    reporting.take_report(installation, WORDS)
    clock.forward(days=4000)
    assert purge(replace(installation, keep_words_days=0, keep_reports_days=0)).total == 0


def test_the_nightly_purge_is_done_once_a_night_by_one_process(installation: Installation, clock: Clock) -> None:
    reporting.take_report(installation, WORDS)
    assert purge_when_due(installation) is not None
    assert purge_when_due(installation) is None
    clock.forward(days=120)
    done = purge_when_due(installation)
    assert done is not None
    assert done.words == 1


def test_one_persons_data_is_found_by_their_contact_however_they_type_it(installation: Installation) -> None:
    mine = reporting.take_report(installation, WORDS, contact="+44 7700 900456").report.reference
    reporting.take_report(installation, WORDS, contact="07700 900457")
    assert find_held(installation, contact="07700 900 456").reports == (mine,)
    with pytest.raises(InputError, match="whose data"):
        find_held(installation)


def test_an_export_holds_all_of_it_and_each_report_opened_is_logged(installation: Installation) -> None:
    ada = add(installation, "ada", role="admin")
    reference = reporting.take_report(installation, WORDS, contact="ann@post.example").report.reference
    subscribing.subscribe(installation, address="ann@post.example", place="Faversham")
    held = find_held(installation, contact="Ann@Post.example ")
    given = export_held(installation, held, officer=ada, reason="her letter of today")
    assert given["reports"][0]["own_words"] == WORDS
    assert given["reports"][0]["contact"] == "ann@post.example"
    assert given["subscribers"][0]["subscriber"]["address"] == "ann@post.example"
    json.dumps(given)
    with installation.store.read() as tx:
        assert [entry.detail for entry in audit.list_entries(tx, subject=reference, action="data-exported")] == [
            "her letter of today"
        ]


def test_erasing_leaves_a_count_and_nothing_of_the_person(installation: Installation) -> None:
    ada = add(installation, "ada", role="admin")
    reference = reporting.take_report(
        installation, WORDS, place="Faversham", contact="ann@post.example"
    ).report.reference
    subscribing.subscribe(installation, address="ann@post.example", place="Faversham")
    held = find_held(installation, contact="ann@post.example")
    erase_held(installation, held, officer=ada, reason="she asked us to")
    assert find_held(installation, contact="ann@post.example").nothing
    report = reporting.get_report(installation, reference)
    assert (report.redacted, report.place, report.county) == ("", None, "Kent")
    with installation.store.read() as tx:
        assert reports.get_sealed(tx, reference) is None
        assert indicators.list_indicators(tx, reference) == []
        assert privacy.subscriber_ids(tx, "ann@post.example") == []
        assert "ann@post.example" not in str(audit.list_entries(tx, limit=None))


def test_only_an_administrator_may_and_only_with_a_reason(installation: Installation) -> None:
    amira, ada = add(installation, "amira"), add(installation, "ada", role="admin")
    held = find_held(installation, references=[reporting.take_report(installation, WORDS).report.reference])
    with pytest.raises(NotAllowedError, match="administrator"):
        erase_held(installation, held, officer=amira, reason="she asked us to")
    with pytest.raises(InputError, match="reason"):
        export_held(installation, held, officer=ada, reason=" ")
