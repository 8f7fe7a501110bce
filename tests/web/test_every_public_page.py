"""Every public page in every state, in real headless Chromium: axe, sideways scrolling, enlarged, in forced colours.

The pages and the forms are those of the app's own routes: one that is not named here fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tocsin.actions import alerting
from tocsin.actions.subscribing import link, subscribe
from web.browsing import (
    DESKTOP,
    PHONE,
    faults_on,
    fits,
    routes,
    send,
    serving,
    walk_enlarged,
    without_focus,
)
from web.cast import MICROSOFT_CALL, House, links_in_outbox
from web.desk_states import COURIER, LONG_NAME, LONG_WORD, Everything, fill

pytestmark = pytest.mark.browser
NO_PAGE = "no page"
SECRET = "a-secret-of-this-form-alone"
WORD = "heron lake"


@dataclass(frozen=True, slots=True)
class Town:
    house: House
    has: Everything
    report: str  # with a word of its reporter
    manage: str  # the token of somebody who hears of us
    confirm: str  # of somebody who has not confirmed


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    filled: list[Everything] = []

    def prepare(house: House) -> None:
        house.installation = replace(house.installation, undo_seconds=3600)
        filled.append(fill(house))

    with serving(tmp_path_factory.mktemp("town"), prepare=prepare) as house:
        home, client = house.installation, house.outsider()
        sent = client.post(
            "/report", data={"text": COURIER.format(450, "two"), "word": WORD, "stage": "paid", "form": SECRET}
        )
        subscribe(home, address="ada@provider.example", place="Faversham")
        token = links_in_outbox(home, "subscribe/confirm")[-1].rpartition("/")[2]
        client.post(f"/subscribe/confirm/{token}")
        manage = links_in_outbox(home, "manage")
        own = manage[-1].rpartition("/")[2] if manage else _manage_token(house)
        subscribe(home, address="late@provider.example", place="Faversham")
        waiting = links_in_outbox(home, "subscribe/confirm")[-1].rpartition("/")[2]
        yield Town(house, filled[0], str(sent.headers["location"]).rpartition("/")[2], own, waiting)


def _manage_token(house: House) -> str:
    client = house.outsider()
    subscribe(house.installation, address="bea@provider.example", place="Faversham")
    token = links_in_outbox(house.installation, "subscribe/confirm")[-1].rpartition("/")[2]
    return str(client.post(f"/subscribe/confirm/{token}").headers["location"]).rpartition("/")[2].partition("?")[0]


def pages_of(town: Town) -> Mapping[str, tuple[str, ...] | str]:
    """For each public GET route the addresses that show its states; or that it is no page."""
    codes = {state: alerting.get_alert(town.house.installation, alert).code for state, alert in town.has.alerts.items()}
    return {
        "/": ("/", "/?area=Faversham", "/?area=Nowhere-on-Sea", f"/?area={LONG_WORD}"),
        "/check": ("/check",),
        "/phone": ("/phone",),
        "/call": ("/call",),
        "/wrong": ("/wrong",),
        "/changes": ("/changes",),
        "/picture": ("/picture",),
        "/report": ("/report", *(f"/report?now={now}" for now in ("on_call", "paid", "gave_access", "shared_details"))),
        "/report/back": ("/report/back", f"/report/back?reference={town.report}"),
        "/report/{reference}": (f"/report/{town.report}", f"/report/{town.has.reports['set-aside']}", "/report/R-NONE"),
        "/ours": ("/ours",),
        "/ours/{reference}": tuple(f"/ours/{one}" for one in town.has.complaints.values()),
        "/verify": ("/verify",),
        "/verify/{code}": tuple(f"/verify/{code}" for code in (*filter(None, codes.values()), "K7Q-4M2", LONG_WORD[:20])),
        "/alerts": ("/alerts", "/alerts?area=Faversham", "/alerts?area=Nowhere", "/alerts?topic=courier-fraud"),
        "/alerts/{code}": (
            *(f"/alerts/{codes[state]}" for state in ("published", "withdrawn", "doubted", "expired", "corrected")),
            f"/alerts/{codes['withdrawn']}?version=1", "/alerts/K7Q-4M2",
        ),
        "/around": ("/around", "/around?place=Faversham", "/around?place=Nowhere"),
        "/around/{place}": ("/around/Faversham",),
        "/subscribe": ("/subscribe", "/subscribe?place=Faversham", "/subscribe?place=Nowhere"),
        "/subscribe/confirm/{token}": (f"/subscribe/confirm/{town.confirm}",),
        "/manage/{token}": (f"/manage/{town.manage}", f"/manage/{town.manage}?place=Deal&done=confirmed", "/manage/guessed"),
        "/leave/{token}": (f"/leave/{town.manage}",),
        "/privacy": ("/privacy",),
        "/accessibility": ("/accessibility",),
    }  # fmt: skip


FILES = {
    "/alerts.atom", "/alerts.rss", "/alerts/publication.schema.json", "/healthz", "/readyz", "/robots.txt", "/favicon.ico",
    "/metrics", "/.well-known/tocsin/keys.json", "/.well-known/tocsin/cap-certificate.pem", "/.well-known/tocsin/log.jsonl",
    "/.well-known/tocsin/log-head.json", *(f"/alerts/{{code}}.{ending}" for ending in (
        "cap.xml", "json", "sms.txt", "phone.txt", "txt", "leaflet.pdf", "pdf", "png")),
}  # fmt: skip


def forms_of(town: Town) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    """Each form of the public in the ways that it answers: its route, where it is sent, and what is filled in."""
    paid = f"{MICROSOFT_CALL} I let him in and paid him £400 by bank transfer."
    genuine = town.house.outsider().get(f"/alerts/{town.has.code}.txt").text
    own = f"/report/{town.report}"
    known = {"form": SECRET}
    leave = link(town.house.installation, "leave", "nobody").rpartition("/")[2]
    return (
        *(("/check", "/check", {"text": text}) for text in (
            MICROSOFT_CALL, paid, f"{MICROSOFT_CALL} He is on the phone now.", "Can you give me a lift on Saturday, Grandma?", "Hi",
            "", f"Your parcel waits at {LONG_WORD} pay £1.99", MICROSOFT_CALL * 40, "0909 879 0123", "07700 900123",
            "evri-parcel.example/x", LONG_WORD, "someone@mail.example", genuine, genuine.replace("159", "01632 960123"),
            "x" * 30_000,
        )),
        ("/check", "/check", {"text": paid, "how": "easy"}),
        ("/check", "/check", {"text": "07700 900123", "how": "to-ring"}),
        ("/call", "/call", {"words": ""}),
        ("/call", "/call", {"words": "Good morning, how are you?", "speaker": "caller"}),
        ("/call", "/call", {"words": "Buy gift cards and read me the codes. Tell nobody.", "speaker": "caller"}),
        ("/picture", "/picture", {}),
        ("/wrong", "/wrong", {"text": MICROSOFT_CALL, "level": "scam"}),
        ("/wrong/send", "/wrong/send", {"text": MICROSOFT_CALL}),
        ("/wrong/send", "/wrong/send", {"text": MICROSOFT_CALL, "truth": "genuine", "why": "It is my son."}),
        ("/changes", "/changes", {"text": MICROSOFT_CALL}),
        ("/changes/keep", "/changes/keep", {"text": MICROSOFT_CALL, "contact": "nothing"}),
        ("/changes/keep", "/changes/keep", {"text": MICROSOFT_CALL, "contact": "ada@provider.example"}),
        ("/report/new", "/report/new", {"text": paid, "stage": "paid"}),
        ("/report", "/report", {"text": "", "place": LONG_NAME}),
        ("/report", "/report", {"text": paid, "happened_on": "2099-01-01"}),
        ("/report", "/report", {"text": paid, "word": "abc"}),
        ("/report", "/report", {"text": paid, "form": f"{SECRET}-2", "then": "more", "place": "Faversham"}),
        ("/report", "/report", {"text": paid, "place": "Inverness", "stage": "paid"}),
        ("/report/back", "/report/back", {"reference": town.report, "word": "egret"}),
        ("/report/back", "/report/back", {"reference": town.report, "word": WORD}),
        ("/report/{reference}/more", f"{own}/more", known | {"text": "He rang again.", "loss": "1,450"}),
        ("/report/{reference}/more", f"{own}/more", known | {"loss": "much"}),
        ("/report/{reference}/more", f"{own}/more", {"form": "guess-guess-guess-guess"}),
        ("/report/{reference}/pack", f"{own}/pack", known),
        ("/verify", "/verify", {"text": ""}),
        ("/verify", "/verify", {"text": "K7Q-4M2"}),
        ("/verify", "/verify", {"text": genuine}),
        ("/verify", "/verify", {"text": genuine.replace("159", "01632 960123")}),
        ("/ours", "/ours", {}),
        ("/ours", "/ours", {"what": "07700 900321", "words": f"We are {LONG_NAME}."}),
        ("/subscribe", "/subscribe", {}),
        ("/subscribe", "/subscribe", {"place": "Nowhere", "address": "no address"}),
        ("/subscribe", "/subscribe", {"place": "Faversham", "then": "count"}),
        ("/subscribe", "/subscribe", {"place": "Faversham", "address": "new@provider.example"}),
        ("/subscribe/confirm/{token}", "/subscribe/confirm/guessed", {}),
        ("/subscribe/confirm/{token}", f"/subscribe/confirm/{town.confirm}", {}),
        ("/manage/{token}", f"/manage/{town.manage}", {}),
        ("/manage/{token}", f"/manage/{town.manage}", {"place": "Whitstable"}),
        ("/leave/{token}", f"/leave/{leave}", {}),
        ("/leave/{token}", f"/leave/{town.manage}", {}),
    )  # fmt: skip


def test_every_page_and_form_of_the_app_is_among_those_that_are_looked_at(town: Town) -> None:
    assert set(pages_of(town)) | FILES == routes("GET", desk=False)
    assert {route for route, _, _ in forms_of(town)} == routes("POST", desk=False)


def addresses(town: Town) -> Iterator[str]:
    for shown in pages_of(town).values():
        if not isinstance(shown, str):
            yield from shown


def anybody(chromium: Browser, town: Town, **options: object) -> BrowserContext:
    context = chromium.new_context(base_url=town.house.url, bypass_csp=True, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return context


def look(page: Page, faults: list[str]) -> None:
    """In full in the light; in the dark only the colours differ."""
    faults += faults_on(page)
    fits(page)
    page.emulate_media(color_scheme="dark")
    faults += faults_on(page, colours_only=True)
    page.emulate_media(color_scheme="light")


def test_axe_finds_nothing_on_any_page(chromium: Browser, town: Town) -> None:
    context = anybody(chromium, town, viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []
    for address in addresses(town):
        page.goto(address)
        look(page, faults)
    context.close()
    assert faults == []


def test_every_page_stands_enlarged_and_in_forced_colours_and_shows_where_the_keyboard_is(
    chromium: Browser, town: Town
) -> None:
    context = anybody(chromium, town, viewport=DESKTOP)
    page = context.new_page()
    hidden = walk_enlarged(page, addresses(town))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in addresses(town):
        page.goto(f"/cy/large{address}")
        fits(page)
    context.close()
    assert hidden == []


def test_nothing_moves_for_those_who_asked_that_nothing_should(chromium: Browser, town: Town) -> None:
    context = anybody(chromium, town, viewport=PHONE)
    page = context.new_page()
    for address in ("/", "/phone", "/call", "/alerts", "/subscribe"):
        page.goto(address)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => { const s = getComputedStyle(one);
                return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none" || s.scrollBehavior === "smooth"; }).length"""
        )
        assert moving == 0, address
    context.close()


def test_axe_finds_nothing_in_any_answer_to_a_form(chromium: Browser, town: Town) -> None:
    """Those that end something stand last among them."""
    context = anybody(chromium, town, viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []
    for _, path, fields in forms_of(town):
        send(page, path, fields, start="/accessibility")
        look(page, faults)
        hidden = without_focus(page)
        assert hidden == []
    context.close()
    assert faults == []
