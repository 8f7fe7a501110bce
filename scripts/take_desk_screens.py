"""Take a picture of every page of the desk into docs/screens/desk/: phone, desktop, and desktop in the dark; some in forced colours.

    python scripts/take_desk_screens.py [--to FOLDER] [NAME…]

The desk is that of the invented county of Marlshire, as `take_screens.py` makes it, with a draft beside its two alerts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from take_screens import DESKTOP, PHONE, SCREENS, Look, chromium, served, take
from tocsin.actions import alerting
from tocsin.actions.installation import Installation
from tocsin.actions.people import change_password, list_people, reset_password
from tocsin.actions.reporting import list_queue
from tocsin.actions.surging import list_surges

PASSWORD = "otter lamp quiet seven"
LOOKS = (Look("phone", PHONE), Look("desktop", DESKTOP), Look("desktop-dark", DESKTOP, "dark"))
FORCED = Look("desktop-forced", DESKTOP, "dark", forced=True)
IN_FORCED_COLOURS = frozenset({"reports", "surge", "editor"})
LONGEST = 1500  # pixels of a page; what is below that is more of the same
PAGES = (
    ("today", "/desk"), ("reports", "/desk/reports?status=new"), ("surges", "/desk/surges"), ("campaigns", "/desk/campaigns"),
    ("advisories", "/desk/advisories"), ("alerts", "/desk/alerts"), ("deliveries", "/desk/deliveries"),
    ("subscribers", "/desk/subscribers"), ("knowledge", "/desk/knowledge?q=courier"), ("people", "/desk/people"),
    ("log", "/desk/audit"), ("settings", "/desk/settings"), ("keys", "/desk/keyboard"), ("own-log-in", "/desk/security"),
    ("figures", "/desk/figures"), ("alerts-filtered", "/desk/alerts?status=published&area=Saltway"), ("new-alert", "/desk/alerts/new"),
)  # fmt: skip


def prepare(installation: Installation) -> list[tuple[str, str]]:
    """Give Amira a password, write a draft, and name every page with its address."""
    officers = {one.name: one for one in list_people(installation, by=None)}
    once = reset_password(installation, by=None, name="amira")
    change_password(installation, officers["amira"], old=once, new=PASSWORD)
    references = [one.reference for one in list_queue(installation, scam="courier-fraud", page_size=6).items]
    draft = alerting.draft(installation, officer=officers["amira"], scam="courier-fraud", references=references)
    report = list_queue(installation, urgent_first=True).items[0].reference
    surge = list_surges(installation)[0].id
    return [
        *PAGES,
        ("editor", f"/desk/alerts/{draft.id}"),
        ("editor-poster", f"/desk/alerts/{draft.id}"),
        ("report", f"/desk/reports/{report}"),
        ("surge", f"/desk/surges/{surge}"),
    ]


def take_all(browser: Browser, url: str, pages: list[tuple[str, str]], look: Look, folder: Path) -> None:
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/desk/login")
    page.get_by_label("Your log-in name").fill("amira")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Today").wait_for()
    cookies = context.cookies()
    context.close()

    def visit(name: str, path: str):  # type: ignore[no-untyped-def]
        def go(page, look):  # type: ignore[no-untyped-def]
            page.context.add_cookies(cookies)
            page.goto(path)
            if name == "editor-poster":
                page.locator("label[for=way-poster]").click()

        return go

    for name, path in pages:
        if look is not FORCED or name in IN_FORCED_COLOURS:
            take(browser, url, look, name, visit(name, path), folder, longest=LONGEST)


def main(arguments: list[str]) -> int:
    folder = SCREENS / "desk"
    if arguments[:1] == ["--to"]:
        folder, arguments = Path(arguments[1]), arguments[2:]
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(Path(scratch)) as (installation, url),
        sync_playwright() as playwright,
    ):
        pages = [one for one in prepare(installation) if not arguments or one[0] in arguments]
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for look in (*LOOKS, FORCED):
            take_all(browser, url, pages, look, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
