"""Somebody who is wrongly flagged can say "this is ours", and gets an answer.

A number on a screen can be anybody's, so those who own it are harmed twice when it is counted against them.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..records import Indicator, Officer
from ..reports.indicators import hint_of, host_in
from ..reports.keyed import keyed
from ..reports.reference import new_reference, read_reference
from ..reports.seal import seal, unseal
from ..store import complaints as complaint_store
from ..store import indicators as indicator_store
from ..store.complaints import Complaint
from ..understanding.links import find_links
from ..understanding.phones import phone_value
from .installation import Installation
from .reading_reports import without_personal_data
from .reporting import note, require_text


def indicator_from(given: str, *, secret: bytes) -> Indicator:
    """What somebody typed as their own, as reports keep it: a number, a web address or host, an e-mail address.

    Raises:
        InputError: it is none of these.
    """
    written = given.strip()
    if "@" in written and " " not in written:
        return _made("email", written.lower(), secret)
    number = phone_value(written) if written[:1] in "+(0123456789" else None
    if number is not None:
        return _made("phone", number, secret)
    links = [each.value for each in find_links(written) if each.kind == "link"]
    if links:
        return _made("host", host_in(links[0]), secret)
    if "." in written and " " not in written:
        return _made("host", host_in(written), secret)
    raise InputError(
        "This is no number or address that we can read.",
        where=written[:60],
        fix="Give a telephone number with its area code, a web address or an e-mail address.",
    )


def complain(installation: Installation, given: str, *, words: str) -> Complaint:
    """Take "this is ours". The answer is read with the reference that is given back.

    Raises:
        InputError: it is no number or address, or nothing was said about it.
    """
    require_text(words)
    indicator = indicator_from(given, secret=installation.secret)
    complaint = Complaint(
        reference=new_reference(),
        at=installation.now(),
        kind=indicator.kind,
        key=indicator.key,
        hint=indicator.hint,
        words=without_personal_data(installation, words),
    )
    with installation.store.begin() as tx:
        sealed = seal(f"{given.strip()}\n\n{words}", secret=installation.secret)
        complaint_store.add_complaint(tx, complaint, sealed=sealed)
        note(tx, installation, "public", "complaint-taken", complaint.reference, indicator.kind)
    return complaint


def get_complaint(installation: Installation, reference: str) -> Complaint:
    """The complaint with this reference.

    Raises:
        NotFoundError: there is none.
    """
    reference = read_reference(reference)
    with installation.store.read() as tx:
        found = complaint_store.get_complaint(tx, reference)
    if found is None:
        raise NotFoundError(f"There is nothing under {reference}.", fix="Check the reference, letter by letter.")
    return found


def list_complaints(installation: Installation) -> list[Complaint]:
    """Complaints, those not answered first."""
    with installation.store.read() as tx:
        return complaint_store.list_complaints(tx)


def open_complaint(installation: Installation, reference: str, *, officer: Officer, reason: str) -> str:
    """What they wrote, unredacted, with the number or address. The reason is logged."""
    require(officer, "open-sealed")
    if len(reason.strip()) < 5:
        raise InputError("Sealed words are opened with a reason.", fix="Say why you need them; it is kept in the log.")
    complaint = get_complaint(installation, reference)
    with installation.store.begin() as tx:
        sealed = complaint_store.sealed_words(tx, complaint.reference)
        note(tx, installation, officer.name, "sealed-opened", complaint.reference, reason.strip())
    if sealed is None:
        raise NotFoundError(f"Nothing is sealed under {complaint.reference}.", fix="It may have been erased.")
    return unseal(sealed, secret=installation.secret)


def answer_complaint(
    installation: Installation, reference: str, *, officer: Officer, upheld: bool, answer: str
) -> Complaint:
    """Answer it. Upheld: it is theirs, so it links reports no more, and is shown as a genuine one that is being spoofed.

    Raises:
        InputError: no answer was written.
        NotAllowedError: it was answered before.
    """
    require(officer, "triage")
    answer = " ".join(answer.split())
    if len(answer) < 10:
        raise InputError("The answer is very short.", fix="Write a sentence that they can understand.")
    complaint = get_complaint(installation, reference)
    status = "upheld" if upheld else "declined"
    with installation.store.begin() as tx:
        at = installation.now()
        if not complaint_store.decide_complaint(
            tx, complaint.reference, status=status, answer=answer, by=officer.name, at=at
        ):
            raise NotAllowedError(
                "This was answered before.", where=complaint.reference, fix="Look again.", code="changed"
            )
        if upheld:
            indicator_store.note_genuine(tx, complaint.indicator, note=complaint.reference, by=officer.name, at=at)
        note(tx, installation, officer.name, f"complaint-{status}", complaint.reference, answer[:200])
    return replace(complaint, status=status, answer=answer, decided_by=officer.name, decided_at=at)


def _made(kind: str, value: str, secret: bytes) -> Indicator:
    return Indicator(kind, keyed(kind, value, secret=secret), hint_of(kind, value))
