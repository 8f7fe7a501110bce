"""The desk of ``cast``, for a test client or really served to a browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from tocsin.web.app import create_app
from web.cast import House, make_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A desk for the tests of one file."""
    made = make_house(tmp_path_factory.mktemp("desk"))
    yield made
    made.installation.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A desk that a real server serves on a free port of this machine."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    made = make_house(tmp_path_factory.mktemp("served"), url=url)
    server = uvicorn.Server(uvicorn.Config(create_app(made.installation), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    yield made
    server.should_exit = True
    thread.join(timeout=10)
    made.installation.close()
