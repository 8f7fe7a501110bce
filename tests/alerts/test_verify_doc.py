"""What docs/verify.md tells others to run, run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tocsin.alerts.formats.as_json import publication_as_json
from tocsin.alerts.keys import SigningKeys, keys_document
from tocsin.records import AlertContent, Publication

DOCUMENT = Path(__file__).parents[2] / "docs" / "verify.md"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "verify.py"
    path.write_text(code, encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path, keys: SigningKeys, exercise_keys: SigningKeys) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(keys_document(keys, exercise_keys)), encoding="utf-8")
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
