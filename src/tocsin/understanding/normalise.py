"""Text as the phrases of ``knowledge/`` expect it, with a map back to the text as given.

Lower case, ASCII letters, apostrophes inside words removed, single blanks; look-alike and invisible characters,
spaced-out and leet spelling undone. Every change keeps the place it came from, so that evidence quotes the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tocsin.understanding.forwarded import forwarding_headers
from tocsin.understanding.lookalikes import ascii_of
from tocsin.understanding.spelling import Spelling

Change = tuple[int, int, str, int]
"""Start, end, what stands there instead, and how far apart its characters lay in what it replaces."""
_Layer = tuple[list[int], list[int]]
"""Positions from which on an offset has moved, and where each of them came from."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_USUAL = "£’‘“”–—…€"
_APOSTROPHES = re.compile(r"'(?<=[a-z0-9]')'*+(?=[a-z0-9])")  # inside a word
# Those of which something may become another thing: not one that ends a sentence and has a line right after it.
_LINE_ENDS = re.compile(r"\n(?:(?<![.!?:;]\n)[\s>|*•-]*|[\s>|*•-]+)")
_BLANKS = re.compile(r"  +")
_CONTROLS = dict.fromkeys([*range(10), *range(11, 32), 127], " ")
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]{1,2}(?![\U0001f1e6-\U0001f1ff])")
_LINE_LABEL = re.compile(r"[a-z][a-z0-9 ._-]{0,20}:")
_SPACED = re.compile(
    r"(?<![a-z0-9'])[a-z](?:[ ._*-][a-z]){2,}(?![a-z0-9'])|(?<![a-z0-9])[0-9](?: [0-9]){3,}(?![a-z0-9])"
)
_TEXT_SPEAK = frozenset("aiurnkybcxo")
_MIXED = re.compile(r"(?<![a-z0-9@.$£/])(?=[a-z0-9@$!|]*[a-z])(?=[a-z]*[0-9@$!|])[a-z0-9@$!|]{4,30}(?![a-z0-9@./])")
_IS_I = frozenset(["am", "ad", "an", "al", "at", "ar", "as", "on", "ol", "er", "ev", "en", "un", "ut", "id"])
_LEET = str.maketrans("03457@$!|", "oeastasil")

# The shape of a text: "a" for a letter or an apostrophe, "0" for what can stand for one, "9" for other digits. A look at it spares most
# texts the searches for spaced-out and leet spelling.
_SHAPE = bytes(
    97
    if 97 <= code <= 122
    else 97
    if code == 39
    else 48
    if chr(code) in "013457@$!|"
    else 57
    if 48 <= code <= 57
    else 32
    for code in range(256)
)
_LETTERS = bytes(code if chr(code) in "abcdefghijklmnopqrstuvwxyz0123456789" else 32 for code in range(256))
_SPACED_SHAPES = (b" a a ", b" 0 0 ", b" 0 9 ", b" 9 0 ", b" 9 9 ")


class Normalised:
    """Normalised text beside the text it was made from.

    ``data`` is the text in Latin-1, for patterns; ``letters`` the same with a blank for all that is no letter or digit.
    """

    __slots__ = ("_layers", "data", "given", "left_out", "letters", "text")

    def __init__(self, text: str, given: str, layers: Sequence[_Layer] = (), data: bytes | None = None) -> None:
        self.text = text
        self.given = given
        self._layers = layers
        self.left_out: Sequence[tuple[int, int]] = ()  # of the given text: the headers of a forwarded message
        self.data = text.encode("latin-1") if data is None else data
        self.letters = self.data.translate(_LETTERS).decode("ascii")

    @property
    def starts(self) -> list[int]:
        """Where each character of the text came from, and where its end did."""
        return [self._origin(at) for at in range(len(self.text))] + [
            self._origin(len(self.text) - 1) + 1 if self.text else 0
        ]

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that became ``text[start:end]``."""
        if not self._layers:
            return start, end
        if end <= start:
            origin = self._origin(start)
            return origin, origin
        return self._origin(start), self._origin(end - 1) + 1

    def given_start(self, at: int) -> int:
        """Where the character at this place came from."""
        return self._origin(at) if self._layers else at

    def given_spans(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The same for many spans, none of them empty and each after the one before."""
        if not self._layers:
            return spans
        starts = self._origins([start for start, _ in spans])
        lasts = self._origins([end - 1 for _, end in spans])
        return [(start, last + 1) for start, last in zip(starts, lasts, strict=True)]

    def given_starts(self, places: list[int]) -> list[int]:
        """Where the characters at these places, in their order, came from."""
        return self._origins(places) if self._layers else places

    def changed(self, changes: Sequence[Change]) -> Normalised:
        """The same text with more changes made; they are in its order and do not overlap."""
        text, layer = _apply(self.text, changes)
        changed = Normalised(text, self.given, [*self._layers, layer])
        changed.left_out = self.left_out
        return changed

    def _origin(self, at: int) -> int:
        for positions, origins in reversed(self._layers):
            low = bisect_right(positions, at)
            if low:
                at += origins[low - 1] - positions[low - 1]
        return at

    def _origins(self, places: list[int]) -> list[int]:
        """:meth:`_origin` of many places that only ever grow: those between two changes have all moved alike."""
        for positions, origins in reversed(self._layers):
            moved: list[int] = []
            done = 0
            while done < len(places):
                at = bisect_right(positions, places[done])
                following = len(places) if at == len(positions) else bisect_left(places, positions[at], done)
                shift = origins[at - 1] - positions[at - 1] if at else 0
                moved += [place + shift for place in places[done:following]] if shift else places[done:following]
                done = following
            places = moved
        return places


def normalise(text: str, spelling: Spelling | None = None) -> Normalised:
    """Normalise ``text``; linear in its length, never raises. With a ``spelling`` disguised words are read by what they make."""
    layers: list[_Layer] = []
    left_out = forwarding_headers(text) if "\n" in text and ":" in text else ()
    kept = text
    if left_out:
        kept = _layered(text, [(start, end, "", 1) for start, end in left_out], layers)
    normalised = _normalised(text, kept, layers, spelling)
    normalised.left_out = left_out
    return normalised


def _normalised(given: str, text: str, layers: list[_Layer], spelling: Spelling | None) -> Normalised:
    folded = text.lower() if text.isascii() else _fold(text, layers)
    data = folded.encode("latin-1")
    shape = data.translate(_SHAPE)
    # Before blanks are made single, for two of them part the words in "y o u r  c o d e".
    changes = _unspaced(folded, shape, spelling)
    if changes:
        folded = _layered(folded, changes, layers)
    if not folded.isprintable() or "'" in folded or "  " in folded:
        changes = _tidied(folded := _without_controls(folded))
        if changes:
            folded = _layered(folded, changes, layers)
        data = folded.encode("latin-1")
    elif layers:
        data = folded.encode("latin-1")
    if b"$" in data or b"a0a" in shape or b"a00" in shape:
        plain = _MIXED.sub(lambda found: _unleeted(found.group(), spelling), folded)  # no longer, no shorter
        if plain != folded:
            return Normalised(plain, given, layers)
    return Normalised(folded, given, layers, data)


def _layered(text: str, changes: Sequence[Change], layers: list[_Layer]) -> str:
    text, layer = _apply(text, changes)
    layers.append(layer)
    return text


def _apply(text: str, changes: Sequence[Change]) -> tuple[str, _Layer]:
    pieces: list[str] = []
    positions: list[int] = []
    origins: list[int] = []
    at = length = 0
    for start, end, new, step in changes:
        pieces.append(text[at:start])
        length += start - at
        if new:
            pieces.append(new)
            if step == 1 and len(new) <= end - start:
                positions.append(length)
                origins.append(start)
            else:
                positions.extend(range(length, length + len(new)))
                last = end - 1
                origins.extend([min(last, start + step * each) for each in range(len(new))])
            length += len(new)
        positions.append(length)
        origins.append(end)
        at = end
    pieces.append(text[at:])
    return "".join(pieces), (positions, origins)


def _fold(text: str, layers: list[_Layer]) -> str:
    """Every character that is not ASCII (but £) as the ASCII it stands for: none, one or more."""
    others = _not_ascii(text)
    if not _FLAG_LETTERS.isdisjoint(others):  # before the pattern, which looks at every character
        text = _FLAG.sub(lambda found: " " * len(found.group()), text)  # a flag; more of them spell a word
        others = _not_ascii(text)
    odd: list[str] = []
    for character in others:
        plain = ascii_of(character)
        if len(plain) != 1:
            odd.append(character)
        elif plain != character:
            text = text.replace(character, plain)
    if odd:
        kept = set(odd)
        changes: list[Change] = []
        for found in _NOT_ASCII.finditer(text):
            start = found.start()
            for at, character in enumerate(found.group(), start):
                if character in kept:
                    changes.append((at, at + 1, ascii_of(character), 0))
        text = _layered(text, changes, layers)
    return text.lower()


def _not_ascii(text: str) -> set[str]:
    """The characters of a text that are not ASCII. Most texts have none but a few usual ones, which cost no look at each character."""
    usual = [each for each in _USUAL if each in text]
    rest = text
    for each in usual:
        rest = rest.replace(each, "")
    return {*usual, *"".join(() if rest.isascii() else _NOT_ASCII.findall(rest))}


def _unspaced(text: str, shape: bytes, spelling: Spelling | None) -> list[Change]:
    padded = b" " + shape + b" "
    shapes: tuple[bytes, ...] = _SPACED_SHAPES[:1]
    if b" 0 " in padded or b" 9 " in padded:
        shapes = _SPACED_SHAPES
    elif _SPACED_SHAPES[0] not in padded:
        return []
    changes: list[Change] = []
    for spaced in shapes:
        at = padded.find(spaced)
        while at >= 0:
            found = _SPACED.match(text, at)
            if found is None:
                at = padded.find(spaced, at + 1)
                continue
            letters = found.group()[::2]
            if len(letters) > 3 or not set(letters) <= _TEXT_SPEAK:
                words = None if spelling is None or spelling.is_word(letters) else spelling.split(letters)
                start = at
                for word in words or (letters,):
                    end = start + 2 * len(word) - 1
                    changes.append((start, end, word, 2))
                    start = end + 1
            at = padded.find(spaced, found.end())
    return _apart(changes) if len(shapes) > 1 else changes


def _apart(changes: list[Change]) -> list[Change]:
    """The changes in the order of the text, without those that lie in one before them."""
    changes.sort(key=lambda change: (change[0], -change[1]))
    kept: list[Change] = []
    at = 0
    for change in changes:
        if change[0] >= at:
            kept.append(change)
            at = change[1]
    return kept


def _without_controls(text: str) -> str:
    """Control characters as blanks; line ends stay."""
    return text if text.replace("\n", "").isprintable() else text.translate(_CONTROLS)


def _tidied(text: str) -> list[Change]:
    """What becomes of apostrophes inside words, runs of blanks and line ends."""
    changes: list[Change] = []
    if "'" in text:
        changes += [(found.start(), found.end(), "", 1) for found in _APOSTROPHES.finditer(text)]
    if "\n" in text:
        last = 0
        for found in _LINE_ENDS.finditer(text):
            start, end = found.span()
            while start > last and text[start - 1] == " ":
                start -= 1
            last = end
            new = _line_end(text, start, end)
            if text[start:end] != new:
                changes.append((start, end, new, 1))
    if "  " in text:
        changes += [(found.start(), found.end(), " ", 1) for found in _BLANKS.finditer(text)]
    return _apart(changes)  # blanks before a line end went with it


def _line_end(text: str, start: int, end: int) -> str:
    """The end of a sentence before a blank line, a list item or a speaker's label; else a wrapped line."""
    if end - start > 1:
        run = text[start:end]
        if run.count("\n") > 1 or "-" in run or "*" in run or "•" in run or "|" in run:
            return "\n"
    if (start and text[start - 1] in ".!?:;") or _LINE_LABEL.match(text, end):
        return "\n"
    return " "


def _unleeted(word: str, spelling: Spelling | None) -> str:
    bare = word.rstrip("!|")
    plain = None if spelling is None or not _worth_reading(bare) else spelling.unleet(bare)
    return (_unleet(word) or word) if plain is None else plain + word[len(bare) :].replace("|", "!")


def _worth_reading(word: str) -> bool:
    """Not "4pm", "10th", "iphone5", "me14": digits at one end only, where people write them."""
    return not word.strip("0123456789").isalpha()


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
    plain = [_one(bare, at) if character == "1" else character for at, character in enumerate(bare)]
    return "".join(plain).translate(_LEET) + word[len(bare) :].replace("|", "!")


def _one(word: str, at: int) -> str:
    """What a 1 stands for: "v1rus", "cla1m", "jo1n", but "ca11", "he1p", "a1ert"."""
    before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
    if "1" in (before, after):
        return "l"
    if before + after in _IS_I:
        return "i"
    return "l" if set(before + after) & set("aeiou") else "i"
