"""A phrase of knowledge looked for word by word, in the words of one sentence.

The same language as ``phrases.py`` and the same answers. A pattern of RE2 takes long to make, learns its way through every
new text and keeps what it learnt: with thousands of phrases that is a hundred megabytes, and slow until learnt. So most
phrases, which are seldom looked for, are looked for so; the few that come up again and again are worth a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from tocsin.knowledge.phrases import LONG_GAP_WORDS, MONEY, NUMBER, SHORT_GAP_WORDS, TOKEN

MOST_CHOICES = 600
_MONEY = re.compile(rf"{MONEY}(?![a-z0-9])")
_NUMBER = re.compile(rf"{NUMBER}(?![a-z0-9])")
_COINS = ("pounds", "quid", "pence")
_MONEY_WORDS = frozenset({"#", "gbp", *_COINS})
_NUMBER_WORDS = frozenset({"#"})
_MOST_NUMBER_WORDS = 4
_MOST_AMOUNT_WORDS = 8  # "1,234,567.89 pounds"
Choice = tuple[str, ...]


class _TooRich(Exception):
    """A sequence that cannot be written out: it holds a gap or an amount, or too many choices."""


class Sentence:
    """The words of the sentence ``text[start:end]`` of normalised text, and where each of them stands.

    ``keys`` gives the further names under which a phrase may want a word: ``instal*``, ``#``. ``at`` has for each word and
    name the places where it stands, one bit a place.
    """

    __slots__ = ("_hard", "_spans", "at", "end", "keys", "letters", "names", "places", "start", "text", "words")

    def __init__(
        self, text: str, letters: str, start: int, end: int, words: Sequence[str], keys: Sequence[Sequence[str]]
    ) -> None:
        self.text = text
        self.letters = letters
        self.start = start
        self.end = end
        self.words = words
        self.keys = keys
        at: dict[str, int] = {}
        bit = 1
        for word, more in zip(words, keys):  # noqa: B905 (both are made of the same words)
            at[word] = at[word] | bit if word in at else bit
            if more:
                for key in more:
                    at[key] = at[key] | bit if key in at else bit
            bit <<= 1
        self.at = at
        self.names = frozenset(at)
        self.places: dict[_Group, int] = {}  # many phrases share a group
        self._spans: list[tuple[int, int]] | None = None
        self._hard: list[int] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        if self._spans is None:
            spans: list[tuple[int, int]] = []
            at = self.start
            for word in self.words:
                at = self.letters.find(word, at)
                end = at + len(word)
                spans.append((at, end))
                at = end
            self._spans = spans
        return self._spans

    @property
    def hard(self) -> list[int]:
        """Numbers of the words after which a sentence may end: no gap reaches over them. A dot alone is no end."""
        if self._hard is None:
            text = self.text
            self._hard = []
            start, end, letters = self.start, self.end, self.letters
            while end > start and letters[end - 1] == " ":
                end -= 1
            if text.find(".", start, end) >= 0 or text.find("!", start, end) >= 0 or text.find("?", start, end) >= 0:
                spans = self.spans
                for number in range(len(spans) - 1):
                    between = text[spans[number][1] : spans[number + 1][0]]
                    if between != "." and ("." in between or "!" in between or "?" in between):
                        self._hard.append(number)
        return self._hard


class _Group:
    """What may stand at one place: plain choices by their first word, and sequences that hold gaps or amounts.

    ``longest``: the most words that it takes.
    """

    __slots__ = ("_alone", "_next", "amount", "first", "longest", "only", "plain", "rows", "single")

    def __init__(
        self, choices: Sequence[Choice], rows: Sequence[Sequence[_Step]] = (), amount: re.Pattern[str] | None = None
    ) -> None:
        self.amount = amount
        self.rows = rows
        self.first: frozenset[str]
        self.longest: int
        self.plain: dict[str, list[Choice]] = {}
        for choice in choices:
            rests = self.plain.setdefault(choice[0], [])
            if choice[1:] not in rests:
                rests.append(choice[1:])
        # Words of which one must follow, for those that are no choice by themselves.
        self._next = {
            key: frozenset(rest[0] for rest in rests)
            for key, rests in self.plain.items()
            if () not in rests and not any(rest[0].endswith("*") for rest in rests)
        }
        # Words that are a choice each, and begin no longer one.
        self._alone = frozenset(key for key, rests in self.plain.items() if rests == [()]) if not rows else frozenset()
        first = set(self.plain)
        for row in rows:
            for step in row:
                first |= step.group.first
                if not step.optional:
                    break
        if amount is not None:
            first |= _MONEY_WORDS if amount is _MONEY else _NUMBER_WORDS
        self.first = frozenset(first)
        self.single = amount is None and not rows and all(rests == [()] for rests in self.plain.values())
        self.only = next(iter(first)) if self.single and len(first) == 1 else ""
        self.longest = max(
            _MOST_AMOUNT_WORDS if amount is not None else 1,
            *(1 + len(rest) for rests in self.plain.values() for rest in rests),
            *(sum(step.gap + step.group.longest for step in row) for row in rows),
            1,
        )

    def places(self, sentence: Sentence) -> int:
        """The places at which it may begin, one bit each."""
        known = sentence.places.get(self)
        if known is None:
            known = sentence.places[self] = self.look(sentence)
        return known

    def look(self, sentence: Sentence) -> int:
        """The same, looked for again."""
        at = sentence.at
        if self.only:
            return at.get(self.only, 0)
        places = 0
        if self.single:
            for key in self.first & sentence.names:
                places |= at[key]
            return places
        for key in self.first & sentence.names:
            mine = at[key]
            if key in self._next and not self.rows:
                following = 0
                for word in self._next[key] & sentence.names:
                    following |= at[word]
                mine &= following >> 1
            places |= mine
        if self.amount is _MONEY:
            for coin in _COINS:
                coins = at.get(coin, 0)
                for _ in range(_MOST_NUMBER_WORDS if coins else 0):
                    coins >>= 1
                    places |= coins
        for row in self.rows:
            for step in row:
                places |= step.group.places(sentence)
                if not step.optional:
                    break
        return places

    def ends(self, sentence: Sentence, place: int) -> Sequence[int]:
        """The words after which it may end, when it begins at that word."""
        if self.amount is not None:
            end = _amount_end(self.amount, sentence, place)
            return (end,) if end else ()
        words = sentence.words
        keys = sentence.keys[place]
        if not keys and words[place] in self._alone:
            return (place + 1,)
        found: list[int] = []
        for key in (words[place], *keys):
            for rest in self.plain.get(key, ()):
                if not rest:
                    found.append(place + 1)
                elif place + len(rest) < len(words):
                    at = place
                    for wanted in rest:
                        at += 1
                        if words[at] != wanted and not _is(words[at], wanted):
                            break
                    else:
                        found.append(at + 1)
        for row in self.rows:
            end = _run(sentence, row, [step.group.places(sentence) for step in row], 0, place)
            if end:
                found.append(end)
        return found


class _Step:
    """One element of a sequence; up to ``gap`` words may lie before it."""

    __slots__ = ("gap", "group", "optional")

    def __init__(self, gap: int, optional: bool, group: _Group) -> None:
        self.gap = gap
        self.optional = optional
        self.group = group


def _is(word: str, wanted: str) -> bool:
    return wanted[-1] == "*" and word.startswith(wanted[:-1])


def _amount_start(sentence: Sentence, place: int) -> int:
    start = sentence.spans[place][0]
    text = sentence.text
    if text[start - 1 : start] == "£":
        return start - 1
    return start - 2 if text[max(0, start - 2) : start] == "£ " else start


def _amount_end(amount: re.Pattern[str], sentence: Sentence, place: int) -> int:
    start = _amount_start(sentence, place) if amount is _MONEY else sentence.spans[place][0]
    found = amount.match(sentence.text, start)
    if found is None:
        return 0
    spans = sentence.spans
    end = place + 1
    while end < len(spans) and spans[end][1] <= found.end():
        end += 1
    return end


class Phrase:
    """One phrase, ready to be looked for."""

    __slots__ = ("_begins_on_money", "_rows", "_singles")

    def __init__(self, rows: Sequence[Sequence[_Step]]) -> None:
        self._rows = [(tuple(row), _outline(row)) for row in rows]
        # phrases.py has it that a phrase begins with an amount or never does
        self._begins_on_money = _opens_on_money(rows[0])
        self._singles: tuple[tuple[_Group, int], ...] = ()  # every step of the only row, where each takes one word
        if len(rows) == 1 and not any(step.optional or not step.group.single for step in rows[0]):
            self._singles = tuple((step.group, step.gap if at else 0) for at, step in enumerate(rows[0]))

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """Start and end in the text of the first place where it stands."""
        best: tuple[int, int] | None = None
        looked_up = sentence.places
        if self._singles:
            places: list[int] = []
            gapped = False
            for group, gap in self._singles:
                known = looked_up.get(group)
                if known is None:
                    known = looked_up[group] = group.look(sentence)
                if not known:
                    return None
                places.append(known)
                gapped = gapped or gap > 0
            if not gapped or not sentence.hard:
                best = _find_singles(self._singles, places)
                if best is None:
                    return None
                spans = sentence.spans
                return spans[best[0]][0], spans[best[1] - 1][1]
        for steps, outline in self._rows:
            # A cheap look: what must be there is there, in order and near enough.
            low = high = -1
            for group, reach in outline:
                known = looked_up.get(group)
                if known is None:
                    known = looked_up[group] = group.look(sentence)
                if low >= 0:
                    known &= (1 << (high + reach + 1)) - (2 << low)
                if not known:
                    break
                low = (known & -known).bit_length() - 1
                high = known.bit_length() - 1
            else:
                found = _find(sentence, steps, best[0] if best is not None else len(sentence.words))
                if found is not None:
                    best = found
        if best is None:
            return None
        spans = sentence.spans
        start = _amount_start(sentence, best[0]) if self._begins_on_money else spans[best[0]][0]
        return start, spans[best[1] - 1][1]


def _outline(row: Sequence[_Step]) -> tuple[tuple[_Group, int], ...]:
    """The elements that must be there, and how many words after the beginning of the one before each may begin."""
    outline: list[tuple[_Group, int]] = []
    reach = 0
    for step in row:
        reach += step.gap
        if not step.optional:
            outline.append((step.group, reach))
            reach = 0
        reach += step.group.longest
    return tuple(outline)


def _opens_on_money(row: Sequence[_Step]) -> bool:
    group = row[0].group
    return group.amount is _MONEY or any(_opens_on_money(each) for each in group.rows)


def _find_singles(steps: Sequence[tuple[_Group, int]], places: Sequence[int]) -> tuple[int, int] | None:
    """As :func:`_find` where every step takes one word of ``places`` and no sentence ends between: by whole bit sets."""
    last = len(places) - 1
    whole = [places[last]]  # from the last step on: where the steps from this one to the last can begin
    for number in range(last, 0, -1):
        reached = whole[-1] >> 1
        for _ in range(steps[number][1]):
            reached |= reached >> 1 | whole[-1] >> 1
        mine = places[number - 1] & reached
        if not mine:
            return None
        whole.append(mine)
    start = at = (whole[last] & -whole[last]).bit_length() - 1
    for number in range(1, last + 1):  # the farthest first, as a greedy pattern has it
        window = whole[last - number] & ((2 << (at + 1 + steps[number][1])) - (2 << at))
        at = window.bit_length() - 1
    return start, at + 1


def _find(sentence: Sentence, steps: Sequence[_Step], before: int) -> tuple[int, int] | None:
    """First word and end of the sequence's first match; None when there is none that begins before ``before``."""
    places: list[int] = []
    looked_up = sentence.places
    for step in steps:
        known = looked_up.get(step.group)
        places.append(step.group.places(sentence) if known is None else known)
    starts = 0
    for step, mine in zip(steps, places):  # noqa: B905 (made of the steps)
        starts |= mine
        if not step.optional:
            break
    while starts:
        lowest = starts & -starts
        starts ^= lowest
        start = lowest.bit_length() - 1
        if start >= before:
            break
        end = _run(sentence, steps, places, 0, start)
        if end:
            return start, end
    return None


def _run(sentence: Sentence, steps: Sequence[_Step], places: Sequence[int], number: int, at: int) -> int:
    """The end of the match of the steps from ``number`` on, when the words before ``at`` are taken; 0 for none."""
    step = steps[number]
    last = number + 1 == len(steps)
    gap = step.gap if number else 0
    mine = places[number] & ((2 << (at + gap)) - (1 << at))
    while mine:
        place = mine.bit_length() - 1  # the farthest first, as a greedy pattern has it
        mine ^= 1 << place
        if gap and sentence.hard and any(at - 1 <= each < place for each in sentence.hard):
            continue
        for end in (place + 1,) if step.group.single else step.group.ends(sentence, place):
            if last:
                return end
            whole = _run(sentence, steps, places, number + 1, end)
            if whole:
                return whole
    if step.optional:
        return at if last else _run(sentence, steps, places, number + 1, at)
    return 0


class PhraseReader:
    """Makes phrases (well formed, see phrases.py) of one Knowledge. What several have in common is made once."""

    def __init__(self, parts: Mapping[str, tuple[str, ...]]) -> None:
        self._parts = parts
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._written: dict[str, list[list[str]]] = {}

    def read(self, phrase: str) -> Phrase:
        return Phrase([list(self._steps(row)) for row in _split(_tokens(phrase))])

    def _steps(self, tokens: Sequence[str]) -> Iterator[_Step]:
        gap = 0
        for token, inside in _elements(tokens):
            if token in ("..", "..."):
                gap = max(gap, SHORT_GAP_WORDS if token == ".." else LONG_GAP_WORDS)
            else:
                yield _Step(gap, token == "[", self._group(token, inside))
                gap = gap if token == "[" else 0

    def _group(self, token: str, inside: Sequence[str]) -> _Group:
        key = (token, *inside)
        made = self._groups.get(key)
        if made is None:
            made = self._groups[key] = self._make_group(token, inside)
        return made

    def _make_group(self, token: str, inside: Sequence[str]) -> _Group:
        if token == "{money}":
            return _Group((), amount=_MONEY)
        if token == "#":
            return _Group((), amount=_NUMBER)
        choices: list[Choice] = []
        rows: list[list[_Step]] = []
        for row in self._alternatives(token, inside):
            try:
                choices += self._written_out(row)
            except _TooRich:
                rows.append(list(self._steps(row)))
        return _Group(choices, rows)

    def _alternatives(self, token: str, inside: Sequence[str]) -> list[list[str]]:
        if token in ("(", "["):
            return _split(inside)
        if token[0] != "{":
            return [[token]]
        if token not in self._written:
            self._written[token] = [row for phrase in self._parts[token[1:-1]] for row in _split(_tokens(phrase))]
        return self._written[token]

    def _written_out(self, tokens: Sequence[str]) -> list[Choice]:
        """Every way to say a sequence without gaps and amounts."""
        if len(tokens) == 1 and tokens[0][0].isalnum():
            return [(tokens[0],)]
        rows: list[list[Choice]] = []
        count = 1
        for token, inside in _elements(tokens):
            if token[0] == "." or token in ("{money}", "#"):
                raise _TooRich
            if token[0].isalnum():
                row: list[Choice] = [(token,)]
            else:
                row = [choice for each in self._alternatives(token, inside) for choice in self._written_out(each)]
                if token == "[":
                    row.append(())
            rows.append(row)
            count *= len(row)
            if count > MOST_CHOICES:
                raise _TooRich
        return [tuple(word for piece in pieces for word in piece) for pieces in product(*rows)]


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
