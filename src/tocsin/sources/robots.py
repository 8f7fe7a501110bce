"""What a site asks of programs that visit it (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from tocsin.errors import InputError
from tocsin.sources.fetch import USER_AGENT, Fetched

MAX_BYTES = 512 * 1024  # RFC 9309 asks to read at least 500 KiB
MOST_DELAY_SECONDS = 60.0


class Robots:
    """Remembers each site's rules for as long as it lives. ``fetch`` gets one address."""

    def __init__(self, fetch: Callable[[str], Fetched]) -> None:
        self._fetch = fetch
        self._sites: dict[str, RobotFileParser] = {}

    def allows(self, url: str) -> bool:
        """Whether the site lets us fetch this address. A site whose rules cannot be had now says no for now."""
        return self._rules(url).can_fetch(USER_AGENT, url)

    def delay_seconds(self, url: str) -> float:
        """How long the site asks us to wait between two visits."""
        asked = self._rules(url).crawl_delay(USER_AGENT)
        return min(MOST_DELAY_SECONDS, max(1.0, float(asked or 1.0)))

    def _rules(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            rules = RobotFileParser()
            rules.modified()  # else the parser answers no to everything
            try:
                answer = self._fetch(f"{site}/robots.txt")
            except InputError:
                rules.disallow_all = True  # type: ignore[attr-defined]
            else:
                if answer.status >= 500:
                    rules.disallow_all = True  # type: ignore[attr-defined]
                elif answer.status >= 400:
                    rules.allow_all = True  # type: ignore[attr-defined]
                else:
                    rules.parse(answer.data.decode("utf-8", "replace").splitlines())
            self._sites[site] = rules
        return self._sites[site]
