"""``tocsin serve --processes``: they share one port, one that dies is replaced, and all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tocsin.cli.more_processes import _PROGRAM


def children_of(parent: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()] or [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if path.joinpath("stat").is_file()
        and path.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1] == str(parent)
    ]


def wait_for(what: Callable[[], object], *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.1)


def test_a_process_that_dies_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    program = [sys.executable, "-c", _PROGRAM, "serve", "--port", "0", "--processes", "2", "--no-worker"]
    with (tmp_path / "said").open("wb") as said:
        first = subprocess.Popen(
            program, stdout=said, stderr=said, env={**os.environ, "TOCSIN_DATA_FOLDER": str(tmp_path / "data")}
        )
    try:
        wait_for(lambda: "Press Ctrl-C" in (tmp_path / "said").read_text())
        address = next(word for word in (tmp_path / "said").read_text().split() if word.startswith("http://localhost:"))
        wait_for(lambda: children_of(first.pid))
        assert urllib.request.urlopen(f"{address}/healthz", timeout=30).status == 200
        killed = children_of(first.pid)[0]
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: [child for child in children_of(first.pid) if child != killed])
        assert urllib.request.urlopen(f"{address}/healthz", timeout=30).status == 200
        left = children_of(first.pid)
    finally:
        first.send_signal(signal.SIGINT)
        first.wait(timeout=60)
    assert not [child for child in left if Path(f"/proc/{child}").exists()]
    assert "another is started" in (tmp_path / "said").read_text()
