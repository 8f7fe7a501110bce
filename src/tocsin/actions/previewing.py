"""What an alert would look like and whom it would reach, before anybody decides."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..alerts.formats.email import subject_of
from ..alerts.formats.sms import ASSUMED_PENCE_A_SEGMENT, Sms, cost_pence, render_sms
from ..alerts.formats.text import plain_text
from ..alerts.lint import Finding
from ..alerts.reading_age import reading_age
from ..alerts.source_remarks import Remark
from ..records import Alert, AlertContent, Verdict
from ..store import alerts as alert_store
from ..store import presses as press_store
from ..store.planning import Reach, expect_reach
from .advisories import remarks_on_sources
from .areas import say_area
from .installation import Installation
from .linting import draft_document, findings_on, verdict_on
from .mailing import CHANNELS
from .published import describe_source
from .timing import timing_now


@dataclass(frozen=True, slots=True)
class Preview:
    """``verdict``: what the public checker says of it. ``lint``: the rules it breaks, with the reasons. ``remarks``: what
    to bear in mind of the warnings that it rests on; they stop nothing.

    ``sms_pence``: what it would cost to send it as a text to everybody it reaches, at ASSUMED_PENCE_A_SEGMENT;
    ``sms_due_pence``: to those alone who hear by text. ``reach_said``: what an officer should know of whom it reaches.
    """

    verdict: Verdict
    reach: int
    reached: Reach
    reach_said: tuple[str, ...]
    sms_due_pence: float
    lint: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    email_subject: str
    email_text: str
    sources: Mapping[str, str]
    sources_of: Mapping[str, str]  # of each sentence, by its text
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
        reached = expect_reach(
            tx,
            content.areas,
            content.scam,
            timing=timing_now(installation, urgency=content.urgency),
            audience=content.audience,
            exercise=content.exercise,
        )
    reach = reached.total
    named = dict.fromkeys(source for sentence in content.sentences for source in sentence.sources)
    sources = {source: describe_source(installation, source) for source in named}
    texts = [content.headline, *(sentence.text for sentence in content.sentences)]
    return Preview(
        verdict=verdict,
        reach=reach,
        reached=reached,
        reach_said=say_reach(reached, at=installation.now()),
        sms_due_pence=cost_pence(
            reached.by_channel.get("sms", 0), sms.segments, pence_a_segment=ASSUMED_PENCE_A_SEGMENT
        ),
        lint=findings_on(installation, alert, verdict=verdict),
        remarks=remarks_on_sources(installation, alert),
        email_subject=subject_of(document),
        email_text=plain_text(document),
        sources=sources,
        sources_of={one.text: say_sources([sources[source] for source in one.sources]) for one in content.sentences},
        sms=sms,
        sms_pence=cost_pence(reach, sms.segments, pence_a_segment=ASSUMED_PENCE_A_SEGMENT),
        reading_age=reading_age(" ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)),
    )


def say_sources(named: Sequence[str]) -> str:
    """The sources of one sentence, the first three by name."""
    if not named:
        return "No source"
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return "; ".join(named[:3]) + more


def say_reach(reach: Reach, *, at: datetime) -> tuple[str, ...]:
    """What an officer should know before sending: who hears now, how many messages this makes, who heard of it before."""
    if not reach.total:
        return ("Nobody is subscribed here.",)
    later = f"{_people(reach.digest)} would hear in their next digest."
    said = [
        f"{_people(reach.now)} would hear at once, {later.replace(' would hear', '')}"
        if reach.now and reach.digest
        else later
        if reach.digest
        else f"{_people(reach.now)} would hear at once."
    ]
    ways = ", ".join(
        f"{count:,} by {CHANNELS.get(channel, channel)}" for channel, count in sorted(reach.by_channel.items())
    )
    said.append(f"That is {ways}.")
    most = max((number for number, count in reach.nth.items() if count), default=1)
    if most > 1:
        said.append(f"It would be the {_ordinal(most)} message this week for {_people(reach.nth[most])}.")
    if reach.over_budget:
        said.append(f"{_people(reach.over_budget)} had enough this week, so for them it waits for the weekly digest.")
    if reach.heard and reach.heard_at is not None:
        days = (at - reach.heard_at).days
        when = "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
        said.append(
            f"{round(100 * reach.heard / reach.total)}% heard of this scam in the last four weeks, the last {when}."
        )
    return tuple(said)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@dataclass(frozen=True, slots=True)
class Changed:
    """What an alert says now against what it said ``before`` (in words). ``lines``: (" ", "+" or "-", line)."""

    before: str
    lines: tuple[tuple[str, str], ...]


def changed_since(installation: Installation, alert: Alert) -> Changed | None:
    """What changed since the alert was submitted before, or, for a correction, since what was published; None when neither was."""
    at = alert.submitted_at if alert.status == "submitted" and alert.submitted_at else installation.now()
    with installation.store.read() as tx:
        last = press_store.submission_before(tx, alert.id, at=at)
        corrected = alert_store.get_alert_by_code(tx, alert.corrects) if alert.corrects else None
    if last is not None:
        before, old = "since it was submitted before", last[1]
    elif corrected is not None:
        before, old = "since the version that people were told", corrected.content
    else:
        return None
    found = difflib.unified_diff(_lines(old), _lines(alert.content), lineterm="", n=1)
    lines = [("@", "") if line.startswith("@@") else (line[:1], line[1:]) for line in list(found)[2:]]
    return Changed(before, tuple(lines[1:] if lines[:1] == [("@", "")] else lines))


def _lines(content: AlertContent) -> list[str]:
    """Everything that an approval covers, a line each."""
    return [
        f"Headline: {content.headline}",
        *(sentence.text for sentence in content.sentences),
        *(f"Where: {say_area(area)}" for area in content.areas),
        f"For: {content.audience}",
        f"Urgency: {content.urgency}",
        f"Until: {content.expires_at.date().isoformat()}",
        f"Exercise: {'yes' if content.exercise else 'no'}",
        f"If taken back: {content.withdrawal}",
    ]
