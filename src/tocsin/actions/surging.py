"""What is rising where, from the reports that this desk holds; and what its officers decide about it.

A whole look takes seconds on a large desk, so it is made once a day, and again when officers or an import change what was
there. A report that comes in between is judged by itself, in milliseconds. What looks find is kept and followed over days.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..records import Alert, Officer, Report
from ..store import Store, Tx
from ..store import campaigns as campaign_store
from ..store import chores as chore_store
from ..store import reports as report_store
from ..store import surges as surge_store
from ..store.surges import DaySeen, FollowedSurge, PlaceSeen
from ..surges import ExceedanceRate, Finding, Look, Sighting, Tally, after, examine, state_of
from ..surges.history import State, same_event
from .alerting import draft
from .installation import Installation
from .reporting import note

LOOK_BACK_DAYS = 365  # what is usual in a place is told by a year
SEASONS_DAYS = 6 * 365  # and seasons and trends by more
FALSE_ALARMS_PER_YEAR = 12.0
CHOICE = "false-alarms-per-year"
OVER_DAYS = 30  # so long after its last look a surge still stands on the page, as over
MOST_NEW = 200  # acts since the last look that are gone through one by one
LOOK = "look"
LONGEST_WAIT_SECONDS = 5.0
LATER = 10.0  # a whole look that took a second is not made again for ten, unless it is a new day
# What officers do to reports that counts: these begin the names of acts in the log.
_CHANGES = (
    "report-accepted",
    "report-added-to",
    "report-set-aside",
    "report-reopened",
    "reports-",
    "merge",
    "campaign-",
    "purged",
    "data-erased",
)
SHOWN = ("open", "snoozed", "dismissed", "over")


@dataclass(frozen=True, slots=True)
class SurgeSeen:
    """A surge as a page shows it. ``shown``: open, snoozed, dismissed or over. ``name``: of its scam or campaign."""

    followed: FollowedSurge
    state: State
    shown: str
    name: str

    @property
    def id(self) -> str:
        return self.followed.id


@dataclass
class _Kept:
    """The last look of this process, and up to which act of the log it goes."""

    on: date
    asked: float
    look: Look | None
    act: int
    unread: int
    not_before: float
    tail: ExceedanceRate | None


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_looking = threading.Lock()


def current_surges(installation: Installation) -> list[SurgeSeen]:
    """Surges that stand open today, the rarest first: neither dismissed, nor snoozed, nor over."""
    return [seen for seen in list_surges(installation) if seen.shown == "open"]


def list_surges(installation: Installation) -> list[SurgeSeen]:
    """Every surge of the last weeks: the open ones first, the rarest of them first. Looks first, where anything changed."""
    look_again(installation)
    today = installation.now().date()
    with installation.store.read() as tx:
        followed = surge_store.list_surges(tx, since=today - timedelta(days=OVER_DAYS))
        names = _names(installation, tx)
    seen = [_seen(one, names, on=today) for one in followed]
    return sorted(seen, key=lambda one: (SHOWN.index(one.shown), -one.followed.surge.recurrence_days, one.id))


def see_surge(installation: Installation, surge_id: str) -> SurgeSeen:
    """One surge.

    Raises:
        NotFoundError: there is none of that id.
    """
    with installation.store.read() as tx:
        followed = surge_store.get_surge(tx, surge_id)
        names = _names(installation, tx)
    if followed is None:
        raise NotFoundError(f"There is no surge {surge_id}.", fix="Choose one from the list.")
    return _seen(followed, names, on=installation.now().date())


def reports_behind(installation: Installation, seen: SurgeSeen) -> list[Report]:
    """The reports of a surge's last look, the newest first; those that were removed since are left out."""
    with installation.store.read() as tx:
        found = report_store.get_reports(tx, seen.followed.surge.report_ids)
    return sorted(found.values(), key=lambda report: (report.received_at, report.reference), reverse=True)


def snooze_surge(installation: Installation, surge_id: str, *, officer: Officer, days: int) -> None:
    """Not to be shown as open for so many days, unless its reports double.

    Raises:
        InputError: fewer than 1 or more than 28 days.
    """
    if not 1 <= days <= 28:
        raise InputError("A surge can be snoozed for 1 to 28 days.", fix="Give a number of days from 1 to 28.")
    until = installation.now().date() + timedelta(days=days)
    seen = see_surge(installation, surge_id)
    decision = {"snoozed_until": until, "snoozed_at": seen.followed.surge.observed, "dismissed": None}
    _decide(installation, surge_id, officer, "surge-snoozed", f"until {until}", decision)


def dismiss_surge(installation: Installation, surge_id: str, *, officer: Officer, reason: str) -> None:
    """Say that it is nothing to act on, and why.

    Raises:
        InputError: no reason.
    """
    reason = " ".join(reason.split())[:500]
    if len(reason) < 3:
        raise InputError("A surge is dismissed with a reason.", fix="Say why in a few words; it is kept in the log.")
    decision = {"dismissed": reason, "snoozed_until": None, "snoozed_at": None}
    _decide(installation, surge_id, officer, "surge-dismissed", reason, decision)


def restore_surge(installation: Installation, surge_id: str, *, officer: Officer) -> None:
    """Undo of snoozing and dismissing."""
    decision = {"dismissed": None, "snoozed_until": None, "snoozed_at": None}
    _decide(installation, surge_id, officer, "surge-restored", "", decision)


def promote_surge(installation: Installation, surge_id: str, *, officer: Officer) -> Alert:
    """Write a draft from a surge's reports, for its places. The surge says from then on which draft that is.

    Raises:
        InputError: it is of no known scam.
        NotAllowedError: it has a draft already.
    """
    seen = see_surge(installation, surge_id)
    if seen.followed.alert is not None:
        raise NotAllowedError("This surge has a draft already.", where=surge_id, fix="Open that one.", code="changed")
    surge = seen.followed.surge
    inside = [place.name for place in seen.followed.places if place.inside and place.observed]
    local = surge.latitude is not None
    here = [report.reference for report in reports_behind(installation, seen) if report.merged_into is None]
    alert = draft(
        installation,
        officer=officer,
        references=here,
        scam=surge.scam or None,
        area_names=inside if local else (),
    )
    decision = {"alert": alert.id, "dismissed": None, "snoozed_until": None, "snoozed_at": None}
    _decide(installation, surge_id, officer, "surge-promoted", alert.id, decision)
    return alert


def false_alarms_asked(installation: Installation) -> float:
    """How many false alarms a year this desk accepts."""
    with installation.store.read() as tx:
        return _asked(tx)


def choose_false_alarms(installation: Installation, per_year: float, *, officer: Officer) -> None:
    """Choose how many false alarms a year the desk accepts, over all scams and places together.

    Raises:
        InputError: fewer than 1 or more than 365.
    """
    require(officer, "triage")
    if not 1 <= per_year <= 365:
        raise InputError("The number of false alarms a year is from 1 to 365.", fix="Give 12 for about one a month.")
    with installation.store.begin() as tx:
        surge_store.keep_choice(tx, CHOICE, f"{per_year:g}", by=officer.name, at=installation.now())
        note(tx, installation, officer.name, "surge-setting", CHOICE, f"{per_year:g} a year")


def look_again(installation: Installation) -> None:
    """Look where anything changed since the last look, and keep what is found. Quick where nothing did.

    A report more is judged by itself; a new day, a new setting or a change of what was there needs a whole look. While
    another thread is at one, nobody waits long for it: what was kept before is shown.
    """
    if not _looking.acquire(timeout=LONGEST_WAIT_SECONDS):
        return
    try:
        _look(installation)
    finally:
        _looking.release()


def _look(installation: Installation) -> None:
    today = installation.now().date()
    with installation.store.read() as tx:
        act, unread, asked = surge_store.last_act(tx), report_store.count_unread(tx), _asked(tx)
        kept = _kept.get(installation.store)
        if kept is not None and (kept.on, kept.asked) == (today, asked):
            if (kept.act, kept.unread) == (act, unread):
                return
            taken = _new_reports(tx, kept, unread=unread)
            if taken is None and time.monotonic() < kept.not_before:
                return
            new = list(_sightings(tx, since=_days_back(installation, LOOK_BACK_DAYS), references=taken or ()))
        else:
            taken, new = None, []
    if kept is not None and taken is not None and kept.look is not None:
        again = _with(kept.look, new)
        if again is not None:
            kept.look, kept.act = again[0], act
            _follow(installation, again[1], asked=asked)
            return
    _whole_look(installation, kept, act=act, unread=unread, asked=asked)


def look_when_due(installation: Installation) -> bool:
    """The day's whole look, for a worker; whether it was this process that made it: one does, however many there are."""
    today = installation.now().date()
    with installation.store.read() as tx:
        done_on = chore_store.last_done(tx, LOOK)
    if done_on is not None and done_on >= today:
        return False
    with installation.store.begin() as tx:
        if not chore_store.claim_chore(tx, LOOK, on=today):
            return False
    look_again(installation)
    return True


def _whole_look(installation: Installation, kept: _Kept | None, *, act: int, unread: int, asked: float) -> None:
    started = time.monotonic()
    today = installation.now().date()
    since = _days_back(installation, LOOK_BACK_DAYS)
    with installation.store.read() as tx:
        sightings = list(_sightings(tx, since=since))
        long_ago = surge_store.counts_by_day(tx, since=_days_back(installation, SEASONS_DAYS), until=since)
    tallies = [Tally(scam, on, number, county) for scam, county, on, number in long_ago if scam]
    same_day = kept is not None and (kept.on, kept.asked) == (today, asked)
    looked = examine(
        sightings,
        as_of=today,
        false_alarms_per_year=asked,
        tail=kept.tail if kept is not None and same_day else None,
        tallies=tallies,
    )
    _follow(installation, looked.findings, asked=asked, whole=True)
    took = time.monotonic() - started
    _kept[installation.store] = _Kept(
        today, asked, looked.look, act, unread, time.monotonic() + (LATER * took if took > 1 else 0.0), looked.tail
    )


def _new_reports(tx: Tx, kept: _Kept, *, unread: int) -> list[str] | None:
    """References of the reports taken since the last look; None where more than that changed."""
    if unread != kept.unread:
        return None
    acts = surge_store.acts_since(tx, kept.act, limit=MOST_NEW + 1)
    if len(acts) > MOST_NEW or any(action.startswith(_CHANGES) for action, _ in acts):
        return None
    return [subject for action, subject in acts if action == "report-taken"]


def _with(look: Look, sightings: Iterable[Sighting]) -> tuple[Look, list[Finding]] | None:
    """The look with a few reports more and what is found of their scams; None where it needs a whole look."""
    found: dict[tuple[str, str | None], Finding] = {}
    for sighting in sightings:
        again = after(look, sighting)
        if again is None:
            return None
        look, findings = again
        found |= {(one.surge.scam, one.surge.campaign): one for one in findings}
    return look, list(found.values())


def _follow(installation: Installation, findings: Sequence[Finding], *, asked: float, whole: bool = False) -> None:
    """Keep what a look found: as the next look at a surge that is known, or as a new one."""
    today = installation.now().date()
    with installation.store.begin() as tx:
        known = surge_store.list_surges(tx, since=today - timedelta(days=OVER_DAYS))
        open_ = [one for one in known if state_of(one.looks, on=today) != "over"]
        for finding in findings:
            mine = next((one for one in open_ if same_event(one.surge, finding.surge)), None)
            if mine is not None:
                open_.remove(mine)
            earlier = tuple(look for look in (mine.looks if mine else ()) if look.end_on < today)
            fresh = _followed(finding, mine.id if mine else f"s-{secrets.token_hex(5)}", earlier, asked=asked)
            surge_store.keep_surge(tx, fresh)
        if whole:  # what today's earlier looks saw and this one does not is as it was yesterday, or never was
            for gone in open_:
                if gone.surge.end_on == today and gone.looks[:-1]:
                    surge_store.keep_surge(tx, replace(gone, looks=gone.looks[:-1]))
                elif gone.surge.end_on == today and gone.alert is None:
                    surge_store.remove_surge(tx, gone.id)


def _followed(finding: Finding, surge_id: str, earlier: Sequence[Any], *, asked: float) -> FollowedSurge:
    return FollowedSurge(
        id=surge_id,
        looks=(*earlier, finding.surge),
        method=finding.method,
        also=finding.also,
        days=tuple(DaySeen(*day) for day in finding.daily),
        places=tuple(
            PlaceSeen(one.name, one.latitude, one.longitude, one.observed, one.expected, one.inside)
            for one in finding.by_place
        ),
        attempts=finding.attempts,
        losses=finding.losses,
        voices=finding.voices,
        false_alarms_per_year=asked,
    )


def _seen(followed: FollowedSurge, names: dict[str, str], *, on: date) -> SurgeSeen:
    surge = followed.surge
    state = state_of(followed.looks, on=on)
    shown = "open"
    if followed.dismissed is not None:
        shown = "dismissed"
    elif state == "over":
        shown = "over"
    elif followed.snoozed_until is not None and on < followed.snoozed_until:
        doubled = surge.observed >= 2 * (followed.snoozed_at or surge.observed)
        shown = "open" if doubled else "snoozed"
    name = names.get(surge.campaign or "") or names.get(surge.scam) or surge.scam or "Not recognised"
    return SurgeSeen(followed, state, shown, name)


def _decide(
    installation: Installation, surge_id: str, officer: Officer, action: str, detail: str, decision: dict[str, Any]
) -> None:
    require(officer, "triage")
    now = installation.now()
    with installation.store.begin() as tx:
        if not surge_store.decide_surge(tx, surge_id, decided_by=officer.name, decided_at=now, **decision):
            raise NotFoundError(f"There is no surge {surge_id}.", fix="Choose one from the list.")
        note(tx, installation, officer.name, action, surge_id, detail)


def _sightings(tx: Tx, *, since: datetime, references: Sequence[str] | None = None) -> Iterable[Sighting]:
    """Reports as sightings. They are counted on the day it happened where that was told, else on the day they came."""
    for row in surge_store.reports_to_count(tx, since=since, references=references):
        reference, received_at, happened_on, scam, campaign, place, name, county, latitude, longitude, lost, voice = row
        received_on = received_at.date()
        yield Sighting(
            id=reference,
            scam=scam or "",
            on=min(happened_on, received_on) if happened_on else received_on,
            place=name if place else None,
            latitude=latitude,
            longitude=longitude,
            area=county,
            reported_on=received_on,
            lost_money=None if lost is None else lost > 0,
            campaign=campaign,
            voice=voice,
        )


def _names(installation: Installation, tx: Tx) -> dict[str, str]:
    scams = {scam.id: scam.name for scam in installation.knowledge.scams.values()}
    return scams | {one.id: one.name for one in campaign_store.list_campaigns(tx)}


def _asked(tx: Tx) -> float:
    return float(surge_store.get_choice(tx, CHOICE) or FALSE_ALARMS_PER_YEAR)


def _days_back(installation: Installation, days: int) -> datetime:
    return installation.now() - timedelta(days=days)
