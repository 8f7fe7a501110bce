from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tocsin.alerts.draft import draft_alert, section_text, sections_from_text
from tocsin.alerts.formats.sms import measure_sms
from tocsin.alerts.lint import Finding, lint_alert
from tocsin.alerts.reading_age import count_syllables, reading_age
from tocsin.alerts.sentences import split_sentences
from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.load import load_knowledge
from tocsin.records import (
    Advisory,
    AlertContent,
    Area,
    ConductRule,
    ContactRoute,
    Desk,
    Organisation,
    Reference,
    Report,
    Scam,
    Sentence,
)

SOURCE = Reference("somewhere", "https://source.example")
NATIONS = ("gb-eng", "gb-wls", "gb-nir")
MARLSHIRE = (Area("county", "Marlshire", nation="gb-eng"),)


def route(id: str, organisation: str, value: str, purpose: str, **changes: Any) -> ContactRoute:
    given: dict[str, Any] = {
        "name": organisation.title(),
        "kind": "phone",
        "use": f"to {purpose}",
        "nations": NATIONS,
        "verified": True,
    }
    return ContactRoute(
        id=id, organisation=organisation, value=value, purposes=(purpose,), source=SOURCE, **{**given, **changes}
    )


def rule(id: str, organisation: str, act: str, broken_by: str, *, verified: bool = True) -> ConductRule:
    return ConductRule(id, organisation, "never", act, (broken_by,), ("call",), SOURCE, verified)


def organisation(id: str, kind: str, **changes: Any) -> Organisation:
    return Organisation(id=id, name=id.title(), kind=kind, names=(id,), nations=NATIONS, **changes)


@pytest.fixture
def scam() -> Scam:
    return Scam(
        id="mend-your-computer", name="Computer repair fraud", summary="Somebody rings about a fault. They want to get onto your computer.",
        nations=NATIONS, channels=("call", "email"), impersonates=("kind:computer",), tactics=("remote-access",), signs=(), when={},
        spot=("A caller says your computer has a fault.",),
        advice={"approached": ("Put the phone down.",), "gave_access": ("Unplug the router. Then breathe.",), "paid": ("Ring your bank on 159 now.",)},
        examples=(), near_misses=(), references=(SOURCE,),
    )  # fmt: skip


@pytest.fixture
def knowledge(scam: Scam) -> Knowledge:
    organisations = (
        organisation("acme", "computer", rules=(
            rule("acme-maybe", "acme", "ring you at all", "remote-access", verified=False),
            rule("acme-no-access", "acme", "ask for control of your computer", "remote-access"),
        )),
        organisation("taxes", "tax", rules=(rule("t", "taxes", "threaten you", "threat"),), routes=(
            route("taxes-email", "taxes", "fakes@taxes.example", "forward-email", kind="email"),
        )),
        organisation("kent police", "police"),
        organisation("desk of fraud", "reporting", routes=(
            route("old-desk", "desk of fraud", "0113 496 0100", "report", valid_to=date(2025, 12, 3), replaced_by="new-desk"),
            route("new-desk", "desk of fraud", "0113 496 0200", "report", valid_from=date(2025, 12, 4)),
            route("doubtful-desk", "desk of fraud", "0113 496 0300", "report", verified=False),
            route("scots-desk", "desk of fraud", "0131 496 0400", "report", nations=("gb-sct",)),
        )),
        organisation("post", "mail", routes=(route("post-email", "post", "report@post.example", "forward-email", kind="email"),)),
    )  # fmt: skip
    return Knowledge("1+test", {scam.id: scam}, {one.id: one for one in organisations}, {}, {}, {})


@pytest.fixture
def make(scam: Scam, knowledge: Knowledge, desk: Desk, now: datetime) -> Callable[..., AlertContent]:
    def draft(**changes: Any) -> AlertContent:
        given: dict[str, Any] = {
            "scam": scam, "knowledge": knowledge, "advisory": None, "reports": reports(12, now), "areas": MARLSHIRE, "desk": desk,
            "at": now, "nation": "gb-eng",
        }  # fmt: skip
        return draft_alert(**{**given, **changes})

    return draft


def reports(count: int, now: datetime) -> list[Report]:
    return [
        Report(
            f"R-{number}",
            now - timedelta(days=number),
            redacted="My name is Joan Smith and I live at 4 Elm Road",
            claimed=("acme",),
        )
        for number in range(count)
    ]


def said(content: AlertContent) -> str:
    return " ".join([content.headline, *(sentence.text for sentence in content.sentences), content.withdrawal])


def test_every_sentence_of_a_draft_says_where_it_comes_from(make: Callable[..., AlertContent]) -> None:
    for sentence in make().sentences:
        assert sentence.sources
        assert all(source.partition(":")[0] in {"report", "advisory", "knowledge"} for source in sentence.sources)


def test_a_draft_counts_the_reports_and_rests_on_each(make: Callable[..., AlertContent]) -> None:
    first = make().sentences[0]
    assert first.text == "12 people have told us of this in Marlshire since 13 November 2026."
    assert len(first.sources) == 12


@pytest.mark.parametrize(
    ("count", "words"), [(4, "Several people have told us"), (1, "We have been told of this in Marlshire")]
)
def test_small_counts_are_never_named(make: Callable[..., AlertContent], now: datetime, count: int, words: str) -> None:
    content = make(reports=reports(count, now))
    assert words in content.sentences[0].text
    assert str(count) not in content.sentences[0].text


def test_without_reports_nothing_is_counted(make: Callable[..., AlertContent]) -> None:
    content = make(reports=())
    assert "told" not in said(content)
    assert content.urgency == "expected"


def test_no_word_of_a_reporter_gets_into_a_draft(make: Callable[..., AlertContent]) -> None:
    assert "Joan" not in said(make())
    assert "Elm" not in said(make())


def test_a_publisher_is_named_only_when_the_knowledge_knows_it(make: Callable[..., AlertContent]) -> None:
    known = Advisory("a", "…", True, publisher="Kent Police", published="2026-11-20", report_count=14, id="7")
    assert "Kent Police warned of this on 20 November 2026." in said(make(advisory=known))
    assert "Kent Police had 14 reports of it." in said(make(advisory=known))
    person = said(make(advisory=replace(known, publisher="PC Joan Smith")))
    assert "An official warning about this was published on 20 November 2026." in person
    assert "Joan" not in person


def test_whom_they_claim_to_be_is_said(make: Callable[..., AlertContent]) -> None:
    assert "They say they are from Acme. They are not." in said(make())


def test_one_verified_rule_is_given_and_no_unverified_one(make: Callable[..., AlertContent]) -> None:
    assert "Acme will never ask for control of your computer." in said(make())
    assert "ring you at all" not in said(make())


def test_contacts_are_those_of_the_day_the_nation_and_the_matter(make: Callable[..., AlertContent]) -> None:
    contacts = [sentence.text for sentence in make().sentences if sentence.section == "contact"]
    assert contacts == [
        "Ring 0113 496 0200 (Desk Of Fraud) to report.",
        "Use report@post.example (Post) to forward-email.",
    ]
    assert "0131 496 0400" in said(make(nation="gb-sct"))
    assert "0113 496 0100" in said(make(at=datetime.fromisoformat("2025-11-01T10:00:00+00:00"), reports=()))


def test_what_to_do_covers_those_it_has_happened_to(make: Callable[..., AlertContent]) -> None:
    content = make()
    assert "If you let them into your computer or phone: unplug the router." in said(content)
    assert "If you have paid: ring your bank on 159 now." in said(content)
    assert "If you gave them details" not in said(content)


def test_the_withdrawal_is_written_with_the_alert(make: Callable[..., AlertContent]) -> None:
    assert make().withdrawal.startswith(
        "Marlshire Fraud Desk has taken back this alert: Warning for Marlshire: computer repair fraud."
    )


def test_real_knowledge_makes_plain_drafts(desk: Desk, now: datetime) -> None:
    knowledge = load_knowledge()
    for scam in knowledge.scams.values():
        content = draft_alert(
            scam=scam, knowledge=knowledge, advisory=None, reports=reports(9, now), areas=MARLSHIRE, desk=desk, at=now, nation="gb-eng"
        )  # fmt: skip
        findings = lint_alert(content, desk=desk, knowledge=knowledge, on=now.date())
        assert not [finding for finding in findings if finding.rule != "long-sentence"], scam.id
        assert "0300 123 2040" in said(content)


# --- editing -----------------------------------------------------------------------------------------


def test_an_edited_alert_keeps_the_sources_of_what_was_not_changed(content: AlertContent) -> None:
    texts = {section: section_text(content, section) for section in ("happening", "spot", "do", "contact")}  # type: ignore[arg-type]
    assert sections_from_text(content, **texts, officer="owen") == content.sentences
    texts["do"] = "Put the phone down.\n\n  Tell a   neighbour. \n"
    edited = [sentence for sentence in sections_from_text(content, **texts, officer="owen") if sentence.section == "do"]
    assert edited[0] == content.sentences[4]
    assert edited[1] == Sentence("do", "Tell a neighbour.", ("officer:owen",))


def test_a_sentence_moved_to_another_section_keeps_its_sources(content: AlertContent) -> None:
    moved = sections_from_text(
        content, happening="", spot="", do="Ring 159 to reach your own bank.", contact="", officer="owen"
    )
    assert moved == (Sentence("do", "Ring 159 to reach your own bank.", ("knowledge:bank-159",)),)


# --- lint --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "finding"),
    [
        ("Ring 07700 900123 to hear more.", "“07700 900123” is neither"),
        ("See www.stop-fraud.example for more.", "“www.stop-fraud.example” is neither"),
        ("Write to joan@post.example.", ""),
        ("Write to help@stop.example.", "“help@stop.example” is neither"),
        ("Ring 0113 496 0100 to report it.", "“0113 496 0100” no longer leads there. Use 0113 496 0200 instead."),
        ("Ring 0113 496 0200 to report it.", ""),
        ("See https://alerts.marlshire.example/alerts for more.", ""),
        ("See https://alerts.marlshire.example.evil.example for more.", "is neither"),
        ("Act now to protect yourself.", "hurries the reader"),
        ("Two residents of Elm Road fell for it.", "blames the person"),
        ("Three people in the village lost money.", "Say “several”"),
        ("A call came to Mrs Smith.", "may point at a person"),
        ("It is " + "very " * 24 + "bad.", "more than 25 words"),
    ],
)
def test_the_lint_finds_what_an_alert_must_not_be(
    content: AlertContent, desk: Desk, knowledge: Knowledge, sentence: str, finding: str
) -> None:
    organisations = {
        **knowledge.organisations,
        "post": replace(knowledge.organisations["post"], domains=("post.example",)),
    }
    knowledge = replace(knowledge, organisations=organisations)
    sentences = (
        Sentence("happening", "Somebody rings you.", ("knowledge:x",)),
        Sentence("do", sentence, ("officer:owen",)),
        Sentence("contact", "Ring 159.", ("knowledge:bank-159",)),
    )
    findings = lint_alert(replace(content, sentences=sentences), desk=desk, knowledge=knowledge, on=date(2026, 11, 24))
    if finding:
        assert any(finding in one.reason for one in findings)
    else:
        assert findings == ()


def test_what_fraudsters_say_may_be_told_of_as_urgent(content: AlertContent, desk: Desk, knowledge: Knowledge) -> None:
    sentences = (
        Sentence("happening", "They say it is urgent.", ("knowledge:x",)),
        Sentence("do", "Put the phone down.", ("knowledge:x",)),
        Sentence("contact", "Ring 159.", ("knowledge:x",)),
    )
    assert (
        lint_alert(replace(content, sentences=sentences), desk=desk, knowledge=knowledge, on=date(2026, 11, 24)) == ()
    )


def test_an_alert_without_an_instruction_is_found_wanting(
    content: AlertContent, desk: Desk, knowledge: Knowledge
) -> None:
    findings = lint_alert(replace(content, sentences=()), desk=desk, knowledge=knowledge, on=date(2026, 11, 24))
    assert Finding("incomplete", "It does not say what to do.") in findings


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("phone", 1), ("caller", 2), ("messages", 3), ("asked", 1), ("needed", 2), ("create", 2), ("real", 1), ("statement", 2),
     ("organisation", 5), ("usually", 4), ("area", 3), ("science", 2), ("rules", 1), ("everything", 3), ("little", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


def test_a_figure_that_only_an_officer_vouches_for_is_untraced(
    content: AlertContent, desk: Desk, knowledge: Knowledge
) -> None:
    told = Sentence("happening", "People have lost £9,000 to it.", ("officer:owen",))
    traced = replace(told, sources=("officer:owen", "advisory:a1"))
    for sentence, wanted in ((told, ["untraced"]), (traced, [])):
        given = replace(content, sentences=(sentence, *content.sentences[4:]))
        found = lint_alert(given, desk=desk, knowledge=knowledge, on=date(2026, 11, 24))
        assert [one.rule for one in found if "9,000" in one.reason] == wanted


def test_a_long_text_message_is_told_with_its_segments(content: AlertContent, desk: Desk, knowledge: Knowledge) -> None:
    found = lint_alert(content, desk=desk, knowledge=knowledge, on=date(2026, 11, 24), sms=measure_sms("ŵ" * 300))
    assert any(one.rule == "sms-length" and "5 segments" in one.reason for one in found)


def test_hard_words_raise_the_reading_age() -> None:
    assert reading_age("Put the phone down. Ring your bank.") < 9
    assert (
        reading_age(
            "Organisations facilitating unauthorised transactions necessitate immediate precautionary intervention."
        )
        > 16
    )
    assert reading_age("0300 123 2040") == 0.0


def test_sentences_end_where_people_end_them() -> None:
    assert split_sentences("Put it down. “Wait” is a lie! At 9.30am, ring 159.") == [
        "Put it down.", "“Wait” is a lie!", "At 9.30am, ring 159.",
    ]  # fmt: skip
