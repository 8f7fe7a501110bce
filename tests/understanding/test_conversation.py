"""A live call costs its own words: what was heard before is never read, copied or weighed again."""

from __future__ import annotations

from tocsin.knowledge import Knowledge
from tocsin.understanding import conversation as module
from tocsin.understanding.conversation import Conversation
from tocsin.understanding.reading import Read, read

TURNS = (
    ("caller", "Hello, I'm calling from the fraud team at your bank."),
    ("callee", "Oh dear, what has happened?"),
    ("caller", "Somebody has taken money from your account. Please don't tell anyone about this call."),
    ("callee", "No, I won't."),
    ("caller", "I need you to move your savings to a safe account today."),
)


def test_a_turn_reads_only_what_is_said_in_it(knowledge: Knowledge, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    texts: list[str] = []

    def noted(text: str, knowledge: Knowledge, **more: object) -> Read:
        texts.append(text)
        return read(text, knowledge, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read", noted)
    heard = Conversation(knowledge)
    for speaker, text in TURNS:
        heard.hear(speaker, text)
    assert texts == [text for _, text in TURNS]


def test_what_is_new_of_a_turn_stands_at_the_end(knowledge: Knowledge) -> None:
    heard = Conversation(knowledge)
    before = heard.hear(*TURNS[0])
    for turn in TURNS[1:]:
        after = heard.hear(*turn)
        assert after.mentions[: len(before.mentions)] == before.mentions
        assert after.tactics[: len(before.tactics)] == before.tactics
        assert after.claimed[: len(before.claimed)] == before.claimed
        before = after


def test_the_matches_are_the_very_same_until_something_new_is_found(knowledge: Knowledge) -> None:
    heard = Conversation(knowledge)
    for turn in TURNS:
        before = heard.hear(*turn)
    assert before.matches
    after = heard.hear("caller", "It is a lovely day here, and the sun is shining.")
    assert after.matches is before.matches


def test_the_words_are_those_of_the_other_side_and_grow_in_place(knowledge: Knowledge) -> None:
    heard = Conversation(knowledge)
    first = heard.hear(*TURNS[0])
    second = heard.hear(*TURNS[1])
    assert second.words is first.words
    assert "happened" not in second.words
    third = heard.hear(*TURNS[2])
    assert [third.text[start:end].lower() for start, end in third.word_spans][-2:] == ["this", "call"]


def test_what_the_callee_says_is_kept_apart(knowledge: Knowledge) -> None:
    heard = Conversation(knowledge)
    first = heard.hear(*TURNS[0])
    second = heard.hear(*TURNS[1])
    assert first.callee_words is second.callee_words
    assert second.callee_words == ["oh", "dear", "what", "has", "happened"]
    assert [second.text[start:end].lower() for start, end in second.callee_word_spans] == second.callee_words
    assert not heard.hear("unknown", "And then he hung up.").callee_words[5:]
