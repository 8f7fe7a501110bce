"""A publication as pages show it, read out of its signed document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..records import Publication
from . import wording


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page needs of one version of an alert. ``sections`` are titles with their sentences."""

    code: str
    version: int
    kind: str
    state: str
    headline: str
    areas: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    sent_at: datetime
    expires_at: str | None
    exercise: bool
    withdrawal: str


def show(publication: Publication) -> Shown:
    """The publication for a page."""
    content = publication.content
    by_section: dict[str, list[str]] = {section: [] for section in wording.SECTIONS}
    for sentence in content["sentences"]:
        by_section[sentence["section"]].append(sentence["text"])
    return Shown(
        code=publication.code,
        version=publication.version,
        kind=publication.kind,
        state="withdrawn" if publication.kind == "Cancel" else publication.state,
        headline=content["headline"],
        areas=tuple(area["name"] for area in content["areas"]),
        sections=tuple(
            (wording.SECTIONS[section], tuple(sentences)) for section, sentences in by_section.items() if sentences
        ),
        sent_at=publication.sent_at,
        expires_at=content.get("expires_at"),
        exercise=bool(content.get("exercise")),
        withdrawal=str(content.get("withdrawal") or ""),
    )


def show_all(publications: Sequence[Publication]) -> list[Shown]:
    """Several, the newest first."""
    return [show(publication) for publication in sorted(publications, key=lambda one: one.sent_at, reverse=True)]
