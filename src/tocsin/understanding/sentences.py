"""A text made level for reading, and cut into sentences. Nothing here changes an offset.

``level`` replaces what stands in a reader's way (curly quotes, long dashes, Markdown emphasis) character for
character, so that a position in the level text is the same position in the given one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
        "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u2003": " ", "\u2002": " ",
        "\t": " ", "\r": " ", "\f": " ", "\v": " ",
        "*": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    }
)  # fmt: skip
# Halves of a letter beyond U+FFFF, as a text that was cut in two leaves them: no UTF-8 has them, so RE2 cannot read them.
_PLAIN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_NOT_PLAIN = re.compile(f"[{''.join(map(re.escape, map(chr, _PLAIN)))}]")
_HEADING = re.compile(r"^[ ]{0,3}(?:#{1,6}(?=[ ])|(?:> ?)+)", re.MULTILINE)
_HASHTAG = re.compile(r"(?<![^\s(])#(?=[A-Za-z])")
_EMPHASIS = re.compile(r"(?<![^\W_])__?(?=[^\s_])|(?<=[^\s_])__?(?![^\W_])")
_UNDERSCORES = re.compile(r"_+")
_LINK = re.compile(r"\]\([^()\s]{1,300}\)")

_BULLET = re.compile(r"\s*(?:[-•‣▪●·+]|\\|\(?\d{1,2}[.)]|[a-z]\))\s")
_END = re.compile(r"(?<![.!?])[.!?]++[\"')\]]*+(?=\s+[\"'(\[]*[A-Z0-9£$€-])| {320,}")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|rev|st|lt|sgt|insp|det|capt|col|hon|no|nos|vs|approx|tel|ext|inc|ltd|co|dept|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|a\.m|p\.m|u\.s|u\.k)|(?<![\w.])[A-Z])\.$",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"(?:^|\s)(?:the|a|an|to|at|of|for|and|or|in|on|by|with|from|via|visit|is|are|was|were|that|call|see|as|her|his|our|their|"
    r"your|my|this|these)$",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.!?:;][\"')\]]*$")

LONGEST_SENTENCE = 1500


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the level text without the blanks around it."""

    start: int
    end: int
    text: str

    @property
    def small(self) -> str:
        """The text in small letters, for a cheap look before a pattern is tried."""
        return _small(self.text)


@lru_cache(maxsize=1024)
def _small(text: str) -> str:
    return text.lower()


def _without_emphasis(match: re.Match[str]) -> str:
    """A run of underscores as blanks where it opens or closes emphasis, and not inside a word or a line of them."""
    return " " * len(match[0]) if len(match[0]) <= 2 and _EMPHASIS.match(match.string, match.start()) else match[0]


def holds(small: str, stems: Sequence[str]) -> bool:
    """Whether any of the stems is in a text of small letters: cheaper than a pattern that needs one of them."""
    for stem in stems:  # noqa: SIM110 (any() over a generator takes three times as long)
        if stem in small:
            return True
    return False


@lru_cache(maxsize=16)  # every reader levels the same text
def level(text: str) -> str:
    """The text with quotes, dashes, blanks and emphasis made plain; as long as it was."""
    plain = text
    if text.isascii():
        for letter in "\t\r\f\v*":
            if letter in plain:
                plain = plain.replace(letter, " ")
    else:
        plain = _NOT_PLAIN.sub(lambda match: _PLAIN[ord(match[0])], text)
    if "_" in plain:
        plain = _UNDERSCORES.sub(_without_emphasis, plain)
    if "#" in plain:
        plain = _HASHTAG.sub(" ", plain)
    if "#" in plain or ">" in plain:
        plain = _HEADING.sub(lambda match: " " * len(match[0]), plain)
    if "](" in plain:
        plain = _LINK.sub(lambda match: " " * len(match[0]), plain)
        plain = plain.replace("[", " ")
    return plain


def sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    """The sentence that ``offset`` lies in; ``sentences`` in the order of the text."""
    index = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    return sentences[index] if index >= 0 and offset < sentences[index].end else None


def split_sentences(text: str, *, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of ``text[start:end]``, where text is already level. A heading or list item is one too."""
    stop = len(text) if end is None else end
    sentences: list[Sentence] = []
    for paragraph_start, paragraph_end in _paragraphs(text, start, stop):
        at = paragraph_start
        for match in _END.finditer(text, paragraph_start, paragraph_end):
            if match[0][0] == " ":
                _add(sentences, text, at, match.end())
                at = match.end()
                continue
            if match[0] == "." and _ABBREVIATION.search(text, max(paragraph_start, match.end() - 8), match.end()):
                continue
            _add(sentences, text, at, match.end())
            at = match.end()
        _add(sentences, text, at, paragraph_end)
    return sentences


def lines_of(text: str, *, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """``(start, end)`` of every line that is not blank, without the blanks around it."""
    stop = len(text) if end is None else end
    lines: list[tuple[int, int]] = []
    at = start
    while at < stop:
        newline = text.find("\n", at, stop)
        line_end = stop if newline < 0 else newline
        piece = text[at:line_end]
        stripped = piece.strip()
        if stripped:
            begin = at + (len(piece) - len(piece.lstrip()))
            lines.append((begin, begin + len(stripped)))
        at = line_end + 1
    return lines


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Lines that belong together, as one stretch: hard-wrapped text, and sentences that a link broke in two."""
    lines = lines_of(text, start=start, end=end)
    longest = max((line_end - line_start for line_start, line_end in lines), default=0)
    wrapped_at = longest * 3 // 4 if 60 <= longest <= 130 else None
    paragraphs: list[tuple[int, int]] = []
    last_line = (0, 0)
    for line_start, line_end in lines:
        if paragraphs and _goes_on(text, paragraphs[-1], last_line, line_start, line_end, wrapped_at):
            paragraphs[-1] = (paragraphs[-1][0], line_end)
        else:
            paragraphs.append((line_start, line_end))
        last_line = (line_start, line_end)
    return paragraphs


def _goes_on(
    text: str, paragraph: tuple[int, int], last_line: tuple[int, int], start: int, end: int, wrapped_at: int | None
) -> bool:
    """Whether the line ``start:end`` goes on with the paragraph before it."""
    if text.count("\n", paragraph[1], start) != 1:
        return False
    if _BULLET.match(text, start, min(end + 1, start + 12)) or _TERMINAL.search(
        text, max(last_line[0], last_line[1] - 6), last_line[1]
    ):
        return (
            wrapped_at is not None
            and text[start].islower()
            and not _BULLET.match(text, start, min(end + 1, start + 12))
        )
    if text[start].islower() or text[start] in ".,;)":
        return True
    if _OPEN_END.search(text, max(last_line[0], last_line[1] - 12), last_line[1]):
        return True
    return wrapped_at is not None and last_line[1] - last_line[0] >= wrapped_at


def _add(sentences: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end:
        piece = text[start : min(end, start + LONGEST_SENTENCE)]
        if start + len(piece) < end:  # too long to be one: cut at a blank, so that reading stays linear
            blank = max(piece.rfind(" "), piece.rfind("\n"))
            piece = piece[: blank + 1] if blank > LONGEST_SENTENCE // 2 else piece
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            sentences.append(Sentence(begin, begin + len(stripped), stripped))
        start += len(piece)
