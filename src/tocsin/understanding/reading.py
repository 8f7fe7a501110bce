"""What one text, or one turn of a call, holds: its signs, names, routes and baits, before it is judged as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.knowledge.load import Knowledge
from tocsin.records import Mention
from tocsin.understanding.claims import Named, find_named
from tocsin.understanding.frames import NEAR_WORDS, Frame, find_frames, own_ways, to_anybody
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.signs import Hit, sentences, sign_index
from tocsin.understanding.speakers import Side, turns_of

NEAR_WORDS_IN_CALL = 110  # people answer in between
DETAILS = frozenset({"personal-details-request", "payment-details-request", "password-request", "pin-request"})
_WORD = re.compile(r"[a-z0-9]+")
_DIGITS = re.compile(r"[0-9][0-9 ().-]{5,}[0-9]|\b(?:159|999|7726|101|60599)\b")
_LINK_LIKE = re.compile(r"[a-z0-9](?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))[a-z]|@", re.IGNORECASE)


def counts_as_asked(hit: Hit) -> bool:
    """In a message: whether the other side asks it of the reader."""
    return hit.stance == "asked" and hit.asks and hit.side != "callee"


@dataclass(frozen=True, slots=True)
class Read:
    """What one text (or one turn of a call) holds, before it is judged as a whole."""

    normalised: Normalised
    words: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    hits: Sequence[Hit]
    named: Sequence[Named]
    routes: Sequence[Mention]  # links, e-mail addresses and telephone numbers
    frames: Sequence[Frame]
    own_ways: Sequence[tuple[int, int]]
    to_anybody: Sequence[tuple[int, int]]
    dialogue: bool  # written down with who speaks

    def given_span(self, start: int, end: int, offset: int) -> tuple[int, int]:
        """The span of the whole text that became ``start:end`` of this part, which begins at ``offset`` of it."""
        left, right = self.normalised.given_span(start, end)
        return left + offset, right + offset


def read(text: str, knowledge: Knowledge, *, side: Side = "unknown") -> Read:
    """Find what is in ``text``; ``side`` is who says it, where known."""
    normalised = normalise(text)
    plain = normalised.text
    turns = turns_of(plain)
    index = sign_index(knowledge)
    cut: list[tuple[int, int]] = []
    hits: list[Hit] = []
    seen: set[tuple[str, int]] = set()
    for turn_start, turn_end, speaker in turns or ((0, len(plain), side),):
        for start, end in sentences(plain, turn_start, turn_end):
            for hit in index.find(plain, start, end, sentence=len(cut), side=speaker):
                if (hit.sign, hit.start) not in seen:  # windows overlap
                    seen.add((hit.sign, hit.start))
                    hits.append(hit)
            cut.append((start, end))
    hits.sort(key=lambda hit: hit.start)
    found = list(_WORD.finditer(plain))
    words, spans = [each.group() for each in found], [each.span() for each in found]
    if turns is not None:  # the labels are no words of anybody
        words = [word for start, end, _ in turns for word in _WORD.findall(plain[start:end])]
    details = [(hit.start, hit.end) for hit in hits if hit.tactic in DETAILS and counts_as_asked(hit)]
    ways, anybody = own_ways(plain), to_anybody(plain)
    if turns is not None:
        ways = [way for way in ways if any(s <= way[0] < e and who != "callee" for s, e, who in turns)]
    return Read(
        normalised,
        words,
        cut,
        hits,
        find_named(plain, [each.group() for each in found], knowledge, spans=spans),
        _routes(text),
        find_frames(
            plain,
            [each.group() for each in found],
            spans,
            details=details,
            near_words=NEAR_WORDS if turns is None else NEAR_WORDS_IN_CALL,
            dialogue=turns is not None or side == "caller",
        )
        if side != "callee"
        else [],
        ways,
        anybody,
        turns is not None,
    )


def _routes(text: str) -> list[Mention]:
    routes: list[Mention] = []
    if _LINK_LIKE.search(text):
        from tocsin.understanding.links import find_links

        routes += find_links(text)
    if _DIGITS.search(text):
        from tocsin.understanding.phones import find_phones

        linked = [(each.start, each.end) for each in routes]
        routes += [each for each in find_phones(text) if not any(s <= each.start < e for s, e in linked)]
    return sorted(routes, key=lambda mention: mention.start)
