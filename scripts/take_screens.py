"""Take a picture of every public page into docs/screens/: phone, phone in the dark, desktop; the main pages in every look.

    python scripts/take_screens.py [--to FOLDER] [NAME…]

Also docs/images/answer.png, for the README. The pages are those of the invented county of Marlshire (`tocsin demo`) with two published alerts, served here and seen in
headless Chromium. NAME: only the pages of that name. Pictures are made smaller and hold few colours: all of them together stay under 3 MB.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tocsin.actions import alerting
from tocsin.actions.demo import fill_demo
from tocsin.actions.installation import Installation, open_installation, open_places
from tocsin.actions.people import list_people
from tocsin.actions.published import published
from tocsin.alerts.content import content_hash
from tocsin.records import Desk
from tocsin.web.app import create_app

SCREENS = Path(__file__).resolve().parents[1] / "docs" / "screens"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
MOST_HEIGHT = 2000  # pixels of a page; what is below that is cut off
COLOURS = 48
CALL = (
    "A man rang and said he was from Microsoft and that my computer has a virus. "
    "He asked me to download AnyDesk so that he could get onto my computer."
)
TURNS = (
    "Good morning, this is Kevin from the technical department.",
    "Your computer has a virus and it sends out your bank details.",
    "Please download AnyDesk now, so that I can get onto your computer.",
)
OPEN_TO_ALL = (
    ("front", "/"), ("phone", "/phone"), ("alerts", "/alerts"), ("around", "/around?place=Saltway"), ("report", "/report"),
    ("report-paid", "/report?now=paid"), ("subscribe", "/subscribe?place=Saltway"), ("verify", "/verify"), ("privacy", "/privacy"),
    ("accessibility", "/accessibility"), ("nothing-here", "/nothing"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see a page."""

    name: str
    size: dict[str, int]
    scheme: str = "light"
    prefix: str = ""
    forced: bool = False  # the colours of the device alone, as in a high-contrast theme of Windows


EVERY = (Look("phone", PHONE), Look("phone-dark", PHONE, "dark"), Look("desktop", DESKTOP))
MAIN_PAGES = frozenset({"front", "answer", "alerts", "call"})
EVERY_LOOK = frozenset({"front", "answer"})
IN_THE_DARK = (Look("desktop-dark", DESKTOP, "dark"),)
CHOSEN = (
    Look("phone-large", PHONE, prefix="/large"),
    Look("phone-contrast", PHONE, prefix="/contrast"),
    Look("phone-welsh", PHONE, prefix="/cy"),
    Look("phone-forced", PHONE, "dark", forced=True),
)


def make_desk(folder: Path, url: str) -> Installation:
    """The demonstration's desk with its first alert and a second one published."""
    desk = Desk(
        name="Marlshire Fraud Desk",
        sender="alerts.marlshire.example",
        url=url,
        email="alerts@alerts.marlshire.example",
        nation="gb-eng",
    )
    opened = open_installation(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'tocsin.sqlite'}",
        desk=desk,
        now=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    )
    fill_demo(opened, seed=20261124, progress=lambda items, what: items)
    installation = replace(opened, places=open_places(folder))
    officers = {one.name: one for one in list_people(installation, by=None)}
    first = alerting.list_alerts(installation, statuses=("submitted",))[0]
    second = alerting.draft(
        installation, officer=officers["owen"], scam="courier-fraud", area_names=("Saltway", "Ashing-on-Sea")
    )
    alerting.submit(installation, second.id, officer=officers["owen"])
    for alert, approver in ((first.id, "owen"), (second.id, "amira")):
        alerting.approve(
            installation,
            alert,
            officer=officers[approver],
            content_hash=content_hash(alerting.get_alert(installation, alert).content),
            override="Read by both of us.",
        )
        alerting.publish(installation, alert, officer=officers[approver])
    return installation


@contextmanager
def served(folder: Path) -> Iterator[tuple[Installation, str]]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    installation = make_desk(folder, url)
    server = uvicorn.Server(uvicorn.Config(create_app(installation), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield installation, url
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        installation.close()


def check(page: Page, look: Look, words: str) -> None:
    page.goto(f"{look.prefix}/")
    page.locator("#text").fill(words)
    with page.expect_navigation():
        page.locator("#text").press("Control+Enter")


def visits(installation: Installation) -> Iterator[tuple[str, object]]:
    """Each page's name, and how one gets there."""
    for name, path in OPEN_TO_ALL:
        yield name, lambda page, look, path=path: page.goto(f"{look.prefix}{path}")
    code = published(installation)[0].code
    yield "alert", lambda page, look: page.goto(f"{look.prefix}/alerts/{code}")
    yield "verified", lambda page, look: page.goto(f"{look.prefix}/verify/{code}")
    for name, words in (
        ("answer", CALL),
        ("answer-no-signs", "Grandma, can you give me a lift to football on Saturday? Tom"),
        ("number", "0909 879 0123"),
        ("link", "evri-parcel-fee.example/pay"),
    ):
        yield name, lambda page, look, words=words: check(page, look, words)

    def easy(page: Page, look: Look) -> None:
        check(page, look, CALL)
        with page.expect_navigation():
            page.locator("button[value=easy]").click()

    def call(page: Page, look: Look) -> None:
        page.goto(f"{look.prefix}/call")
        for number, turn in enumerate(TURNS, 1):
            page.locator("#words").fill(turn)
            page.locator("#words").press("Enter")
            page.locator(f".turns li:nth-child({number})").wait_for()

    def wrong(page: Page, look: Look) -> None:
        check(page, look, CALL)
        with page.expect_navigation():
            page.locator("button[formaction$='/wrong']").click()

    yield "answer-easy", easy
    yield "call", call
    yield "wrong", wrong


def take(
    browser: Browser, url: str, look: Look, name: str, visit: object, folder: Path, *, longest: int = MOST_HEIGHT
) -> None:
    context = browser.new_context(
        base_url=url,
        viewport=look.size,
        color_scheme=look.scheme,
        forced_colors="active" if look.forced else "none",
        reduced_motion="reduce",  # type: ignore[arg-type]
    )
    page = context.new_page()
    visit(page, look)  # type: ignore[operator]
    height = min(longest, page.evaluate("document.documentElement.scrollHeight"))
    picture = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": look.size["width"], "height": height})
    context.close()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    smaller = 1 / 2 if look.size is DESKTOP else 3 / 4
    image = image.resize((round(image.width * smaller), round(image.height * smaller)), Image.Resampling.LANCZOS)
    small = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(folder / f"{name}-{look.name}.png", optimize=True)


def picture_for_readme(browser: Browser, url: str) -> None:
    """The answer, as the README shows it."""
    context = browser.new_context(base_url=url, viewport={"width": 900, "height": 1240}, reduced_motion="reduce")
    page = context.new_page()
    check(page, Look("readme", PHONE), CALL)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    small = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(SCREENS.parent / "images" / "answer.png", optimize=True)


def main(arguments: list[str]) -> int:
    folder = SCREENS
    if "--to" in arguments:
        at = arguments.index("--to")
        folder = Path(arguments[at + 1])
        arguments = arguments[:at] + arguments[at + 2 :]
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(Path(scratch)) as (installation, url),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for name, visit in visits(installation):
            if arguments and name not in arguments:
                continue
            looks = EVERY + (IN_THE_DARK if name in MAIN_PAGES else ()) + (CHOSEN if name in EVERY_LOOK else ())
            for look in looks:
                take(browser, url, look, name, visit, folder)
        if folder == SCREENS and not arguments:
            picture_for_readme(browser, url)
        browser.close()
    taken = list(folder.glob("*.png"))
    print(f"{len(taken)} pictures, {sum(one.stat().st_size for one in taken) / 1e6:.1f} MB")
    return 0


def chromium() -> str:

    found = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise SystemExit("Chromium is not installed: scripts/system-needs.sh installs it.")
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
