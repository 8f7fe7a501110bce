"""The desk of ``cast``, for a test client or really served to a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from web.browsing import ARGUMENTS, DESKTOP, PHONE, chromium_path, serving
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
    with serving(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with the file: while it is open, no test of this process can run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return PHONE if request.param == "phone" else DESKTOP


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, served: House, size: dict[str, int]
) -> Iterator[BrowserContext]:
    """A browser that fails the test when a page asks anybody else for anything, or when a policy is broken."""
    context = chromium.new_context(base_url=served.url, viewport=size, java_script_enabled=request.param)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    strangers: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda sent: strangers.append(sent.url) if not sent.url.startswith(served.url) else None)
    context.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield context
    context.close()
    assert strangers == []
    assert complaints == []
