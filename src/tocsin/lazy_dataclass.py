"""Frozen dataclasses whose methods are made when the first instance is.

``dataclasses.dataclass`` compiles six methods for every class as it is defined: 1.6 ms each on a small machine, so that the
nouns alone cost a fifth of the time in which ``tocsin check`` has to answer. This decorator leaves the fields to the
standard library and compiles ``__init__`` on the first call; the rest is shared. ``fields``, ``asdict``, ``replace``,
``match`` and pickling work as ever. For type checkers the modules import the standard decorator instead:

    if TYPE_CHECKING:
        from dataclasses import dataclass
    else:
        from .lazy_dataclass import dataclass
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from typing import Any, TypeVar

Made = TypeVar("Made")
FIELDS_WORTH_A_TWIN = 5


def dataclass(*, frozen: bool, slots: bool = False) -> Callable[[type[Made]], type[Made]]:
    """As ``dataclasses.dataclass(frozen=True, slots=…)``; only frozen ones, with plain, default and factory fields."""
    if not frozen:
        raise TypeError("only frozen dataclasses are made lazily")

    def make(plain: type[Made]) -> type[Made]:
        made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)

        def __init__(self: Any, *values: Any, **named: Any) -> None:
            made.__init__ = _make_init(made)
            made.__init__(self, *values, **named)

        made.__init__ = __init__
        made.__repr__ = _repr
        made.__eq__ = _eq
        made.__hash__ = _hash
        made.__setattr__ = _refuse_set
        made.__delattr__ = _refuse_delete
        made.__getstate__ = _values
        made.__setstate__ = _set_state
        return made  # type: ignore[no-any-return]

    return make


def _make_init(made: Any) -> Callable[..., None]:
    """Sets every field by ``object.__setattr__``; where there are many and no dict, by way of a twin class that is not frozen.

    An attribute of an ordinary class with slots is set several times as fast, and the records are made on every check. The
    twin has the same slots, so that an instance can be one of either; nobody else sees it while it is the twin's.
    """
    names = [each.name for each in dataclasses.fields(made)]
    quick = (
        len(names) >= FIELDS_WORTH_A_TWIN and made.__dict__.get("__slots__") == tuple(names) and made.__base__ is object
    )
    known: dict[str, Any] = {"_set": object.__setattr__, "_unset": object(), "_made": made}
    parameters, lines = [], []
    if quick:
        known["_Twin"] = type("_Twin", (), {"__slots__": tuple(names)})
        lines.append("  _set(self, '__class__', _Twin)")
    for each in dataclasses.fields(made):
        name = each.name
        if each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            parameters.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            parameters.append(f"{name}=_unset")
            lines.append(f"  if {name} is _unset: {name} = _make_{name}()")
        else:
            parameters.append(name)
        lines.append(f"  self.{name} = {name}" if quick else f"  _set(self, {name!r}, {name})")
    if quick:
        lines.append("  self.__class__ = _made")
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines or ["  pass"]), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _values(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _compared(self: Any) -> list[Any]:
    return [getattr(self, name) for name, each in self.__dataclass_fields__.items() if each.compare]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{self.__class__.__qualname__}({shown})"


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _compared(self) == _compared(other)


def _hash(self: Any) -> int:
    return hash(tuple(_compared(self)))


def _refuse_set(self: Any, name: str, value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
