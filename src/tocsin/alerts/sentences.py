"""Sentences and how hard they are to read."""

from __future__ import annotations

import re

LONGEST_SENTENCE = 25  # words; longer ones are split (GOV.UK style)
_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[“‘\"'(]?[A-Z0-9£])")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.,£@/-]*")
_VOWELS = re.compile(r"[aeiouy]+")


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part for part in _END.split(" ".join(text.split())) if part]


def count_words(sentence: str) -> int:
    return len(_WORD.findall(sentence))


def reading_age(text: str) -> float:
    """Years of age at which a text can be read: Flesch–Kincaid grade plus five. 0.0 for a text without words.

    Telephone numbers, addresses and the like have no syllables and are left out.
    """
    sentences = max(1, len(split_sentences(text)))
    words = [word for word in _WORD.findall(text) if word.isalpha()]
    if not words:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def _syllables(word: str) -> int:
    found = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and found > 1:
        found -= 1
    return max(1, found)
