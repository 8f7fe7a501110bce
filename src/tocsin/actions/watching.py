"""Watching publishers' feeds, politely: only what is new, only as often as they like, and never deeper than asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from ..errors import InputError, NotFoundError
from ..people.roles import require
from ..records import Advisory, Document, Feed, Officer
from ..sources import MAX_BYTES, read_all
from ..sources.fetch import Fetched, fetch
from ..sources.robots import Robots
from ..store import audit as audit_store
from ..store import feeds as feed_store
from ..understanding.newsletter import read_advisories
from .advisories import keep_advisory
from .installation import Installation
from .own_areas import own_area_names

EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
SHORT_TEXT = 600
"""Characters: an entry shorter than this only announces a page, so the page is read."""
MOST_PAGES = 20
"""Pages fetched for one feed at one check; the rest comes at the next."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/cap+xml, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)

Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True)
class Polled:
    """One feed after one check: the advisories that are new, and a sentence for each thing that went wrong."""

    feed: Feed
    new: tuple[Advisory, ...] = ()
    faults: tuple[InputError, ...] = ()
    unchanged: bool = False


def add_feed(installation: Installation, url: str, *, officer: Officer | None = None) -> Feed:
    """Watch a feed from now on. The same address again changes nothing.

    Raises:
        InputError: it is no http or https address.
    """
    if officer is not None:
        require(officer, "keep-advisory")
    url = url.strip()
    if not url.lower().startswith(("http://", "https://")):
        raise InputError("This is no web address.", where=url[:300], fix="Give one that begins with https://.")
    now = installation.now()
    feed = Feed(url=url, added_at=now, due_at=now)
    with installation.store.begin() as tx:
        if feed_store.add_feed(tx, feed):
            actor = officer.name if officer else "command line"
            audit_store.add_entry(tx, at=now, actor=actor, action="feed-added", subject=url, detail="")
        return feed_store.get_feed(tx, url) or feed


def remove_feed(installation: Installation, url: str, *, officer: Officer | None = None) -> None:
    """Watch it no longer; advisories that were kept stay.

    Raises:
        NotFoundError: it is not watched.
    """
    if officer is not None:
        require(officer, "keep-advisory")
    with installation.store.begin() as tx:
        if not feed_store.remove_feed(tx, url):
            raise NotFoundError("This feed is not watched.", where=url[:300], fix="See: tocsin watch --list")
        actor = officer.name if officer else "command line"
        audit_store.add_entry(tx, at=installation.now(), actor=actor, action="feed-removed", subject=url, detail="")


def list_feeds(installation: Installation) -> list[Feed]:
    with installation.store.read() as tx:
        return feed_store.list_feeds(tx)


def poll_due(
    installation: Installation,
    *,
    every: timedelta = EVERY,
    get: Fetch = fetch,
    pause: Callable[[float], object] = time.sleep,
) -> Iterator[Polled]:
    """Look at each feed whose time has come. One that fails is tried again later, and later each time."""
    with installation.store.read() as tx:
        due = feed_store.list_feeds(tx, due_by=installation.now())
    visitor = _Visitor(get, pause)
    for feed in due:
        yield _poll(installation, feed, every=every, visitor=visitor)


def run_watch(
    installation: Installation,
    stop: threading.Event,
    *,
    every: timedelta = EVERY,
    said: Callable[[Polled], None],
    get: Fetch = fetch,
) -> None:
    """Go on until told to stop."""
    while not stop.is_set():
        for polled in poll_due(installation, every=every, get=get, pause=stop.wait):
            said(polled)
            if stop.is_set():
                return
        upcoming = [feed.due_at for feed in list_feeds(installation)]
        wait = min(upcoming, default=installation.now() + every) - installation.now()
        stop.wait(max(1.0, min(wait.total_seconds(), 60.0)))


class _Visitor:
    """Gets pages as a guest does: asks each site what it allows, and waits between two visits to one site."""

    def __init__(self, get: Fetch, pause: Callable[[float], object]) -> None:
        self._get = get
        self._pause = pause
        self._robots = Robots(lambda url: get(url, max_bytes=512 * 1024))
        self._seen_at: dict[str, float] = {}

    def visit(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        if not self._robots.allows(url):
            raise InputError(
                "The site asks programs not to read this address (robots.txt), or could not be asked.",
                where=url[:300],
                fix="Ask the publisher, or read the page yourself and paste it.",
                code="robots",
            )
        site = url.split("/")[2] if url.count("/") > 1 else url
        if site in self._seen_at:
            wait = self._robots.delay_seconds(url) - (time.monotonic() - self._seen_at[site])
            if wait > 0:
                self._pause(wait)
        self._seen_at[site] = time.monotonic()
        return self._get(url, etag=etag, modified=modified, max_bytes=MAX_BYTES, accept=ACCEPT)


def _poll(installation: Installation, feed: Feed, *, every: timedelta, visitor: _Visitor) -> Polled:
    now = installation.now()
    try:
        answer = visitor.visit(feed.url, etag=feed.etag, modified=feed.modified)
        if answer.status >= 400:
            raise _refusal(feed.url, answer)
    except InputError as error:
        return Polled(_write(installation, _failed(feed, error, now=now, every=every)), faults=(error,))
    if answer.status == 304:
        held = replace(feed, checked_at=now, due_at=now + every, failures=0, error="")
        return Polled(_write(installation, held), unchanged=True)
    documents = list(read_all(feed.url, answer.data, answer.media_type))
    if len(documents) == 1 and isinstance(documents[0], InputError):
        return Polled(_write(installation, _failed(feed, documents[0], now=now, every=every)), faults=(documents[0],))
    new, faults, left = _take_in(installation, feed, documents, visitor)
    looked = replace(
        feed,
        title=next((each.publisher for each in documents if isinstance(each, Document) and each.publisher), feed.title),
        # while entries are left over the server must send the whole feed again
        etag=None if left else answer.headers.get("etag"),
        modified=None if left else answer.headers.get("last-modified"),
        checked_at=now,
        due_at=now + every,
        failures=0,
        error="",
    )
    return Polled(_write(installation, looked), tuple(new), tuple(faults))


def _take_in(
    installation: Installation, feed: Feed, documents: list[Document | InputError], visitor: _Visitor
) -> tuple[list[Advisory], list[InputError], bool]:
    """New advisories, faults, and whether some entries are left for the next check."""
    faults = [each for each in documents if isinstance(each, InputError)]
    entries = {_key(each): each for each in documents if isinstance(each, Document)}
    with installation.store.read() as tx:
        fresh = feed_store.unseen(tx, feed.url, entries)
    new: list[Advisory] = []
    pages = 0
    own = own_area_names(installation.data_folder, on=installation.now().date())
    for key, document in entries.items():
        if key not in fresh:
            continue
        wanted = _wants_page(document)
        if wanted and pages >= MOST_PAGES:
            return new, faults, True
        try:
            if wanted:
                pages += 1
                document = _page(document, visitor)
            for advisory in read_advisories(document, installation.knowledge, own_areas=own):
                if advisory.is_advisory or advisory.withdraws:
                    kept = keep_advisory(installation, advisory)
                    if advisory.is_advisory:
                        new.append(kept)
        except InputError as error:
            faults.append(error)
        with installation.store.begin() as tx:
            feed_store.mark_seen(tx, feed.url, key, at=installation.now())
    return new, faults, False


def _key(document: Document) -> str:
    return document.identifier or document.url or document.name


def _wants_page(document: Document) -> bool:
    return len(document.text) < SHORT_TEXT and bool(document.url) and document.media_type != "application/cap+xml"


def _page(entry: Document, visitor: _Visitor) -> Document:
    """The page that an entry announces, with what the entry says of it where the page says nothing."""
    assert entry.url is not None
    answer = visitor.visit(entry.url)
    if answer.status >= 400:
        raise _refusal(entry.url, answer)
    first = next(iter(read_all(entry.url, answer.data, answer.media_type)))
    if isinstance(first, InputError):
        raise first
    return replace(
        first,
        title=first.title or entry.title,
        publisher=first.publisher or entry.publisher,
        published_at=first.published_at or entry.published_at,
        url=first.url or entry.url,
        identifier=first.identifier or entry.identifier,
    )


class _Refusal(InputError):
    """A site's answer that is no page, and how long it asks us to wait."""

    def __init__(self, message: str, *, where: str, fix: str, code: str, retry_after: str) -> None:
        self.retry_after = retry_after
        super().__init__(message, where=where, fix=fix, code=code)


def _refusal(url: str, answer: Fetched) -> _Refusal:
    fix = "It is gone for good: watch it no longer." if answer.status == 410 else "It will be tried again later."
    return _Refusal(
        f"The site answered {answer.status}.",
        where=url[:300],
        fix=fix,
        code=f"http-{answer.status}",
        retry_after=answer.headers.get("retry-after", ""),
    )


def _failed(feed: Feed, error: InputError, *, now: datetime, every: timedelta) -> Feed:
    wait = min(LONGEST_WAIT, every * 2 ** min(feed.failures + 1, 10))
    if isinstance(error, _Refusal) and (asked := _seconds(error.retry_after, now)):
        wait = max(wait, min(LONGEST_WAIT, timedelta(seconds=asked)))
    if error.code == "http-410":
        wait = timedelta(days=36500)
    return replace(feed, checked_at=now, due_at=now + wait, failures=feed.failures + 1, error=str(error))


def _seconds(retry_after: str, now: datetime) -> float:
    """``Retry-After`` is a number of seconds or a date (RFC 9110)."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - now).total_seconds() if retry_after else 0.0
    except (ValueError, TypeError):
        return 0.0


def _write(installation: Installation, feed: Feed) -> Feed:
    with installation.store.begin() as tx:
        feed_store.save_feed(tx, feed)
    return feed
