"""The names of the organisations in knowledge, found in a text as people write them."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator

from tocsin.knowledge.load import Knowledge
from tocsin.records import Organisation


class OrganisationNames:
    """All names as one pattern. Longer names win; of one name the particular organisation wins over the generic one."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_name: dict[str, Organisation] = {}
        organisations = sorted(knowledge.organisations.values(), key=lambda each: each.generic)
        for organisation in organisations:
            for name in (organisation.name, *organisation.names):
                plain = " ".join(name.lower().split())
                if len(plain) >= 2:
                    self.by_name.setdefault(plain, organisation)
        written = sorted(self.by_name, key=len, reverse=True)
        # "her majestys revenue and customs" is written with its apostrophe in a text
        words = (re.sub(r"s(?=\\ |$)", "'?s", re.escape(name)).replace(r"\ ", r"[\s-]+") for name in written)
        self.pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(words)})(?![\w]|\.\w)", re.IGNORECASE) if written else None

    def find(self, text: str, *, generic: bool = False) -> Iterator[tuple[int, int, Organisation]]:
        """``(start, end, organisation)`` in order. Names of one or two small letters ("ee") need their capitals."""
        if self.pattern is None:
            return
        for match in self.pattern.finditer(text):
            name = " ".join(re.split(r"[\s-]+", match[0].lower()))
            organisation = self.by_name.get(name) or self.by_name.get(name.replace("'", ""))
            if organisation is None or (organisation.generic and not generic):
                continue
            if not organisation.generic and not any(letter.isupper() for letter in match[0]):
                continue  # "sky", "three", "tide": words, unless written as a name
            yield match.start(), match.end(), organisation


_made: dict[int, tuple[weakref.ref[Knowledge], OrganisationNames]] = {}


def organisation_names(knowledge: Knowledge) -> OrganisationNames:
    """The names of this knowledge, compiled once for as long as it lives."""
    kept = _made.get(id(knowledge))
    if kept is None or kept[0]() is not knowledge:
        kept = (weakref.ref(knowledge), OrganisationNames(knowledge))
        _made[id(knowledge)] = kept
    return kept[1]
