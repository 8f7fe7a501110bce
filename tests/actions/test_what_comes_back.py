"""Bounces, complaints, and canaries: read from a mailbox, each counted once."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from actions.publishing import letters, letters_to, put_out, subscribed
from desk import Clock, add, open_desk
from tocsin.actions.delivering import deliver_once
from tocsin.actions.installation import Installation
from tocsin.actions.returning import proof_of_delivery, read_back
from tocsin.errors import InputError
from tocsin.records import Officer, Publication, Subscriber
from tocsin.store import deliveries as delivery_store
from tocsin.store import subscribers as subscriber_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path / "desk", database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amira(home: Installation) -> Officer:
    return add(home, "amira")


@pytest.fixture
def owen(home: Installation) -> Officer:
    return add(home, "owen")


def bounce(
    original: EmailMessage, *, status: str, action: str = "failed", said: str = "", headers_only: bool = False
) -> bytes:
    """A delivery status notification as Postfix writes one (RFC 3464)."""
    if headers_only:
        returned = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {original['Message-ID']}\nTo: {original['To']}\n"
    else:
        returned = f"Content-Type: message/rfc822\n\n{original.as_string()}"
    return (
        "From: MAILER-DAEMON@post.example\nTo: alerts@marlshire.example\nMIME-Version: 1.0\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=b="\n\n'
        "--=b=\nContent-Type: text/plain\n\nI'm sorry to have to inform you that it could not be delivered.\n"
        "--=b=\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.post.example\n\n"
        f"Final-Recipient: rfc822; {original['To']}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {said or '550 no such user here'}\n\n"
        f"--=b=\n{returned}\n--=b=--\n"
    ).encode()


def complaint(original: EmailMessage) -> bytes:
    """An abuse report as mail providers send one (RFC 5965)."""
    return (
        "From: fbl@post.example\nTo: alerts@marlshire.example\nMIME-Version: 1.0\nSubject: FW: alert\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=b="\n\n'
        "--=b=\nContent-Type: text/plain\n\nThis is an abuse report.\n"
        "--=b=\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Example/1.0\nVersion: 1\n\n"
        f"--=b=\nContent-Type: message/rfc822\n\n{original.as_string()}\n--=b=--\n"
    ).encode()


def sent_to(home: Installation, subscriber: Subscriber, amira: Officer, owen: Officer) -> EmailMessage:
    put_out(home, amira, owen, urgency="immediate")
    deliver_once(home)
    return letters_to(home, subscriber)[-1]


def left(home: Installation, subscriber: Subscriber) -> str:
    """Why they are gone; "" while they are here."""
    with home.store.read() as tx:
        found = subscriber_store.get_subscriber(tx, subscriber.id)
    assert found is not None
    return found.left_reason


@pytest.mark.parametrize("headers_only", [False, True])
def test_an_address_that_is_gone_ends_its_subscription_with_the_reason(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer, headers_only: bool
) -> None:
    ada = subscribed(home, "ada")
    path = tmp_path / "back.eml"
    path.write_bytes(bounce(sent_to(home, ada, amira, owen), status="5.1.1", headers_only=headers_only))
    read = read_back(home, path)
    assert (read.bounces, read.ended) == (1, 1)
    assert left(home, ada) == "It came back: 5.1.1 smtp; 550 no such user here"
    with home.store.read() as tx:
        [one] = delivery_store.list_deliveries(tx)
    assert one.status == "sent"  # sent it was; that it came back stands beside that
    assert one.returned_at is not None
    again = read_back(home, path)
    assert (again.bounces, again.seen_before) == (0, 1)


def test_a_full_mailbox_ends_a_subscription_only_when_it_stays_full(
    home: Installation, tmp_path: Path, clock: Clock, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada")
    for number in range(3):
        assert left(home, ada) == ""
        path = tmp_path / f"{number}.eml"
        path.write_bytes(bounce(sent_to(home, ada, amira, owen), status="5.2.2", said="552 mailbox full"))
        read_back(home, path)
        clock.forward(days=2)
    assert "mailbox full" in left(home, ada)


def test_a_delay_is_no_bounce_and_a_receipt_is_proof(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada")
    original = sent_to(home, ada, amira, owen)
    (tmp_path / "1.eml").write_bytes(bounce(original, status="4.4.1", action="delayed"))
    (tmp_path / "2.eml").write_bytes(bounce(original, status="2.0.0", action="delivered"))
    read_back(home, tmp_path / "1.eml")
    assert left(home, ada) == ""
    assert read_back(home, tmp_path / "2.eml").arrived == 1
    with home.store.read() as tx:
        assert delivery_store.list_deliveries(tx)[0].delivered_at is not None


def test_a_complaint_ends_a_subscription_at_once(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada")
    box = mailbox.mbox(tmp_path / "box.mbox")
    box.add(complaint(sent_to(home, ada, amira, owen)))
    box.flush()
    read = read_back(home, tmp_path / "box.mbox")
    assert (read.complaints, read.ended) == (1, 1)
    assert left(home, ada) == "They complained: complaint: abuse"


def test_somebody_who_does_not_know_the_message_id_ends_nobodys_subscription(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada")
    original = sent_to(home, ada, amira, owen)
    known = str(original["Message-ID"])
    del original["Message-ID"]
    folder = tmp_path / "forged"
    folder.mkdir()
    for number, guessed in enumerate(("", "<something@else.example>", known.replace("ada", "bob"))):
        if guessed:
            original["Message-ID"] = guessed
        (folder / f"{number}.eml").write_bytes(bounce(original, status="5.1.1"))
        del original["Message-ID"]
    (folder / "junk.eml").write_bytes(b"\xff\xfe not mail at all")
    read = read_back(home, folder)
    assert (read.bounces, read.ended, read.unknown) == (0, 0, 4)
    assert left(home, ada) == ""
    with pytest.raises(InputError):
        read_back(home, tmp_path / "not-there.mbox")


def test_a_server_that_says_at_once_that_an_address_is_gone_ends_the_subscription_too(
    home: Installation, amira: Officer, owen: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.delivery.channels.email import Outbox
    from tocsin.delivery.parcel import Outcome
    from tocsin.errors import DeliveryError

    gone = DeliveryError("The mail server said 550 5.1.1 unknown.", permanent=True, status_code="5.1.1")
    monkeypatch.setattr(Outbox, "send_all", lambda self, parcels: iter([Outcome(one, gone) for one in parcels]))
    ada = subscribed(home, "ada")
    put_out(home, amira, owen)
    assert deliver_once(home).failed == 1
    assert "5.1.1" in left(home, ada)


def canaries_of(home: Installation, published: Publication) -> list[str]:
    return [one.said for one in proof_of_delivery(home, published.code, published.version)]


def test_an_alert_is_proven_delivered_only_when_every_canary_has_it(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "ada")
    published = put_out(home, amira, owen)
    deliver_once(home)
    assert canaries_of(home, published) == [
        "Not proven delivered by e-mail: no canary of ours hears of this area by it."
    ]
    one, two = (subscribed(home, name, canary=True) for name in ("canaryone", "canarytwo"))
    published = put_out(home, amira, owen, urgency="immediate")
    deliver_once(home)
    assert canaries_of(home, published) == [
        "Not proven delivered by e-mail: 2 of 2 canaries have not received it (Faversham)."
    ]
    box = mailbox.Maildir(tmp_path / "canaries")
    box.add(letters_to(home, one)[-1].as_bytes())
    read = read_back(home, tmp_path / "canaries")
    assert read.arrived == 1
    assert "1 of 2 canaries" in canaries_of(home, published)[0]
    box.add(letters_to(home, two)[-1].as_bytes())
    read_back(home, tmp_path / "canaries")
    assert canaries_of(home, published) == ["Proven delivered by e-mail: 2 of 2 canaries have received it."]


def test_a_resident_who_sends_their_copy_back_proves_nothing(
    home: Installation, tmp_path: Path, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada")
    path = tmp_path / "copy.eml"
    path.write_bytes(sent_to(home, ada, amira, owen).as_bytes())
    assert read_back(home, path).unknown == 1
    assert len(letters(home)) == 1
