from __future__ import annotations

from datetime import date

from tocsin.checking.call import Call
from tocsin.checking.explain import call_as_dict
from tocsin.checking.features import masked_words
from tocsin.knowledge import Knowledge
from tocsin.understanding.conversation import Conversation
from tocsin.understanding.understand import understand

SCAM = [
    ("caller", "Good morning, I am calling from Microsoft technical support."),
    ("callee", "Oh. What is it about?"),
    ("caller", "We have had error reports from your computer, it has been infected with a virus."),
    ("callee", "It has been slow, yes."),
    ("caller", "I need you to go to your computer and download a program called AnyDesk so I can connect."),
    ("callee", "I am not sure I should."),
    ("caller", "All right, thank you very much for your time, have a lovely day."),
]
GENUINE = [
    ("caller", "Hello, this is Priya from Kemsing Dental Practice."),
    ("callee", "Hello!"),
    (
        "caller",
        "I am ringing about your check-up. The dentist is away on Tuesday, could you come on Thursday at ten instead?",
    ),
    ("callee", "Thursday is fine. Do I need to pay anything now?"),
    ("caller", "No, nothing to pay today. See you on Thursday."),
]


def listen(turns: list[tuple[str, str]], knowledge: Knowledge) -> Call:
    call = Call(knowledge, hear=Conversation(knowledge).hear, on=date(2026, 11, 24))
    for speaker, text in turns:
        call.hear(speaker, text)
    return call


def test_the_alarm_is_raised_by_the_turn_that_asks_for_the_computer(knowledge: Knowledge) -> None:
    call = listen(SCAM, knowledge)
    assert call.alarm_turn is not None
    assert call.alarm_turn <= 4
    assert call.verdict().scam == "computer-software-service-fraud"


def test_the_alarm_is_said_once(knowledge: Knowledge) -> None:
    call = Call(knowledge, hear=Conversation(knowledge).hear)
    alarms = [heard.alarm for heard in (call.hear(*turn) for turn in SCAM) if heard.alarm]
    assert len(alarms) == 1
    assert alarms[0].startswith("Hang up now.")


def test_the_alarm_is_decided_from_the_turns_so_far(knowledge: Knowledge) -> None:
    whole = listen(SCAM, knowledge)
    assert whole.alarm_turn is not None
    short = listen(SCAM[: whole.alarm_turn + 1], knowledge)
    assert short.alarm_turn == whole.alarm_turn
    assert short.scores == whole.scores[: whole.alarm_turn + 1]


def test_later_turns_never_take_an_alarm_back(knowledge: Knowledge) -> None:
    call = listen(
        [*SCAM, ("caller", "We will never ask for your PIN. Use the number on the back of your card.")], knowledge
    )
    assert call.alarm_turn is not None
    assert call.verdict().score >= call.scores[call.alarm_turn]
    assert call.verdict().level == "scam"


def test_an_ordinary_call_raises_no_alarm(knowledge: Knowledge) -> None:
    call = listen(GENUINE, knowledge)
    assert call.alarm_turn is None
    assert call.verdict().level == "no-signs"


def test_what_the_person_called_says_is_not_held_against_the_caller(knowledge: Knowledge) -> None:
    call = listen([("callee", "Shall I move my savings to a safe account and tell you my PIN?")], knowledge)
    assert call.alarm_turn is None


def test_evidence_of_a_call_quotes_its_turn(knowledge: Knowledge) -> None:
    answer = call_as_dict(listen(SCAM, knowledge), id="c1")
    assert list(answer) == ["id", "alarm_turn", "scores", "level", "score", "scam", "evidence"]
    assert len(answer["scores"]) == len(SCAM)
    assert answer["evidence"]
    for item in answer["evidence"]:
        assert SCAM[item["turn"]][1][item["start"] : item["end"]] == item["text"]


def test_a_call_without_a_word_has_an_answer(knowledge: Knowledge) -> None:
    assert listen([], knowledge).verdict().level == "too-little"


def test_the_words_of_the_person_called_are_marked_and_never_quoted(knowledge: Knowledge) -> None:
    turns = [("caller", "Read me the long number."), ("callee", "Is that HSBC? How much is it, £45?")]
    conversation = Conversation(knowledge)
    for turn in turns:
        heard = conversation.hear(*turn)
    theirs, _ = masked_words(heard, knowledge, routes=(), callee=True)
    assert theirs == ["me:is", "me:that", "me:<bank>", "me:how", "me:much", "me:is", "me:it", "me:<money>"]
    written = understand(
        "Caller: Read me the long number.\nMe: Is that HSBC? How much is it, £45?", knowledge, deep=False
    )
    assert masked_words(written, knowledge, routes=(), callee=True)[0] == theirs
    quoted = [span.text for each in listen(SCAM, knowledge).verdict().evidence for span in each.spans]
    assert quoted
    said = [text for speaker, text in SCAM if speaker == "callee"]
    assert not any(quote in text for quote in quoted for text in said)
