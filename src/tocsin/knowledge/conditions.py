"""The ``when`` tree of a scam: which signs, tactics and claims together make it that scam.

all:  [every one of these]         any:  [at least one of these]
some: 2, of: [at least two]        not:  this must not hold
sign: id of a sign                 tactic: id of a tactic          claims: organisation id, or "kind:bank"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.knowledge.fields import Fields

LEAVES = ("sign", "tactic", "claims")


def read_condition(fields: Fields) -> dict[str, Any]:
    """The checked tree of the field ``when``: plain dicts and lists, as records.Scam holds it."""
    root = fields.one_table("when", required=True)
    return {} if root is None else _condition(root)


def _condition(fields: Fields) -> dict[str, Any]:
    names = set(fields.table.items)
    read: dict[str, Any] = {}
    if names == {"some", "of"}:
        count = int(fields.number("some"))
        children = [_condition(each) for each in fields.tables("of", required=True)]
        if not 1 <= count <= len(children):
            fields.fault(fields.line("some"), f"“some: {count}” of {len(children)} can never be right.")
        read = {"some": count, "of": children}
    elif len(names) == 1 and names <= {"all", "any"}:
        name = names.pop()
        read = {name: [_condition(each) for each in fields.tables(name, required=True)]}
    elif names == {"not"}:
        child = fields.one_table("not", required=True)
        read = {"not": {} if child is None else _condition(child)}
    elif len(names) == 1 and names <= set(LEAVES):
        name = names.pop()
        read = {name: fields.text(name)}
    else:
        fields.fault(
            fields.table.line,
            f"A condition cannot hold {', '.join(sorted(names)) or 'nothing'}.",
            "It holds one of all, any, some with of, not, sign, tactic, claims.",
        )
        return {}
    return read


def leaves(condition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each leaf of the tree as (kind, id): ``("sign", "virus-claim")``."""
    for name, value in condition.items():
        if name in LEAVES:
            yield name, value
        elif name == "not":
            yield from leaves(value)
        elif isinstance(value, list):
            for child in value:
                yield from leaves(child)
