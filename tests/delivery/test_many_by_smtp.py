"""Many alerts over one connection, and over several: each has its outcome, whatever the server says to the others."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from delivery.test_email import Inbox, free_port, inbox, server
from tocsin.delivery.channels.email import SmtpMail
from tocsin.delivery.channels.smtp_pool import SmtpPool
from tocsin.delivery.parcel import Parcel

__all__ = ["inbox", "server"]
SENDER = "alerts@marlshire.example"


def parcels(*names: str) -> list[Parcel]:
    return [
        Parcel(
            id=name,
            address=f"{name}@post.example",
            message_id=f"<1.{name}@desk.example>",
            mail=f"From: {SENDER}\r\nTo: {name}@post.example\r\nSubject: x\r\n\r\n.dot\r\n..dots\r\nlast\r\n".encode(),
        )
        for name in names
    ]


def test_every_parcel_arrives_whole_and_to_its_own_recipient(server: str, inbox: Inbox) -> None:
    with SmtpMail(server, sender=SENDER) as mail:
        outcomes = list(mail.send_all(parcels("ada", "ben", "cat")))
    assert [one.parcel.id for one in outcomes] == ["ada", "ben", "cat"]
    assert all(one.error is None for one in outcomes)
    assert [one.rcpt_tos for one in inbox.taken] == [["ada@post.example"], ["ben@post.example"], ["cat@post.example"]]
    assert inbox.taken[0].mail_from == SENDER
    assert b"\r\n\r\n.dot\r\n..dots\r\nlast\r\n" in bytes(inbox.taken[0].content or b"")


def test_one_that_is_refused_does_not_stop_the_others(server: str, inbox: Inbox) -> None:
    inbox.to_recipient = {"ben@post.example": "550 5.1.1 no such user", "cat@post.example": "451 4.2.1 later"}
    with SmtpMail(server, sender=SENDER) as mail:
        outcomes = {one.parcel.id: one.error for one in mail.send_all(parcels("ada", "ben", "cat", "dan"))}
    assert outcomes["ada"] is None
    assert outcomes["dan"] is None
    gone, later = outcomes["ben"], outcomes["cat"]
    assert gone is not None
    assert later is not None
    assert (gone.permanent, gone.status_code) == (True, "5.1.1")
    assert (later.permanent, later.status_code) == (False, "4.2.1")
    assert len(inbox.taken) == 2


def test_an_address_that_would_smuggle_a_command_is_refused_here(server: str, inbox: Inbox) -> None:
    bad = Parcel(id="x", address="a@b.example>\r\nRCPT TO:<c@d.example", message_id="<x@y>", mail=b"x\r\n")
    with SmtpMail(server, sender=SENDER) as mail:
        outcomes = list(mail.send_all([bad, *parcels("ada")]))
    assert {one.parcel.id: one.error is None for one in outcomes} == {"x": False, "ada": True}
    assert [one.rcpt_tos for one in inbox.taken] == [["ada@post.example"]]


def test_a_server_that_is_away_leaves_everything_for_later() -> None:
    mail = SmtpMail(f"smtp://127.0.0.1:{free_port()}", sender=SENDER, connect=False)
    outcomes = list(mail.send_all(parcels("ada", "ben")))
    assert all(one.error is not None and not one.error.permanent and not one.error.in_doubt for one in outcomes)
    assert len(outcomes) == 2


def test_several_connections_share_the_work(server: str, inbox: Inbox) -> None:
    names = [f"p{number}" for number in range(60)]
    with SmtpPool(server, sender=SENDER, connections=3) as pool:
        outcomes = list(pool.send_all(parcels(*names)))
        again = list(pool.send_all(parcels("once-more")))
    assert {one.parcel.id for one in outcomes} == set(names)
    assert all(one.error is None for one in (*outcomes, *again))
    assert len(inbox.taken) == 61


@dataclass
class Pipelining:
    """A server that offers PIPELINING, and hangs up on the text of one recipient before it answers."""

    hang_up_on: str = ""
    taken: list[str] = field(default_factory=list)

    def start(self) -> str:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                self.say("220 here")
                to = ""
                while line := self.rfile.readline():
                    word = line.decode().strip()
                    if word.upper().startswith("EHLO"):
                        self.say("250-here")
                        self.say("250 PIPELINING")
                    elif word.upper().startswith("RCPT"):
                        to = word.partition("<")[2].partition("@")[0]
                        self.say("550 5.1.1 unknown" if to == "unknown" else "250 ok")
                    elif word.upper() == "DATA":
                        self.say("354 go on")  # even when it knows no recipient, as some do
                        text = []
                        while (data := self.rfile.readline()) != b".\r\n":
                            if not data:
                                return
                            text.append(data)
                        if to == outer.hang_up_on:
                            outer.hang_up_on = ""
                            return
                        if to == "unknown":
                            self.say("554 no valid recipients")
                            continue
                        outer.taken.append(to)
                        self.say("250 taken")
                    elif word.upper() == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def pipelining() -> Iterator[Pipelining]:
    made = Pipelining()
    yield made
    made.stop()


def test_a_pipelining_server_gets_each_once_and_in_order(pipelining: Pipelining) -> None:
    names = [f"p{number}" for number in range(20)]
    with SmtpMail(pipelining.start(), sender=SENDER) as mail:
        outcomes = list(mail.send_all(parcels(*names[:10], "unknown", *names[10:])))
    assert pipelining.taken == names
    refused = {one.parcel.id: one.error for one in outcomes if one.error is not None}
    assert list(refused) == ["unknown"]
    assert refused["unknown"] is not None
    assert refused["unknown"].status_code == "5.1.1"


def test_when_the_server_hangs_up_only_the_one_under_way_is_in_doubt(pipelining: Pipelining) -> None:
    pipelining.hang_up_on = "p2"
    with SmtpMail(pipelining.start(), sender=SENDER) as mail:
        outcomes = {one.parcel.id: one.error for one in mail.send_all(parcels("p0", "p1", "p2", "p3", "p4"))}
    doubtful = outcomes.pop("p2")
    assert doubtful is not None
    assert doubtful.in_doubt
    assert all(error is None for error in outcomes.values())
    assert pipelining.taken == ["p0", "p1", "p3", "p4"]
