"""What stands against an alert before it goes out: the house's rules, and what the public checker says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..alerts.content import public_document
from ..alerts.formats.sms import render_sms
from ..alerts.formats.text import plain_text
from ..alerts.lint import Finding, lint_alert
from ..records import Alert, AlertContent, Verdict
from .checking import check_text
from .installation import Installation


def draft_document(installation: Installation, content: AlertContent, *, code: str | None = None) -> Mapping[str, Any]:
    """The document as it would be signed, but for its code, identifier and time."""
    return public_document(
        content,
        code=code or "(its code)",
        version=1,
        kind="Alert",
        identifier="draft",
        sent_at=installation.now(),
        references=(),
        desk=installation.desk,
    )


def verdict_on(installation: Installation, content: AlertContent) -> Verdict:
    """What the public checker says of the alert's text."""
    text = plain_text(draft_document(installation, content))
    return check_text(text, installation.knowledge, on=installation.now().date(), nation=installation.desk.nation)


def findings_on(installation: Installation, alert: Alert, *, verdict: Verdict | None = None) -> tuple[Finding, ...]:
    """Every rule that the alert breaks now, the gravest first. ``verdict``: that of :func:`verdict_on`, where it is known."""
    content = alert.content
    said = verdict or verdict_on(installation, content)
    found = lint_alert(
        content,
        desk=installation.desk,
        knowledge=installation.knowledge,
        on=installation.now().date(),
        sms=render_sms(draft_document(installation, content, code="K7Q-4M2")),
    )
    if said.level in {"scam", "suspicious"}:
        like = Finding("checker", f"Our own checker would call this alert “{said.level}”: {said.answer}")
        return (like, *found)
    return found
