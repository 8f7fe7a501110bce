"""Every page of the desk in every state, in real headless Chromium: axe, sideways scrolling, enlarged, in forced colours.

The pages are those of the app's own routes: a route that is not named here fails the test, so no page can be forgotten.
What forms answer is looked at too: each form of the desk is sent empty, and then in the ways that it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pyotp
import pytest
from playwright.sync_api import Browser

from tocsin.actions.people import add_officer, change_password
from web.browsing import (
    DESKTOP,
    PHONE,
    faults_on,
    fits,
    inside,
    routes,
    send,
    serving,
    walk_enlarged,
)
from web.cast import PASSWORD, House
from web.desk_states import LONG_WORD, Everything, fill

pytestmark = pytest.mark.browser
NO_PAGE = "no page"
UNDO_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Desk:
    house: House
    has: Everything


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    filled: list[Everything] = []

    def prepare(house: House) -> None:
        house.installation = replace(house.installation, undo_seconds=UNDO_SECONDS)
        filled.append(fill(house))

    # By name: browsers make no passkey for a number, and then the pages would show no form for one.
    with serving(tmp_path_factory.mktemp("desk"), host="localhost", prepare=prepare) as house:
        yield Desk(house, filled[0])


def pages_of(has: Everything) -> Mapping[str, tuple[str, ...] | str]:
    """For each GET route of the desk the addresses that show its states; or that it is no page."""
    long_search = urlencode({"search": LONG_WORD})
    return {
        "/desk/login": ("/desk/login", "/desk/login?expired=1&next=/desk/alerts"),
        "/desk/login/sso": NO_PAGE,
        "/desk/login/sso/back": NO_PAGE,
        "/desk": ("/desk", "/desk?done=logged-out"),
        "/desk/password": ("/desk/password",),
        "/desk/security": ("/desk/security", "/desk/security?done=factor-added"),
        "/desk/security/app": ("/desk/security/app",),
        "/desk/people": ("/desk/people",),
        "/desk/keys": ("/desk/keys",),
        "/desk/settings": ("/desk/settings", "/desk/settings?done=choice-kept"),
        "/desk/audit": ("/desk/audit", "/desk/audit?what=logged-in&who=ben", "/desk/audit?which=nothing"),
        "/desk/keyboard": ("/desk/keyboard",),
        "/desk/subscribers": ("/desk/subscribers",),
        "/desk/deliveries": ("/desk/deliveries",),
        "/desk/figures": ("/desk/figures", "/desk/figures?month=2020-01"),
        "/desk/figures.csv": NO_PAGE,
        "/desk/reports": (
            "/desk/reports", "/desk/reports?status=&page=2", "/desk/reports?status=set-aside", f"/desk/reports?{long_search}",
            f"/desk/reports?done=accepted&which={has.reports['accepted']}&status=new",
            f"/desk/reports?done=bulk-undo&which={has.reports['accepted']},{has.reports['set-aside']}",
            "/desk/reports?status=new&search=money&county=Kent", "/desk/reports?status=accepted&mine=1",
        ),
        "/desk/reports/{reference}": (*(f"/desk/reports/{one}" for one in has.reports.values()), "/desk/reports/R-NONE"),
        "/desk/complaints": ("/desk/complaints", "/desk/complaints?done=complaint-answered"),
        "/desk/complaints/{reference}": tuple(f"/desk/complaints/{one}" for one in has.complaints.values()),
        "/desk/campaigns": ("/desk/campaigns",),
        "/desk/campaigns/{campaign_id}": (f"/desk/campaigns/{has.campaign}",),
        "/desk/surges": ("/desk/surges", "/desk/surges?done=surge-setting"),
        "/desk/surges/{surge_id}": (*(f"/desk/surges/{one}" for one in has.surges.values()), "/desk/surges/s-none"),
        "/desk/advisories": ("/desk/advisories", f"/desk/advisories?{long_search}", "/desk/advisories?since=2020-01-01&area=Faversham"),
        "/desk/advisories/new": ("/desk/advisories/new",),
        "/desk/advisories/{advisory_id}": (f"/desk/advisories/{has.advisory}",),
        "/desk/alerts": ("/desk/alerts", "/desk/alerts?status=draft", f"/desk/alerts?{long_search}", "/desk/alerts?done=saved"),
        "/desk/alerts/new": ("/desk/alerts/new", "/desk/alerts/new?scam=courier-fraud", f"/desk/alerts/new?advisory={has.advisory}"),
        "/desk/alerts/{alert_id}": tuple(f"/desk/alerts/{one}" for one in has.alerts.values()),
        "/desk/alerts/{alert_id}/pressed": NO_PAGE,
        "/desk/alerts/{alert_id}/poster.pdf": NO_PAGE,
        "/desk/alerts/{alert_id}/picture.png": NO_PAGE,
        "/desk/knowledge": ("/desk/knowledge?q=courier", "/desk/knowledge?q=nothing+at+all"),
        "/desk/knowledge/new": ("/desk/knowledge/new", f"/desk/knowledge/new?campaign={has.campaign}"),
        "/desk/knowledge/changes/{change_id}": tuple(f"/desk/knowledge/changes/{one}" for one in has.changes.values()),
        "/desk/knowledge/{folder}/{name}": ("/desk/knowledge/scams/courier-fraud", "/desk/knowledge/organisations/hmrc"),
    }  # fmt: skip


def refused_forms(has: Everything) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Forms that are refused for a reason of their own, or answered with a page: where to, and what is filled in."""
    draft, faulty = has.alerts["draft"], has.alerts["faulty draft"]
    typed = {"headline": "Kept " * 40, "happening": "A man rings.", "do": "Hang up.", "contact": "Ring 159."}
    rest = {"areas": "Faversham", "audience": "residents", "urgency": "expected", "expires_on": "2026-12-20"}
    return (
        ("/desk/security/app", {"ticket": "stale", "code": "123456"}),
        (f"/desk/alerts/{draft}/edit", typed | rest | {"areas": "Nowhere at all"}),
        (f"/desk/alerts/{draft}/edit", typed | rest | {"expires_on": "soon"}),
        (f"/desk/alerts/{draft}/preview", typed | rest),
        (f"/desk/alerts/{faulty}/submit", {}),
        (f"/desk/alerts/{has.alerts['submitted']}/decide", {"move": "approve", "content_hash": "other"}),
        (f"/desk/alerts/{has.alerts['submitted']}/decide", {"move": "return", "note": ""}),
        (f"/desk/alerts/{has.alerts['published']}/withdraw", {"note": ""}),
        ("/desk/alerts/new", {"areas_text": "Nowhere at all\n" * 20, "scam": "courier-fraud"}),
        ("/desk/advisories/feeds", {"url": "not an address"}),
        ("/desk/subscribers", {"address": "rose@provider.example", "reason": "She rang and asked what she gets."}),
        ("/desk/subscribers", {"address": "nobody@provider.example", "reason": "A check."}),
        (f"/desk/reports/{has.reports['kept']}/open", {"reason": "ringing her back"}),
        (f"/desk/reports/{has.reports['kept']}/contact", {"reason": "ringing her back"}),
        (f"/desk/complaints/{has.complaints['new']}/open", {"reason": "ringing them back"}),
        (f"/desk/surges/{has.surges['open']}/snooze", {"days": "many"}),
        (f"/desk/surges/{has.surges['open']}/dismiss", {"reason": " "}),
        ("/desk/surges", {"per_year": "a few"}),
        ("/desk/knowledge/propose", {"file": "scams/new.yaml", "content": f"id: {LONG_WORD}", "note": ""}),
        ("/desk/people", {"name": "ben", "display_name": "Another Ben", "role": "officer"}),
        ("/desk/people", {"name": "dora", "display_name": "Dora Lamb", "role": "officer"}),
        ("/desk/people/email", {"email": "no address"}),
        ("/desk/settings", {"per_year": "0"}),
        ("/desk/keys", {"name": "A website", "scopes": "reports:read"}),
        ("/desk/keys", {"name": ""}),
        ("/desk/password", {"old": "wrong", "new": "short", "again": "other"}),
        ("/desk/views", {"name": "", "query": "status=new"}),
    )  # fmt: skip


def addresses(desk: Desk) -> Iterator[str]:
    for shown in pages_of(desk.has).values():
        if not isinstance(shown, str):
            yield from shown


def filled_in(route: str, has: Everything) -> str:
    """The address of a route that takes a form."""
    values = {
        "reference": has.complaints["new"] if "complaints" in route else has.reports["elsewhere"],
        "alert_id": has.alerts["draft"],
        "surge_id": has.surges["open"],
        "campaign_id": has.campaign,
        "change_id": has.changes["proposed"],
        "key_id": has.api_key,
        "name": "gone",
        "view_id": "none",
        "factor_id": "none",
    }
    return re.sub(r"{(\w+)}", lambda found: values[found[1]], route)


def test_every_page_of_the_app_is_among_those_that_are_looked_at(desk: Desk) -> None:
    assert set(pages_of(desk.has)) == routes("GET", desk=True)


@pytest.mark.parametrize(("officer", "size"), [("ben", PHONE), ("amina", DESKTOP)], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_any_page_or_in_any_state(
    chromium: Browser, desk: Desk, officer: str, size: dict[str, int]
) -> None:
    context = inside(chromium, desk.house, officer, viewport=size)
    page = context.new_page()
    faults: list[str] = []
    for address in addresses(desk):
        page.goto(address)
        faults += faults_on(page)
        fits(page)
        if size is DESKTOP:  # the colours are the same on a phone
            page.emulate_media(color_scheme="dark")
            faults += faults_on(page, colours_only=True)
            page.emulate_media(color_scheme="light")
    context.close()
    assert faults == []


def test_axe_finds_nothing_on_a_desk_where_nothing_has_happened(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("empty")) as house:
        context = inside(chromium, house, "ben", viewport=PHONE)
        page = context.new_page()
        faults: list[str] = []
        for address in sorted(
            routes("GET", desk=True) - {"/desk/login/sso", "/desk/login/sso/back", "/desk/figures.csv"}
        ):
            if "{" not in address:
                page.goto(address)
                faults += faults_on(page)
                fits(page)
        context.close()
    assert faults == []


@pytest.mark.slow
def test_every_page_stands_enlarged_and_in_forced_colours_and_shows_where_the_keyboard_is(
    chromium: Browser, desk: Desk
) -> None:
    context = inside(chromium, desk.house, "amina", viewport=DESKTOP)
    page = context.new_page()
    hidden = walk_enlarged(page, addresses(desk))
    context.close()
    assert hidden == []


def test_what_is_chosen_is_told_by_more_than_our_colours(chromium: Browser, desk: Desk) -> None:
    """In forced colours only the colours of the device are there; what was chosen has that of a selection, and an edge."""
    context = inside(chromium, desk.house, "ben", viewport=DESKTOP, forced_colors="active")
    page = context.new_page()
    for address, chosen, other in (
        ("/desk/alerts", ".views a[aria-current]", ".views a:not([aria-current])"),
        (
            f"/desk/alerts/{desk.has.alerts['draft']}",
            ".ways input:checked + label",
            ".ways input:not(:checked) + label",
        ),
        (f"/desk/surges/{desk.has.surges['open']}", "svg .rising", "svg .usual"),
    ):
        page.goto(address)
        seen = [
            page.locator(part).first.evaluate(
                "part => { const s = getComputedStyle(part); return [s.backgroundColor, s.fill, s.borderTopWidth] }"
            )
            for part in (chosen, other)
        ]
        assert seen[0] != seen[1], (address, seen)
    context.close()


def test_nothing_moves_for_those_who_asked_that_nothing_should(chromium: Browser, desk: Desk) -> None:
    context = inside(chromium, desk.house, "ben", viewport=DESKTOP)
    page = context.new_page()
    for address in ("/desk", f"/desk/alerts/{desk.has.alerts['draft']}", "/desk/reports"):
        page.goto(address)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => { const s = getComputedStyle(one);
                return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none" || s.scrollBehavior === "smooth"; }).length"""
        )
        assert moving == 0, address
    context.close()


def test_axe_finds_nothing_where_a_form_is_refused_or_answered(chromium: Browser, desk: Desk) -> None:
    faults: list[str] = []
    context = inside(chromium, desk.house, "amina", viewport=PHONE)
    page = context.new_page()
    for path, fields in refused_forms(desk.has):
        send(page, path, fields)
        faults += faults_on(page)
        fits(page)
    context.close()
    assert faults == []


def test_axe_finds_nothing_where_a_second_factor_is_asked_for(chromium: Browser, desk: Desk) -> None:
    house = desk.house
    home = house.installation
    officer, once = add_officer(home, by=None, name="fay", display_name="Fay Lin")
    change_password(home, officer, old=once, new=PASSWORD)
    context = inside(chromium, house, "fay", viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []

    def look() -> None:
        faults.extend(faults_on(page))
        fits(page)

    page.goto("/desk/security/app")
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("alert").wait_for()
    look()
    page.get_by_text("Type the key instead").click()
    secret = page.locator(".once.code").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).at(house.clock()))
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    look()
    page.goto("/desk/security")
    look()
    page.get_by_role("button", name="Make ten new recovery codes").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    look()
    page.goto("/desk")
    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_text("You are logged out.").wait_for()
    look()
    page.get_by_label("Your log-in name").fill("fay")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("alert").wait_for()
    look()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="One step more").wait_for()
    look()
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("alert").wait_for()
    look()
    context.close()
    assert faults == []


def test_axe_finds_nothing_where_any_form_is_sent_empty(chromium: Browser, desk: Desk) -> None:
    """Each form that the app takes, new ones too. Those that need nothing are done by it, so this stands last."""
    context = inside(chromium, desk.house, "amina", viewport=PHONE)
    page = context.new_page()
    page.goto("/desk/password")
    token = page.locator("input[name=csrf]").first.get_attribute("value") or ""
    faults: list[str] = []
    for route in sorted(routes("POST", desk=True) - {"/desk/logout"}):
        path = filled_in(route, desk.has)
        answer = context.request.post(
            path, form={"csrf": token}, timeout=120_000
        )  # a change of the knowledge is proved
        assert answer.status < 500, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto("/desk/keyboard")  # so that its files are asked for from here
        page.set_content(answer.text())
        faults += [f"POST {path}: {one}" for one in faults_on(page)]
        fits(page)
    context.close()
    assert faults == []
