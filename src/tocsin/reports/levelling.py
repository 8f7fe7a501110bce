"""A text with its digits, dashes and blanks written the plain way, character for character, so that offsets stay true."""

from __future__ import annotations

import unicodedata

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"
_DOTS = "\u00b7\u2022\u2027\u30fb\u200b\u200c\u200d\u2060\ufeff"  # also what cannot be seen: it parts digits, no more
_QUOTES = "\u2018\u2019\u02bc\u2032\u00b4`"


class _Plain(dict[int, str]):
    """What stands for each character, worked out the first time it is met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        number = unicodedata.decimal(character, None)
        folded = str(number) if number is not None else unicodedata.normalize("NFKC", character)
        self[point] = plain = folded if len(folded) == 1 else character
        return plain


_PLAIN = _Plain(
    {
        **{point: chr(point) for point in range(128)},
        **{ord(character): "-" for character in _DASHES},
        **{ord(character): "." for character in _DOTS},
        **{ord(character): "'" for character in _QUOTES},
    }
)


def level(text: str) -> str:
    """The same number of characters; only what is written another way in Unicode is changed (３ → 3, – → -)."""
    return text if text.isascii() else text.translate(_PLAIN)
