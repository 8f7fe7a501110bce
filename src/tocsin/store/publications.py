"""Publications: the frozen copies that were sent. Only their state moves on; the database refuses any other change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, func, insert, select, update

from ..errors import NotFoundError
from ..records import Publication
from .database import Tx
from .tables import deliveries, publications

State = Literal["current", "replaced", "withdrawn", "expired"]


def add_publication(tx: Tx, publication: Publication) -> None:
    """Keep a publication for ever."""
    values = {name: getattr(publication, name) for name in _FIELDS}
    content = publication.content
    values |= {
        "content": dict(content),
        "references": list(publication.references),
        "scam": content.get("scam"),
        "exercise": content.get("exercise") is True,
        "expires_at": _time(content.get("expires_at")),
    }
    tx.run(insert(publications).values(values))


def get_publication(tx: Tx, code: str, version: int | None = None) -> Publication | None:
    """One version of a publication, or its newest. Pinned against a change of state in a writing transaction."""
    question = _chosen().where(publications.c.code == code)
    if version is None:
        question = question.order_by(publications.c.version.desc()).limit(1)
    elif 0 < version < 2**31:
        question = question.where(publications.c.version == version)
    else:
        return None
    row = tx.row(question.with_for_update() if tx.writing else question)
    return _publication(row) if row else None


def list_publications(
    tx: Tx,
    *,
    states: Iterable[str] | None = None,
    scam: str | None = None,
    code: str | None = None,
    limit: int | None = None,
) -> list[Publication]:
    """Publications, the newest first. ``limit`` None: all."""
    question = _chosen().order_by(publications.c.sent_at.desc(), publications.c.code, publications.c.version.desc())
    if states is not None:
        question = question.where(publications.c.state.in_(tuple(states)))
    if scam is not None:
        question = question.where(publications.c.scam == scam)
    if code is not None:
        question = question.where(publications.c.code == code)
    return [_publication(row) for row in tx.rows(question.limit(limit))]


def publications_marker(tx: Tx) -> tuple[tuple[str, int, datetime], ...]:
    """How many there are in each state, and the newest of each: another after every change, and cheap to ask.

    A state only moves on and nothing is ever deleted, so the same counts never come again.
    """
    question = select(publications.c.state, func.count(), func.max(publications.c.sent_at))
    rows = tx.connection.execute(question.group_by(publications.c.state).order_by(publications.c.state))
    return tuple((str(state), int(many), newest) for state, many, newest in rows)


def list_lapsed(tx: Tx, *, at: datetime) -> list[Publication]:
    """Publications that are current still but whose ``expires_at`` has passed, the oldest first."""
    question = _chosen().where(publications.c.state == "current", publications.c.expires_at <= at)
    return [_publication(row) for row in tx.rows(question.order_by(publications.c.expires_at))]


def set_publication_state(tx: Tx, code: str, version: int, state: State) -> int:
    """Move a publication to another state. What waited to be sent of it is dropped when it may no longer go out (see
    :mod:`.deliveries`); gives how many were.

    Raises:
        NotFoundError: there is no such publication.
    """
    which = and_(publications.c.code == code, publications.c.version == version)
    if tx.run(update(publications).where(which).values(state=state)).rowcount != 1:
        raise NotFoundError(f"There is no publication {code} version {version}.", fix="Check the code.")
    kind = tx.row(select(publications.c.kind).where(which))
    assert kind is not None
    if may_go_out(kind["kind"], state):
        return 0
    stop = update(deliveries).where(
        deliveries.c.code == code, deliveries.c.version == version, deliveries.c.status == "waiting"
    )
    return tx.run(stop.values(status="dropped", error=f"The publication is {state}.")).rowcount


def may_go_out(kind: str, state: str) -> bool:
    """Whether a publication of this kind may be sent in this state.

    A current one may. A withdrawal may always: whoever was told must hear of it. A correction may even when it has
    expired, but not when it was itself replaced or withdrawn: then a newer one is on its way.
    """
    return state == "current" or kind == "Cancel" or (kind == "Update" and state == "expired")


def codes_taken(tx: Tx) -> frozenset[str]:
    """Every code that was ever given out."""
    return frozenset(row["code"] for row in tx.rows(select(publications.c.code).distinct()))


_FIELDS = tuple(Publication.__dataclass_fields__)


def _chosen() -> Select[Any]:
    return select(*(publications.c[name] for name in _FIELDS))


def _publication(row: Mapping[Any, Any]) -> Publication:
    return Publication(**{**row, "cap_xml": bytes(row["cap_xml"]), "references": tuple(row["references"])})


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    given = datetime.fromisoformat(value)
    return given if given.tzinfo else given.replace(tzinfo=UTC)
