"""What the tests in a real browser share: a served desk, sizes, axe, looks for what sticks out or has no focus, logging in."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from tocsin.web.app import ROUTERS, create_app
from web.cast import PASSWORD, House, make_house

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


ENLARGED = ({"width": 640, "height": 450}, {"width": 320, "height": 225})
"""What a window of 1280 px shows when it is enlarged to 200 % and to 400 %."""


@contextmanager
def serving(
    folder: Path, *, host: str = "127.0.0.1", prepare: Callable[[House], None] | None = None
) -> Iterator[House]:
    """A desk that a real server serves on a free port of this machine. ``prepare`` does what must be before it starts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    made = make_house(folder, url=f"http://{host}:{listener.getsockname()[1]}")
    if prepare:
        prepare(made)
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


def chromium_path() -> str:
    path = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed: scripts/system-needs.sh installs it"
    return path


def fits(page: Page) -> None:
    """Nothing sticks out to the right: no page needs sideways scrolling."""
    wide = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def faults_on(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds wrong with the page as it stands. The context must bypass the policy, which forbids axe too."""
    page.evaluate(AXE)
    only = ", runOnly: ['color-contrast']" if colours_only else ""
    found = page.evaluate(f"axe.run({{resultTypes: ['violations']{only}}})")
    return [f"{page.url}: {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found["violations"]]


def log_in(page: Page, name: str) -> None:
    page.goto("/desk")
    page.get_by_label("Your log-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Today").wait_for()


def routes(method: str, *, desk: bool) -> set[str]:
    """The pages' routes of one method, as the app has them: those of the desk, or those of everybody."""
    paths = [
        str(route.path)  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        if method in route.methods  # type: ignore[attr-defined]
    ]
    return {path for path in paths if path.startswith("/desk") == desk and not path.startswith(("/api", "/v1"))}


def inside(chromium: Browser, house: House, name: str, **options: object) -> BrowserContext:
    """A browser in which this officer has logged in. Nothing moves in it, and it lets axe in."""
    house.clock.pass_hours(1 / 60)  # so that nobody is taken for a guesser
    context = chromium.new_context(base_url=house.url, bypass_csp=True, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, name)
    page.close()
    return context


def send(page: Page, path: str, fields: Mapping[str, str], *, start: str = "/desk/password") -> None:
    """Send a form as a browser does, from the page ``start`` and with the token that it may have."""
    page.goto(start)
    with page.expect_navigation():
        page.evaluate(
            """([path, fields]) => {
                const form = document.createElement("form"), token = document.querySelector("input[name=csrf]");
                form.method = "post"; form.action = path;
                for (const [name, value] of Object.entries({...(token ? {csrf: token.value} : {}), ...fields})) {
                    const field = document.createElement("textarea"); field.name = name; field.value = value; form.append(field);
                }
                document.body.append(form); form.submit();
            }""",
            [path, dict(fields)],
        )


def without_focus(page: Page) -> list[str]:
    """What shows no ring when the keyboard comes to it. A choice that is drawn by its label has the ring there."""
    found = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && !one.disabled)
            .filter((one) => {
                one.focus({focusVisible: true, preventScroll: true});
                if (document.activeElement !== one) return false;
                const rings = [one, one.labels?.[0]].filter(Boolean).map((seen) => getComputedStyle(seen));
                return !rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
            })
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return [f"{page.url}: {one}" for one in found]


def walk_enlarged(page: Page, addresses: Iterable[str]) -> list[str]:
    """Every page enlarged, in our colours and in forced ones; what shows no ring when the keyboard comes to it."""
    hidden: list[str] = []
    for address in addresses:
        page.goto(address)
        hidden += without_focus(page)
        page.emulate_media(forced_colors="active")
        hidden += without_focus(page)
        page.emulate_media(forced_colors="none")
        for size in ENLARGED:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            fits(page)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return hidden
