"""What one word says, worked out once: the marks that decide which readers a text needs, and the phrases it helps.

Most texts hold few words that any reader looks for. One look at each word, in a dict, tells which of them can find
something at all; the others are never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrase_words import Alphabet
from tocsin.knowledge.word_index import Bits
from tocsin.understanding import channel_words, claims, cues, frames, genre, marks, stage, stance
from tocsin.understanding.spelling import Spelling

FILLERS = frozenset(
    {"um", "umm", "uh", "uhh", "er", "err", "erm", "uhm", "hmm", "mm", "mmm", "ah"}
)  # speech recognition
# No slips of the finger, though no reader looks for them alone.
ALSO_KNOWN = frozenset(
    [
        "automated",
        "been",
        "care",
        "courtesy",
        "final",
        "important",
        "pobox",
        "ppm",
        "recorded",
        "service",
        "services",
        "urgent",
    ]
)
_SAYS_LITTLE = marks.DIGIT | marks.TO_ANYBODY | marks.TO_ANYBODY_FIRST | marks.TO_ANYBODY_SECOND
MOST_WORDS = 50_000  # kept; whoever sends ever new words makes us forget and work them out again


class Word(NamedTuple):
    """``marks``: bits of marks.py. ``mask``: places of the phrases it helps (see WordIndex). ``letter``: what stands for it where phrases are looked for. ``pairs``: the words
    that help some phrase when they come right after it; None for most words."""

    marks: int
    mask: int
    letter: str
    pairs: Container[str] | None


class _Known(dict[str, Word]):
    """``known[word]`` for any word: what was worked out before, else worked out now."""

    __slots__ = ("_alike", "_work_out")

    def __init__(self, work_out: Callable[[str], Word]) -> None:
        super().__init__()
        self._work_out = work_out
        # Most numbers and names say the same: kept once, however many come.
        self._alike: dict[tuple[int, int, str], Word] = {}

    def __missing__(self, word: str) -> Word:
        made = self._work_out(word)
        if made.pairs is None:
            made = self._alike.setdefault(made[:3], made)
        self[word] = made
        return made

    def clear(self) -> None:
        super().clear()
        self._alike.clear()


class _Joined(dict[tuple[str, str], int]):
    """The phrases that a word helps which comes right after another one of whose ``pairs`` it is."""

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[str, str], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, words: tuple[str, str]) -> int:
        made = self[words] = self._work_out(*words)
        return made


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any("0" <= character <= "9" for character in word)


class Vocabulary:
    """The words seen so far by one Knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._index = knowledge.word_index
        index = self._index
        self._words = frozenset(index.words)
        self._wanted = frozenset(index.stems)
        self._shortest = min(map(len, self._wanted), default=1)
        self._longest = max(map(len, self._wanted), default=0)
        self._marks: dict[str, int] = {}
        for mark, words in (
            (marks.CUE, cues.CUE_WORDS | stance.AFTER_WORDS),
            (marks.WARNS, genre.WARNING_WORDS.keys()),
            (marks.FIRST_PERSON, genre.FIRST_PERSON),
            (marks.TOLD, genre.TOLD),
            (marks.OTHERS, genre.OTHERS),
            (marks.READER, genre.READER),
            (marks.TELLERS, genre.TELLERS),
            (marks.TO_READER, genre.TO_READER_WORDS),
            (marks.TO_READER_HALF, genre.TO_READER_SECOND_WORDS),
            (marks.NAME, claims.name_index(knowledge).by_word.keys()),
            (marks.GOOD_OR_BAD, frames.GOOD.keys() | frames.BAD.keys()),
            (marks.REACH, frames.REACHING),
            (marks.CHANNEL, channel_words.CHANNEL_WORDS.keys()),
            (marks.OWN_WAY, frames.OWN_WAY_WORDS),
            (marks.TO_ANYBODY, frames.TO_ANYBODY_WORDS),
            (marks.TO_ANYBODY_FIRST, frames.TO_ANYBODY_FIRST_WORDS),
            (0, ALSO_KNOWN),
            (marks.SHORT_CODE, ("159", "999", "7726", "101", "60599")),
        ):
            self._mark(mark, words)
        self._masks: dict[Bits, int] = {}
        self._alphabet = Alphabet(index.alphabet)
        self.known = _Known(self.word)
        self.joined = _Joined(self._join)
        self.meant: dict[str, str] = {}  # for misspelt words the one that is meant
        self._spelling: Spelling | None = None

    @property
    def spelling(self) -> Spelling:
        """Made when the first unknown word comes."""
        if self._spelling is None:
            self._spelling = Spelling(self._words, self._marks)
        return self._spelling

    def make_room(self, count: int) -> None:
        """Before so many words are looked up that may be new: forget all when they would be too many."""
        if len(self.known) + count > MOST_WORDS:
            self.known.clear()
            self.meant.clear()

    def _mark(self, mark: int, words: Iterable[str]) -> None:
        for word in words:
            self._marks[word] = self._marks.get(word, 0) | mark

    def _mask_of(self, bits: Bits) -> int:
        """The same numbers for the same places: ways to say one thing help the same phrases."""
        mask = self._masks.get(bits)
        if mask is None:
            mask = self._masks[bits] = self._index.mask(bits)
        return mask

    def word(self, word: str) -> Word:
        """What ``word`` says, worked out."""
        index = self._index
        bits = self._marks.get(word, 0)
        stem = self._stems(word)[-1:]  # the longest that it begins with
        helps = self._helps(word)
        letter = self._alphabet.letter(word) or (self._alphabet.letter(f"{stem[0]}*") if stem else None)
        digit = _has_digit(word)
        if digit:
            bits |= marks.DIGIT
            if frames.PRICE.match(word):
                bits |= marks.TO_ANYBODY
        if any(part in word for part in stage.CALL_WORD_PARTS) or word.startswith(stage.CALL_WORD_STARTS):
            bits |= marks.ON_CALL
        if word.startswith(frames.TO_ANYBODY_STARTS):
            bits |= marks.TO_ANYBODY
        if word.startswith(frames.TO_ANYBODY_FIRST_STARTS):
            bits |= marks.TO_ANYBODY_FIRST
        if word.startswith(frames.TO_ANYBODY_SECOND_STARTS):
            bits |= marks.TO_ANYBODY_SECOND
        if not bits & ~_SAYS_LITTLE and not stem and not digit and word not in self._words:
            meant = "" if word in FILLERS else self.spelling.meant(word)
            if meant is not None:
                self.meant[word] = meant
                bits |= marks.MISSPELT
        return Word(bits, self._mask_of(helps), letter or self._alphabet.other, index.pairs.get(word))

    def _stems(self, word: str) -> list[str]:
        """Those beginnings of a word that some phrase wants, the shortest first."""
        lengths = range(self._shortest, min(len(word), self._longest) + 1)
        return [word[:length] for length in lengths if word[:length] in self._wanted]

    def _helps(self, word: str) -> Bits:
        """Places of the phrases that a word helps."""
        index = self._index
        helps = [index.exact.get(word, ""), *(index.prefixes.get(stem, "") for stem in self._stems(word))]
        if _has_digit(word):
            helps.append(index.digits)
        return " ".join(filter(None, helps))

    def _join(self, first: str, second: str) -> int:
        return self._mask_of(f"{self._helps(second)} {self._index.pairs[first][second]}")


vocabulary_of = KeptFor(Vocabulary)
