"""The desk without a mouse: the queue, and an alert from draft to published. In real headless Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tocsin.actions.reporting import get_report, take_report
from web.browsing import fits
from web.cast import MICROSOFT_CALL, PASSWORD, House

pytestmark = pytest.mark.browser


def log_in_by_keys(page: Page, name: str) -> None:
    page.goto("/desk")
    page.get_by_label("Your log-in name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today").wait_for()
    page.wait_for_load_state("load")  # the keys are there once the scripts are


def tab_to(page: Page, what: str) -> None:
    """Tab until what is focused says this."""
    for _ in range(150):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''")
        if str(said).strip().startswith(what):
            return
    raise AssertionError(f"the Tab key never came to “{what}”")


def test_the_queue_is_cleared_by_keys_alone_and_undone(chromium: Browser, served: House) -> None:
    served.clock.pass_hours(1)
    home = served.installation
    first = take_report(home, MICROSOFT_CALL, place="Faversham", source="web").report.reference
    second = take_report(home, f"{MICROSOFT_CALL} He rang twice.", place="Faversham", source="web").report.reference
    context = chromium.new_context(base_url=served.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in_by_keys(page, "ben")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.get_by_role("heading", name="Reports").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("[data-undo]").first.wait_for()
    accepted = [one for one in (first, second) if get_report(home, one).status == "accepted"]
    assert len(accepted) == 1
    page.keyboard.press("u")
    page.locator("[data-undo]").first.wait_for(state="detached")
    assert get_report(home, accepted[0]).status == "new"
    page.keyboard.press("x")
    assert page.locator("[data-tick]:checked").count() == 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("j?")  # in a field the keys are letters
    assert page.get_by_label("Words").input_value() == "j?"
    page.goto("/desk")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys", exact=True).wait_for()
    page.get_by_role("button", name="Turn the keys off").press("Enter")
    page.get_by_role("heading", name="Keys", exact=True).press("g")
    page.keyboard.press("r")
    assert page.url.endswith("/desk/keyboard"), "turned off, they do nothing"
    context.close()


def test_an_alert_goes_from_draft_to_published_by_keys_alone(chromium: Browser, served: House) -> None:
    served.clock.pass_hours(1)
    context = chromium.new_context(base_url=served.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in_by_keys(page, "ben")
    page.keyboard.press("n")
    page.get_by_role("heading", name="Draft an alert").wait_for()
    page.get_by_label("Scam").focus()
    page.keyboard.type("Courier")
    page.get_by_label("Where").focus()
    page.keyboard.type("Faversham")
    tab_to(page, "Write the draft")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The text and its sources").wait_for()
    fits(page)
    page.get_by_label("Headline").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Warning for Faversham and around: courier fraud")
    page.locator("#preview").get_by_text(
        "Warning for Faversham and around: courier fraud"
    ).first.wait_for()  # as one writes
    tab_to(page, "Save and submit for approval")
    page.keyboard.press("Enter")
    page.get_by_text("another officer must approve it").wait_for()
    alert = page.url.partition("?")[0]

    other = chromium.new_context(base_url=served.url)
    other.set_default_timeout(15_000)
    second = other.new_page()
    log_in_by_keys(second, "amina")
    second.goto(alert)
    tab_to(second, "Approve")
    second.keyboard.press("Enter")
    second.get_by_text("The alert is approved.").wait_for()
    tab_to(second, "Publish now")
    second.keyboard.press("Enter")
    second.get_by_text("The alert is published").wait_for()
    other.close()
    context.close()
