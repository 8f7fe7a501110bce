"""Patterns that are compiled when first needed, by RE2 where it can: linear in the text, and quick to compile.

A short command must not wait for patterns that it never meets; Python's own compiler takes up to 10 ms for one of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, cast

MEMORY_BYTES = 8 << 20
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


class Linear:
    """An RE2 pattern over the bytes of normalised text, compiled when first needed.

    In Latin-1 one byte is one character, so every offset is one of the text. Asked for directly, RE2 takes a third of the
    time that its wrapper takes for a ``str``, which is most of what a short text costs.
    """

    __slots__ = ("_match", "_named", "_names", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._match: Any = None
        self._named: Any = None
        self._names: dict[int, str] = {}

    def span(self, data: bytes, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Where it is found first; ``start`` and ``end`` bound the text as if nothing lay beyond."""
        match = self._match or self._compile()
        found: tuple[int, int] = match(_unanchored, data, start, len(data) if end is None else end)[0]
        return None if found[0] < 0 else found

    def begins(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        """Whether it is found right at ``start``."""
        match = self._match or self._compile()
        return bool(match(_anchored, data, start, len(data) if end is None else end)[0][0] >= 0)

    def end(self, data: bytes, start: int = 0, end: int | None = None) -> int:
        """Where what is found right at ``start`` ends; -1 where nothing is."""
        match = self._match or self._compile()
        found: int = match(_anchored, data, start, len(data) if end is None else end)[0][1]
        return found

    def spans(self, data: bytes, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """Every place, none inside another."""
        match = self._match or self._compile()
        stop = len(data) if end is None else end
        found: list[tuple[int, int]] = []
        at = start
        while at <= stop:
            span = match(_unanchored, data, at, stop)[0]
            if span[0] < 0:
                break
            found.append(span)
            at = span[1] if span[1] > span[0] else span[1] + 1
        return found

    def named(self, data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int, int]]:
        """For every place the name of the group that matched, start and end of the whole, and where the group starts."""
        stop = len(data) if end is None else end
        at = start
        while (whole := self.span(data, at, stop)) is not None:
            if self._named is None:
                regexp = _regexp(self._pattern, capture=True)
                self._names = {number: name.decode() for name, number in regexp.NamedCapturingGroups()}
                self._named = regexp.Match
            spans = self._named(_unanchored, data, whole[0], stop)
            for number, name in self._names.items():
                if spans[number][0] >= 0:
                    yield name, spans[0][0], spans[0][1], spans[number][0]
                    break
            at = max(spans[0][1], whole[0] + 1)

    def _compile(self) -> Any:
        global _unanchored, _anchored
        regexp = _regexp(self._pattern, capture=False)
        _unanchored, _anchored = regexp.Anchor.UNANCHORED, regexp.Anchor.ANCHOR_START
        self._match = regexp.Match
        return self._match


_unanchored: Any = None
_anchored: Any = None


def _regexp(pattern: str, *, capture: bool) -> Any:
    import re2  # here and not above: what never meets a pattern never loads it

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = not capture
    options.max_mem = MEMORY_BYTES
    options.log_errors = False
    return re2.compile(pattern.encode("latin-1"), options)._regexp
