"""Series beside the scans: years tell a season, a campaign is looked at like a scam, a voice counts once, a report more is judged at once."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.surges import Sighting, Tally, after, examine, find_surges
from tocsin.surges.series import judge_series, seasons
from tocsin.surges.sightings import lay_out

TODAY = date(2026, 11, 24)
WHERE = {f"town {n}": (51.0 + 0.05 * n, 0.2 * n) for n in range(8)}


def years(seed: int, *, scams: int = 6, a_week: float = 6.0, of_years: int = 6, peak: float = 0.0) -> list[Sighting]:
    """Reports of several scams over years; scam 0 comes ``peak`` (on the log scale) more often at this time of the year."""
    random = np.random.default_rng(seed)
    told = []
    for week in range(of_years * 52):
        for scam in range(scams):
            season = peak * np.cos(2 * np.pi * (week * 7 / 364)) if scam == 0 else 0.0
            for _ in range(random.poisson(a_week * np.exp(season))):
                town = f"town {random.integers(8)}"
                on = TODAY - timedelta(days=int(week * 7 + random.integers(7)))
                told.append(Sighting(f"r{len(told)}", f"scam {scam}", on, town, *WHERE[town], area="East"))
    return told


def extra(count: int, *, scam: str = "scam 3", days: int = 6, **more: object) -> list[Sighting]:
    return [
        Sighting(
            f"x{n}", scam, TODAY - timedelta(days=n % days), f"town {n % 8}", *WHERE[f"town {n % 8}"], area="East",
            **more,  # type: ignore[arg-type]
        )
        for n in range(count)
    ]  # fmt: skip


def test_a_scam_that_rises_every_year_at_this_time_is_expected_to() -> None:
    laid = lay_out(years(1, peak=0.7), as_of=TODAY, days=365)
    learnt = seasons(laid, window_days=28, baseline_days=182)
    assert learnt[0].factor > 1.4
    assert all(0.7 < season.factor < 1.4 for season in learnt[1:])
    assert all(season.doubt > 0 for season in learnt)


def test_without_years_no_season_is_made_up() -> None:
    laid = lay_out(years(1, of_years=1), as_of=TODAY, days=365)
    assert {(season.factor, season.doubt) for season in seasons(laid, window_days=28, baseline_days=182)} == {
        (1.0, 0.0)
    }


def test_the_yearly_peak_alone_is_no_surge() -> None:
    assert [find_surges(years(seed, peak=0.7), as_of=TODAY, false_alarms_per_year=4) for seed in range(2)] == [[], []]


def test_a_rise_everywhere_over_years_is_one_surge_that_names_every_method() -> None:
    (finding,) = examine([*years(3), *extra(45)], as_of=TODAY).findings
    assert finding.surge.scam == "scam 3"
    assert "farrington" in {finding.method, *finding.also}
    assert "expectation" in {finding.method, *finding.also}


def test_counts_of_long_ago_serve_as_well_as_the_reports_themselves() -> None:
    told = years(4)
    recent = [one for one in told if (TODAY - one.on).days < 365]
    tallies = [Tally(one.scam, one.on, 1, one.area) for one in told if (TODAY - one.on).days >= 365]
    assert examine(recent, as_of=TODAY, tallies=tallies).findings == examine(told, as_of=TODAY).findings


def test_a_year_in_which_all_reporting_doubles_is_no_surge_of_the_series() -> None:
    told = years(5)
    doubled = [*told, *(Sighting(f"d{one.id}", one.scam, one.on, one.place, one.latitude, one.longitude, area=one.area)
                        for one in told if (TODAY - one.on).days < 14)]  # fmt: skip
    laid = lay_out(doubled, as_of=TODAY, days=365)
    judged = judge_series(laid, [len(laid.areas)], [np.arange(9)], completeness=None, least_reports=3)
    assert judged.streams == 6
    assert min(alarm.chance for alarm in judged.alarms) > 1e-3


def test_a_young_desk_sees_a_sudden_day_by_its_own_week() -> None:
    quiet = [one for one in years(6) if (TODAY - one.on).days < 60]
    sudden = [Sighting(f"x{n}", "scam 2", TODAY) for n in range(25)]
    laid = lay_out([*quiet, *sudden], as_of=TODAY, days=365)
    judged = judge_series(laid, [len(laid.areas)], [np.arange(9)], completeness=None, least_reports=3)
    alarm = min(judged.alarms, key=lambda one: one.chance)
    assert (alarm.method, laid.labels[alarm.label].scam) == ("ears", "scam 2")
    assert alarm.chance < 1e-5


def test_a_campaign_is_looked_at_like_a_scam_and_told_once() -> None:
    told = [one for one in years(7) if (TODAY - one.on).days < 300]
    found = find_surges([*told, *extra(16, campaign="c-1", days=5)], as_of=TODAY)
    assert [(surge.scam, surge.campaign) for surge in found] == [("scam 3", "c-1")]
    assert found[0].observed == 16


def test_reports_of_no_known_scam_rise_only_as_their_campaign() -> None:
    told = [one for one in years(8) if (TODAY - one.on).days < 300]
    unknown = extra(20, scam="", campaign="c-2", days=5)
    assert [(s.scam, s.campaign) for s in find_surges([*told, *unknown], as_of=TODAY)] == [("", "c-2")]
    nameless = [Sighting(one.id, "", one.on, one.place, one.latitude, one.longitude) for one in unknown]
    assert find_surges([*told, *nameless], as_of=TODAY) == []


def test_one_voice_cannot_make_a_surge() -> None:
    told = [one for one in years(9) if (TODAY - one.on).days < 300]
    assert find_surges([*told, *extra(30, voice="one and the same")], as_of=TODAY) == []
    many = [Sighting(f"v{n}", "scam 3", TODAY, "town 1", *WHERE["town 1"], voice=f"v{n}") for n in range(12)]
    (surge,) = find_surges([*told, *many], as_of=TODAY)
    assert surge.observed >= 12


def test_a_voice_that_tells_again_months_later_counts_again() -> None:
    again = [Sighting(f"v{ago}", "s", TODAY - timedelta(days=ago), voice="v") for ago in (0, 5, 40, 41)]
    laid = lay_out(again, as_of=TODAY, days=365)
    assert sorted(laid.days_ago.tolist()) == [5, 41]


@pytest.mark.parametrize("campaign", [None, "c-1"])
def test_one_report_more_is_judged_as_a_whole_look_would(campaign: str | None) -> None:
    told = [one for one in years(10) if (TODAY - one.on).days < 300]
    outbreak = [
        Sighting(f"x{n}", "scam 4", TODAY - timedelta(days=n % 4), "town 2", *WHERE["town 2"], area="East",
                 campaign=campaign)
        for n in range(11)
    ]  # fmt: skip
    before = examine([*told, *outbreak[:-1]], as_of=TODAY)
    assert before.look is not None
    again = after(before.look, outbreak[-1])
    assert again is not None
    look, findings = again
    whole = examine([*told, *outbreak], as_of=TODAY, tail=before.tail)
    mine = [finding for finding in whole.findings if finding.surge.scam == "scam 4"]
    assert [(f.surge, f.method, f.also, f.daily) for f in findings] == [
        (f.surge, f.method, f.also, f.daily) for f in mine
    ]
    assert len(look.laid.sightings) == len(told) + 11


def test_a_place_scam_or_day_that_was_never_seen_needs_a_whole_look() -> None:
    look = examine([one for one in years(11) if (TODAY - one.on).days < 300], as_of=TODAY).look
    assert look is not None
    for new in (
        Sighting("n", "scam 99", TODAY),
        Sighting("n", "scam 1", TODAY, "nowhere yet", 51.0, 1.0),
        Sighting("n", "scam 1", TODAY + timedelta(days=1)),
        Sighting("n", "scam 1", TODAY, campaign="c-9"),
    ):
        assert after(look, new) is None
