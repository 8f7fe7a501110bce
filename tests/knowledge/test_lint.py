"""Each lint finds what it is for, and our own knowledge passes them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.lint import LINTS, lint_knowledge
from tocsin.knowledge.load import load_knowledge
from tocsin.records import Example, Organisation, Reference, Scam, Sign

SCAM = "computer-software-service-fraud"
Change = Callable[[Knowledge], Knowledge]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(use_cache=False)


def with_scam(change: Callable[[Scam], Scam]) -> Change:
    return lambda known: replace(known, scams={**known.scams, SCAM: change(known.scams[SCAM])})


def with_organisation(name: str, change: Callable[[Organisation], Organisation]) -> Change:
    return lambda known: replace(known, organisations={**known.organisations, name: change(known.organisations[name])})


def with_first_sign(**changes: object) -> Change:
    def change(scam: Scam) -> Scam:
        first, *rest = scam.signs
        return replace(scam, signs=(replace(first, **changes), *rest))  # type: ignore[arg-type]

    return with_scam(change)


def unproven(organisation: Organisation) -> Organisation:
    rule = replace(organisation.rules[0], verified=True, source=Reference("Somewhere", "http://acme.example", None))
    return replace(organisation, rules=(rule,))


def ended(organisation: Organisation) -> Organisation:
    route = replace(organisation.routes[0], valid_to=date(2026, 1, 1), replaced_by=None)
    return replace(organisation, routes=(route,))


def circular(organisation: Organisation) -> Organisation:
    route = replace(organisation.routes[0], valid_to=date(2026, 1, 1), replaced_by=organisation.routes[0].id)
    return replace(organisation, routes=(route,))


BROKEN: list[tuple[str, Change, str]] = [
    ("few-examples", with_scam(lambda scam: replace(scam, examples=scam.examples[:5])), "has only 5 examples"),
    (
        "few-examples",
        with_scam(lambda scam: replace(scam, examples=tuple(replace(each, channel="call") for each in scam.examples))),
        "one channel only",
    ),
    (
        "few-near-misses",
        with_scam(lambda scam: replace(scam, near_misses=scam.near_misses[:3])),
        "has only 3 near misses",
    ),
    (
        "idle-signs",
        with_scam(lambda scam: replace(scam, signs=(*scam.signs, Sign("idle", "Why.", ("a phrase",))))),
        "“idle” plays no part",
    ),
    ("single-word-phrases", with_first_sign(phrases=("virus",)), "“virus” is one common word"),
    (
        "idle-tactics",
        lambda known: replace(
            known, tactics={**known.tactics, "dull": replace(known.tactics["remote-access"], id="dull", phrases=())}
        ),
        "“dull” has no phrases",
    ),
    (
        "idle-tactics",
        lambda known: replace(
            known, tactics={**known.tactics, "dull": replace(known.tactics["remote-access"], id="dull")}
        ),
        "Nothing speaks of the tactic “dull”",
    ),
    ("hard-words", with_first_sign(why="People fell for this."), "blames the reader"),
    ("hard-words", with_first_sign(why="This number is safe."), "something is safe"),
    ("hard-words", with_first_sign(why="word " * 26 + "."), "more than 25 words"),
    (
        "real-contacts",
        with_scam(lambda scam: replace(scam, examples=(*scam.examples, Example("Ring 01795 123456.", "sms")))),
        "01795 123456 may be somebody's number",
    ),
    (
        "real-contacts",
        with_scam(lambda scam: replace(scam, examples=(*scam.examples, Example("See https://a-shop.co.uk/x", "sms")))),
        "a-shop.co.uk may be somebody's address",
    ),
    ("unproven-rules", with_organisation("microsoft", unproven), "without a source and a day"),
    ("ended-routes", with_organisation("kent-police", ended), "has ended and leads nowhere"),
    ("ended-routes", with_organisation("kent-police", circular), "replaced by itself in the end"),
    (
        "same-names",
        with_organisation("google", lambda each: replace(each, names=(*each.names, "Microsoft"))),
        "“Microsoft” is a name of google too",
    ),
]


@pytest.mark.parametrize(("lint", "change", "says"), BROKEN)
def test_a_lint_finds_what_it_is_for(knowledge: Knowledge, lint: str, change: Change, says: str) -> None:
    recommendation = next(each.recommendation for each in LINTS if each.name == lint)
    found = [fault for fault in lint_knowledge(change(knowledge)) if fault.fix == recommendation]
    assert any(says in fault.message for fault in found), found


def test_every_lint_has_a_test_above() -> None:
    assert {lint.name for lint in LINTS} == {name for name, _, _ in BROKEN}


def test_our_own_knowledge_passes_every_lint(knowledge: Knowledge) -> None:
    assert [str(fault) for fault in lint_knowledge(knowledge)] == []
