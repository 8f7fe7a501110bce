"""Copies of a text that mean the same: how people really type, what speech recognition writes, what disguise leaves.

A model that has seen each text only once learns its commas. Every copy keeps its label.
"""

from __future__ import annotations

import random
import re

_LINK = re.compile(
    r"\s*(?:https?://\S+|www\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|\b[\w-]+\.(?:example|co\.uk|com)\b)", re.IGNORECASE
)
_MARKS = re.compile(r"[^\w\s£$€]+")
_TYPED = {
    "you": "u", "your": "ur", "please": "pls", "to": "2", "for": "4", "are": "r", "and": "n", "because": "cos",
    "tomorrow": "tmrw", "message": "msg", "thanks": "thx", "with": "wiv", "have": "av",
}  # fmt: skip


_AROUND = (
    "The bus was late again but I found a seat by the window.", "We painted the fence green and it looks smart.",
    "Your sister sends her love and says the garden is full of beans.", "The concert begins at half past seven in the church.",
    "I made soup with the last of the carrots.", "It rained all through the match and nobody minded.",
    "The new neighbours have a dog called Biscuit.", "Football practice is on the top field this week.",
    "The kettle broke so we had tea at Margaret's.", "They have mended the clock in the square at last.",
    "The book club is reading the one about the lighthouse.", "Cricket teas need somebody to bring sandwiches.",
)  # fmt: skip


def copy_of(text: str, chance: random.Random) -> str:
    """One altered copy, chosen by ``chance``."""
    return chance.choice((_plain, _spoken, _no_links, _typed, _upper, _missing, _half, _padded))(text, chance)


def _plain(text: str, chance: random.Random) -> str:
    return text.lower()


def _spoken(text: str, chance: random.Random) -> str:
    return " ".join(_MARKS.sub(" ", text.lower().replace("'", "").replace("’", "")).split())


def _no_links(text: str, chance: random.Random) -> str:
    return _LINK.sub("", text)


def _typed(text: str, chance: random.Random) -> str:
    return " ".join(_TYPED.get(word, word) if chance.random() < 0.7 else word for word in text.lower().split(" "))


def _upper(text: str, chance: random.Random) -> str:
    return text.upper()


def _missing(text: str, chance: random.Random) -> str:
    """Some words left out or spelt wrongly, as in a hurry."""
    words = []
    for word in text.split(" "):
        drawn = chance.random()
        if drawn < 0.06:
            continue
        if drawn < 0.12 and len(word) > 4 and word.isalpha():
            at = chance.randrange(1, len(word) - 2)
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        words.append(word)
    return " ".join(words)


def _half(text: str, chance: random.Random) -> str:
    """The text without its first sentence or line: nobody copies all of it."""
    pieces = re.split(r"(?<=[.!?\n])\s+", text)
    return " ".join(pieces[1:]) if len(pieces) > 3 else text


def _padded(text: str, chance: random.Random) -> str:
    """Harmless talk before and after: what is around a bait says nothing of it."""
    around = chance.sample(_AROUND, 5)
    first = chance.randrange(6)
    return " ".join([*around[:first], text, *around[first:]])
