"""What a release says of its parts: every lock is looked at, and what was not run is said in so many words."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "audit.py"


def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("expression", "text", "classifiers", "names", "may_choose"),
    [
        ("Apache-2.0 OR BSD-3-Clause", None, [], ["Apache-2.0", "BSD-3-Clause"], True),
        ("BSD-3-Clause AND MIT", None, [], ["BSD-3-Clause", "MIT"], False),
        ("(MIT OR GPL-3.0-only) AND GPL-2.0-only", None, [], ["MIT", "GPL-3.0-only", "GPL-2.0-only"], False),
        (None, "MIT OR AFL-2.1", [], ["MIT", "AFL-2.1"], True),
        (None, "MIT License\n\nCopyright …", ["OSI Approved"], ["MIT"], False),
        (None, "a whole text", ["OSI Approved", "MIT License"], ["MIT"], False),
        (None, None, [], ["nothing"], False),
    ],
)
def test_a_licence_is_read_as_it_was_written(
    expression: str | None, text: str | None, classifiers: list[str], names: list[str], may_choose: bool
) -> None:
    row = {"expression": expression, "text": text, "classifiers": classifiers}
    assert [name for name in audit().licences_of(row)[0] if name] == names
    assert audit().licences_of(row)[1] is may_choose


ROOT = SCRIPT.parent.parent
WELL: dict[str, Any] = {"refused": [], "stale": []}


def faults(looked_up: int, *not_looked_up: str, found: tuple[str, ...] = ()) -> dict[str, Any]:
    state = "was run in part" if looked_up and not_looked_up else "was run" if looked_up else "was not run"
    return {
        "state": state,
        "looked_up": looked_up,
        "not_looked_up": list(not_looked_up),
        "faults": list(found),
        "why": [],
    }


def test_every_lock_is_audited_and_every_extra_is_in_one() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(audit().LOCKS)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locks = audit().locked()
    names = {pin.partition("==")[0] for pin in locks}
    for extra, needs in project["optional-dependencies"].items():
        for need in needs:
            name = re.split(r"[\[<>=,; ]", need)[0].lower()
            assert name in names, f"{name} of the extra {extra} is in no lock"
    assert {"pyspark", "confluent-kafka", "pyarrow", "scikit-learn", "atheris", "pip-audit"} <= names
    assert sum(pin.startswith("pandas==") for pin in locks) == 1


def test_two_versions_of_a_package_are_asked_for_one_after_the_other() -> None:
    assert audit().layers(["a==1", "b==1", "a==2"]) == [["a==1", "b==1"], ["a==2"]]


def test_an_answer_tells_what_was_looked_up_and_a_failure_why_not() -> None:
    rows = [
        {"name": "A_b.c", "version": "1", "vulns": [{"id": "PYSEC-1"}]},
        {"name": "d", "version": "2", "vulns": []},
        {"name": "e", "skip_reason": "not found"},
    ]
    assert audit().read_answer(json.dumps({"dependencies": rows}), "") == ({"a-b-c==1": ["PYSEC-1"], "d==2": []}, "")
    nothing, why = audit().read_answer(
        "", "Traceback …\nConnectionError: HTTPSConnectionPool(host='pypi.example', port=443)"
    )
    assert nothing == {}
    assert why.startswith("ConnectionError")
    assert "pypi.example" not in why


@pytest.mark.parametrize(
    ("given", "without", "same", "missing", "status", "said"),
    [
        (faults(9), False, True, [], 0, "was run: 0 known faults in 9 locked packages."),
        (faults(0, "a==1"), False, True, [], 3, "was not run: the services of PyPI and OSV could not be reached"),
        (faults(0, "a==1"), True, True, [], 0, "was not run"),
        (faults(8, "a==1"), False, True, [], 3, "was run in part: 0 known faults in 8 of 9 locked packages"),
        (faults(8, "a==1", found=("b==1: X",)), True, True, [], 1, "1 known faults in 8 of 9"),
        (faults(9), False, False, [], 1, "was run"),
        (faults(9), False, True, ["fuzz.txt"], 3, "was run"),
    ],
)
def test_a_step_that_was_not_run_has_a_status_and_a_sentence_of_its_own(
    given: dict[str, Any], without: bool, same: bool, missing: list[str], status: int, said: str
) -> None:
    assert audit().status_of(given, WELL, same=same, missing=missing, without=without) == status
    assert said in audit().said_of_faults(given)
