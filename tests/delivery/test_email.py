"""E-mail, handed to a real SMTP server on this machine, or written into a folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tocsin.delivery.channels.email import file_name, open_outbox, open_smtp
from tocsin.delivery.messages import confirmation_message
from tocsin.errors import DeliveryError
from tocsin.records import Desk

DESK = Desk(
    "Marlshire Fraud Desk", "alerts.marlshire.example", "https://alerts.marlshire.example", "alerts@marlshire.example"
)


@dataclass
class Inbox:
    """What the server has taken, and what it says to whom."""

    taken: list[Envelope] = field(default_factory=list)
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_sender: str = "250 OK"
    to_message: str = "250 OK"

    async def handle_MAIL(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_sender.startswith("250"):
            envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.to_recipient.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        if self.to_message.startswith("250"):
            self.taken.append(envelope)
        return self.to_message


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[str]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def message_to(address: str = "jo@post.example", *, number: int = 1) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Marlshire Fraud Desk <alerts@marlshire.example>"
    message["To"] = address
    message["Subject"] = "Callers say your computer has a fault"
    message["Date"] = "Tue, 24 Nov 2026 10:00:00 +0000"
    message["Message-ID"] = f"<d-{number}@alerts.marlshire.example>"
    message.set_content("They offer £900.\n.\nA line that is a dot must not end the message.\n")
    return message


# --- a server ----------------------------------------------------------------------------------------


def test_a_real_server_takes_the_message(server: str, inbox: Inbox) -> None:
    with open_smtp(server) as mail:
        mail.send(message_to())
    (envelope,) = inbox.taken
    assert envelope.mail_from == "alerts@marlshire.example"
    assert envelope.rcpt_tos == ["jo@post.example"]
    read = message_from_bytes(envelope.content or b"", policy=default)
    assert read["Message-ID"] == "<d-1@alerts.marlshire.example>"
    assert isinstance(read, EmailMessage)
    assert "£900" in read.get_content()
    assert "must not end the message" in read.get_content()


def test_many_messages_go_over_one_connection(server: str, inbox: Inbox) -> None:
    with open_smtp(server) as mail:
        for number in range(20):
            mail.send(message_to(f"resident{number}@post.example", number=number))
    assert len(inbox.taken) == 20
    assert len({envelope.rcpt_tos[0] for envelope in inbox.taken}) == 20


@pytest.mark.parametrize(
    ("said", "permanent"), [("550 5.1.1 No such person", True), ("451 4.7.1 Try again later", False)]
)
def test_a_refused_address_is_permanent_or_worth_another_try(
    server: str, inbox: Inbox, said: str, permanent: bool
) -> None:
    inbox.to_recipient["gone@post.example"] = said
    with open_smtp(server) as mail:
        with pytest.raises(DeliveryError, match=said[:3]) as caught:
            mail.send(message_to("gone@post.example"))
        assert caught.value.permanent is permanent
        mail.send(message_to("jo@post.example"))
    assert [envelope.rcpt_tos for envelope in inbox.taken] == [["jo@post.example"]]


@pytest.mark.parametrize(("said", "permanent"), [("554 5.7.1 Looks like spam", True), ("452 4.3.1 Disk full", False)])
def test_a_refused_message_is_permanent_or_worth_another_try(
    server: str, inbox: Inbox, said: str, permanent: bool
) -> None:
    inbox.to_message = said
    with open_smtp(server) as mail, pytest.raises(DeliveryError) as caught:
        mail.send(message_to())
    assert caught.value.permanent is permanent


def test_a_server_that_takes_nothing_from_us_closes_nobodys_address(server: str, inbox: Inbox) -> None:
    inbox.to_sender = "550 5.7.1 You may not send"
    with open_smtp(server) as mail, pytest.raises(DeliveryError, match="TOCSIN_DESK_EMAIL") as caught:
        mail.send(message_to())
    assert not caught.value.permanent


def test_a_server_that_is_away_is_worth_another_try() -> None:
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        open_smtp(f"smtp://127.0.0.1:{free_port()}")
    assert not caught.value.permanent


def test_a_server_that_goes_away_is_connected_to_again(inbox: Inbox) -> None:
    port = free_port()
    first = Controller(inbox, hostname="127.0.0.1", port=port)
    first.start()
    mail = open_smtp(f"smtp://127.0.0.1:{port}")
    mail.send(message_to(number=1))
    first.stop()
    with pytest.raises(DeliveryError) as caught:
        mail.send(message_to(number=2))
    assert not caught.value.permanent
    second = Controller(inbox, hostname="127.0.0.1", port=port)
    second.start()
    try:
        mail.send(message_to(number=2))
        mail.close()
    finally:
        second.stop()
    assert len(inbox.taken) == 2


def test_closing_twice_or_after_the_server_has_gone_is_no_error(inbox: Inbox) -> None:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mail = open_smtp(f"smtp://127.0.0.1:{controller.port}")
    controller.stop()
    mail.close()
    mail.close()


def test_an_address_that_the_server_cannot_write_is_permanent(server: str) -> None:
    controller = Controller(Inbox(), hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    controller.start()
    try:
        with open_smtp(f"smtp://127.0.0.1:{controller.port}") as mail, pytest.raises(DeliveryError) as caught:
            mail.send(message_to("jürgen@post.example"))
    finally:
        controller.stop()
    assert caught.value.permanent


class WithLogin(Controller):
    """A server that wants a log-in, without encryption as this machine needs none."""

    def factory(self) -> Server:
        def check(
            server: Server, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
        ) -> AuthResult:
            return AuthResult(success=(given.login, given.password) == (b"desk", b"p@ss:word"), handled=False)

        return Server(self.handler, authenticator=check, auth_require_tls=False, auth_required=True)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_user_and_password_come_from_the_address_and_never_show_in_an_error(inbox: Inbox) -> None:
    controller = WithLogin(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with open_smtp(f"smtp://desk:p%40ss%3Aword@127.0.0.1:{controller.port}") as mail:
            mail.send(message_to())
        with pytest.raises(DeliveryError, match="refuses the log-in") as caught:
            open_smtp(f"smtp://desk:mistaken@127.0.0.1:{controller.port}")
    finally:
        controller.stop()
    assert len(inbox.taken) == 1
    assert not caught.value.permanent
    assert "mistaken" not in str(caught.value)
    assert "desk" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://post.example", "smtp://", "post.example:25"])
def test_what_is_no_address_of_a_mail_server_is_said_so(url: str) -> None:
    with pytest.raises(DeliveryError, match="no address of a mail server"):
        open_smtp(url)


# --- a folder ----------------------------------------------------------------------------------------


def test_the_outbox_holds_a_file_a_message_that_mail_programs_can_read(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox") as mail:
        mail.send(message_to(number=1))
        mail.send(message_to("amy@post.example", number=2))
    files = sorted((tmp_path / "outbox").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert "amy_post.example" in files[0].name
    assert message_from_bytes(files[1].read_bytes(), policy=default)["To"] == "jo@post.example"


def test_the_same_message_twice_is_one_file(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as mail:
        mail.send(message_to())
        mail.send(message_to())
    assert len(list(tmp_path.iterdir())) == 1


def test_an_address_cannot_lead_out_of_the_outbox(tmp_path: Path) -> None:
    name = file_name(message_to('"../../etc/passwd"@post.example'))
    assert "/" not in name
    assert ".." not in name.partition("-")[0]
    with open_outbox(tmp_path / "outbox") as mail:
        mail.send(message_to('"../../etc/passwd"@post.example'))
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_an_outbox_that_cannot_be_made_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError, match="outbox cannot be written") as caught:
        open_outbox(tmp_path / "file" / "outbox")
    assert not caught.value.permanent


def test_a_message_that_could_not_be_written_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with open_outbox(tmp_path) as mail, pytest.raises(DeliveryError, match="No space left"):
        mail.send(message_to())
    assert list(tmp_path.iterdir()) == []


# --- confirmation ------------------------------------------------------------------------------------


def confirmation(*, already: bool) -> EmailMessage:
    return confirmation_message(
        DESK,
        address="jo@post.example",
        place_name="Ashing-on-Sea",
        confirm_url="https://alerts.marlshire.example/subscribe/confirm/s1.abc",
        already=already,
        manage_url="https://alerts.marlshire.example/manage/s1.def",
    )


def test_a_confirmation_carries_the_link_and_says_what_to_do_if_it_was_not_you() -> None:
    text = confirmation(already=False).get_content()
    assert "https://alerts.marlshire.example/subscribe/confirm/s1.abc" in text
    assert "Ashing-on-Sea" in text
    assert "If it was not you, do nothing." in text
    assert "/manage/" not in text


def test_somebody_who_confirmed_before_is_told_so_and_not_asked_again() -> None:
    message = confirmation(already=True)
    assert "/manage/s1.def" in message.get_content()
    assert "/confirm/" not in message.get_content()


def test_the_server_takes_a_confirmation(server: str, inbox: Inbox) -> None:
    with open_smtp(server) as mail:
        mail.send(confirmation(already=False))
    assert inbox.taken[0].rcpt_tos == ["jo@post.example"]
