"""What the desk sees at a glance: subscribers in numbers, deliveries, settings, the log by filters, its own views of the queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.actions.campaigns import make_campaign
from tocsin.actions.delivering import deliver_once
from tocsin.actions.following_deliveries import plain_cause
from tocsin.actions.people import audit_log
from tocsin.actions.reporting import get_report, list_queue, take_report
from tocsin.actions.subscribing import confirm, subscribe
from tocsin.settings import SETTINGS, setting_source
from web.cast import MICROSOFT_CALL, House, a_published_alert, links_in_outbox, make_house, text_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(Path(tmp_path_factory.mktemp("overviews")))


def test_subscribers_are_numbers_and_one_is_found_by_the_exact_address_with_a_reason(house: House) -> None:
    home = house.installation
    subscribe(home, address="rose@provider.example", place="Faversham")
    confirm(home, links_in_outbox(home, "subscribe/confirm")[-1].rpartition("/")[2])
    ben = house.officer("ben")
    page = ben.client.get("/desk/subscribers").text
    assert "rose@" not in page
    assert "1hear of us" in text_of(page).replace("1 hear", "1hear")
    refused = ben.post("/desk/subscribers", address="rose@provider.example", reason="")
    assert refused.status_code == 422
    assert "There is no reason." in refused.text
    found = ben.post("/desk/subscribers", address="Rose@provider.example", reason="She rang and asked what she gets.")
    assert "Faversham and" in found.text
    assert (
        "Nobody is subscribed" in ben.post("/desk/subscribers", address="ro@provider.example", reason="A check.").text
    )
    looked = [one for one in audit_log(home, by=house.officers["amina"]) if one.action == "subscriber-looked-up"]
    assert [one.detail for one in looked] == ["A check.", "She rang and asked what she gets."]
    assert all("@" not in f"{one.subject} {one.detail}" for one in looked), "the log never holds an address"


def test_deliveries_show_how_an_alert_fares_and_whether_that_is_proven(house: House) -> None:
    code = a_published_alert(house)
    deliver_once(house.installation)
    ben = house.officer("ben")
    said = text_of(ben.get("/desk/deliveries"))
    assert code in said
    assert "Not proven" in said
    part = ben.client.get("/desk/deliveries", headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert code in part
    assert "not proven to arrive" in text_of(ben.get("/desk"))


def test_a_cause_of_failure_names_nobody() -> None:
    said = "550 5.1.1 <rose@provider.example>: Recipient address rejected; +44 7700 900123 id 1a2b3c4d5e6f7a8b9c0d"
    assert plain_cause(said) == "550 5.1.1 …: Recipient address rejected; … id …"


def test_settings_are_shown_with_where_they_come_from_and_no_secret(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_DESK_NAME", "Kentmere Fraud Desk")
    monkeypatch.setenv("TOCSIN_SMTP_URL", "smtp://desk:very-secret@mail.example:25")
    said = house.officer("ben").client.get("/desk/settings").text
    assert "Kentmere Fraud Desk" in said
    assert "TOCSIN_SMTP_URL" in said
    assert "very-secret" not in said
    assert all(f"TOCSIN_{setting.name}" in said for setting in SETTINGS)
    secret = next(one for one in SETTINGS if one.name == "SMTP_URL")
    assert setting_source(secret, {"TOCSIN_SMTP_URL": "x"}) == ("TOCSIN_SMTP_URL", "")


def test_only_an_administrator_changes_what_the_desk_chooses(house: House) -> None:
    assert house.officer("ben").post("/desk/settings", require_factor="yes").status_code == 403
    amina = house.officer("amina")
    assert "Kept." in amina.post("/desk/settings", per_year="6").text
    assert 'value="6"' in amina.client.get("/desk/settings").text


def test_the_log_is_filtered_by_who_what_which_and_when_in_the_address(house: House) -> None:
    ben = house.officer("ben")

    def rows(query: str) -> list[str]:
        return [text_of(row) for row in ben.get(f"/desk/audit?{query}").xpath("//tbody/tr")]

    assert rows("what=logged-in&who=ben")
    assert all("ben" in row and "logged in" in row for row in rows("what=logged-in&who=ben"))
    assert rows("since=2026-11-24&until=2026-12-31")
    assert rows("since=2026-12-31") == []
    assert rows("since=rubbish&which=nothing") == []


def test_an_officer_saves_a_view_of_the_queue_and_only_they_have_it(house: House) -> None:
    ben = house.officer("ben")
    saved = ben.post("/desk/views", name=" Money lost ", query="status=new&search=money&evil=1&done=bulk&")
    assert "The view is saved." in saved.text
    (link,) = ben.get("/desk/reports").xpath("//nav[@aria-label='Views']/a[normalize-space()='Money lost']/@href")
    assert link == "/desk/reports?status=new&search=money"
    assert "Money lost" not in house.officer("amina").client.get("/desk/reports").text
    page = ben.get(link)
    (remove,) = page.xpath("//form[contains(@action, '/remove')]/@action")
    house.officer("amina").post(remove)
    assert "Money lost" in ben.client.get("/desk/reports").text, "nobody removes another's view"
    ben.post(remove)
    assert "Money lost" not in ben.client.get("/desk/reports").text
    assert ben.post("/desk/views", name=" ", query="status=new").status_code == 422


def test_many_reports_are_set_aside_at_once_and_come_back_by_one_undo(house: House) -> None:
    home = house.installation
    three = [
        take_report(home, f"{MICROSOFT_CALL} Call {n}.", place="Faversham", source="web").report.reference
        for n in "abc"
    ]
    ben = house.officer("ben")
    done = ben.post("/desk/reports/bulk", act="set-aside", reason="A test", references=three, back="status=new&")
    assert "Undo all 3" in done.text
    assert {get_report(home, one).status for one in three} == {"set-aside"}
    ben.post("/desk/reports/bulk", act="reopen", references=three, back="status=new&")
    assert {get_report(home, one).status for one in three} == {"new"}


def test_what_cannot_wait_stands_first_in_the_queue(house: House) -> None:
    home = house.installation
    now = take_report(home, f"{MICROSOFT_CALL} He is on the phone with me now.", place="Faversham", source="web").report
    house.clock.pass_hours(1)
    take_report(home, "I got a text about a parcel with a link, and I deleted it.", place="Faversham", source="web")
    first = list_queue(home, status="new", urgent_first=True).items[0]
    newest = list_queue(home, status="new").items[0]
    assert first.reference == now.reference, (now.urgency, now.stage)
    assert newest.reference != now.reference


def test_a_campaign_begins_an_entry_of_knowledge_without_the_words_of_its_reports(house: House) -> None:
    home = house.installation
    words = "A man sold me a cockapoo that did not exist and wanted the fee by gift card."
    two = [
        take_report(home, f"{words} {n}", place="Faversham", source="web").report.reference
        for n in ("Today.", "Again.")
    ]
    campaign = make_campaign(home, two, officer=house.officers["ben"], name="Puppies that do not exist")
    page = house.officer("ben").get(f"/desk/knowledge/new?campaign={campaign.id}")
    entry = page.get_element_by_id("content").text or ""
    assert "id: puppies-that-do-not-exist" in entry
    assert "cockapoo" not in entry
    assert "cockapoo" in text_of(page), "they are there to be read"
    assert page.get_element_by_id("file").value == "scams/puppies-that-do-not-exist.yaml"
