"""Which phrases of tactics and signs a text holds, where, and who wants what they tell of.

One look over the words of each sentence leaves the few phrases that could match; only those are searched for.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrase_words import Alphabet, Phrase, PhraseReader, Search, Spelt
from tocsin.records import Stance
from tocsin.understanding import marks
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.scams import alike_signs
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses
from tocsin.understanding.vocabulary import Word, vocabulary_of

LONGEST_SENTENCE_WORDS = 60  # speech recognition writes without full stops: longer runs are read in windows
OVERLAP_WORDS = 20
LONGEST_SENTENCE_CHARACTERS = LONGEST_SENTENCE_WORDS * 4
MOST_OF_ONE = 6
"""Mentions kept of one tactic with one stance, and spans shown for one sign: enough to see it, however long the text."""
# "." for what ends a sentence, ")" for what may close it after that.
_END_SHAPE = bytes(46 if chr(code) in ".!?;" else 41 if chr(code) in "\"')]" else code for code in range(256))
_CLOSED_END = re.compile(r"[.!?;][\"')\]]{0,3}(?=\s)|\n")


def look_over(words: Sequence[str], known: Sequence[Word], joined: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    """The marks of some ``words`` (looked up: ``known``) together, and the places of the phrases that they help.

    ``joined``: see Vocabulary.
    """
    marked = mask = 0
    before = ""
    pairs: Container[str] | None = None  # of the word before
    for word, (bits, helps, _, following) in zip(words, known):  # noqa: B905 (both are made of the same words)
        marked |= bits
        if pairs is not None and word in pairs:
            mask |= joined[before, word]
        elif helps:
            mask |= helps
        before = word
        pairs = following
    return marked, mask


class Hit:
    """A phrase found. ``sign`` is the sign's id, or the tactic's own; offsets count the *normalised* text.

    ``asks`` is False where it only tells of the speaker's own act or of a thing ("a withdrawal of £800").
    ``described``: told of in general ("scammers may ask"), as warnings do. ``done`` is False where the teller says it
    was asked but not done ("I didn't give him my PIN").
    """

    __slots__ = ("asks", "described", "done", "end", "side", "sign", "stance", "start", "tactic")

    def __init__(
        self,
        sign: str,
        tactic: str | None,
        start: int,
        end: int,
        side: Side,
        stance: Stance = "asked",
        described: bool = False,
        done: bool = True,
        asks: bool = True,
    ) -> None:
        self.sign = sign
        self.tactic = tactic
        self.start = start
        self.end = end
        self.side: Side = side
        self.stance: Stance = stance
        self.described = described
        self.done = done
        self.asks = asks


class Part:
    """One sentence: where it lies, its words (from ``first`` up to ``last`` of all; looked up: ``known``), their marks, the
    places of the phrases that they help (``mask``), and who says it."""

    __slots__ = ("clauses", "end", "first", "known", "last", "marked", "mask", "side", "spans", "start")

    def __init__(
        self,
        start: int,
        end: int,
        first: int,
        last: int,
        side: Side,
        marked: int,
        known: Sequence[Word],
        mask: int,
    ) -> None:
        self.start = start
        self.end = end
        self.first = first
        self.last = last
        self.side: Side = side
        self.marked = marked
        self.known = known
        self.mask = mask
        self.clauses: Clauses | None = None
        self.spans: list[tuple[int, int]] | None = None  # of its words, once they are worked out


class Worded(Protocol):
    """A text cut into parts (understanding/sweep.py)."""

    normalised: Normalised
    words: list[str]

    def clauses_of(self, part: Part) -> Clauses: ...


def spell(text: Worded, part: Part) -> Spelt:
    """The words of a part as phrases are looked for in them."""
    return Spelt(
        text.normalised.text,
        text.normalised.letters,
        part.start,
        part.end,
        text.words[part.first : part.last],
        "".join([word[2] for word in part.known]),
    )


class _Owner(NamedTuple):
    """What a phrase tells of."""

    sign: str
    tactic: str | None
    is_ask: bool


class _Ready(NamedTuple):
    """What a phrase tells of, and how it is looked for (see Phrase)."""

    sign: str
    tactic: str | None
    is_ask: bool
    search: Search
    kinds: int
    phrase: Phrase


class SignIndex:
    """The phrases of one Knowledge, ready to be looked for. Each is made when first needed."""

    def __init__(self, knowledge: Knowledge) -> None:
        index = knowledge.word_index
        # In these the speaker does something himself ("we will send a courier"); every other ask is of the reader.
        ask_kind = frozenset(
            tactic.id
            for tactic in knowledge.tactics.values()
            if tactic.kind == "ask" and tactic.id not in {"courier-collection", "call-back-number", "press-a-digit"}
        )
        vocabulary = vocabulary_of(knowledge)
        self.look_up = vocabulary.known.__getitem__
        self.joined = vocabulary.joined
        three, two, _ = index.sizes
        self._order = index.order
        self._three, self._every_three = three, (1 << three) - 1
        self._two, self._every_two = two, (1 << two) - 1
        self._reader = PhraseReader(knowledge.parts, Alphabet(index.alphabet))
        self._texts: list[str] = []
        self._owners: list[_Owner] = []
        self._same: dict[int, list[int]] = {}
        first: dict[str, int] = {}
        for number, (sign, tactic, text) in enumerate(knowledge.phrases()):
            self._texts.append(text)
            self._owners.append(_Owner(sign, tactic, tactic in ask_kind))
            if first.setdefault(text, number) != number:
                self._same.setdefault(first[text], []).append(number)
        # Those of signs that are alike are found with the first of them.
        alike = alike_signs(knowledge)
        self._copies = {
            number: others
            for number, same in self._same.items()
            if (others := [each for each in same if alike.get(sign := self._owners[each].sign, sign) == sign])
        }
        self._phrases: list[Phrase | None] = [None] * len(self._texts)
        self._ready: list[_Ready | None] = [None] * len(self._texts)

    def numbers(self, mask: int) -> list[int]:
        """The numbers of the phrases of which a sentence has some word of every set; ``mask``: see :func:`look_over`."""
        three, two, order = self._three, self._two, self._order
        found: list[int] = []
        bits = mask & self._every_three & (mask >> three) & (mask >> 2 * three)
        while bits:  # few of thousands are set
            highest = bits.bit_length() - 1
            found.append(order[highest])
            bits ^= 1 << highest
        after = mask >> 3 * three  # the places of phrases of two sets, then of one
        if after:
            bits = after & self._every_two & (after >> two) | after >> 2 * two << two
            while bits:
                highest = bits.bit_length() - 1
                found.append(order[three + highest])
                bits ^= 1 << highest
        found.sort()
        return found

    def same(self, number: int) -> list[int]:
        """The numbers of all phrases that are the same as this one, the first of them."""
        return [number, *self._same.get(number, ())]

    def phrase(self, number: int) -> Phrase:
        phrase = self._phrases[number]
        if phrase is None:
            phrase = self._reader.read(self._texts[number])
            for each in self.same(number):
                self._phrases[each] = phrase
        return phrase

    def find(self, text: Worded, part: Part, counted: dict[str, int] | None) -> list[Hit]:
        """The phrases in a part of a text, one hit a sign and stance.

        ``counted``: how often each sign was found before; None where all are wanted, however many.
        """
        numbers = self.numbers(part.mask)
        if not numbers:
            return []
        if not self._copies.keys().isdisjoint(numbers):
            numbers += [each for number in numbers if number in self._copies for each in self._copies[number]]
            numbers.sort()
        spelt = spell(text, part)
        letters = spelt.letters
        ready = self._ready
        kinds: int | None = None
        hits: list[Hit] = []
        asked: set[str] = set()
        others: set[tuple[str, Stance, bool]] = set()
        plain: bool | None = None if part.marked & marks.CUE else True
        for number in numbers:
            sign, tactic, is_ask, search, amounts, phrase = ready[number] or self._make_ready(number)
            if sign in asked:
                continue
            if tactic is None and counted is not None and counted.get(sign, 0) >= MOST_OF_ONE:
                continue
            # As Phrase.find, written out: this is asked more often than anything else.
            if amounts:
                if kinds is None:
                    kinds = spelt.kinds
                if amounts & kinds:
                    found = phrase.search_amounts(spelt.with_amounts)
                    if found is None:
                        continue
                    start, end = phrase.span(spelt, found.start() // 3, found.end() // 3)
                else:
                    found = search(letters)
                    if found is None:
                        continue
                    start, end = phrase.span(spelt, *found.span())
            else:
                found = search(letters)
                if found is None:
                    continue
                if spelt.numbers is None:
                    spans = spelt.made or spelt.spans
                    start, end = spans[found.start()][0], spans[found.end() - 1][1]
                else:
                    start, end = phrase.span(spelt, *found.span())
            if plain is None:
                plain = text.clauses_of(part).is_plain
            if plain and (not is_ask or not text.clauses_of(part).asks_nothing(start, end)):
                asked.add(sign)
                hit = Hit(sign, tactic, start, end, part.side)
            else:
                clauses = text.clauses_of(part)
                stance, described, done = clauses.stance(start, end, is_ask=is_ask)
                asks = not is_ask or not clauses.asks_nothing(start, end)
                if (sign, stance, asks) in others:
                    continue
                others.add((sign, stance, asks))
                if asks and stance == "asked":
                    asked.add(sign)
                hit = Hit(sign, tactic, start, end, part.side, stance, described, done, asks)
            if tactic is None and counted is not None and hit.stance == "asked":
                counted[sign] = counted.get(sign, 0) + 1
            hits.append(hit)
        part.spans = spelt.made
        return hits

    def _make_ready(self, number: int) -> _Ready:
        phrase = self.phrase(number)
        sign, tactic, is_ask = self._owners[number]
        ready = self._ready[number] = _Ready(sign, tactic, is_ask, phrase.search, phrase.kinds, phrase)
        return ready


sign_index = KeptFor(SignIndex)


def ends_shape(data: bytes) -> bytes:
    """Normalised text (in bytes) with "." for whatever ends a sentence and ")" for what may close it after that."""
    return data.translate(_END_SHAPE)


def sentences(text: str, shape: bytes, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    """Start and end of each sentence of normalised text (``shape``: see ends_shape), without the few that hold nothing."""
    stop = len(text) if stop is None else stop
    ends: list[int] = []
    if shape.find(b".)", start, stop) >= 0:
        ends = [found.end() for found in _CLOSED_END.finditer(text, start, stop)]
    else:
        at = shape.find(b". ", start, stop)
        while at >= 0:
            ends.append(at + 1)
            at = shape.find(b". ", at + 2, stop)
        at = shape.find(b"\n", start, stop)
        if at >= 0:
            while at >= 0:
                ends.append(at + 1)
                at = shape.find(b"\n", at + 1, stop)
            ends.sort()
    cut: list[tuple[int, int]] = []
    at = start
    for end in ends:
        if end - at > 2:
            cut.append((at, end))
        at = end
    if stop - at > 2:
        cut.append((at, stop))
    return cut


def windows(letters: str, start: int, words: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """A sentence that is too long, in overlapping windows: first and last word of each, and where it starts and ends."""
    starts: list[int] = []
    at = start
    for word in words:
        at = letters.find(word, at)
        starts.append(at)
        at += len(word)
    step = LONGEST_SENTENCE_WORDS - OVERLAP_WORDS
    for first in range(0, len(words) - OVERLAP_WORDS, step):
        last = min(first + LONGEST_SENTENCE_WORDS, len(words))
        yield first, last, starts[first], starts[last - 1] + len(words[last - 1])


def find_signs(text: str | Normalised, knowledge: Knowledge) -> list[Hit]:
    """Every phrase of tactics and signs in ``text``, in its order. Linear in its length; never raises."""
    from tocsin.understanding.sweep import sweep

    return sweep(normalise(text) if isinstance(text, str) else text, None, knowledge).hits
