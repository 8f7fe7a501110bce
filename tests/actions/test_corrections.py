"""A published alert is corrected, its log is whole, and its keys are followed by others or revoked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from actions.test_loop import CALL, approved, join, letters
from desk import Clock, add, open_desk
from tocsin.actions import alerting, keys, reporting, verifying
from tocsin.actions.checking import check
from tocsin.actions.delivering import deliver_once
from tocsin.actions.installation import Installation
from tocsin.actions.proof_log import check_own_log, log_head, log_lines
from tocsin.actions.published import publication as publication_of
from tocsin.alerts.content import canonical_json
from tocsin.alerts.formats.as_json import publication_as_json
from tocsin.alerts.log import check_log
from tocsin.alerts.verify import verify_document
from tocsin.errors import InputError, NotAllowedError, NotFoundError, StoreError
from tocsin.records import Alert, Officer, Publication


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
def published(installation: Installation, amira: Officer, owen: Officer) -> Publication:
    """An alert for Kent, sent to one resident."""
    join(installation, "resident1@post.example", "Faversham")
    reference = reporting.take_report(installation, CALL, place="Faversham").report.reference
    alert = alerting.draft(installation, officer=amira, references=[reference], area_names=("Kent",))
    approved(installation, alert, author=amira, second=owen)
    publication = alerting.publish(installation, alert.id, officer=owen)
    assert deliver_once(installation).sent == 1
    return publication


def corrected(installation: Installation, alert_id: str, *, author: Officer, second: Officer, headline: str) -> Alert:
    correction = alerting.correct(installation, alert_id, officer=author)
    alerting.edit(installation, correction.id, officer=author, changes=alerting.AlertChanges(headline=headline))
    return approved(installation, correction, author=author, second=second)


def test_a_correction_goes_to_exactly_those_who_were_told(
    installation: Installation, published: Publication, amira: Officer, owen: Officer, clock: Clock
) -> None:
    join(installation, "late@post.example", "Faversham")  # joined after the first version: was never told
    correction = corrected(installation, published.alert_id, author=owen, second=amira, headline="Callers, corrected")
    assert publication_of(installation, published.code).version == 1  # in force until the correction is out
    clock.forward(hours=1)
    second = alerting.publish(installation, correction.id, officer=amira)
    assert (second.code, second.version, second.kind) == (published.code, 2, "Update")
    assert second.references[0].split(",")[1] == published.identifier
    assert deliver_once(installation).sent == 1
    newest = max(letters(installation), key=lambda letter: "corrected" in str(letter["Subject"]))
    assert newest["To"] == "resident1@post.example"
    assert alerting.get_alert(installation, published.alert_id).status == "updated"
    assert publication_of(installation, published.code, version=1).state == "replaced"
    verdict = check(installation, CALL)
    assert verdict.alert == published.code
    recognition = verifying.verify(installation, published.code)
    assert recognition is not None
    assert recognition.version == 2


def test_an_old_copy_is_genuine_but_replaced(
    installation: Installation, published: Publication, amira: Officer, owen: Officer
) -> None:
    (letter,) = letters(installation)
    copy = str(letter.get_body(("plain",)).get_content())
    correction = corrected(installation, published.alert_id, author=owen, second=amira, headline="Callers, corrected")
    alerting.publish(installation, correction.id, officer=amira)
    verdict = check(installation, copy)
    assert verdict.level == "genuine-alert"
    assert "replaced" in verdict.answer


def test_the_corrected_alert_can_itself_be_corrected_and_withdrawn(
    installation: Installation, published: Publication, amira: Officer, owen: Officer
) -> None:
    second = alerting.publish(
        installation,
        corrected(installation, published.alert_id, author=owen, second=amira, headline="Second").id,
        officer=amira,
    )
    third = alerting.publish(
        installation,
        corrected(installation, second.alert_id, author=amira, second=owen, headline="Third").id,
        officer=amira,
    )
    assert third.version == 3
    with pytest.raises(NotAllowedError, match="A correction has replaced it"):
        alerting.withdraw(installation, published.alert_id, officer=owen, note="The old one.")
    last = alerting.withdraw(installation, third.alert_id, officer=owen, note="It was a real engineer.")
    assert (last.version, last.kind) == (4, "Cancel")
    deliver_once(installation)
    assert any("Withdrawn" in str(letter["Subject"]) for letter in letters(installation))


def test_two_corrections_at_once_and_corrections_of_what_is_gone_are_refused(
    installation: Installation, published: Publication, amira: Officer, owen: Officer, clock: Clock
) -> None:
    correction = corrected(installation, published.alert_id, author=owen, second=amira, headline="Second")
    with pytest.raises(NotAllowedError, match="on its way"):
        alerting.correct(installation, published.alert_id, officer=amira)
    alerting.withdraw(installation, published.alert_id, officer=amira, note="Wrong altogether.")
    with pytest.raises(NotAllowedError, match=r"cannot be corrected\. It is withdrawn"):
        alerting.publish(installation, correction.id, officer=amira)
    assert alerting.get_alert(installation, correction.id).status == "approved"
    with pytest.raises(NotAllowedError):
        alerting.correct(installation, published.alert_id, officer=amira)


# --- the log ------------------------------------------------------------------------------------------


def lines(installation: Installation) -> list[dict[str, object]]:
    return [json.loads(line) for line in log_lines(installation)]


def test_everything_published_is_in_the_log_and_the_chain_holds(
    installation: Installation, published: Publication, amira: Officer
) -> None:
    alerting.withdraw(installation, published.alert_id, officer=amira, note="Wrong.")
    entries = lines(installation)
    kinds = [entry["kind"] for entry in entries]
    assert kinds == ["key-added"] * 4 + ["publication"] * 2
    seq, last = check_log(entries)
    assert (seq, last) == check_own_log(installation) == (6, entries[-1]["hash"])
    head = log_head(installation)
    assert head["head"]["hash"] == last
    signature = base64.b64decode(head["signature"])
    installation.keys.public_key.verify(signature, canonical_json(head["head"]))
    said = json.dumps(entries)
    assert "amira" not in said
    assert "post.example" not in said


def test_an_entry_that_is_changed_left_out_or_moved_breaks_the_chain(
    installation: Installation, published: Publication
) -> None:
    entries = lines(installation)
    for broken in (
        [*entries[:2], {**entries[2], "at": "2026-01-01T00:00:00+00:00"}, *entries[3:]],
        [*entries[:2], *entries[3:]],
        [entries[1], entries[0], *entries[2:]],
        [*entries[:-1], {**entries[-1], "body": {**entries[-1]["body"], "sha256": "0" * 64}}],  # type: ignore[dict-item]
        [{"seq": 1}],
    ):
        with pytest.raises(InputError, match="not whole"):
            check_log(broken)
    check_log(entries[:3])  # an earlier state of it is whole too: whoever kept its last hash finds it here


def test_the_database_refuses_to_change_the_log(installation: Installation, published: Publication) -> None:
    for statement in ("UPDATE publication_log SET kind = 'x'", "DELETE FROM publication_log"):
        with pytest.raises(IntegrityError, match="only grows"), installation.store.begin() as tx:
            tx.run(text(statement))


# --- keys ---------------------------------------------------------------------------------------------


def verify(installation: Installation, publication: Publication, *, with_log: bool = True) -> bool | None:
    given = json.loads(publication_as_json(publication))
    log = lines(installation) if with_log else None
    return verify_document(given, keys.published_keys(installation), log).in_log


def test_a_new_key_is_listed_a_day_before_it_signs_and_the_old_signature_still_holds(
    installation: Installation, published: Publication, amira: Officer, owen: Officer, clock: Clock
) -> None:
    old = installation.keys.key_id
    with pytest.raises((NotAllowedError, StoreError), match="prepare"):
        keys.rotate(installation, by="test")
    new = keys.prepare(installation, by="test").key_id
    assert installation.keys.key_id == old
    assert {one["key_id"] for one in keys.published_keys(installation)["keys"]} >= {old, new}
    with pytest.raises(NotAllowedError, match="too short"):
        keys.rotate(installation, by="test")
    clock.forward(hours=25)
    assert keys.rotate(installation, by="test").key_id == new == installation.keys.key_id
    assert verify(installation, published) is True
    withdrawn = alerting.withdraw(installation, published.alert_id, officer=amira, note="Wrong.")
    assert withdrawn.key_id == new
    assert verify(installation, withdrawn) is True
    check_own_log(installation)


def test_what_a_stolen_key_signs_is_refused_and_what_the_log_had_before_holds(
    installation: Installation, published: Publication, clock: Clock
) -> None:
    stolen = installation.keys
    clock.forward(hours=5)
    current = keys.revoke(
        installation, stolen.key_id, since=clock() - timedelta(hours=1), reason="A laptop was stolen.", by="test"
    )
    assert current.key_id != stolen.key_id
    assert verify(installation, published) is True
    with pytest.raises(InputError, match="revoked"):
        verify(installation, published, with_log=False)
    # the thief signs another text and gives it a time from before
    document = {**published.content, "identifier": "forged-1", "headline": "Pay here"}
    signature = base64.b64encode(stolen.document_key.sign(canonical_json(document))).decode()
    forged = replace(published, content=document, identifier="forged-1", signature=signature)
    with pytest.raises(InputError, match="revoked"):
        verify(installation, forged)
    # or the same name with another text
    document = {**published.content, "headline": "Pay here"}
    signature = base64.b64encode(stolen.document_key.sign(canonical_json(document))).decode()
    with pytest.raises(InputError, match="another text"):
        verify(installation, replace(published, content=document, signature=signature))
    with pytest.raises(InputError, match="already"):
        keys.revoke(installation, stolen.key_id, since=clock(), reason="Again.", by="test")
    with pytest.raises(NotFoundError):
        keys.revoke(installation, "0" * 16, since=clock(), reason="None.", by="test")
    with pytest.raises(InputError, match="Say why"):
        keys.revoke(installation, current.key_id, since=clock() + timedelta(days=1), reason="Later.", by="test")


def test_ten_thousand_changed_bits_are_all_caught(installation: Installation, published: Publication) -> None:
    import random

    given = publication_as_json(published)
    listed, log = keys.published_keys(installation), lines(installation)
    whole = verify_document(json.loads(given), listed, log)
    chance = random.Random(11)
    for _ in range(10_000):
        at = chance.randrange(len(given))
        changed = given[:at] + bytes([given[at] ^ (1 << chance.randrange(8))]) + given[at + 1 :]
        try:
            verified = verify_document(json.loads(changed), listed, log)
        except (InputError, ValueError):
            continue
        assert verified == whole  # a change outside of what is signed, such as a blank
