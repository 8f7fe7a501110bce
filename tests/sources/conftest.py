"""The invented warnings lie with the tests of reading."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def warnings_folder() -> Path:
    return Path(__file__).resolve().parent.parent / "understanding_facts" / "warnings"
