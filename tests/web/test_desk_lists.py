"""The lists of alerts and advisories: filters in the address, pages, and views that an officer saved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import delete

from tocsin.actions import alerting
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from tocsin.actions.filtering import PAGE_SIZE, AdvisoryState, Wanted, find_advisories
from tocsin.actions.reporting import take_report
from tocsin.store import advisories as advisory_store
from tocsin.store import alerts as alert_store
from tocsin.store.tables import advisory_search
from tocsin.web.filters import read_asked
from tocsin.web.wording import ADVISORY_STATES
from web.cast import MICROSOFT_CALL, Browser, House, a_published_alert, make_house, text_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = make_house(Path(tmp_path_factory.mktemp("lists")))
    home, ben = made.installation, made.officers["ben"]
    a_published_alert(made)
    made.clock.at += timedelta(days=3)
    alerting.draft(home, officer=ben, scam="computer-software-service-fraud", area_names=("Whitstable", "Cardiff"))
    for told, publisher, day, scam, places in (
        (
            "Couriers collect cards. A caller says he is a police officer.",
            "Kent Police",
            "2026-10-02",
            "courier-fraud",
            ("Faversham",),
        ),
        (
            "A caller says that your computer has a virus.",
            "Action Môn",
            "2026-11-20",
            "computer-software-service-fraud",
            (),
        ),
    ):
        read = read_advisory_text(home, told)
        title = told.partition(".")[0]
        told_of = replace(
            read, title=title, publisher=publisher, published=day, scam=scam, places=places, is_advisory=True
        )
        keep_advisory(home, told_of, officer=ben)
    with home.store.begin() as tx:
        taken = replace(read_advisory_text(home, "Beware of a parcel text in Deal."), title="Parcels", identifier="p-1")
        advisory_store.add_advisory(tx, taken, at=made.clock())
        advisory_store.take_back(tx, ["p-1"], at=made.clock())
    return made


def rows(ben: Browser, address: str) -> list[str]:
    page = ben.get(address)
    return [text_of(one) for one in page.xpath("//main//a[starts-with(@href, '/desk/a')][strong]")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [True, True]),
        ("status=published", [True, False]),
        ("status=draft", [False, True]),
        ("status=submitted", [False, False]),
        ("status=doubted", [False, False]),
        ("status=rubbish", [True, True]),
        ("search=COURIER+phone", [True, False]),
        ("search=courier+nothing", [False, False]),
        ("area=whitst", [False, True]),
        ("area=CARD", [False, True]),
        ("scam=courier-fraud", [True, False]),
        ("until=2026-11-25", [True, False]),
        ("since=2026-11-26&until=2026-11-28", [False, True]),
        ("since=rubbish&page=rubbish", [True, True]),
    ],
)
def test_alerts_are_filtered_by_state_words_area_scam_and_days(house: House, asked: str, found: list[bool]) -> None:
    seen = " ".join(rows(house.officer("ben"), f"/desk/alerts?{asked}"))
    assert ["Faversham" in seen, "Whitstable" in seen] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Couriers", "A caller", "Parcels"}),
        ("state=current", {"Couriers", "A caller"}),
        ("state=taken-back", {"Parcels"}),
        ("search=police+CARDS", {"Couriers"}),
        ("search=m%C3%B4n", {"A caller"}),
        ("search=%22is_advisory%22", set()),
        ("search=100%25", set()),
        ("area=faversham", {"Couriers"}),
        ("scam=courier-fraud", {"Couriers"}),
        ("since=2026-10-01&until=2026-10-31", {"Couriers"}),
        ("since=2026-11-01&state=current", {"A caller"}),
    ],
)
def test_advisories_are_filtered_the_same_way(house: House, asked: str, found: set[str]) -> None:
    seen = rows(house.officer("ben"), f"/desk/advisories?{asked}")
    assert {name for name in ("Couriers", "A caller", "Parcels") if any(one.startswith(name) for one in seen)} == found
    assert len(seen) == len(found)


def test_a_long_list_of_advisories_is_filtered_and_paged_by_the_database(house: House) -> None:
    home = house.installation
    with home.store.begin() as tx:
        one = replace(read_advisory_text(home, "Beware."), is_advisory=True, places=("Ÿllingen",))
        for number in range(PAGE_SIZE + 3):
            told = replace(one, text=f"ŒUVRE 100%_{number}", published=f"2025-01-{number % 28 + 1:02}")
            advisory_store.add_advisory(tx, told, at=house.clock.at - timedelta(days=400))
        # as a program of before keeps it
        tx.run(delete(advisory_search).where(advisory_search.c.advisory == told_id(told.text)))
    for asked, total in (
        ("search=œuvre", PAGE_SIZE + 3),  # in any case, whatever the alphabet
        ("search=100%25_", PAGE_SIZE + 3),  # … and as written
        ("search=100__", 0),
        ("area=ÿlling&state=current", PAGE_SIZE + 3),
        ("area=ÿlling&state=no-warning", 0),
        ("area=ÿlling&since=2025-01-10&until=2025-01-10", 2),
    ):
        wanted, state = asked_of(asked)
        found = find_advisories(home, wanted, state=state)
        assert (found.total, len(found.items)) == (total, min(total, PAGE_SIZE)), asked
    first, second, beyond = (find_advisories(home, Wanted(search="œuvre"), page=page) for page in (1, 2, 99))
    assert (len(first.items), len(second.items), beyond) == (PAGE_SIZE, 3, second)
    assert not {one.id for one in first.items} & {one.id for one in second.items}


def asked_of(query: str) -> tuple[Wanted, AdvisoryState]:
    asked = read_asked(dict(parse_qsl(query)), states=ADVISORY_STATES, state_as="state")
    return asked.wanted(), asked.state  # type: ignore[return-value]  # one of them, or empty


def told_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_a_list_says_what_it_was_asked_and_how_to_see_all_again(house: House) -> None:
    ben = house.officer("ben")
    page = ben.get("/desk/alerts?area=Nowhere&status=draft&since=2026-11-01")
    assert page.get_element_by_id("area").value == "Nowhere"
    assert page.get_element_by_id("since").value == "2026-11-01"
    assert page.get_element_by_id("status").value == "draft"
    assert "No alert fits. Show every alert" in text_of(page)
    assert "No advisory fits. Show every advisory" in text_of(ben.get("/desk/advisories?search=nothing"))


def test_a_long_list_is_shown_in_pages_that_keep_what_was_asked(house: House) -> None:
    home = house.installation
    with home.store.begin() as tx:
        (draft,) = alert_store.list_alerts(tx, statuses=("draft",))
        for number in range(PAGE_SIZE + 3):
            alert_store.add_alert(tx, replace(draft, id=f"copy-{number}"))
    ben = house.officer("ben")
    first, second = (rows(ben, f"/desk/alerts?status=draft&page={page}") for page in (1, 2))
    assert (len(first), len(second)) == (PAGE_SIZE, 4)
    (onward,) = ben.get("/desk/alerts?status=draft").xpath("//a[@rel='next']/@href")
    assert onward == "?status=draft&page=2"
    assert len(rows(ben, "/desk/alerts?status=draft&page=9999")) == 4, "the last page there is"


def test_a_view_of_a_list_is_saved_for_that_list_alone(house: House) -> None:
    ben = house.officer("ben")
    saved = ben.post("/desk/views", of="alerts", name="Kent now", query="status=published&area=Kent&evil=1&")
    assert saved.url.path == "/desk/alerts"
    assert "The view is saved." in saved.text
    (link,) = ben.get("/desk/alerts").xpath("//nav[@aria-label='Views']/a[normalize-space()='Kent now']/@href")
    assert link == "/desk/alerts?status=published&area=Kent"
    assert ben.get(link).xpath("//nav[@aria-label='Views']/a[@aria-current]/text()") == ["Kent now"]
    for other in ("/desk/reports", "/desk/advisories"):
        assert "Kent now" not in ben.client.get(other).text
    assert ben.post("/desk/views", of="reports", name="Kent now", query="status=new").status_code == 422
    assert ben.post("/desk/views", of="people", name="All", query="").status_code == 422
    (remove,) = ben.get(link).xpath("//form[contains(@action, '/remove')]/@action")
    assert ben.post(remove, of="alerts").url.path == "/desk/alerts"
    assert "Kent now" not in ben.client.get("/desk/alerts").text


def test_the_queue_is_filtered_by_the_days_its_reports_came_on(house: House) -> None:
    reference = take_report(house.installation, MICROSOFT_CALL, place="Faversham", source="web").report.reference
    ben, day = house.officer("ben"), house.clock.at.date()
    for asked, there in (
        (f"since={day}", True),
        (f"until={day}", True),
        (f"since={day + timedelta(days=1)}", False),
        (f"until={day - timedelta(days=1)}", False),
        ("until=9999-12-31", True),
    ):
        assert (reference in ben.client.get(f"/desk/reports?{asked}").text) == there, asked
