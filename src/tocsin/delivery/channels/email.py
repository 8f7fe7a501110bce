"""E-mail: to an SMTP server, or into a folder of ``.eml`` files where there is none.

Both are a :class:`Mail`, for single messages, and a way for many alerts at once (:mod:`~tocsin.delivery.parcel`). A message
that cannot be sent is a :class:`~tocsin.errors.DeliveryError`, and the error says whether trying again can help.
"""

from __future__ import annotations

import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses, parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from ...errors import DeliveryError
from ..parcel import Outcome, Parcel

TIMEOUT_SECONDS = 30
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, as RFC 2034 puts it before the words


class Mail(Protocol):
    """A way to send several messages, one after the other, then :meth:`close`. Also a context manager."""

    def send(self, message: EmailMessage) -> None:
        """Hand one message over. DeliveryError when it was not taken."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


class _Closing:
    def close(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


# --- a server ----------------------------------------------------------------------------------------


def open_smtp(url: str) -> Mail:
    """Connect to ``smtp://user:password@host:25`` (with STARTTLS where the server offers it) or ``smtps://host:465``.

    Raises:
        DeliveryError: never permanent; the server is away, its certificate is not its own, it refuses the log-in, or the
            password would travel in the clear.
    """
    return SmtpMail(url)


class SmtpMail(_Closing):
    """One connection to an SMTP server, used for message after message. Made by :func:`open_smtp`."""

    def __init__(self, url: str, *, sender: str = "", connect: bool = True) -> None:
        self._url = urlsplit(url)
        self._where = _shown(self._url)
        self._sender = sender  # of the envelope, for parcels
        self._connection: smtplib.SMTP | None = _connect(self._url, self._where) if connect else None

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        """Hand over the mail of each parcel. Where the server offers PIPELINING (RFC 2920), the next message's envelope
        travels behind this message's last line, so that each costs one round trip and not four."""
        left = list(parcels)
        while left:
            try:
                if self._connection is None:
                    self._connection = _connect(self._url, self._where)
            except DeliveryError as error:
                error.away = True
                yield from (Outcome(parcel, error) for parcel in left)
                return
            known: set[int] = set()
            for outcome in self._send_on_one_connection(self._connection, left):
                known.add(id(outcome.parcel))
                yield outcome
            if not known:  # the server hangs up on every first word: waiting is better than trying at once
                hangs_up = DeliveryError("The mail server breaks off at once.", away=True, where=self._where)
                yield from (Outcome(parcel, hangs_up) for parcel in left)
                return
            left = [parcel for parcel in left if id(parcel) not in known]

    def _send_on_one_connection(self, connection: smtplib.SMTP, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        """Until the connection breaks: then some have no outcome, and the one whose text was on its way is in doubt."""
        pipelined = connection.has_extn("pipelining")
        accepted: Parcel | None = None  # its envelope was taken; its text goes out with the next one's envelope
        under_way: Parcel | None = None  # its text was sent, and not answered yet
        try:
            for parcel in parcels:
                envelope = self._envelope(connection, parcel)
                if isinstance(envelope, DeliveryError):
                    yield Outcome(parcel, envelope)
                    continue
                head, rest = (b"".join(envelope), ()) if pipelined else (envelope[0], envelope[1:])
                if accepted is not None:
                    under_way, accepted = accepted, None
                    connection.send(_as_sent(under_way.mail) + (head if pipelined else b""))
                    answered, under_way = self._answered(under_way, connection.getreply()), None
                    yield answered
                    if not pipelined:
                        connection.send(head)
                else:
                    connection.send(head)
                answers = [connection.getreply()]
                for line in envelope[1:]:
                    if line in rest:
                        if answers[-1][0] >= 400:
                            break
                        connection.send(line)
                    answers.append(connection.getreply())
                refused = next((number for number, (code, _) in enumerate(answers) if not 200 <= code < 400), None)
                if refused is None:
                    accepted = parcel
                    continue
                if len(answers) == 3 and answers[2][0] == 354:  # it waits for a text to somebody it does not take
                    connection.send(b".\r\n")
                    connection.getreply()
                yield Outcome(parcel, self._not_taken(refused, answers[refused]))
                if self._connection is None:  # it said 421 and closed
                    return
                connection.send(b"RSET\r\n")
                connection.getreply()
            if accepted is not None:
                under_way, accepted = accepted, None
                connection.send(_as_sent(under_way.mail))
                answered, under_way = self._answered(under_way, connection.getreply()), None
                yield answered
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            if under_way is not None:
                said = f"The mail server broke off ({_said(error)})."
                yield Outcome(under_way, DeliveryError(said, in_doubt=True, where=self._where))

    def _envelope(self, connection: smtplib.SMTP, parcel: Parcel) -> tuple[bytes, ...] | DeliveryError:
        """The three lines before the text."""
        options = ""
        if not parcel.address.isascii():
            if not connection.has_extn("smtputf8"):
                said = "The mail server cannot send to an address with letters beyond ASCII."
                return DeliveryError(said, permanent=True, where=self._where)
            options = " SMTPUTF8 BODY=8BITMIME"
        if any(character in parcel.address for character in "\r\n<> "):
            return DeliveryError("This is no e-mail address.", permanent=True, where=self._where, status_code="5.1.3")
        sender = f"MAIL FROM:<{self._sender}>{options}\r\n".encode()
        return sender, f"RCPT TO:<{parcel.address}>\r\n".encode(), b"DATA\r\n"

    def _answered(self, parcel: Parcel, answer: tuple[int, bytes]) -> Outcome:
        code, reason = answer
        if 200 <= code < 300:
            return Outcome(parcel)
        return Outcome(parcel, self._refused(code, reason, permanent=code >= 500))

    def _not_taken(self, line: int, answer: tuple[int, bytes]) -> DeliveryError:
        code, reason = answer
        if line == 0:  # that it does not take mail from us is the desk's fault
            fix = "Check TOCSIN_DESK_EMAIL, and that the server lets this desk send."
            return self._refused(code, reason, permanent=False, fix=fix)
        return self._refused(code, reason, permanent=code >= 500)

    def send(self, message: EmailMessage) -> None:
        """Hand one message to the server. It is *sent* when the server has taken it; that is not yet delivered.

        Raises:
            DeliveryError: permanent when the server refuses this address or this message for good (5xx). That it does not
                take mail *from us* is the desk's fault and never permanent.
        """
        if self._connection is None:
            self._connection = _connect(self._url, self._where)
        try:
            self._connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise self._refused(code, reason, permanent=code >= 500) from error
        except smtplib.SMTPSenderRefused as error:
            fix = "Check TOCSIN_DESK_EMAIL, and that the server lets this desk send."
            raise self._refused(error.smtp_code, error.smtp_error, permanent=False, fix=fix) from error
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error, permanent=error.smtp_code >= 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryError(
                "The mail server cannot send to an address with letters beyond ASCII.",
                permanent=True,
                where=self._where,
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            # Whether the server took the message is not known. It goes again with the same Message-ID.
            self._forget()
            said = f"The mail server broke off ({_said(error)})."
            raise DeliveryError(said, in_doubt=True, where=self._where) from error

    def close(self) -> None:
        """Say goodbye. A server that has gone already is no error."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _refused(self, code: int, reason: bytes | str, *, permanent: bool, fix: str = "") -> DeliveryError:
        if code == 421:  # the server is closing the connection
            self._forget()
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        status = _STATUS.search(said)
        return DeliveryError(
            f"The mail server said {code} {' '.join(said.split())}.",
            permanent=permanent,
            status_code=status[1] if status else "",
            where=self._where,
            fix=fix,
        )


def _connect(url: SplitResult, where: str) -> smtplib.SMTP:
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise DeliveryError(
            "This is no address of a mail server.",
            where=where,
            fix="Write TOCSIN_SMTP_URL as smtp://user:password@host:587 or smtps://host:465.",
        )
    tls = ssl.create_default_context()
    connection: smtplib.SMTP | None = None
    try:
        if url.scheme == "smtps":
            connection = smtplib.SMTP_SSL(url.hostname, url.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            connection = smtplib.SMTP(url.hostname, url.port or 25, timeout=TIMEOUT_SECONDS)
            connection.ehlo_or_helo_if_needed()
            if connection.has_extn("starttls"):
                connection.starttls(context=tls)
            elif url.password is not None and not _is_this_machine(url.hostname):
                raise DeliveryError(
                    "The mail server offers no encryption, so the password is not sent.",
                    where=where,
                    fix="Use smtps://.",
                )
        if url.username is not None:
            connection.login(unquote(url.username), unquote(url.password or ""))
    except DeliveryError:
        _drop(connection)
        raise
    except smtplib.SMTPAuthenticationError as error:
        _drop(connection)
        raise DeliveryError(
            "The mail server refuses the log-in.", where=where, fix="Check user and password in TOCSIN_SMTP_URL."
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        _drop(connection)
        raise DeliveryError(
            f"The mail server cannot be reached ({_said(error)}).",
            where=where,
            fix="Check TOCSIN_SMTP_URL and the server.",
        ) from error
    return connection


def _as_sent(mail: bytes) -> bytes:
    """A message as it goes over the line: a full stop at the start of a line doubled, and one alone at the end."""
    stuffed = mail.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _drop(connection: smtplib.SMTP | None) -> None:
    if connection is not None:
        connection.close()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(url: SplitResult) -> str:
    """The server without user and password."""
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reason = error.smtp_error
        return f"{error.smtp_code} {reason.decode('utf-8', 'replace') if isinstance(reason, bytes) else reason}"
    return str(error) or type(error).__name__


# --- a folder ----------------------------------------------------------------------------------------


def open_outbox(folder: Path) -> Mail:
    """Write messages into ``folder`` as ``.eml`` files, for a desk without an SMTP server.

    Raises:
        DeliveryError: the folder cannot be made.
    """
    return Outbox(folder)


class Outbox(_Closing):
    """A folder that takes messages. Made by :func:`open_outbox`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _no_outbox(folder, error) from error

    def send(self, message: EmailMessage) -> None:
        """Write one message: complete under its name, or not there at all. The same message twice is one file.

        Raises:
            DeliveryError: the disk does not take it; never permanent.
        """
        self._write(file_name(message), message.as_bytes(policy=message.policy.clone(linesep="\r\n")))

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise _no_outbox(path, error) from error

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        """Write the mail of each parcel."""
        for parcel in parcels:
            message = message_from_bytes(parcel.mail, policy=SMTP)
            assert isinstance(message, EmailMessage)
            try:
                self._write(file_name(message), parcel.mail)
            except DeliveryError as error:
                yield Outcome(parcel, error)
            else:
                yield Outcome(parcel)


def file_name(message: EmailMessage) -> str:
    """When, to whom, and which message: ``20261124T100000-amy_post.example-1f0c….eml``."""
    at = parsedate_to_datetime(str(message["Date"]))
    to = getaddresses([str(message["To"])])[0][1].replace("@", "_")
    readable = "".join(character if character.isalnum() or character in "._-" else "-" for character in to)[:60]
    key = hashlib.sha256(f"{message['Message-ID']} {message['To']}".encode()).hexdigest()[:16]
    return f"{at:%Y%m%dT%H%M%S}-{readable.lstrip('.')}-{key}.eml"


def _no_outbox(path: Path, error: OSError) -> DeliveryError:
    return DeliveryError(
        f"The outbox cannot be written ({error.strerror}).", where=str(path), fix="Free some space, or mend the rights."
    )
