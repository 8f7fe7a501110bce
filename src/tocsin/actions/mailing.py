"""The ways that messages leave by: each channel's own, opened when there is something to send."""

from __future__ import annotations

from email.message import EmailMessage
from types import TracebackType
from typing import Self

from ..delivery.channels.email import Mail, Outbox, open_outbox, open_smtp
from ..delivery.channels.webhook import WebhookWay, webhook_secret
from ..delivery.parcel import Parcel, Way
from ..errors import DeliveryError
from .installation import Installation

CHANNELS = {"email": "e-mail", "sms": "text message", "webhook": "webhook", "chat": "chat"}  # as people say it


def open_mail(installation: Installation) -> Mail:
    """A way to send several messages, as a context manager.

    Raises:
        DeliveryError: the SMTP server cannot be reached.
    """
    if installation.smtp_url:
        return open_smtp(installation.smtp_url)
    return open_outbox(installation.outbox)


def send_now(installation: Installation, message: EmailMessage) -> None:
    """Send one message at once: a confirmation that somebody is waiting for."""
    ways = installation.ways
    if not installation.smtp_url and ways.notify_api_key and ways.notify_email_template:
        body = message.get_body(("plain",))
        with open_way(installation, "email") as way:
            send_one(
                way,
                Parcel(
                    id="now",
                    address=str(message["To"]),
                    message_id=str(message["Message-ID"]),
                    subject=str(message["Subject"]),
                    text=body.get_content() if body else "",
                ),
            )
        return
    with open_mail(installation) as mail:
        mail.send(message)


def send_one(way: Way, parcel: Parcel) -> None:
    """Send one parcel.

    Raises:
        DeliveryError: it was not taken.
    """
    for outcome in way.send_all((parcel,)):
        if outcome.error is not None:
            raise outcome.error


def open_way(installation: Installation, channel: str) -> Way:
    """How messages of this channel leave.

    Raises:
        DeliveryError: nothing is set for it, or its library is not installed.
    """
    ways = installation.ways
    if channel == "webhook":
        secret = installation.secret
        return WebhookWay(lambda subscriber: webhook_secret(secret, subscriber), private=ways.private_webhooks)
    if channel == "chat":
        from ..delivery.channels.chat import ChatWay

        return ChatWay(allowed=ways.chat_services)
    template = ways.notify_sms_template if channel == "sms" else ways.notify_email_template
    by_notify = bool(ways.notify_api_key and template) and (channel == "sms" or not installation.smtp_url)
    if by_notify:
        from ..delivery.channels.notify import NotifyWay

        return NotifyWay(
            ways.notify_api_key or "",
            kind="sms" if channel == "sms" else "email",
            template=template or "",
            url=ways.notify_url,
        )
    if channel == "email":
        if installation.smtp_url is None:
            return Outbox(installation.outbox)
        from ..delivery.channels.smtp_pool import SmtpPool

        return SmtpPool(installation.smtp_url, sender=installation.desk.email, connections=ways.smtp_connections)
    raise DeliveryError(
        f"This desk cannot send by {channel}.", fix="Set TOCSIN_NOTIFY_API_KEY and TOCSIN_NOTIFY_SMS_TEMPLATE."
    )


class Ways:
    """Every channel's way, kept open between rounds."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._open: dict[str, Way] = {}

    def of(self, channel: str) -> Way:
        """The way of this channel.

        Raises:
            DeliveryError: it cannot be opened now.
        """
        if channel not in self._open:
            self._open[channel] = open_way(self._installation, channel)
        return self._open[channel]

    def close(self) -> None:
        """Let go of every connection."""
        for way in self._open.values():
            way.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
