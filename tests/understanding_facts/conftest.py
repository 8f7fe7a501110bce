"""The knowledge that comes with Tocsin, and the invented warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge.load import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def warnings_folder() -> Path:
    return Path(__file__).resolve().parent / "warnings"
