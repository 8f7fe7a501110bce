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
    sentences,
    sign_index,
    windows,
)
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses

Turn = tuple[int, int, Side]


class Part:
    """One sentence: where it lies, its words (from ``first`` up to ``last`` of all), their marks, and who says it."""

    __slots__ = ("clauses", "end", "first", "last", "marked", "side", "start")

    def __init__(self, start: int, end: int, first: int, last: int, side: Side) -> None:
        self.start = start
        self.end = end
        self.first = first
        self.last = last
        self.side: Side = side
        self.marked = 0
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
    index = sign_index(knowledge)
    look_up = index.look_up
    text, letters = normalised.text, normalised.letters
    swept = Swept(normalised)
    shape = ends_shape(normalised.data)
    words, parts = swept.words, swept.parts
    marked = 0
    for turn_start, turn_end, speaker in turns or ((0, len(text), side),):
        for start, end in sentences(text, shape, turn_start, turn_end):
            own = letters[start:end].split()
            if not own:
                continue
            first = len(words)
            words += own
            part = Part(start, end, first, len(words), speaker)
            mask = bits = 0
            known = list(map(look_up, own))
            if speaker == "callee":
                for word_marks, _, _ in known:
                    bits |= word_marks
            else:
                for word_marks, helps, _ in known:
                    bits |= word_marks
                    if helps:
                        mask |= helps
            part.marked = bits
            marked |= bits
            parts.append(part)
            if mask:
                if len(own) > LONGEST_SENTENCE_WORDS and end - start >= LONGEST_SENTENCE_CHARACTERS:
                    _find_in_windows(swept, part, own, len(parts) - 1, knowledge)
                else:
                    candidates = index.candidates(mask, known)
                    if candidates:
                        swept.hits += index.find(
                            normalised,
                            start,
                            candidates,
                            own,
                            known,
                            swept.clauses_of(part),
                            sentence=len(parts) - 1,
                            side=speaker,
                        )
    swept.marked = marked
    if len(swept.hits) > 1:
        swept.hits.sort(key=_start)
    return swept


def _start(hit: Hit) -> int:
    return hit.start


def _find_in_windows(swept: Swept, part: Part, own: Sequence[str], number: int, knowledge: Knowledge) -> None:
    index = sign_index(knowledge)
    seen: set[tuple[str, int]] = set()
    for first, last, start, end in windows(swept.normalised.letters, part.start, own):
        words = own[first:last]
        known = list(map(index.look_up, words))
        mask = 0
        for _, helps, _ in known:
            mask |= helps
        candidates = index.candidates(mask, known)
        if candidates:
            clauses = swept._clauses(start, end, words)
            for hit in index.find(
                swept.normalised, start, candidates, words, known, clauses, sentence=number, side=part.side
            ):
                if (hit.sign, hit.start) not in seen:  # windows overlap
                    seen.add((hit.sign, hit.start))
                    swept.hits.append(hit)
