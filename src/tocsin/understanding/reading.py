"""What one text, or one turn of a call, holds: its signs, names, routes and baits, before it is judged as a whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tocsin.knowledge.load import Knowledge
from tocsin.records import Mention
from tocsin.understanding import marks
from tocsin.understanding.claims import Named, find_named, speaks_for_whom_it_names
from tocsin.understanding.frames import (
    NEAR_WORDS,
    Frame,
    find_frames,
    may_be_to_anybody,
    may_hold_own_way,
    overlaps,
    own_ways,
    to_anybody,
)
from tocsin.understanding.normalise import Change, Normalised, normalise
from tocsin.understanding.signs import Hit, Part
from tocsin.understanding.speakers import FEWEST_LABELS, Side, reader_began, turns_of
from tocsin.understanding.sweep import Swept, Turn, cut, find_phrases
from tocsin.understanding.vocabulary import Vocabulary, vocabulary_of

NEAR_WORDS_IN_CALL = 110  # people answer in between
DETAILS = frozenset({"personal-details-request", "payment-details-request", "password-request", "pin-request"})
SHORT_TEXT_WORDS = 100
_ADDRESS = ("http", "www", "hxxp")
_WAYS = frozenset({"call-back-number", "click-link", "visit-website"})
_DIGITS = re.compile(r"[0-9][0-9 ().-]{5,}[0-9]")


_SPOKEN_DOT = re.compile(
    r" dot (?=(?:com|co|org|net|uk|gov|info|biz|example|site|online|shop|store|xyz|link|live|app|top|click|me|io)\b)"
)
_SPOKEN_SLASH = re.compile(r" (?:forward )?slash (?=[a-z0-9])")


def counts_as_asked(hit: Hit) -> bool:
    """In a message: whether the other side asks it of the reader."""
    return hit.stance == "asked" and hit.asks and hit.side != "callee"


class Read:
    """What one text (or one turn of a call) holds, before it is judged as a whole."""

    __slots__ = ("frames", "hits", "named", "normalised", "own_ways", "routes", "side", "swept", "to_anybody", "turns")

    def __init__(self, normalised: Normalised, turns: Sequence[Turn] | None, swept: Swept, side: Side) -> None:
        self.normalised = normalised
        self.turns = turns
        self.swept = swept
        self.side: Side = side
        self.hits: list[Hit] = swept.hits
        self.named: list[Named] = []
        self.routes: list[Mention] = []  # links, e-mail addresses and telephone numbers
        self.frames: list[Frame] = []
        self.own_ways: list[tuple[int, int]] = []
        self.to_anybody: list[tuple[int, int]] = []

    @property
    def words(self) -> list[str]:
        return self.swept.words

    @property
    def marked(self) -> int:
        return self.swept.marked

    @property
    def dialogue(self) -> bool:
        """Written down with who speaks."""
        return self.turns is not None

    def sentences(self) -> Iterator[tuple[int, int]]:
        return ((part.start, part.end) for part in self.swept.parts)

    def given_span(self, start: int, end: int, offset: int) -> tuple[int, int]:
        """The span of the whole text that became ``start:end`` of this part, which begins at ``offset`` of it."""
        left, right = self.normalised.given_span(start, end)
        return left + offset, right + offset

    def parts_of(self, *, callee: bool) -> list[Part]:
        """The parts that the callee says, or those that the other side says to the reader."""
        return [part for part in self.swept.parts if (part.side == "callee") == callee]

    def said(self, *, callee: bool = False) -> list[str]:
        """The words that the other side says to the reader, or those of the callee, where it is known who speaks."""
        words = self.swept.words
        if self.turns is None:
            return words if (self.side == "callee") == callee else []
        return [word for part in self.parts_of(callee=callee) for word in words[part.first : part.last]]

    def said_at(self, *, callee: bool = False) -> list[tuple[int, int]]:
        """Where each of those words stands in the normalised text."""
        if self.turns is None:
            return self.swept.spans if (self.side == "callee") == callee else []
        return [span for part in self.parts_of(callee=callee) for span in self.swept.spans_of(part)]

    def said_spans(self, *, callee: bool = False) -> list[tuple[int, int]]:
        """Where each of those words stands in the text as given."""
        return self.normalised.given_spans(self.said_at(callee=callee))

    def first_said(self) -> int:
        """Where the first of those words stands in the text as given."""
        swept, normalised = self.swept, self.normalised
        part = next(each for each in swept.parts if each.side != "callee")
        return normalised.given_start(normalised.letters.find(swept.words[part.first], part.start))


def read(text: str, knowledge: Knowledge, *, side: Side = "unknown") -> Read:
    """Find what is in ``text``; ``side`` is who says it, where known."""
    found = begin(text, knowledge, side=side)
    find_phrases(found.swept, knowledge)
    finish(found, text, knowledge)
    return found


def begin(text: str, knowledge: Knowledge, *, side: Side = "unknown") -> Read:
    """The words and sentences of a text: the phrases (``find_phrases``) and all that :func:`finish` adds are still to be found."""
    vocabulary = vocabulary_of(knowledge)
    normalised = normalise(text, vocabulary.spelling)
    vocabulary.make_room(normalised.letters.count(" ") + 1)
    turns = None
    if normalised.text.count(":") >= FEWEST_LABELS:  # it may be a dialogue, whose labels are mended too
        normalised = _mended(normalised, vocabulary)
        turns = turns_of(normalised.text)
        swept = cut(normalised, turns, knowledge, side=side)
    else:
        swept = cut(normalised, None, knowledge, side=side)
        if swept.marked & marks.MISSPELT:
            normalised = _mended(normalised, vocabulary)
            swept = cut(normalised, None, knowledge, side=side)
    return Read(normalised, turns, swept, side)


def finish(found: Read, text: str, knowledge: Knowledge) -> None:
    """Names, routes and baits, once the phrases are found."""
    normalised, swept = found.normalised, found.swept
    marked = swept.marked
    if marked & marks.DIGIT or _may_hold_a_link(text) or " dot " in text:
        found.routes = _routes(text, normalised, short_code=bool(marked & marks.SHORT_CODE))
        if normalised.left_out:
            found.routes = [each for each in found.routes if not _lies_in(each, normalised.left_out)]
    if marked & marks.NAME:
        _find_names(found, knowledge)
    # In a long text an address that only stands there asks nobody to follow it; in a short one it is what it is for.
    if len(swept.words) > SHORT_TEXT_WORDS:
        for hit in found.hits:
            if hit.tactic == "click-link" and normalised.text.startswith(_ADDRESS, hit.start):
                hit.asks = False
    if found.hits or found.routes or marked & marks.REACH:
        _find_baits(found)  # else there is nothing that they could speak for or against


def _lies_in(mention: Mention, stretches: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(stretches, (mention.start, len(mention.text) + mention.end)) - 1
    return at >= 0 and mention.start < stretches[at][1]


def _mended(normalised: Normalised, vocabulary: Vocabulary) -> Normalised:
    """The text with the words that misspelt ones mean."""
    words = set(normalised.letters.split())
    known = vocabulary.known
    if not all(map(known.__contains__, words)):
        for word in words:
            known[word]  # which words are misspelt is known of those that were looked up
    meant = vocabulary.meant
    if meant.keys().isdisjoint(words):
        return normalised
    padded = f" {normalised.letters} "
    changes: list[Change] = []
    for word in meant.keys() & words:
        at = padded.find(f" {word} ")
        while at >= 0:
            changes.append((at, at + len(word), meant[word], 1))
            at = padded.find(f" {word} ", at + len(word))
    return normalised.changed(sorted(changes))


def _find_names(found: Read, knowledge: Knowledge) -> None:
    swept, normalised = found.swept, found.normalised
    speaks_for = speaks_for_whom_it_names(normalised.text, swept.words)
    for part in swept.parts:
        if part.marked & marks.NAME:
            found.named += find_named(
                normalised.text,
                normalised.data,
                normalised.letters,
                part.start,
                swept.words[part.first : part.last],
                knowledge,
                speaks_for=speaks_for,
            )


def _find_baits(found: Read) -> None:
    swept, data, turns = found.swept, found.normalised.data, found.turns
    marked = swept.marked
    ways = _own_ways(swept, data) if marked & marks.OWN_WAY else []
    if may_be_to_anybody(marked):
        found.to_anybody = to_anybody(data)
    if turns is not None:
        ways = [way for way in ways if any(start <= way[0] < end and who != "callee" for start, end, who in turns)]
        ways += reader_began(found.normalised.text, turns)
    found.own_ways = ways
    if ways:
        for hit in found.hits:
            if hit.tactic in _WAYS and overlaps(hit.start, hit.end, ways):
                hit.asks = False
    if marked & marks.GOOD_OR_BAD and found.side != "callee":
        found.frames = find_frames(
            data,
            swept,
            details=[(hit.start, hit.end) for hit in found.hits if hit.tactic in DETAILS and counts_as_asked(hit)],
            own=ways,
            near_words=NEAR_WORDS if turns is None else NEAR_WORDS_IN_CALL,
            dialogue=turns is not None or found.side == "caller",
        )


def _own_ways(swept: Swept, data: bytes) -> list[tuple[int, int]]:
    """Those of a text; of a short one it is first looked whether it can hold any."""
    return own_ways(data) if len(swept.words) > SHORT_TEXT_WORDS or may_hold_own_way(swept.words) else []


def _may_hold_a_link(text: str) -> bool:
    """A cheap look: an at sign, or a dot between letters, however it is written."""
    at = text.find(".")
    while at >= 0:
        if (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalpha()) or text[at - 1 : at] in ("[", "("):
            return True
        at = text.find(".", at + 1)
    if "@" in text:
        return True
    return ("]" in text or ")" in text) and ("dot]" in text or "dot)" in text or "DOT]" in text or "DOT)" in text)


def _routes(text: str, normalised: Normalised, *, short_code: bool) -> list[Mention]:
    """Links, e-mail addresses and telephone numbers, in their order; digits inside a link are no telephone number."""
    routes: list[Mention] = []
    plain = normalised.text
    if _may_hold_a_link(text):
        from tocsin.understanding.links import find_links

        routes = find_links(text)
    elif " dot " in plain:  # an address said aloud: "evri dot com slash pay"
        from tocsin.understanding.links import find_links

        said = [(found.start(), found.end(), ".", 1) for found in _SPOKEN_DOT.finditer(plain)]
        if said:
            said += [(found.start(), found.end(), "/", 1) for found in _SPOKEN_SLASH.finditer(plain)]
            written = normalised.changed(sorted(said))
            routes = [_as_given(each, text, written) for each in find_links(written.text)]
    if short_code or _DIGITS.search(plain):
        from tocsin.understanding.phones import find_phones

        starts = [each.start for each in routes]
        phones = []
        for found in find_phones(plain):
            phone = _as_given(found, text, normalised)
            before = bisect_right(starts, phone.start) - 1
            if before < 0 or routes[before].end <= phone.start:
                phones.append(phone)
        routes = sorted(routes + phones, key=lambda mention: mention.start)
    return routes


def _as_given(mention: Mention, text: str, normalised: Normalised) -> Mention:
    """What was found in the normalised text, where it stands in the text as given."""
    start, end = normalised.given_span(mention.start, mention.end)
    return Mention(mention.kind, text[start:end], start, end, mention.value, mention.found_by, mention.role)
