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


_ONES_NAMED = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = tuple(_ONES_NAMED.split(" "))
_TENS_NAMED = "- - twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = tuple(_TENS_NAMED.split(" "))
_BETWEEN = ("um", "uh", "er", "erm", "like", "well", "you know", "right", "okay so", "yeah")
_HEARD_AS = {
    "their": "there", "there": "their", "your": "you're", "you're": "your", "to": "too", "too": "to", "here": "hear", "by": "buy",
    "for": "four", "no": "know", "know": "no", "wait": "weight", "it's": "its", "we're": "were", "whether": "weather",
    "cheque": "check", "bailiffs": "bay leaves", "payee": "pay e", "anydesk": "any desk", "teamviewer": "team viewer",
    "paypal": "pay pal", "whatsapp": "what's app", "voucher": "vouch her", "passcode": "pass code", "bitcoin": "bit coin",
}  # fmt: skip
_AMOUNT = re.compile(r"£\s?(\d[\d,]*)(?:\.(\d\d))?")


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
    return chance.choice((_plain, _bare, _no_links, _typed, _upper, _missing, _half, _padded))(text, chance)


def _plain(text: str, chance: random.Random) -> str:
    return text.lower()


def _bare(text: str, chance: random.Random) -> str:
    """Small letters and no marks at all."""
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


def spoken(text: str, chance: random.Random) -> str:
    """The text as somebody says it and a machine writes it down: numbers in words, letters apart, other words heard."""
    text = re.sub(r"(?:https?://|www\.)", "", text)
    text = _AMOUNT.sub(
        lambda found: f"{_number(found[1])} pounds" + (f" {_number(found[2])}" if found[2] else ""), text
    )
    text = re.sub(r"(?<=\w)\.(?=\w)", " dot ", text)
    text = re.sub(r"(?<=\w)/(?=\w)", " slash ", text)
    text = re.sub(
        r"\b[A-Z]{2,4}\b", lambda found: " ".join(found.group()) if chance.random() < 0.6 else found.group(), text
    )
    text = re.sub(r"\d[\d,]*\d|\d", lambda found: f" {_number(found.group())} ", text)
    said: list[str] = []
    for word in re.sub(r"[^\w\s']", " ", text.lower()).split():
        drawn = chance.random()
        if drawn < 0.03:
            said.append(chance.choice(_BETWEEN))
        elif drawn < 0.05:
            said.append(word)  # twice
        elif drawn < 0.065:
            continue
        said.append(_HEARD_AS[word] if word in _HEARD_AS and chance.random() < 0.3 else word)
    return " ".join(said)


def _number(written: str) -> str:
    digits = written.replace(",", "")
    if digits.startswith("0") or len(digits) > 6:
        return " ".join("oh" if digit == "0" else _ONES[int(digit)] for digit in digits)
    return _say(int(digits))


def _say(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    unit, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % unit
    joined = " and " if rest and (unit == 100 or rest < 100) else " "
    return f"{_say(number // unit)} {name}" + (joined + _say(rest) if rest else "")
