"""Days and months in a text, and the stretches of time that counts of reports speak of.

Without a day to reckon from (``on``), relative words stay words: nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tocsin.records import Mention, Period
from tocsin.understanding.lazily import lazily
from tocsin.understanding.numbers import read_count
from tocsin.understanding.sentences import level

_I = re.IGNORECASE
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|"
    r"JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b\.?"
)
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"

# Each names its parts day, month, year (some missing). Case counts: "may" and "march" are words.
_FULL = re.compile(rf"(?<![\w/.-])(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+{_YEAR}")
_AMERICAN = re.compile(rf"(?<!\w)(?:{_WEEKDAY},?\s+)?(?P<month>{_MONTH})\s+{_DAY},?\s+{_YEAR}")
_ISO = re.compile(
    r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])(?:[T ](?P<time>\d\d:\d\d))?", _I
)
_FIGURES = re.compile(
    r"(?<![\w/.-])(?:(?P<time>\d\d:\d\d)\s+)?(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)[/.](?P<year>(?:19|20)\d\d)(?![\w/])"
)
_NO_YEAR = re.compile(
    rf"(?<![\w/.,£$€-])(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})(?!\w)(?!\s+\d{{4}})"
)
_NO_YEAR_AMERICAN = re.compile(
    rf"(?<!\w)(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:,]?\d|[\w%])"
)
_MONTH_YEAR = re.compile(rf"(?<!\w)(?P<month>{_MONTH}),?\s+{_YEAR}")
_RELATIVE = re.compile(r"\b(?P<word>yesterday|today|this morning|this afternoon|last night)\b", _I)
_PATTERNS = (_FULL, _AMERICAN, _ISO, _FIGURES, _NO_YEAR, _NO_YEAR_AMERICAN, _MONTH_YEAR, _RELATIVE)
_ANY_MONTH = re.compile(rf"(?<!\w){_MONTH}")
_GATES = {  # what a text must hold for the pattern to be worth trying
    _ISO: lazily(r"[0-9]-[0-9]{2}-[0-9]"),
    _FIGURES: lazily(r"[0-9][/.][0-9]{1,2}[/.][0-9]"),
    _RELATIVE: lazily(r"(?i)yesterday|today|this morning|this afternoon|last night"),
}
_NEED_A_MONTH = (_FULL, _AMERICAN, _NO_YEAR, _NO_YEAR_AMERICAN, _MONTH_YEAR)

_UNITS = r"(?:day|week|fortnight|month|quarter|year)s?"
_COUNT = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|couple of|several)"
_SPAN = re.compile(
    rf"\b(?P<between>between|from)\s+(?P<from>(?:{_WEEKDAY},?\s+)?[^.;:\n]{{3,25}}?)\s+(?:and|to|until|up to)\s+"
    rf"(?P<to>(?:{_WEEKDAY},?\s+)?(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH}(?:\s+\d{{1,2}}(?!\d),?)?(?:,?\s+(?:19|20)\d\d)?)"
    rf"|\b(?P<since>since|from)\s+(?:the\s+)?(?:(?:start|beginning|early|late|end|middle|mid)[\s-]+(?:of\s+)?)?"
    rf"(?:(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<since_month>{_MONTH})(?:\s+(?P<since_year>(?:19|20)\d\d))?"
    rf"|(?:the\s+|this\s+)?(?P<since_unit>week|month|year)\b|(?P<since_only_year>(?:19|20)\d\d)\b"
    rf"|last\s+(?P<since_last>week|month|year|{_WEEKDAY})\b)"
    rf"|\b(?:(?:in|over|during|within|for|throughout)\s+)?(?P<the_past>the\s+)?(?P<past>past|last|previous)\s+"
    rf"(?:(?P<past_count>{_COUNT})\s+)?(?P<past_unit>{_UNITS})\b"
    rf"|\b(?:in\s+)?(?:the\s+)?first\s+(?P<first_count>{_COUNT}|half)(?:\s+(?P<first_unit>months|weeks))?\s+of\s+"
    rf"(?P<first_year>this year|last year|(?:19|20)\d\d)"
    rf"|\b(?:so far\s+)?this\s+(?P<this>week|month|year|morning|afternoon|weekend|summer|autumn|winter|spring)\b"
    rf"|\b(?:over|during|in)\s+the\s+(?P<season>summer|autumn|winter|spring|weekend)\b"
    rf"|\b(?:in|during|throughout)\s+(?:(?P<in_month>{_MONTH})\s+)?(?P<in_year>(?:19|20)\d\d)\b(?!\s*\d)"
    rf"|\b(?:in|during|throughout)\s+(?P<in_only_month>{_MONTH})(?!\s+\d)"
    rf"|\b(?P<yesterday>yesterday(?:\s+(?:morning|afternoon|evening))?)(?:,\s+(?:on\s+)?\d{{1,2}}\s+{_MONTH})?"
    rf"|\bon\s+(?:the\s+same\s+)?(?P<weekday>{_WEEKDAY})(?:\s+(?P<last_week>last week))?\b(?!\s+(?:the\s+)?\d)",
    _I,
)
"""Spans of time. One of the groups between, since, past, first_count, this, season, in_year, in_only_month, yesterday or
weekday says which kind."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day or month at ``start:end``; ``iso`` is "" when the year cannot be told."""

    start: int
    end: int
    iso: str


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    start: int
    end: int
    period: Period


def find_days(text: str, *, on: date | None = None) -> list[FoundDate]:
    """Days and months in ``text``. Those without a year are the latest such day up to ``on`` (a week's grace)."""
    plain = level(text)
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []  # by the patterns before, in order
    by_month = _windows(plain)
    named = bool(by_month)
    whole = [(0, len(plain))]
    for pattern in _PATTERNS:
        if (not named and pattern in _NEED_A_MONTH) or (pattern in _GATES and not _GATES[pattern]().search(plain)):
            continue
        here: list[tuple[int, int]] = []
        windows = by_month if pattern in _NEED_A_MONTH else whole
        for match in (match for begin, stop in windows for match in pattern.finditer(plain, begin, stop)):
            iso = _iso(match, on)
            if iso is not None and not any(
                match.start() < end and start < match.end() for start, end in _near(taken, match.start())
            ):
                here.append(match.span())
                found.append(FoundDate(match.start(), match.end(), iso))
        taken = sorted(taken + here)
    return sorted(found, key=lambda each: each.start)


AROUND_BEFORE, AROUND_AFTER = 40, 24
"""Characters around the name of a month in which a day with it lies."""


def _windows(plain: str) -> list[tuple[int, int]]:
    """The stretches around names of months, none overlapping."""
    windows: list[tuple[int, int]] = []
    for match in _ANY_MONTH.finditer(plain):
        start, end = max(0, match.start() - AROUND_BEFORE), min(len(plain), match.end() + AROUND_AFTER)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def find_dates(text: str, *, at: datetime | None = None) -> list[Mention]:
    """Days and months as mentions; ``value`` is ISO (2014-12-03, 2018-06), "" when the year cannot be told."""
    return [
        Mention("date", text[each.start : each.end], each.start, each.end, each.iso, "dates")
        for each in find_days(text, on=at.date() if at is not None else None)
    ]


def find_periods(text: str, *, on: date | None = None) -> list[FoundPeriod]:
    """Stretches of time in ``text``: "since the start of June", "in the past week", "between 1 May and 3 June"."""
    plain = level(text)
    found = []
    for match in _SPAN.finditer(plain):
        days = _span_days(match, on)
        if days is not None:
            said = " ".join(plain[match.start() : match.end()].split()).rstrip(".,")
            found.append(FoundPeriod(match.start(), match.end(), Period(days[0], days[1], said)))
    return found


def _near(taken: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The taken stretches that could overlap one that begins at ``at``."""
    index = bisect_left(taken, (at, at))
    return taken[max(0, index - 2) : index + 2]


def _iso(match: re.Match[str], on: date | None) -> str | None:
    parts = match.groupdict()
    if word := parts.get("word"):
        if on is None:
            return ""
        return (on - timedelta(days=word.lower() in ("yesterday", "last night"))).isoformat()
    month = _month(parts["month"])
    if month is None:
        return None
    day, year = parts.get("day"), parts.get("year")
    if day is None:
        return f"{year}-{month:02d}"
    if year is None:
        if not 1 <= int(day) <= 31:
            return None
        found = _latest(int(day), month, on)
        return found.isoformat() if found else ""
    made = _day(int(year), month, int(day))
    time = parts.get("time")
    return None if made is None else f"{made.isoformat()}T{time}" if time and time != "00:00" else made.isoformat()


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written) if 1 <= int(written) <= 12 else None
    return _MONTHS.get(written.rstrip(".").lower())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(day: int, month: int, on: date | None) -> date | None:
    """The latest such day up to a week after ``on``."""
    if on is None:
        return None
    for year in range(on.year + 1, on.year - 5, -1):
        made = _day(year, month, day)
        if made is not None and made <= on + timedelta(days=7):
            return made
    return None


def _month_ends(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _span_days(match: re.Match[str], on: date | None) -> tuple[date | None, date | None] | None:
    """First and last day of a span; None where the words turn out to be no span."""
    parts = match.groupdict()
    if any((parts[name] or "A")[0].islower() for name in ("since_month", "in_month", "in_only_month")):
        return None  # "in may" and "since march" are words, not months
    for name in _SAID_SMALL:  # "LAST YEAR" is last year
        if parts[name]:
            parts[name] = parts[name].lower()
    if parts["since"]:
        return _since(parts, on)
    if parts["between"]:
        return _between(parts["from"], parts["to"], on)
    if parts["past"]:
        return _past(parts, on)
    if parts["first_count"]:
        return _first_of(parts, on)
    if parts["in_year"]:
        year = int(parts["in_year"])
        if parts["in_month"]:
            return _month_ends(year, _MONTHS[parts["in_month"].rstrip(".").lower()])
        return date(year, 1, 1), date(year, 12, 31)
    if parts["in_only_month"]:
        begin = _latest(1, _MONTHS[parts["in_only_month"].rstrip(".").lower()], on)
        return (None, None) if begin is None else _month_ends(begin.year, begin.month)
    if on is None or parts["season"]:
        return None, None
    if parts["this"]:
        return _begin_of(parts["this"], on)
    if parts["yesterday"]:
        return on - timedelta(days=1), on - timedelta(days=1)
    back = (on.weekday() - _WEEKDAYS[parts["weekday"].lower()]) % 7 or 7
    if parts["last_week"]:
        back = on.weekday() + 7 - _WEEKDAYS[parts["weekday"].lower()]
    return on - timedelta(days=back), on - timedelta(days=back)


_SAID_SMALL = (
    "since_unit", "since_last", "past", "past_count", "past_unit", "first_count", "first_unit", "first_year", "this",
)  # fmt: skip


def _begin_of(unit: str, on: date) -> tuple[date | None, date | None]:
    begins = {
        "week": on - timedelta(days=on.weekday()),
        "month": on.replace(day=1),
        "year": on.replace(month=1, day=1),
        "morning": on,
        "afternoon": on,
    }
    return begins.get(unit), on if unit in begins else None


def _since(parts: dict[str, str | None], on: date | None) -> tuple[date | None, date | None]:
    month = parts["since_month"]
    if month:
        number = _MONTHS[month.rstrip(".").lower()]
        day = int(parts["d1"] or 1)
        year = parts["since_year"]
        begin = _day(int(year), number, day) if year else _latest(day, number, on)
        return begin, on
    if parts["since_only_year"]:
        return date(int(parts["since_only_year"]), 1, 1), on
    if on is None or parts["since_last"] in _WEEKDAYS:
        return None, on
    unit = parts["since_unit"]
    if unit:
        return _begin_of(unit, on)
    last = parts["since_last"]
    if last == "week":
        return on - timedelta(days=on.weekday() + 7), on
    if last == "month":
        return (on.replace(day=1) - timedelta(days=1)).replace(day=1), on
    return (date(on.year - 1, 1, 1), on) if last == "year" else (None, on)


def _between(first: str, last: str, on: date | None) -> tuple[date | None, date | None] | None:
    ends = find_days(last, on=on)
    if not ends:
        return None
    end = _as_days(ends[0].iso)
    begins = find_days(first, on=end[1] if end else on)  # "26 July and 23 August 2023": the year stands once
    if not begins:
        bare = re.fullmatch(r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?|(" + _MONTH + r")", first.strip())
        if bare is None:
            return None
        if end is None:
            return None, None
        if bare[1]:
            return _day(end[0].year, end[0].month, int(bare[1])), end[1]
        return date(end[1].year, _MONTHS[bare[2].rstrip(".").lower()], 1), end[1]
    begin = _as_days(begins[0].iso)
    return (begin[0] if begin else None), (end[1] if end else None)


def _as_days(iso: str) -> tuple[date, date] | None:
    if len(iso) == 7:
        return _month_ends(int(iso[:4]), int(iso[5:7]))
    if len(iso) >= 10:
        day = date.fromisoformat(iso[:10])
        return day, day
    return None


def _past(parts: dict[str, str | None], on: date | None) -> tuple[date | None, date | None]:
    written = parts["past_count"]
    unit = (parts["past_unit"] or "").rstrip("s")
    count = 1 if written is None else read_count(written)
    if on is None or count is None:
        return None, on if count is not None else None
    if parts["past"] == "last" and written is None and not parts["the_past"]:
        return _unit_before(
            unit, on
        )  # "last year" is the calendar year before, "the last year" the twelve months up to now
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}[unit] * count
    return on - timedelta(days=days), on


def _unit_before(unit: str, on: date) -> tuple[date | None, date | None]:
    if unit == "year":
        return date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)
    if unit == "month":
        end = on.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end
    if unit == "week":
        begin = on - timedelta(days=on.weekday() + 7)
        return begin, begin + timedelta(days=6)
    return None, on


def _first_of(parts: dict[str, str | None], on: date | None) -> tuple[date | None, date | None]:
    written, year = parts["first_count"] or "", parts["first_year"] or ""
    if year.isdigit():
        in_year = int(year)
    elif on is None:
        return None, None
    else:
        in_year = on.year - (year.lower() == "last year")
    months = 6 if written.lower() == "half" else read_count(written)
    if months is None or not 1 <= months <= 12 or parts["first_unit"] == "weeks":
        return date(in_year, 1, 1), None
    return date(in_year, 1, 1), _month_ends(in_year, months)[1]
