from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.checking.check import check
from tocsin.checking.explain import answer_as_dict, render_verdict, understanding_as_dict
from tocsin.knowledge import Knowledge
from tocsin.records import Verdict
from tocsin.understanding.understand import understand

ON = date(2026, 11, 24)


def verdict_on(text: str, knowledge: Knowledge, *, channel: str | None = None, nation: str = "gb-eng") -> Verdict:
    understanding = understand(text, knowledge, channel=channel, deep=False)
    return check(understanding, knowledge, channel=channel, nation=nation, on=ON)


MICROSOFT = (
    "Good afternoon, I'm calling from Microsoft. Your computer has been sending us error messages, it has a virus. "
    "I need you to sit at the computer and download AnyDesk so that I can connect."
)
BROADBAND = (
    "Hello, it's your broadband provider. You've had slow internet so we want to give you compensation. "
    "I'll need your bank details to put it through."
)
RING_BACK = (
    "This is Sergeant Mills calling you back from Gravesend police station, you can check the number. HMRC have passed us "
    "your tax debt, and unless you pay £900 over the phone today there is a warrant for your arrest."
)


@pytest.mark.parametrize(
    ("text", "scam", "quoted", "rule_of"),
    [
        (MICROSOFT, "computer-software-service-fraud", "download AnyDesk", "microsoft"),
        (BROADBAND, "computer-software-service-fraud", "compensation", "internet-provider"),
        (RING_BACK, "police-hmrc-spoofed-callback", "tax debt", "any-police-force"),
    ],
)
def test_a_known_scam_is_named_with_its_words_and_the_rule_it_breaks(
    text: str, scam: str, quoted: str, rule_of: str, knowledge: Knowledge
) -> None:
    verdict = verdict_on(text, knowledge)
    assert (verdict.level, verdict.scam) == ("scam", scam)
    assert verdict.score >= 0.8
    assert any(quoted in span.text for each in verdict.evidence for span in each.spans)
    assert rule_of in {rule.organisation for rule in verdict.rules}
    assert all(span.text for rule in verdict.rules for span in rule.spans)


@pytest.mark.parametrize(
    "text",
    [
        "Your code is 123456, never share it",
        "482913 is your login code. Do not share it with anyone, even if they say they are from our team.",
        "Reminder: you have an appointment with Kemsing Dental Practice on Tuesday 3 March at 10:15. Please ring 01632 960123 "
        "if you cannot come.",
        "Grandad, can you give me a lift to football on Saturday? Mum's car is in the garage.",
        "Barclays: did you just spend £74.99 at Currys? Reply Y if it was you or N if not. We will never ask for your PIN.",
        "Your parcel will arrive today between 12:05 and 13:05. You do not need to do anything.",
        "Your library books are due back on Friday. You can renew them in the app or at your local branch.",
        "Hi both, the committee meets on Thursday at 7. Could somebody bring the keys and the accounts?",
    ],
)
def test_an_ordinary_message_shows_no_signs(text: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.level == "no-signs"
    assert verdict.score < 0.5  # a calibrated probability, among as many scams as genuine texts
    assert "does not mean it is safe" in verdict.answer


def test_the_police_warnings_themselves_are_no_scam(knowledge: Knowledge, shared: Path) -> None:
    flagged = []
    for name in ("kent-software-service-fraud", "cheshire-microsoft-callers", "imex-impersonated",
                 "hertfordshire-computer-scams", "kent-police-number-spoofing"):  # fmt: skip
        text = (shared / "advisories" / "scam" / f"{name}.txt").read_text(encoding="utf-8")
        if verdict_on(text, knowledge).level != "no-signs":
            flagged.append(name)
    assert flagged == []


def test_a_scam_that_dresses_as_a_warning_is_a_scam(knowledge: Knowledge) -> None:
    text = (
        "This is the Lloyds fraud team. Criminals are trying to take your money. To protect it you need to move your savings "
        "to a safe account we have opened in your name. Do not tell anyone at the branch."
    )
    assert verdict_on(text, knowledge).level == "scam"


def test_an_account_scores_as_the_scam_it_tells_of(knowledge: Knowledge) -> None:
    text = "A man rang saying he was from my bank's fraud team and that I had to move my savings to a safe account."
    verdict = verdict_on(text, knowledge)
    assert (verdict.level, verdict.scam) == ("scam", "bank-safe-account")


@pytest.mark.parametrize("text", ["", "Hi", "ok thanks", "???"])
def test_a_few_words_are_too_little_to_go_on(text: str, knowledge: Knowledge) -> None:
    assert verdict_on(text, knowledge).level == "too-little"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("he's still on the phone, he says he's from bt and wants me to download anydesk", "Hang up now"),
        ("A man from Microsoft rang and I gave him my card number", "159"),
        ("A man from Microsoft rang and I let him into my laptop", "off"),
        ("Someone from the bank's fraud team rang and I have moved my savings to a safe account", "159"),
    ],
)
def test_what_to_do_first_depends_on_how_far_it_went(text: str, first: str, knowledge: Knowledge) -> None:
    verdict = verdict_on(text, knowledge)
    assert verdict.level == "scam"
    assert first in verdict.first or first in " ".join((verdict.first, *verdict.advice[:1]))


def test_routes_never_come_out_of_the_text(knowledge: Knowledge) -> None:
    text = f"{MICROSOFT} Ring us back on 020 7946 0999 or see www.help-desk.example"
    values = {route.value for route in verdict_on(text, knowledge).routes}
    assert "159" in values
    assert not any("0999" in value or "example" in value for value in values)


def test_routes_follow_the_nation(knowledge: Knowledge) -> None:
    in_england = {route.id for route in verdict_on(MICROSOFT, knowledge, nation="gb-eng").routes}
    in_scotland = {route.id for route in verdict_on(MICROSOFT, knowledge, nation="gb-sct").routes}
    assert in_england != in_scotland


def test_what_was_not_checked_is_always_said(knowledge: Knowledge) -> None:
    assert verdict_on("See you at seven then", knowledge).not_checked
    assert "We did not open the link." in verdict_on("Look at https://photos.example/x", knowledge).not_checked
    assert any("really rang" in each for each in verdict_on(MICROSOFT, knowledge, channel="call").not_checked)


def test_a_link_that_borrows_a_bank_s_name_is_shown(knowledge: Knowledge) -> None:
    verdict = verdict_on(
        "HSBC: a new payee was added. If this wasn't you visit https://hsbc-payee-stop.example now", knowledge
    )
    assert verdict.level in ("scam", "suspicious")
    assert "look-alike-link" in {each.sign for each in verdict.evidence}


def test_a_link_that_is_truly_theirs_speaks_for_the_message(knowledge: Knowledge) -> None:
    theirs = verdict_on("Royal Mail: your parcel is on its way. Track it at https://www.royalmail.com/track", knowledge)
    other = verdict_on("Royal Mail: your parcel is on its way. Track it at https://rm-track.example/x", knowledge)
    assert theirs.score < other.score
    assert theirs.level == "no-signs"


def test_more_evidence_never_lowers_the_score(knowledge: Knowledge) -> None:
    # Whom somebody says he calls for is no evidence yet: banks do ring.
    scores = [
        verdict_on(text, knowledge).score
        for text in (
            "I am calling from your bank about your account.",
            "I am calling from your bank about your account. Your money is at risk.",
            "I am calling from your bank about your account. Your money is at risk. Move your savings to a safe account.",
        )
    ]
    assert scores == sorted(scores)


def test_the_answer_has_exactly_the_keys_of_the_contract(knowledge: Knowledge) -> None:
    answer = answer_as_dict(verdict_on(MICROSOFT, knowledge), id="a1")
    assert list(answer) == [
        "id", "level", "score", "scam", "tactics", "claimed", "evidence", "rules", "first", "advice", "routes", "alert",
        "not_checked", "versions",
    ]  # fmt: skip
    assert set(answer["evidence"][0]) == {"sign", "start", "end", "text", "why"}
    assert set(answer["rules"][0]) == {"organisation", "rule", "source", "seen_on"}
    assert set(answer["routes"][0]) == {"name", "value"}
    assert set(answer["versions"]) == {"tocsin", "knowledge", "model"}
    for item in answer["evidence"]:
        assert MICROSOFT[item["start"] : item["end"]] == item["text"]


def test_the_understanding_has_exactly_the_keys_of_the_contract(knowledge: Knowledge) -> None:
    text = "A man rang from BT and I let him into my laptop, he is on the phone now"
    read = understanding_as_dict(understand(text, knowledge, deep=False), knowledge, id=7)
    assert list(read) == [
        "id", "scam", "tactics", "claimed", "stage", "on_call", "urgency", "first", "losses", "places", "mentions",
    ]  # fmt: skip
    assert (read["stage"], read["on_call"], read["urgency"]) == ("gave_access", True, "now")
    assert read["first"].startswith("Hang up now")


def test_the_terminal_shows_answer_reasons_rule_and_routes(knowledge: Knowledge) -> None:
    shown = render_verdict(verdict_on(MICROSOFT, knowledge), width=80)
    for piece in ("Computer software service fraud", "“download AnyDesk”", "Microsoft will never", "159"):
        assert piece in shown
    assert max(len(line) for line in shown.splitlines() if "http" not in line) <= 80
    assert "%" not in shown


WORDS = st.sampled_from(
    [
        "this",
        "is",
        "microsoft",
        "hsbc",
        "your",
        "account",
        "has",
        "been",
        "suspended",
        "click",
        "https://hsbc.example.com",
        "call",
        "09098",
        "790001",
        "move",
        "savings",
        "safe",
        "never",
        "ask",
        "pin",
        "code",
        "he",
        "said",
        "i",
        "paid",
        "£900",
        "won",
        "prize",
        "scammers",
        "may",
        "police",
        "warn",
        "now",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=25).map(" ".join))
def test_any_text_gets_an_answer_whose_evidence_quotes_it(knowledge: Knowledge, text: str) -> None:
    verdict = verdict_on(text, knowledge)
    assert 0 <= verdict.score <= 1
    assert verdict.not_checked
    assert verdict.first
    for evidence in verdict.evidence:
        for span in evidence.spans:
            assert text[span.start : span.end] == span.text
    if verdict.level == "scam":
        assert verdict.score >= 0.8
        assert verdict.scam is not None or any(rule.verified for rule in verdict.rules)
    render_verdict(verdict)
