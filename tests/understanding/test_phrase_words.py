"""A phrase looked for word by word is found where its pattern finds it."""

from __future__ import annotations

import pytest
import re2

from tocsin.knowledge import Knowledge
from tocsin.knowledge.phrase_words import PhraseReader, Sentence
from tocsin.understanding.normalise import normalise
from tocsin.understanding.signs import ends_shape, look_over, sentences, sign_index
from tocsin.understanding.vocabulary import vocabulary_of

MONEY = "(pay|send) .. {money}"
PARTS = {"code": ("(the|that) (code|codes)", "passcode")}


def words_of(text: str) -> Sentence:
    normalised = normalise(text)
    words = normalised.letters.split()
    keys = [
        [f"{word[:length]}*" for length in range(1, len(word) + 1)] + (["#"] if any(map(str.isdigit, word)) else [])
        for word in words
    ]
    return Sentence(normalised.text, normalised.letters, 0, len(normalised.text), words, keys)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("your computer", "is your computer on", "your computer"),
        ("your computer", "your new computer", None),
        ("move .. money", "move all of your money", "move all of your money"),
        ("move .. money", "move it all of it and money", None),
        ("move .. money", "move it! money", None),
        ("move .. money", "move it.now money", "move it.now money"),
        ("instal* .. (app|the program)", "installing now the program", "installing now the program"),
        ("[very|really] slow", "it is really slow", "really slow"),
        ("[very|really] slow", "so slow", "slow"),
        ("read .. {code}", "read me the code", "read me the code"),
        ("read .. {code}", "read me a code", None),
        (MONEY, "please pay now £1,450.50", "pay now £1,450.50"),
        (MONEY, "send two hundred pounds today", "send two hundred pounds"),
        ("{money} (fee|charge)", "a £2.99 fee", "£2.99 fee"),
        ("sort code # account", "sort code 12,000 account", "sort code 12,000 account"),
        ("(pay|wire .. now) today", "wire it now today", "wire it now today"),
    ],
)
def test_the_phrase_language_word_by_word(phrase: str, text: str, found: str | None) -> None:
    sentence = words_of(text)
    span = PhraseReader(PARTS).read(phrase).find(sentence)
    assert (None if span is None else sentence.text[slice(*span)]) == found


def test_every_phrase_is_found_in_the_entries_examples_where_its_pattern_finds_it(knowledge: Knowledge) -> None:
    index, known = sign_index(knowledge), vocabulary_of(knowledge).known
    phrases = [phrase for _, _, phrase in knowledge.phrases()]
    reader = PhraseReader(knowledge.parts)
    made = [reader.read(phrase) for phrase in phrases]
    patterns: dict[int, re2.Pattern[str]] = {}
    compared = found = other_place = 0
    for scam in knowledge.scams.values():
        for example in (*scam.examples, *scam.near_misses):
            normalised = normalise(example.text)
            for start, end in sentences(normalised.text, ends_shape(normalised.data)):
                words = normalised.letters[start:end].split()
                stretch = normalised.text[start:end]
                looked_up = [known[word] for word in words]
                _, mask = look_over(words, looked_up)
                keys = [word.keys for word in looked_up]
                sentence = Sentence(normalised.text, normalised.letters, start, end, words, keys)
                for number in index.candidates(mask):
                    if number not in patterns:
                        patterns[number] = re2.compile(knowledge.patterns[phrases[number]])
                    match = patterns[number].search(stretch)
                    ours = made[number].find(sentence)
                    assert (ours is None) == (match is None), (phrases[number], stretch)
                    compared += 1
                    found += match is not None
                    if ours is not None and match is not None:
                        other_place += ours != (start + match.start(), start + match.end())
    assert found > 500
    assert other_place <= found // 200


def test_no_phrase_is_missed_by_the_look_over_the_words(knowledge: Knowledge) -> None:
    index, known = sign_index(knowledge), vocabulary_of(knowledge).known
    phrases = [phrase for _, _, phrase in knowledge.phrases()]
    texts = [normalise(example.text) for scam in list(knowledge.scams.values())[::6] for example in scam.examples[:2]]
    stretches = []
    for normalised in texts:
        for start, end in sentences(normalised.text, ends_shape(normalised.data)):
            words = normalised.letters[start:end].split()
            _, mask = look_over(words, [known[word] for word in words])
            stretches.append((normalised.text[start:end], set(index.candidates(mask))))
    for number in range(0, len(phrases), 9):
        pattern = re2.compile(knowledge.patterns[phrases[number]])
        for stretch, candidates in stretches:
            assert number in candidates or pattern.search(stretch) is None, (phrases[number], stretch)
