"""Tocsin: an open-source fraud alert system, as a library.

    >>> from datetime import date
    >>> import tocsin
    >>> knowledge = tocsin.load_knowledge()
    >>> verdict = tocsin.check("This is Microsoft. Let me connect to your computer with AnyDesk.", knowledge, on=date.today())
    >>> verdict.level
    'scam'

Importing the package loads the standard library only; each name below brings its room when it is first used.
"""

from __future__ import annotations

import importlib
from typing import Any

from .version import VERSION as __version__

_WHERE = {
    "load_knowledge": "knowledge.load",
    "understand": "understanding.understand",
    "read_advisory": "understanding.advisory",
    "read_file": "sources",
    "start_call": "actions.calling",
    "find_surges": "surges",
    "screen": "actions.screening",
    "verify_document": "alerts.verify",
    "Sighting": "surges",
    "TocsinError": "errors",
    "InputError": "errors",
    "KnowledgeError": "errors",
    "DeliveryError": "errors",
}
__all__ = ["__version__", "check", *_WHERE]


def __getattr__(name: str) -> Any:
    if name == "check":
        return importlib.import_module(".actions.checking", __name__).check_text
    if name in _WHERE:
        return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
