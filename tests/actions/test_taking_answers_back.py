"""Whoever was told something that is no longer so is told what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions.publishing import SCAM, approved_alert, content_of, letters, put_out, subscribed, text_of
from desk import Clock, add, open_desk
from tocsin.actions import alerting
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from tocsin.actions.checking import check
from tocsin.actions.delivering import deliver_once
from tocsin.actions.installation import Installation, KnowledgeInForce
from tocsin.actions.privacy import erase_held, export_held, find_held
from tocsin.actions.recalling import KEPT_DAYS, recall_due, tell_me_of_changes, trust_again
from tocsin.actions.reporting import take_report
from tocsin.errors import InputError
from tocsin.knowledge.load import Knowledge
from tocsin.records import Officer
from tocsin.store import advisories as advisory_store
from tocsin.store import alerts as alert_store
from tocsin.store.publications_lookup import lookup_publications

CALL = "This is Microsoft. Your computer has a virus and I need remote access to fix it."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amira(home: Installation) -> Officer:
    return add(home, "amira")


@pytest.fixture
def owen(home: Installation) -> Officer:
    return add(home, "owen")


def kept(home: Installation, contact: str = "joan@post.example") -> str:
    return tell_me_of_changes(home, CALL, contact=contact, verdict=check(home, CALL, channel="call"), channel="call")


def told(home: Installation, contact: str = "joan@post.example") -> list[str]:
    return [text_of(one) for one in letters(home) if one["To"] == contact]


def test_an_alert_withdrawn_after_sending_is_told_to_everyone_again_and_a_check_made_in_between_is_corrected(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "ada")
    subscribed(home, "ben")
    published = put_out(home, amira, owen)
    deliver_once(home)
    assert check(home, CALL, channel="call").alert == published.code
    kept(home)
    assert recall_due(home) == 0
    clock.forward(hours=2)
    alerting.withdraw(home, published.alert_id, officer=amira, note="It was wrong.")
    assert check(home, CALL, channel="call").alert is None  # at once
    deliver_once(home)
    assert recall_due(home) == 1
    withdrawn = [one for one in letters(home) if str(one["Subject"]).startswith("Withdrawn")]
    assert {one["To"] for one in withdrawn} == {"ada@post.example", "ben@post.example"}
    [letter] = told(home)
    assert f"We have taken back our alert {published.code}." in letter
    assert "That was wrong. Please do not act on it." in letter
    assert "On 24 November 2026 you asked us" in letter
    assert recall_due(home) == 0  # told once


def test_a_check_is_corrected_when_its_alert_is_corrected_and_when_it_expires(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    published = put_out(home, amira, owen)
    kept(home)
    draft = alerting.correct(home, published.alert_id, officer=amira)
    alerting.edit(home, draft.id, officer=amira, changes=alerting.AlertChanges(headline="The right words"))
    alerting.submit(home, draft.id, officer=amira)
    alerting.approve(home, draft.id, officer=owen, override="Checked word by word, in a test.")
    alerting.publish(home, draft.id, officer=owen)
    assert recall_due(home) == 1
    assert f"We have corrected our alert {published.code}." in told(home)[0]
    clock.forward(days=31)
    alerting.expire_due(home)
    assert recall_due(home) == 1
    assert any(f"Our alert {published.code} has run out." in one for one in told(home))


def test_a_change_of_the_knowledge_is_told_only_when_it_changes_the_answer(
    home: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(home)
    before = home.knowledge

    def now_known(**changes: object) -> None:
        scam = replace(before.scams[SCAM], **changes)  # type: ignore[arg-type]
        known = _with_scam(before, scam)
        monkeypatch.setattr(KnowledgeInForce, "now", lambda self: known)

    now_known(spot=("They say your computer is slow.",))
    assert recall_due(home) == 0
    assert told(home) == []
    # … and from then on the answer rests on the new version
    assert recall_due(home) == 0
    monkeypatch.setattr(KnowledgeInForce, "now", lambda self: _without_scam(before))
    assert recall_due(home) == 1
    assert "We no longer list the scam that we told you of." in told(home)[0]


def test_an_alert_whose_advisory_was_taken_back_is_doubted_and_no_longer_used(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    advisory = keep_advisory(
        home,
        replace(
            read_advisory_text(
                home, "Kent Police warns: callers say they are from Microsoft and want remote access.", name="a.txt"
            ),
            identifier="kent,1",
        ),
        officer=amira,
    )
    alert = approved_alert(home, amira, owen)
    with home.store.begin() as tx:
        alert_store.save_alert(tx, replace(alert, advisories=(advisory.id,)), was="approved")
    published = alerting.publish(home, alert.id, officer=owen)
    kept(home)
    with home.store.begin() as tx:
        assert f"advisory:{advisory.id}@kept" in alerting.get_alert(home, alert.id).basis
        advisory_store.take_back(tx, ["kent,1"], at=home.now())
    assert recall_due(home) == 1
    assert "is being looked at again" in told(home)[0]
    doubted = alerting.get_alert(home, alert.id)
    assert "taken back by its publisher" in doubted.doubt
    assert check(home, CALL, channel="call").alert is None
    with pytest.raises(InputError):
        trust_again(home, alert.id, officer=owen, note="ok")
    trust_again(home, alert.id, officer=owen, note="Two other advisories say the same.")
    assert check(home, CALL, channel="call").alert == published.code
    assert recall_due(home) == 0  # their answer rests on it no more


def test_the_command_line_knows_of_doubt_too(tmp_path: Path, clock: Clock) -> None:
    home = open_desk(tmp_path, clock=clock)
    amira, owen = add(home, "amira"), add(home, "owen")
    published = put_out(home, amira, owen)
    [found] = lookup_publications(tmp_path / "tocsin.sqlite")
    assert (found["code"], found["doubted"]) == (published.code, False)
    with home.store.begin() as tx:
        alert = alert_store.get_alert(tx, published.alert_id)
        assert alert is not None
        alert_store.save_alert(tx, replace(alert, doubted_at=home.now(), doubt="So."), was="published")
    assert lookup_publications(tmp_path / "tocsin.sqlite")[0]["doubted"] is True
    home.close()


def test_what_is_kept_of_a_check_is_sealed_shown_erased_and_forgotten(
    home: Installation, tmp_path: Path, clock: Clock
) -> None:
    kept(home)
    held = find_held(home, contact=" Joan@POST.example")
    assert len(held.checks) == 1
    shown = export_held(home, held, officer=None, reason="She asked on Monday.")
    assert shown["checks"][0]["text"] == CALL
    assert "Microsoft" not in json.dumps([path.read_bytes().decode("latin-1") for path in tmp_path.glob("*.sqlite*")])
    erase_held(home, held, officer=None, reason="She asked on Monday.")
    assert find_held(home, contact="joan@post.example").checks == ()
    kept(home)
    clock.forward(days=KEPT_DAYS + 1)
    recall_due(home)
    assert find_held(home, contact="joan@post.example").checks == ()


def test_nobody_can_have_a_stranger_written_to_by_the_hundred(home: Installation) -> None:
    for _ in range(3):
        kept(home)
    with pytest.raises(InputError, match="several times"):
        kept(home)
    with pytest.raises(InputError, match="e-mail address"):
        kept(home, contact="no address")


def test_a_reporter_who_left_an_address_is_told_too(home: Installation, amira: Officer, owen: Officer) -> None:
    published = put_out(home, amira, owen)
    taken = take_report(home, CALL, channel="call", place="Faversham", contact="joan@post.example")
    assert taken.verdict.alert == published.code
    take_report(home, CALL, channel="call", place="Faversham", contact="07700 900123")
    alerting.withdraw(home, published.alert_id, officer=amira, note="It was wrong.")
    assert recall_due(home) == 1
    assert "you told us of a message or a call" in told(home)[0]


def _with_scam(knowledge: Knowledge, scam) -> Knowledge:  # type: ignore[no-untyped-def]
    return replace(knowledge, scams={**knowledge.scams, scam.id: scam})


def _without_scam(knowledge: Knowledge) -> Knowledge:
    return replace(knowledge, scams={name: one for name, one in knowledge.scams.items() if name != SCAM})


def test_an_alert_remembers_what_it_rested_on(home: Installation, amira: Officer, owen: Officer) -> None:
    published = put_out(home, amira, owen, headline=content_of(home).headline)
    [basis] = alerting.get_alert(home, published.alert_id).basis
    assert basis.startswith(f"knowledge:{SCAM}@")
