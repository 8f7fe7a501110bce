"""The filters of the desk's lists, as the address holds them: read, given to what finds, and written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from ..actions.filtering import Wanted
from ..actions.installation import Installation
from ..actions.saved_views import views_of
from ..records import Officer
from ..store.saved_views import SavedView

LONGEST = 200  # characters of one filter


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a list, word for word; ``state`` is one of the list's own or empty."""

    state: str = ""
    search: str = ""
    area: str = ""
    scam: str = ""
    since: str = ""
    until: str = ""

    def wanted(self) -> Wanted:
        return Wanted(self.search, self.area, self.scam, day_or_none(self.since), day_or_none(self.until))

    def query(self, *, state_as: str) -> str:
        """For an address, with the name that this list gives its states. Ends so that more can be put behind it."""
        named = {state_as if name == "state" else name: value for name, value in asdict(self).items() if value}
        return f"{urlencode(named)}&" if named else ""


def read_asked(given: Mapping[str, str], *, states: Mapping[str, str], state_as: str) -> Asked:
    """What an address asks of a list. A state or a day that there is not asks for nothing."""
    asked = Asked(**{name: given.get(name, "").strip()[:LONGEST] for name in ("search", "area", "scam")})
    state = given.get(state_as, "")
    days = {name: given.get(name, "") for name in ("since", "until")}
    return Asked(
        state if state in states else "",
        asked.search,
        asked.area,
        asked.scam,
        *(day if day_or_none(day) else "" for day in days.values()),
    )


def page_number(given: Mapping[str, str]) -> int:
    """The page that an address asks for; the first unless it is a number."""
    page = given.get("page", "1")
    return int(page) if page.isdecimal() and len(page) < 7 else 1


def day_or_none(given: str) -> date | None:
    """The day of ``2026-11-24``; None for anything else."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def views_shown(home: Installation, officer: Officer, *, of: str, query: str) -> list[tuple[SavedView, bool]]:
    """The officer's saved views of a list, and whether each is what it shows now."""
    now = sorted(parse_qsl(query))
    return [(view, sorted(parse_qsl(view.query)) == now) for view in views_of(home, officer, of=of)]
