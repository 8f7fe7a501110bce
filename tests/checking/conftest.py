"""The knowledge that comes with Tocsin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    cache: Path = tmp_path_factory.mktemp("cache")
    return load_knowledge(cache_folder=cache)
