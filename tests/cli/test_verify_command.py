"""``tocsin verify``: each answer has an exit status of its own, so that a script cannot take a withdrawn alert for one in force."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from actions.publishing import put_out
from desk import add, open_desk
from tocsin.actions import alerting
from tocsin.actions.installation import Installation
from tocsin.cli import tocsin
from tocsin.records import Officer, Publication
from tocsin.web.app import create_app


@pytest.fixture
def home(tmp_path: Path) -> Installation:
    return replace(open_desk(tmp_path / "desk"), now=lambda: datetime.now(UTC))


@pytest.fixture
def officers(home: Installation) -> tuple[Officer, Officer]:
    return add(home, "amira"), add(home, "owen")


@pytest.fixture
def alert(home: Installation, officers: tuple[Officer, Officer]) -> Publication:
    return put_out(home, *officers)


def verify(home: Installation, *arguments: str, given: str | None = None) -> Result:
    environment = {"TOCSIN_DATA_FOLDER": str(home.data_folder)}
    return CliRunner().invoke(tocsin, ["verify", *arguments], env=environment, input=given, standalone_mode=False)


def answered(result: Result) -> tuple[int, str]:
    return result.return_value, json.loads(result.stdout)["state"]


def text_of(home: Installation, code: str) -> str:
    with TestClient(create_app(home)) as site:
        return site.get(f"/alerts/{code}.txt").text


def files_of(home: Installation, code: str, folder: Path) -> list[str]:
    """--file, --keys and --log with what anybody can fetch."""
    with TestClient(create_app(home)) as site:
        for name, address in (
            ("alert.json", f"/alerts/{code}.json"),
            ("keys.json", "/.well-known/tocsin/keys.json"),
            ("log.jsonl", "/.well-known/tocsin/log.jsonl"),
        ):
            (folder / name).write_text(site.get(address).text, encoding="utf-8")
    return [
        "--file", str(folder / "alert.json"), "--keys", str(folder / "keys.json"), "--log", str(folder / "log.jsonl")
    ]  # fmt: skip


def test_an_alert_in_force_is_0_an_altered_copy_1_and_what_is_not_ours_4(
    home: Installation, alert: Publication
) -> None:
    assert answered(verify(home, alert.code, "--json")) == (0, "current")
    text = text_of(home, alert.code)
    assert answered(verify(home, "--json", given=text)) == (0, "current")
    assert answered(verify(home, "--json", given=text.replace("Hang up.", "Ring us on 020 7946 0018."))) == (
        1,
        "altered",
    )
    assert answered(verify(home, "ZZZ-999", "--json")) == (4, "unknown")
    assert verify(home, "ZZZ-999").return_value == 4
    assert "has not published that" in verify(home, "ZZZ-999").stdout


def test_an_alert_that_was_withdrawn_is_genuine_and_3(
    home: Installation, alert: Publication, officers: tuple[Officer, Officer], tmp_path: Path
) -> None:
    text = text_of(home, alert.code)
    before = files_of(home, alert.code, tmp_path)
    assert answered(verify(home, *before, "--json")) == (0, "current")
    alerting.withdraw(home, alert.alert_id, officer=officers[0], note="The number was wrong.")
    assert answered(verify(home, alert.code, "--json")) == (3, "withdrawn")
    assert answered(verify(home, "--json", given=text)) == (3, "withdrawn")
    assert verify(home, alert.code).return_value == 3
    file = before[:4]  # the copy of before, as long as nobody looks at the log, cannot tell
    assert answered(verify(home, *file, "--json")) == (0, "current")
    assert "only the desk's log can tell" in verify(home, *file).stdout
    assert answered(verify(home, "--file", file[1], "--json")) == (3, "withdrawn")  # at the desk itself
    after = files_of(home, alert.code, tmp_path)
    assert answered(verify(home, *after, "--json")) == (3, "withdrawn")
    assert "took this alert back" in verify(home, *after).stdout


def test_an_alert_that_was_replaced_or_has_run_out_is_3(
    home: Installation, officers: tuple[Officer, Officer], tmp_path: Path
) -> None:
    earlier = replace(home, now=lambda: datetime.now(UTC) - timedelta(days=60))
    alert = put_out(earlier, *officers)
    text = text_of(home, alert.code)
    assert answered(verify(home, "--json", given=text)) == (3, "expired")
    files = files_of(home, alert.code, tmp_path)
    assert answered(verify(home, *files, "--json")) == (3, "expired")
    assert "It has run out." in verify(home, *files).stdout


def test_a_file_or_a_log_that_was_changed_is_1_and_a_log_alone_is_whole_or_not(
    home: Installation, alert: Publication, tmp_path: Path
) -> None:
    files = files_of(home, alert.code, tmp_path)
    assert answered(verify(home, "--log", files[5], "--json")) == (0, "whole")
    assert answered(verify(home, "--log", "own", "--json")) == (0, "whole")
    for file in (files[1], files[5]):
        path = Path(file)
        kept = path.read_text(encoding="utf-8")
        path.write_text(kept.replace("20", "21"), encoding="utf-8")
        assert answered(verify(home, *files, "--json")) == (1, "altered")
        assert verify(home, *files).return_value == 1
        path.write_text(kept, encoding="utf-8")
