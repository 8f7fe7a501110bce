"""The pages in real headless Chromium: phone and desktop, scripts on and off, and no fault that axe can find."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from web.cast import MICROSOFT_CALL, PASSWORD, House, links_in_outbox

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed: scripts/system-needs.sh installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
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


def fits(page: Page) -> None:
    """Nothing sticks out to the right: no page needs sideways scrolling."""
    wide = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def log_in(page: Page, name: str) -> None:
    page.goto("/desk")
    page.get_by_label("Your log-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Today").wait_for()


def test_somebody_asks_is_answered_and_reports(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    fits(page)
    page.get_by_label("What happened?").fill(MICROSOFT_CALL)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="What to do first").wait_for()
    fits(page)
    assert "AnyDesk" not in page.url
    assert page.locator("mark").count() >= 1
    page.get_by_text("I paid or moved money").click()
    page.get_by_role("button", name="Report this").click()
    assert page.get_by_label("What happened?").input_value() == MICROSOFT_CALL
    page.get_by_label("Which town or village are you in?").fill("Faversham")
    page.get_by_label("I let them into my computer or phone").check()
    fits(page)
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Your reference is").wait_for()
    fits(page)
    assert context.cookies() == []


def test_somebody_with_a_caller_on_the_line_is_told_to_hang_up(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    urgent = page.get_by_role("link", name="Someone is on the phone with me now")
    box = urgent.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] < 740  # to be seen without scrolling
    urgent.click()
    page.get_by_role("heading", name="Hang up. It is not rude.").wait_for()
    assert page.locator("a[href='tel:159']").count() == 1
    fits(page)


def test_somebody_signs_up_and_leaves(context: BrowserContext, served: House) -> None:
    page = context.new_page()
    page.goto("/subscribe")
    address = f"doris{served.clock.at.timestamp():.0f}@mail.example"
    served.clock.pass_hours(2)
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_label("Your town or village").fill("Faversham")
    page.get_by_role("button", name="Send me a link to confirm").click()
    page.get_by_role("heading", name="Look in your e-mail").wait_for()
    page.goto(links_in_outbox(served.installation, "subscribe/confirm")[-1])
    page.get_by_role("button", name="Yes, send me alerts").click()
    page.get_by_text(address).wait_for()
    fits(page)
    page.get_by_role("button", name="Stop all alerts").click()
    page.get_by_role("heading", name="You have left").wait_for()


def test_officers_clear_the_queue_and_publish_together(
    context: BrowserContext, chromium: Browser, served: House
) -> None:
    served.clock.pass_hours(1)
    page = context.new_page()
    page.goto("/report")
    page.get_by_label("What happened?").fill(MICROSOFT_CALL)
    page.get_by_label("Which town or village are you in?").fill("Faversham")
    page.get_by_role("button", name="Send the report").click()
    reference = page.locator(".big.code").inner_text()

    log_in(page, "ben")
    page.goto("/desk/reports?status=new")
    fits(page)
    row = page.locator(f"[id='{reference}']")
    row.get_by_role("button", name=f"Accept {reference}").click()
    page.get_by_role("button", name="Undo").first.wait_for()
    page.goto(f"/desk/reports/{reference}")
    assert "Accepted" in page.locator("main").inner_text()
    fits(page)
    page.get_by_role("button", name="Draft an alert from it").click()
    page.get_by_role("heading", name="The text and its sources").wait_for()
    fits(page)
    alert = page.url.partition("?")[0]
    page.get_by_label("Headline").fill("Callers who claim to be from Microsoft")
    page.get_by_role("button", name="Save and submit for approval").click()
    page.get_by_text("another officer must approve it").wait_for()

    other = context.browser.new_context(base_url=served.url)  # type: ignore[union-attr]
    second = other.new_page()
    log_in(second, "amina")
    second.goto(alert)
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("The alert is approved.").wait_for()
    other.close()

    page.goto(alert)
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("The alert is published").wait_for()
    page.get_by_role("link", name="public page", exact=True).click()
    page.get_by_role("heading", name="Callers who claim to be from Microsoft").wait_for()
    fits(page)


def test_axe_finds_no_fault_on_any_page(chromium: Browser, served: House, size: dict[str, int]) -> None:
    served.clock.pass_hours(1)
    faults: list[str] = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(base_url=served.url, viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()

        def look(name: str, page: Page = page, scheme: str = scheme) -> None:
            page.evaluate(AXE)
            # In the dark only the colours differ.
            found = page.evaluate("axe.run()" if scheme == "light" else "axe.run({runOnly: ['color-contrast']})")
            faults.extend(
                f"{name} ({scheme}): {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found["violations"]
            )
            fits(page)

        for path in (
            "/",
            "/phone",
            "/report",
            "/alerts",
            "/subscribe",
            "/verify",
            "/privacy",
            "/nothing",
            "/desk/login",
        ):
            page.goto(path)
            look(path)
        for words in (MICROSOFT_CALL, "Can you give me a lift on Saturday, Grandma?", "x", "", MICROSOFT_CALL * 20):
            page.goto("/")
            page.get_by_label("What happened?").fill(words)
            with page.expect_navigation():
                page.get_by_role("button", name="Check it").click()
            look(f"the answer to {words[:20]!r}")
        with page.expect_navigation():
            page.get_by_role("button", name="Report this").click()
        page.get_by_label("When did it happen?").fill("2099-01-01")
        with page.expect_navigation():
            page.get_by_role("button", name="Send the report").click()
        look("a report with a fault")
        page.get_by_label("When did it happen?").fill("")
        with page.expect_navigation():
            page.get_by_role("button", name="Send the report").click()
        look("a report taken")
        reference = page.locator(".big.code").inner_text()
        log_in(page, "ben")
        for path in (
            "/desk", "/desk/reports", "/desk/reports?status=set-aside", f"/desk/reports/{reference}", "/desk/advisories",
            "/desk/advisories/new", "/desk/alerts", "/desk/alerts/new", "/desk/people", "/desk/audit", "/desk/password",
        ):  # fmt: skip
            page.goto(path)
            look(path)
        page.goto("/desk/alerts/new?scam=computer-software-service-fraud")
        page.get_by_label("Where").fill("Faversham")
        with page.expect_navigation():
            page.get_by_role("button", name="Write the draft").click()
        look("a draft")
        context.close()
    assert faults == []


def test_the_story_of_asking_can_be_walked_with_the_keyboard_alone(chromium: Browser, served: House) -> None:
    context = chromium.new_context(base_url=served.url, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "on the phone" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    page.keyboard.type("A man from Microsoft wants me to download AnyDesk.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="What to do first").wait_for()
    context.close()


@pytest.mark.parametrize("zoom", [2, 4])
def test_nothing_is_lost_when_pages_are_enlarged(chromium: Browser, served: House, zoom: int) -> None:
    # A window of 1280 px enlarged 2 or 4 times shows 640 or 320 px of page.
    context = chromium.new_context(base_url=served.url, viewport={"width": 1280 // zoom, "height": 900 // zoom})
    page = context.new_page()
    for path in ("/", "/phone", "/report", "/subscribe", "/verify", "/privacy", "/desk/login"):
        page.goto(path)
        fits(page)
    log_in(page, "ben")
    for path in ("/desk", "/desk/reports", "/desk/alerts", "/desk/alerts/new", "/desk/people", "/desk/audit"):
        page.goto(path)
        fits(page)
    context.close()
