"""The phrase language of knowledge files, and its translation to RE2 patterns.

A phrase is written as people say it; it is matched against *normalised* text (lower case, folded to ASCII, apostrophes
inside words removed, single blanks).

    your computer            words in order, with only punctuation or blanks between them
    (laptop|computer|pc)     one of several; each may hold several words
    [very|really] slow       may be there or not
    {bank}                    a named group of ``parts.yaml``; ``{money}`` (£900, 900 pounds) is built in
    move .. money            up to three words between; ``...`` up to six; never across the end of a sentence
    instal*                  any ending
    #                        a number written with digits

Whole words only. The patterns use nothing but what RE2 matches in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


BETWEEN = "[^a-z0-9]+"
# A gap stays inside a sentence, but a dot inside a word ("amazon.co.uk", "9.99") is no end of a sentence.
WITHIN = r"(?:[^a-z0-9.!?]+|\.)"
WORD = "[a-z0-9]+"
NUMBER = "[0-9]+(?:[,.][0-9]+)*"
MONEY = (
    r"(?:(?:£|gbp) ?[0-9]+(?:[,.][0-9]+)*k?|[0-9]+(?:[,.][0-9]+)*k? ?(?:pounds?|quid|gbp|pence|p)"
    r"|(?:[a-z]+ ){1,4}(?:pounds|quid|pence))"
)
SHORT_GAP_WORDS = 3
LONG_GAP_WORDS = 6

TOKEN = re.compile(r"\.\.\.|\.\.|\{[a-z0-9-]+\}|[()\[\]|#]|[a-z0-9]+\*?|\*|[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A pattern for a stretch of the phrase; ``opens_on_money`` when it may begin with a pound sign."""

    pattern: str
    opens_on_money: bool = False
    opens_on_word: bool = True


class _Reader:
    """Reads one phrase from left to right. One per phrase: it holds the position."""

    def __init__(self, phrase: str, parts: Mapping[str, tuple[str, ...]], inside: tuple[str, ...]) -> None:
        self.phrase = phrase
        self.parts = parts
        self.inside = inside  # the named groups being read, to notice one that holds itself
        folded = phrase.lower().replace("'", "").replace("’", "")
        self.tokens = [token for token in TOKEN.findall(folded) if token in "()[]|#*" or not _is_blank(token)]
        self.at = 0

    def fault(self, message: str) -> ValueError:
        return ValueError(f"The phrase “{self.phrase}” {message}")

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def alternatives(self, closing: str | None) -> _Piece:
        """``a|b c|d`` up to the closing bracket (or the end of the phrase)."""
        choices = [self.sequence(closing)]
        while self.peek() == "|":
            self.at += 1
            choices.append(self.sequence(closing))
        if closing is not None:
            if self.peek() != closing:
                raise self.fault(f"has a bracket without its “{closing}”.")
            self.at += 1
        return _one_of(choices)

    def sequence(self, closing: str | None) -> _Piece:
        """Elements one after another. Blanks belong to the element they come before, so optional ones leave none."""
        pattern = ""
        begun = False  # a required element has been read
        gap_words = 0
        opens_on_money = opens_on_word = False
        while (token := self.peek()) is not None and token not in ("|", closing):
            if token in ("..", "..."):
                if not begun:
                    raise self.fault("begins with a gap: put a word before it.")
                gap_words = max(gap_words, SHORT_GAP_WORDS if token == ".." else LONG_GAP_WORDS)
                self.at += 1
                continue
            optional = token == "["
            piece = self.element()
            if not begun:
                opens_on_money |= piece.opens_on_money
                opens_on_word |= piece.opens_on_word
            if begun:
                before = f"(?:{WITHIN}{WORD}){{0,{gap_words}}}{WITHIN}" if gap_words else BETWEEN
                pattern += f"(?:{before}{piece.pattern})?" if optional else before + piece.pattern
            elif optional:
                pattern += f"(?:{piece.pattern}{BETWEEN})?"
            else:
                pattern += piece.pattern
                begun = True
            if not optional:
                gap_words = 0
        if not begun:
            raise self.fault("has a part that may be empty: put in a word that must be there.")
        if gap_words:
            raise self.fault("ends with a gap: put a word after it.")
        return _Piece(pattern, opens_on_money, opens_on_word)

    def element(self) -> _Piece:
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            return self.alternatives(")")
        if token == "[":
            return self.alternatives("]")
        if token == "#":
            return _Piece(NUMBER)
        if token == "{money}":
            return _Piece(MONEY, opens_on_money=True, opens_on_word=False)
        if token.startswith("{"):
            return self.part(token[1:-1])
        if token[0].isascii() and token[0].isalnum():
            return _Piece(token[:-1] + "[a-z0-9]*" if token.endswith("*") else token)
        if token in ")]":
            raise self.fault(f"has a “{token}” too many.")
        if token == "*":
            raise self.fault("has a “*” that ends no word.")
        raise self.fault(f"holds “{token}”, which the phrase language does not know.")

    def part(self, name: str) -> _Piece:
        if name in self.inside:
            raise self.fault(f"uses the group {{{name}}}, which holds itself.")
        if name not in self.parts:
            raise self.fault(f"uses the group {{{name}}}, which parts.yaml does not have.")
        pieces = []
        for phrase in self.parts[name]:
            reader = _Reader(phrase, self.parts, (*self.inside, name))
            pieces.append(reader.whole())
        return _one_of(pieces)

    def whole(self) -> _Piece:
        return self.alternatives(None)


def _one_of(choices: list[_Piece]) -> _Piece:
    """Any of the choices. Where one may begin with a pound sign, the others carry their own word boundary."""
    if len(choices) == 1:
        return choices[0]
    if not any(choice.opens_on_money for choice in choices):
        return _Piece(f"(?:{'|'.join(choice.pattern for choice in choices)})")
    bounded = [choice.pattern if choice.opens_on_money else rf"\b{choice.pattern}" for choice in choices]
    return _Piece(
        f"(?:{'|'.join(bounded)})",
        opens_on_money=True,
        opens_on_word=any(choice.opens_on_word and choice.opens_on_money for choice in choices),
    )


def _is_blank(token: str) -> bool:
    """Punctuation that only parts words; anything else that is no word is a fault the reader names."""
    return token.isspace() or token in '-,/&:;!?"@+.'


def phrase_pattern(phrase: str, parts: Mapping[str, tuple[str, ...]]) -> str:
    """The RE2 pattern that finds ``phrase`` in normalised text.

    ``parts`` are the named groups of ``parts.yaml``: name → phrases, any of which will do. Raises ValueError with a
    sentence when the phrase is not well formed.
    """
    piece = _Reader(phrase, parts, ()).whole()
    if not piece.opens_on_money:
        return rf"\b{piece.pattern}\b"
    if piece.opens_on_word:
        raise ValueError(f"The phrase “{phrase}” may begin with {{money}} or without it: make two phrases of it.")
    return rf"{piece.pattern}\b"


class PhrasePatterns(Mapping[str, str]):
    """The pattern of each phrase, made when it is asked for: a check asks for none, and together they are megabytes."""

    def __init__(self, phrases: Collection[str], parts: Mapping[str, tuple[str, ...]]) -> None:
        self._phrases = phrases
        self._parts = parts

    def __getitem__(self, phrase: str) -> str:
        if phrase not in self._phrases:
            raise KeyError(phrase)
        return phrase_pattern(phrase, self._parts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)
