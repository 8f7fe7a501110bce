"""The desk in real headless Chromium: phone and desktop, scripts on and off, and no fault that axe can find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from web.browsing import faults_on, fits, log_in
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


def test_axe_finds_no_fault_on_any_page_of_the_desk(chromium: Browser, served: House, size: dict[str, int]) -> None:
    served.clock.pass_hours(1)
    faults: list[str] = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(base_url=served.url, viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()

        def look() -> None:
            faults.extend(faults_on(page, colours_only=scheme == "dark"))  # noqa: B023 - only their colours differ
            fits(page)  # noqa: B023

        page.goto("/desk/login")
        look()
        page.goto("/report")
        page.get_by_label("What happened?").fill(MICROSOFT_CALL)
        with page.expect_navigation():
            page.get_by_role("button", name="Send the report").click()
        reference = page.locator(".big.code").inner_text()
        log_in(page, "ben")
        for path in (
            "/desk", "/desk/reports", "/desk/reports?status=set-aside", f"/desk/reports/{reference}", "/desk/advisories",
            "/desk/advisories/new", "/desk/alerts", "/desk/alerts/new", "/desk/people", "/desk/audit", "/desk/password",
            "/desk/subscribers", "/desk/deliveries", "/desk/settings", "/desk/keyboard", "/desk/security", "/desk/security/app",
            "/desk/knowledge?q=courier", "/desk/knowledge/new", "/desk/campaigns", "/desk/surges", "/desk/complaints",
            "/desk/figures", "/desk/keys", "/desk/reports?search=nothing+at+all", "/desk/audit?who=nobody",
        ):  # fmt: skip
            page.goto(path)
            look()
        page.goto("/desk/alerts/new?scam=computer-software-service-fraud")
        page.get_by_label("Where").fill("Faversham")
        with page.expect_navigation():
            page.get_by_role("button", name="Write the draft").click()
        look()
        context.close()
    assert faults == []


@pytest.mark.parametrize("zoom", [2, 4])
def test_nothing_of_the_desk_is_lost_when_it_is_enlarged(chromium: Browser, served: House, zoom: int) -> None:
    # A window of 1280 px enlarged 2 or 4 times shows 640 or 320 px of page.
    context = chromium.new_context(base_url=served.url, viewport={"width": 1280 // zoom, "height": 900 // zoom})
    page = context.new_page()
    log_in(page, "ben")
    for path in (
        "/desk", "/desk/reports", "/desk/alerts", "/desk/alerts/new", "/desk/people", "/desk/audit", "/desk/subscribers",
        "/desk/deliveries", "/desk/settings", "/desk/keyboard", "/desk/security", "/desk/security/app",
    ):  # fmt: skip
        page.goto(path)
        fits(page)
    context.close()
