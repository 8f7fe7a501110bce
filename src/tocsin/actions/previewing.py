"""What an alert would look like and whom it would reach, before anybody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..alerts.formats.email import subject_of
from ..alerts.formats.sms import ASSUMED_PENCE_A_SEGMENT, Sms, cost_pence, render_sms
from ..alerts.formats.text import plain_text
from ..alerts.lint import Finding
from ..alerts.reading_age import reading_age
from ..records import Alert, Verdict
from ..store.subscribers import count_reach
from .alerting import describe_source
from .installation import Installation
from .linting import draft_document, findings_on, verdict_on


@dataclass(frozen=True, slots=True)
class Preview:
    """``verdict``: what the public checker says of it. ``lint``: the rules it breaks, with the reasons.

    ``sms_pence``: what it would cost to send it as a text to everybody it reaches, at ASSUMED_PENCE_A_SEGMENT.
    """

    verdict: Verdict
    reach: int
    lint: tuple[Finding, ...]
    email_subject: str
    email_text: str
    sources: Mapping[str, str]
    sms: Sms
    sms_pence: float
    reading_age: float


def preview(installation: Installation, alert: Alert) -> Preview:
    """Everything an approver should see beside the text."""
    content = alert.content
    document = draft_document(installation, content, code=alert.code)
    # A code is always as long as this one, so the draft's message is counted as it will be sent.
    sms = render_sms(draft_document(installation, content, code=alert.code or alert.corrects or "K7Q-4M2"))
    verdict = verdict_on(installation, content)
    with installation.store.read() as tx:
        reach = 0 if content.exercise else count_reach(tx, content.areas, content.scam)
    named = dict.fromkeys(source for sentence in content.sentences for source in sentence.sources)
    texts = [content.headline, *(sentence.text for sentence in content.sentences)]
    return Preview(
        verdict=verdict,
        reach=reach,
        lint=findings_on(installation, alert, verdict=verdict),
        email_subject=subject_of(document),
        email_text=plain_text(document),
        sources={source: describe_source(installation, source) for source in named},
        sms=sms,
        sms_pence=cost_pence(reach, sms.segments, pence_a_segment=ASSUMED_PENCE_A_SEGMENT),
        reading_age=reading_age(" ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)),
    )
