"""Which scams of ``knowledge/`` a text tells of: the ``when`` tree of each entry over what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Scam, ScamMatch, Sign, Span

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SpansOf = Callable[[str], tuple[Span, ...]]
Condition = Callable[[Collection[str], Collection[str]], bool]
"""Signs and tactics found, organisations and kinds claimed → whether it holds."""

MOST_UNHELD = 3  # entries that do not hold but come near
_CLAIM_WEIGHT = 1.5
_TACTIC_SHARE = 0.6  # a tactic is shared by many scams, so it speaks less for one of them than its own signs do
_OTHER_TACTIC = 0.15  # what the entry does not tell of speaks against it, a little


@dataclass(frozen=True, slots=True)
class _Entry:
    scam: Scam
    holds: Condition
    signs: Mapping[str, Sign]
    own: frozenset[str]  # its signs and tactics
    tactics: frozenset[str]
    impersonates: frozenset[str]
    total: float


def match_scams(
    found: Set[str],
    claimed: Set[str],
    knowledge: Knowledge,
    *,
    spans_of: SpansOf = lambda _: (),
) -> tuple[ScamMatch, ...]:
    """The entries that hold, the best first, then the few that come nearest.

    ``found``: ids of the signs and tactics that held. ``claimed``: organisation ids and kinds ("kind:bank").
    """
    ranked: list[tuple[bool, float, _Entry]] = []
    weights = _tactic_weights(knowledge)
    for entry in _entries(knowledge):
        if entry.own.isdisjoint(found):
            continue
        speaks = sum(entry.signs[sign].weight for sign in entry.signs.keys() & found)
        for tactic in weights.keys() & found:
            speaks += weights[tactic] * (_TACTIC_SHARE if tactic in entry.tactics else -_OTHER_TACTIC)
        if not entry.impersonates.isdisjoint(claimed):
            speaks += _CLAIM_WEIGHT
        ranked.append((entry.holds(found, claimed), speaks, entry))
    ranked.sort(key=lambda each: (-each[0], -each[1], each[2].scam.id))
    held = sum(holds for holds, _, _ in ranked)
    return tuple(
        ScamMatch(
            entry.scam.id,
            holds,
            round(min(1.0, sum(entry.signs[sign].weight for sign in entry.signs.keys() & found) / entry.total), 3),
            _evidence(entry, found, knowledge, spans_of),
        )
        for holds, _, entry in ranked[: held + MOST_UNHELD]
    )


def _evidence(entry: _Entry, found: Set[str], knowledge: Knowledge, spans_of: SpansOf) -> tuple[Evidence, ...]:
    evidence = [
        Evidence(sign.id, True, sign.why, spans_of(sign.id), sign.tactic)
        for sign in entry.scam.signs
        if sign.id in found
    ]
    told = {each.tactic for each in evidence}
    evidence += [
        Evidence(tactic, True, knowledge.tactics[tactic].says, spans_of(tactic), tactic)
        for tactic in entry.scam.tactics
        if tactic in found and tactic not in told
    ]
    return tuple(evidence)


def _make_entries(knowledge: Knowledge) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            scam=scam,
            holds=condition(scam.when),
            signs={sign.id: sign for sign in scam.signs},
            own=frozenset({sign.id for sign in scam.signs} | set(scam.tactics)),
            tactics=frozenset(scam.tactics),
            impersonates=frozenset(scam.impersonates),
            total=sum(sign.weight for sign in scam.signs) or 1.0,
        )
        for scam in knowledge.scams.values()
    )


def _make_weights(knowledge: Knowledge) -> dict[str, float]:
    return {tactic.id: tactic.weight for tactic in knowledge.tactics.values()}


_entries = KeptFor(_make_entries)
_tactic_weights = KeptFor(_make_weights)


def condition(tree: Mapping[str, Any]) -> Condition:
    """A ``when`` tree as a function. See ``knowledge/conditions.py`` for its shape."""
    for name, value in tree.items():
        if name in ("sign", "tactic"):
            return lambda found, claimed: value in found
        if name == "claims":
            return lambda found, claimed: value in claimed
        if name == "not":
            inner = condition(value)
            return lambda found, claimed: not inner(found, claimed)
        if name == "some":
            several = [condition(child) for child in tree["of"]]
            return lambda found, claimed: sum(child(found, claimed) for child in several) >= int(value)
        if name == "all":
            return _all([condition(child) for child in value])
        if name == "any":
            # Most of it is a row of leaves: one look at two sets.
            found_ids = frozenset(child[leaf] for child in value for leaf in ("sign", "tactic") if leaf in child)
            claims = frozenset(child["claims"] for child in value if "claims" in child)
            rest = [condition(child) for child in value if not {"sign", "tactic", "claims"} & child.keys()]
            return _any(found_ids, claims, rest)
    return lambda found, claimed: False


def _all(children: list[Condition]) -> Condition:
    def every(found: Collection[str], claimed: Collection[str]) -> bool:
        return all(child(found, claimed) for child in children)

    return every


def _any(found_ids: frozenset[str], claims: frozenset[str], rest: list[Condition]) -> Condition:
    def some(found: Collection[str], claimed: Collection[str]) -> bool:
        if not found_ids.isdisjoint(found) or not claims.isdisjoint(claimed):
            return True
        return any(child(found, claimed) for child in rest)

    return some


def claims_of(claimed: Iterable[str], knowledge: Knowledge) -> set[str]:
    """The organisations and their kinds, as the ``claims`` of a ``when`` tree names them."""
    both: set[str] = set()
    for each in claimed:
        both.add(each)
        both.add(f"kind:{knowledge.organisations[each].kind}")
    return both
