"""A published alert in every form the site gives it, and the feeds by area and scam."""

from __future__ import annotations

import json

import feedparser
import pytest

from tocsin.actions import alerting
from tocsin.records import Publication
from web.cast import House, text_of

FORMS = {
    "txt": "text/plain",
    "sms.txt": "text/plain",
    "phone.txt": "text/plain",
    "pdf": "application/pdf",
    "leaflet.pdf": "application/pdf",
    "png": "image/png",
    "json": "application/json",
    "cap.xml": "application/cap+xml",
}


def publish(house: House, *, scam: str, areas: tuple[str, ...]) -> Publication:
    amina, ben = house.officers["amina"], house.officers["ben"]
    alert = alerting.draft(house.installation, officer=ben, scam=scam, area_names=areas)
    alerting.submit(house.installation, alert.id, officer=ben)
    alerting.approve(house.installation, alert.id, officer=amina, note=OVERRIDE)
    return alerting.publish(house.installation, alert.id, officer=amina)


OVERRIDE = "Read with the register open; the wording is the knowledge's own."


@pytest.fixture(scope="module")
def out(house: House) -> dict[str, Publication]:
    return {
        "faversham": publish(house, scam="courier-fraud", areas=("Faversham",)),
        "kent": publish(house, scam="computer-software-service-fraud", areas=("Kent",)),
        "wales": publish(house, scam="courier-fraud", areas=("Wales",)),
    }


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_there_and_names_its_kind(house: House, out: dict[str, Publication], form: str) -> None:
    code = out["faversham"].code
    answer = house.outsider().get(f"/alerts/{code}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMS[form])
    assert house.outsider().get(f"/alerts/{code}.{form}?version=7").status_code == 404
    assert house.outsider().get(f"/alerts/C2C-2C2.{form}").status_code == 404


def test_the_page_of_an_alert_leads_to_every_form(house: House, out: dict[str, Publication]) -> None:
    code = out["faversham"].code
    page = house.outsider().get(f"/alerts/{code}").text
    for form in FORMS:
        assert f'href="/alerts/{code}.{form}"' in page
    assert "This alert was withdrawn" not in text_of(page)


def codes_in(house: House, query: str, kind: str) -> set[str]:
    answer = house.outsider().get(f"/alerts.{kind}{query}")
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    return {entry.link.rpartition("/")[2].partition("?")[0] for entry in feed.entries}


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {"faversham", "kent", "wales"}),
        ("?topic=courier-fraud", {"faversham", "wales"}),
        ("?area=Kent", {"faversham", "kent"}),
        ("?area=Faversham", {"faversham", "kent"}),
        ("?area=Teynham", {"faversham", "kent"}),  # within the circle of the alert
        ("?area=Dover", {"kent"}),
        ("?area=Dover+%2B+60+km", {"faversham", "kent"}),
        ("?area=Wales&topic=courier-fraud", {"wales"}),
        ("?area=Cardiff", {"wales"}),
        ("?area=England", {"faversham", "kent"}),
        ("?area=Scotland", set()),
    ],
)
def test_a_feed_is_cut_to_an_area_and_a_scam(
    house: House, out: dict[str, Publication], kind: str, query: str, wanted: set[str]
) -> None:
    assert codes_in(house, query, kind) == {out[name].code for name in wanted}


@pytest.mark.parametrize(("query", "status"), [("?area=Nowhereville", 422), ("?topic=nothing", 404)])
def test_a_feed_of_no_known_area_or_scam_says_so(house: House, query: str, status: int) -> None:
    answer = house.outsider().get(f"/alerts.rss{query}")
    assert answer.status_code == status


def test_the_schema_is_served(house: House) -> None:
    answer = house.outsider().get("/alerts/publication.schema.json")
    assert json.loads(answer.text)["title"] == "A published fraud alert of Tocsin, signed"
