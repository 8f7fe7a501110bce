"""The public pages in real headless Chromium: phone and desktop, scripts on and off, and no fault that axe can find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from web.browsing import DESKTOP, PHONE, faults_on, fits
from web.cast import MICROSOFT_CALL, House, a_published_alert, links_in_outbox

pytestmark = pytest.mark.browser
LIFT = "Can you give me a lift on Saturday, Grandma?"


def ask(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_label("What happened?").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Check it").click()


def test_somebody_asks_is_answered_and_reports(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    fits(page)
    ask(page, MICROSOFT_CALL)
    page.get_by_role("heading", name="What to do first").wait_for()
    fits(page)
    assert "AnyDesk" not in page.url
    assert page.locator("mark").count() >= 1
    page.get_by_text("I paid", exact=True).first.click()  # one tap, with scripts or without
    assert page.locator("[data-stage=paid]").is_visible()
    assert not page.locator("[data-stage=approached]").is_visible()
    page.get_by_role("button", name="Report this").click()
    assert page.get_by_label("What happened?").input_value() == MICROSOFT_CALL
    assert page.get_by_label("I paid or moved money").is_checked()  # the stage that was tapped comes along
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


def test_somebody_listens_in_on_a_call_until_the_alarm(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/call")
    for words in ("Good morning, how are you?", "Go to the shop, buy gift cards and read me the codes. Tell nobody."):
        page.get_by_label("What was just said?").fill(words)
        page.get_by_role("button", name="The caller said it").click()
        page.locator(".turns").get_by_text(words).wait_for()
    alarm = page.locator(".alarm")
    assert "Hang up now" in alarm.inner_text().replace("HANG UP NOW", "Hang up now")
    assert page.locator(".lamps .on").count() >= 1
    fits(page)
    page.get_by_label("What was just said?").fill("Hello? Are you there?")
    page.get_by_role("button", name="The other person said it").click()
    page.locator(".turns").get_by_text("Are you there?").wait_for()
    assert alarm.count() == 1  # what is said later takes no alarm back
    assert "gift" not in page.url
    page.get_by_role("button", name="Report this call").click()
    assert "gift cards" in page.get_by_label("What happened?").input_value()


def test_somebody_signs_up_and_leaves(context: BrowserContext, served: House) -> None:
    page = context.new_page()
    page.goto("/subscribe")
    address = f"doris{served.clock.at.timestamp():.0f}@mail.example"
    served.clock.pass_hours(2)
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_label("Your town, village or postcode").fill("Faversham")
    page.get_by_role("button", name="Send me a link to confirm").click()
    page.get_by_role("heading", name="Look in your e-mail").wait_for()
    page.goto(links_in_outbox(served.installation, "subscribe/confirm")[-1])
    page.get_by_role("button", name="Yes, send me alerts").click()
    page.get_by_text(address).wait_for()
    fits(page)
    page.get_by_role("button", name="Stop all alerts").click()
    page.get_by_role("heading", name="You have left").wait_for()


def test_the_answer_is_shown_again_in_welsh_large_print_and_easy_words(context: BrowserContext) -> None:
    page = context.new_page()
    ask(page, MICROSOFT_CALL)
    page.get_by_role("button", name="Larger print").click()
    page.get_by_role("button", name="Cymraeg").click()
    page.get_by_role("heading", name="Beth i'w wneud gyntaf").wait_for()
    assert page.url.endswith("/cy/large/check")
    assert page.locator("html").get_attribute("lang") == "cy"
    assert page.locator("html").evaluate("html => parseFloat(getComputedStyle(html).fontSize)") >= 24
    fits(page)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Show it in easy words").click()
    page.get_by_role("heading", name="Stop. This looks like a scam.").wait_for()
    fits(page)
    assert context.cookies() == []


@pytest.mark.parametrize(
    ("size", "prefix"), [(DESKTOP, "/cy/large"), (PHONE, "/contrast")], ids=["Welsh, large", "high contrast"]
)
def test_axe_finds_no_fault_in_the_looks_that_people_choose(
    chromium: Browser, served: House, size: dict[str, int], prefix: str
) -> None:
    """The ordinary look is walked page by page in test_every_public_page; high contrast changes colours only."""
    code = a_published_alert(served)
    served.clock.pass_hours(1)
    faults: list[str] = []
    context = chromium.new_context(base_url=served.url, viewport=size, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    for path in (
        "/", "/phone", "/call", "/report", "/report?now=paid", "/alerts", f"/alerts/{code}", "/subscribe", "/verify",
        f"/verify/{code}", "/privacy", "/accessibility", "/around?place=Faversham", "/?area=Nowhere-on-Sea", "/nothing", "/ours",
    ):  # fmt: skip
        page.goto(f"{prefix}{path}")
        faults += faults_on(page, colours_only=prefix == "/contrast")
        fits(page)
    for words in (MICROSOFT_CALL, LIFT, "", "0909 879 0123", MICROSOFT_CALL * 20):
        page.goto(f"{prefix}/")
        page.locator("#text").fill(words)
        with page.expect_navigation():
            page.locator("#text").locator("xpath=ancestor::form").locator("button").first.click()
        faults += faults_on(page, colours_only=prefix == "/contrast")
        fits(page)
    context.close()
    assert faults == []


def test_axe_finds_no_fault_when_the_alarm_of_a_call_comes_without_loading_the_page(
    chromium: Browser, served: House
) -> None:
    context = chromium.new_context(base_url=served.url, viewport=PHONE, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/call")
    for words in ("Good morning.", "Buy gift cards and read me the codes. Tell nobody."):
        page.get_by_label("What was just said?").fill(words)
        page.get_by_role("button", name="The caller said it").click()
        page.locator(".turns").get_by_text(words).wait_for()
    page.locator(".alarm").wait_for()
    assert faults_on(page) == []
    context.close()


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
    page.keyboard.type(MICROSOFT_CALL)
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="What to do first").wait_for()
    _tab_to(page, "stage")
    page.keyboard.press("ArrowRight")  # the stages are one group of radio buttons
    assert page.locator("[data-stage=shared_details]").is_visible()
    _tab_to(page, "Report this")
    page.keyboard.press("Enter")
    page.get_by_label("Which town or village are you in?").focus()
    page.keyboard.type("Faversham")
    _tab_to(page, "Send the report")
    page.keyboard.press("Enter")
    page.get_by_text("Your reference is").wait_for()
    context.close()


def test_a_call_can_be_followed_with_the_keyboard_alone(chromium: Browser, served: House) -> None:
    context = chromium.new_context(base_url=served.url, viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/call")
    _tab_to(page, "words")
    for words in ("Hello.", "Buy gift cards and read me the codes. Tell nobody."):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.locator(".turns").get_by_text(words).wait_for()
        assert page.evaluate("document.activeElement.id") == "words"  # ready for what is said next
    assert page.locator(".alarm.loud").is_visible()
    context.close()


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        reached = page.evaluate("[document.activeElement.name, document.activeElement.textContent.trim()]")
        if name in reached:
            return
    raise AssertionError(f"{name} is not reached with the Tab key")


@pytest.mark.parametrize("zoom", [2, 4])
def test_nothing_is_lost_when_pages_are_enlarged(chromium: Browser, served: House, zoom: int) -> None:
    # A window of 1280 px enlarged 2 or 4 times shows 640 or 320 px of page.
    context = chromium.new_context(base_url=served.url, viewport={"width": 1280 // zoom, "height": 900 // zoom})
    page = context.new_page()
    for prefix in ("", "/large"):
        for path in (
            "/",
            "/phone",
            "/call",
            "/report",
            "/subscribe",
            "/alerts",
            "/verify",
            "/privacy",
            "/around?place=Faversham",
        ):
            page.goto(f"{prefix}{path}")
            fits(page)
        ask(page, MICROSOFT_CALL)
        fits(page)
    context.close()


def test_pages_can_be_used_without_css_and_in_forced_colours(chromium: Browser, served: House) -> None:
    context = chromium.new_context(base_url=served.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    context.route("**/*.css*", lambda route: route.abort())
    page = context.new_page()
    ask(page, MICROSOFT_CALL)
    words = page.locator("main").inner_text()
    # Without a style nothing is hidden: every stage is told under its name.
    order = [words.index(part) for part in ("This looks like a scam", "What to do first", "I paid", "Why we think so")]
    assert order == sorted(order)
    context.close()

    forced = chromium.new_context(base_url=served.url, viewport=PHONE, forced_colors="active")  # type: ignore[arg-type]
    page = forced.new_page()
    ask(page, MICROSOFT_CALL)
    fits(page)
    for part in (".verdict", "mark", ".button.quiet"):
        edges = page.locator(part).first.evaluate(
            "part => { const s = getComputedStyle(part); return [s.borderTopStyle, s.outlineStyle, s.borderTopWidth, s.outlineWidth] }"
        )
        assert "solid" in edges, part  # told by more than a colour of ours, which is not shown here
    forced.close()


def test_every_target_is_large_enough_to_tap(chromium: Browser, served: House) -> None:
    """44 px high, or a link in a running sentence, which WCAG 2.2 (2.5.8) leaves out."""
    context = chromium.new_context(base_url=served.url, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    small: list[str] = []
    for path in ("/", "/phone", "/call", "/report", "/subscribe", "/alerts", "the answer"):
        if path == "the answer":
            ask(page, MICROSOFT_CALL)
        else:
            page.goto(path)
        small += page.evaluate(
            """path => [...document.querySelectorAll('button, .button, input:not([type=hidden]), select, summary, nav a, .routes a, .stages label, .choices a, .doors a')]
                .filter(one => one.checkVisibility() && !one.closest('.stages fieldset > input') && one.type !== 'radio' && one.type !== 'checkbox')
                .filter(one => !one.classList.contains('plain') && one.getBoundingClientRect().height < 43.5)
                .map(one => `${path}: ${one.outerHTML.slice(0, 80)} ${one.getBoundingClientRect().height}`)""",
            path,
        )
    context.close()
    assert small == []
