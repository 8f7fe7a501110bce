"""Which phrases of tactics and signs a text holds, where, and who wants what they tell of.

One look over the words of each sentence leaves the few phrases that could match; only those are searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrase_words import Phrase, PhraseReader, Sentence
from tocsin.records import Stance
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses
from tocsin.understanding.vocabulary import Word, vocabulary_of

LONGEST_SENTENCE_WORDS = 60  # speech recognition writes without full stops: longer runs are read in windows
OVERLAP_WORDS = 20
LONGEST_SENTENCE_CHARACTERS = LONGEST_SENTENCE_WORDS * 4
# "." for what ends a sentence, ")" for what may close it after that.
_END_SHAPE = bytes(46 if chr(code) in ".!?;" else 41 if chr(code) in "\"')]" else code for code in range(256))
_CLOSED_END = re.compile(r"[.!?;][\"')\]]{0,3}(?=\s)|\n")


def look_over(words: Sequence[str], known: Sequence[Word]) -> tuple[int, int]:
    """The marks of some ``words`` (looked up: ``known``) together, and the places of the phrases that they help."""
    marked = mask = 0
    pairs: dict[str, int] | None = None  # of the word before
    for word, (bits, helps, _, following) in zip(words, known):  # noqa: B905 (both are made of the same words)
        marked |= bits
        if helps:
            mask |= helps
        if pairs is not None and word in pairs:
            mask |= pairs[word]
        pairs = following
    return marked, mask


class Hit:
    """A phrase found. ``sign`` is the sign's id, or the tactic's own; offsets count the *normalised* text.

    ``asks`` is False where it only tells of the speaker's own act or of a thing ("a withdrawal of £800").
    ``described``: told of in general ("scammers may ask"), as warnings do. ``done`` is False where the teller says it
    was asked but not done ("I didn't give him my PIN").
    """

    __slots__ = ("asks", "described", "done", "end", "sentence", "side", "sign", "stance", "start", "tactic")

    def __init__(
        self,
        sign: str,
        tactic: str | None,
        start: int,
        end: int,
        stance: Stance,
        described: bool = False,
        done: bool = True,
        sentence: int = 0,
        asks: bool = True,
        side: Side = "unknown",
    ) -> None:
        self.sign = sign
        self.tactic = tactic
        self.start = start
        self.end = end
        self.stance: Stance = stance
        self.described = described
        self.done = done
        self.sentence = sentence
        self.asks = asks
        self.side: Side = side


class SignIndex:
    """The phrases of one Knowledge, ready to be looked for. Patterns are compiled when first needed."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._owners = list(knowledge.phrases())
        index = knowledge.word_index
        # In these the speaker does something himself ("we will send a courier"); every other ask is of the reader.
        self._ask_kind = frozenset(
            tactic.id
            for tactic in knowledge.tactics.values()
            if tactic.kind == "ask" and tactic.id not in {"courier-collection", "call-back-number", "press-a-digit"}
        )
        self.look_up = vocabulary_of(knowledge).known.__getitem__
        self._count = index.count
        self._all = (1 << index.count) - 1
        self._missing = index.mask(index.missing)
        self._reader = PhraseReader(knowledge.parts)
        self._phrases: list[Phrase | None] = [None] * len(self._owners)

    def candidates(self, mask: int) -> list[int]:
        """Numbers of the phrases of which a sentence has some word of every set; ``mask``: see :func:`look_over`."""
        count = self._count
        mask |= self._missing
        left = mask & (mask >> count) & (mask >> 2 * count) & self._all
        found: list[int] = []
        while left:
            lowest = left & -left
            left ^= lowest
            found.append(lowest.bit_length() - 1)
        return found

    def _read(self, number: int) -> Phrase:
        phrase = self._phrases[number] = self._reader.read(self._owners[number][2])
        return phrase

    def find(
        self,
        normalised: Normalised,
        start: int,
        candidates: Sequence[int],
        words: Sequence[str],
        known: Sequence[Word],
        clauses: Clauses,
        *,
        sentence: int = 0,
        side: Side = "unknown",
    ) -> list[Hit]:
        """Those of the candidates that are in the sentence from ``start`` on with these ``words``; one hit a sign and stance.

        ``known``: the same words, looked up.
        """
        read = Sentence(normalised.text, normalised.letters, start, clauses.end, words, [word[2] for word in known])
        hits: list[Hit] = []
        found: set[tuple[str, Stance, bool]] = set()
        for number in candidates:
            owner, tactic, _ = self._owners[number]
            if found and (owner, "asked", True) in found:
                continue
            span = (self._phrases[number] or self._read(number)).find(read)
            if span is None:
                continue
            left, right = span
            is_ask = tactic in self._ask_kind
            stance, described, done = clauses.stance(left, right, is_ask=is_ask)
            asks = not is_ask or not clauses.asks_nothing(left, right)
            if (owner, stance, asks) not in found:
                found.add((owner, stance, asks))
                hits.append(Hit(owner, tactic, left, right, stance, described, done, sentence, asks, side))
        return hits


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
