"""Where a text sends its reader, held against the organisation register: links, e-mail addresses, telephone numbers.

A look-alike address is strong evidence; a number is never guilt on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.checking import words
from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import Mention, Organisation, Span

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


# Hosts that hide where a link leads. None of them is trusted for being here.
SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "is.gd",
        "cutt.ly",
        "goo.gl",
        "ow.ly",
        "rb.gy",
        "shorturl.at",
        "tiny.cc",
        "buff.ly",
        "rebrand.ly",
        "t.ly",
        "bl.ink",
        "s.id",
        "shorte.st",
        "adf.ly",
        "qr.ae",
        "v.gd",
        "lnkd.in",
        "clck.ru",
        "urlz.fr",
        "tiny.one",
        "n9.cl",
        "u.to",
    ]
)
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "outlook.com",
        "yahoo.com",
        "yahoo.co.uk",
        "aol.com",
        "icloud.com",
        "proton.me",
        "protonmail.com",
        "mail.com",
        "gmx.com",
        "live.co.uk",
    ]
)
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_LOOKS = str.maketrans("0135", "oles")
MOST_LINKS = 3
_LONG_BRAND = 7
_MIN_BRAND = 4  # shorter names ("ee", "o2", "bt") are part of too many other words


@dataclass(frozen=True, slots=True)
class RouteSign:
    """What one route of the text says. ``weight`` below zero speaks for a genuine message.

    ``disguised``: somebody's name with more to it, misspelt or before another's name; not the bare name with another ending.
    """

    sign: str
    why: str
    weight: float
    spans: tuple[Span, ...]
    disguised: bool = False


class Register:
    """The addresses and numbers that are truly somebody's, from the organisation register."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.owner_of_domain: dict[str, str] = {}
        self.phones: dict[str, str] = {}
        brands: set[tuple[str, str]] = set()
        for organisation in knowledge.organisations.values():
            for domain in organisation.domains:
                self.owner_of_domain[domain.lower()] = organisation.id
                if not domain.endswith(_PUBLIC_BODIES):
                    brands.add((domain.lower().partition(".")[0], organisation.id))
            if not organisation.generic and organisation.kind != "advice":  # advice bodies have branches of their own
                brands |= {(_squashed(name), organisation.id) for name in organisation.names}
            for route in organisation.routes:
                if route.kind in ("phone", "sms"):
                    self.phones[_digits(route.value)] = organisation.id
                elif route.kind == "web":
                    self.owner_of_domain.setdefault(host_of(route.value), organisation.id)
        # By their first letters, so that a host is held only against the few names that can begin at each of its letters.
        self.brands: dict[str, list[tuple[str, str]]] = {}
        for brand, organisation_id in sorted(brands):
            if len(brand) >= _MIN_BRAND and brand not in _PLAIN_WORDS:
                self.brands.setdefault(brand[:_MIN_BRAND], []).append((brand, organisation_id))

    def owner(self, host: str) -> str | None:
        """Whose host this is: itself or any name above it that the register has."""
        labels = host.split(".")
        for first in range(len(labels) - 1):
            owner = self.owner_of_domain.get(".".join(labels[first:]))
            if owner is not None:
                return owner
        return None

    def copied(self, host: str) -> str | None:
        """Whose name a host that is not theirs carries ("hsbc-cancel-payee.example", "paypa1.example", "rnonzo.example",
        "hmrc.gov.uk.refund.example")."""
        labels = host.split(".")
        for end in range(2, len(labels) - 1):
            whole = self.owner(".".join(labels[:end]))
            if whole is not None:
                return whole
        for label in labels:
            looks = label.translate(_LOOKS)
            for part in (label, looks, looks.replace("rn", "m").replace("vv", "w")):
                pieces = part.split("-")
                squashed = part.replace("-", "")
                carried = [
                    (brand, organisation)
                    for at in range(len(squashed) - _MIN_BRAND + 1)
                    for brand, organisation in self.brands.get(squashed[at : at + _MIN_BRAND], ())
                    # "enigmail" is not Gmail: a name counts as a piece, at the beginning, or when it is long.
                    if squashed.startswith(brand, at) and (at == 0 or brand in pieces or len(brand) >= _LONG_BRAND)
                ]
                if carried:
                    return min(carried)[1]
        return None

    def is_disguised(self, host: str) -> bool:
        """Whether a host that :meth:`copied` knows is more than a bare name: "royalmail-rebook.example" is false nearly always, but
        "amazon.example" may be theirs in another country."""
        labels = host.split(".")
        own = (
            labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVELS else labels[-2] if len(labels) > 1 else host
        )
        squashed = own.replace("-", "")
        return all(brand != squashed for brand, _ in self.brands.get(squashed[:_MIN_BRAND], ()))


_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "ac"})
# Names of organisations that are also plain words in addresses.
_PLAIN_WORDS = frozenset(
    {"live", "windows", "office", "google", "three", "tide", "visa", "starling", "bank", "police", "meta", "sky"}
    | {"booking", "chase", "wise", "which", "octopus", "norton", "skipton", "plus"}
)
_PUBLIC_BODIES = (
    ".police.uk",
    ".gov.uk",
    ".nhs.uk",
)  # only theirs to give: "essex" of essex.police.uk is anybody's word

register_of = KeptFor(Register)
_ROUTES = frozenset(["link", "email", "phone"])


def read_routes(mentions: Iterable[Mention], claimed: Iterable[str], knowledge: Knowledge) -> list[RouteSign]:
    """What the links, addresses and numbers of a text say, given who it claims to be."""
    routes = [each for each in mentions if each.kind in _ROUTES]
    if not routes:
        return []
    register = register_of(knowledge)
    claims = [knowledge.organisations[each] for each in claimed]
    signs: list[RouteSign] = []
    # A newsletter or a list has a link in every line; a bait has one or two.
    hosts = {host_of(mention.value) for mention in routes if mention.kind == "link"}
    many = len(hosts) > MOST_LINKS
    for mention in routes:
        span = (Span(mention.start, mention.end, mention.text),)
        if mention.kind == "link":
            sign = _link(mention, span, claims, register, knowledge)
            if many and sign.sign in ("unknown-link", "link-not-theirs", "short-link"):
                continue
            signs.append(sign)
        elif mention.kind == "email":
            signs += _email(mention, span, claims, register)
        else:
            signs += _phone(mention, span, claims, register)
    return signs


def _link(
    mention: Mention, span: tuple[Span, ...], claims: list[Organisation], register: Register, knowledge: Knowledge
) -> RouteSign:
    host = host_of(mention.value)
    owner = register.owner(host)
    if owner is not None:
        return RouteSign("known-link", words.KNOWN_LINK.format(name=knowledge.organisations[owner].name), -1.0, span)
    if host.startswith("xn--") or ".xn--" in host or not host.isascii():
        return RouteSign("look-alike-letters", words.LOOKALIKE_LETTERS, 2.5, span, disguised=True)
    copied = register.copied(host)
    if copied is not None:
        name = knowledge.organisations[copied].name
        said = words.LOOKALIKE_LINK.format(name=name)
        return RouteSign("look-alike-link", said, 2.6, span, disguised=register.is_disguised(host))
    if host.replace(".", "").isdigit():
        return RouteSign("bare-number-link", words.BARE_NUMBER_LINK, 1.6, span)
    named = next((each for each in claims if each.domains), None)
    if named is not None:
        return RouteSign("link-not-theirs", words.LINK_NOT_THEIRS.format(name=named.name), 1.4, span)
    if host in SHORTENERS:
        return RouteSign("short-link", words.SHORT_LINK, 0.9, span)
    return RouteSign("unknown-link", words.UNKNOWN_LINK, 0.5, span)


def _email(mention: Mention, span: tuple[Span, ...], claims: list[Organisation], register: Register) -> list[RouteSign]:
    host = mention.value.partition("@")[2]
    if register.owner(host) is not None:
        return []
    named = next((each for each in claims if each.domains), None)
    if named is not None and host in FREE_MAIL:
        return [RouteSign("free-mail", words.FREE_MAIL.format(name=named.name), 1.2, span)]
    return []


def _phone(mention: Mention, span: tuple[Span, ...], claims: list[Organisation], register: Register) -> list[RouteSign]:
    digits = _digits(mention.value)
    if digits in register.phones:
        return [RouteSign("known-number", words.KNOWN_NUMBER, -0.5, span)]
    if digits.startswith("09") and len(digits) >= 10:
        return [RouteSign("premium-number", words.PREMIUM_NUMBER, 4.5, span)]
    if digits.startswith("070") and len(digits) >= 10:
        return [RouteSign("personal-number", words.PERSONAL_NUMBER, 0.9, span)]
    if digits.startswith(("084", "087")) and len(digits) >= 10:
        return [RouteSign("service-number", words.SERVICE_NUMBER, 0.6, span)]
    if claims:
        return [RouteSign("number-they-gave", words.NUMBER_THEY_GAVE, 0.4, span)]
    return []


def host_of(value: str) -> str:
    """The host of a link, in small letters and without ``www.``, a log-in or a port."""
    host = value.lower().partition("://")[2] or value.lower()
    for mark in "/?#:":
        host = host.partition(mark)[0]
    return host.rpartition("@")[2].removeprefix("www.").rstrip(".")


def _squashed(name: str) -> str:
    return _NOT_ALNUM.sub("", name.lower())


def _digits(value: str) -> str:
    digits = value if value.isdigit() else "".join(filter(str.isdigit, value))
    return f"0{digits[2:]}" if value.startswith("+44") else digits
