"""What people tell of: somebody did it to them or to one of theirs, in the past tense and the third person."""

from __future__ import annotations

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding.genre import is_told
from tocsin.understanding.signs import find_signs
from tocsin.understanding.tellings import tellings
from tocsin.understanding.understand import understand


@pytest.mark.parametrize(
    ("text", "tactic"),
    [
        ("Someone claiming to be from Sky told my husband to install AnyDesk on the laptop.", "install-software"),
        ("Somebody pretending to be my bank persuaded my aunt to move her savings to a new account.", "move-money"),
        ("My neighbour got a call from a caller claiming to be police who asked for her PIN.", "pin-request"),
        ("He quoted a collar number and told us a courier would come for the cards.", "courier-collection"),
        ("We waited all afternoon for a collector to come.", "courier-collection"),
        ("The lads had slabs left over from another job.", "bogus-tradesman"),
    ],
)
def test_what_was_done_to_somebody_counts_as_asked(text: str, tactic: str, knowledge: Knowledge) -> None:
    assert {hit.stance for hit in find_signs(text, knowledge) if hit.tactic == tactic} == {"asked"}
    assert tactic in understand(text, knowledge, deep=False).tactics


@pytest.mark.parametrize(
    ("text", "tactic"),
    [
        ("Someone claiming to be from Sky may tell you to install AnyDesk.", "install-software"),
        ("Somebody claiming to be the police could tell my neighbours to give their PIN.", "pin-request"),
        ("If somebody asks you to move your savings to a new account, hang up.", "move-money"),
    ],
)
def test_what_may_be_done_to_anybody_stays_a_warning(text: str, tactic: str, knowledge: Knowledge) -> None:
    assert {hit.stance for hit in find_signs(text, knowledge) if hit.tactic == tactic} == {"advised"}


@pytest.mark.parametrize(
    "text",
    [
        "Two lads came about the gutters and wanted half of it in cash.",
        "A woman from the gas people phoned and wanted the card number.",
        "She met him on an app. He asked for £900.",
    ],
)
def test_a_short_telling_that_speaks_to_nobody_is_an_account(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, deep=False).genre == "account"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ('a man from the "refund team" rang her', "told-so-called"),
        ("he is still on the phone as i write", "told-there-now"),
        ("nan read out both of the codes to him", "told-handed-over"),
        ("dad sent £1,450 on friday", "told-lost"),
        ("the firm had never heard of him", "told-found-out"),
        ("he asked my brother to buy vouchers", "told-directed"),
        ("nothing sent and nothing clicked", "told-no-loss"),
    ],
)
def test_how_people_tell_of_a_fraud_is_read(text: str, cue: str) -> None:
    assert cue in {name for name, _, _ in tellings(text, "account")}


def test_what_came_by_a_known_channel_is_no_telling() -> None:
    words = ["he", "is", "still", "on", "the", "phone"]
    assert is_told("account", words, channel=None)
    assert not is_told("account", words, channel="sms")
    assert not is_told("message", ["your", *words], channel=None)


def test_only_an_account_may_say_that_it_was_genuine() -> None:
    text = "it turned out to be genuine"
    assert tellings(text, "message") == []
    assert [name for name, _, _ in tellings(text, "account")] == ["told-genuine"]
    assert tellings("it turned out to be a false alarm of theirs", "account") == []
