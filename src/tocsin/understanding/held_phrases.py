"""Every phrase of knowledge that a text holds, for the proof that each phrase meets some text.

The reader itself stops at the first phrase of a sign; this goes on to the last.
"""

from __future__ import annotations

from collections.abc import Container

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrase_words import Phrase, PhraseReader, Sentence
from tocsin.understanding.reading import read
from tocsin.understanding.signs import (
    LONGEST_SENTENCE_CHARACTERS,
    LONGEST_SENTENCE_WORDS,
    look_over,
    sign_index,
    windows,
)


class _Phrases:
    def __init__(self, knowledge: Knowledge) -> None:
        self._reader = PhraseReader(knowledge.parts)
        self._texts = [phrase for _, _, phrase in knowledge.phrases()]
        self._read: dict[int, Phrase] = {}

    def __getitem__(self, number: int) -> Phrase:
        if number not in self._read:
            self._read[number] = self._reader.read(self._texts[number])
        return self._read[number]


_phrases = KeptFor(_Phrases)


def held_phrases(text: str, knowledge: Knowledge, *, among: Container[int] | None = None) -> set[int]:
    """The numbers (as in ``knowledge.phrases()``) of all phrases that ``text`` holds, cut and mended as the reader does.

    ``among``: look for these alone. What the called person says in a call counts for nothing, as in the reader.
    """
    found = read(text, knowledge)
    index = sign_index(knowledge)
    phrases = _phrases(knowledge)
    text, letters = found.normalised.text, found.normalised.letters
    held: set[int] = set()
    for part in found.swept.parts:
        if part.side == "callee":
            continue
        own = found.swept.words[part.first : part.last]
        stretches = [(part.start, part.end, own)]
        if len(own) > LONGEST_SENTENCE_WORDS and part.end - part.start >= LONGEST_SENTENCE_CHARACTERS:
            stretches = [(start, end, own[first:last]) for first, last, start, end in windows(letters, part.start, own)]
        for start, end, words in stretches:
            known = [index.look_up(word) for word in words]
            _, mask = look_over(words, known)
            candidates = [
                each for each in index.candidates(mask) if each not in held and (among is None or each in among)
            ]
            if candidates:
                sentence = Sentence(text, letters, start, end, words, [word.keys for word in known])
                held.update(each for each in candidates if phrases[each].find(sentence) is not None)
    return held
