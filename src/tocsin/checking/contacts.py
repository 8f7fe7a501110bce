"""Whom to contact: routes that the caller or the message did not supply, for the nation and the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import ContactRoute, Understanding

MOST = 5
MOST_KEPT = 500


def independent_routes(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    channel: str | None,
    nation: str,
    on: date,
) -> tuple[ContactRoute, ...]:
    """The bank where money is at stake, the claimed organisation's own verified route, then where to report."""
    chosen: list[ContactRoute] = []
    serious = understanding.stage in ("shared_details", "gave_access", "paid")
    if understanding.on_call and "courier-collection" in understanding.tactics:
        chosen += _of("emergency", knowledge, nation, on)[:1]
    chosen += _of("bank", knowledge, nation, on)[:1]
    for organisation in understanding.claimed:
        own = [route for route in knowledge.organisations[organisation].routes if route.verified]
        chosen += [
            route
            for route in own
            if nation in route.nations and _valid(route, on) and {"confirm", "support"} & set(route.purposes)
        ][:1]
    how = channel or next(iter(understanding.channels), None)
    if how == "sms" and not serious:
        chosen += _of("forward-text", knowledge, nation, on)[:1]
    if how == "email" and not serious:
        chosen += _of("forward-email", knowledge, nation, on)[:1]
    chosen += _of("report", knowledge, nation, on)[:2]
    if "kind:police" in {f"kind:{knowledge.organisations[each].kind}" for each in understanding.claimed}:
        chosen += _of("non-emergency", knowledge, nation, on)[:1]
    return _each_once(chosen)[:MOST]


def confirm_routes(
    understanding: Understanding, knowledge: Knowledge, *, nation: str, on: date, whoever: bool = False
) -> tuple[ContactRoute, ...]:
    """For a text without signs: how the organisation it names is really reached.

    ``whoever``: also the bank and who gives advice, whether it names anybody or not.
    """
    if not understanding.claimed and not whoever:
        return ()
    chosen = [
        route
        for organisation in understanding.claimed
        for route in knowledge.organisations[organisation].routes
        if route.verified and nation in route.nations and _valid(route, on) and "confirm" in route.purposes
    ]
    kinds = {knowledge.organisations[each].kind for each in understanding.claimed}
    if "bank" in kinds or whoever:
        chosen += _of("bank", knowledge, nation, on)[:1]
    if whoever:
        chosen += _of("advice", knowledge, nation, on)[:1]
    return _each_once(chosen)[:MOST]


def routes_of(organisation: str | None, knowledge: Knowledge, *, nation: str, on: date) -> tuple[ContactRoute, ...]:
    """How an organisation is really reached (its bank's 159, if it is a bank), and where to report."""
    chosen: list[ContactRoute] = []
    known = knowledge.organisations.get(organisation or "")
    if known is not None:
        if known.kind == "bank":
            chosen += _of("bank", knowledge, nation, on)[:1]
        chosen += [
            route
            for route in known.routes
            if route.verified
            and nation in route.nations
            and _valid(route, on)
            and {"confirm", "support"} & set(route.purposes)
        ]
    chosen += _of("report", knowledge, nation, on)[:2]
    return _each_once(chosen)[:MOST]


def _of(purpose: str, knowledge: Knowledge, nation: str, on: date) -> Sequence[ContactRoute]:
    """The verified routes for a purpose; looked for once, for every check of a day asks the same."""
    found = _found(knowledge)
    key = (purpose, nation, on)
    if key not in found:
        if len(found) > MOST_KEPT:
            found.clear()
        found[key] = tuple(route for route in knowledge.routes_for(purpose, nation=nation, on=on) if route.verified)
    return found[key]


def _nothing_yet(_: Knowledge) -> dict[tuple[str, str, date], tuple[ContactRoute, ...]]:
    return {}


_found = KeptFor(_nothing_yet)


def _valid(route: ContactRoute, on: date) -> bool:
    return (route.valid_from is None or route.valid_from <= on) and (route.valid_to is None or on <= route.valid_to)


def _each_once(routes: Sequence[ContactRoute]) -> tuple[ContactRoute, ...]:
    return tuple({(route.kind, route.value): route for route in reversed(routes)}.values())[::-1]
