"""How days, times and sums are said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

from tocsin import records
from tocsin.web import wording


def test_days_and_times_are_said_as_people_write_them_here() -> None:
    assert wording.say_day(date(2026, 11, 24)) == "24 November 2026"
    assert wording.say_time(datetime(2026, 11, 24, 15, 5, tzinfo=UTC)) == "24 November 2026, 3:05 pm"
    assert wording.say_time(datetime(2026, 1, 2, 0, 0, tzinfo=UTC)) == "2 January 2026, 12:00 am"


def test_summer_time_begins_and_ends_on_the_last_sundays_at_one_o_clock_utc() -> None:
    assert wording.say_time(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)).endswith("12:59 am")
    assert wording.say_time(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)).endswith("2:00 am")
    assert wording.say_time(datetime(2026, 10, 25, 0, 59, tzinfo=UTC)).endswith("1:59 am")
    assert wording.say_time(datetime(2026, 10, 25, 1, 0, tzinfo=UTC)).endswith("1:00 am")


def test_a_time_late_in_a_summer_evening_is_the_next_day_here() -> None:
    assert wording.say_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"


def test_iso_texts_are_read_and_other_texts_are_left_as_they_are() -> None:
    assert wording.say_day("2014-12-03") == "3 December 2014"
    assert wording.say_day("in the summer") == "in the summer"


def test_sums_are_said_in_pounds() -> None:
    assert wording.say_money(90000) == "£900"
    assert wording.say_money(123450) == "£1,234.50"
    assert wording.say_money(1000, "EUR") == "EUR 10"


def test_every_code_that_a_page_can_show_has_words() -> None:
    assert set(wording.ALERT_STATUSES) == set(get_args(records.AlertStatus))
    assert set(wording.REPORT_STATUSES) == set(get_args(records.ReportStatus))
    assert set(wording.STAGES) == set(wording.STAGES_FOR_OFFICERS) == set(get_args(records.Stage))
    assert set(wording.CHANNELS) == set(get_args(records.Channel))
    assert set(wording.KICKERS) == set(wording.EASY) == {*get_args(records.Level), "unsure"}
    assert set(wording.QUALIFIERS) == set(get_args(records.Qualifier))
    assert set(wording.ROLES) == set(get_args(records.Role))
