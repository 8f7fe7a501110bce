"""Where an alert comes from, as anybody may read it: official warnings and pages by name, reports only as such."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Publication, Reference
from ..store import advisories as advisory_store
from .installation import Installation


@dataclass(frozen=True, slots=True)
class PublicSource:
    """``kind``: advisory, rule, route, scam, reports or officer; ``url`` where it can be read."""

    kind: str
    name: str
    url: str | None = None
    dated: str | None = None


def public_sources(installation: Installation, publication: Publication) -> tuple[PublicSource, ...]:
    """The sources of a publication's sentences, each once, those with a page first."""
    named = dict.fromkeys(source for sentence in publication.content["sentences"] for source in sentence["sources"])
    found: list[PublicSource] = []
    for source in named:
        kind, _, name = source.partition(":")
        if kind == "advisory":
            found.extend(_advisory(installation, name))
        elif kind == "knowledge":
            found.extend(_knowledge(installation, name))
        elif kind == "report":
            found.append(PublicSource("reports", ""))
        elif kind == "officer":
            found.append(PublicSource("officer", ""))
    return tuple(dict.fromkeys(sorted(found, key=lambda one: one.url is None)))


def _day(reference: Reference) -> str | None:
    return None if reference.seen_on is None else reference.seen_on.isoformat()


def _advisory(installation: Installation, advisory_id: str) -> list[PublicSource]:
    with installation.store.read() as tx:
        advisory = advisory_store.get_advisory(tx, advisory_id)
    if advisory is None or not advisory.title:
        return []
    name = f"{advisory.publisher}: {advisory.title}" if advisory.publisher else advisory.title
    return [PublicSource("advisory", name, advisory.url, advisory.published)]


def _knowledge(installation: Installation, name: str) -> list[PublicSource]:
    scam = installation.knowledge.scams.get(name)
    if scam is not None:
        return [PublicSource("scam", each.title, each.url, _day(each)) for each in scam.references[:3]]
    for organisation in installation.knowledge.organisations.values():
        for rule in organisation.rules:
            if rule.id == name:
                return [
                    PublicSource(
                        "rule",
                        f"{organisation.name}: {rule.source.title}",
                        rule.source.url,
                        _day(rule.source),
                    )
                ]
        for route in organisation.routes:
            if route.id == name:
                return [
                    PublicSource(
                        "route",
                        f"{organisation.name}: {route.source.title}",
                        route.source.url,
                        _day(route.source),
                    )
                ]
    return []
