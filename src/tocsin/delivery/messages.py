"""E-mails to one subscriber that are no alert."""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from ..records import Desk


def confirmation_message(
    desk: Desk, *, address: str, place_name: str, confirm_url: str, already: bool, manage_url: str
) -> EmailMessage:
    """The second half of signing up. ``already``: the address has confirmed before, so there is nothing to confirm.

    Whoever typed the address sees the same page either way; only the owner of the inbox learns which of the two it was.
    """
    if already:
        subject = f"You get fraud alerts from {desk.name}"
        lines = (
            f"Somebody asked us to send you fraud alerts for {place_name}. You already get our alerts.",
            "",
            f"To add {place_name}, open your page and press the button:",
            manage_url,
            "",
            "If it was not you, do nothing. Nothing was changed.",
        )
    else:
        subject = "Please confirm: fraud alerts by e-mail"
        lines = (
            f"Somebody, we hope you, asked us to send fraud alerts for {place_name} to this address.",
            "",
            "To get them, open this link and press the button:",
            confirm_url,
            "",
            "If it was not you, do nothing. Without your answer we send nothing more.",
        )
    body = (
        *lines,
        "",
        f"{desk.name} will never ask you for a password, a PIN or money.",
        f"If you have a doubt, do not use the link. Type our address yourself: {desk.url}",
    )
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=desk.name, addr_spec=desk.email)
    message["To"] = address
    message["Subject"] = subject
    message["Date"] = localtime()
    host = desk.email.rpartition("@")[2]
    # Asked for twice with the same link, it is the same message.
    message["Message-ID"] = (
        f"<{hashlib.sha256(f'{address} {confirm_url} {place_name}'.encode()).hexdigest()[:32]}@{host}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(body) + "\n", cte="quoted-printable")
    return message


def confirmation_sms(desk: Desk, *, url: str, already: bool) -> str:
    """The text message to somebody whose number was typed in."""
    if already:
        return f"{desk.name}: you already get our alerts on this number. Change them at {url}"
    return f"{desk.name}: to get our fraud alerts, open {url} If it was not you, do nothing."


def list_message(desk: Desk, *, address: str, list_name: str, place_name: str, confirm_url: str) -> EmailMessage:
    """To somebody on a mailing list that this desk takes over: nothing more is sent without their answer."""
    body = (
        f"You are on the list “{list_name}” of {desk.name}.",
        f"We now send our fraud alerts in a new way. Yours would be for {place_name}.",
        "",
        "To go on getting them, open this link and press the button:",
        confirm_url,
        "",
        "If you want no more alerts, do nothing. Without your answer we send nothing more.",
        "",
        f"{desk.name} will never ask you for a password, a PIN or money.",
        f"If you have a doubt, do not use the link. Type our address yourself: {desk.url}",
    )
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=desk.name, addr_spec=desk.email)
    message["To"] = address
    message["Subject"] = "Please confirm: do you still want our fraud alerts?"
    message["Date"] = localtime()
    host = desk.email.rpartition("@")[2]
    message["Message-ID"] = f"<list.{hashlib.sha256(f'{address} {confirm_url}'.encode()).hexdigest()[:32]}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(body) + "\n", cte="quoted-printable")
    return message
