"""A number, a link, a sender: what it is, whose, how often it was reported, and what that proves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from ..checking.addresses import look_up_link, look_up_sender
from ..checking.lookup import LookedUp
from ..checking.numbers import SHORT_CODES, look_up_number
from ..errors import InputError
from ..knowledge.load import Knowledge
from ..understanding.claims import find_named
from ..understanding.links import find_links, host_of
from ..understanding.normalise import normalise
from ..understanding.phones import phone_value

LONGEST = 2000
_WORD = re.compile(r"[a-z0-9]+")


Reported = Callable[[str, str], int | None]
"""How often something stands in this desk's reports, by its kind (phone, link) and value; None where that is not counted."""


def number(
    given: str,
    knowledge: Knowledge,
    *,
    on: date,
    nation: str = "gb-eng",
    as_caller: bool = False,
    reported: Reported = lambda kind, value: None,
) -> LookedUp:
    """What is known of a telephone number, however it is written.

    Raises:
        InputError: it is none.
    """
    written = given.strip()
    digits = "".join(filter(str.isdigit, written))
    value = digits if digits in SHORT_CODES else phone_value(written)
    if value is None or len(written) > 60:
        raise InputError(
            "This is no telephone number that we can read.",
            where=written[:60],
            fix="Give it with its area code, such as 01632 960001.",
        )
    return look_up_number(
        value, knowledge, nation=nation, on=on, as_caller=as_caller, reported=reported("phone", value)
    )


def link(
    given: str,
    knowledge: Knowledge,
    *,
    on: date,
    nation: str = "gb-eng",
    follow: bool = False,
    reported: Reported = lambda kind, value: None,
) -> LookedUp:
    """What is known of a link. Nothing is opened, unless ``follow``: then only where it leads on to is asked.

    Raises:
        InputError: it is none, or ``follow`` and it cannot be reached.
    """
    written = given.strip()[:LONGEST]
    found = [each for each in find_links(written) if each.kind == "link"]
    if written.lower().startswith(("http://", "https://")):
        value: str | None = written.split()[0]
    elif found:
        value = found[0].value
    else:
        value = f"https://{written}" if "." in written and " " not in written else None
    if value is None or not host_of(value):
        raise InputError("This is no web address.", where=written[:100], fix="Copy it whole, such as evri.example/x.")
    leads_to: tuple[str, ...] = ()
    if follow:
        from ..sources.fetch import fetch

        leads_to = fetch(value, max_bytes=0, want_data=False).led_through
    return look_up_link(value, knowledge, nation=nation, on=on, leads_to=leads_to, reported=reported("link", value))


def sender(given: str, knowledge: Knowledge, *, on: date, nation: str = "gb-eng") -> LookedUp:
    """What is known of a sender: ``HMRC``, ``info@hmrc.example``, or ``HMRC <info@hmrc.example>``.

    Raises:
        InputError: there is nothing in it.
    """
    from email.utils import parseaddr

    written = " ".join(given.split())[:LONGEST]
    if not any(map(str.isalnum, written)):
        raise InputError("There is no sender.", fix="Give the name or the address that the message shows.")
    name, address = parseaddr(written)
    if "@" not in address:
        name, address = written, ""
    plain = normalise(name)
    words = _WORD.findall(plain.text)
    found = find_named(plain.text, plain.data, plain.letters, 0, words, knowledge, speaks_for=False)
    named = found[0].organisation if found else None
    return look_up_sender(name, address, knowledge, named=named, nation=nation, on=on)


_ALONE_NUMBER = re.compile(r"\+?[\d\s().-]{3,25}")
_ALONE_LINK = re.compile(r"(?:https?://)?[^\s@/]+\.[^\s@/.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_ALONE_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def look_up_alone(
    given: str,
    knowledge: Knowledge,
    *,
    on: date,
    nation: str = "gb-eng",
    as_caller: bool = False,
    reported: Reported = lambda kind, value: None,
) -> LookedUp | None:
    """What is known of a text that is a number, a link or an e-mail address and nothing else; None for any other text."""
    written = given.strip()
    if len(written) > LONGEST:
        return None
    try:
        if _ALONE_NUMBER.fullmatch(written):
            return number(written, knowledge, on=on, nation=nation, as_caller=as_caller, reported=reported)
        if _ALONE_LINK.fullmatch(written) and not written.endswith("."):
            return link(written, knowledge, on=on, nation=nation, reported=reported)
        if _ALONE_ADDRESS.fullmatch(written):
            return sender(written, knowledge, on=on, nation=nation)
    except InputError:
        return None  # it only looked like one: the ordinary check has an answer for any text
    return None
