"""Which scam a warning warns of: the name it gives it, the tactics it tells of, whom they pretend to be, and by what channel.

A message holds the words of its scam, and the entries of knowledge are made to know it by them. A warning tells of the
scam in the words of whoever warns, and often simply names it ("courier fraud").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import Scam, ScamMatch
from tocsin.understanding.scams import claims_of, match_scams

NEEDED = 2.5
"""Points without which no entry is said to be the one."""
_IN_TITLE, _IN_LEAD, _IN_TEXT = 5.0, 3.0, 1.5
_LEAD_CHARACTERS = 500
_HELD_FIRST, _HELD = 2.0, 1.0
_TACTIC, _OTHER_TACTIC = 0.6, 0.15
_CLAIMED = 1.0
_OTHERS_CLAIMED = 2.0
_NOBODY_CLAIMED = 1.0
_TELLING, _NOT_TELLING = 1.0, 0.5
FEW_SCAMS = 3
_CHANNEL = 0.75
_WRONG_CHANNEL = 2.0

_KIND = r"(?:scam(?:s|mers?)?|frauds?|fraudsters?|con(?:s|men)?|crimes?|hoax(?:es)?)"
_ENDS_IN_KIND = re.compile(r"\s+(?:scams?|frauds?|crimes?)$")
# Names of a whole family of scams, which say nothing of which one it is.
_TOO_WIDE = frozenset(
    {"phishing", "smishing", "bank text", "push payment", "advance fee", "gift card", "overpayment", "money mule"}
)


def told_scam(
    text: str,
    title: str | None,
    knowledge: Knowledge,
    *,
    tactics: Collection[str],
    claimed: Collection[str],
    channels: Collection[str],
    matches: Sequence[ScamMatch] = (),
) -> str | None:
    """The id of the entry that a warning is about; None when nothing points to one.

    ``text``: the main part. ``matches``: the entries that the words of the whole text hold for, the best first.
    """
    claims = claims_of(claimed, knowledge)
    found = set(tactics) | {each.sign for match in matches for each in match.evidence if each.held}
    by_tactics = [match.scam for match in match_scams(found, claims, knowledge) if match.held]
    by_words = [match.scam for match in matches if match.held]
    names = _names(knowledge)
    in_title, in_lead, in_text = (
        names.found_in(title or ""),
        names.found_in(text[:_LEAD_CHARACTERS]),
        names.found_in(text),
    )
    weights = {tactic: knowledge.tactics[tactic].weight for tactic in tactics if tactic in knowledge.tactics}
    own = _telling(knowledge)
    best: tuple[float, str] | None = None
    for scam in knowledge.scams.values():
        if scam.id not in in_text and claims.isdisjoint(scam.impersonates) and "kind:reporting" in scam.impersonates:
            continue  # every warning names where to report; few warn of somebody who pretends to be it
        points = _IN_TITLE if scam.id in in_title else _IN_LEAD if scam.id in in_lead else 0.0
        points = points or (_IN_TEXT if scam.id in in_text else 0.0)
        for held in (by_tactics, by_words):
            if scam.id in held:
                points += _HELD_FIRST if held[0] == scam.id else _HELD
        points += sum(
            weight * (_TACTIC if tactic in scam.tactics else -_OTHER_TACTIC) for tactic, weight in weights.items()
        )
        if telling := own[scam.id]:
            points += _TELLING if not telling.isdisjoint(weights) else 0.0 if scam.id in in_text else -_NOT_TELLING
        if not claims.isdisjoint(scam.impersonates):
            points += _CLAIMED
        elif claims and scam.impersonates and not any(each.startswith("kind:") for each in scam.impersonates):
            points -= _OTHERS_CLAIMED  # it is always the tax office, and here it is somebody else
        elif not claims and scam.impersonates and not any(each.startswith("kind:") for each in scam.impersonates):
            points -= _NOBODY_CLAIMED
        if channels and scam.channels:
            points += _CHANNEL if not set(channels).isdisjoint(scam.channels) else -_WRONG_CHANNEL
        if points >= NEEDED and (best is None or points > best[0]):
            best = (points, scam.id)
    return best[1] if best else None


def _find_telling(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """By scam, its tactics that hardly another scam has: with one of them it is likely, without it is not."""
    times: dict[str, int] = {}
    for scam in knowledge.scams.values():
        for tactic in scam.tactics:
            times[tactic] = times.get(tactic, 0) + 1
    return {
        scam.id: frozenset(tactic for tactic in scam.tactics if times[tactic] <= FEW_SCAMS)
        for scam in knowledge.scams.values()
    }


_telling = KeptFor(_find_telling)


def _name_patterns(scam: Scam) -> list[str]:
    """What a warning may call the scam: its name, what it is also called, or its id, with "scam" or "fraud" after it."""
    patterns = []
    for name in (scam.name, *scam.also_called, scam.id.replace("-", " ")):
        plain = " ".join(re.sub(r"[“”\"'’]", "", name.lower()).replace("-", " ").split())
        base = _ENDS_IN_KIND.sub("", plain)
        if base in _TOO_WIDE:
            continue
        words = r"[\s-]+".join(re.escape(word) for word in base.split())
        alone = len(base.split()) > 1 and base == plain and plain != scam.id.replace("-", " ")
        alone = alone or len(base.split()) > 2 or base in ("doorstep", "rogue trader")
        patterns.append(rf"\b{words}s?\b" if alone else rf"\b{words}s?[\s-]+{_KIND}\b")
    return patterns


class _Names:
    """What warnings may call each scam, looked for all at once and in linear time: RE2."""

    def __init__(self, knowledge: Knowledge) -> None:
        import re2  # here and not above: what never meets a warning never loads it

        self._scams: list[str] = []
        self._any_of = re2.Set.SearchSet()
        for scam in knowledge.scams.values():
            for pattern in _name_patterns(scam):
                self._any_of.Add(pattern)
                self._scams.append(scam.id)
        self._any_of.Compile()

    def found_in(self, text: str) -> set[str]:
        """The ids of the scams that the text names."""
        plain = text.lower().translate(_NO_QUOTES).encode("ascii", "replace").decode().replace("?", " ")
        return {self._scams[number] for number in self._any_of.Match(plain) or ()}


_NO_QUOTES = str.maketrans("", "", "\"'“”‘’")
_names = KeptFor(_Names)
