"""What this desk has published, and where each sentence of an alert comes from."""

from __future__ import annotations

from datetime import datetime

from ..errors import NotFoundError
from ..records import Publication
from ..store import advisories as advisory_store
from ..store import publications as publication_store
from ..store import reports as report_store
from .installation import Installation


def published(installation: Installation, *, current_only: bool = True, limit: int | None = None) -> list[Publication]:
    """What was published, the newest first; ``current_only``: what holds now."""
    states = ("current",) if current_only else None
    with installation.store.read() as tx:
        found = publication_store.list_publications(tx, states=states, limit=limit)
    if not current_only:
        return found
    now = installation.now()
    return [
        one for one in found if one.kind != "Cancel" and datetime.fromisoformat(str(one.content["expires_at"])) > now
    ]


def publication(installation: Installation, code: str, *, version: int | None = None) -> Publication:
    """The publication with this code: the newest version, or the one asked for."""
    with installation.store.read() as tx:
        found = publication_store.get_publication(tx, code, version)
    if found is None:
        raise NotFoundError(
            f"This desk has published no alert {code}.",
            fix="Check the code. If somebody sent it to you, do not act on it.",
        )
    return found


def versions(installation: Installation, code: str) -> list[Publication]:
    """Every version of an alert, the newest first."""
    with installation.store.read() as tx:
        return publication_store.list_publications(tx, code=code)


def describe_source(installation: Installation, source: str) -> str:
    """A sentence's source ("kind:id") in words."""
    kind, _, name = source.partition(":")
    with installation.store.read() as tx:
        if kind == "advisory":
            advisory = advisory_store.get_advisory(tx, name)
            return f"Advisory: {advisory.title or advisory.file}" if advisory else f"Advisory {name}"
        if kind == "report":
            report = report_store.get_report(tx, name)
            where = f", {report.place_name}" if report and report.place_name else ""
            return f"Report {name}{where}"
    if kind == "knowledge":
        scam = installation.knowledge.scams.get(name)
        if scam is not None:
            return f"Knowledge: {scam.name}"
        for organisation in installation.knowledge.organisations.values():
            if any(rule.id == name for rule in organisation.rules):
                return f"Knowledge: a rule of {organisation.name}"
            if any(route.id == name for route in organisation.routes):
                return f"Knowledge: how to reach {organisation.name}"
        return f"Knowledge: {name}"
    if kind == "officer":
        return f"Written by {name}"
    return source
