"""Dates as containers write them (front matter, meta tags, mail headers) → ISO."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$")
_BRITISH = re.compile(r"^(?:(\d{1,2}):(\d{2})\s+)?(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,?\s+(\d{1,2}):(\d{2}))?")
_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%A %d %B %Y", "%A, %d %B %Y", "%A, %B %d, %Y")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def iso_stamp(written: str) -> str | None:
    """``2014-12-03`` or ``2020-07-09T12:31`` out of a stamp, as precisely as it says; None when it is none.

    A stamp with figures and slashes is read day first, as in the United Kingdom. Time zones are dropped: the stamp
    stays the local time that the container shows.
    """
    written = written.strip()[:80]
    if match := _ISO.match(written):
        return _checked(match[1], match[2])
    if match := _BRITISH.match(written):
        hour, minute = (match[1], match[2]) if match[1] else (match[6], match[7])
        day = f"{match[5]}-{int(match[4]):02d}-{int(match[3]):02d}"
        return _checked(day, f"{int(hour):02d}:{minute}" if hour else None)
    plain = _ORDINAL.sub("", written)
    for pattern in _FORMATS:
        try:
            return datetime.strptime(plain, pattern).date().isoformat()
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(written).strftime("%Y-%m-%dT%H:%M")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _checked(day: str, time: str | None) -> str | None:
    """The stamp if there is such a day and time; the day alone for midnight, which containers write for "no time"."""
    try:
        datetime.fromisoformat(f"{day}T{time or '00:00'}")
    except ValueError:
        return None
    return day if time in (None, "00:00") else f"{day}T{time}"
