from __future__ import annotations

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding.normalise import normalise
from tocsin.understanding.signs import Hit, find_signs


def hit(text: str, tactic: str, knowledge: Knowledge) -> Hit:
    return next(each for each in find_signs(normalise(text), knowledge) if each.tactic == tactic)


@pytest.mark.parametrize(
    ("text", "tactic", "stance"),
    [
        ("Give me the pin now", "pin-request", "asked"),
        ("We will never ask you for your PIN", "pin-request", "denied"),
        ("No bank will ask you for your PIN", "pin-request", "denied"),
        ("Our staff won't ever ask for a PIN, a password or that you move your money", "move-money", "denied"),
        ("Never give anyone your PIN", "pin-request", "advised"),
        ("You should never tell a caller your PIN", "pin-request", "advised"),
        ("Scammers may ask you to download AnyDesk", "remote-access", "advised"),
        ("If someone asks you to move your money, hang up", "move-money", "advised"),
        ("Anyone asking you to move your money is a fraudster", "move-money", "advised"),
        ("Don't worry, just tell me your PIN", "pin-request", "asked"),
        ("If you don't move your money today you will lose it", "move-money", "asked"),
        ("Don't hang up. Move your money now", "move-money", "asked"),
        ("Criminals are after your savings, so move your money today", "move-money", "asked"),
        ("Do not tell anyone about this", "secrecy", "asked"),
        ("He asked me to download AnyDesk", "remote-access", "asked"),
    ],
)
def test_who_wants_it_is_told_from_the_clause(text: str, tactic: str, stance: str, tiny: Knowledge) -> None:
    assert hit(text, tactic, tiny).stance == stance


def test_what_the_teller_refused_was_asked_but_not_done(tiny: Knowledge) -> None:
    found = hit("she wanted it but I didn't tell her my PIN", "pin-request", tiny)
    assert (found.stance, found.done) == ("asked", False)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("We saw a withdrawal of £800 on your card", False),
        ("I can withdraw £800 for you", False),
        ("I need you to withdraw £800 from the branch", True),
        ("Please withdraw £800 today", True),
    ],
)
def test_an_act_of_the_speaker_asks_nothing_of_the_reader(text: str, asks: bool, tiny: Knowledge) -> None:
    assert hit(text, "cash-withdrawal", tiny).asks is asks


def test_a_phrase_is_found_in_a_run_without_full_stops(tiny: Knowledge) -> None:
    text = "well you know " * 60 + "download the anydesk " + "and so on it goes " * 60
    spans = [normalise(text).text[each.start : each.end] for each in find_signs(text, tiny)]
    assert spans == ["download the anydesk"]


@pytest.mark.parametrize(
    "text",
    [
        "A man rang from Microsoft and wants me to let him on my computer, is it a scam?",
        "I had a text from HMRC that wants my card details. Is this a scam?",
        "Someone rang from my bank and I moved £3,000 to a new account and it was a fraudster",
    ],
)
def test_a_question_and_a_story_are_no_warning(text: str, knowledge: Knowledge) -> None:
    found = [each for each in find_signs(normalise(text), knowledge) if each.tactic is not None]
    assert found
    assert {each.stance for each in found} == {"asked"}
