"""Passkeys in real headless Chromium, with its virtual authenticator (WebAuthn domain of the DevTools protocol)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from web.browsing import faults_on, fits, log_in, serving
from web.cast import PASSWORD, House

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A desk at a name: browsers make no passkey for a number such as 127.0.0.1."""
    with serving(tmp_path_factory.mktemp("named"), host="localhost") as made:
        yield made


def with_authenticator(page: Page) -> str:
    """Plug a virtual authenticator in that has a resident key and sees its owner; gives its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return str(added["authenticatorId"])


def test_an_officer_adds_a_passkey_and_logs_in_with_it_with_and_without_the_password(
    chromium: Browser, named: House
) -> None:
    named.clock.pass_hours(1)
    context = chromium.new_context(base_url=named.url, viewport={"width": 360, "height": 740}, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    with_authenticator(page)
    log_in(page, "ben")
    page.goto("/desk/security")
    fits(page)
    assert faults_on(page) == []
    page.get_by_label("What do you call it?").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert page.locator(".recovery li").count() == 10
    assert faults_on(page) == []
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Take away Work laptop").wait_for()

    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Today").wait_for()

    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_label("Your log-in name").fill("ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="One step more").wait_for()
    fits(page)
    assert faults_on(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("heading", name="Today").wait_for()
    context.close()


def test_a_passkey_that_this_desk_does_not_know_opens_nothing(chromium: Browser, named: House) -> None:
    named.clock.pass_hours(1)
    context = chromium.new_context(base_url=named.url)
    page = context.new_page()
    authenticator = with_authenticator(page)
    page.goto("/desk/login")
    # A passkey for this very site whose other half was never kept here.
    page.evaluate(
        """async () => { await navigator.credentials.create({publicKey: {
          challenge: new Uint8Array(16), rp: {id: "localhost", name: "x"}, user: {id: new Uint8Array([1]), name: "x", displayName: "x"},
          pubKeyCredParams: [{type: "public-key", alg: -7}], authenticatorSelection: {residentKey: "required", userVerification: "required"}}}) }"""
    )
    assert authenticator
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That passkey is not one for this desk.").wait_for()
    assert context.cookies() == []
    context.close()
