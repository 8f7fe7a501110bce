"""An alert as an e-mail: plain text first, HTML second, the same words in both, one click to stop.

Nothing in it watches the reader: no picture, no counting address, no link that leads anywhere but where it says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape
from typing import Any, NamedTuple

from ...records import Desk, Publication
from .text import EXERCISE, SECTIONS, UPDATED, headline, how_to_check, plain_text, say_day

_WHOLE = frozenset({"to", "message-id", "list-unsubscribe"})
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_PLAIN_LINK = re.compile(r"[A-Za-z0-9._~:/%-]+")
_SOMEBODY, _SOME_ID = "somebody@post.example", "<some.id@post.example>"
MOST_SHAPES = 500


class _AlertPolicy(EmailPolicy):
    """SMTP's rules, but for identifiers and links: Python would write a long one as an encoded word (RFC 2047), and no mail
    program finds the link to leave in that. A line of up to 998 characters is allowed (RFC 5322, 2.1.1)."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _WHOLE and str(value).isascii():
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in _WHOLE and str(value).isascii():
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


POLICY = _AlertPolicy(linesep="\r\n")


class _Place(NamedTuple):
    """Where a part of a value goes."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """A publication made ready once; :meth:`for_recipient` and, much faster, :meth:`as_sent` fill in who it goes to."""

    subject: str
    sender: Address
    sent_at: datetime
    list_id: str
    why: str  # why somebody gets this
    text: str
    html: str
    # The message for links of these two lengths, as pieces with the places between them that are filled in.
    shapes: dict[tuple[int, int], list[bytes | _Place]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def as_sent(self, *, address: str, message_id: str, manage_url: str, leave_url: str) -> bytes:
        """The bytes of :meth:`for_recipient`. The message is built once, with letters where the values go: where its lines
        are folded depends on the lengths of the links alone. Filling it in takes microseconds.
        """
        message_id = message_id if message_id.startswith("<") else f"<{message_id}>"
        plain = (
            _PLAIN_ADDRESS.fullmatch(address)
            and _PLAIN_ADDRESS.fullmatch(message_id[1:-1])
            and _PLAIN_LINK.fullmatch(manage_url)
            and _PLAIN_LINK.fullmatch(leave_url)
        )
        if not plain:
            message = self.for_recipient(
                address=address, message_id=message_id, manage_url=manage_url, leave_url=leave_url
            )
            return message.as_bytes(policy=POLICY if address.isascii() else POLICY.clone(utf8=True))
        lengths = len(manage_url), len(leave_url)
        shape = self.shapes.get(lengths)
        if shape is None:
            if len(self.shapes) >= MOST_SHAPES:
                self.shapes.clear()
            shape = self.shapes[lengths] = self._shape(*lengths)
        values = {
            "address": address.encode("ascii"),
            "message_id": message_id.encode("ascii"),
            "boundary": _boundary(message_id).encode("ascii"),
            "y": manage_url.encode("ascii"),
            "z": leave_url.encode("ascii"),
        }
        return b"".join(one if isinstance(one, bytes) else values[one.value][one.start : one.end] for one in shape)

    def _shape(self, manage_length: int, leave_length: int) -> list[bytes | _Place]:
        """Build the message twice, with other letters in place of the links: where the two differ, a link stands. One may
        be cut by a soft line break (RFC 2045, 6.7), so each place says which part of it goes there."""
        small, large = (
            self.for_recipient(
                address=_SOMEBODY,
                message_id=_SOME_ID,
                manage_url=manage_letter * manage_length,
                leave_url=leave_letter * leave_length,
            ).as_bytes(policy=POLICY)
            for manage_letter, leave_letter in ("yz", "YZ")
        )
        whole = {"y": manage_length, "z": leave_length}
        done = {"y": 0, "z": 0}
        cuts: list[tuple[int, int, _Place]] = []
        at = 0
        while at < len(small):
            if small[at] == large[at]:
                at += 1
                continue
            value, begin = chr(small[at]), at
            while at < len(small) and small[at] != large[at] and done[value] + at - begin < whole[value]:
                at += 1
            cuts.append((begin, at, _Place(value, done[value], done[value] + at - begin)))
            done[value] = (done[value] + at - begin) % whole[value]
        for name, written in (
            ("address", f"To: {_SOMEBODY}\r\n"),
            ("message_id", f"Message-ID: {_SOME_ID}\r\n"),
            ("boundary", _boundary(_SOME_ID)),
        ):
            for found in re.finditer(re.escape(written.encode("ascii")), small):
                skip = len(written.partition(": ")[0]) + 2 if ": " in written else 0
                end = found.end() - (2 if skip else 0)
                cuts.append((found.start() + skip, end, _Place(name, 0, 1000)))
        shape: list[bytes | _Place] = []
        at = 0
        for begin, end, place in sorted(cuts, key=lambda cut: cut[0]):
            shape += [small[at:begin], place]
            at = end
        return [*shape, small[at:]]

    def for_recipient(self, *, address: str, message_id: str, manage_url: str, leave_url: str) -> EmailMessage:
        """The message to one subscriber. The same arguments always give the same bytes.

        ``message_id`` belongs to the delivery, so that a message in doubt can be sent again without being two.
        """
        message = EmailMessage(policy=POLICY)
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
        message.set_boundary(_boundary(message_id))
        return message


def _boundary(message_id: str) -> str:
    return f"tocsin-{hashlib.sha256(message_id.encode()).hexdigest()[:24]}"


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
        yield from html_sections(document)
        yield f"<p>This alert ends on {say_day(document['expires_at'])}.</p>"
    yield f"<p><strong>{escape(how_to_check(document))}</strong></p>"


def html_sections(document: Mapping[str, Any]) -> Iterator[str]:
    """What an alert says, section by section."""
    for section, title in SECTIONS.items():
        sentences = [escape(one["text"]) for one in document["sentences"] if one["section"] == section]
        if not sentences:
            continue
        yield f'<h2 style="font-size:1.1em">{title}</h2>'
        if section == "happening":
            yield "\n".join(f"<p>{sentence}</p>" for sentence in sentences)
        else:
            yield "<ul>\n" + "\n".join(f"<li>{sentence}</li>" for sentence in sentences) + "\n</ul>"
