"""The editor of alerts: each sentence with its source, a look beforehand with and without scripts, and Publish undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from tocsin.actions import alerting
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from web.cast import Browser, House, make_house, text_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = make_house(Path(tmp_path_factory.mktemp("editor")))
    made.installation = replace(made.installation, undo_seconds=30)
    return made


def a_draft(house: House) -> str:
    ben = house.officers["ben"]
    return alerting.draft(house.installation, officer=ben, scam="courier-fraud", area_names=("Faversham",)).id


def fields(ben: Browser, alert: str) -> dict[str, object]:
    """The edit form as a browser would send it."""
    page = ben.get(f"/desk/alerts/{alert}")
    (form,) = page.xpath("//form[contains(@action, '/edit')]")
    found: dict[str, object] = {}
    for box in form.xpath(".//textarea | .//select | .//input[not(@type='checkbox')]"):
        values = found.setdefault(box.get("name"), [])
        assert isinstance(values, list)
        values.append((box.value or "").removeprefix("\n"))  # a browser drops the first line end
    return found


def test_each_sentence_stands_beside_where_it_comes_from(house: House) -> None:
    ben, alert = house.officer("ben"), a_draft(house)
    page = ben.get(f"/desk/alerts/{alert}")
    boxes = page.xpath("//textarea[@name='do']")
    assert len(boxes) > 2
    for box in boxes[:-1]:
        source = page.get_element_by_id(box.get("aria-describedby"))
        assert text_of(source).startswith("Knowledge:"), box.value


def test_a_look_beforehand_keeps_nothing_and_shows_every_way_it_goes_out(house: House) -> None:
    ben, alert = house.officer("ben"), a_draft(house)
    typed = fields(ben, alert) | {"headline": "Couriers who come for your card", "do": ["Hang up.", "Ring 159."]}
    whole = ben.post(f"/desk/alerts/{alert}/preview", **typed)
    assert whole.status_code == 200
    said = text_of(whole.text)
    assert "The e-mail" in said
    assert "The text message" in said
    assert "segment" in said
    assert whole.text.count("Couriers who come for your card") >= 4
    part = ben.client.post(
        f"/desk/alerts/{alert}/preview", data={"csrf": ben.csrf(), **typed}, headers={"hx-request": "true"}
    )
    assert "<html" not in part.text
    assert "Couriers who come for your card" in part.text
    assert alerting.get_alert(house.installation, alert).content.headline != "Couriers who come for your card"


def test_the_poster_is_drawn_as_it_is_typed_and_opens_so(house: House) -> None:
    ben, alert = house.officer("ben"), a_draft(house)
    typed = fields(ben, alert) | {"headline": "Couriers  who come\nfor your <card>", "do": ["Hang up at once."]}
    part = ben.client.post(
        f"/desk/alerts/{alert}/preview", data={"csrf": ben.csrf(), **typed}, headers={"hx-request": "true"}
    ).text
    page = html.document_fromstring(part)
    (sheet,) = page.xpath("//*[local-name()='svg'][@role='img']")
    assert sheet.get("aria-label") == "The poster, which says “Couriers who come for your <card>”"
    drawn = " ".join(sheet.xpath(".//*[local-name()='text']/text()"))
    assert "Couriers who come for your <card>" in drawn
    assert "Hang up at once." in drawn
    assert "DRAFT" in drawn
    assert not sheet.xpath(".//@style"), "the policy of these pages allows none"
    poster = ben.client.post(f"/desk/alerts/{alert}/poster.pdf", data={"csrf": ben.csrf(), **typed})
    assert poster.headers["content-type"] == "application/pdf"
    assert b"Hang up at once." in poster.content
    picture = ben.client.post(f"/desk/alerts/{alert}/picture.png", data={"csrf": ben.csrf(), **typed})
    assert picture.headers["content-type"] == "image/png"
    assert ben.client.get(f"/desk/alerts/{alert}/picture.png").content != picture.content
    assert alerting.get_alert(house.installation, alert).content.headline != "Couriers who come for your <card>"


def test_what_cannot_be_is_said_beforehand_and_nothing_typed_is_lost(house: House) -> None:
    ben, alert = house.officer("ben"), a_draft(house)
    typed = fields(ben, alert) | {"areas": "Nowhere at all", "headline": "Kept as typed"}
    answer = ben.post(f"/desk/alerts/{alert}/preview", **typed)
    assert answer.status_code == 422
    assert "Kept as typed" in answer.text
    assert "Nowhere at all" in answer.text


def test_sentences_are_saved_added_and_taken_out_line_by_line(house: House) -> None:
    ben, alert = house.officer("ben"), a_draft(house)
    typed = fields(ben, alert)
    kept = [one for one in typed["do"] if one]  # type: ignore[union-attr, attr-defined]
    typed["do"] = [kept[0], "", "Tell a neighbour.\nRing 101."]
    assert ben.post(f"/desk/alerts/{alert}/edit", **typed).status_code == 200
    content = alerting.get_alert(house.installation, alert).content
    said = [(one.text, one.sources) for one in content.sentences if one.section == "do"]
    assert [text for text, _ in said] == [kept[0], "Tell a neighbour.", "Ring 101."]
    assert said[0][1][0].startswith("knowledge:"), "what was there keeps its source"
    assert said[1][1] == ("officer:ben",)


def test_publish_is_pressed_undone_and_pressed_again_on_the_page(house: House) -> None:
    home, alert = house.installation, a_draft(house)
    alerting.submit(home, alert, officer=house.officers["ben"])
    alerting.approve(home, alert, officer=house.officers["amina"], override="Read by both of us.")
    amina = house.officer("amina")
    page = amina.post(f"/desk/alerts/{alert}/publish")
    assert "Undo: do not publish" in page.text
    assert "Goes out in 30 seconds" in amina.client.get(f"/desk/alerts/{alert}/pressed").text
    undone = amina.post(f"/desk/alerts/{alert}/undo")
    assert "Nothing went out" in undone.text
    assert "Publish now" in undone.text
    assert alerting.get_alert(home, alert).status == "approved"


def test_a_draft_from_an_old_warning_of_another_country_says_so_beside_it_and_is_not_held_up(house: House) -> None:
    home, ben, amina = house.installation, house.officers["ben"], house.officers["amina"]
    told = "The Federal Trade Commission warns: a caller says he is from Microsoft and wants to let him into your computer."
    old = replace(read_advisory_text(home, told), published="2019-03-01", is_advisory=True)
    advisory = keep_advisory(home, old, officer=ben)
    alert = alerting.draft(
        home, officer=ben, scam="computer-software-service-fraud", area_names=("Kent",), advisory_id=advisory.id
    )
    said = (
        "This warning comes from the United States. Rules, numbers and ways to report are different there.",
        "“Federal Trade Commission”",
        "This warning is 7 years old. Counts, sums and telephone numbers in it may have changed.",
        "It was published on 1 March 2019.",
    )
    for officer, path in (
        ("ben", f"/desk/advisories/{advisory.id}"),
        ("ben", f"/desk/alerts/{alert.id}"),
        ("amina", f"/desk/alerts/{alert.id}"),
    ):
        page = house.officer(officer).get(path)
        assert [sentence for sentence in said if sentence not in text_of(page)] == []
        if "/alerts/" in path:
            (checks,) = page.xpath("//section[@aria-label='Checks']")
            assert checks.xpath(f".//a[@href='/desk/advisories/{advisory.id}']")
    alerting.submit(home, alert.id, officer=ben)
    assert alerting.approve(home, alert.id, officer=amina).status == "approved"
