"""Feeds that are watched, and which of their entries were seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from ..records import Feed
from .database import Tx
from .tables import feed_entries, feeds
from .writing import insert_or_pass


def add_feed(tx: Tx, feed: Feed) -> bool:
    """Watch a feed; False when it is watched already."""
    return insert_or_pass(tx, feeds, asdict(feed), unless=("url",))


def save_feed(tx: Tx, feed: Feed) -> None:
    """How its last check went."""
    values = asdict(feed)
    del values["url"], values["added_at"]
    tx.run(update(feeds).where(feeds.c.url == feed.url).values(**values))


def remove_feed(tx: Tx, url: str) -> bool:
    """Watch it no longer; what was kept of it stays."""
    return tx.run(delete(feeds).where(feeds.c.url == url)).rowcount == 1


def get_feed(tx: Tx, url: str) -> Feed | None:
    row = tx.row(select(feeds).where(feeds.c.url == url))
    return _feed(row) if row else None


def list_feeds(tx: Tx, *, due_by: datetime | None = None) -> list[Feed]:
    """All feeds by address, or those whose time has come."""
    question = select(feeds).order_by(feeds.c.url)
    if due_by is not None:
        question = question.where(feeds.c.due_at <= due_by)
    return [_feed(row) for row in tx.rows(question)]


def unseen(tx: Tx, url: str, entries: Iterable[str]) -> set[str]:
    """Which of these entries of the feed have not been seen yet."""
    asked = set(entries)
    question = select(feed_entries.c.entry).where(feed_entries.c.feed == url)
    return asked - {row["entry"] for row in tx.rows(question)}


def mark_seen(tx: Tx, url: str, entry: str, *, at: datetime) -> None:
    insert_or_pass(tx, feed_entries, {"feed": url, "entry": entry, "seen_at": at}, unless=("feed", "entry"))


def _feed(row: Mapping[Any, Any]) -> Feed:
    return Feed(**row)
