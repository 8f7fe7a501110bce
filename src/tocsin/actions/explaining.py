"""Why a text is, or is not, a scam of the knowledge: its ``when`` tree, leaf by leaf, with the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..knowledge.conditions import LEAVES, leaves
from ..knowledge.load import Knowledge
from ..records import Genre, Mention, Scam, Understanding
from ..understanding.reading import Read, read
from ..understanding.signs import Hit
from ..understanding.understand import LONGEST_READ, understand

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

YES, NO = "✓", "✗"
MOST_QUOTED = 3
_GENRES: Mapping[Genre, str] = {
    "message": "a message or call to somebody",
    "account": "somebody's account of what happened",
    "warning": "a warning or news, whose own words count for nothing against it",
    "other": "neither a message nor an account",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether the entry holds, and the sentences that say why, the deeper ones indented."""

    held: bool
    lines: tuple[str, ...]


def explain_entry(scam: Scam, text: str, knowledge: Knowledge, *, channel: str | None = None) -> Explained:
    """Go through the conditions of one entry of ``knowledge``, over what is read out of ``text``."""
    # What an Understanding shows is the best entries only. So the text is read with this entry made to hold on anything that
    # it speaks of: then all that was found for it is shown. Its phrases, and all other entries, stay as they are.
    spoken_of = dict.fromkeys(leaves(scam.when))
    tactics = (*scam.tactics, *(wanted for kind, wanted in spoken_of if kind == "tactic"))
    anything: list[dict[str, str]] = [{kind: wanted} for kind, wanted in spoken_of]
    anything += [{"sign": sign.id} for sign in scam.signs] + [{"tactic": tactic} for tactic in tactics]
    open_entry = replace(scam, when={"any": anything}, tactics=tuple(dict.fromkeys(tactics)))
    opened = replace(knowledge, scams={**knowledge.scams, scam.id: open_entry})
    understood = understand(text, opened, channel=channel, deep=False)
    found = _Found(scam, understood, opened)
    held, lines = found.look(scam.when)
    head = (
        f"{scam.name}: {'it holds' if held else 'it does not hold'}. The text is read as {_GENRES[understood.genre]}."
    )
    aside = found.aside(read(text[:LONGEST_READ], opened))
    return Explained(held, (head, *(f"  {line}" for line in lines), *(f"  {line}" for line in aside)))


class _Found:
    def __init__(self, scam: Scam, understood: Understanding, knowledge: Knowledge) -> None:
        self._understood = understood
        self._text = understood.text
        self._quotes: dict[str, list[str]] = {}
        for match in understood.matches:
            if match.scam == scam.id:
                for each in match.evidence:
                    self._quotes[each.sign] = [span.text for span in each.spans]
        for tactic in understood.tactics:  # where a sign of the entry tells of it, it is no evidence of its own
            self._quotes.setdefault(tactic, [])
        for mention in understood.mentions:
            if mention.kind == "tactic" and mention.role == "asked":
                self._quotes[mention.value].append(mention.text)
        self._wanted = {wanted for _, wanted in leaves(scam.when)} | {sign.id for sign in scam.signs} | {*scam.tactics}
        self._kinds = {each.id: f"kind:{each.kind}" for each in knowledge.organisations.values()}

    def look(self, tree: Mapping[str, Any]) -> tuple[bool, list[str]]:
        """Whether this part of the tree holds, and its lines."""
        for name, value in tree.items():
            if name == "claims":
                return self._claim(value)
            if name in LEAVES:
                held = value in self._quotes
                return held, [f"{YES if held else NO} {name} {value}{_quoted(self._quotes.get(value, ()))}"]
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

    def _claim(self, who: str) -> tuple[bool, list[str]]:
        """``who`` is an organisation or a kind of them; one that is only named is told, and does not count."""
        mentions = [each for each in self._understood.mentions if each.kind == "organisation" and self._is(each, who)]
        claimed = [each.text for each in mentions if each.role == "impersonated"]
        if any(who in (each, self._kinds[each]) for each in self._understood.claimed):
            return True, [f"{YES} somebody claims to be {who}{_quoted(claimed)}"]
        named = f"{_quoted(each.text for each in mentions)} (only named)" if mentions else ""
        return False, [f"{NO} somebody claims to be {who}{named}"]

    def _is(self, mention: Mention, who: str) -> bool:
        return who in (mention.value, self._kinds.get(mention.value))

    def aside(self, found: Read) -> Iterator[str]:
        """What was found of the entry and did not count, each once, with the reason."""
        told: set[tuple[str, str, str]] = set()
        for hit in found.hits:
            for name in dict.fromkeys((hit.sign, hit.tactic)):
                if name is None or name not in self._wanted:
                    continue
                start, end = found.given_span(hit.start, hit.end, 0)
                words = self._text[start:end]
                why = self._why_not(hit, name)
                if why is not None and (name, words, why) not in told:
                    told.add((name, words, why))
                    yield f"Did not count: {name} (“{words}”), because {why}."

    def _why_not(self, hit: Hit, name: str) -> str | None:
        """Why a phrase that was found counts for nothing; None when it counts."""
        genre = self._understood.genre
        if genre == "warning" and hit.described:
            return None
        if genre in ("message", "other") and hit.stance == "asked" and not hit.asks:
            return "it asks nothing of the reader"
        if hit.stance == "denied":
            return "they say that they do not"
        if hit.stance == "advised":
            return "the reader is told not to"
        return None if name in self._quotes else "it stands outside the part of this long text that asks most"


def _quoted(words: Iterable[str]) -> str:
    shown = [f"“{each}”" for each in dict.fromkeys(words)][:MOST_QUOTED]
    return f": {', '.join(shown)}" if shown else ""


def _deeper(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
