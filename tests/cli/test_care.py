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
