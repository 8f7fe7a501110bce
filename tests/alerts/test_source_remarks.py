"""What an officer is told of the warning that a draft rests on."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.alerts.source_remarks import remarks_on
from tocsin.records import Advisory

ON = date(2026, 11, 24)


def advisory(text: str, **given: object) -> Advisory:
    return Advisory(file="a.txt", text=text, is_advisory=True, id="a1", **given)  # type: ignore[arg-type]


def said(one: Advisory) -> list[str]:
    return [f"{remark.said} {remark.why}" for remark in remarks_on(one, nation="gb-eng", on=ON)]


@pytest.mark.parametrize(
    ("one", "country", "why"),
    [
        (advisory("The FTC and the FBI warn of callers."), "the United States", "“FTC”, “FBI”"),
        (advisory("Beware.", url="https://www.scamwatch.gov.au/x"), "Australia", "“www.scamwatch.gov.au”"),
        (advisory("Callers ask for gift cards.", publisher_area="Ontario"), "Canada", "“Ontario”"),
        (advisory("Gardaí in Cork ask people to hang up."), "Ireland", "“Gardaí”"),
        (advisory("Ring Netsafe. Some lost NZ$900."), "New Zealand", "“Netsafe”"),
    ],
)
def test_a_warning_from_abroad_is_called_so_with_what_shows_it(one: Advisory, country: str, why: str) -> None:
    (sentence,) = said(one)
    assert sentence.startswith(f"This warning comes from {country}.")
    assert why in sentence


@pytest.mark.parametrize(
    "one",
    [
        advisory("Kent Police warn of calls. Some lost £900. Report it to Report Fraud."),
        advisory("Action Fraud and the FBI warn of calls about £2,000.", publisher="Norfolk Constabulary"),
        advisory("Callers say that they ring from Boston.", places=("Boston",)),  # Lincolnshire has one
        advisory("Somebody rings and wants money."),
    ],
)
def test_one_of_this_country_or_of_none_that_can_be_told_is_let_be(one: Advisory) -> None:
    assert said(one) == []


def test_a_desk_elsewhere_takes_its_own_country_for_home() -> None:
    one = advisory("Kent Police warn of calls. Some lost £900.")
    (remark,) = remarks_on(one, nation="ie", on=ON)
    assert remark.said.startswith("This warning comes from the United Kingdom.")


@pytest.mark.parametrize(
    ("published", "age", "day"),
    [
        ("2019-11-25", "6 years old", "25 November 2019"),
        ("2019-11-24", "7 years old", "24 November 2019"),
        ("2025-01-02T09:00:00+00:00", "more than a year old", "2 January 2025"),
    ],
)
def test_an_old_warning_says_how_old_and_when_it_was_published(published: str, age: str, day: str) -> None:
    (sentence,) = said(advisory("Somebody rings.", published=published))
    assert age in sentence
    assert f"It was published on {day}." in sentence


@pytest.mark.parametrize("published", ["2026-11-20", "2025-11-24", "last year", None])
def test_one_of_this_year_or_of_no_known_day_is_not_called_old(published: str | None) -> None:
    assert said(advisory("Somebody rings.", published=published)) == []
