"""The person's own words, with the telling ones marked."""

from __future__ import annotations

from tocsin.records import Evidence, Span, Verdict
from tocsin.web.highlight import mark_words

TEXT = "He asked me to download a program and then pay with gift cards."


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


def verdict(*evidence: Evidence) -> Verdict:
    return Verdict(level="scam", score=0.9, answer="This is a scam.", evidence=evidence)


def test_the_marked_text_is_the_given_text_and_nothing_else() -> None:
    marked = mark_words(
        TEXT,
        verdict(
            Evidence("a", True, "They want control.", (span("download a program"),)),
            Evidence("b", True, "Nobody honest is paid so.", (span("gift cards"), span("pay with gift cards"))),
        ),
    )
    assert "".join(segment.text for passage in marked.passages for segment in passage) == TEXT
    assert [segment.text for segment in marked.passages[0] if segment.reasons] == [
        "download a program",
        "pay with gift cards",
    ]


def test_reasons_are_numbered_in_the_order_in_which_the_words_stand() -> None:
    marked = mark_words(
        TEXT,
        verdict(
            Evidence("b", True, "Nobody honest is paid so.", (span("gift cards"),)),
            Evidence("a", True, "They want control.", (span("download a program"),)),
        ),
    )
    assert [(reason.number, reason.why) for reason in marked.reasons] == [
        (1, "They want control."),
        (2, "Nobody honest is paid so."),
    ]


def test_overlapping_marks_name_both_reasons() -> None:
    marked = mark_words(
        TEXT,
        verdict(
            Evidence("a", True, "One.", (span("download a program and then"),)),
            Evidence("b", True, "Two.", (span("program and then pay"),)),
        ),
    )
    assert [(segment.text, segment.reasons) for segment in marked.passages[0] if segment.reasons] == [
        ("download a program and then", (1, 2)),
        (" pay", (2,)),
    ]
    assert [segment.ends for segment in marked.passages[0] if segment.reasons] == [(1,), (2,)]


def test_the_weightiest_reasons_that_say_different_things_are_told_first_and_only_they_are_numbered() -> None:
    """What the same words show again waits behind the rest, however many signs there are."""
    weighty = [
        Evidence("a", True, "Control.", (span("download a program"),)),
        Evidence("b", True, "The same words.", (span("a program"),)),
        Evidence("c", True, "Gift cards.", (span("gift cards"),)),
        Evidence("d", True, "The same again.", (span("download"),)),
        Evidence("e", True, "He asked.", (span("He asked"),)),
        Evidence("f", True, "Then pay.", (span("then pay"),)),
    ]
    marked = mark_words(TEXT, verdict(*weighty))
    assert [reason.why for reason in marked.reasons] == [
        "He asked.", "Control.", "Then pay.", "Gift cards.", "The same again.", "The same words.",
    ]  # fmt: skip
    assert sorted(number for one in marked.passages[0] for number in one.ends) == [1, 2, 3, 4]
    assert "".join(one.text for one in marked.passages[0]) == TEXT


def test_evidence_that_did_not_hold_is_not_shown() -> None:
    assert mark_words(TEXT, verdict(Evidence("a", False, "No.", (span("pay"),)))).reasons == ()


def test_the_same_reason_is_said_once_and_the_same_quote_once() -> None:
    marked = mark_words(
        TEXT,
        verdict(
            Evidence("a", True, "Why.", (span("pay"),)), Evidence("b", True, "Why.", (span("pay"), span("gift cards")))
        ),
    )
    assert [reason.quotes for reason in marked.reasons] == [("pay", "gift cards")]


def test_of_a_long_text_only_the_passages_around_the_marks_are_shown() -> None:
    text = "x " * 2000 + "gift cards" + " y" * 2000 + "safe account" + " z" * 2000
    marked = mark_words(
        text,
        verdict(
            Evidence("a", True, "One.", (span("gift cards", text),)),
            Evidence("b", True, "Two.", (span("safe account", text),)),
        ),
    )
    assert marked.cut
    assert len(marked.passages) == 2
    assert sum(len(segment.text) for passage in marked.passages for segment in passage) < 1000
