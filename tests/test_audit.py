"""The licences of what we install, as packages write them."""

from __future__ import annotations

import importlib.util
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
