"""Sentences, and how long they are."""

from __future__ import annotations

import re

LONGEST_SENTENCE = 25  # words; longer ones are split (GOV.UK style)
_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[“‘\"'(]?[A-Z0-9£])")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.,£@/-]*")


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part for part in _END.split(" ".join(text.split())) if part]


def count_words(sentence: str) -> int:
    return len(_WORD.findall(sentence))
