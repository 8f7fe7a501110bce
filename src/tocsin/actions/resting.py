"""What an answer or an alert rests on, in which version: so that whoever relied on it can be told when it changes."""

from __future__ import annotations

import hashlib
import json

from ..knowledge.load import Knowledge
from ..records import Alert, Publication, Verdict
from ..store import Tx
from ..store import advisories as advisory_store
from ..store import alerts as alert_store
from ..store import publications as publication_store
from ..store.kept_checks import Basis
from ..store.plain import as_plain

GONE = "gone"
# What people are told from an entry of the knowledge; examples and signs may change without anybody being told wrongly.
_SAID = ("name", "summary", "spot", "advice", "nations")


def entry_version(knowledge: Knowledge, scam_id: str) -> str:
    """The version of one entry: another as soon as anything in it that is told to people is another."""
    scam = knowledge.scams.get(scam_id)
    if scam is None:
        return GONE
    said = json.dumps({name: as_plain(getattr(scam, name)) for name in _SAID}, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def publication_version(tx: Tx, code: str) -> str:
    """The version of an alert that is in force, and whether it is in doubt."""
    newest = publication_store.get_publication(tx, code)
    if newest is None:
        return GONE
    doubted = code in alert_store.doubted_codes(tx)
    return f"{newest.version} {newest.kind} {newest.state}{' doubted' if doubted else ''}"


def advisory_version(tx: Tx, advisory_id: str) -> str:
    """An advisory's text never changes here; its publisher may take it back."""
    advisory = advisory_store.get_advisory(tx, advisory_id)
    if advisory is None:
        return GONE
    return "taken back" if advisory.taken_back_at is not None else "kept"


def version_now(tx: Tx, knowledge: Knowledge, kind: str, name: str) -> str:
    """The version of anything that something may rest on."""
    if kind == "knowledge":
        return entry_version(knowledge, name)
    if kind == "alert":
        return publication_version(tx, name)
    return advisory_version(tx, name)


def bases_of_verdict(tx: Tx, knowledge: Knowledge, verdict: Verdict) -> tuple[Basis, ...]:
    """What an answer rested on."""
    named = [("knowledge", verdict.scam), ("alert", verdict.alert)]
    return tuple(Basis(kind, name, version_now(tx, knowledge, kind, name)) for kind, name in named if name)


def basis_of_alert(tx: Tx, knowledge: Knowledge, alert: Alert) -> tuple[str, ...]:
    """What an alert rests on: "kind:id@version"."""
    named = {("knowledge", alert.content.scam)} | {("advisory", each) for each in alert.advisories}
    for sentence in alert.content.sentences:
        for source in sentence.sources:
            kind, _, name = source.partition(":")
            if kind == "advisory" or (kind == "knowledge" and name in knowledge.scams):
                named.add((kind, name))
    return tuple(sorted(f"{kind}:{name}@{version_now(tx, knowledge, kind, name)}" for kind, name in named if name))


def what_changed(tx: Tx, knowledge: Knowledge, kind: str, name: str) -> str:
    """What became of it, in sentences for the public."""
    if kind == "knowledge":
        scam = knowledge.scams.get(name)
        if scam is None:
            return "We no longer list the scam that we told you of."
        return f"We have corrected what we say about this scam: {scam.name}."
    newest: Publication | None = publication_store.get_publication(tx, name) if kind == "alert" else None
    if newest is None:
        return "Its publisher has taken back a warning that we relied on."
    if newest.kind == "Cancel":
        return f"We have taken back our alert {name}. {newest.content['withdrawal']}"
    if newest.state == "expired":
        return f"Our alert {name} has run out. What it says may no longer be so."
    if newest.version > 1:
        return f"We have corrected our alert {name}. Read it at {newest.content['desk']['url']}/alerts/{name}"
    return f"Our alert {name} is being looked at again. Do not rely on it for now."
