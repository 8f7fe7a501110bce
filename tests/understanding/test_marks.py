"""The cheap looks before the costly ones leave nothing out: a text without the mark holds nothing the reader would find."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding import cues, frames, genre, marks, stage
from tocsin.understanding.normalise import normalise
from tocsin.understanding.sweep import Swept, sweep

WRITTEN = (
    "Dear valued customer, your package is held. Call the number on the back of your card, or visit any branch.",
    "There is no hurry and nothing to pay. Log in to your account as usual, or come into our nearest store.",
    "This is an important message: you have been selected. 150p per msg, T&Cs apply, 18+, PO Box 12.",
    "He is still on the phone now, and she won't let me hang up. They are in my computer.",
    "Can you go to the shop, give me a ring, and let me know. You must reply. I need you to call us.",
    "Our staff never ask for your PIN, and we do not call customers about it. No genuine bank will ever do that.",
    "If you do not pay, an officer will come. Don't worry, just read me the code. Never share this code with anyone.",
    "Scammers may ask you to move money. Residents are warned about callers claiming to be from the police.",
    "Mum refused to give him her card and I didn't let them in. People should never open links from unknown callers.",
)  # fmt: skip


@pytest.fixture(scope="module")
def swept(knowledge: Knowledge) -> list[Swept]:
    texts = [*WRITTEN]
    for scam in knowledge.scams.values():
        texts += [example.text for example in (*scam.examples, *scam.near_misses)]
    return [sweep(normalise(text), None, knowledge) for text in texts]


def test_the_mark_is_there_wherever_a_reader_finds_something(swept: list[Swept]) -> None:
    found = dict.fromkeys(("own", "anybody", "reader", "on call"), 0)
    for each in swept:
        data, marked = each.normalised.data, each.marked
        half = marked & marks.TO_READER_HALF and not genre.TO_READER_PAIRS.isdisjoint(pairwise(each.words))
        for name, something, may in (
            ("own", frames.own_ways(data), marked & marks.OWN_WAY and frames.may_hold_own_way(each.words)),
            ("anybody", frames.to_anybody(data), frames.may_be_to_anybody(marked)),
            ("reader", genre._TO_THE_READER.spans(data), marked & marks.TO_READER or half),
            ("on call", marked & marks.ON_CALL and stage._ON_CALL.spans(data), stage.may_tell_on_call(each.words)),
        ):
            if something:
                found[name] += 1
                assert may, (name, each.normalised.text)
    assert min(found.values()) >= 5


def test_cues_are_found_where_every_word_is_asked_for_one(swept: list[Swept]) -> None:
    found = 0
    for each in swept:
        data, letters = each.normalised.data, each.normalised.letters
        for part in each.parts:
            whole = []
            at = stop = part.start
            said = each.words[part.first : part.last]
            for word, following in zip(said, [*said[1:], ""], strict=True):
                at = letters.find(word, at)
                cue = cues.cue_at(word, following, data, at, part.end) if at >= stop else None
                if cue is not None:
                    stop = cue[1]
                    whole.append(cue)
                at += len(word)
            assert each.clauses_of(part).cues == whole, each.normalised.text[part.start : part.end]
            found += len(whole)
    assert found > 100
