"""How often something may be tried. Counted in this process: with several, each counts its own."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_KEYS = 10_000


class Limit:
    """At most ``most`` tries a key in any ``seconds``."""

    def __init__(self, *, most: int, seconds: int) -> None:
        self.most = most
        self.window = timedelta(seconds=seconds)
        self._tries: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str, *, at: datetime) -> bool:
        """Count one try; False when it is one too many."""
        with self._lock:
            if key not in self._tries and len(self._tries) >= MOST_KEYS:
                self._forget(at)
            tries = self._tries.setdefault(key, deque())
            while tries and tries[0] <= at - self.window:
                tries.popleft()
            if len(tries) >= self.most:
                return False
            tries.append(at)
            return True

    def wait_seconds(self, key: str, *, at: datetime) -> float:
        """How long until the oldest try that counts no longer does; 0 when one more is allowed now."""
        with self._lock:
            tries = self._tries.get(key, deque())
            return (tries[0] + self.window - at).total_seconds() if len(tries) >= self.most else 0.0

    def _forget(self, at: datetime) -> None:
        over = [key for key, tries in self._tries.items() if not tries or tries[-1] <= at - self.window]
        for key in over or list(self._tries)[: MOST_KEYS // 10]:
            del self._tries[key]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one installation limits: log-ins by name and by remote address, and letters that anybody can have sent."""

    log_in_by_name: Limit = field(default_factory=lambda: Limit(most=10, seconds=900))
    log_in_by_remote: Limit = field(default_factory=lambda: Limit(most=40, seconds=900))
    confirm_by_address: Limit = field(default_factory=lambda: Limit(most=3, seconds=3600))
    feedback: Limit = field(default_factory=lambda: Limit(most=60, seconds=3600))
    word_by_reference: Limit = field(default_factory=lambda: Limit(most=10, seconds=3600))
