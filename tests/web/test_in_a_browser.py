"""The desk's main story in real headless Chromium: phone and desktop, scripts on and off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from web.browsing import fits, log_in
from web.cast import MICROSOFT_CALL, House

pytestmark = pytest.mark.browser


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
