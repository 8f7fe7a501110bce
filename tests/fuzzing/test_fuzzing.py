"""Every parser under fresh inputs for minutes: with atheris where it is installed, else with Hypothesis.

``TOCSIN_FUZZ_SECONDS`` is how long each gets (600). What upset one once is kept in ``found/`` and tried at every run.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing.parsers import PARSERS, run

SECONDS = int(os.environ.get("TOCSIN_FUZZ_SECONDS", "600"))
HERE = Path(__file__).resolve().parent
FOUND = sorted((HERE / "found").glob("*/*"))


@pytest.mark.parametrize("name", PARSERS)
def test_the_seeds_and_nothing_at_all_are_read(name: str) -> None:
    for data in (*PARSERS[name][1], b"", b"\0", b"[]", b"{}", b"null", b"\xff\xfe\xfd" * 5):
        run(name, data)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_upset_a_parser_once_no_longer_does(path: Path) -> None:
    run(path.parent.name.replace("-", " "), path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_no_bytes_upset_a_parser(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is not None:
        command = [sys.executable, str(HERE / "run.py"), name, str(SECONDS), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return
    parser_seeds = list(PARSERS[name][1])
    until = time.monotonic() + SECONDS

    @settings(derandomize=False, max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        seed=st.sampled_from(parser_seeds),
        cuts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.binary(max_size=40)), max_size=6),
    )
    def changed(seed: bytes, cuts: list[tuple[float, float, bytes]]) -> None:
        for start, end, put in cuts:
            first, last = sorted((int(start * len(seed)), int(end * len(seed))))
            seed = seed[:first] + put + seed[min(last, first + 64) :]
        run(name, seed)

    while time.monotonic() < until:
        changed()
