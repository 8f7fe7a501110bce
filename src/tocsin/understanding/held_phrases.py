"""Every phrase of knowledge that a text holds, for the proof that each phrase meets some text.

The reader itself counts each sign once in a sentence; this counts every phrase.
"""

from __future__ import annotations

from collections.abc import Container

from tocsin.knowledge.load import Knowledge
from tocsin.understanding.reading import read
from tocsin.understanding.signs import sign_index, spell
from tocsin.understanding.sweep import pieces_of


def held_phrases(text: str, knowledge: Knowledge, *, among: Container[int] | None = None) -> set[int]:
    """The numbers (as in ``knowledge.phrases()``) of all phrases that ``text`` holds, cut and mended as the reader does.

    ``among``: look for these alone. What the called person says in a call counts for nothing, as in the reader.
    """
    swept = read(text, knowledge).swept
    index = sign_index(knowledge)
    held: set[int] = set()
    for part in swept.parts:
        for piece in (pieces_of(swept, part, index) or (part,)) if part.mask else ():
            spelt = spell(swept, piece)
            for number in index.numbers(piece.mask):
                same = [each for each in index.same(number) if each not in held and (among is None or each in among)]
                if same and index.phrase(number).find(spelt) is not None:
                    held.update(same)
    return held
