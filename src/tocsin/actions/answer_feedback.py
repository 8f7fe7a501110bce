"""Somebody says that an answer was wrong: a letter to the desk, with the words only where they allow it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from ..errors import InputError
from .installation import Installation
from .joining_campaigns import leave_check
from .mailing import send_now
from .reading_reports import without_personal_data

LONGEST_WHY = 2_000
LONGEST_WORDS = 20_000


def tell_desk(
    installation: Installation,
    *,
    truth: str,
    said_level: str,
    said_scam: str | None,
    why: str,
    words: str | None,
) -> None:
    """Write to the desk. ``words``: what was checked, when they may be sent on; personal data is hidden in them first.

    Raises:
        InputError: too many letters were written within the hour.
        DeliveryError: the mail server cannot be reached.
    """
    now = installation.now()
    if not installation.limits.feedback.allows("all", at=now):
        raise InputError(
            "Too many people are writing to us just now.", fix="Try again in an hour, or report it instead."
        )
    lines = [
        f"Somebody says of an answer: {truth}.",
        "",
        f"What we said: {said_level}{f', {said_scam}' if said_scam else ''}",
        f"Knowledge: {installation.knowledge.version}",
    ]
    if why.strip():
        lines += ["", "How they know:", without_personal_data(installation, why.strip()[:LONGEST_WHY])]
    if words and words.strip():
        # They allowed it: what many people check and nobody reports shows beside the campaign that it belongs to.
        leave_check(installation, words[:LONGEST_WORDS], level=said_level, scam=said_scam)
        lines += ["", "What was checked, with personal data hidden:"]
        lines += [f"> {line}" for line in without_personal_data(installation, words[:LONGEST_WORDS]).splitlines()]
    message = EmailMessage(policy=SMTP)
    message["From"] = installation.desk.email
    message["To"] = installation.desk.email
    message["Subject"] = "An answer was wrong, somebody says"
    message["Date"] = localtime()
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(lines) + "\n")
    send_now(installation, message)
