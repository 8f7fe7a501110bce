"""One pass over a normalised text: its sentences, its words with what each says, and the phrases of knowledge in it."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.knowledge.load import Knowledge
from tocsin.understanding import marks
from tocsin.understanding.normalise import Normalised
from tocsin.understanding.signs import (
    LONGEST_SENTENCE_CHARACTERS,
    LONGEST_SENTENCE_WORDS,
    Hit,
    ends_shape,
    look_over,
    sentences,
    sign_index,
    windows,
)
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses
from tocsin.understanding.vocabulary import Word

Turn = tuple[int, int, Side]


class Part:
    """One sentence: where it lies, its words (from ``first`` up to ``last`` of all; looked up: ``known``), their marks, the
    places of the phrases that they help (``mask``), and who says it."""

    __slots__ = ("clauses", "end", "first", "known", "last", "marked", "mask", "side", "start")

    def __init__(
        self, start: int, end: int, first: int, last: int, side: Side, marked: int, known: Sequence[Word], mask: int
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


class Swept:
    """What one pass found. ``words`` are those of every side, speakers' labels left out; ``marked`` the marks of all of them."""

    __slots__ = ("_spans", "hits", "marked", "normalised", "parts", "words")

    def __init__(self, normalised: Normalised) -> None:
        self.normalised = normalised
        self.words: list[str] = []
        self.marked = 0
        self.parts: list[Part] = []
        self.hits: list[Hit] = []
        self._spans: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each of the words lies in the normalised text; worked out when first asked for."""
        if self._spans is None:
            letters = self.normalised.letters
            spans: list[tuple[int, int]] = []
            for part in self.parts:
                at = part.start
                for word in self.words[part.first : part.last]:
                    at = letters.find(word, at)
                    end = at + len(word)
                    spans.append((at, end))
                    at = end
            self._spans = spans
        return self._spans

    def clauses_of(self, part: Part) -> Clauses:
        if part.clauses is None:
            part.clauses = self._clauses(part.start, part.end, self.words[part.first : part.last])
        return part.clauses

    def _clauses(self, start: int, end: int, words: Sequence[str]) -> Clauses:
        return Clauses(self.normalised.text, self.normalised.data, self.normalised.letters, start, end, words)

    def count_cues(self) -> dict[str, int]:
        """How many cues of each kind the text holds: warnings are full of them."""
        counts = {"none": 0, "described": 0, "narrator": 0, "denied": 0, "advised": 0}
        for part in self.parts:
            if part.marked & marks.CUE:
                for _, _, kind in self.clauses_of(part).cues:
                    counts[kind] += 1
        return counts


def sweep(
    normalised: Normalised, turns: Sequence[Turn] | None, knowledge: Knowledge, *, side: Side = "unknown"
) -> Swept:
    """Read a text, turn by turn where it is a dialogue. What the called person says asks nothing of him."""
    swept = cut(normalised, turns, knowledge, side=side)
    find_phrases(swept, knowledge)
    return swept


def cut(normalised: Normalised, turns: Sequence[Turn] | None, knowledge: Knowledge, *, side: Side = "unknown") -> Swept:
    """The sentences of a text and their words, looked up; the phrases are still to be found."""
    look_up = sign_index(knowledge).look_up
    text, letters = normalised.text, normalised.letters
    swept = Swept(normalised)
    shape = ends_shape(normalised.data)
    words, parts = swept.words, swept.parts
    marked = first = 0
    for turn_start, turn_end, speaker in turns or ((0, len(text), side),):
        for start, end in sentences(text, shape, turn_start, turn_end):
            own = letters[start:end].split()
            if own:
                words += own
                last = first + len(own)
                known = list(map(look_up, own))
                bits, mask = look_over(own, known)
                parts.append(Part(start, end, first, last, speaker, bits, known, 0 if speaker == "callee" else mask))
                marked |= bits
                first = last
    swept.marked = marked
    return swept


def find_phrases(swept: Swept, knowledge: Knowledge) -> None:
    """The phrases of knowledge in a text that is cut."""
    index = sign_index(knowledge)
    for number, part in enumerate(swept.parts):
        if part.mask:
            count = part.last - part.first
            if count > LONGEST_SENTENCE_WORDS and part.end - part.start >= LONGEST_SENTENCE_CHARACTERS:
                _find_in_windows(swept, part, swept.words[part.first : part.last], number, knowledge)
                continue
            candidates = index.candidates(part.mask)
            if candidates:
                swept.hits += index.find(
                    swept.normalised,
                    part.start,
                    candidates,
                    swept.words[part.first : part.last],
                    part.known,
                    swept.clauses_of(part),
                    sentence=number,
                    side=part.side,
                )
    if len(swept.hits) > 1:
        swept.hits.sort(key=_start)


def _start(hit: Hit) -> int:
    return hit.start


def _find_in_windows(swept: Swept, part: Part, own: Sequence[str], number: int, knowledge: Knowledge) -> None:
    index = sign_index(knowledge)
    seen: set[tuple[str, int]] = set()
    for first, last, start, end in windows(swept.normalised.letters, part.start, own):
        words = own[first:last]
        known = list(map(index.look_up, words))
        _, mask = look_over(words, known)
        candidates = index.candidates(mask)
        if candidates:
            clauses = swept._clauses(start, end, words)
            for hit in index.find(
                swept.normalised, start, candidates, words, known, clauses, sentence=number, side=part.side
            ):
                if (hit.sign, hit.start) not in seen:  # windows overlap
                    seen.add((hit.sign, hit.start))
                    swept.hits.append(hit)
