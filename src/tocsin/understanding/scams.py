"""Which scams of ``knowledge/`` a text tells of: the ``when`` tree of each entry over what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Scam, ScamMatch, Span

SpansOf = Callable[[str], tuple[Span, ...]]

_CLAIM_WEIGHT = 1.5
_TACTIC_SHARE = 0.6  # a tactic is shared by many scams, so it speaks less for one of them than its own signs do


def match_scams(
    found: Collection[str],
    claimed: Collection[str],
    knowledge: Knowledge,
    *,
    spans_of: SpansOf = lambda _: (),
) -> tuple[ScamMatch, ...]:
    """Every entry of which at least one sign or tactic was found, the best first: those that hold, by what speaks for them.

    ``found``: ids of the signs and tactics that held. ``claimed``: organisation ids and kinds ("kind:bank").
    """
    if not found:
        return ()
    ranked: list[tuple[bool, float, ScamMatch]] = []
    for scam in knowledge.scams.values():
        signs = [sign for sign in scam.signs if sign.id in found]
        tactics = [tactic for tactic in scam.tactics if tactic in found]
        if not signs and not tactics:
            continue
        held = holds(scam.when, found, claimed)
        speaks = sum(sign.weight for sign in signs)
        speaks += _TACTIC_SHARE * sum(knowledge.tactics[tactic].weight for tactic in tactics)
        if any(each in claimed for each in scam.impersonates):
            speaks += _CLAIM_WEIGHT
        # What the entry does not tell of speaks against it, a little.
        speaks -= 0.15 * sum(
            knowledge.tactics[each].weight for each in found if each in knowledge.tactics and each not in scam.tactics
        )
        total = sum(sign.weight for sign in scam.signs) or 1.0
        share = min(1.0, sum(sign.weight for sign in signs) / total)
        evidence = _evidence(scam, signs, tactics, knowledge, spans_of)
        ranked.append((held, speaks, ScamMatch(scam.id, held, round(share, 3), evidence)))
    ranked.sort(key=lambda entry: (-entry[0], -entry[1], entry[2].scam))
    return tuple(match for _, _, match in ranked)


def _evidence(
    scam: Scam, signs: Iterable[Any], tactics: Iterable[str], knowledge: Knowledge, spans_of: SpansOf
) -> tuple[Evidence, ...]:
    evidence = [Evidence(sign.id, True, sign.why, spans_of(sign.id), sign.tactic) for sign in signs]
    told = {each.tactic for each in evidence}
    evidence += [
        Evidence(tactic, True, knowledge.tactics[tactic].says, spans_of(tactic), tactic)
        for tactic in tactics
        if tactic not in told
    ]
    return tuple(evidence)


def holds(condition: Mapping[str, Any], found: Collection[str], claimed: Collection[str]) -> bool:
    """Whether a ``when`` tree holds. See ``knowledge/conditions.py`` for its shape."""
    for name, value in condition.items():
        if name in ("sign", "tactic"):
            return value in found
        if name == "claims":
            return value in claimed
        if name == "all":
            return all(holds(child, found, claimed) for child in value)
        if name == "any":
            return any(holds(child, found, claimed) for child in value)
        if name == "not":
            return not holds(value, found, claimed)
        if name == "some":
            return sum(holds(child, found, claimed) for child in condition["of"]) >= int(value)
    return False


def claims_of(claimed: Iterable[str], knowledge: Knowledge) -> set[str]:
    """The organisations and their kinds, as the ``claims`` of a ``when`` tree names them."""
    both: set[str] = set()
    for each in claimed:
        both.add(each)
        both.add(f"kind:{knowledge.organisations[each].kind}")
    return both
