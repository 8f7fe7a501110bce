"""A desk's lasting records as plain rows, out of one database and into another of either kind.

What goes along: who consented to hear and the proof of it, what they hear of, the alerts, the publications, the log, the
public keys, and who was told what. Not: reports, officers, secrets.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, LargeBinary, Table, and_, func, insert, select, true
from sqlalchemy.exc import OperationalError, StatementError

from .columns import RowNumber, UtcTime
from .database import Tx
from .subscribers import here
from .tables import (
    alerts,
    consents,
    deliveries,
    public_keys,
    publication_log,
    publications,
    subscribers,
    subscriptions,
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (public_keys, alerts, publications, publication_log, subscribers, subscriptions, consents, deliveries)
}
_LEFT_OUT = {"consents": {"id"}, "deliveries": {"id", "digest", "worker"}}
_A_PAGE = 2_000


def rows_of(tx: Tx, name: str) -> Iterator[dict[str, Any]]:
    """Every row of one of :data:`TABLES` that goes along, as JSON's own types, in a fixed order."""
    table = TABLES[name]
    columns = [column for column in table.c if column.name not in _LEFT_OUT.get(name, ())]
    question = select(*columns).where(_goes_along(name)).order_by(*table.primary_key.columns)
    result = tx.connection.execution_options(stream_results=True, yield_per=_A_PAGE).execute(question)
    for row in result.mappings():
        yield {column.name: _as_json(row[column.name]) for column in columns}


def add_rows(tx: Tx, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows of :func:`rows_of` into a database that has none.

    Raises:
        ValueError: a row has a column that there is none of, or a value that cannot be read or held.
    """
    table = TABLES[name]
    taken = []
    for row in rows:
        unknown = set(row) - set(table.c.keys())
        if unknown:
            raise ValueError(f"{name} has no {', '.join(sorted(unknown))}")
        taken.append({column: _from_json(table, column, value) for column, value in row.items()})
    try:
        for start in range(0, len(taken), _A_PAGE):
            tx.run(insert(table), taken[start : start + _A_PAGE])
    except StatementError as error:
        if isinstance(error, OperationalError):  # the database's fault, not the row's
            raise
        raise ValueError(f"{name} cannot hold it") from error


def is_empty(tx: Tx) -> bool:
    """Whether nothing was published, logged or subscribed here yet."""
    return all(
        tx.number(select(func.count()).select_from(table)) == 0
        for table in (publications, publication_log, public_keys, subscribers, alerts)
    )


def _goes_along(name: str) -> ColumnElement[bool]:
    consented = select(subscribers.c.id).where(here())
    if name == "subscribers":
        return here()
    if name == "deliveries":  # who was told what, so that a withdrawal still reaches them
        return and_(deliveries.c.status == "sent", deliveries.c.subscriber.in_(consented))
    if name in {"subscriptions", "consents"}:
        return TABLES[name].c.subscriber.in_(consented)
    return true()


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _from_json(table: Table, column: str, value: Any) -> Any:
    kind = table.c[column].type
    if value is None:
        return None
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, Integer | type(RowNumber)) and not isinstance(value, int):
        raise ValueError(f"{column} is no number: {value!r}")
    return value
