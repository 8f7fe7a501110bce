"""Fixtures for every room: the knowledge, and the real documents when they lie beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent

# The same examples every time: a run that fails can be run again. Fuzzing with fresh ones is a job of its own.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and data beside the checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("TOCSIN_SHARED", HERE.parent.parent / "shared"))
    if not (folder / "advisories").is_dir():
        pytest.skip("the shared documents are not beside this checkout")
    return folder
