"""A phrase of knowledge looked for word by word: words as letters, phrases as patterns over them.

The same language as ``phrases.py`` and the same answers. Every word that some phrase wants is one letter of a wide alphabet,
every other word the letter of the longest beginning that some phrase wants ("instal*"), or of none. A sentence becomes a
string of a dozen letters, which Python's own ``re`` goes through in a microsecond. A pattern of RE2 over the characters takes
longer, and with thousands of phrases it would hold a hundred megabytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby
from operator import add, or_

from tocsin.knowledge.phrases import LONG_GAP_WORDS, MONEY, NUMBER, SHORT_GAP_WORDS, TOKEN

_MONEY = re.compile(rf"{MONEY}(?![a-z0-9])")
_NUMBER = re.compile(rf"{NUMBER}(?![a-z0-9])")
_COINS = frozenset({"pounds", "quid", "pence"})
_MOST_AMOUNT_WORDS = 12  # "1,234,567.89 pounds" has five
_FIRST_LETTER = 0x10000  # Beyond U+FFFF ``re`` keeps a class as a list, which is made in no time.
_END = "\x01"  # here a sentence may end, though it goes on: no gap reaches over it
# A dot alone is no end: it stands in "amazon.co.uk", "9.99".
_ENDS_INSIDE = re.compile(r"[a-z0-9](?!\.[a-z0-9])[^a-z0-9]*[.!?][^a-z0-9]*[a-z0-9]")
_NEVER = "(?!)"
_NO_NUMBER, _NO_MONEY = "a", "A"  # as many letters further on as words that the amount takes
_MOST_WORDS_BEFORE_COINS = 4  # "two hundred and fifty pounds" (see MONEY)
Search = Callable[[str], "re.Match[str] | None"]
NUMBERS, MONEYS = 1, 2
_Amount = tuple[int, int, int]
"""The number of a word, and how many words a number and an amount of money take that begin with it."""


class Alphabet:
    """The letter of each word. ``words``: all that phrases want, in their order; those with a star stand for all that begin so."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def letter(self, word: str) -> str | None:
        """The letter of a word, or a word with a star, that is wanted itself."""
        at = bisect_left(self._words, word)
        return chr(_FIRST_LETTER + at) if at < len(self._words) and self._words[at] == word else None

    @property
    def other(self) -> str:
        """The letter of a word that nobody wants."""
        return chr(_FIRST_LETTER + len(self._words))

    def one_of(self, words: Iterable[str]) -> str:
        """The pattern of one letter that is any of some words that phrases want."""
        places: set[int] = set()
        for word in words:
            if word[-1] == "*":  # "instal" itself, "instal*" and all that begin so stand side by side
                begins = word[:-1]
                places.update(range(bisect_left(self._words, begins), bisect_left(self._words, begins + "\x7f")))
            else:
                places.add(bisect_left(self._words, word))
        runs: list[list[int]] = []  # words of one family mostly stand side by side
        for place in sorted(places):
            if runs and runs[-1][1] == place - 1:
                runs[-1][1] = place
            else:
                runs.append([place, place])
        letters = [chr(_FIRST_LETTER + first) for first, _ in runs]
        if len(places) == 1:
            return letters[0]
        ends = [f"-{chr(_FIRST_LETTER + last)}" if last > first else "" for first, last in runs]
        return f"[{''.join(map(add, letters, ends))}]"


def alphabet_of(phrases: Sequence[str]) -> list[str]:
    """All words that some phrases want, in their order."""
    return sorted({token for phrase in phrases for token in _tokens(phrase) if token[0].isalnum()})


def spans_of(words: Sequence[str], folded: str, at: int) -> list[tuple[int, int]]:
    """Where each of some words, in their order, stands in text from ``at`` on."""
    spans: list[tuple[int, int]] = []
    find, add_span = folded.find, spans.append
    for word in words:
        at = find(word, at)
        end = at + len(word)
        add_span((at, end))
        at = end
    return spans


class Spelt:
    """The sentence ``text[start:end]`` of normalised text, its ``words`` as letters; ``folded``: the text with a blank for all
    that is no letter or digit."""

    __slots__ = ("_amounts", "_folded", "_start", "_with_amounts", "_words", "letters", "made", "numbers", "text")

    def __init__(self, text: str, folded: str, start: int, end: int, words: Sequence[str], letters: str) -> None:
        self.text = text
        self.letters = letters
        self._folded = folded
        self._start = start
        self._words = words
        self.made: list[tuple[int, int]] | None = None
        """The spans, where they were asked for."""
        self.numbers: list[int] | None = None
        """Of the word that each letter is, where ends stand among them."""
        last = end - 1 - (text[end - 1] == "\n")
        if (
            text.find(".", start, last) >= 0 or text.find("!", start, last) >= 0 or text.find("?", start, last) >= 0
        ) and _ENDS_INSIDE.search(text, start, end):
            self._mark_ends()
        self._amounts: list[_Amount] | None = None
        self._with_amounts = ""

    @property
    def amounts(self) -> list[_Amount]:
        """The amounts that begin with each word that begins any. Worked out when first asked for: few phrases hold one."""
        if self._amounts is None:
            coins = not _COINS.isdisjoint(self._words)
            self._amounts = self._find_amounts(coins) if coins or not "".join(self._words).isalpha() else []
        return self._amounts

    @property
    def kinds(self) -> int:
        """Which kinds of amounts there are: NUMBERS, MONEYS or both. A phrase that has neither of them needs no amounts."""
        kinds = 0
        for _, number, money in self.amounts:
            kinds |= (NUMBERS if number else 0) | (MONEYS if money else 0)
        return kinds

    @property
    def with_amounts(self) -> str:
        """Three letters for each word: its own, then how many words a number and an amount of money take that begin with it."""
        if not self._with_amounts:
            self._with_amounts = self._write_amounts()
        return self._with_amounts

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands in the text."""
        if self.made is None:
            self.made = spans_of(self._words, self._folded, self._start)
        return self.made

    def _mark_ends(self) -> None:
        """Mark where a sentence may end inside."""
        text = self.text
        marked: list[str] = []
        numbers: list[int] = []
        before = self.spans[0][0]
        for number, ((start, end), letter) in enumerate(zip(self.spans, self.letters, strict=True)):
            if start - before > 1 or text[before] != " ":
                between = text[before:start]
                if between != "." and ("." in between or "!" in between or "?" in between):
                    marked.append(_END)
                    numbers.append(number)
            marked.append(letter)
            numbers.append(number)
            before = end
        if len(marked) > len(self.letters):
            self.letters = "".join(marked)
            self.numbers = numbers

    def _find_amounts(self, coins: bool) -> list[_Amount]:
        text, words = self.text, self._words
        found: list[_Amount] = []
        for at, word in enumerate(words):
            digit = not word.isalpha()
            if not digit and not coins and word != "gbp":
                continue
            number = money = 0
            if digit or (coins and not _COINS.isdisjoint(words[at + 1 : at + _MOST_WORDS_BEFORE_COINS + 1])):
                start = self.spans[at][0]
                number = self._takes(_NUMBER.match(text, start), at) if digit else 0
                money = self._takes(_MONEY.match(text, self.amount_start(start)), at)
            elif word == "gbp":
                start = self.spans[at][0]
                money = self._takes(_MONEY.match(text, self.amount_start(start) if coins else start), at)
            if number or money:
                found.append((at, number, money))
        return found

    def _write_amounts(self) -> str:
        none = _NO_NUMBER + _NO_MONEY
        if self.numbers is not None:
            written = {
                at: chr(ord(_NO_NUMBER) + number) + chr(ord(_NO_MONEY) + money) for at, number, money in self.amounts
            }
            return "".join(
                [
                    _END * 3 if letter == _END else letter + written.get(at, none)
                    for letter, at in zip(self.letters, self.numbers, strict=True)
                ]
            )
        every = none.join(self.letters) + none
        pieces: list[str] = []
        done = 0
        for at, number, money in self.amounts:
            pieces += (every[done : 3 * at + 1], chr(ord(_NO_NUMBER) + number), chr(ord(_NO_MONEY) + money))
            done = 3 * at + 3
        return "".join([*pieces, every[done:]])

    def amount_start(self, start: int) -> int:
        """Where an amount begins whose first word begins at ``start``: at its pound sign."""
        text = self.text
        if text[start - 1 : start] == "£":
            return start - 1
        return start - 2 if text[max(0, start - 2) : start] == "£ " else start

    def _takes(self, found: re.Match[str] | None, at: int) -> int:
        """How many words an amount takes that begins with the word at ``at``."""
        if found is None:
            return 0
        taken = 1
        while taken < _MOST_AMOUNT_WORDS and at + taken < len(self.spans) and self.spans[at + taken][1] <= found.end():
            taken += 1
        return taken


class Phrase:
    """One phrase, ready to be looked for."""

    __slots__ = ("_begins_on_money", "_search_amounts", "kinds", "pattern", "search")

    def __init__(self, pattern: Callable[[bool], str], *, kinds: int, begins_on_money: bool) -> None:
        """``pattern``: gives its pattern, over the letters or, asked with True, over those with amounts. ``kinds``: which
        amounts are in it, or in one of its choices."""
        self.pattern = pattern
        self.kinds = kinds
        # phrases.py has it that a phrase begins with an amount or never does
        self._begins_on_money = begins_on_money
        self.search: Search = re.compile(pattern(False)).search
        """Looks for it in the letters of a sentence without amounts."""
        self._search_amounts: Search | None = None

    @property
    def search_amounts(self) -> Search:
        """Looks for it where amounts stand among the letters."""
        if self._search_amounts is None:
            self._search_amounts = re.compile(self.pattern(True)).search
        return self._search_amounts

    def find(self, spelt: Spelt) -> tuple[int, int] | None:
        """Start and end in the text of the first place where it stands."""
        if self.kinds and self.kinds & spelt.kinds:
            found = self.search_amounts(spelt.with_amounts)
            return None if found is None else self.span(spelt, found.start() // 3, found.end() // 3)
        found = self.search(spelt.letters)
        return None if found is None else self.span(spelt, found.start(), found.end())

    def span(self, spelt: Spelt, first: int, end: int) -> tuple[int, int]:
        """Start and end in the text of what was found in some of the letters."""
        numbers, spans = spelt.numbers, spelt.spans
        last = end - 1
        if numbers is not None:
            first, last = numbers[first], numbers[last]
        start = spans[first][0]
        return spelt.amount_start(start) if self._begins_on_money else start, spans[last][1]


class PhraseReader:
    """Makes phrases (well formed, see phrases.py) of one Knowledge. What several have in common is written once."""

    def __init__(self, parts: Mapping[str, tuple[str, ...]], alphabet: Alphabet) -> None:
        self._parts = parts
        self._alphabet = alphabet
        self._written: dict[tuple[str, bool], str] = {}  # named groups
        self._kinds_of_part: dict[str, int] = {}

    def read(self, phrase: str) -> Phrase:
        tokens = _tokens(phrase)

        def pattern(amounts: bool) -> str:
            return self._choices(_split(tokens), amounts)

        return Phrase(
            pattern,
            kinds=self._kinds(tokens),
            begins_on_money=self._begins_on_money(tokens),
        )

    def _kinds(self, tokens: Sequence[str]) -> int:
        """Which kinds of amounts a sequence, or one of its choices, holds."""
        kinds = 0
        for token in tokens:
            if token == "#":
                kinds |= NUMBERS
            elif token == "{money}":
                kinds |= MONEYS
            elif token[0] == "{":
                if token not in self._kinds_of_part:
                    self._kinds_of_part[token] = reduce(or_, map(self._kinds, self._part(token)), 0)
                kinds |= self._kinds_of_part[token]
        return kinds

    def _is_rich(self, tokens: Sequence[str]) -> bool:
        """Whether a sequence holds a gap or an amount."""
        return self._kinds(tokens) > 0 or any(
            token in ("..", "...")
            or (token[0] == "{" and token != "{money}" and any(map(self._is_rich, self._part(token))))
            for token in tokens
        )

    def _begins_on_money(self, tokens: Sequence[str]) -> bool:
        for token, inside in _elements(tokens):
            if token[0] == "{" and token != "{money}":
                return any(map(self._begins_on_money, self._part(token)))
            return token == "{money}" or any(map(self._begins_on_money, _split(inside)))
        return False

    def _part(self, token: str) -> list[list[str]]:
        return [row for phrase in self._parts[token[1:-1]] for row in _split(_tokens(phrase))]

    def _choices(self, rows: Sequence[Sequence[str]], amounts: bool) -> str:
        """One of several sequences, those with gaps and amounts last; single words that stand together are one class."""
        rows = sorted(rows, key=self._is_rich)
        choices: list[str] = []
        for single, several in groupby(rows, key=lambda row: len(row) == 1 and row[0][0].isalnum()):
            if single:
                choices.append(self._word([row[0] for row in several], amounts))
            else:
                choices += [self._sequence(row, amounts) for row in several]
        return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"

    def _sequence(self, tokens: Sequence[str], amounts: bool) -> str:
        pattern = ""
        begun = False
        gap = 0
        width = 3 if amounts else 1
        for token, inside in _elements(tokens):
            if token in ("..", "..."):
                gap = max(gap, SHORT_GAP_WORDS if token == ".." else LONG_GAP_WORDS)
                continue
            element = self._element(token, inside, amounts)
            if gap:
                before = f"(?:[^{_END}]..){{0,{gap}}}" if amounts else f"[^{_END}]{{0,{gap}}}"
            else:
                before = f"(?:{_END * width})?"
            if token == "[":
                pattern += f"(?:{before}{element})?" if begun else f"(?:{element}{before})?"
            else:
                pattern += before + element if begun else element
                begun = True
                gap = 0
        return pattern

    def _element(self, token: str, inside: Sequence[str], amounts: bool) -> str:
        if token == "{money}":
            return _amount(_NO_MONEY, "..{}") if amounts else _NEVER
        if token == "#":
            return _amount(_NO_NUMBER, ".{}.") if amounts else _NEVER
        if token[0].isalnum():
            return self._word([token], amounts)
        if token in ("(", "["):
            return self._choices(_split(inside), amounts)
        written = self._written.get((token, amounts))
        if written is None:
            written = self._written[token, amounts] = self._choices(self._part(token), amounts)
        return written

    def _word(self, words: Sequence[str], amounts: bool) -> str:
        return self._alphabet.one_of(words) + (".." if amounts else "")


def _amount(none: str, written: str) -> str:
    """An amount of as many words as its letter says."""
    every = (written.format(chr(ord(none) + words)) + "..." * (words - 1) for words in range(1, _MOST_AMOUNT_WORDS + 1))
    return f"(?:{'|'.join(every)})"


def _tokens(phrase: str) -> list[str]:
    """Words, brackets, gaps and names of groups; the punctuation that only parts words is left out."""
    return [
        token
        for token in TOKEN.findall(phrase.lower().replace("'", "").replace("’", ""))
        if token in "()[]|#" or token[0].isalnum() or token[0] == "{" or token in ("..", "...")
    ]


def _split(tokens: Sequence[str]) -> list[list[str]]:
    """The alternatives of one level."""
    rows: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in "([") - (token in ")]")
        if token == "|" and not depth:
            rows.append([])
        else:
            rows[-1].append(token)
    return rows


def _elements(tokens: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each element of a sequence: what opens it and what it holds."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        inside: list[str] = []
        if token in ("(", "["):
            depth = 1
            while depth:
                depth += (tokens[at] in ("(", "[")) - (tokens[at] in (")", "]"))
                if depth:
                    inside.append(tokens[at])
                at += 1
        yield token, inside
