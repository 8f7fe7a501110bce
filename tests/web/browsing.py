"""What the tests in a real browser share: its sizes, a look for sideways scrolling, axe, and logging in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page

from web.cast import PASSWORD

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


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
