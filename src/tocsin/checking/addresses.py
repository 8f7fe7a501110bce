"""Whose a link or a sender is, by the organisation register; nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tocsin.checking import lookup_words as words
from tocsin.checking.contacts import routes_of
from tocsin.checking.lookup import LookedUp
from tocsin.checking.routes import FREE_MAIL, SHORTENERS, host_of, register_of
from tocsin.knowledge.load import Knowledge

FREE_HOSTS = (
    "web.app", "firebaseapp.com", "github.io", "netlify.app", "vercel.app", "pages.dev", "workers.dev", "weebly.com",
    "wixsite.com", "blogspot.com", "wordpress.com", "sites.google.com", "docs.google.com", "forms.office.com", "r2.dev",
    "square.site", "webflow.io", "godaddysites.com", "duckdns.org", "ngrok.io", "ngrok-free.app",
)  # fmt: skip
"""Names under which anybody can put a page without being asked who they are."""


def look_up_link(
    value: str,
    knowledge: Knowledge,
    *,
    nation: str,
    on: date,
    leads_to: Sequence[str] = (),
    reported: int | None = None,
) -> LookedUp:
    """What is known of a link. ``value``: with its scheme. ``leads_to``: where it led on to, when it was followed."""
    register = register_of(knowledge)
    final = leads_to[-1] if leads_to else value
    host = host_of(final)
    says: list[str] = [words.LED_TO.format(host=host_of(each)) for each in leads_to]
    alarm = False
    disguise = _before_at(final)
    if disguise:
        says.append(words.HIDDEN_HOST.format(host=host))
        alarm = True
    owner = register.owner(host)
    what = "unknown-link"
    if host.startswith("xn--") or ".xn--" in host or not host.isascii():
        shown = _shown(host)
        says.append(words.LETTERS.format(shown=shown) if shown else words.LETTERS_UNREADABLE)
        what, alarm = "look-alike-letters", True
    elif owner is not None:
        says.append(words.KNOWN_LINK.format(name=knowledge.organisations[owner].name))
        what = "known-link"
    elif (copied := register.copied(host)) is not None:
        says.append(words.LOOK_ALIKE.format(name=knowledge.organisations[copied].name))
        what, alarm = "look-alike-link", True
    elif host.replace(".", "").isdigit() or host.startswith("["):
        says.append(words.BARE_NUMBER)
        what, alarm = "bare-number-link", True
    elif host in SHORTENERS:
        says.append(words.SHORT)
        what = "short-link"
    elif under := next((each for each in FREE_HOSTS if host == each or host.endswith(f".{each}")), None):
        says.append(words.FREE_HOST.format(host=under))
        what = "free-host"
    else:
        says.append(words.UNKNOWN_LINK)
    if reported is not None:
        says.append(words.reported(reported, known=owner is not None))
    about = owner or register.copied(host)
    return LookedUp(
        kind="link",
        value=value,
        what=what,
        owner=owner,
        alarm=alarm,
        says=tuple(says),
        proves=words.KNOWN_LINK_PROVES if owner is not None and not alarm else words.LINK_PROVES,
        do=(words.LINK_DO,),
        routes=routes_of(about, knowledge, nation=nation, on=on),
        reported=reported,
        leads_to=tuple(leads_to),
    )


def look_up_sender(
    name: str, address: str, knowledge: Knowledge, *, named: str | None, nation: str, on: date
) -> LookedUp:
    """What is known of a sender: an e-mail address, a shown name, or both (one may be empty).

    ``named``: the organisation whose name the shown name holds, where one was recognised.
    """
    register = register_of(knowledge)
    host = address.rpartition("@")[2].lower()
    free = host in FREE_MAIL  # a mail provider's own name says nothing of who writes
    owner = register.owner(host) if host and not free else None
    organisation = knowledge.organisations.get(named or "")
    says: list[str] = []
    alarm = False
    what = "unknown-sender"
    if not address:
        what = "sender-name"
        says.append(words.SENDER_NAME.format(name=organisation.name) if organisation else words.SENDER_NAME_ANY)
    elif owner is not None:
        what = "known-sender"
        says.append(words.KNOWN_SENDER.format(name=knowledge.organisations[owner].name))
    elif free:
        what = "free-mail"
        says.append(words.FREE_MAIL)
    elif (copied := register.copied(host)) is not None:
        what, alarm = "look-alike-sender", True
        says.append(words.LOOK_ALIKE.format(name=knowledge.organisations[copied].name))
        named = named or copied
    else:
        says.append(words.UNKNOWN_SENDER)
    if address and organisation is not None and organisation.domains and owner != organisation.id and owner is None:
        says.append(words.SENDER_NOT_THEIRS.format(name=organisation.name))
        alarm = True
    return LookedUp(
        kind="sender",
        value=f"{name} <{address}>" if name and address else address or name,
        what=what,
        owner=owner,
        alarm=alarm,
        says=tuple(says),
        proves=words.KNOWN_SENDER_PROVES if owner is not None else words.SENDER_PROVES,
        do=(words.SENDER_DO,),
        routes=routes_of(owner or named, knowledge, nation=nation, on=on),
    )


def _before_at(link: str) -> bool:
    """``https://hmrc.gov.uk@elsewhere.example``: what looks like the host is a log-in name."""
    rest = link.partition("://")[2]
    for mark in "/?#":
        rest = rest.partition(mark)[0]
    return "@" in rest


def _shown(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna") if host.isascii() else host
    except UnicodeError:
        return ""
