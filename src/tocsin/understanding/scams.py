"""Which scams of ``knowledge/`` a text tells of: the ``when`` tree of each entry over what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from struct import Struct
from typing import Any

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Scam, ScamMatch

EvidenceOf = Callable[[str], Evidence]
Condition = Callable[[int], bool]
"""What was found (a bit for each sign, tactic and claim) → whether it holds."""

MOST_UNHELD = 3  # entries that do not hold but come near
_TACTIC_SHARE = 0.6  # a tactic is shared by many scams, so it speaks less for one of them than its own signs do
_OTHER_TACTIC = 0.15  # what the entry does not tell of speaks against it, a little
# What is found is added up for all entries at once, in one wide number with a lane of 64 bits for each. From the highest bits on a
# lane holds: what speaks for its entry, in ten-thousandths; its place in the order of names, from the end; how many of its
# signs and tactics were found; and how many of those that its condition names, with a flag that is set when they are enough.
_LANE = 64
_UNITS = 10_000
_CLAIM_UNITS = 15_000  # of an entry that is told under a claimed name
_SPEAKS, _ORDER, _TOUCHED = 30, 18, 10
_NOTHING = 1 << 33  # what stands for 0: a lane holds no number below nothing
_ENOUGH = 1 << 9
_TOUCHES = ((1 << _ORDER) - 1) ^ ((1 << _TOUCHED) - 1)
_ORDERS = (1 << (_SPEAKS - _ORDER)) - 1
_NOBODYS = (None, 0, 0)  # of a sign or tactic that stands in no entry


class _Entry:
    """One entry of knowledge, ready to be held against what was found."""

    __slots__ = ("_bits", "holds", "least", "needs", "scam", "shown", "total", "weights")

    def __init__(self, scam: Scam, bits: dict[str, int]) -> None:
        self.scam = scam
        self.shown = tuple(sign.id for sign in scam.signs)
        self.weights = {sign.id: sign.weight for sign in scam.signs}
        self.total = sum(sign.weight for sign in scam.signs) or 1.0
        self._bits = bits
        self.holds: Condition = self._make_holds
        self.least, self.needs = _least(scam.when)
        _name(scam.when, bits)

    def _make_holds(self, found: int) -> bool:
        """Stands in for the condition until it is first asked for: a short command asks for few."""
        self.holds = condition(self.scam.when, self._bits)
        return self.holds(found)


_put = object.__setattr__  # for what a frozen record works out later


class Match(ScamMatch):
    """A match whose strength and evidence are worked out when they are asked for: of most texts they never are."""

    __slots__ = ("_evidence", "_of", "_strength")
    _of: tuple[_Entry, tuple[str, ...], EvidenceOf]
    _strength: float | None
    _evidence: tuple[Evidence, ...] | None

    def __init__(self, entry: _Entry, held: bool, found: tuple[str, ...], evidence_of: EvidenceOf) -> None:
        """``found``: the signs and tactics that were found, in their order."""
        _put(self, "scam", entry.scam.id)
        _put(self, "held", held)
        _put(self, "_of", (entry, found, evidence_of))
        _put(self, "_strength", None)
        _put(self, "_evidence", None)

    @property
    def strength(self) -> float:
        strength = self._strength
        if strength is None:
            entry, found, _ = self._of
            weights = entry.weights
            told = sum([weights[each] for each in found if each in weights])
            strength = round(min(1.0, told / entry.total), 3)
            _put(self, "_strength", strength)
        return strength

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        evidence = self._evidence
        if evidence is None:
            evidence = _evidence(*self._of)
            _put(self, "_evidence", evidence)
        return evidence

    def plain(self) -> ScamMatch:
        """The same as it is now, worked out."""
        return ScamMatch(self.scam, self.held, self.strength, self.evidence)

    def __eq__(self, other: object) -> bool:
        return self.plain() == (other.plain() if isinstance(other, Match) else other)

    def __hash__(self) -> int:
        return hash(self.plain())

    def __repr__(self) -> str:
        return repr(self.plain())

    def __reduce__(self) -> tuple[type[ScamMatch], tuple[str, bool, float, tuple[Evidence, ...]]]:
        return ScamMatch, (self.scam, self.held, self.strength, self.evidence)


class Matching:
    """Which entries hold, as signs, tactics and claims are found one after another."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = _entries(knowledge)
        self._organisations = knowledge.organisations
        self._lanes = self._entries.nothing
        self._impersonated = 0  # entries that are told under a claimed name, one bit each
        self.found: dict[str, None] = {}  # in the order in which they were found
        self._claimed: set[str] = set()
        self._bits = 0

    def alike(self, sign: str) -> str:
        """The sign under which a sign is found (understanding/signs.py)."""
        return self._entries.alike.get(sign, sign)

    def find(self, sign: str) -> None:
        """A sign or tactic that held."""
        if sign not in self.found:
            self.found[sign] = None
            self._bits |= self._entries.bits.get(sign, 0)
            self._lanes += self._entries.lanes.get(sign, 0)

    def find_alike(self, sign: str) -> None:
        """A sign or tactic that held, and with it all signs that are looked for by the same phrases."""
        if sign in self.found:
            return
        signs, bits, lanes = self._entries.together.get(sign, _NOBODYS)
        if signs is None:
            self.found[sign] = None
        else:
            self.found.update(signs)
        self._bits |= bits
        self._lanes += lanes

    def claim(self, organisation: str) -> None:
        """An organisation that somebody claims to be."""
        for name in (organisation, f"kind:{self._organisations[organisation].kind}"):
            self.take(name)

    def take(self, name: str) -> None:
        """A claim as the ``claims`` of a ``when`` tree names it: an organisation's id, or "kind:bank"."""
        if name in self._claimed:
            return
        self._claimed.add(name)
        named = claim(name)
        self._bits |= self._entries.bits.get(named, 0)
        self._lanes += self._entries.lanes.get(named, 0)
        entries = self._entries
        told = entries.impersonates.get(name, 0) & ~self._impersonated
        if told:
            self._impersonated |= told
            self._lanes += sum(
                _CLAIM_UNITS << _LANE * number + _SPEAKS for number in entries.numbers if told >> number & 1
            )

    def matches(self, evidence_of: EvidenceOf) -> tuple[Match, ...]:
        """The entries that hold, the best first, then the few that come nearest."""
        if not self.found:
            return ()
        known = self._entries
        entries, by_order, bits = known.entries, known.by_order, self._bits
        held: set[int] = set()
        enough = self._lanes & known.enough
        while enough:
            number = enough.bit_length() // _LANE
            enough ^= _ENOUGH << _LANE * number
            if entries[number].holds(bits):
                held.add(number)
        holding: list[_Entry] = []
        nearest: list[_Entry] = []
        for lane in sorted([lane for lane in known.unpack(self._lanes) if lane & _TOUCHES], reverse=True):
            number = by_order[lane >> _ORDER & _ORDERS]
            if number in held:
                holding.append(entries[number])
                held.remove(number)
            elif len(nearest) < MOST_UNHELD:
                nearest.append(entries[number])
            elif not held:
                break
        found = tuple(self.found)
        matches = [Match(entry, True, found, evidence_of) for entry in holding]
        matches += [Match(entry, False, found, evidence_of) for entry in nearest]
        return tuple(matches)


def _evidence(entry: _Entry, found: Sequence[str], evidence_of: EvidenceOf) -> tuple[Evidence, ...]:
    """An entry's own signs, then those of its tactics that they do not tell of."""
    known = set(found)
    evidence = [evidence_of(each) for each in entry.shown if each in known]
    told = {each.tactic for each in evidence}
    return (*evidence, *(evidence_of(each) for each in entry.scam.tactics if each in known and each not in told))


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
        self.impersonates: dict[str, int] = {}
        lanes: dict[str, int] = {}
        self.numbers = range(len(self.entries))
        names = sorted(self.numbers, key=lambda number: self.entries[number].scam.id, reverse=True)
        self.by_order: Sequence[int] = names
        self.nothing = self.enough = 0
        for number, entry in enumerate(self.entries):
            first = _LANE * number
            weights = {sign.id: sign.weight for sign in entry.scam.signs}
            for tactic in entry.scam.tactics:
                weights[tactic] = (_TACTIC_SHARE + _OTHER_TACTIC) * knowledge.tactics[tactic].weight
            for name, weight in weights.items():
                lanes[name] = lanes.get(name, 0) + ((round(weight * _UNITS) << _SPEAKS) + (1 << _TOUCHED) << first)
            for name in entry.needs:
                lanes[name] = lanes.get(name, 0) + (1 << first)
            for name in entry.scam.impersonates:
                self.impersonates[name] = self.impersonates.get(name, 0) | 1 << number
            self.enough |= _ENOUGH << first
            self.nothing |= (_NOTHING << _SPEAKS) + _ENOUGH - entry.least << first
        for order, number in enumerate(names):
            self.nothing |= order << _ORDER + _LANE * number
        self._size = 8 * len(self.entries)
        self._unpack = Struct(f"<{len(self.entries)}Q").unpack
        self.lanes = lanes
        self.alike = alike_signs(knowledge)
        alike: dict[str, list[str]] = {}
        for sign, one in self.alike.items():
            alike.setdefault(one, []).append(sign)
        self.together: dict[str, tuple[Mapping[str, None] | None, int, int]] = {
            sign: (None, self.bits.get(sign, 0), lanes.get(sign, 0)) for sign in {*self.bits, *lanes}
        }
        """By a sign or tactic its bits and its lanes; by the first of signs that are alike those of all of them, and which they are."""
        for one, signs in alike.items():
            bits = sum({self.bits.get(each, 0) for each in signs})
            self.together[one] = (dict.fromkeys(signs), bits, sum(lanes.get(each, 0) for each in signs))

    def unpack(self, lanes: int) -> Sequence[int]:
        """The lane of each entry."""
        return self._unpack(lanes.to_bytes(self._size, "little"))


def _make_alike(knowledge: Knowledge) -> dict[str, str]:
    first: dict[tuple[str, ...], str] = {}
    alike = {sign.id: first.setdefault(sign.phrases, sign.id) for sign in knowledge.signs() if sign.tactic is None}
    several = [one for sign, one in alike.items() if sign != one]
    return {sign: one for sign, one in alike.items() if one in several}


alike_signs = KeptFor(_make_alike)
"""Signs that are looked for by the very same phrases, and tell of no tactic: what is found of the first of them is found of all."""


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


def _least(tree: Mapping[str, Any]) -> tuple[int, frozenset[str]]:
    """How many of some signs, tactics and claims must have been found at the least for a tree to hold, and which. Never too many."""
    least, needs = _fewest(tree)
    return (2 if least == 1 and not _enough_alone(tree, needs) else least), needs


def _fewest(tree: Mapping[str, Any]) -> tuple[int, frozenset[str]]:
    for name in ("sign", "tactic", "claims"):
        if name in tree:
            return 1, frozenset({claim(tree[name]) if name == "claims" else tree[name]})
    if "not" in tree:
        return 0, frozenset()
    children = [_fewest(child) for child in _children(tree)]
    needs: frozenset[str] = frozenset().union(*(each for _, each in children))
    counts = sorted(count for count, _ in children)
    if not counts:
        return 0, needs
    if "any" in tree:
        return counts[0], needs
    wanted = counts if "all" in tree else counts[: int(tree["some"])]
    apart = sum(len(each) for _, each in children) == len(needs)  # else one that was found may count for several
    return (sum(wanted) if apart else wanted[-1]), needs


def _enough_alone(tree: Mapping[str, Any], needs: frozenset[str]) -> frozenset[str]:
    """Those of the signs, tactics and claims ``needs`` of which one may do for a tree to hold."""
    for name in ("sign", "tactic", "claims"):
        if name in tree:
            return frozenset({claim(tree[name]) if name == "claims" else tree[name]})
    if "not" in tree:
        return needs
    children = _children(tree)
    wanted = 1 if "any" in tree else len(children) if "all" in tree else int(tree["some"])
    counts: dict[str, int] = {}
    for child in children:
        for each in _enough_alone(child, needs):
            counts[each] = counts.get(each, 0) + 1
    return frozenset([each for each in needs if counts.get(each, 0) >= wanted])


def _children(tree: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    children: Sequence[Mapping[str, Any]] = tree.get("all", ()) or tree.get("any", ()) or tree.get("of", ())
    return children


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
