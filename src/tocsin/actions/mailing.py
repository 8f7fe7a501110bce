"""Where e-mail goes: to the SMTP server that is set, or else into files in the outbox."""

from __future__ import annotations

from email.message import EmailMessage

from ..delivery.channels.email import Mail, open_outbox, open_smtp
from .installation import Installation


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
    with open_mail(installation) as mail:
        mail.send(message)
