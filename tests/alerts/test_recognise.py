from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.alerts.formats.email import render_email
from tocsin.alerts.formats.text import plain_text
from tocsin.alerts.recognise import Recognition, is_slip, recognise
from tocsin.alerts.sign import reference_to
from tocsin.records import AlertContent, Desk, Publication

SCAM = (
    "Hello, this is the fraud team of your bank. Somebody is trying to take money out of your account. "
    "Move your savings to a safe account now, and ring 07700 900123 when it is done."
)


@pytest.fixture
def text(publication: Publication) -> str:
    return plain_text(publication.content)


@pytest.fixture
def seen(publication: Publication) -> Callable[[str], Recognition]:
    """Recognise a text that must be recognised."""

    def look(pasted: str) -> Recognition:
        found = recognise(pasted, [publication])
        assert found is not None
        return found

    return look


def as_lookup(publication: Publication) -> dict[str, Any]:
    return {
        "code": publication.code,
        "version": publication.version,
        "kind": publication.kind,
        "state": publication.state,
        "sent_at": publication.sent_at.isoformat(),
        "content": publication.content,
    }


# --- true copies -------------------------------------------------------------------------------------

COPIES: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "reflowed": lambda text: "\n".join(textwrap.wrap(text, 44)),
    "on one line": lambda text: " ".join(text.split()),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.splitlines()),
    "quoted twice and reflowed": lambda text: "\n".join(f">> {line}" for line in textwrap.wrap(text, 50)),
    "replied to": lambda text: "On Tue, 24 Nov 2026 at 10:00, Jo <jo@post.example> wrote:\n" + textwrap.indent(text, "> "),
    "forwarded": lambda text: (
        "---------- Forwarded message ----------\nFrom: Marlshire Fraud Desk <alerts@marlshire.example>\n"
        f"Date: Tue, 24 Nov 2026 at 10:00\nSubject: Callers in Marlshire\nTo: <jo@post.example>\n\n{text}\nSent from my phone"
    ),
    "in a chat": lambda text: f"[10:32, 24/11/2026] Jo: {text}",
    "in capitals": str.upper,
    "with other quotes and dashes": lambda text: text.replace("’", "'").replace("- ", "— "),
    "with bullets": lambda text: text.replace("- ", "• "),
    "as a numbered list": lambda text: text.replace("- ", "1. "),
    "with hard blanks and invisible characters": lambda text: text.replace(" ", "\u00a0").replace("o", "o\u200b"),
    "with Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "hyphenated at the line's end": lambda text: text.replace("computer", "com-\nputer"),
    "with a slip of the finger": lambda text: text.replace("program", "programm").replace("report fraud", "reprot fraud"),
    "with the number spaced otherwise": lambda text: text.replace("0300 123 2040", "03001 232040"),
    "with the number broken at the line's end": lambda text: text.replace("0300 123 2040", "0300 123\n> 2040"),
    "with the number as from abroad": lambda text: text.replace("0300 123 2040", "+44 (0)300 123 2040"),
    "with the sum written out": lambda text: text.replace("£900", "900 pounds"),
    "with https before the address": lambda text: text.replace("www.report", "https://www.report"),
    "without its code": lambda text: text[: text.index("To check")],
}  # fmt: skip


@pytest.mark.parametrize("how", list(COPIES))
def test_a_copy_is_genuine_however_it_was_made(how: str, text: str, seen: Callable[[str], Recognition]) -> None:
    found = seen(COPIES[how](text))
    assert found.changes == ()
    assert found.genuine
    assert (found.code, found.version, found.state) == ("K7Q-4M2", 1, "current")
    assert found.note == "This is a true copy of our alert K7Q-4M2, version 1, sent on 24 November 2026. It is current."


@settings(max_examples=60, deadline=None, derandomize=True)
@given(width=st.integers(12, 200), mark=st.sampled_from(["", "> ", ">", "| ", "    "]), upper=st.booleans())
def test_a_copy_is_genuine_at_any_width(width: int, mark: str, upper: bool) -> None:
    text = plain_text(DOCUMENT).upper() if upper else plain_text(DOCUMENT)
    pasted = "\n".join(
        mark + line for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    )
    found = recognise(pasted, [LOOKUP])
    assert found is not None
    assert found.changes == ()


def test_part_of_an_alert_is_genuine(text: str, seen: Callable[[str], Recognition]) -> None:
    found = seen(text[text.index("12 people") : text.index("Who to contact")])
    assert found.genuine
    assert not found.whole
    assert found.note.startswith("This is a true part of our alert K7Q-4M2")


def test_a_part_from_the_middle_of_one_sentence_to_the_middle_of_another_is_genuine(
    text: str, seen: Callable[[str], Recognition]
) -> None:
    assert seen(text[text.index("have told us") : text.index("your own bank")]).genuine


def test_sentences_left_out_do_not_make_a_copy_false(text: str, seen: Callable[[str], Recognition]) -> None:
    shorter = text.replace("- They ask you to put a program on your computer.\n", "").replace(
        "- Put the phone down.\n", ""
    )
    assert seen(shorter).genuine


def test_kind_words_round_a_copy_do_not_make_it_false(text: str, seen: Callable[[str], Recognition]) -> None:
    found = seen(f"Hi Mum, the neighbours sent this round.\n\n{text}\n\nLots of love, Jo x")
    assert found.genuine
    assert found.added == ("Hi Mum, the neighbours sent this round", "Lots of love, Jo x")
    assert "Those are not from us." in found.note


def test_the_email_itself_is_genuine_with_its_links_to_stop(
    publication: Publication, desk: Desk, seen: Callable[[str], Recognition]
) -> None:
    message = render_email(publication, desk).for_recipient(
        address="jo@post.example",
        message_id="d1@alerts.marlshire.example",
        manage_url=f"{desk.url}/manage/s1.abc",
        leave_url=f"{desk.url}/leave/s1.def",
    )
    plain = message.get_body(("plain",))
    assert plain is not None
    assert seen(plain.get_content()).genuine


def test_the_page_of_an_alert_copied_whole_is_genuine(text: str, seen: Callable[[str], Recognition]) -> None:
    sections = text[text.index("What is happening") : text.index("This alert ends")]
    page = (
        "Skip to main content\nMarlshire Fraud Desk\nCallers in Marlshire say your computer has a fault\n"
        f"Marlshire, Ashing-on-Sea · sent 24 November 2026, 10:00 am · until 22 December 2026\n{sections}"
        "Is this alert real?\nIts code is K7Q-4M2\nRead the code out to us, or check it here.\n"
        "Versions and files\nVersion 1, 24 November 2026, 10:00 am: current\n"
    )
    assert seen(page).genuine


# --- changed copies ----------------------------------------------------------------------------------

CHANGES: dict[str, tuple[Callable[[str], str], str]] = {
    "a phone number": (
        lambda text: text.replace("0300 123 2040", "07700 900123"),
        "This phone number is not in the alert: 07700 900123",
    ),
    "a phone number in another script's digits": (
        lambda text: text.replace("0300 123 2040", "٠٧٧٠٠ ٩٠٠١٢٣"),
        "This phone number is not in the alert: 07700 900123",
    ),
    "a phone number behind invisible characters": (
        lambda text: text.replace("0300 123 2040", "077\u200b00 900\u200b123"),
        "This phone number is not in the alert: 07700 900123",
    ),
    "a short number": (lambda text: text.replace("Ring 159", "Ring 195"), "This number is not in the alert: 195"),
    "a link": (
        lambda text: text.replace("www.reportfraud.police.uk", "www.reportfraud-police.example"),
        "This link is not in the alert: www.reportfraud-police.example",
    ),
    "one letter of a link from another alphabet": (
        lambda text: text.replace("www.reportfraud.police.uk", "www.reportfraud.polic\u0435.uk"),
        "This link is not in the alert: www.reportfraud.polic\u0435.uk",
    ),
    "our own address": (
        lambda text: text.replace("alerts.marlshire.example/verify", "alerts.marlshire.example.verify.example"),
        "This link is not in the alert: https://alerts.marlshire.example.verify.example",
    ),
    "an amount": (lambda text: text.replace("£900", "£90"), "This amount is not in the alert: £90"),
    "a count": (lambda text: text.replace("12 people", "21 people"), "This number is not in the alert: 21"),
    "our code": (lambda text: text.replace("K7Q-4M2", "P3X-9T6"), "This code is not in the alert: P3X-9T6"),
    "an e-mail address": (
        lambda text: text.replace("Ring 159 to", "Write to help@bank.example to"),
        "This e-mail address is not in the alert: help@bank.example",
    ),
    "a sentence with a number put in": (
        lambda text: text.replace("Put the phone down.", "Put the phone down. Then ring our officers on 07700 900123."),
        "This phone number is not in the alert: 07700 900123",
    ),
    "a sentence put in": (
        lambda text: text.replace("Put the phone down.", "Put the phone down. Let the officer in when he comes."),
        "These words are not in the alert: “Let the officer in when he comes”.",
    ),
    "a sentence at the end": (
        lambda text: f"{text}\nReply with your PIN and we will look after you.",
        "These words are not in the alert: “Reply with your PIN and we will look after you”.",
    ),
    "a sentence at the end with a number": (
        lambda text: f"{text}\nQuestions? 07700 900456",
        "This phone number is not in the alert: 07700 900456",
    ),
    "a request before it": (
        lambda text: f"Give the caller this code, then read on.\n{text}",
        "These words are not in the alert: “Give the caller this code, then read on”.",
    ),
    "a request dressed as a chat's header": (
        lambda text: f"[10:32, 24/11/2026] Police: Give us your PIN.\n{text}",
        "These words are not in the alert: “Give us your PIN”.",
    ),
    "a word left out that turns the sense": (
        lambda text: text.replace("Don’t put any program", "Put any program"),
        "A sentence is cut short. The alert says: “Don't put any program on your computer”.",
    ),
    "never left out": (
        lambda text: text.replace("will never ring", "will ring"),
        "Words are missing from this sentence: “Microsoft will never ring you to mend your computer”.",
    ),
    "never cut off at the start": (
        lambda text: text[text.index("ring you to mend") :],
        "A sentence is cut short. The alert says: “Microsoft will never ring you to mend your computer”.",
    ),
    "another word": (
        lambda text: text.replace("your own bank", "your new bank"),
        "This sentence was changed. The alert says: “Ring 159 to reach your own bank”.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_changed_copy_is_altered_and_the_change_is_named(
    what: str, text: str, seen: Callable[[str], Recognition]
) -> None:
    change, sentence = CHANGES[what]
    found = seen(change(text))
    assert not found.genuine
    assert sentence in found.changes
    assert found.code == "K7Q-4M2"
    assert "it is not as we sent it" in found.note


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_changed_copy_is_altered_when_quoted_and_reflowed_as_well(
    what: str, text: str, seen: Callable[[str], Recognition]
) -> None:
    changed = CHANGES[what][0](text)
    wrapped = textwrap.wrap(changed, 60, break_long_words=False, break_on_hyphens=False)
    assert not seen("\n".join(f"> {line}" for line in wrapped)).genuine


def test_one_changed_number_gives_one_change(text: str, seen: Callable[[str], Recognition]) -> None:
    assert seen(text.replace("0300 123 2040", "07700 900123")).changes == (
        "This phone number is not in the alert: 07700 900123",
    )


# --- none of ours ------------------------------------------------------------------------------------

NOT_OURS = {
    "a scam": SCAM,
    "nothing": "",
    "one word": "computer",
    "a code we never gave out": "I was told to enter P3X-9T6 to see whether an alert is yours.",
    "advice that everybody gives": "Put the phone down. Ring 159 to reach your own bank.",
    "a story about the same": "A man rang my aunt and said her computer had a fault. He wanted £900. She rang 159 and told the police.",
    "a newspaper that mentions the code": (
        "Marlshire is among the counties where calls about broken computers have risen this autumn, says the local paper, "
        "which first wrote of it in October and has followed the matter ever since. The alert bears the name K7Q-4M2."
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(NOT_OURS))
def test_what_is_none_of_ours_is_none(what: str, publication: Publication) -> None:
    assert recognise(NOT_OURS[what], [publication]) is None


def test_with_nothing_published_nothing_is_recognised(text: str) -> None:
    assert recognise(text, []) is None


def test_our_code_on_somebody_elses_request_is_altered(seen: Callable[[str], Recognition]) -> None:
    found = seen(f"Police alert K7Q-4M2. {SCAM}")
    assert not found.genuine
    assert "This phone number is not in the alert: 07700 900123" in found.changes
    assert "it is not that alert" in found.note


def test_a_request_without_any_number_under_our_code_is_altered(seen: Callable[[str], Recognition]) -> None:
    assert not seen("Under alert K7Q-4M2 you must move your savings today.").genuine


@pytest.mark.parametrize("asked", ["K7Q-4M2", "Is alert K7Q-4M2 real?", "They read me the code k7q 4m2."])
def test_a_bare_code_says_which_alert_it_is(asked: str, seen: Callable[[str], Recognition]) -> None:
    found = seen(asked)
    assert found.genuine
    assert "“Callers in Marlshire say your computer has a fault”" in found.note
    assert "Compare what you were sent" in found.note


# --- versions ----------------------------------------------------------------------------------------


@pytest.fixture
def three_versions(published: Callable[..., Publication], content: AlertContent, now: datetime) -> list[Publication]:
    first = published()
    updated = replace(
        content,
        sentences=(
            replace(content.sentences[0], text="30 people have told us of these calls."),
            *content.sentences[1:],
        ),
    )
    second = published(
        content=updated, version=2, kind="Update", references=(reference_to(first),), sent_at=now + timedelta(days=3)
    )
    third = published(
        content=updated, version=3, kind="Cancel", references=(reference_to(second),), sent_at=now + timedelta(days=5)
    )
    return [replace(first, state="replaced"), replace(second, state="withdrawn"), third]


def test_a_copy_of_an_old_version_is_genuine_but_replaced(three_versions: list[Publication]) -> None:
    found = recognise(plain_text(three_versions[0].content), three_versions)
    assert found is not None
    assert found.genuine
    assert (found.version, found.state) == (1, "replaced")
    assert "It was replaced by version 2 on 27 November 2026." in found.note


def test_a_copy_of_a_withdrawn_version_says_that_it_was_withdrawn_and_when(three_versions: list[Publication]) -> None:
    found = recognise(plain_text(three_versions[1].content), three_versions)
    assert found is not None
    assert found.genuine
    assert (found.version, found.state) == (2, "withdrawn")
    assert "We withdrew it on 29 November 2026." in found.note


def test_a_copy_of_the_withdrawal_itself_is_genuine_and_leaves_nothing_in_force(
    three_versions: list[Publication],
) -> None:
    found = recognise(plain_text(three_versions[2].content), three_versions)
    assert found is not None
    assert found.genuine
    assert (found.version, found.state) == (3, "withdrawn")
    assert "took the alert back" in found.note


def test_an_expired_alert_is_genuine_and_says_that_it_has_run_out(publication: Publication, text: str) -> None:
    found = recognise(text, [replace(publication, state="expired")])
    assert found is not None
    assert found.state == "expired"
    assert "run out" in found.note


def test_the_right_one_of_several_alerts_is_found(published: Callable[..., Publication], content: AlertContent) -> None:
    other = published(
        code="P3X-9T6",
        content=replace(content, headline="Couriers in Marlshire fetch bank cards", sentences=content.sentences[4:]),
    )
    found = recognise(plain_text(published().content), [other, published()])
    assert found is not None
    assert found.code == "K7Q-4M2"
    assert found.genuine


# --- how it is built ---------------------------------------------------------------------------------


def test_a_stored_publication_as_plain_data_is_as_good(publication: Publication, text: str) -> None:
    assert recognise(text, [as_lookup(publication)]) == recognise(text, [publication])


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("recieve", "receive", True), ("progam", "program", True), ("programm", "program", True), ("prpgram", "program", True),
        ("ever", "never", False), ("safe", "sage", False), ("unsafe", "safe", False), ("should", "shoulds", False),
        ("computer", "commuters", False), ("police", "policy", True),
    ],
)  # fmt: skip
def test_a_slip_is_one_letter_and_never_turns_the_sense(typed: str, meant: str, slip: bool) -> None:
    assert is_slip(typed, meant) is slip


def test_recognising_loads_nothing_heavy() -> None:
    program = "import sys, tocsin.alerts.recognise, tocsin.alerts.code; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"lxml", "signxml", "cryptography", "sqlalchemy", "fastapi", "rapidfuzz", "re2", "phonenumbers"}


@pytest.mark.parametrize(
    "made", ["a.", "0 ", "£1 ", "a@", "-\n", "K7Q ", "http://", "computer has a fault ", "> ", "+0", "é́"]
)
def test_hostile_texts_come_to_an_end(made: str, publication: Publication) -> None:
    recognise((made * 200_000)[:400_000] + " K7Q-4M2", [publication])


DOCUMENT: dict[str, Any] = {
    "kind": "Alert", "code": "P3X-9T6", "version": 1, "exercise": False, "headline": "“Bank” callers in Ashing-on-Sea want cards",
    "sent_at": "2026-07-01T23:30:00+00:00", "expires_at": "2026-08-01T10:00:00+00:00", "areas": [{"name": "Ashing-on-Sea"}],
    "desk": {"name": "Marlshire Fraud Desk", "url": "https://alerts.marlshire.example", "email": "alerts@marlshire.example"},
    "sentences": [
        {"section": "happening", "text": "Somebody says they're from your bank, and that a £1,250.50 payment was stopped."},
        {"section": "happening", "text": "Then a man comes for your card and PIN. 14 people have lost over £2 million."},
        {"section": "do", "text": "Never hand over your card. Ring 020 7946 0123 or 159; or see www.marlshire.example/cards."},
        {"section": "contact", "text": "Write to help@marlshire.example (answers from 9.30am to 5pm)."},
    ],
}  # fmt: skip
LOOKUP = {
    "code": "P3X-9T6",
    "version": 1,
    "kind": "Alert",
    "state": "current",
    "sent_at": DOCUMENT["sent_at"],
    "content": DOCUMENT,
}
