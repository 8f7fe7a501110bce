"""Several alerts in one message: a list of what it holds, then each in full, the newest first, urgent ones before the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from html import escape
from typing import Any

from ...records import Desk, Publication
from .email import EmailTemplate, html_sections
from .text import EXERCISE, UPDATED, headline, say_day, section_lines


def render_digest(publications: Sequence[Publication], desk: Desk, *, at: datetime) -> EmailTemplate:
    """The message that holds these alerts; of several versions of one, the newest alone."""
    alerts = in_order(publications)
    return EmailTemplate(
        subject=subject_of_digest(alerts),
        sender=Address(display_name=desk.name, addr_spec=desk.email),
        sent_at=at,
        list_id=f"<{'exercises' if _is_exercise(alerts) else 'alerts'}.{desk.sender}>",
        why=f"You get this because you asked {desk.name} for fraud alerts.",
        text="\n".join(_text_lines(alerts, desk)) + "\n",
        html="\n".join(_html_lines(alerts, desk)) + "\n",
    )


def in_order(publications: Sequence[Publication]) -> list[Publication]:
    """As they stand in a digest."""
    newest: dict[str, Publication] = {}
    for each in publications:
        if each.code not in newest or newest[each.code].version < each.version:
            newest[each.code] = each
    urgent_first = sorted(newest.values(), key=lambda one: one.sent_at, reverse=True)
    return sorted(urgent_first, key=lambda one: one.content["urgency"] != "immediate")


def subject_of_digest(alerts: Sequence[Publication]) -> str:
    """How many, and the first of them."""
    said = headline(alerts[0].content) if len(alerts) == 1 else f"{len(alerts)} fraud alerts for your area"
    return f"EXERCISE: {said}" if _is_exercise(alerts) else said


def digest_sms(alerts: Sequence[Publication], desk: Desk) -> str:
    """A short text: the headlines, and where the rest is."""
    said = "; ".join(" ".join(str(one.content["headline"]).split()).rstrip(".") for one in alerts[:3])
    more = f" and {len(alerts) - 3} more" if len(alerts) > 3 else ""
    host = desk.url.partition("://")[2]
    drill = "EXERCISE. " if _is_exercise(alerts) else ""
    return f"{drill}{desk.name}, {len(alerts)} alerts: {said}{more}. Read them at {host}/alerts"


def _text_lines(alerts: Sequence[Publication], desk: Desk) -> list[str]:
    lines = [EXERCISE, ""] if _is_exercise(alerts) else []
    if len(alerts) > 1:
        lines += [f"These {len(alerts)} alerts are for your area.", ""]
        lines += [f"{number}. {headline(one.content)}" for number, one in enumerate(alerts, start=1)]
    for number, one in enumerate(alerts, start=1):
        document = one.content
        lines += ["", "-" * 40, f"{number}. {headline(document)}", _where_and_when(document)]
        if document["kind"] == "Update":
            lines.append(UPDATED)
        lines += [
            *section_lines(document),
            "",
            f"Its code is {one.code}. It ends on {say_day(document['expires_at'])}.",
        ]
    return [*lines, "", _how_to_check(desk)]


def _html_lines(alerts: Sequence[Publication], desk: Desk) -> list[str]:
    lines = [
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
        f'<title>{escape(subject_of_digest(alerts))}</title>\n<meta name="viewport" content="width=device-width">\n</head>',
        '<body style="font:18px/1.5 sans-serif;max-width:38em;margin:1em auto;padding:0 1em">',
    ]
    if _is_exercise(alerts):
        lines.append(f"<p><strong>{escape(EXERCISE)}</strong></p>")
    lines.append(f'<h1 style="font-size:1.4em">{escape(subject_of_digest(alerts))}</h1>')
    if len(alerts) > 1:
        lines += ["<ol>", *(f"<li>{escape(headline(one.content))}</li>" for one in alerts), "</ol>"]
    for one in alerts:
        document = one.content
        lines += ["<hr>", f'<h2 style="font-size:1.2em">{escape(headline(document))}</h2>']
        lines.append(f"<p>{escape(_where_and_when(document))}</p>")
        if document["kind"] == "Update":
            lines.append(f"<p>{escape(UPDATED)}</p>")
        lines += html_sections(document)
        lines.append(f"<p>Its code is {escape(one.code)}. It ends on {say_day(document['expires_at'])}.</p>")
    return [*lines, f"<p><strong>{escape(_how_to_check(desk))}</strong></p>"]


def _where_and_when(document: Any) -> str:
    areas = ", ".join(area["name"] for area in document["areas"])
    return f"For: {areas}. Sent on {say_day(document['sent_at'])}."


def _how_to_check(desk: Desk) -> str:
    return f"To check that an alert is ours, enter its code at {desk.url}/verify"


def _is_exercise(alerts: Sequence[Publication]) -> bool:
    return any(one.content["exercise"] for one in alerts)
