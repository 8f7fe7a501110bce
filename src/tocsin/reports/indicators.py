"""What reports can be matched by: numbers, hosts, addresses and accounts of whoever is behind them, as keyed hashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..records import Indicator, Mention
from .keyed import keyed

KINDS = ("phone", "host", "email", "account")
GENUINE_PHONE = "genuine-phone"
UBIQUITOUS_SHARE, UBIQUITOUS_LEAST = 0.02, 20
"""An indicator in more than this share of recent reports (and in at least this many, of several scams) links everything
to everything: it only suggests."""

# What stands before a number that is the reporter's own.
_OWN = re.compile(
    r"\b(?:my|our|me|us|mum'?s|dad'?s|her own|his own)(?: \w+){0,3} (?:number|mobile|phone|landline|tel|home|account|email|e-mail|address)\b[^.;]{0,12}$"
    r"|\b(?:ring|call|phone|text|contact|reach|email|e-mail|write to) (?:me|us|her|him)\b[^.;]{0,14}$|\bI use $|\bto my account\b[^.;]{0,30}$",
    re.IGNORECASE,
)


def indicators_of(
    mentions: Iterable[Mention], text: str, *, secret: bytes, is_genuine: Callable[[str, str], bool]
) -> tuple[Indicator, ...]:
    """The indicators that a text gives, each once. What is the reporter's own, and short codes, are left out.

    ``mentions``: phones (+44…), links, e-mails and accounts as they were read. ``is_genuine(kind, value)``: whether the
    organisation register has it: then it links nothing, for it can only be spoofed. Such numbers are kept as
    :data:`GENUINE_PHONE`, to say how often they stand in reports.
    """
    found: dict[tuple[str, str], Indicator] = {}
    sort_code = ""
    for mention in mentions:
        kind, value = value_of(mention)
        if mention.kind == "account" and len(mention.value) == 6:
            sort_code = mention.value
        if kind is None or _OWN.search(text[max(0, mention.start - 48) : mention.start]):
            continue
        if is_genuine(kind, value):
            if kind != "phone":
                continue
            kind = GENUINE_PHONE
        if kind == "account":
            value = f"{sort_code}{value}"
        key = keyed(kind, value, secret=secret)
        found[kind, key] = Indicator(kind, key, hint_of(kind, value))
    return tuple(found.values())


def hint_of(kind: str, value: str) -> str:
    """Enough to tell two apart on a page, too little to ring anybody. Hosts are nobody's secret."""
    if kind == "host":
        return value
    if kind == "email":
        return f"…@{value.rpartition('@')[2]}"
    if kind in ("phone", GENUINE_PHONE):
        shown = f"0{value[3:]}" if value.startswith("+44") else value
        return f"{shown[:2] if shown[0] == '0' else shown[:3]}…{shown[-3:]}"
    return f"…{value[-3:]}"


def host_in(value: str) -> str:
    """The host of a link, in small letters, without ``www.``."""
    rest = value.partition("://")[2] or value
    return re.split(r"[/?#:]", rest, maxsplit=1)[0].lower().removeprefix("www.")


def value_of(mention: Mention) -> tuple[str | None, str]:
    """The kind of indicator that a mention is (None: it is none) and its plain value."""
    if mention.kind == "phone":
        return ("phone" if len(mention.value) > 6 else None), mention.value
    if mention.kind == "link":
        return "host", host_in(mention.value)
    if mention.kind == "email":
        return "email", mention.value.lower()
    if mention.kind == "account" and len(mention.value) >= 7:
        return "account", mention.value
    return None, ""
