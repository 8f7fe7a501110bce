"""Why a text is, or is not, a scam of the knowledge: its ``when`` tree, leaf by leaf, with the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..knowledge.conditions import LEAVES
from ..knowledge.load import Knowledge
from ..records import Scam, Understanding
from ..understanding.understand import understand

YES, NO = "✓", "✗"
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether the entry holds, and the sentences that say why, the deeper ones indented."""

    held: bool
    lines: tuple[str, ...]


def explain_entry(scam: Scam, text: str, knowledge: Knowledge, *, channel: str | None = None) -> Explained:
    """Read ``text`` with this entry alone, and go through its conditions."""
    alone = replace(knowledge, scams={scam.id: scam})
    understood = understand(text, alone, channel=channel, deep=False)
    found = _Found(scam, understood, knowledge)
    held, lines = found.look(scam.when)
    head = (
        f"{scam.name}: {'it holds' if held else 'it does not hold'}. The text is read as {_GENRES[understood.genre]}."
    )
    return Explained(held, (head, *(f"  {line}" for line in lines), *found.aside()))


_GENRES = {
    "message": "a message or call to somebody",
    "account": "somebody's account of what happened",
    "warning": "a warning or news, whose own words count for nothing against it",
    "other": "neither a message nor an account",
}


class _Found:
    def __init__(self, scam: Scam, understood: Understanding, knowledge: Knowledge) -> None:
        self._scam, self._understood, self._knowledge = scam, understood, knowledge
        evidence = [each for match in understood.matches if match.scam == scam.id for each in match.evidence]
        self._quotes = {each.sign: [span.text for span in each.spans] for each in evidence}
        for mention in understood.mentions:
            if mention.kind == "tactic" and mention.role == "asked":
                quotes = self._quotes.setdefault(mention.value, [])
                if mention.text not in quotes:
                    quotes.append(mention.text)
        self._ids = set(self._quotes) | set(understood.tactics)
        self._claims = set(understood.claimed)
        self._claims |= {f"kind:{knowledge.organisations[each].kind}" for each in understood.claimed}

    def look(self, tree: Mapping[str, Any]) -> tuple[bool, list[str]]:
        """Whether this part of the tree holds, and its lines."""
        for name, value in tree.items():
            if name in LEAVES:
                return self._leaf(name, value)
            if name == "not":
                held, lines = self.look(value)
                return not held, [f"{NO if held else YES} this must not hold:", *_deeper(lines)]
            looked = [self.look(child) for child in (tree["of"] if name == "some" else value)]
            count = sum(held for held, _ in looked)
            needed = {"all": len(looked), "any": 1}.get(name) or int(value)
            said = {"all": "all of these", "any": "one of these"}.get(name, f"{needed} of these")
            mark = YES if count >= needed else NO
            return count >= needed, [f"{mark} {said}:", *_deeper(line for _, lines in looked for line in lines)]
        return False, []

    def _leaf(self, kind: str, value: str) -> tuple[bool, list[str]]:
        if kind == "claims":
            held = value in self._claims
            return held, [f"{YES if held else NO} somebody claims to be {value}"]
        held = value in self._ids
        quotes = self._quotes.get(value, [])[:MOST_QUOTED]
        shown = f": {', '.join(f'“{quote}”' for quote in quotes)}" if quotes else ""
        return held, [f"{YES if held else NO} {kind} {value}{shown}"]

    def aside(self) -> Iterator[str]:
        """What was there and did not count: said the other way round, or advised against."""
        told: set[tuple[str, str]] = set()
        for mention in self._understood.mentions:
            if mention.kind == "tactic" and mention.role in ("denied", "advised"):
                key = (mention.value, mention.text)
                if key not in told:
                    told.add(key)
                    why = "they say that they do not" if mention.role == "denied" else "the reader is told not to"
                    yield f"  Did not count: {mention.value} (“{mention.text}”), because {why}."


def _deeper(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
