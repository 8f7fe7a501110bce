"""Text as the phrases of ``knowledge/`` expect it, with a map back to the text as given.

Lower case, ASCII letters, apostrophes inside words removed, single blanks; look-alike and invisible characters,
spaced-out and leet spelling undone. Every change keeps the place it came from, so that evidence quotes the original.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


# Letters of other scripts that look like ours. NFKD takes care of accents, full-width and "fancy" mathematical letters.
_LOOKALIKES = str.maketrans(
    "абвгдеёзикмнорстухьѕіјԛԝһԁӏғҝҫҳүѵґєї"  # Cyrillic
    "αβγδεζηικλμνοπρστυχω"  # Greek
    "ıɑɡɩʟɴʀꜱᴀᴄᴅᴇᴏᴜᴠᴡøłđðßþæœ"  # Latin and its small capitals
    "‘’‚‛ʼ`´“”„«»‐‑‒–—―−…•·‧∙●▪️",
    "abbrдee3иkmhopctyxbsijqwhdlfkchyvгеi".replace("д", "d").replace("и", "n").replace("г", "r").replace("е", "e")
    + "abydeznikluvonpotuxw"
    + "iagilnrsacdeouvwoldospao"
    + "''''''"
    + "'"
    + '"""""'
    + "-------"
    + "......."
    + " ",
)
_POUND_LIKE = {"£": "£", "￡": "£"}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_EDITS = re.compile(
    r"(?<=[a-z0-9])'+(?=[a-z0-9])"  # an apostrophe inside a word
    r"|[ \t\r\f\v]*\n[\s>|*•-]*|[ \t\r\f\v\x00-\x08\x0e-\x1f]{2,}|[\t\r\f\v\x00-\x08\x0e-\x1f]"
)
_LINE_LABEL = re.compile(r"[a-z][a-z0-9 ._-]{0,20}:")
_SPACED = re.compile(
    r"(?<![a-z0-9'])[a-z](?:[ ._*-][a-z]){2,}(?![a-z0-9'])|(?<![a-z0-9])[0-9](?: [0-9]){3,}(?![a-z0-9])"
)
_TEXT_SPEAK = frozenset("aiurnkybcxo")
_MIXED = re.compile(r"(?<![a-z0-9@.$£/])(?=[a-z0-9@$!|]*[a-z])(?=[a-z]*[0-9@$!|])[a-z0-9@$!|]{4,30}(?![a-z0-9@./])")
_IS_I = frozenset(["am", "ad", "an", "al", "at", "ar", "as", "on", "ol", "er", "ev", "en", "un", "ut", "id"])
_LEET = str.maketrans("03457@$!|", "oeastasil")
# Cheap looks that spare most texts the searches above.
_MAYBE_SPACED = re.compile(
    r"[ ._*-][a-z0-9][ ._*-][a-z0-9][ ._*-]|^[a-z0-9][ ._*-][a-z0-9][ ._*-]|[ ._*-][a-z][ ._*-][a-z]$"
)
_MAYBE_LEET = re.compile(r"[a-z][013457@$!|][a-z013457@$!|]|\$[a-z]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text[i]`` came from ``given[starts[i]]``; ``starts`` has one more entry than the text, for its end."""

    text: str
    starts: Sequence[int]
    given: str

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that became ``text[start:end]``."""
        if end <= start:
            return self.starts[start], self.starts[start]
        return self.starts[start], self.starts[end - 1] + 1


def normalise(text: str) -> Normalised:
    """Normalise ``text``; linear in its length, never raises."""
    if text.isascii():
        folded, starts = text.lower(), None
    else:
        folded, starts = _fold(text)
    changes: list[tuple[int, int, str]] = []
    # Before blanks are made single, for two of them part the words in "y o u r  c o d e".
    for found in _SPACED.finditer(folded) if _MAYBE_SPACED.search(folded) else ():
        letters = found.group()[::2]
        if len(letters) > 3 or not set(letters) <= _TEXT_SPEAK:
            changes.append((found.start(), found.end(), letters))
    if changes:
        folded, starts = _apply(folded, starts, changes)
        changes = []
    tidy = "'" not in folded and "\n" not in folded and "  " not in folded and folded.isprintable()
    for found in () if tidy else _EDITS.finditer(folded):
        new = _edited(folded, found.start(), found.end())
        if new != found.group():
            changes.append((found.start(), found.end(), new))
    if changes:
        folded, starts = _apply(folded, starts, changes)
        changes = []
    for found in _MIXED.finditer(folded) if _MAYBE_LEET.search(folded) else ():
        plain = _unleet(found.group())
        if plain is not None:
            changes.append((found.start(), found.end(), plain))
    if changes:
        folded, starts = _apply(folded, starts, changes)
    return Normalised(folded, range(len(folded) + 1) if starts is None else starts, text)


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Each non-ASCII character as the ASCII it stands for (none, one or more), and where each came from."""
    pieces: list[str] = []
    starts = array("q")
    at = 0
    for found in _NOT_ASCII.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
            starts.extend(range(at, found.start()))
        for offset, character in enumerate(found.group(), found.start()):
            folded = _ascii_of(character)
            if folded:
                pieces.append(folded)
                starts.extend([offset] * len(folded))
        at = found.end()
    pieces.append(text[at:])
    starts.extend(range(at, len(text) + 1))
    return "".join(pieces).lower(), starts


_known_characters: dict[str, str] = {}


def _ascii_of(character: str) -> str:
    known = _known_characters.get(character)
    if known is None:
        known = _work_out(character)
        if len(_known_characters) < 5_000:
            _known_characters[character] = known
    return known


def _work_out(character: str) -> str:
    if character in _POUND_LIKE:
        return "£"
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me", "Cc"}:  # invisible or combining
        return "\n" if character in "\u2028\u2029\x85" else ""
    plain = unicodedata.normalize("NFKD", character.lower().translate(_LOOKALIKES))
    plain = plain.lower().translate(_LOOKALIKES)
    kept = "".join(each for each in plain if each.isascii() or each == "£")
    if kept:
        return kept
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # a flag letter
        return chr(ord(character) - 0x1F1E6 + ord("a"))
    return "" if category.startswith("M") else " "


def _edited(text: str, start: int, end: int) -> str:
    """What a run of blanks, line ends and control characters, or an apostrophe, becomes."""
    run = text[start:end]
    if run[0] == "'":
        return ""
    lines = run.count("\n")
    if not lines:
        return " "
    # A line end is the end of a sentence before a blank line, a list item or a speaker's label; else a wrapped line.
    if lines > 1 or any(mark in run for mark in "*•-|") or _LINE_LABEL.match(text, end):
        return "\n"
    return " \n"[1] if start and text[start - 1] in ".!?:;" else " "


def _unleet(word: str) -> str | None:
    """The word meant by "acc0unt", "p@ssw0rd", "$end", "v1rus"; None for "4pm", "o2", "b4", "me14", a code."""
    bare = word.rstrip("!|")
    marks = sum(character in "013457@$!|" for character in bare)
    letters = sum("a" <= character <= "z" for character in bare)
    if not marks or letters < 2 or letters < marks or letters + marks < len(bare):
        return None
    if bare[-1].isdigit() and bare[:-1].isalpha() and (bare[-1] != "3" or len(bare) < 4):
        return None  # "windows7", "iphone5", "mp3"
    if bare[0].isdigit() and bare.lstrip("0123456789").isalpha() and (len(bare) < 5 or bare[1].isdigit()):
        return None  # "4pm", "24hour"
    if letters < 1.5 * marks and not re.fullmatch(r"[a-z][013][a-z][013]|[a-z]+[013]+[a-z]+3?", bare):
        return None  # a code, a postcode
    plain = []
    for at, character in enumerate(bare):
        plain.append(_one(bare, at) if character == "1" else character)
    return "".join(plain).translate(_LEET) + word[len(bare) :].replace("|", "!")


def _one(word: str, at: int) -> str:
    """What a 1 stands for: "v1rus", "cla1m", "jo1n", but "ca11", "he1p", "a1ert"."""
    before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
    if "1" in (before, after):
        return "l"
    if before + after in _IS_I:
        return "i"
    return "l" if set(before + after) & set("aeiou") else "i"


def _apply(text: str, starts: Sequence[int] | None, changes: list[tuple[int, int, str]]) -> tuple[str, Sequence[int]]:
    """The text with each ``(start, end, new)`` put in; ``new`` is never longer than what it replaces."""
    before: Sequence[int] = range(len(text) + 1) if starts is None else starts
    pieces: list[str] = []
    mapped = array("q")
    at = 0
    for start, end, new in changes:
        pieces.append(text[at:start])
        pieces.append(new)
        mapped.extend(before[at:start])
        if new:
            # Spaced-out letters lie at every second place; a word of the same length lies where it lay.
            step = 2 if len(new) > 1 and len(new) * 2 - 1 == end - start else 1
            mapped.extend(before[start : start + step * len(new) : step])
        at = end
    pieces.append(text[at:])
    mapped.extend(before[at:])
    return "".join(pieces), mapped
