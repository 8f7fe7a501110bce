"""How old a reader must be: Flesch–Kincaid over a whole text, with a small counter of English syllables.

grade = 0.39 · words per sentence + 11.8 · syllables per word − 15.59        (Kincaid and others, 1975)
age   = grade + 5
"""

from __future__ import annotations

import re

from .sentences import split_sentences

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_LETTERS_AND_SIGNS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.,£@/:-]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels side by side that are spoken apart.
_APART = re.compile(
    r"[iy][ao](?!u)|io(?!n)|eo(?!p)|(?<![qg])ua(?!de)|uou|ying|eing|oing|iet|ier(?!c)|(?:rea|dea)(?=s?$|t)|(?:sc|cl)ien|nui|ism$"
)
_TOGETHER = re.compile(r"[tscg]ia(?:n|l)?|[tscg]io|[tscg]iou|geo(?=n|u)|^every")
_SILENT_END = re.compile(r"(?<![aeiouy])es?$|(?<![aeiouytd])ed$")
_SOUNDED_END = re.compile(r"(?:[sxzc]|ch|sh|g)es$|[^aeiouy]les?$")
_SILENT_INSIDE = re.compile(r"(?<=[^aeiouy])e(?=(?:ment|ful|less|ness|ly|where|thing|one|body|times?)s?$)")


def reading_age(text: str) -> float:
    """Years of age at which a text can be read. 0.0 for a text without words.

    Telephone numbers, web addresses and the like have no syllables and are left out.
    """
    sentences = max(1, len(split_sentences(text)))
    words = [word for found in _LETTERS_AND_SIGNS.findall(text) if (word := found.strip(".,:-/'’")) and _is_word(word)]
    if not words:
        return 0.0
    count = sum(count_syllables(part) for word in words for part in word.split("-"))
    return 0.39 * len(words) / sentences + 11.8 * count / len(words) - 15.59 + 5


def count_syllables(word: str) -> int:
    """The syllables of one English word, at least one. Right for about nine words in ten; the mistakes go both ways."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain:
        return 0
    found: int = len(_VOWELS.findall(plain))
    found += len(_APART.findall(plain))
    found -= sum(one == "every" or _APART.search(one) is not None for one in _TOGETHER.findall(plain))
    if _SILENT_INSIDE.search(plain):
        found -= 1
    if not _SOUNDED_END.search(plain) and _SILENT_END.search(plain):
        found -= 1
    return max(1, found)


def _is_word(given: str) -> bool:
    return all(_WORD.fullmatch(part) for part in given.split("-"))
