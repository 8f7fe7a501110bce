"""Whatever is done to a text, what is shown of it is quoted exactly from it, and nothing is raised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from tocsin.checking.check import check
from tocsin.knowledge import Knowledge
from tocsin.records import Understanding, Verdict
from tocsin.understanding.conversation import Conversation
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)
TEXTS = (
    "Hello, this is HMRC. You owe £1,240.50 in tax. Ring 0113 496 0123 or an officer will arrest you today.",
    "Your parcel is held at our depot. Pay £1.45 at royal-mail.parcel-held.example/pay before 5pm.",
    "caller: I'm from the fraud team at your bank.\nme: Oh no.\ncaller: Don't tell anyone. Read me the code we sent.",
    "Hi Mum, I've broken my phone. This is my new number 07700 900123, can you send £800 to a friend's account?",
    "She said she was from Microsoft, my computer had a virus and I should download AnyDesk so I did. She's still on the phone.",
    "Scammers may ask you to move your money to a safe account. Your bank will never ask for your PIN. Hang up and call 159.",
    "Congratulations! You have been selected for a £500 gift card. Click www.claim-it.example or reply YES to 60599.",
    "From: Sam <sam@post.example>\nTo: Jo <jo@post.example>\nSubject: Fwd\n\n> please confirm your p@ssw0rd\n> at b a n k dot example",
)  # fmt: skip
SCRAPS = (
    "\u200b", "\u202e", "é", "ß", "№", "İ", "👍🏽", "🇬🇧", "🇧🇦🇳🇰", "ﬁ", "\r\n", "\t", "  ", "\n> ", "''", "’", "£", "$", "1", "0", "|", ":",
    "me:", "caller: ", ". ", "...", " dot com", "a b c d ", "а", "ο", "\x00", "\x1c", "＠", "½", "\ud83d", "<b>", "%", "um ",
)  # fmt: skip
CHANNELS = (None, "sms", "email", "call", "letter")


def mutated(random: Random) -> str:
    """One of the texts, or two, with pieces cut out, doubled, moved, turned round and put in."""
    text = random.choice(TEXTS)
    if random.random() < 0.2:
        text += random.choice(("\n", " ", "\n\n")) + random.choice(TEXTS)
    changes: tuple[Callable[[str], str], ...] = (str.upper, str.swapcase, str.title, lambda each: each[::-1])
    for _ in range(random.randrange(1, 9)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randrange(12))
        piece = text[start:end]
        kind = random.randrange(5)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:start] + piece * 2 + text[end:]
        elif kind == 2:
            text = text[:start] + random.choice(SCRAPS) + text[start:]
        elif kind == 3:
            text = text[:start] + random.choice(changes)(piece) + text[end:]
        else:
            text = text[end:] + piece + text[:start]
    return text


def spans_are_exact(understanding: Understanding, verdict: Verdict | None) -> None:
    text = understanding.text
    for mention in understanding.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
    shown = [evidence for match in understanding.matches for evidence in match.evidence]
    shown += verdict.evidence if verdict is not None else ()
    spans = [span for evidence in shown for span in evidence.spans]
    spans += [span for rule in verdict.rules for span in rule.spans] if verdict is not None else ()
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    assert len(understanding.words) == len(understanding.word_spans)
    end_before = 0
    for start, end in understanding.word_spans:
        assert end_before <= start < end <= len(text)
        end_before = start


def check_mutations(knowledge: Knowledge, count: int, seed: int) -> None:
    random = Random(seed)
    for _ in range(count):
        text = mutated(random)
        channel = random.choice(CHANNELS)
        understanding = understand(text, knowledge, channel=channel, deep=False)
        assert understanding.text == text
        spans_are_exact(understanding, check(understanding, knowledge, channel=channel, on=ON))


def test_every_span_quotes_a_mutated_text_exactly(knowledge: Knowledge) -> None:
    check_mutations(knowledge, 1_000, seed=1)


@pytest.mark.slow
def test_every_span_quotes_a_hundred_thousand_mutated_texts_exactly(knowledge: Knowledge) -> None:
    check_mutations(knowledge, 100_000, seed=2)


def test_every_span_of_a_mutated_call_quotes_its_turns(knowledge: Knowledge) -> None:
    random = Random(3)
    for _ in range(40):
        conversation = Conversation(knowledge)
        for _ in range(8):
            heard = conversation.hear(random.choice(("caller", "callee", "unknown")), mutated(random))
        spans_are_exact(heard, None)
