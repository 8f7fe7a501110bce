"""What an alert would look like and whom it would reach, before anybody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..alerts.content import public_document
from ..alerts.formats.email import subject_of
from ..alerts.formats.text import plain_text
from ..alerts.lint import lint_alert
from ..records import Alert, Verdict
from ..store.subscribers import count_reach
from .alerting import describe_source
from .checking import check_text
from .installation import Installation


@dataclass(frozen=True, slots=True)
class Preview:
    """``verdict``: what the public checker says of it. ``lint``: what is against the house's rules, in sentences."""

    verdict: Verdict
    reach: int
    lint: tuple[str, ...]
    email_subject: str
    email_text: str
    sources: Mapping[str, str]


def preview(installation: Installation, alert: Alert) -> Preview:
    """Everything an approver should see beside the text."""
    content = alert.content
    document = public_document(
        content,
        code=alert.code or "(its code)",
        version=1,
        kind="Alert",
        identifier="draft",
        sent_at=installation.now(),
        references=(),
        desk=installation.desk,
    )
    text = plain_text(document)
    verdict = check_text(text, installation.knowledge, on=installation.now().date(), nation=installation.desk.nation)
    with installation.store.read() as tx:
        reach = 0 if content.exercise else count_reach(tx, content.areas, content.scam)
    named = dict.fromkeys(source for sentence in content.sentences for source in sentence.sources)
    return Preview(
        verdict=verdict,
        reach=reach,
        lint=_lint(installation, alert, verdict),
        email_subject=subject_of(document),
        email_text=text,
        sources={source: describe_source(installation, source) for source in named},
    )


def _lint(installation: Installation, alert: Alert, verdict: Verdict) -> tuple[str, ...]:
    said = lint_alert(
        alert.content, desk=installation.desk, knowledge=installation.knowledge, on=installation.now().date()
    )
    if verdict.level in {"scam", "suspicious"}:
        return (f"Our own checker would call this alert “{verdict.level}”: {verdict.answer}", *said)
    return said
