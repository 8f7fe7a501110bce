"""Patterns that are compiled when first needed, by RE2 where it can: linear in the text, and quick to compile.

A short command must not wait for patterns that it never meets; Python's own compiler takes up to 10 ms for one of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import cast

MEMORY_BYTES = 64 << 20
FOR_PYTHON = re.compile(r"\(\?(?:[=!]|<[=!]|P<)")


def lazily(pattern: str) -> Callable[[], re.Pattern[str]]:
    """``lazily(pattern)()`` is the compiled pattern. Those that look around or name groups are Python's."""

    @cache
    def compiled() -> re.Pattern[str]:
        if FOR_PYTHON.search(pattern):
            return re.compile(pattern)
        import re2

        options = re2.Options()
        options.max_mem = MEMORY_BYTES
        options.log_errors = False
        return cast("re.Pattern[str]", re2.compile(pattern, options))

    return compiled
