"""A desk's own areas named in a text. The desk gave their names, so they need not stand where only a place can.

A name counts with a capital at its beginning, however the rest of it is written ("Harbour ward", "Harbour Ward"), and not
as a part of a longer name ("Harbour Ward Housing Association").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.understanding.places import FoundPlace
from tocsin.understanding.sentences import Sentence

_LONGER_AFTER = re.compile(r"(?:'s)?[ -]+(?:and |& )?[A-Z][a-z]")
_AREA_AFTER = re.compile(r"(?:'s)?[ -]+(?:Area|Ward|District|Beat|Neighbourhood|Region)s?\b(?![ -]+[A-Z])")


def with_own_areas(
    found: Sequence[FoundPlace], sentences: Sequence[Sentence], own_areas: Sequence[str]
) -> list[FoundPlace]:
    """``found`` and the own areas that it lacks, in the order of the text; an own area wins over a place inside its name."""
    added: list[FoundPlace] = []
    for name in sorted(own_areas, key=len, reverse=True):
        words = re.findall(r"[\w'.&-]+", name)
        if not words:
            continue
        pattern = re.compile(r"(?<![\w-])" + r"[\s-]+".join(map(re.escape, words)) + r"(?![\w-])", re.IGNORECASE)
        for sentence in sentences:
            for match in pattern.finditer(sentence.text):
                after = sentence.text[match.end() : match.end() + 60]
                longer = _LONGER_AFTER.match(after) and not _AREA_AFTER.match(after)
                if not match[0][0].isupper() or longer:
                    continue
                start, end = sentence.start + match.start(), sentence.start + match.end()
                if all(end <= each.start or each.end <= start for each in added):
                    added.append(FoundPlace(start, end, name, None))
    if not added:
        return list(found)
    kept = [each for each in found if all(each.end <= own.start or own.end <= each.start for own in added)]
    return sorted((*kept, *added), key=lambda each: each.start)
