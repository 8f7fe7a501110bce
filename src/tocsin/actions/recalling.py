"""Taking an answer back: whoever was told something that is no longer so is told what changed.

A check is kept only for somebody who asks to hear of changes and leaves an e-mail address; their words, the answer and the
address are sealed, and erased after :data:`KEPT_DAYS`. When the alert that the answer rested on is corrected, withdrawn,
expired or doubted, they are told. When the knowledge changes, their words are checked again, and they are told when the
answer is another one.

A published alert whose advisory was taken back, or whose entry of knowledge says something else now, is *doubted*: the
checker stops using it at once, and an officer must correct or withdraw it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime
from typing import Any

from ..alerts.formats.text import say_day
from ..delivery.send import next_attempt_at
from ..errors import DeliveryError, InputError, NotAllowedError, NotFoundError
from ..records import Alert, Officer, Verdict
from ..reports.keyed import contact_key
from ..reports.seal import seal, unseal
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import kept_checks as check_store
from ..store import officers as officer_store
from ..store.kept_checks import KeptCheck
from .checking import check
from .installation import Installation
from .mailing import send_now
from .resting import bases_of_verdict, basis_of_alert, version_now, what_changed

KEPT_DAYS = 90
LEASE_SECONDS = 600
AT_ONCE = 50
LONGEST_KEPT = 20_000


def tell_me_of_changes(
    installation: Installation, text: str, *, contact: str, verdict: Verdict, channel: str | None = None
) -> str:
    """Keep a check for somebody who wants to hear when its answer changes; gives its id.

    Raises:
        InputError: it is no e-mail address, the text is too long, or this address asked too often within the hour.
    """
    address = contact.strip().lower()
    if not _is_address(address):
        raise InputError("That does not look like an e-mail address.", fix="Write it like name@provider.example.")
    if len(text) > LONGEST_KEPT:
        raise InputError("The text is too long to be kept.", fix="Send the part that matters.")
    now = installation.now()
    if not installation.limits.confirm_by_address.allows(address, at=now):
        raise InputError("You have asked us this several times.", fix="Try again in an hour.", code="too-many-tries")
    return _keep(installation, text, address=address, verdict=verdict, channel=channel, what="asked us about")


def keep_for_reporter(
    installation: Installation, text: str, *, contact: str, verdict: Verdict, channel: str | None = None
) -> str | None:
    """Keep the answer that a reporter was given, when they left an e-mail address; None when they left another contact."""
    address = contact.strip().lower()
    if not _is_address(address) or len(text) > LONGEST_KEPT:
        return None
    return _keep(installation, text, address=address, verdict=verdict, channel=channel, what="told us of")


def _keep(
    installation: Installation, text: str, *, address: str, verdict: Verdict, channel: str | None, what: str
) -> str:
    now = installation.now()
    kept = KeptCheck(
        id=secrets.token_hex(12),
        at=now,
        until_at=now + timedelta(days=KEPT_DAYS),
        level=verdict.level,
        scam=verdict.scam,
        sealed=_sealed(
            installation, {"contact": address, "text": text, "channel": channel, "what": what, **_answer(verdict)}
        ),
        contact_key=contact_key(address, secret=installation.secret),
    )
    with installation.store.begin() as tx:
        check_store.keep_check(tx, kept, bases_of_verdict(tx, installation.knowledge, verdict))
        audit_store.add_entry(tx, at=now, actor="public", action="check-kept", subject=kept.id)
    return kept.id


def recall_due(installation: Installation, *, limit: int = AT_ONCE) -> int:
    """Doubt alerts whose basis has changed, find the kept checks whose basis has, and tell at most ``limit`` people.
    Gives how many were told. Several workers may do it at once."""
    doubt_due(installation)
    _find_changed(installation)
    now = installation.now()
    with installation.store.read() as tx:  # mostly there is nothing to do, and nothing is written
        some = bool(check_store.due_ids(tx, at=now, limit=1))
    if not some:
        return 0
    with installation.store.begin() as tx:
        check_store.forget_old(tx, at=now)
        claimed = check_store.claim_due(tx, at=now, lease_seconds=LEASE_SECONDS, limit=limit)
    return sum(_tell(installation, one) for one in claimed)


def doubt_due(installation: Installation) -> int:
    """Doubt each published alert that rests on something which is no longer what it was. Gives how many."""
    with installation.store.read() as tx:
        published = alert_store.list_alerts(tx, statuses=("published",))
        changed = [
            (alert, why)
            for alert in published
            if alert.doubted_at is None and (why := _doubt(tx, installation, alert)) is not None
        ]
    for alert, why in changed:
        now = installation.now()
        try:
            with installation.store.begin() as tx:
                kept = alert_store.get_alert(tx, alert.id)
                if kept is None or kept.status != "published" or kept.doubted_at is not None:
                    continue
                alert_store.save_alert(tx, replace(kept, doubted_at=now, doubt=why), was="published")
                audit_store.add_entry(
                    tx, at=now, actor="timer", action="alert-doubted", subject=alert.id, detail=f"{alert.code}: {why}"
                )
                officers = [one for one in officer_store.list_officers(tx) if one.email and one.disabled_at is None]
        except NotAllowedError:  # moved at this moment
            continue
        for officer in officers:
            try:
                send_now(installation, _letter_to_officer(installation, alert, why, officer))
            except DeliveryError:  # the desk's first page shows it all the same
                break
    return len(changed)


def trust_again(installation: Installation, alert_id: str, *, officer: Officer, note: str) -> Alert:
    """An officer has looked: the alert holds all the same, on what it rests on now. The checker uses it again.

    Raises:
        InputError: no reason was given.
        NotAllowedError: it is not doubted.
    """
    if len(note.strip()) < 5:
        raise InputError("Say in a sentence why the alert still holds.", fix="It is kept in the audit trail.")
    with installation.store.begin() as tx:
        alert = alert_store.get_alert(tx, alert_id)
        if alert is None:
            raise NotFoundError(f"There is no alert {alert_id}.", fix="Go back to the list of alerts.")
        if alert.doubted_at is None or alert.status != "published":
            raise NotAllowedError("This alert is not in doubt.", where=alert.id, fix="Nothing needs doing.")
        basis = basis_of_alert(tx, installation.knowledge, alert)
        trusted = replace(alert, doubted_at=None, doubt="", basis=basis)
        alert_store.save_alert(tx, trusted, was="published")
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action="alert-trusted", subject=alert.id, detail=note.strip()
        )
    return trusted


def _doubt(tx: Any, installation: Installation, alert: Alert) -> str | None:
    """What an alert rests on that has changed since, in a sentence for the desk."""
    for basis in alert.basis:
        source, _, version = basis.rpartition("@")
        kind, _, name = source.partition(":")
        now = version_now(tx, installation.knowledge, kind, name)
        if now == version:
            continue
        if kind == "advisory":
            return f"The advisory {name} that it rests on was taken back by its publisher."
        if now == "gone":
            return f"The entry “{name}” that it rests on is no longer in the knowledge."
        return f"The entry “{name}” that it rests on says something else now."
    return None


def _find_changed(installation: Installation) -> None:
    knowledge = installation.knowledge
    with installation.store.read() as tx:
        changed = [
            basis
            for basis in check_store.bases_in_use(tx)
            if version_now(tx, knowledge, basis.kind, basis.name) != basis.version
        ]
    for basis in changed:
        with installation.store.begin() as tx:
            why = what_changed(tx, knowledge, basis.kind, basis.name)
            check_store.set_due(tx, basis, at=installation.now(), why=f"{basis.kind}|{why}")


def _tell(installation: Installation, kept: KeptCheck) -> int:
    """Check again, and tell them what changed; 1 when they were told."""
    now = installation.now()
    told = json.loads(unseal(kept.sealed, secret=installation.secret))
    verdict = check(installation, told["text"], channel=told["channel"])
    kind, _, why = kept.why.partition("|")
    fresh = _answer(verdict)
    same = all(fresh[name] == told[name] for name in ("level", "scam", "answer", "first"))
    silent = kind == "knowledge" and same  # mended wording that changes no answer is no news to them
    if not silent:
        try:
            send_now(installation, _letter(installation, kept, told, fresh, why))
        except DeliveryError as error:
            next_at = None if error.permanent else next_attempt_at(kept.attempts + 1, now)
            with installation.store.begin() as tx:
                if next_at is None:
                    check_store.forget_check(tx, kept.id)
                else:
                    check_store.try_later(tx, kept.id, at=next_at)
            return 0
    renewed = replace(
        kept,
        level=verdict.level,
        scam=verdict.scam,
        sealed=_sealed(installation, {**told, **fresh}),
        told_at=kept.told_at if silent else now,
    )
    with installation.store.begin() as tx:
        check_store.renew_check(tx, renewed, bases_of_verdict(tx, installation.knowledge, verdict))
        if not silent:
            audit_store.add_entry(tx, at=now, actor="timer", action="check-recalled", subject=kept.id, detail=why[:200])
    return 0 if silent else 1


def _letter(
    installation: Installation, kept: KeptCheck, told: dict[str, Any], fresh: dict[str, Any], why: str
) -> EmailMessage:
    desk = installation.desk
    same = fresh["answer"] == told["answer"]
    body = [
        f"On {say_day(kept.at)} you {told.get('what', 'asked us about')} a message or a call.",
        f"We said: “{told['answer']}”",
        "",
        "What has changed:",
        why,
        "",
        "Our answer is the same now." if same else f"Our answer now: “{fresh['answer']}”",
        f"What to do first: {fresh['first']}" if fresh["first"] else "",
        "",
        f"You can ask again at any time. Type our address yourself: {desk.url}",
        f"{desk.name} will never ask you for a password, a PIN or money.",
        "We keep your words for 90 days, to be able to tell you this.",
    ]
    message = _message(installation, to=told["contact"], subject="What we told you has changed")
    key = hashlib.sha256(f"{kept.id} {why}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<recall.{key}@{desk.email.rpartition('@')[2]}>"
    message.set_content("\n".join(body) + "\n", cte="quoted-printable")
    return message


def _letter_to_officer(installation: Installation, alert: Alert, why: str, officer: Officer) -> EmailMessage:
    message = _message(installation, to=officer.email, subject=f"In doubt: alert {alert.code}")
    body = (
        f"{why} Our checker no longer uses alert {alert.code}, “{alert.content.headline}”.",
        "",
        "Correct it, withdraw it, or say that it still holds:",
        f"{installation.desk.url}/desk/alerts/{alert.id}",
        "",
        "This link opens nothing without your log-in.",
    )
    message.set_content("\n".join(body) + "\n")
    return message


def _message(installation: Installation, *, to: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(display_name=installation.desk.name, addr_spec=installation.desk.email)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = localtime()
    message["Auto-Submitted"] = "auto-generated"
    return message


def _is_address(address: str) -> bool:
    name, at, host = address.rpartition("@")
    return bool(
        name and at and "." in host and len(address) <= 254 and not any(c.isspace() or c in ',;<>"' for c in address)
    )


def _answer(verdict: Verdict) -> dict[str, Any]:
    return {
        "level": verdict.level,
        "scam": verdict.scam,
        "answer": verdict.answer,
        "first": verdict.first,
        "alert": verdict.alert,
    }


def _sealed(installation: Installation, told: dict[str, Any]) -> bytes:
    return seal(json.dumps(told, ensure_ascii=False), secret=installation.secret)
