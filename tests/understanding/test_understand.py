from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.knowledge import Knowledge
from tocsin.understanding.conversation import Conversation
from tocsin.understanding.understand import LONGEST_READ, understand


def claimed(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    return understand(text, knowledge, deep=False).claimed


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Hello, I'm calling from Microsoft about your computer", "microsoft"),
        ("HMRC: you are owed a refund", "hmrc"),
        ("he said he was from bt and wanted to help", "bt"),
        ("A text that claimed to be from Royal Mail", "royal-mail"),
        ("Amazon rang me about an order", "amazon"),
        ("This is a message from h m r c", "hmrc"),
        ("the Lloyds fraud team is calling", "lloyds"),
    ],
)
def test_somebody_who_names_himself_claims_to_be_it(text: str, organisation: str, knowledge: Knowledge) -> None:
    assert organisation in claimed(text, knowledge)


@pytest.mark.parametrize(
    "text",
    [
        "I moved my savings to Nationwide because the interest is better",
        "You can pay it in at the post office",
        "I reported it to the police yesterday",
        "Shall we watch something on Netflix tonight",
    ],
)
def test_a_name_alone_claims_nothing(text: str, knowledge: Knowledge) -> None:
    assert claimed(text, knowledge) == ()


@pytest.mark.parametrize(
    ("text", "stage", "on_call"),
    [
        ("A man rang and said he was from BT. I hung up.", "approached", False),
        ("I got a text from HMRC and I clicked the link but closed it again.", "engaged", False),
        ("He said he was from the bank and I gave him my card number.", "shared_details", False),
        ("She told me it was Microsoft and I let her into my laptop.", "gave_access", False),
        ("My dad was told his account was hacked and he transferred £4,000 to them.", "paid", False),
        ("A man from HMRC wanted me to transfer £4,000 but I refused.", "approached", False),
        ("he is still on the phone now and says he is from bt, I gave him my sort code", "shared_details", True),
    ],
)
def test_the_furthest_step_is_the_stage(text: str, stage: str, on_call: bool, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge, deep=False)
    assert (understanding.stage, understanding.on_call) == (stage, on_call)


def test_somebody_on_the_phone_now_is_urgent(knowledge: Knowledge) -> None:
    assert understand("he is on the phone now, from microsoft, in my computer", knowledge, deep=False).urgency == "now"


def test_denied_tactics_are_mentioned_but_not_counted(knowledge: Knowledge) -> None:
    understanding = understand("We will never ask you for your PIN or password.", knowledge, deep=False)
    assert understanding.tactics == ()
    assert {mention.role for mention in understanding.mentions if mention.kind == "tactic"} == {"denied"}


def test_what_the_other_side_of_a_dialogue_says_is_not_asked_of_it(knowledge: Knowledge) -> None:
    text = "Caller: How can I help? Me: I want to move my savings to a new account. Caller: Of course."
    assert "move-money" not in understand(text, knowledge, deep=False).tactics


PIECES = st.sampled_from(
    [
        "This is Microsoft. ", "dоwnload any desk ", "“your account” ", "never share this code ", "£1.99 ", "\u200b", "\n\n",
        "he said he was from HMRC ", "www.hsbc-secure.example ", "call 09098 790001 ", "😀", "Caller: ", "Me: ", "p@ssw0rd ",
        "press 1 ", "won a prize ", "don't ", "Â£900 ", "ﬁne ", "\x00", "İ", "A\u0301",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map("".join))
def test_every_span_quotes_the_given_text(knowledge: Knowledge, text: str) -> None:
    understanding = understand(text, knowledge, deep=False)
    for mention in understanding.mentions:
        assert text[mention.start : mention.end] == mention.text
    for match in understanding.matches:
        for evidence in match.evidence:
            for span in evidence.spans:
                assert text[span.start : span.end] == span.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["caller", "callee", "unknown"]), PIECES), max_size=8))
def test_every_span_of_a_conversation_quotes_its_turns(knowledge: Knowledge, turns: list[tuple[str, str]]) -> None:
    conversation = Conversation(knowledge)
    for speaker, text in turns:
        understanding = conversation.hear(speaker, text)
        for mention in understanding.mentions:
            assert understanding.text[mention.start : mention.end] == mention.text


def test_ten_megabytes_come_to_an_end_and_say_what_was_read(knowledge: Knowledge) -> None:
    text = "They want you to move your savings to a safe account today. " * 170_000
    understanding = understand(text, knowledge, deep=False)
    assert f"{LONGEST_READ:,}" in understanding.not_read[0]


@pytest.mark.parametrize(
    "piece", ["a", "never ", "if you ", "www.", "0123 ", "from the ", "click ", "i paid ", "a:b ", ".", "won call "]
)
def test_a_long_run_of_anything_comes_to_an_end(piece: str, knowledge: Knowledge) -> None:
    understand((piece * 60_000)[:60_000], knowledge, deep=False)  # read quadratically, it would take minutes
