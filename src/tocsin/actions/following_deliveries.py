"""How the deliveries of the last weeks fare: progress, failures by cause, and whether canaries prove that alerts arrive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..records import Publication
from ..store import deliveries as delivery_store
from ..store import delivery_counts as count_store
from ..store import publications as publication_store
from .installation import Installation
from .returning import ChannelProof, proof_of_delivery

DAYS = 28
MOST_PUBLICATIONS = 20
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@,;:]+>?|\+?\d[\d ]{8,}\d")
_REFERENCE = re.compile(r"\b[0-9a-f-]{16,}\b|\b[A-Za-z0-9]{20,}\b")


@dataclass(frozen=True, slots=True)
class Progress:
    """One publication on its way. Shares are of ``planned``; ``arrived`` and ``returned`` are known of some only."""

    publication: Publication
    counts: Mapping[str, int]
    proofs: tuple[ChannelProof, ...]

    @property
    def planned(self) -> int:
        return sum(self.counts.get(status, 0) for status in ("waiting", "claimed", "sent", "failed", "dropped"))

    @property
    def waiting(self) -> int:
        return self.counts.get("waiting", 0) + self.counts.get("claimed", 0)

    @property
    def not_proven(self) -> bool:
        return any(not proof.proven for proof in self.proofs)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why deliveries failed, in the words of the server, with addresses taken out. ``again``: they will be tried again."""

    channel: str
    said: str
    count: int
    again: bool


@dataclass(frozen=True, slots=True)
class DeliveriesSeen:
    """What the page of deliveries shows."""

    progress: tuple[Progress, ...]
    causes: tuple[Cause, ...]
    counts: Mapping[str, int]  # over everything


def follow_deliveries(installation: Installation) -> DeliveriesSeen:
    """The deliveries of the last four weeks."""
    since = installation.now() - timedelta(days=DAYS)
    with installation.store.read() as tx:
        by_publication = count_store.count_by_publication(tx, since=since)
        recent = publication_store.list_publications(tx, limit=MOST_PUBLICATIONS)
        errors = count_store.errors_since(tx, since=since)
        counts = {str(status): count for status, count in delivery_store.count_deliveries(tx).items()}
    progress = tuple(
        Progress(
            one,
            by_publication.get((one.code, one.version), {}),
            proof_of_delivery(installation, one.code, one.version) if one.state == "current" else (),
        )
        for one in recent
    )
    causes: Counter[tuple[str, str, bool]] = Counter()
    for channel, status, said, count in errors:
        causes[channel, plain_cause(said), status != "failed"] += count
    return DeliveriesSeen(
        progress,
        tuple(Cause(channel, said, count, again) for (channel, said, again), count in causes.most_common(40)),
        counts,
    )


def plain_cause(said: str) -> str:
    """What a server said, without whom it said it of, so that a thousand refusals are one line."""
    return _REFERENCE.sub("…", _ADDRESS.sub("…", " ".join(said.split())))[:200]
