"""An alert as an e-mail: plain text first, HTML second, the same words in both, one click to stop.

Nothing in it watches the reader: no picture, no counting address, no link that leads anywhere but where it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Any

from ...records import Desk, Publication
from .text import EXERCISE, SECTIONS, UPDATED, headline, how_to_check, plain_text, say_day


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """A publication made ready once; :meth:`for_recipient` fills in who it goes to."""

    subject: str
    sender: Address
    sent_at: datetime
    list_id: str
    why: str  # why somebody gets this
    text: str
    html: str

    def for_recipient(self, *, address: str, message_id: str, manage_url: str, leave_url: str) -> EmailMessage:
        """The message to one subscriber. The same arguments always give the same bytes.

        ``message_id`` belongs to the delivery, so that a message in doubt can be sent again without being two.
        """
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = address
        message["Subject"] = self.subject
        message["Date"] = self.sent_at
        message["Message-ID"] = message_id if message_id.startswith("<") else f"<{message_id}>"
        message["List-Id"] = self.list_id
        message["List-Unsubscribe"] = f"<{leave_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        text_footer = f"\n--\n{self.why}\nChange what you get: {manage_url}\nStop all alerts: {leave_url}\n"
        html_footer = (
            f"<hr>\n<p>{escape(self.why)}<br>\n"
            f'<a href="{escape(manage_url)}">Change what you get</a> · <a href="{escape(leave_url)}">Stop all alerts</a></p>\n'
            "</body>\n</html>\n"
        )
        message.set_content(self.text + text_footer, cte="quoted-printable")
        message.add_alternative(self.html + html_footer, subtype="html", cte="quoted-printable")
        message.set_boundary(f"tocsin-{hashlib.sha256(message_id.encode()).hexdigest()[:24]}")
        return message


def render_email(publication: Publication, desk: Desk) -> EmailTemplate:
    """Make the message of one publication ready for all its readers."""
    document = publication.content
    return EmailTemplate(
        subject=subject_of(document),
        sender=Address(display_name=desk.name, addr_spec=desk.email),
        sent_at=publication.sent_at,
        list_id=f"<{'exercises' if document['exercise'] else 'alerts'}.{publication.sender}>",
        why=f"You get this because you asked {desk.name} for fraud alerts.",
        text=plain_text(document),
        html="\n".join(_html_lines(document)) + "\n",
    )


def subject_of(document: Mapping[str, Any]) -> str:
    """The headline on one line, saying of itself that it is an exercise, an update or a withdrawal."""
    said = " ".join(headline(document).split())
    if document["kind"] == "Update":
        said = f"Updated: {said}"
    return f"EXERCISE: {said}" if document["exercise"] else said


def _html_lines(document: Mapping[str, Any]) -> Iterator[str]:
    title, areas = escape(headline(document)), ", ".join(escape(area["name"]) for area in document["areas"])
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield f'<title>{title}</title>\n<meta name="viewport" content="width=device-width">\n</head>'
    yield '<body style="font:18px/1.5 sans-serif;max-width:38em;margin:1em auto;padding:0 1em">'
    if document["exercise"]:
        yield f"<p><strong>{escape(EXERCISE)}</strong></p>"
    yield f'<h1 style="font-size:1.4em">{title}</h1>'
    yield f"<p>For: {areas}<br>\nSent on {say_day(document['sent_at'])} by {escape(document['desk']['name'])}</p>"
    if document["kind"] == "Cancel":
        yield f"<p>{escape(document['withdrawal'])}</p>"
    else:
        if document["kind"] == "Update":
            yield f"<p>{escape(UPDATED)}</p>"
        yield from _html_sections(document)
        yield f"<p>This alert ends on {say_day(document['expires_at'])}.</p>"
    yield f"<p><strong>{escape(how_to_check(document))}</strong></p>"


def _html_sections(document: Mapping[str, Any]) -> Iterator[str]:
    for section, title in SECTIONS.items():
        sentences = [escape(one["text"]) for one in document["sentences"] if one["section"] == section]
        if not sentences:
            continue
        yield f'<h2 style="font-size:1.1em">{title}</h2>'
        if section == "happening":
            yield "\n".join(f"<p>{sentence}</p>" for sentence in sentences)
        else:
            yield "<ul>\n" + "\n".join(f"<li>{sentence}</li>" for sentence in sentences) + "\n</ul>"
