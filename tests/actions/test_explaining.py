"""An entry is explained leaf by leaf, exactly as it was matched."""

from __future__ import annotations

import pytest

from tocsin.actions.explaining import Explained, explain_entry
from tocsin.knowledge.load import load_knowledge
from tocsin.understanding.understand import understand

KNOWLEDGE = load_knowledge()
SAFE_ACCOUNT = "This is Barclays. Move your money to a new account today."


def explained(scam: str, text: str, channel: str | None = None) -> Explained:
    return explain_entry(KNOWLEDGE.scams[scam], text, KNOWLEDGE, channel=channel)


@pytest.mark.parametrize("scam", sorted(KNOWLEDGE.scams))
def test_it_holds_exactly_where_the_reader_says_so(scam: str) -> None:
    entry = KNOWLEDGE.scams[scam]
    for example in (entry.examples[0], entry.near_misses[0]):
        channel = None if example.channel == "description" else example.channel
        matches = understand(example.text, KNOWLEDGE, channel=channel, deep=False).matches
        held = scam in [match.scam for match in matches if match.held]
        assert explained(scam, example.text, channel).held is held


def test_each_leaf_says_whether_it_held_and_shows_the_words() -> None:
    told = explained("bank-safe-account", SAFE_ACCOUNT)
    lines = [line.strip() for line in told.lines]
    assert told.held
    assert lines[0].startswith("Bank “safe account” fraud: it holds.")
    assert "✓ tactic move-money: “Move your money”" in lines
    assert "✓ somebody claims to be kind:bank: “Barclays”" in lines
    assert "✗ tactic password-request" in lines


def test_an_entry_far_from_the_text_shows_what_little_was_found() -> None:
    """The reader keeps the best entries only; a romance is none of them here, and still its one leaf is told."""
    text = f"{SAFE_ACCOUNT} Buy Apple gift cards and read me the codes. Do not tell your family."
    best = [match.scam for match in understand(text, KNOWLEDGE, channel="call", deep=False).matches]
    far = [scam for scam in KNOWLEDGE.scams if scam not in best and "gift-cards" in str(KNOWLEDGE.scams[scam].when)]
    assert far
    for scam in far:
        told = explained(scam, text, "call")
        assert not told.held
        assert any(line.strip().startswith("✓ tactic gift-cards: “") for line in told.lines)


def test_a_tactic_found_by_another_entrys_sign_is_told() -> None:
    """Signs of all entries count, not only those of the entry that is explained."""
    told = explained("ceo-and-gift-cards", "Your internet provider is calling you because of the router.", "call")
    assert any(line.strip().startswith("✓ tactic impersonation: “") for line in told.lines)


def test_what_is_denied_or_advised_against_is_told_and_does_not_count() -> None:
    text = "Your bank: we will never ask you to move your money to a safe account. Never tell anyone your PIN."
    told = explained("bank-safe-account", text, "sms")
    assert not told.held
    aside = [line for line in told.lines if "Did not count" in line]
    assert any("move-money" in line and "they say that they do not" in line for line in aside)
    assert any("pin-request" in line and "the reader is told not to" in line for line in aside)


def test_a_sign_without_a_tactic_that_is_denied_is_told_too() -> None:
    """Only tactics are among the mentions of an Understanding; signs are looked for by themselves."""
    told = explained("bank-safe-account", "We will never ask you to protect your savings by moving them.", "sms")
    aside = "Did not count: move-it-to-safety (“protect your savings by moving”), because they say that they do not."
    assert aside in [line.strip() for line in told.lines]


def test_an_organisation_that_is_only_named_does_not_count() -> None:
    told = explained("bank-safe-account", "I paid in the cheque at Barclays this morning.", "sms")
    assert any("claims to be kind:bank: “Barclays” (only named)" in line for line in told.lines)


def test_a_text_that_holds_nothing_is_explained_calmly() -> None:
    told = explained("ticket-scam", "The bus was late again.")
    assert not told.held
    assert all("✓" not in line for line in told.lines)


def test_the_part_of_a_long_letter_that_is_not_judged_is_said() -> None:
    ordinary = "The garden club met in the hall and the tea was lovely as ever this week. " * 40
    text = f"{SAFE_ACCOUNT} Tell nobody. {ordinary} Buy gift cards and send the codes."
    told = explained("ceo-and-gift-cards", text, "email")
    assert any("outside the part of this long text" in line for line in told.lines)
