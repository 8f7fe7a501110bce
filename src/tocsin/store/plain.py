"""Records as plain JSON values, and back.

Days and times are ISO 8601 text, tuples are lists, a record is an object by field name. A field that the text lacks
(it was written before the field was made) takes its default; a field that the record no longer has is passed over.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def as_plain(value: Any) -> Any:
    """``value`` in JSON's own types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is not kept as JSON")


def from_plain(shape: type[Record], plain: Mapping[str, Any]) -> Record:
    """The record of this shape that ``plain`` tells of."""
    given: dict[str, Any] = {}
    for name, (hint, required) in _fields(shape).items():  # type: ignore[arg-type]  # a class is hashable
        if name in plain:
            given[name] = _value(hint, plain[name])
        elif required:
            raise ValueError(f"a stored {shape.__name__} lacks {name!r}")
    return shape(**given)


@cache
def _fields(shape: type[Any]) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(shape)
    return {
        field.name: (hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(shape)
    }


def _value(hint: Any, plain: Any) -> Any:
    if plain is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(next(part for part in get_args(hint) if part is not type(None)), plain)
    if origin is tuple:
        item = get_args(hint)[0]
        return tuple(_value(item, one) for one in plain)
    if hint is datetime:
        return datetime.fromisoformat(plain)
    if hint is date:
        return date.fromisoformat(plain)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, plain)
    if hint is float:  # JSON may have written 51.0 as 51
        return float(plain)
    if origin is Literal or hint in (str, int, bool) or origin is not None:
        return plain
    raise TypeError(f"{hint!r} is not read back from JSON")
