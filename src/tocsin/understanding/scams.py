"""Which scams of ``knowledge/`` a text tells of: the ``when`` tree of each entry over what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Scam, ScamMatch

EvidenceOf = Callable[[str], Evidence]
Condition = Callable[[int], bool]
"""What was found (a bit for each sign, tactic and claim) → whether it holds."""

MOST_UNHELD = 3  # entries that do not hold but come near
_ALIKE = 2e-6  # entries that differ by less are put in the order of their names
_CLAIM_WEIGHT = 1.5
_TACTIC_SHARE = 0.6  # a tactic is shared by many scams, so it speaks less for one of them than its own signs do
_OTHER_TACTIC = 0.15  # what the entry does not tell of speaks against it, a little


class _Entry:
    """One entry of knowledge, ready to be held against what was found."""

    __slots__ = ("_bits", "holds", "impersonates", "scam", "shown", "total")

    def __init__(self, scam: Scam, bits: dict[str, int]) -> None:
        self.scam = scam
        self.shown = tuple(sign.id for sign in scam.signs)
        self.impersonates = frozenset(scam.impersonates)
        self.total = sum(sign.weight for sign in scam.signs) or 1.0
        self._bits = bits
        self.holds: Condition = self._make_holds
        _name(scam.when, bits)

    def _make_holds(self, found: int) -> bool:
        """Stands in for the condition until it is first asked for: a short command asks for few."""
        self.holds = condition(self.scam.when, self._bits)
        return self.holds(found)


class Matching:
    """Which entries hold, as signs, tactics and claims are found one after another; each costs only the entries it touches."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = _entries(knowledge)
        self._organisations = knowledge.organisations
        self._speaks: dict[int, float] = {}  # what speaks for an entry, by its number
        self._signs: dict[int, float] = {}  # weight of its own signs among that
        self.found: set[str] = set()
        self._claimed: set[str] = set()
        self._bits = 0

    def find(self, sign: str) -> None:
        """A sign or tactic that held."""
        if sign in self.found:
            return
        self.found.add(sign)
        self._bits |= self._entries.bits.get(sign, 0)
        speaks, signs = self._speaks, self._signs
        for number, weight, is_sign in self._entries.touched.get(sign, ()):
            speaks[number] = speaks.get(number, 0.0) + weight
            if is_sign:
                signs[number] = signs.get(number, 0.0) + weight

    def claim(self, organisation: str) -> None:
        """An organisation that somebody claims to be."""
        for name in (organisation, f"kind:{self._organisations[organisation].kind}"):
            self.take(name)

    def take(self, name: str) -> None:
        """A claim as the ``claims`` of a ``when`` tree names it: an organisation's id, or "kind:bank"."""
        self._claimed.add(name)
        self._bits |= self._entries.bits.get(claim(name), 0)

    def matches(self, evidence_of: EvidenceOf) -> tuple[ScamMatch, ...]:
        """The entries that hold, the best first, then the few that come nearest."""
        if not self._speaks:
            return ()
        found, claimed = self.found, self._claimed
        bits = self._bits
        entries = self._entries.entries
        ranked: list[tuple[bool, float, str, int]] = []
        unheld: list[tuple[float, int]] = []
        for number, speaks in self._speaks.items():
            entry = entries[number]
            if claimed and not entry.impersonates.isdisjoint(claimed):
                speaks += _CLAIM_WEIGHT
            if entry.holds(bits):
                ranked.append((False, -round(speaks, 6), entry.scam.id, number))
            else:
                unheld.append((speaks, number))
        held = len(ranked)
        if len(unheld) > MOST_UNHELD:  # only the nearest are worth putting in their exact order
            unheld.sort(reverse=True)
            least = unheld[MOST_UNHELD - 1][0] - _ALIKE
            unheld = [each for each in unheld if each[0] >= least]
        ranked += [(True, -round(speaks, 6), entries[number].scam.id, number) for speaks, number in unheld]
        ranked.sort()
        matches: list[ScamMatch] = []
        for fails, _, scam, number in ranked[: held + MOST_UNHELD]:
            entry = entries[number]
            strength = round(min(1.0, self._signs.get(number, 0.0) / entry.total), 3)
            evidence = tuple([evidence_of(each) for each in entry.shown if each in found])
            told = {each.tactic for each in evidence}
            more = [evidence_of(each) for each in entry.scam.tactics if each in found and each not in told]
            matches.append(ScamMatch(scam, not fails, strength, (*evidence, *more)))
        return tuple(matches)


def match_scams(found: Set[str], claimed: Iterable[str], knowledge: Knowledge) -> tuple[ScamMatch, ...]:
    """The entries that signs and tactics ``found`` and claims (as :func:`claims_of` gives them) make; without spans."""
    matching = Matching(knowledge)
    for each in sorted(found):
        matching.find(each)
    for name in claimed:
        matching.take(name)
    whys = reasons(knowledge)
    return matching.matches(lambda sign: Evidence(sign, True, whys[sign][0], (), whys[sign][1]))


def claims_of(claimed: Iterable[str], knowledge: Knowledge) -> set[str]:
    """The organisations and their kinds, as the ``claims`` of a ``when`` tree names them."""
    kinds = {f"kind:{knowledge.organisations[each].kind}" for each in claimed}
    return kinds.union(claimed)


def _make_reasons(knowledge: Knowledge) -> dict[str, tuple[str, str | None]]:
    whys: dict[str, tuple[str, str | None]] = {each.id: (each.says, each.id) for each in knowledge.tactics.values()}
    whys.update((sign.id, (sign.why, sign.tactic)) for sign in knowledge.signs())
    return whys


reasons = KeptFor(_make_reasons)
"""Why and tactic of the evidence for each sign and each tactic."""


class _Entries:
    def __init__(self, knowledge: Knowledge) -> None:
        self.bits: dict[str, int] = {}
        self.entries = tuple(_Entry(scam, self.bits) for scam in knowledge.scams.values())
        touched: dict[str, list[tuple[int, float, bool]]] = {}
        for number, entry in enumerate(self.entries):
            for sign in entry.scam.signs:
                touched.setdefault(sign.id, []).append((number, sign.weight, True))
            for tactic in dict.fromkeys(entry.scam.tactics):
                weight = (_TACTIC_SHARE + _OTHER_TACTIC) * knowledge.tactics[tactic].weight
                touched.setdefault(tactic, []).append((number, weight, False))
        self.touched = touched


_entries = KeptFor(_Entries)


def claim(organisation: str) -> str:
    """How a claim stands among what was found: an organisation's id, or "kind:bank"."""
    return f"claims {organisation}"


def condition(tree: Mapping[str, Any], bits: dict[str, int]) -> Condition:
    """A ``when`` tree (knowledge/conditions.py) as a function of what was found, one bit for each id; ``bits`` grows by
    those that the tree names. Every check asks dozens of trees, so each becomes one expression of Python.
    """
    test: Condition = eval(f"lambda found: bool({_expression(tree, bits)})")
    return test


def _name(tree: Mapping[str, Any], bits: dict[str, int]) -> None:
    """Give every id of a tree its bit."""
    for name, value in tree.items():
        if name in ("sign", "tactic", "claims"):
            bits.setdefault(claim(value) if name == "claims" else value, 1 << len(bits))
        elif name == "not":
            _name(value, bits)
        elif isinstance(value, (list, tuple)):
            for child in value:
                _name(child, bits)


def _expression(tree: Mapping[str, Any], bits: dict[str, int]) -> str:
    wanted = _leaves(tree, bits)
    if wanted is not None:
        return f"found & {wanted}"
    if "not" in tree:
        return f"not ({_expression(tree['not'], bits)})"
    if "some" in tree:
        return f"({' + '.join(f'bool({_expression(child, bits)})' for child in tree['of'])}) >= {int(tree['some'])}"
    name = "all" if "all" in tree else "any"
    several = [f"({_expression(child, bits)})" for child in tree.get(name, ())]
    return (" and " if name == "all" else " or ").join(several) or "False"


def _leaves(tree: Mapping[str, Any], bits: dict[str, int]) -> int | None:
    """The bits any of which will do, where the tree is one leaf or a row of them; most of every tree is."""
    for name in ("sign", "tactic", "claims"):
        if name in tree:
            return bits.setdefault(claim(tree[name]) if name == "claims" else tree[name], 1 << len(bits))
    if "any" not in tree:
        return None
    together = 0
    for child in tree["any"]:
        leaf = _leaves(child, bits)
        if leaf is None:
            return None
        together |= leaf
    return together
