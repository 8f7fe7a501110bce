from __future__ import annotations

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding.asking_help import ASKS_HELP, asks_for_help
from tocsin.understanding.normalise import normalise
from tocsin.understanding.understand import understand


def asks(text: str) -> bool:
    data = normalise(text)
    return asks_for_help(data.data, data.letters.split()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "dont know what to do", "don't know what to do", "don’t know what to do", "I do not know what to do", "didnt know what to do",
        "dont no wot to do", "dunno what to do", "not sure what to do", "im not sure what to do", "unsure what to do now", "no idea what to do",
        "i havent a clue what to do", "what shall i do", "what should I do?", "wat shud i do", "what do i do now", "what can we do", "what must I do",
        "what am i supposed to do", "what to do? no, i mean i dont know what to do", "can anyone help", "could somebody please help", "any advice",
        "need help please", "tell me what to do",
    ],
)  # fmt: skip
def test_asking_for_help_is_heard_however_it_is_spelt(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you do not know what to do, ring 159", "If you're not sure what to do, ask at the counter.", "What to do if a caller asks for your PIN",
        "How to spot a scam and what to do next", "If you are a victim of fraud and do not know what to do, report it", "People who are not sure what to do can ring us",
        "Can you help me pay a bill?", "Please help us improve our service", "What do you do at weekends?", "I know what to do", "We can help you", "",
    ],
)  # fmt: skip
def test_what_is_said_to_others_is_no_asking(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "please help i dont know what to do, a scammer has my bank details",
        "fraud team rang, said criminals in my account, dunno what to do",
        "not sure what to do about this fraud alert text from hsbc asking me to ring",
    ],
)
def test_whoever_asks_for_help_warns_of_nothing(text: str, knowledge: Knowledge) -> None:
    read = understand(text, knowledge, deep=False)
    assert read.genre == "account"
    assert ASKS_HELP in {mention.value for mention in read.mentions}


def test_an_order_to_the_reader_is_no_account(knowledge: Knowledge) -> None:
    assert understand("Give me the 6 digit code we just sent you", knowledge, deep=False).genre == "message"
