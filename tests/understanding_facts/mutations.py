"""Texts made from the invented warnings by many small harms: cut, doubled, spliced, and sown with what breaks readers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

LONGEST = 700
PIECES = (
    "£900", "Â£", "â€™", "â€œ", "\u200b", "\ufeff", "\x00", "\u202e", "İ", "ß", "ﬁ", "😀", "é", "е", "０７７００", "\n", "\r\n", "\t", "\u2028", "\xa0",
    "&amp;", "&#8364;", "&#xD800;", "<p>", "</div>", "<script>", "--", "---\n", "***", "__", "[a](b)", "](", "# ", "> ", "| ", "```", "07700 900123",
    "oh seven seven double oh nine double oh one two three", "07OO", "+44", "0300 123 2040", "159", "7726", "1-800-555-0199", "www.a.example/b?c=d", "hxxps://a[.]example",
    "a@b.example", "a [at] b [dot] example", "..", "...", "!!!", "(((", ")))", '"""', "'", "%", "12/13/2024", "31 February 2024", "1 May", "since the start of ", "between 1 and ",
    "yesterday", "last week", "nine hundred and ninety nine thousand million", "£1,2,3,4", "£999999999999999999999", "3k", "2.5m", "of them", "each", "in total", "up to", "between £1 and ",
    "will never ask you to ", "pretending to be ", "said he was from ", "in Kent, ", "Kent and Essex ", "Police", "County", "$5", "€7", "scam", "warning", "Estafa", "Rhybudd", "oszustwo",
)  # fmt: skip


def bases(folder: Path) -> list[str]:
    """The texts of the warnings in ``folder`` and below."""
    files = sorted(file for file in folder.rglob("*.*") if file.suffix in {".txt", ".html", ".md", ".eml"})
    return [file.read_text(encoding="utf-8") for file in files]


def mutated(texts: list[str], *, seed: int, count: int) -> Iterator[str]:
    """``count`` harmed texts of at most ``LONGEST`` characters; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - 60))
        text = text[start : start + chance.randrange(40, LONGEST)]
        for _ in range(chance.randrange(1, 9)):
            text = _harmed(text, texts, chance)
        yield text[:LONGEST]


def _harmed(text: str, texts: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.randrange(1, 40))
    how = chance.randrange(8)
    if how == 0:
        return text[:at] + text[end:]
    if how == 1:
        return text[:at] + text[at:end] * chance.randrange(2, 6) + text[end:]
    if how == 2:
        other = chance.choice(texts)
        begin = chance.randrange(len(other))
        return text[:at] + other[begin : begin + 60] + text[at:]
    if how == 3:
        return text[:at] + text[at:end][::-1] + text[end:]
    if how == 4:
        return (
            text[:at]
            + chr(
                chance.choice(
                    (chance.randrange(32, 127), chance.randrange(160, 1500), chance.randrange(0x2000, 0x3000))
                )
            )
            + text[at:]
        )
    if how == 5:
        return text[:at] + text[at:end].swapcase() + text[end:]
    return text[:at] + chance.choice(PIECES) * chance.randrange(1, 4) + text[at:]
