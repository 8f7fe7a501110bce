"""Every pattern of the reading room takes time in proportion to the text, or is only ever given a sentence.

Each is run on repeats made to trip it, short and four times as long. Linear work grows fourfold, quadratic sixteenfold.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import tocsin.understanding
from tocsin.understanding.sentences import LONGEST_SENTENCE

PIECES = (
    "a", f"a{' ' * 59}", "a ", "A ", "Aa ", "Aa, ", "0", "0 ", "1,", "1.", "12/", "£1 ", "£", "$", "(", "[", "[(", "_", "*", "-", ".", ". ", "\n", "a\n", "\"", "'", "@a", "a@", "a.",
    "a.b", "www.", "http://", "the ", "and ", "of ", "to ", "in ", "one ", "one hundred and ", "three people ", "said he was from ", "pretending to be ", "will never ", "never ask ",
    "call us on ", "report it to ", "between 1 May and ", "since ", "lost £1 and ", "Kent, ", "Kent and ", "Police ", "Kent Police ", "oh seven ", "07", "+44 ", "&amp;", "Â£", "â€™", "\u200b",
    "car parks, including A, ", "if you ", "a man who said ", "texts and calls and ", "who ", "up to ", "up to £1 to ", "DC Aa ", "aged 80 ", "50% ", "Monday 1 ", "1 January ",
)  # fmt: skip
SHORT, LONG = 2_000, 8_000
GROWTH = 9.0  # between four and sixteen
NOTICED_SECONDS = 0.02
SENTENCE_SECONDS = 2.0  # on the longest sentence there is; one that tries every split would take for ever


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(tocsin.understanding.__path__):
        held = vars(importlib.import_module(f"tocsin.understanding.{module.name}"))
        for name, value in held.items():
            for number, pattern in enumerate(compiled(value)):
                yield f"{module.name}.{name}{f'[{number}]' if number else ''}", pattern


def compiled(value: object) -> Iterator[re.Pattern[str]]:
    """The compiled patterns in a module's attribute: itself, or inside a tuple, list or dict."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from compiled(each)
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from compiled(each)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - begun


def test_there_are_patterns_to_try() -> None:
    assert len(list(patterns())) > 150


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_no_repeat_makes_a_pattern_slow(piece: str) -> None:
    short, long = piece * (SHORT // len(piece)), piece * (LONG // len(piece))
    sentence = piece * (LONGEST_SENTENCE // len(piece))
    slow = []
    for name, pattern in patterns():
        if name.split("[")[0] not in WHOLE_TEXT:
            if seconds(pattern, sentence) > SENTENCE_SECONDS and seconds(pattern, sentence) > SENTENCE_SECONDS:
                slow.append(name)
            continue
        taken = seconds(pattern, long)
        if taken > NOTICED_SECONDS and taken > GROWTH * max(seconds(pattern, short), 0.001):
            slow.append(name)
    assert slow == []


# Patterns that are given a whole document, and not a sentence or a stretch of some hundred characters.
WHOLE_TEXT = frozenset(
    {
        "article._FRONT", "dates._AMERICAN", "dates._ANY_MONTH", "dates._FIGURES", "dates._FULL", "dates._ISO", "dates._MONTH_YEAR", "dates._NO_YEAR",
        "dates._NO_YEAR_AMERICAN", "dates._RELATIVE", "identifiers._ACCOUNT", "identifiers._CARD", "identifiers._POSTCODE", "identifiers._SORT_CODE",
        "links._DOT_INSIDE", "links._EMAIL", "links._LINK", "money._BARE", "money._GRAND", "money._NAMED", "money._PENCE", "money._SIGNED", "phones._CANDIDATE",
        "phones._SHORT", "phones._SLASHED", "publisher._STAMP_LINE", "repair._ANY", "same_event._AGE", "same_event._ALIAS", "same_event._PERCENT",
        "sentences._EMPHASIS", "sentences._END", "sentences._HASHTAG", "sentences._HEADING", "sentences._LINK", "sentences._NOT_PLAIN", "sentences._UNDERSCORES",
        "spoken_phones._TOKEN", "warning._COURT", "warning._FRAUD_ROUTE", "warning._WARNS",
    }
)  # fmt: skip
