"""A surge over days: is it new, growing, steady, fading or over? Pure functions over what each day's look found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..records import Surge

State = Literal["new", "growing", "steady", "fading", "over"]
QUIET_DAYS = 3  # looks without it before it is over: a surge near the threshold comes and goes
CLEARLY = 1.25  # so many times the daily rate of the look before is growing; as much less, fading


@dataclass(frozen=True, slots=True)
class History:
    """One event as the looks saw it, oldest first."""

    looks: tuple[Surge, ...]
    state: State

    @property
    def first_seen_on(self) -> date:
        return self.looks[0].end_on

    @property
    def report_ids(self) -> frozenset[str]:
        return frozenset(identifier for surge in self.looks for identifier in surge.report_ids)


def same_event(surge: Surge, other: Surge) -> bool:
    """Two looks at one event: a report in both, and the same scam. It may have been made a campaign in between."""
    if surge.campaign and other.campaign:
        same = surge.campaign == other.campaign
    else:
        same = surge.scam == other.scam or bool(surge.campaign or other.campaign)
    return same and not set(surge.report_ids).isdisjoint(other.report_ids)


def follow(histories: Iterable[History], surges: Iterable[Surge], *, on: date) -> list[History]:
    """The histories after the look of day ``on`` that found ``surges``. A look that was made before changes nothing."""
    open_ = list(surges)
    followed = []
    for history in histories:
        mine = [surge for surge in open_ if history.state != "over" and same_event(history.looks[-1], surge)]
        if mine:
            open_ = [surge for surge in open_ if surge not in mine]
            strongest = max(mine, key=lambda surge: surge.recurrence_days)
            looks = tuple(look for look in history.looks if look.end_on < on)
            history = History((*looks, strongest), state_of((*looks, strongest), on=on))
        else:
            history = History(history.looks, state_of(history.looks, on=on))
        followed.append(history)
    return [*followed, *(History((surge,), "new") for surge in open_)]


def state_of(looks: Sequence[Surge], *, on: date) -> State:
    """What ``looks`` at one event (oldest first) say of it on this day."""
    last = looks[-1]
    if (on - last.end_on).days > QUIET_DAYS:
        return "over"
    if len(looks) == 1:
        return "new"
    before = looks[-2]
    ratio = _excess_a_day(last) / max(_excess_a_day(before), 1e-9)
    if ratio >= CLEARLY or last.observed - last.expected >= CLEARLY * (before.observed - before.expected):
        return "growing"
    return "fading" if ratio <= 1 / CLEARLY else "steady"


def _excess_a_day(surge: Surge) -> float:
    return (surge.observed - surge.expected) / ((surge.end_on - surge.start_on).days + 1)
