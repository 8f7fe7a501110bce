"""The whole loop through the actions, without a browser: on SQLite and on PostgreSQL."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from desk import Clock, add, open_desk
from tocsin.actions import alerting, reporting, subscribing, triage, verifying
from tocsin.actions.advisories import keep_advisory, list_advisories, read_advisory_text
from tocsin.actions.checking import check
from tocsin.actions.delivering import deliver_once
from tocsin.actions.doctor import examine
from tocsin.actions.installation import Installation
from tocsin.actions.people import audit_log, log_in, officer_for
from tocsin.actions.previewing import preview
from tocsin.actions.published import publication as publication_of
from tocsin.actions.published import published
from tocsin.actions.today import today
from tocsin.errors import InputError, NotAllowedError, NotFoundError
from tocsin.records import Alert, Officer
from tocsin.settings import read_settings

CALL = "A man rang and said he was from Microsoft. He said there was a virus on my computer and wanted me to install AnyDesk so he could get in."
WARNING = """Kent Police is warning residents about callers who say they are from Microsoft.

Since the start of October we have had at least six reports from people in Faversham and Gravesend. The caller says there is a
virus on the computer, and asks to be let onto it with remote access software. Two people lost about £700 each.

Microsoft will never ring you out of the blue to ask for remote access. If you get such a call, hang up.
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def installation(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amira(installation: Installation) -> Officer:
    return add(installation, "amira")


@pytest.fixture
def owen(installation: Installation) -> Officer:
    return add(installation, "owen")


@pytest.fixture
def drafted(installation: Installation, amira: Officer) -> Alert:
    """A draft from one advisory and three reports."""
    advisory = keep_advisory(installation, read_advisory_text(installation, WARNING, name="warning.txt"), officer=amira)
    taken = [
        reporting.take_report(installation, CALL, channel="call", place=town)
        for town in ("Faversham", "Gravesend", "Gillingham, Kent")
    ]
    return alerting.draft(
        installation,
        officer=amira,
        advisory_id=advisory.id,
        references=[one.report.reference for one in taken],
        area_names=("Kent",),
    )


def approved(installation: Installation, alert: Alert, *, author: Officer, second: Officer) -> Alert:
    alerting.submit(installation, alert.id, officer=author)
    return alerting.approve(installation, alert.id, officer=second)


def letters(installation: Installation) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(installation.outbox.glob("*.eml"))
    ]


def join(installation: Installation, address: str, place: str) -> None:
    subscribing.subscribe(installation, address=address, place=place)
    newest = max(installation.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    text = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()
    token = next(word for word in text.split() if "/subscribe/confirm/" in word).rsplit("/", 1)[1]
    subscribing.confirm(installation, token)
    newest.unlink()


def test_a_report_is_understood_redacted_and_sealed(installation: Installation, amira: Officer) -> None:
    taken = reporting.take_report(
        installation, f"{CALL} My name is Joan Tilbury, ring 07700 900123.", place="Faversham"
    )
    report = taken.report
    assert report.scam == "computer-software-service-fraud"
    assert (report.place_name, report.county) == ("Faversham", "Kent")
    assert "Tilbury" not in report.redacted
    assert "07700" not in report.redacted
    assert taken.verdict.level == "scam"
    words = reporting.open_sealed(installation, report.reference, officer=amira, reason="ringing her back")
    assert "Joan Tilbury" in words
    assert any(
        entry.action == "sealed-opened" and entry.detail == "ringing her back"
        for entry in audit_log(installation, by=amira)
    )


def test_sealed_words_need_a_reason(installation: Installation, amira: Officer) -> None:
    reference = reporting.take_report(installation, CALL).report.reference
    with pytest.raises(InputError, match="reason"):
        reporting.open_sealed(installation, reference, officer=amira, reason=" ")


def test_the_same_source_and_reference_is_kept_once(installation: Installation) -> None:
    first = reporting.take_report(installation, CALL, source="bank", source_reference="A-1")
    again = reporting.take_report(installation, CALL, source="bank", source_reference="A-1")
    assert again.already
    assert again.report.reference == first.report.reference
    assert reporting.list_queue(installation).total == 1


def test_an_empty_report_is_a_sentence_and_keeps_nothing(installation: Installation) -> None:
    with pytest.raises(InputError, match="nothing in the report"):
        reporting.take_report(installation, "   ")
    assert reporting.list_queue(installation).total == 0


def test_the_queue_is_cleared_and_every_move_can_be_undone(installation: Installation, amira: Officer) -> None:
    one, other = (reporting.take_report(installation, CALL).report.reference for _ in range(2))
    triage.accept_report(installation, one, officer=amira)
    triage.set_aside_report(installation, other, officer=amira, reason="a test call")
    assert reporting.list_queue(installation, status="new").total == 0
    triage.reopen_report(installation, other, officer=amira)
    assert [report.reference for report in reporting.list_queue(installation, status="new").items] == [other]


def test_every_sentence_of_a_draft_names_its_sources(installation: Installation, drafted: Alert) -> None:
    assert drafted.content.sentences
    assert all(sentence.sources for sentence in drafted.content.sentences)
    shown = preview(installation, drafted)
    assert shown.sources.keys() == {source for sentence in drafted.content.sentences for source in sentence.sources}


def test_a_draft_does_not_look_like_the_scam_it_warns_of(installation: Installation, drafted: Alert) -> None:
    shown = preview(installation, drafted)
    assert shown.verdict.level not in {"scam", "suspicious"}
    assert shown.lint == ()


def test_an_author_cannot_approve_their_own_alert(installation: Installation, drafted: Alert, amira: Officer) -> None:
    alerting.submit(installation, drafted.id, officer=amira)
    with pytest.raises(NotAllowedError, match="cannot approve"):
        alerting.approve(installation, drafted.id, officer=amira)


def test_an_administrator_who_wrote_it_cannot_either(installation: Installation, drafted: Alert) -> None:
    ada = add(installation, "ada", role="admin")
    alerting.edit(installation, drafted.id, officer=ada, changes=alerting.AlertChanges(headline="Another headline"))
    alerting.submit(installation, drafted.id, officer=add(installation, "owen"))
    with pytest.raises(NotAllowedError):
        alerting.approve(installation, drafted.id, officer=ada)


def test_an_edit_after_submission_voids_the_approval(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    edited = alerting.edit(
        installation, drafted.id, officer=amira, changes=alerting.AlertChanges(headline="Changed after approval")
    )
    assert edited.status == "draft"
    assert edited.approved_hash is None
    with pytest.raises(NotAllowedError):
        alerting.publish(installation, drafted.id, officer=owen)


def test_approving_something_else_than_was_read_is_refused(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    alerting.submit(installation, drafted.id, officer=amira)
    with pytest.raises(NotAllowedError, match="not what you read"):
        alerting.approve(installation, drafted.id, officer=owen, content_hash="0" * 64)


def test_publishing_reaches_the_subscribers_of_that_area_once(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer, clock: Clock
) -> None:
    join(installation, "resident1@post.example", "Faversham")
    join(installation, "resident2@post.example", "Crewe")
    subscribing.subscribe(installation, address="unconfirmed@post.example", place="Faversham")
    for path in installation.outbox.glob("*.eml"):
        path.unlink()
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    assert deliver_once(installation).sent == 1
    assert deliver_once(installation).total == 0
    clock.forward(hours=1)
    assert deliver_once(installation).total == 0
    (message,) = letters(installation)
    assert message["To"] == "resident1@post.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert publication.code in str(message.get_body(("plain",)).get_content())


def test_a_resident_who_asks_is_answered_with_that_very_alert(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    verdict = check(
        installation,
        "Hello, I am calling from Microsoft, your computer has a virus, please install AnyDesk so I can connect",
    )
    assert (verdict.level, verdict.alert) == ("scam", publication.code)


def test_a_pasted_copy_is_genuine_and_a_changed_one_is_altered(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    text = preview(installation, alerting.get_alert(installation, drafted.id)).email_text
    assert check(installation, text).level == "genuine-alert"
    assert "159" in text
    forged = text.replace("0300 123 2040", "07700 900456")
    assert forged != text
    verdict = check(installation, forged)
    assert verdict.level == "altered-alert"
    assert any("07700 900456" in change for change in verdict.changes)
    recognition = verifying.verify(installation, publication.code.lower())
    assert recognition is not None
    assert recognition.code == publication.code
    assert verifying.verify(installation, "C2C-2C2" if publication.code != "C2C-2C2" else "C3C-3C3") is None


def test_withdrawing_tells_everybody_who_was_told_and_the_checker_forgets_it(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    join(installation, "resident1@post.example", "Gravesend")
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    deliver_once(installation)
    alerting.withdraw(installation, drafted.id, officer=amira, note="The caller turned out to be a real engineer.")
    assert deliver_once(installation).sent == 1
    assert len(letters(installation)) == 2
    assert check(installation, CALL).alert is None
    assert published(installation) == []
    assert publication_of(installation, publication.code).kind == "Cancel"


def test_withdrawn_before_it_was_sent_it_is_never_sent(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    join(installation, "resident1@post.example", "Gravesend")
    approved(installation, drafted, author=amira, second=owen)
    alerting.publish(installation, drafted.id, officer=owen)
    alerting.withdraw(installation, drafted.id, officer=amira, note="Published by mistake.")
    deliver_once(installation)
    assert all("Withdrawn" in str(message["Subject"]) for message in letters(installation))


def test_an_exercise_reaches_nobody_and_is_not_offered_as_an_answer(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    join(installation, "resident1@post.example", "Faversham")
    alerting.edit(installation, drafted.id, officer=amira, changes=alerting.AlertChanges(exercise=True))
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    assert deliver_once(installation).total == 0
    assert b"<status>Exercise</status>" in publication.cap_xml
    assert check(installation, CALL).alert is None


def test_an_alert_whose_time_is_over_ends(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer, clock: Clock
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    alerting.publish(installation, drafted.id, officer=owen)
    clock.at = drafted.content.expires_at + timedelta(minutes=1)
    assert published(installation) == []
    assert alerting.expire_due(installation) == 1
    assert alerting.expire_due(installation) == 0
    assert alerting.get_alert(installation, drafted.id).status == "expired"


def test_an_alert_that_is_over_is_no_answer_even_before_a_timer_says_so(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer, clock: Clock
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    publication = alerting.publish(installation, drafted.id, officer=owen)
    text = preview(installation, alerting.get_alert(installation, drafted.id)).email_text
    clock.at = drafted.content.expires_at + timedelta(days=1)
    assert check(installation, CALL).alert is None
    assert "is over" in check(installation, text).answer
    recognition = verifying.verify(installation, publication.code)
    assert recognition is not None
    assert recognition.state == "expired"


def test_two_timers_end_an_alert_once(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer, clock: Clock
) -> None:
    approved(installation, drafted, author=amira, second=owen)
    alerting.publish(installation, drafted.id, officer=owen)
    clock.at = drafted.content.expires_at + timedelta(minutes=1)
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _: alerting.expire_due(installation), range(4)))
    assert sum(ended) == 1


def test_the_doctor_sees_a_key_that_others_can_read(installation: Installation) -> None:
    (installation.data_folder / "secret.key").chmod(0o644)
    settings = read_settings({"TOCSIN_DATA_FOLDER": str(installation.data_folder)})
    assert any(one.about == "Keys" and "secret.key" in one.said for one in examine(lambda: settings))


def test_a_subscriber_leaves_with_one_click_and_hears_nothing_more(
    installation: Installation, drafted: Alert, amira: Officer, owen: Officer
) -> None:
    join(installation, "resident1@post.example", "Faversham")
    approved(installation, drafted, author=amira, second=owen)
    alerting.publish(installation, drafted.id, officer=owen)
    deliver_once(installation)
    address = str(letters(installation)[0]["List-Unsubscribe"]).strip("<>")
    subscribing.leave(installation, address.rsplit("/", 1)[1])
    subscribing.leave(installation, address.rsplit("/", 1)[1])
    alerting.withdraw(installation, drafted.id, officer=amira, note="A test of leaving.")
    assert deliver_once(installation).total == 0


def test_nobody_else_can_add_an_area_to_somebodys_alerts(installation: Installation) -> None:
    join(installation, "resident1@post.example", "Faversham")
    subscribing.subscribe(installation, address="resident1@post.example", place="Crewe")
    (letter,) = letters(installation)
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Nothing was changed." in text
    token = next(word for word in text.split() if "/manage/" in word).rsplit("/", 1)[1].partition("?")[0]
    assert [one.place_name for one in subscribing.manage(installation, token).subscriptions] == ["Faversham"]
    changed = subscribing.change(installation, token, add_place="Crewe")
    assert [one.place_name for one in changed.subscriptions] == ["Crewe", "Faversham"]


def test_a_made_up_link_is_refused(installation: Installation) -> None:
    with pytest.raises(NotFoundError, match="link does not work"):
        subscribing.manage(installation, "not-a-token")


def test_logging_in_gives_a_session_and_a_wrong_password_a_sentence(installation: Installation, amira: Officer) -> None:
    session = log_in(installation, "Amira", "amira-likes-long-walks")
    found = officer_for(installation, session.token)
    assert found is not None
    assert found.name == "amira"
    with pytest.raises(NotAllowedError, match="do not go together"):
        log_in(installation, "amira", "wrong")
    with pytest.raises(NotAllowedError, match="do not go together"):
        log_in(installation, "nobody", "wrong")


def test_a_session_is_over_after_its_hours(installation: Installation, amira: Officer, clock: Clock) -> None:
    session = log_in(installation, "amira", "amira-likes-long-walks")
    clock.forward(hours=13)
    assert officer_for(installation, session.token) is None


def test_today_says_when_there_is_only_one_officer(installation: Installation, amira: Officer) -> None:
    assert today(installation, amira).only_one_officer
    add(installation, "owen")
    assert not today(installation, amira).only_one_officer


def test_keeping_the_same_advisory_twice_keeps_it_once(installation: Installation, amira: Officer) -> None:
    for _ in range(2):
        keep_advisory(installation, read_advisory_text(installation, WARNING), officer=amira)
    assert len(list_advisories(installation)) == 1


def test_an_outsider_may_do_nothing(installation: Installation, drafted: Alert, amira: Officer) -> None:
    shut_out = replace(amira, disabled_at=installation.now())
    with pytest.raises(NotAllowedError):
        alerting.submit(installation, drafted.id, officer=shut_out)
