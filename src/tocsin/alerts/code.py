"""The code of an alert, made to be read out on the phone: ``K7Q-4M2``.

Letter, digit, letter – digit, letter, digit, from an alphabet without what is mistaken for something else when read
(0 O 1 I L, 5 S, 8 B, 2 Z) or heard (M N, D T, V P), and without vowels, so that no code spells a word. There are
about 1.4 million. A code is a name, not a secret: whoever hears one still has to look it up at the desk's own address.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

LETTERS = "CFGHJKMPQRTWXY"
DIGITS = "23456789"
CODE = re.compile(f"[{LETTERS}][{DIGITS}][{LETTERS}]-[{DIGITS}][{LETTERS}][{DIGITS}]")

# Letters that are written or heard where a digit or another letter was meant. None of them is in the alphabet.
_MISREAD_DIGIT = {"S": "5", "B": "8", "Z": "2"}
_MISREAD_LETTER = {"N": "M", "D": "T", "V": "P"}
_SPOKEN = {
    "charlie": "C", "foxtrot": "F", "golf": "G", "hotel": "H", "juliet": "J", "juliett": "J", "kilo": "K", "mike": "M",
    "papa": "P", "quebec": "Q", "romeo": "R", "tango": "T", "whiskey": "W", "whisky": "W", "xray": "X", "yankee": "Y",
    "two": "2", "three": "3", "tree": "3", "four": "4", "fower": "4", "five": "5", "fife": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "niner": "9", "dash": "", "hyphen": "",
}  # fmt: skip
_X_RAY = re.compile(r"x-ray", re.IGNORECASE)  # its dash divides no words
_INTRODUCTION = re.compile(r"^(?:(?:the|your|our|its|alert|code|number|no|is|version)\b[\s:.,#-]*)+", re.IGNORECASE)


def make_code(taken: Collection[str] = ()) -> str:
    """A new code at random that is not among ``taken``."""
    while True:
        drawn = "".join(secrets.choice(LETTERS if place % 2 == 0 else DIGITS) for place in range(6))
        code = f"{drawn[:3]}-{drawn[3:]}"
        if code not in taken:
            return code


def read_code(text: str) -> str | None:
    """The code that somebody typed or said, as it is written properly; None when the text is not a code and nothing else.

    Forgives case, blanks, any dash, "code" before it, and spelling it out ("kilo seven quebec four mike two").
    """
    words = _INTRODUCTION.sub("", _X_RAY.sub("xray", text.strip())).strip(" .,:;!?\"'“”‘’()[]")
    joined = "".join(_SPOKEN.get(word.lower(), word) for word in re.split(r"[\s\-‐‑‒–—−_.,/]+", words))
    symbols = joined.upper()
    if len(symbols) != 6 or not symbols.isascii():
        return None
    meant = [
        (_MISREAD_LETTER if place in (0, 2, 4) else _MISREAD_DIGIT).get(symbol, symbol)
        for place, symbol in enumerate(symbols)
    ]
    code = f"{''.join(meant[:3])}-{''.join(meant[3:])}"
    return code if CODE.fullmatch(code) else None
