"""The queue that officers clear: accept, correct, set aside, assign, ask back, one by one or many at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import InputError, TocsinError
from ..people.roles import require
from ..records import Officer, Report
from ..store import Tx
from ..store import officers as officer_store
from ..store import reports as report_store
from ..store import triage as triage_store
from ..store.triage import Message
from .installation import Installation
from .reading_reports import without_personal_data
from .reporting import get_report, note

NOT_A_SCAM = "Not a scam"
"""The reason that teaches: what the machine took for a scam was none."""
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class DoneAtOnce:
    """What became of many reports: those that were changed, and why others were not."""

    changed: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


def accept_report(installation: Installation, reference: str, *, officer: Officer, scam: str | None = None) -> Report:
    """An officer has looked and agrees that it is a scam. ``scam`` corrects which one; the correction is kept as a lesson."""
    if scam is not None and scam not in installation.knowledge.scams:
        raise InputError(f"There is no scam “{scam}” in the knowledge.", fix="Choose one from the list.")

    def learn(tx: Tx, report: Report) -> None:
        if scam is not None and scam != report.scam:
            triage_store.keep_correction(
                tx,
                report.reference,
                at=installation.now(),
                by=officer.name,
                label="scam",
                read_as=report.scam,
                scam=scam,
            )

    changes = {"status": "accepted", **({"scam": scam} if scam else {})}
    detail = f"as {scam}" if scam else ""
    return _change(installation, reference, officer, "report-accepted", detail, changes, also=learn)


def set_aside_report(installation: Installation, reference: str, *, officer: Officer, reason: str) -> Report:
    """An officer has looked and sets it aside: not a scam, a test, a copy. It stays and can be reopened."""
    reason = reason.strip()
    if not reason:
        raise InputError("A report is set aside with a reason.", fix="Say why in a few words.")

    def learn(tx: Tx, report: Report) -> None:
        if reason.casefold().startswith(NOT_A_SCAM.casefold()) and report.scam is not None:
            triage_store.keep_correction(
                tx,
                report.reference,
                at=installation.now(),
                by=officer.name,
                label="genuine",
                read_as=report.scam,
                scam=None,
            )

    return _change(installation, reference, officer, "report-set-aside", reason, {"status": "set-aside"}, also=learn)


def reopen_report(installation: Installation, reference: str, *, officer: Officer) -> Report:
    """Undo of accepting and setting aside; a correction that went with it is undone too."""

    def unlearn(tx: Tx, report: Report) -> None:
        corrected = triage_store.get_correction(tx, report.reference)
        if corrected is not None:
            report_store.change_report(tx, report.reference, scam=corrected[1])
        triage_store.drop_correction(tx, report.reference)

    return _change(installation, reference, officer, "report-reopened", "", {"status": "new"}, also=unlearn)


def assign_report(installation: Installation, reference: str, *, officer: Officer, to: str | None) -> Report:
    """Give a report to an officer by log-in name, or to nobody.

    Raises:
        InputError: there is no such officer, or that log-in was shut.
    """
    if to is not None:
        with installation.store.read() as tx:
            names = {one.name for one in officer_store.list_officers(tx) if one.disabled_at is None}
        if to not in names:
            raise InputError(f"There is no officer “{to}”.", fix=f"Choose one of {', '.join(sorted(names))}.")
    return _change(installation, reference, officer, "report-assigned", to or "nobody", {"assigned_to": to})


def ask_back(installation: Installation, reference: str, *, officer: Officer, question: str) -> Report:
    """Ask the reporter something. They see it when they come back with their reference and their word.

    Raises:
        InputError: an empty or very long question.
    """
    question = " ".join(question.split())
    if not 3 <= len(question) <= 1000:
        raise InputError("A question has 3 to 1,000 characters.", fix="Ask one thing, in plain words.")

    def ask(tx: Tx, report: Report) -> None:
        triage_store.add_message(
            tx, report.reference, at=installation.now(), side="desk", by=officer.name, words=question
        )

    return _change(installation, reference, officer, "reporter-asked", "", {}, also=ask)


def answer_safeguarding(installation: Installation, reference: str, *, officer: Officer, done: str) -> Report:
    """Write down what was done for somebody who may need safeguarding: to whom they were passed on, or why nobody."""
    if not done.strip():
        raise InputError("Say what was done.", fix="For example: passed to adult social care by phone.")
    return _change(installation, reference, officer, "safeguarding", done.strip()[:500], {})


def messages_of(installation: Installation, reference: str) -> tuple[Message, ...]:
    """What the desk and the reporter wrote to each other, redacted, the oldest first."""
    with installation.store.read() as tx:
        return tuple(triage_store.list_messages(tx, reference))


def at_once(installation: Installation, references: Iterable[str], *, do: Callable[[str], Report]) -> DoneAtOnce:
    """Do one thing to many reports. One that cannot be changed stops none of the others.

    Raises:
        InputError: none or more than :data:`MOST_AT_ONCE` were given.
    """
    chosen = tuple(dict.fromkeys(references))
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        raise InputError(f"Choose 1 to {MOST_AT_ONCE} reports.", fix="Tick the ones you mean.")
    changed: list[str] = []
    refused: list[tuple[str, str]] = []
    for reference in chosen:
        try:
            changed.append(do(reference).reference)
        except TocsinError as error:
            refused.append((reference, error.message))
    return DoneAtOnce(tuple(changed), tuple(refused))


def corrections_as_rows(installation: Installation, *, since: datetime | None = None) -> Iterator[Mapping[str, Any]]:
    """What officers corrected, as the rows that ``tocsin train --corrections`` takes: redacted, no names."""
    with installation.store.read() as tx:
        found = triage_store.list_corrections(tx, since=since)
    for one in found:
        if one.text.strip():
            row = {"text": without_personal_data(installation, one.text), "label": one.label, "group": one.reference}
            yield {**row, **({"channel": one.channel} if one.channel else {}), "scam": one.scam, "read_as": one.read_as}


def as_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Rows as JSON Lines."""
    return (json.dumps(row, ensure_ascii=False) for row in rows)


def _change(
    installation: Installation,
    reference: str,
    officer: Officer,
    action: str,
    detail: str,
    changes: Mapping[str, str | None],
    *,
    also: Callable[[Tx, Report], None] = lambda tx, report: None,
) -> Report:
    require(officer, "triage")
    report = get_report(installation, reference)
    with installation.store.begin() as tx:
        also(tx, report)
        report_store.change_report(tx, report.reference, **changes)
        note(tx, installation, officer.name, action, report.reference, detail)
    return get_report(installation, report.reference)
