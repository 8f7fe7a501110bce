"""``import tocsin``: what it gives, and that editors and type checkers see the same."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tocsin
from actions.publishing import put_out
from desk import add, open_desk
from tocsin.actions.alerting import withdraw
from tocsin.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
SCAM = "This is Microsoft. Your computer has a virus. Let me connect to it with AnyDesk."
PROGRAM = """
import tocsin

verdict: tocsin.Verdict = tocsin.check("Your parcel is held", channel="sms")
level: tocsin.Level = verdict.level
spans: list[tocsin.Span] = [span for evidence in verdict.evidence for span in evidence.spans]
call = tocsin.Call(nation="gb-sct")
heard: tocsin.Heard = call.hear("caller", "This is your bank")
advisory: tocsin.Advisory = tocsin.read("warning.pdf")
understanding: tocsin.Understanding = tocsin.understand("I paid")
rising: list[tocsin.Surge] = tocsin.find_surges([], as_of=__import__("datetime").date(2026, 11, 24))
knowledge: tocsin.Knowledge = tocsin.load_knowledge()
organisation: tocsin.Organisation = knowledge.organisations["microsoft"]
reveal_type(tocsin.check)
wrong: int = tocsin.check("x")
"""


@pytest.mark.parametrize("name", tocsin.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(tocsin, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        tocsin.chek  # noqa: B018


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    source = ast.parse((ROOT / "src" / "tocsin" / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [one for one in source.body if isinstance(one, ast.If)]
    seen = {alias.name: one.module for one in block.body if isinstance(one, ast.ImportFrom) for alias in one.names}
    assert seen == tocsin._WHERE
    assert {*seen, "__version__"} == set(tocsin.__all__)


@pytest.mark.slow
def test_mypy_in_strict_mode_understands_a_program_that_uses_it(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"), "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(complaints) == 1, done.stdout
    assert 'has type "Verdict", variable has type "int"' in complaints[0] or "Incompatible types" in complaints[0]
    assert "channel: str | None" in done.stdout  # what reveal_type shows


def test_a_text_alone_is_enough_for_a_check() -> None:
    verdict = tocsin.check(SCAM)
    assert verdict.level == "scam"
    assert verdict == tocsin.check(SCAM, tocsin.load_knowledge(), on=date.today())


def test_what_to_say_to_somebody_who_may_need_more_than_advice_is_asked_by_itself() -> None:
    assert any("116 123" in sentence for sentence in tocsin.care_for(f"{SCAM} I do not want to live."))
    assert tocsin.care_for(SCAM) == ()


def test_a_call_needs_nothing_either() -> None:
    call = tocsin.Call()
    call.hear("callee", "Hello?")
    heard = call.hear("caller", SCAM)
    assert heard.alarm
    assert call.alarm_turn == 1
    assert call.verdict().level == "scam"
    assert isinstance(tocsin.start_call(), tocsin.Call)


def test_an_account_is_understood() -> None:
    understanding = tocsin.understand("A man from Microsoft rang and I paid him £300 in Faversham.")
    assert understanding.losses == (tocsin.Loss(30_000, "GBP", "per_victim"),)
    assert "microsoft" in understanding.claimed


def test_a_warning_is_read_from_a_file_or_from_words_in_hand() -> None:
    path = ROOT / "docs" / "examples" / "warning.txt"
    advisory = tocsin.read(path)
    assert (advisory.is_advisory, advisory.report_count) == (True, 7)
    document = tocsin.read_bytes("warning.txt", path.read_bytes())
    assert tocsin.read(document).mentions == advisory.mentions
    assert tocsin.read(str(path)) == advisory


def test_of_many_documents_each_is_given_and_a_fault_stops_none(tmp_path: Path) -> None:
    assert [type(one) for one in tocsin.read_all(ROOT / "docs" / "examples" / "warning.txt")] == [tocsin.Advisory]
    (tmp_path / "not.pdf").write_bytes(b"no PDF at all")
    (fault,) = tocsin.read_all(tmp_path / "not.pdf")
    assert isinstance(fault, tocsin.InputError)


def test_a_file_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(tocsin.InputError, match="There is no such file"):
        tocsin.read("nowhere.txt")


def test_what_is_rising_is_found() -> None:
    today = date(2026, 11, 24)
    quiet = [
        tocsin.Sighting(f"r{day}-{n}", "hi-mum", today - timedelta(days=day), f"town-{n}", 51.0 + n / 3, 0.5)
        for day in range(20, 200, 9)
        for n in range(4)
    ]
    many = [tocsin.Sighting(f"n{n}", "hi-mum", today - timedelta(days=n % 3), "town-0", 51.0, 0.5) for n in range(25)]
    found = tocsin.find_surges([*quiet, *many], as_of=today)
    assert found[0].scam == "hi-mum"
    assert found[0].observed >= 25


def test_an_alert_is_verified_from_what_was_fetched_and_a_changed_one_refused(tmp_path: Path) -> None:
    home = open_desk(tmp_path)
    amira = add(home, "amira")
    published = put_out(home, amira, add(home, "owen"))
    code = published.code
    with TestClient(create_app(home)) as site:
        document = site.get(f"/alerts/{code}.json").text
        keys = site.get("/.well-known/tocsin/keys.json").text
        log = site.get("/.well-known/tocsin/log.jsonl").text
    verified = tocsin.verify(document, keys, log)
    assert (verified.alert["code"], verified.in_log) == (code, True)
    assert verified.state(home.now()) == "current"
    assert verified.state(home.now() + timedelta(days=400)) == "expired"
    withdraw(home, published.alert_id, officer=amira, note="The number was wrong.")
    with TestClient(create_app(home)) as site:
        later = site.get("/.well-known/tocsin/log.jsonl").text
        taken_back = site.get(f"/alerts/{code}.json").text
    home.close()
    assert tocsin.verify(document, keys, later).state(home.now()) == "withdrawn"
    assert tocsin.verify(taken_back, keys).state(home.now()) == "withdrawn"  # the withdrawal says so itself
    assert tocsin.verify(json.loads(document), json.loads(keys)).in_log is None
    with pytest.raises(tocsin.InputError, match="not genuine"):
        tocsin.verify(document.replace("Hang up", "Ring back"), keys)
    with pytest.raises(tocsin.InputError, match="not whole"):
        tocsin.verify(document, keys, log.replace("2026", "2025"))
    with pytest.raises(tocsin.InputError, match="not JSON"):
        tocsin.verify("<html>", keys)
