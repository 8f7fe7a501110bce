from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from tocsin.alerts import moves
from tocsin.alerts.content import content_hash
from tocsin.alerts.moves import ALLOWED_MOVES
from tocsin.errors import NotAllowedError
from tocsin.records import STATUSES, Alert, AlertContent, AlertStatus, Officer

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def eve(owen: Officer) -> Officer:
    return replace(owen, id="id-eve", name="eve", role="admin")


def in_status(approved: Alert, status: str) -> Alert:
    return replace(
        approved, status=status, code="K7Q-4M2" if status in {"published", "updated", "withdrawn", "expired"} else None
    )


def test_the_table_knows_every_status() -> None:
    assert set(ALLOWED_MOVES) == set(STATUSES)
    assert {to for allowed in ALLOWED_MOVES.values() for to in allowed} <= set(STATUSES)


@pytest.mark.parametrize(("status", "to"), list(product(STATUSES, STATUSES)))
def test_every_pair_of_statuses_is_allowed_by_the_table_or_refused(
    approved: Alert,
    content: AlertContent,
    amira: Officer,
    owen: Officer,
    now: datetime,
    status: AlertStatus,
    to: AlertStatus,
) -> None:
    later = now + timedelta(days=29 if to == "expired" else 0)
    go: Mapping[str, Callable[[Alert], Alert]] = {
        "draft": lambda alert: moves.edit(alert, content, officer=amira, at=now),
        "submitted": lambda alert: moves.submit(alert, officer=amira, at=now),
        "approved": lambda alert: moves.approve(alert, officer=owen, at=now),
        "returned": lambda alert: moves.return_to_author(alert, officer=owen, at=now, note="Say how many."),
        "rejected": lambda alert: moves.reject(alert, officer=owen, at=now, note="Not true."),
        "published": lambda alert: moves.publish(alert, code="K7Q-4M2", at=now),
        "updated": lambda alert: moves.replace_by_correction(alert, replace(approved, corrects=alert.code), at=now),
        "withdrawn": lambda alert: moves.withdraw(alert, officer=owen, at=now, note="The count was wrong."),
        "expired": lambda alert: moves.expire(alert, at=later),
    }
    alert = in_status(approved, status)
    if to in ALLOWED_MOVES[status]:
        assert go[to](alert).status == to
    else:
        with pytest.raises(NotAllowedError, match="cannot be"):
            go[to](alert)


def test_an_author_cannot_approve_their_own_alert(draft: Alert, amira: Officer, now: datetime) -> None:
    submitted = moves.submit(draft, officer=amira, at=now)
    with pytest.raises(NotAllowedError, match="Ask another officer") as caught:
        moves.approve(submitted, officer=amira, at=now)
    assert caught.value.code == "own-alert"


def test_an_administrator_who_only_submitted_cannot_approve_either(draft: Alert, eve: Officer, now: datetime) -> None:
    submitted = moves.submit(draft, officer=eve, at=now)
    with pytest.raises(NotAllowedError):
        moves.approve(submitted, officer=eve, at=now)


def test_whoever_edited_it_on_the_way_cannot_approve_it(
    draft: Alert, content: AlertContent, amira: Officer, owen: Officer, eve: Officer, now: datetime
) -> None:
    edited = moves.edit(
        moves.submit(draft, officer=amira, at=now), replace(content, headline="Other words"), officer=owen, at=now
    )
    submitted = moves.submit(edited, officer=amira, at=now)
    with pytest.raises(NotAllowedError):
        moves.approve(submitted, officer=owen, at=now)
    assert moves.approve(submitted, officer=eve, at=now).status == "approved"


def test_an_exercise_needs_a_second_person_too(
    draft: Alert, content: AlertContent, amira: Officer, now: datetime
) -> None:
    exercise = replace(draft, content=replace(content, exercise=True))
    with pytest.raises(NotAllowedError):
        moves.approve(moves.submit(exercise, officer=amira, at=now), officer=amira, at=now)


def test_an_edit_voids_what_was_approved(approved: Alert, content: AlertContent, amira: Officer, now: datetime) -> None:
    edited = moves.edit(approved, replace(content, headline="Other words"), officer=amira, at=now)
    assert edited.status == "draft"
    assert edited.approved_hash is None
    assert edited.submitted_hash is None
    assert edited.decided_by is None


def test_approving_another_text_than_was_read_is_refused(
    draft: Alert, amira: Officer, owen: Officer, now: datetime
) -> None:
    submitted = moves.submit(draft, officer=amira, at=now)
    assert moves.approve(submitted, officer=owen, at=now, content_hash=content_hash(draft.content)).approved_hash
    with pytest.raises(NotAllowedError, match="not what you read"):
        moves.approve(submitted, officer=owen, at=now, content_hash="0" * 64)


def test_a_text_changed_behind_the_approval_cannot_be_published(
    approved: Alert, content: AlertContent, now: datetime
) -> None:
    tampered = replace(approved, content=replace(content, headline="Other words"))
    with pytest.raises(NotAllowedError) as caught:
        moves.publishable(tampered, at=now)
    assert caught.value.code == "content-changed"


def test_a_text_changed_between_submission_and_approval_cannot_be_approved(
    draft: Alert, content: AlertContent, amira: Officer, owen: Officer, now: datetime
) -> None:
    submitted = moves.submit(draft, officer=amira, at=now)
    with pytest.raises(NotAllowedError, match="not what was submitted"):
        moves.approve(replace(submitted, content=replace(content, scam=None)), officer=owen, at=now)


def test_an_approval_by_its_author_is_refused_at_publication_as_well(
    approved: Alert, amira: Officer, now: datetime
) -> None:
    with pytest.raises(NotAllowedError, match="No second person"):
        moves.publishable(replace(approved, decided_by=amira.id), at=now)


def test_an_alert_that_would_already_be_over_cannot_be_published(approved: Alert, now: datetime) -> None:
    with pytest.raises(NotAllowedError, match="already be over"):
        moves.publishable(approved, at=now + timedelta(days=28))


def test_an_alert_that_lacks_something_cannot_be_submitted(
    draft: Alert, content: AlertContent, amira: Officer, now: datetime
) -> None:
    empty = replace(draft, content=replace(content, areas=(), withdrawal=" "))
    with pytest.raises(NotAllowedError, match="lacks an area and the words of its withdrawal"):
        moves.submit(empty, officer=amira, at=now)


def test_sending_back_needs_a_reason(draft: Alert, amira: Officer, owen: Officer, now: datetime) -> None:
    with pytest.raises(NotAllowedError, match="with a reason"):
        moves.return_to_author(moves.submit(draft, officer=amira, at=now), officer=owen, at=now, note="  ")


def test_one_officer_is_enough_to_withdraw_even_the_author(approved: Alert, amira: Officer, now: datetime) -> None:
    published = moves.publish(approved, code="K7Q-4M2", at=now)
    assert published.code == "K7Q-4M2"
    assert moves.withdraw(published, officer=amira, at=now, note="The count was wrong.").note == "The count was wrong."


def test_an_alert_does_not_end_before_its_time(approved: Alert, now: datetime) -> None:
    published = moves.publish(approved, code="K7Q-4M2", at=now)
    with pytest.raises(NotAllowedError, match="not over yet"):
        moves.expire(published, at=now)


def test_a_correction_is_a_new_draft_with_the_published_words(approved: Alert, owen: Officer, now: datetime) -> None:
    published = moves.publish(approved, code="K7Q-4M2", at=now)
    correction = moves.correct(published, officer=owen, at=now, id="a-2")
    assert (correction.status, correction.corrects, correction.code) == ("draft", "K7Q-4M2", None)
    assert correction.content == published.content
    assert correction.authors == (owen.id,)
    assert correction.approved_hash is None
    submitted = moves.submit(correction, officer=owen, at=now)
    with pytest.raises(NotAllowedError, match="You wrote"):
        moves.approve(submitted, officer=owen, at=now)


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "published"])
def test_only_a_published_alert_is_corrected(approved: Alert, owen: Officer, now: datetime, status: str) -> None:
    with pytest.raises(NotAllowedError, match="published"):
        moves.correct(in_status(approved, status), officer=owen, at=now, id="a-2")


def test_a_correction_replaces_its_own_alert_only_and_never_an_exercise(approved: Alert, now: datetime) -> None:
    published = moves.publish(approved, code="K7Q-4M2", at=now)
    for other in (
        replace(approved, corrects="ABC-234"),
        replace(approved, corrects="K7Q-4M2", content=replace(approved.content, exercise=True)),
    ):
        with pytest.raises(NotAllowedError, match="no correction"):
            moves.replace_by_correction(published, other, at=now)


# --- in spite of a rule ------------------------------------------------------------------------------


def submitted(draft: Alert, amira: Officer) -> Alert:
    return moves.submit(draft, officer=amira, at=NOW)


@pytest.mark.parametrize("reason", ["", "ok", "   fine    then  "])
def test_a_broken_rule_cannot_be_passed_over_without_a_reason(
    draft: Alert, amira: Officer, owen: Officer, reason: str
) -> None:
    with pytest.raises(NotAllowedError, match="It hurries the reader") as refused:
        moves.approve(
            submitted(draft, amira), officer=owen, at=NOW, findings=("hurry: It hurries the reader.",), override=reason
        )
    assert refused.value.code == "rules-broken"


def test_the_reason_and_the_rules_are_kept_with_the_approval_and_void_with_it(
    draft: Alert, amira: Officer, owen: Officer
) -> None:
    findings = ("hurry: It hurries the reader.", "person: It names somebody.")
    why = "The word stands in the name of the campaign itself."
    approved = moves.approve(submitted(draft, amira), officer=owen, at=NOW, findings=findings, override=why)
    assert (approved.override, approved.overridden) == (why, findings)
    again = moves.edit(approved, replace(draft.content, headline="Another"), officer=owen, at=NOW)
    assert (again.override, again.overridden) == ("", ())


def test_a_reason_without_a_broken_rule_is_not_kept(draft: Alert, amira: Officer, owen: Officer) -> None:
    approved = moves.approve(submitted(draft, amira), officer=owen, at=NOW, override="There is nothing to override.")
    assert (approved.override, approved.overridden) == ("", ())
