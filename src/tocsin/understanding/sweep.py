"""One pass over a normalised text: its sentences, its words with what each says, and the phrases of knowledge in it."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrase_words import spans_of
from tocsin.understanding import marks
from tocsin.understanding.normalise import Normalised
from tocsin.understanding.signs import (
    LONGEST_SENTENCE_CHARACTERS,
    LONGEST_SENTENCE_WORDS,
    Hit,
    Part,
    SignIndex,
    ends_shape,
    look_over,
    sentences,
    sign_index,
    windows,
)
from tocsin.understanding.speakers import Side
from tocsin.understanding.stance import Clauses

Turn = tuple[int, int, Side]
FEW_WORDS = 260
"""A longer written text is judged by the stretch of it that asks most (understanding/understand.py)."""


class Swept:
    """What one pass found. ``words`` are those of every side, speakers' labels left out; ``marked`` the marks of all of them."""

    __slots__ = ("_spans", "hits", "is_dialogue", "marked", "normalised", "parts", "words")

    def __init__(self, normalised: Normalised) -> None:
        self.normalised = normalised
        self.words: list[str] = []
        self.marked = 0
        self.parts: list[Part] = []
        self.hits: list[Hit] = []
        self.is_dialogue = False
        self._spans: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each of the words lies in the normalised text; worked out when first asked for."""
        if self._spans is None:
            self._spans = [span for part in self.parts for span in self.spans_of(part)]
        return self._spans

    def spans_of(self, part: Part) -> list[tuple[int, int]]:
        """Where each word of a part lies."""
        if part.spans is None:
            part.spans = spans_of(self.words[part.first : part.last], self.normalised.letters, part.start)
        return part.spans

    def clauses_of(self, part: Part) -> Clauses:
        if part.clauses is None:
            normalised = self.normalised
            part.clauses = Clauses(
                normalised.text,
                normalised.data,
                normalised.letters,
                part.start,
                part.end,
                self.words[part.first : part.last],
            )
        return part.clauses

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
    index = sign_index(knowledge)
    look_up = index.look_up
    text, letters = normalised.text, normalised.letters
    swept = Swept(normalised)
    swept.is_dialogue = turns is not None
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
                if speaker == "callee":  # what he says asks nothing of him
                    bits = mask = 0
                    for word in known:
                        bits |= word[0]
                else:
                    bits, mask = look_over(own, known, index.joined)
                parts.append(Part(start, end, first, last, speaker, bits, known, mask))
                marked |= bits
                first = last
    swept.marked = marked
    return swept


def find_phrases(swept: Swept, knowledge: Knowledge) -> None:
    """The phrases of knowledge in a text that is cut."""
    index = sign_index(knowledge)
    hits = swept.hits
    # Of a long written text the stretch that asks most is looked for from every hit on; else a few of each sign are enough.
    counted: dict[str, int] | None = {} if swept.is_dialogue or len(swept.words) <= FEW_WORDS else None
    for part in swept.parts:
        if not part.mask:
            continue
        pieces = pieces_of(swept, part, index)
        if pieces is None:
            hits += index.find(swept, part, counted)
        else:
            hits += _in_windows(swept, pieces, index)
    if len(hits) > 1:
        hits.sort(key=_start)


def _start(hit: Hit) -> int:
    return hit.start


def pieces_of(swept: Swept, part: Part, index: SignIndex) -> list[Part] | None:
    """Windows of a sentence that is too long; None of one that is not."""
    if part.last - part.first <= LONGEST_SENTENCE_WORDS or part.end - part.start < LONGEST_SENTENCE_CHARACTERS:
        return None
    own = swept.words[part.first : part.last]
    pieces: list[Part] = []
    for first, last, start, end in windows(swept.normalised.letters, part.start, own):
        known = part.known[first:last]
        marked, mask = look_over(own[first:last], known, index.joined)
        pieces.append(Part(start, end, part.first + first, part.first + last, part.side, marked, known, mask))
    return pieces


def _in_windows(swept: Swept, pieces: Sequence[Part], index: SignIndex) -> list[Hit]:
    """What is in windows of one sentence, each once: they overlap."""
    hits: dict[tuple[str, int], Hit] = {}
    for piece in pieces:
        if piece.mask:
            for hit in index.find(swept, piece, None):
                hits.setdefault((hit.sign, hit.start), hit)
    return list(hits.values())
