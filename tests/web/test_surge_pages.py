"""The desk's pages of what is rising: the list, one surge with its chart and map, and what an officer does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tocsin.actions.surging import look_again
from tocsin.records import Surge
from tocsin.store import surges as surge_store
from tocsin.store.surges import DaySeen, FollowedSurge, PlaceSeen
from tocsin.web.surge_drawing import chart, place_map, small_chart
from web.cast import House, text_of

TODAY = date(2026, 11, 24)


def followed(references: tuple[str, ...] = (), **changes: object) -> FollowedSurge:
    surge = Surge(
        scam="courier-fraud", places=("Faversham",), latitude=51.3148, longitude=0.8886, radius_km=0.0,
        start_on=TODAY - timedelta(days=8), end_on=TODAY, observed=12, expected=3.1, recurrence_days=1400.0,
        report_ids=references,
        sentence="12 reports in 9 days in and around Faversham; about 3 expected; by chance this happens about once in 200 weeks.",
    )  # fmt: skip
    days = tuple(DaySeen(TODAY - timedelta(days=ago), 2 if ago < 9 else ago % 2, 0.4) for ago in reversed(range(60)))
    places = (
        PlaceSeen("Faversham", 51.3148, 0.8886, 12, 0.3, True),
        PlaceSeen("Teynham", 51.328, 0.811, 0, 0.1, False),
        PlaceSeen("Whitstable", 51.361, 1.024, 1, 0.4, False),
    )
    whole = FollowedSurge(
        "s-1", (surge,), "expectation", ("permutation",), days, places, 8, 4, 12, 12.0,
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.fixture
def rising(house: House) -> House:
    call = "A man said he was from the police and a courier would fetch my card. He rang {} times."
    references = tuple(
        str(house.outsider().post("/report", data={"text": call.format(n), "place": "Faversham"}).headers["location"])
        .rpartition("/")[2]
        for n in ("two", "three")
    )  # fmt: skip
    look_again(house.installation)  # finds nothing in two reports; what is kept now stands until there is more
    with house.installation.store.begin() as tx:
        surge_store.keep_surge(tx, followed(references))
    return house


def test_the_list_says_each_surge_in_its_sentence_with_a_small_picture(rising: House) -> None:
    page = rising.officer("ben").get("/desk/surges")
    row = page.xpath("//li[@data-surge='s-1']")[0]
    assert "by chance this happens about once in 200 weeks" in text_of(row)
    assert row.xpath(".//*[local-name()='svg'][@aria-label]")
    assert "12" in page.xpath("string(//input[@name='per_year']/@value)")


def test_a_surges_page_has_chart_map_reports_method_and_history(rising: House) -> None:
    page = rising.officer("ben").get("/desk/surges/s-1")
    words = text_of(page)
    assert "12 reports in 9 days in and around Faversham" in words
    assert "came closer together than chance" in words
    assert "about 12 false alarms a year" in words
    assert "4 reports told of money lost, 8 of an attempt" in words
    assert len(page.xpath("//*[local-name()='svg']")) == 2
    assert "Whitstable" in words
    assert "near" in words
    assert len(page.xpath("//a[starts-with(@href, '/desk/reports/R-')]")) == 2


def test_it_is_snoozed_dismissed_and_brought_back(rising: House) -> None:
    ben = rising.officer("ben")
    assert "snoozed" in text_of(ben.post("/desk/surges/s-1/snooze", days="3").text)
    assert "Undo" in text_of(ben.get("/desk/surges/s-1"))
    ben.post("/desk/surges/s-1/restore")
    assert ben.post("/desk/surges/s-1/dismiss", reason=" ").status_code == 422
    assert ben.post("/desk/surges/s-1/snooze", days="many").status_code == 422
    assert "An exercise" in text_of(ben.post("/desk/surges/s-1/dismiss", reason="An exercise").text)
    assert "dismissed" in text_of(ben.get("/desk/surges")).lower()
    assert "surge dismissed" in text_of(rising.officer("amina").get("/desk/audit"))


def test_it_becomes_a_draft_that_it_then_leads_to(rising: House) -> None:
    ben = rising.officer("ben")
    answer = ben.post("/desk/surges/s-1/promote")
    assert "/desk/alerts/" in str(answer.url)
    page = ben.get("/desk/surges/s-1")
    assert page.xpath(f"//a[@href='/desk/alerts/{str(answer.url).rpartition('/')[2]}']")
    assert ben.post("/desk/surges/s-1/promote").status_code in (403, 409, 422)


def test_the_setting_is_a_number_people_understand(rising: House) -> None:
    ben = rising.officer("ben")
    assert "Kept" in ben.post("/desk/surges", per_year="4").text
    assert ben.get("/desk/surges").xpath("string(//input[@name='per_year']/@value)") == "4"
    assert ben.post("/desk/surges", per_year="0").status_code == 422
    assert ben.post("/desk/surges", per_year="a few").status_code == 422


def test_a_surge_that_is_not_there_is_said_so(rising: House) -> None:
    client = rising.officer("ben").client
    assert client.get("/desk/surges/s-none").status_code == 404


def test_bars_stand_on_the_axis_and_never_leave_the_picture() -> None:
    drawn = chart(followed())
    assert all(abs(bar.y + bar.height - drawn.base) < 0.2 for bar in drawn.bars)
    assert sum(bar.rising for bar in drawn.bars) == 9
    assert [value for _, value in drawn.ticks] == [0, 1, 2]
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in small_chart(followed()).bars)


def test_a_map_has_every_place_inside_its_frame_and_names_that_do_not_touch() -> None:
    drawn = place_map(followed())
    assert drawn is not None
    assert all(0 < dot.x < drawn.width and 0 < dot.y < drawn.height for dot in drawn.dots)
    assert {dot.place.name for dot in drawn.dots if dot.name_x is not None} == {"Faversham", "Teynham", "Whitstable"}
    assert place_map(followed(places=())) is None
