"""The names of the organisations in knowledge, found in a text as people write them."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator

from tocsin.knowledge.load import Knowledge
from tocsin.records import Organisation

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*|&")
_BETWEEN = re.compile(r"[\s-]{0,3}|\.")  # "NS&I", "Booking.com", "H.M.R.C."


class OrganisationNames:
    """All names by their first word. Longer names win; of one name the particular organisation wins over the generic one."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], Organisation]]] = {}
        seen: set[tuple[str, ...]] = set()
        for organisation in sorted(knowledge.organisations.values(), key=lambda each: each.generic):
            for name in (organisation.name, *organisation.names):
                words = tuple(_plain(word[0]) for word in _WORD.finditer(name))
                if words and words not in seen and len("".join(words)) >= 2:
                    seen.add(words)
                    self.by_first.setdefault(words[0], []).append((words, organisation))
        for names in self.by_first.values():
            names.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str, *, generic: bool = False) -> Iterator[tuple[int, int, Organisation]]:
        """``(start, end, organisation)`` in order. A particular organisation needs a capital somewhere: "sky", "tide" and
        "three" are words.
        """
        words = [(_plain(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            step = 1
            for name, organisation in self.by_first.get(words[at][0], ()):
                last = at + len(name) - 1
                if last >= len(words) or not _follows(text, words, at, name):
                    continue
                start, end = words[at][1], words[last][2]
                if text[end - 2 : end] in ("'s", "’s") and not name[-1].endswith("s"):
                    end -= 2
                if organisation.generic:
                    if not generic:
                        continue
                elif text[start:end].islower() or (text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()):
                    continue  # in small letters, or part of a host
                yield start, end, organisation
                step = len(name)
                break
            at += step


def _plain(word: str) -> str:
    return "and" if word == "&" else word.lower().replace("'", "").replace("’", "")


def _follows(text: str, words: list[tuple[str, int, int]], at: int, name: tuple[str, ...]) -> bool:
    """Whether the words from ``at`` on are ``name``, the last one perhaps with an "'s", and hardly anything lies between."""
    for offset, wanted in enumerate(name):
        word, start, _ = words[at + offset]
        if word != wanted and not (
            offset == len(name) - 1
            and word == f"{wanted}s"
            and text[start + len(wanted) : start + len(wanted) + 1] in ("'", "’")
        ):
            return False
        if offset and not _BETWEEN.fullmatch(text, words[at + offset - 1][2], start):
            return False
    return True


_made: dict[int, tuple[weakref.ref[Knowledge], OrganisationNames]] = {}


def organisation_names(knowledge: Knowledge) -> OrganisationNames:
    """The names of this knowledge, compiled once for as long as it lives."""
    kept = _made.get(id(knowledge))
    if kept is None or kept[0]() is not knowledge:
        kept = (weakref.ref(knowledge), OrganisationNames(knowledge))
        _made[id(knowledge)] = kept
    return kept[1]
