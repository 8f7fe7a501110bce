"""Fixtures for every room: the knowledge, and the real documents when they lie beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from cheap_passwords import hash_cheaply

HERE = Path(__file__).resolve().parent

# The same examples every time: a run that fails can be run again. Fuzzing with fresh ones is a job of its own.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
hash_cheaply()

# Files of few but long tests, the longest first: begun last, one processor would wait for the other at the end.
LONGEST = (
    "test_every_page_of_the_desk.py",
    "test_every_public_page.py",
    "test_story.py",
    "test_entries_prove_themselves.py",
    "test_in_a_browser.py",
    "test_public_in_a_browser.py",
    "test_who_may.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and data beside the checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("TOCSIN_SHARED", HERE.parent.parent / "shared"))
    if not (folder / "advisories").is_dir():
        pytest.skip("the shared documents are not beside this checkout")
    return folder
