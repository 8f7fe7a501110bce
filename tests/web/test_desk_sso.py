"""Logging in by OpenID Connect, against a small real provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from tocsin.actions.installation import SsoSettings
from tocsin.actions.people import add_officer, audit_log, disable_officer, log_in
from tocsin.errors import NotAllowedError
from web.cast import House, make_house, text_of
from web.oidc_provider import Provider, a_provider


@dataclass
class Place:
    house: House
    provider: Provider

    def browser(self) -> TestClient:
        return self.house.outsider()

    def come_back(self, browser: TestClient, *, next: str = "/desk") -> httpx2.Response:
        """Go to the provider, log in there, and come back."""
        out = browser.get(f"/desk/login/sso?next={next}")
        assert out.status_code == 303, out.text
        there = httpx2.get(out.headers["location"], follow_redirects=False)
        back = urlsplit(there.headers["location"])
        return browser.get(f"{back.path}?{back.query}")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with a_provider() as provider:
        house = make_house(tmp_path)
        sso = SsoSettings(issuer=provider.issuer, client_id="desk", client_secret="hush", name="your Kentmere account")
        house.installation = replace(house.installation, sso=sso)
        yield Place(house, provider)


def test_an_officer_comes_in_by_the_account_of_their_body_and_lands_where_they_wanted(place: Place) -> None:
    browser = place.browser()
    assert "Log in with your Kentmere account" in browser.get("/desk/login?next=/desk/alerts").text
    answer = place.come_back(browser, next="/desk/alerts")
    assert answer.status_code == 200
    assert 'url=/desk/alerts"' in answer.text
    assert browser.get("/desk").status_code == 200
    assert "tocsin_way_out" not in browser.cookies
    entries = audit_log(place.house.installation, by=place.house.officers["amina"])
    assert [(one.actor, one.action) for one in entries[:2]] == [("ben", "logged-in"), ("ben", "identity-linked")]


def test_whom_the_desk_does_not_know_stays_outside(place: Place) -> None:
    place.provider.person = {"sub": "s-9", "preferred_username": "stranger"}
    browser = place.browser()
    answer = place.come_back(browser)
    assert answer.status_code == 403
    assert "Nobody of that name may use this desk" in text_of(answer.text)
    assert browser.get("/desk").status_code == 303


def test_a_name_that_was_given_to_somebody_new_opens_nothing(place: Place) -> None:
    place.come_back(place.browser())
    place.provider.person = {"sub": "s-2", "preferred_username": "ben"}
    assert place.come_back(place.browser()).status_code == 403
    place.provider.person = {"sub": "s-1", "preferred_username": "married-name"}
    assert place.come_back(place.browser()).status_code == 200, "the lasting identifier is what counts"


def test_an_officer_who_was_shut_out_stays_outside(place: Place) -> None:
    place.come_back(place.browser())
    disable_officer(place.house.installation, by=place.house.officers["amina"], name="ben")
    assert place.come_back(place.browser()).status_code == 403


def test_a_new_officer_who_comes_by_the_service_needs_no_one_time_password_and_it_opens_nothing_later(
    place: Place,
) -> None:
    home = place.house.installation
    _, once = add_officer(home, by=None, name="cara")
    place.provider.person = {"sub": "s-3", "preferred_username": "Cara"}
    browser = place.browser()
    assert place.come_back(browser).status_code == 200
    assert browser.get("/desk").status_code == 200
    with pytest.raises(NotAllowedError):
        log_in(home, "cara", once)


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"}, {"aud": "another-client"}, {"iss": "https://elsewhere.example"}, {"exp": 1_000_000_000},
    ],
    ids=lambda lies: next(iter(lies)),
)  # fmt: skip
def test_an_answer_that_does_not_hold_is_refused(place: Place, lies: dict[str, object]) -> None:
    place.provider.lies = lies
    browser = place.browser()
    assert place.come_back(browser).status_code == 422
    assert browser.get("/desk").status_code == 303


def test_a_token_that_the_service_did_not_sign_is_refused(place: Place) -> None:
    place.provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert place.come_back(place.browser()).status_code == 422


def test_a_way_back_that_this_browser_did_not_begin_is_refused(place: Place) -> None:
    """Else somebody could log an officer in as another (RFC 6749, section 10.12)."""
    out = place.browser().get("/desk/login/sso")
    there = httpx2.get(out.headers["location"], follow_redirects=False)
    back = urlsplit(there.headers["location"])
    victim = place.browser()
    assert victim.get(f"{back.path}?{back.query}").status_code == 409
    assert place.come_back(victim).status_code == 200
    victim.get("/desk/login/sso")
    wrong = f"{back.path}?code={parse_qs(back.query)['code'][0]}&state=another"
    assert victim.get(wrong).status_code in {303, 409}


def test_a_service_that_is_away_is_told_in_a_sentence_and_the_password_still_opens(place: Place) -> None:
    home = place.house.installation
    assert home.sso is not None
    place.house.installation = replace(home, sso=replace(home.sso, issuer="http://127.0.0.1:9"))
    answer = place.browser().get("/desk/login/sso")
    assert answer.status_code == 422
    assert "Use your password for now" in answer.text
    assert place.house.officer("ben")
