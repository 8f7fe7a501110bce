"""Patterns that are compiled when first needed: a short command must not wait for those that it never meets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def lazily(pattern: str) -> Callable[[], re.Pattern[str]]:
    """``lazily(pattern)()`` is the compiled pattern."""

    @cache
    def compiled() -> re.Pattern[str]:
        return re.compile(pattern)

    return compiled
