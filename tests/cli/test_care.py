"""What ``tocsin check`` says first to somebody who writes that they do not want to live, or are hurt or controlled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.reports.vulnerability import CARE

from .test_bad_input import SCAM, tocsin

DESPAIR = f"{SCAM} They took it all and I do not want to live."


def test_people_read_it_before_the_answer(tmp_path: Path) -> None:
    shown = tocsin("check", DESPAIR, folder=tmp_path).stdout.decode()
    assert shown.startswith("\n".join(CARE["despair"]) + "\n\n")
    assert "116 123" not in tocsin("check", SCAM, folder=tmp_path).stdout.decode()


@pytest.mark.parametrize(("text", "care"), [(DESPAIR, CARE["despair"]), ("my son hits me", CARE["harmed"])])
def test_programs_get_it_as_a_field_and_first(tmp_path: Path, text: str, care: tuple[str, ...]) -> None:
    for answer in (
        json.loads(tocsin("check", "--json", text, folder=tmp_path).stdout),
        json.loads(tocsin("check", "--jsonl", folder=tmp_path, given=json.dumps({"id": 1, "text": text})).stdout),
    ):
        assert next(iter(answer)) == "care"
        assert answer["care"] == list(care)
        assert {"id", "level", "first"} <= answer.keys()


def test_nobody_else_gets_the_field(tmp_path: Path) -> None:
    assert "care" not in json.loads(tocsin("check", "--json", SCAM, folder=tmp_path).stdout)
    line = json.dumps({"id": 1, "text": SCAM})
    assert "care" not in json.loads(tocsin("check", "--jsonl", folder=tmp_path, given=line).stdout)


def test_on_a_call_it_is_said_once_when_anybody_but_the_caller_says_so(tmp_path: Path) -> None:
    given = "caller: Pay me or I will kill myself.\nme: I do not want to live.\nme: I do not want to live."
    shown = tocsin("call", folder=tmp_path, given=given).stdout.decode()
    assert shown.count("\n".join(CARE["despair"])) == 1
    alone = tocsin("call", folder=tmp_path, given=given.splitlines()[0]).stdout.decode()
    assert "116 123" not in alone


def test_a_whole_call_has_it_as_a_field_and_first(tmp_path: Path) -> None:
    turns = [
        {"speaker": "caller", "text": "Stay on the line."},
        {"speaker": "callee", "text": "I do not want to live."},
    ]
    for given, care in ((turns, list(CARE["despair"])), (turns[:1], None)):
        line = json.dumps({"id": 1, "turns": given})
        answer = json.loads(tocsin("call", "--jsonl", folder=tmp_path, given=line).stdout)
        assert answer.get("care") == care
        assert next(iter(answer)) == ("care" if care else "id")


def test_a_report_taken_for_somebody_says_it_first(tmp_path: Path) -> None:
    assert tocsin("report", DESPAIR, folder=tmp_path).stdout.decode().startswith("\n".join(CARE["despair"]) + "\n\n")
    told = json.loads(tocsin("report", "--json", DESPAIR, folder=tmp_path).stdout)
    assert next(iter(told)) == "care"
    assert told["care"] == list(CARE["despair"])
    assert "care" not in json.loads(tocsin("report", "--json", SCAM, folder=tmp_path).stdout)
