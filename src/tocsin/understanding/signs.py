"""Which phrases of tactics and signs a text holds, where, and who wants what they tell of.

One look over the words of each sentence leaves the few phrases that could match; only those are searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.word_index import Masks
from tocsin.records import Stance
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?;][\"')\]]{0,3}(?=\s)|\n")
LONGEST_SENTENCE_WORDS = 60  # speech recognition writes without full stops: longer runs are read in windows
OVERLAP_WORDS = 20
_KNOWN_WORDS_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found. ``sign`` is the sign's id, or the tactic's own; offsets count the *normalised* text.

    ``asks`` is False where it only tells of the speaker's own act or of a thing ("a withdrawal of £800").
    ``described``: told of in general ("scammers may ask"), as warnings do. ``done`` is False where the teller says it
    was asked but not done ("I didn't give him my PIN").
    """

    sign: str
    tactic: str | None
    start: int
    end: int
    stance: Stance
    described: bool = False
    done: bool = True
    sentence: int = 0
    asks: bool = True
    side: Side = "unknown"


class SignIndex:
    """The phrases of one Knowledge, ready to be looked for. Patterns are compiled when first needed."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._owners = list(knowledge.phrases())
        self._words = knowledge.word_index
        self._patterns = knowledge.patterns
        # In these the speaker does something himself ("we will send a courier"); every other ask is of the reader.
        self._ask_kind = frozenset(
            tactic.id
            for tactic in knowledge.tactics.values()
            if tactic.kind == "ask" and tactic.id not in {"courier-collection", "call-back-number", "press-a-digit"}
        )
        self._compiled: list[Any] = [None] * len(self._owners)
        self._known: dict[str, Masks | None] = {}

    def _masks(self, word: str) -> Masks | None:
        masks = self._words.masks(word)
        if len(self._known) < _KNOWN_WORDS_LIMIT:
            self._known[word] = masks
        return masks

    def candidates(self, words: list[str]) -> Iterator[int]:
        """Numbers of the phrases for which the sentence has every set of words."""
        first = second = third = 0
        known = self._known
        for word in words:
            masks = known[word] if word in known else self._masks(word)
            if masks is not None:
                first |= masks[0]
                second |= masks[1]
                third |= masks[2]
        left = first & (second | self._words.needs_one) & (third | self._words.needs_two)
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest

    def pattern(self, number: int) -> Any:
        compiled = self._compiled[number]
        if compiled is None:
            import re2  # here and not above: what never meets a phrase never loads it

            options = re2.Options()
            options.encoding = re2.Options.Encoding.LATIN1
            options.never_capture = True
            options.log_errors = False
            options.max_mem = 16 << 20
            compiled = re2.compile(self._patterns[self._owners[number][2]].encode("latin-1"), options)
            self._compiled[number] = compiled
        return compiled

    def find(self, text: str, start: int, end: int, *, sentence: int = 0, side: Side = "unknown") -> list[Hit]:
        """The phrases in ``text[start:end]``, one sentence of normalised text; one hit for each sign and stance."""
        stretch = text[start:end]
        words = _WORD.findall(stretch)
        encoded: bytes | None = None
        clauses: Clauses | None = None
        hits: list[Hit] = []
        found: set[tuple[str, Stance, bool]] = set()
        for number in self.candidates(words):
            owner, tactic, _ = self._owners[number]
            if (owner, "asked", True) in found:
                continue
            if encoded is None:
                encoded = stretch.encode("latin-1", "replace")
            match = self.pattern(number).search(encoded)
            if match is None:
                continue
            left, right = match.start(), match.end()
            if clauses is None:
                clauses = Clauses(stretch, words)
            stance, described, done = clauses.stance(left, right, is_ask=tactic in self._ask_kind)
            asks = tactic not in self._ask_kind or not clauses.asks_nothing(left, right)
            if (owner, stance, asks) not in found:
                found.add((owner, stance, asks))
                hits.append(
                    Hit(owner, tactic, start + left, start + right, stance, described, done, sentence, asks, side)
                )
        return hits


sign_index = KeptFor(SignIndex)


def sentences(text: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of normalised text; runs without an end are cut into overlapping windows."""
    at = start
    stop = len(text) if stop is None else stop
    for found in _SENTENCE_END.finditer(text, start, stop):
        if found.end() - at > 2:
            yield from _windows(text, at, found.end())
        at = found.end()
    if stop - at > 2:
        yield from _windows(text, at, stop)


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start < LONGEST_SENTENCE_WORDS * 4:
        yield start, end
        return
    starts = [found.start() for found in _WORD.finditer(text, start, end)]
    if len(starts) <= LONGEST_SENTENCE_WORDS:
        yield start, end
        return
    step = LONGEST_SENTENCE_WORDS - OVERLAP_WORDS
    for first in range(0, len(starts) - OVERLAP_WORDS, step):
        last = first + LONGEST_SENTENCE_WORDS
        yield (start if first == 0 else starts[first]), (end if last >= len(starts) else starts[last])


def find_signs(text: str | Normalised, knowledge: Knowledge) -> list[Hit]:
    """Every phrase of tactics and signs in ``text``, in its order. Linear in its length; never raises."""
    normalised = normalise(text) if isinstance(text, str) else text
    index = sign_index(knowledge)
    hits: list[Hit] = []
    seen: set[tuple[str, int]] = set()
    for number, (start, end) in enumerate(sentences(normalised.text)):
        for hit in index.find(normalised.text, start, end, sentence=number):
            if (hit.sign, hit.start) not in seen:  # windows overlap
                seen.add((hit.sign, hit.start))
                hits.append(hit)
    hits.sort(key=lambda hit: hit.start)
    return hits
