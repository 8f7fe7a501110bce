"""How codes, days and sums are said to people. Words only: nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

STAGES: Mapping[str, str] = {
    "approached": "Nothing yet: they only got in touch",
    "engaged": "I talked with them or answered",
    "shared_details": "I gave details, a code or a password",
    "gave_access": "I let them into my computer or phone",
    "paid": "I paid or moved money",
}
# The same as one taps them under an answer.
HOW_FAR: Mapping[str, str] = {
    "approached": "Nothing yet",
    "shared_details": "I gave details",
    "gave_access": "I installed something",
    "paid": "I paid",
    "on_call": "On the phone now",
}
STAGES_FOR_OFFICERS: Mapping[str, str] = {
    "approached": "approached",
    "engaged": "talked with them",
    "shared_details": "gave details",
    "gave_access": "gave access",
    "paid": "paid",
}
GONE_FURTHER: Mapping[str, str] = {
    "on_call": "They are on the phone with me now",
    "shared_details": "I gave them details, a code or a password",
    "gave_access": "I let them into my computer or phone",
    "paid": "I paid or moved money",
}
CHANNELS: Mapping[str, str] = {
    "call": "Phone call",
    "sms": "Text message",
    "email": "E-mail",
    "letter": "Letter",
    "social": "Social media or chat",
    "web": "Website",
    "in-person": "At the door or in person",
    "webhook": "Another system",
}
# How alerts reach people, and how often.
WAYS: Mapping[str, str] = {"email": "By e-mail", "sms": "By text message"}
PACES: Mapping[str, str] = {
    "now": "At once, each alert by itself",
    "daily": "Once a day at most",
    "weekly": "Once a week at most",
}
REPORT_STATUSES: Mapping[str, str] = {"new": "New", "accepted": "Accepted", "set-aside": "Set aside"}
SURGE_STATES: Mapping[str, str] = {
    "new": "New",
    "growing": "Growing",
    "steady": "Steady",
    "fading": "Fading",
    "over": "Over",
}
SURGE_SHOWN: Mapping[str, str] = {"open": "Open", "snoozed": "Snoozed", "dismissed": "Dismissed", "over": "Over"}
SURGE_METHODS: Mapping[str, str] = {
    "expectation": "More came than this place’s own past and the other scams of these days lead one to expect.",
    "permutation": "The reports came closer together, in place and time, than chance would put them.",
    "farrington": "The last weeks had more than the same weeks of earlier years, with their trend.",
    "ears": "The last day had far more than the week before.",
}
SURGE_ALSO: Mapping[str, str] = {
    "expectation": "Against the place’s own past it stands out too.",
    "permutation": "The reports also came closer together than chance would put them.",
    "farrington": "The weeks of earlier years say so too.",
    "ears": "The week before says so too.",
}
ALERT_STATUSES: Mapping[str, str] = {
    "draft": "Draft",
    "submitted": "Awaiting approval",
    "approved": "Approved, not yet published",
    "returned": "Returned to the author",
    "rejected": "Rejected",
    "published": "Published",
    "updated": "Replaced by a correction",
    "withdrawn": "Withdrawn",
    "expired": "Expired",
}
# What the lists of the desk can be filtered by.
ALERT_STATES: Mapping[str, str] = {**ALERT_STATUSES, "doubted": "Published, and in doubt"}
ADVISORY_STATES: Mapping[str, str] = {
    "current": "Warnings that stand",
    "taken-back": "Taken back by their publisher",
    "no-warning": "Not a warning",
}
PUBLICATION_STATES: Mapping[str, str] = {
    "current": "Current",
    "replaced": "Replaced by a newer version",
    "withdrawn": "Withdrawn",
    "expired": "Expired",
}
# The forms of an alert, by the ending of their address.
ALERT_FILES: Mapping[str, str] = {
    "pdf": "Poster (PDF, A4)",
    "leaflet.pdf": "Leaflet (PDF, two on a sheet of A4)",
    "png": "Picture to share (PNG)",
    "sms.txt": "Text message",
    "phone.txt": "Script to read out on the phone",
    "txt": "Plain text",
    "cap.xml": "CAP 1.2 (XML, signed)",
    "json": "JSON, signed",
}
# How a report reached the desk.
SOURCES: Mapping[str, str] = {
    "web": "the report page",
    "api": "a program",
    "email": "e-mail",
    "import": "a file",
    "officer": "an officer",
}
# How an officer came in.
FACTORS: Mapping[str, str] = {
    "password": "By password",
    "code": "By password and code",
    "recovery": "By password and recovery code",
    "passkey": "By passkey",
    "sso": "By single sign-on",
}
ROLES: Mapping[str, str] = {"officer": "Officer", "admin": "Administrator"}
AUDIENCES: Mapping[str, str] = {
    "residents": "Everybody who lives there",
    "carers": "Carers and families",
    "businesses": "Businesses",
    "call-handlers": "Call handlers",
}
URGENCIES: Mapping[str, str] = {
    "immediate": "It is happening now",
    "expected": "It is expected soon",
    "past": "It has passed",
}
SECTIONS: Mapping[str, str] = {
    "happening": "What is happening",
    "spot": "How to spot it",
    "do": "What to do",
    "contact": "Who to contact",
}
KICKERS: Mapping[str, str] = {
    "scam": "Stop",
    "suspicious": "Slow down",
    "no-signs": "Stay alert",
    "unsure": "Not sure",  # without signs, and as likely a scam as not (checking.check.is_unsure)
    "too-little": "Not enough yet",
    "genuine-alert": "A true copy of our alert",
    "altered-alert": "A changed copy of our alert",
}
# The first words of an answer in easy words.
EASY: Mapping[str, str] = {
    "scam": "Stop. This looks like a scam.",
    "suspicious": "Be careful. This could be a scam.",
    "no-signs": "We found no sign of a scam. It can still be one.",
    "unsure": "We cannot tell. It could be a scam.",
    "too-little": "We do not know enough yet.",
    "genuine-alert": "This alert is really from us.",
    "altered-alert": "Stop. Someone changed this alert.",
}
# What somebody may tell us of an answer that was wrong.
WRONG: Mapping[str, str] = {
    "genuine": "It is genuine, and you called it a scam",
    "scam": "It is a scam, and you did not say so",
    "other": "It is another kind of scam",
    "unclear": "I did not understand your answer",
}
QUALIFIERS: Mapping[str, str] = {
    "exact": "",
    "about": "about ",
    "over": "over ",
    "up_to": "up to ",
    "from": "from ",
    "almost": "almost ",
    "nearly": "nearly ",
    "at_least": "at least ",
}
# What a page says after something was done; the address carries only the key.
DONE: Mapping[str, str] = {
    "surge-setting": "Kept. The next look goes by it.",
    "surge-snoozed": "The surge is snoozed.",
    "surge-dismissed": "The surge is dismissed. You can undo that here.",
    "surge-restored": "The surge is back.",
    "accepted": "The report is accepted.",
    "set-aside": "The report is set aside.",
    "reopened": "The report is back in the queue.",
    "assigned": "The report has a new owner.",
    "merged": "The reports are merged. The copy left the queue; you can undo that on its page.",
    "unmerged": "The merge is undone. The report is what it was before.",
    "asked": "The question is kept. The reporter sees it when they come back.",
    "safeguarded": "What was done is written down.",
    "bulk-undo": "Done for every report you ticked.",
    "bulk": "Done for every report you ticked.",
    "bulk-some": "Done for some. The others cannot be changed: look at each.",
    "complaint-answered": "The answer is kept. They see it with their reference.",
    "data-erased": "It is erased.",
    "factor-added": "It is added. You are asked for it at the next log-in.",
    "factor-removed": "It is taken away.",
    "factors-reset": "Their second factors are taken away. They log in with their password.",
    "sessions-ended": "Logged out there.",
    "choice-kept": "Kept.",
    "view-saved": "The view is saved.",
    "view-removed": "The view is removed.",
    "pressed": "The alert goes out shortly. You can still undo it.",
    "unpressed": "Nothing went out. The alert is still approved.",
    "kept": "The advisory is kept.",
    "drafted": "Here is a draft. Read every sentence before you submit it.",
    "correction": "Here is a correction with the words of the published alert. Change what is wrong, then submit it.",
    "repeat": "Here is a repeat with the words of the earlier alert. Read it again before you submit it.",
    "approver-asked": "The e-mail is sent. Its link still needs their log-in.",
    "handed-over": "The alert has a new owner.",
    "trusted": "The alert is in use again.",
    "own-email": "Your e-mail address is kept.",
    "saved": "Your changes are saved.",
    "submitted": "The alert is submitted. A second officer must approve it.",
    "approved": "The alert is approved. It can be published now.",
    "returned": "The alert went back to its author.",
    "rejected": "The alert is rejected.",
    "published": "The alert is published and on its way to subscribers.",
    "withdrawn": "The alert is withdrawn. Everybody who was told is being told.",
    "password": "Your password is changed.",
    "disabled": "That officer can no longer log in.",
    "logged-out": "You are logged out.",
    "confirmed": "Thank you. We will write when there is an alert for your area.",
    "knowledge-proposed": "The change is proposed. A second officer must accept it.",
    "knowledge-accepted": "The change is in force.",
    "knowledge-declined": "The change is declined.",
    "feed-added": "The feed is watched from now on.",
    "feed-removed": "The feed is watched no longer.",
    "area-added": "The area is added.",
    "area-removed": "The area is removed.",
    "wishes-kept": "Your choices are saved.",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS_IN_WELSH = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip


def say_day(day: date | datetime | str | None, language: str = "en") -> str:
    """``24 November 2026``; a text that is an ISO day or time is read first, any other text is said as it stands."""
    if day is None:
        return ""
    read = _read(day) if isinstance(day, str) else day
    if read is None:
        return str(day)
    if isinstance(read, datetime):
        read = in_the_uk(read)
    months = _MONTHS_IN_WELSH if language == "cy" else _MONTHS
    return f"{read.day} {months[read.month - 1]} {read.year}"


def say_time(at: datetime | str | None, language: str = "en") -> str:
    """``24 November 2026, 3:05 pm`` by the clock on a wall in the United Kingdom."""
    if at is None:
        return ""
    read = _read(at) if isinstance(at, str) else at
    if read is None:
        return str(at)
    local = in_the_uk(read)
    halves = ("yb", "yp") if language == "cy" else ("am", "pm")
    return f"{say_day(read, language)}, {local.hour % 12 or 12}:{local.minute:02} {halves[local.hour >= 12]}"


def say_when(at: datetime, now: datetime) -> str:
    """``24 November, 3:05 pm``: for lists, where the year of what is not yet ten months old goes without saying."""
    said = say_time(at)
    return said.replace(f" {in_the_uk(at).year},", ",", 1) if abs(now - at) < timedelta(days=300) else said


def in_the_uk(at: datetime) -> datetime:
    """The clock time there: an hour ahead of UTC from the last Sunday of March to the last of October, at 01:00 UTC.

    Worked out here because a small machine may have no time-zone data. A naive time is taken as UTC.
    """
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    summer = _last_sunday(at.year, 3) <= at < _last_sunday(at.year, 10)
    return at + timedelta(hours=1 if summer else 0)


def say_month(month: str) -> str:
    """``November 2026`` from ``2026-11``; anything else as it stands."""
    year, _, number = month.partition("-")
    if not (number.isdecimal() and 1 <= int(number) <= 12):
        return month
    return f"{_MONTHS[int(number) - 1]} {year}"


def say_days(first: date | datetime, last: date | datetime) -> str:
    """``24 November 2026``, or ``16 November 2026 to 24 November 2026`` without what is the same."""
    begins, ends = (in_the_uk(day).date() if isinstance(day, datetime) else day for day in (first, last))
    if begins == ends:
        return say_day(ends)
    if begins.year != ends.year:
        return f"{say_day(begins)} to {say_day(ends)}"
    month = "" if begins.month == ends.month else f" {_MONTHS[begins.month - 1]}"
    return f"{begins.day}{month} to {say_day(ends)}"


def say_money(amount_minor: int, currency: str = "GBP") -> str:
    """``£900`` or ``£1,234.50`` from pence; another currency by its code."""
    pounds, pence = divmod(amount_minor, 100)
    sum_ = f"{pounds:,}" if pence == 0 else f"{pounds:,}.{pence:02}"
    return f"£{sum_}" if currency == "GBP" else f"{currency} {sum_}"


def say_count(count: int, one: str, many: str | None = None) -> str:
    """``1 report``, ``12 reports``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def say_browser(agent: str) -> str:
    """``Firefox on Windows``, as far as the browser tells."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
