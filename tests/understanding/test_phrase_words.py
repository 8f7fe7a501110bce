"""A phrase looked for word by word is found where its pattern finds it."""

from __future__ import annotations

import re

import pytest
import re2

from tocsin.knowledge import Knowledge
from tocsin.knowledge.phrase_words import Alphabet, PhraseReader, Spelt, alphabet_of
from tocsin.understanding.normalise import normalise
from tocsin.understanding.signs import ends_shape, look_over, sentences, sign_index
from tocsin.understanding.vocabulary import vocabulary_of

MONEY = "(pay|send) .. {money}"
PARTS = {"code": ("(the|that) (code|codes)", "passcode")}


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
        (MONEY, "pay before 10 november", None),
        ("(pay|{money}) today", "call 159 and pay today", "pay today"),
        ("(press|send £5|{money}) #", "press 1 for £5 or 2", "press 1"),
        ("(fee|{money}) today", "the one of three hundred and two pounds today", "three hundred and two pounds today"),
        ("sort code # account", "sort code 12,000 account", "sort code 12,000 account"),
        ("(pay|wire .. now) today", "wire it now today", "wire it now today"),
    ],
)
def test_the_phrase_language_word_by_word(phrase: str, text: str, found: str | None) -> None:
    normalised = normalise(text)
    words = normalised.letters.split()
    alphabet = Alphabet(alphabet_of([phrase, *(each for part in PARTS.values() for each in part)]))

    def letter(word: str) -> str:
        starts = (f"{word[:length]}*" for length in range(len(word), 0, -1))
        known = alphabet.letter(word) or next(filter(None, map(alphabet.letter, starts)), None)
        return known or alphabet.other

    spelt = Spelt(normalised.text, normalised.letters, 0, len(normalised.text), words, "".join(map(letter, words)))
    span = PhraseReader(PARTS, alphabet).read(phrase).find(spelt)
    assert (None if span is None else normalised.text[slice(*span)]) == found


def test_every_phrase_is_found_in_the_entries_examples_where_its_pattern_finds_it(knowledge: Knowledge) -> None:
    index, known = sign_index(knowledge), vocabulary_of(knowledge).known
    phrases = [phrase for _, _, phrase in knowledge.phrases()]
    patterns: dict[int, re2.Pattern[str]] = {}
    compared = found = other_place = 0
    for scam in knowledge.scams.values():
        for example in (*scam.examples, *scam.near_misses):
            normalised = normalise(example.text)
            for start, end in sentences(normalised.text, ends_shape(normalised.data)):
                words = normalised.letters[start:end].split()
                if not words:
                    continue
                stretch = normalised.text[start:end]
                looked_up = [known[word] for word in words]
                _, mask = look_over(words, looked_up, index.joined)
                letters = "".join(word.letter for word in looked_up)
                spelt = Spelt(normalised.text, normalised.letters, start, end, words, letters)
                for number in index.numbers(mask):
                    if number not in patterns:
                        patterns[number] = re2.compile(knowledge.patterns[phrases[number]])
                    match = patterns[number].search(stretch)
                    ours = index.phrase(number).find(spelt)
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
    first = {phrase: number for number, phrase in reversed(list(enumerate(phrases)))}
    texts = [normalise(example.text) for scam in list(knowledge.scams.values())[::6] for example in scam.examples[:2]]
    stretches = []
    for normalised in texts:
        for start, end in sentences(normalised.text, ends_shape(normalised.data)):
            words = normalised.letters[start:end].split()
            _, mask = look_over(words, [known[word] for word in words], index.joined)
            stretches.append((normalised.text[start:end], set(index.numbers(mask))))
    for phrase in phrases[::9]:
        pattern = re2.compile(knowledge.patterns[phrase])
        for stretch, candidates in stretches:
            assert first[phrase] in candidates or pattern.search(stretch) is None, (phrase, stretch)


def test_no_phrase_repeats_more_than_a_gap(knowledge: Knowledge) -> None:
    """Python's ``re`` goes back and tries again: it must have little to try."""
    alphabet = Alphabet(knowledge.word_index.alphabet)
    reader = PhraseReader(knowledge.parts, alphabet)
    for phrase in sorted({phrase for _, _, phrase in knowledge.phrases()})[::3]:
        made = reader.read(phrase)
        for amounts in (False, True) if made.kinds else (False,):
            pattern = made.pattern(amounts)
            assert not {"*", "+"} & set(pattern), phrase
            assert set(re.findall(r"\{[^}]*\}", pattern)) <= {"{0,3}", "{0,6}"}, phrase
