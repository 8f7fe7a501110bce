"""A reporter who comes back: with the reference and a word of their own they see how it stands, answer, add, and print.

No account. The proof is the word, or the secret number of the form that they have just sent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from ..errors import InputError, NotAllowedError
from ..records import STAGES, Report
from ..reports.keyed import contact_key, hash_word, is_word
from ..reports.seal import seal
from ..store import indicators as indicator_store
from ..store import reports as report_store
from ..store import triage as triage_store
from ..store.triage import Message
from .installation import Installation
from .reading_reports import read_for_meaning, without_personal_data
from .reporting import find_place, get_report, note, own_words, require_facts, require_text

LEAST_WORD = 4  # characters
MOST_ADDITIONS = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that this is who told us. ``form``: the secret number of the form, good as long as the page is open."""

    word: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """A report as its reporter sees it."""

    report: Report
    messages: tuple[Message, ...]
    has_word: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """What a reporter prints for their bank and for Report Fraud: their own words, and the facts in a list."""

    report: Report
    words: str
    made_at: datetime


def come_back(installation: Installation, reference: str, proof: Proof) -> CameBack:
    """How a report stands, for its reporter.

    Raises:
        NotAllowedError: the reference and the word do not go together (said the same way where there is no such report).
    """
    report = _proved(installation, reference, proof)
    with installation.store.read() as tx:
        messages = tuple(triage_store.list_messages(tx, report.reference))
        has_word = report_store.get_word(tx, report.reference) is not None
    return CameBack(report, messages, has_word)


def add_to_report(
    installation: Installation,
    reference: str,
    proof: Proof,
    *,
    text: str = "",
    channel: str | None = None,
    place: str | None = None,
    stage: str | None = None,
    on_call: bool | None = None,
    happened_on: date | None = None,
    loss_minor: int | None = None,
    contact: str | None = None,
    word: str | None = None,
) -> Report:
    """Take what a reporter adds: more words, or facts that were left open. What an officer decided stays.

    Raises:
        NotAllowedError: as :func:`come_back`.
        InputError: a fact that makes no sense, a short word, or more additions than :data:`MOST_ADDITIONS`.
    """
    report = _proved(installation, reference, proof)
    now = installation.now()
    require_facts(stage=stage, happened_on=happened_on, on=now.date())
    if word is not None and word.strip() and len(word.strip()) < LEAST_WORD:
        raise InputError(
            f"The word is shorter than {LEAST_WORD} letters.", fix="Choose a longer one that you will remember."
        )
    if text.strip():
        require_text(text)
    changes: dict[str, object] = {}
    where = find_place(installation, place) if place and report.place is None else None
    if where is not None:
        from .own_areas import county_of

        changes |= {
            "place": where.id,
            "place_name": where.name,
            "county": county_of(installation.data_folder, where, on=now.date()),
            "latitude": where.latitude,
            "longitude": where.longitude,
        }
    elif place and place.strip() and report.place_name is None:
        changes["place_name"] = place.strip()[:80]
    given = {"channel": channel, "happened_on": happened_on, "loss_minor": loss_minor}
    changes |= {name: value for name, value in given.items() if value is not None and getattr(report, name) is None}

    with installation.store.begin() as tx:
        if text.strip():
            if len(triage_store.sealed_messages(tx, report.reference)) >= MOST_ADDITIONS:
                raise InputError("That is more than can be added to one report.", fix="Send us a new report.")
            triage_store.add_message(
                tx,
                report.reference,
                at=now,
                side="reporter",
                by="reporter",
                words=without_personal_data(installation, text),
                sealed=seal(text, secret=installation.secret),
            )
            whole = own_words(tx, installation, report.reference) or text
            reading = read_for_meaning(
                installation, whole, channel=report.channel, place=report.place, at=report.received_at
            )
            indicator_store.add_indicators(tx, {report.reference: reading.indicators})
            if report.status == "new":
                changes["scam"] = report.scam or reading.scam
            changes |= {
                "tactics": tuple(dict.fromkeys((*report.tactics, *reading.tactics))),
                "claimed": tuple(dict.fromkeys((*report.claimed, *reading.claimed))),
                "vulnerability": tuple(dict.fromkeys((*report.vulnerability, *reading.vulnerability))),
            }
            if report.loss_minor is None and "loss_minor" not in changes and reading.loss_minor is not None:
                changes["loss_minor"] = reading.loss_minor
            stage = max((one for one in (stage, reading.stage) if one is not None), key=STAGES.index, default=None)
        furthest = max((one for one in (stage, report.stage) if one is not None), key=STAGES.index, default=None)
        changes["stage"] = furthest
        if on_call is not None:
            changes |= {"on_call": on_call, "urgency": "now" if on_call else report.urgency}
        report_store.change_report(tx, report.reference, **changes)
        if contact and contact.strip():
            key = contact_key(contact, secret=installation.secret)
            report_store.keep_contact(
                tx, report.reference, contact=seal(contact, secret=installation.secret), contact_key=key
            )
            report_store.change_report(tx, report.reference, reporter=key)
        if word and word.strip():
            report_store.keep_word(tx, report.reference, hash_word(word))
        note(tx, installation, "reporter", "report-added-to", report.reference, "")
    return get_report(installation, report.reference)


def has_word(installation: Installation, report: Report) -> bool:
    """Whether its reporter chose a word to come back with."""
    with installation.store.read() as tx:
        return report_store.get_word(tx, report.reference) is not None


def make_pack(installation: Installation, reference: str, proof: Proof) -> Pack:
    """What the reporter prints.

    Raises:
        NotAllowedError: as :func:`come_back`.
        InputError: their words are erased by now.
    """
    report = _proved(installation, reference, proof)
    with installation.store.begin() as tx:
        words = own_words(tx, installation, report.reference)
        note(tx, installation, "reporter", "pack-printed", report.reference, "")
    if words is None:
        raise InputError("Your words are no longer kept.", fix="Write down again what happened.", code="erased")
    return Pack(report, words, installation.now())


def _proved(installation: Installation, reference: str, proof: Proof) -> Report:
    from ..reports.reference import read_reference

    reference = read_reference(reference)
    if not installation.limits.word_by_reference.allows(reference, at=installation.now()):
        raise NotAllowedError("That was tried too often.", fix="Wait an hour, then try again.", code="too-often")
    with installation.store.read() as tx:
        report = report_store.get_report(tx, reference)
        kept = report_store.get_word(tx, reference)
        form = (
            report_store.source_reference_of(tx, reference) if report is not None and report.source == "web" else None
        )
    by_form = (
        bool(proof.form)
        and form is not None
        and len(form) >= 16
        and hmac.compare_digest(form.encode(), proof.form.encode())
    )
    by_word = bool(proof.word.strip()) and kept is not None and is_word(proof.word, kept)
    if report is None or not (by_form or by_word):
        raise NotAllowedError(
            "The reference and the word do not go together.",
            fix="Check both. The word is the one you chose.",
            code="wrong-word",
        )
    return report
