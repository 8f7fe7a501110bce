"""What one text, or one turn of a call, holds: its signs, names, routes and baits, before it is judged as a whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.knowledge.load import Knowledge
from tocsin.records import Mention
from tocsin.understanding.claims import Named, find_named
from tocsin.understanding.frames import NEAR_WORDS, Frame, find_frames, may_reach, overlaps, own_ways, to_anybody
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.signs import Hit, sentences, sign_index
from tocsin.understanding.speakers import Side, reader_began, turns_of

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


NEAR_WORDS_IN_CALL = 110  # people answer in between
DETAILS = frozenset({"personal-details-request", "payment-details-request", "password-request", "pin-request"})
SHORT_TEXT_WORDS = 100
_ADDRESS = ("http", "www", "hxxp")
_WAYS = frozenset({"call-back-number", "click-link", "visit-website"})
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
    every, spans = [each.group() for each in found], [each.span() for each in found]
    # In a long text an address that only stands there asks nobody to follow it; in a short one it is what it is for.
    if len(every) > SHORT_TEXT_WORDS:
        hits = [
            replace(hit, asks=False) if hit.tactic == "click-link" and plain.startswith(_ADDRESS, hit.start) else hit
            for hit in hits
        ]
    words = every
    if turns is not None:  # the labels are no words of anybody
        words = [word for start, end, _ in turns for word in _WORD.findall(plain[start:end])]
    routes = _routes(text)
    named = find_named(plain, every, knowledge, spans=spans)
    frames: list[Frame] = []
    ways: list[tuple[int, int]] = []
    anybody: list[tuple[int, int]] = []
    if hits or routes or may_reach(every):  # else there is nothing that they could speak for or against
        ways, anybody = own_ways(plain), to_anybody(plain)
        if turns is not None:
            ways = [way for way in ways if any(s <= way[0] < e and who != "callee" for s, e, who in turns)]
            ways += reader_began(plain, turns)
        if ways:
            hits = [
                replace(hit, asks=False) if hit.tactic in _WAYS and overlaps(hit.start, hit.end, ways) else hit
                for hit in hits
            ]
        if side != "callee":
            frames = find_frames(
                plain,
                every,
                spans,
                details=[(hit.start, hit.end) for hit in hits if hit.tactic in DETAILS and counts_as_asked(hit)],
                own=ways,
                near_words=NEAR_WORDS if turns is None else NEAR_WORDS_IN_CALL,
                dialogue=turns is not None or side == "caller",
            )
    return Read(normalised, words, cut, hits, named, routes, frames, ways, anybody, turns is not None)


def _routes(text: str) -> list[Mention]:
    """Links, e-mail addresses and telephone numbers, in their order; digits inside a link are no telephone number."""
    routes: list[Mention] = []
    if _LINK_LIKE.search(text):
        from tocsin.understanding.links import find_links

        routes = find_links(text)
    if _DIGITS.search(text):
        from tocsin.understanding.phones import find_phones

        starts = [each.start for each in routes]
        phones = []
        for phone in find_phones(text):
            before = bisect_right(starts, phone.start) - 1
            if before < 0 or routes[before].end <= phone.start:
                phones.append(phone)
        routes = sorted(routes + phones, key=lambda mention: mention.start)
    return routes
