"""What docs/verify.md tells others to run, run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.alerts.formats.as_json import publication_as_json
from tocsin.alerts.keys import SigningKeys, keys_document, public_keys_of
from tocsin.alerts.log import entry_as_dict, next_entry, publication_body
from tocsin.records import AlertContent, Publication

NOW = datetime(2026, 11, 24, 15, 8, tzinfo=UTC)


DOCUMENT = Path(__file__).parents[2] / "docs" / "verify.md"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    code, _ = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "verify.py"
    path.write_text(code, encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path, keys: SigningKeys, exercise_keys: SigningKeys) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(
        json.dumps(keys_document([*public_keys_of(keys, at=NOW), *public_keys_of(exercise_keys, at=NOW)])),
        encoding="utf-8",
    )
    return path


def run(script: Path, written: bytes, listed: Path) -> subprocess.CompletedProcess[str]:
    file = script.with_name("alert.json")
    file.write_bytes(written)
    return subprocess.run([sys.executable, "-I", script, file, listed], capture_output=True, text=True, check=False)


def test_the_script_in_the_document_verifies_an_alert(publication: Publication, script: Path, listed: Path) -> None:
    done = run(script, publication_as_json(publication), listed)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "genuine: Callers in Marlshire say your computer has a fault"


def test_the_script_in_the_document_refuses_a_changed_alert(
    publication: Publication, script: Path, listed: Path
) -> None:
    done = run(script, publication_as_json(publication).replace(b"0300 123 2040", b"0300 123 2041"), listed)
    assert done.returncode != 0
    assert "InvalidSignature" in done.stderr


def test_the_script_in_the_document_takes_no_exercise(
    published: Callable[..., Publication], content: AlertContent, script: Path, listed: Path
) -> None:
    done = run(script, publication_as_json(published(content=replace(content, exercise=True))), listed)
    assert done.returncode != 0


def test_the_document_gives_the_command_that_the_tests_run() -> None:
    assert "xmlsec1 --verify --trusted-pem cap-certificate.pem alert.cap.xml" in DOCUMENT.read_text(encoding="utf-8")


def test_the_script_for_the_log_finds_it_whole_and_stops_where_it_is_not(
    publication: Publication, tmp_path: Path
) -> None:
    _, code = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    first = next_entry(None, kind="key-added", body={"key_id": "7", "reason": "£ and “quotes”"}, at=NOW)
    second = next_entry(first, kind="publication", body=publication_body(publication), at=NOW)
    third = next_entry(second, kind="publication", body=publication_body(publication), at=NOW)
    lines = [json.dumps(entry_as_dict(one), ensure_ascii=False) for one in (first, second, third)]
    (tmp_path / "log.py").write_text(code, encoding="utf-8")

    def run_over(kept: list[str]) -> subprocess.CompletedProcess[str]:
        (tmp_path / "log.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
        asked = [sys.executable, "-I", tmp_path / "log.py", tmp_path / "log.jsonl"]
        return subprocess.run(asked, capture_output=True, text=True, check=False)

    assert run_over(lines).stdout.split() == ["3", third.hash]
    assert "entry 2 " in run_over([lines[0], lines[2]]).stderr
    assert "entry 2 " in run_over([lines[0], lines[1].replace('"version": 1', '"version": 2'), lines[2]]).stderr
