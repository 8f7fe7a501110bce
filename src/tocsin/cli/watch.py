"""``tocsin watch``: keep an eye on what others publish."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from datetime import timedelta

import click

from ..actions.installation import Installation
from ..actions.watching import Polled, add_feed, list_feeds, poll_due, remove_feed, run_watch
from ..errors import InputError
from ..settings import read_settings
from ..understanding.advisory import advisory_as_dict
from .given import open_desk
from .lines import write_line


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL…]")
@click.option("--once", is_flag=True, help="Look at what is due now, then stop.")
@click.option(
    "--every", "minutes", type=click.IntRange(5, 1440), default=15, show_default=True, help="Minutes between two looks."
)
@click.option("--list", "show", is_flag=True, help="List the feeds that are watched, and stop.")
@click.option("--remove", "gone", multiple=True, metavar="URL", help="Watch this feed no longer.")
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object for each new advisory or fault.")
def watch(urls: Sequence[str], once: bool, minutes: int, show: bool, gone: Sequence[str], as_lines: bool) -> int:
    """Watch RSS and Atom feeds, CAP alerts and pages; keep each new warning as an advisory of this desk.

    Feeds given once are remembered: without URL all of them are watched. Only public http and https addresses are
    fetched, only what is new, only what each site allows (robots.txt), and ever more seldom while a site fails.

    Exit status with --once: 0 all could be read; 2 some could not.
    """
    settings = read_settings()
    installation = open_desk(settings, new=True)
    try:
        for url in gone:
            remove_feed(installation, url)
        for url in urls:
            add_feed(installation, url)
        if show or (gone and not urls):
            return _list(installation)
        if not list_feeds(installation):
            raise InputError("No feed is watched yet.", fix="Give the address of one: tocsin watch https://…")
        every = timedelta(minutes=minutes)
        if once:
            faults = looked = 0
            for polled in poll_due(installation, every=every):
                looked += 1
                _say(polled, as_lines=as_lines)
                faults += len(polled.faults)
            if not looked:
                click.echo("Nothing is due yet. When each was looked at: tocsin watch --list", err=True)
            return 2 if faults else 0
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if not as_lines:
            click.echo(f"Watching {len(list_feeds(installation))} feeds. Press Ctrl-C to stop.")
        run_watch(installation, stop, every=every, said=lambda polled: _say(polled, as_lines=as_lines))
        return 0
    finally:
        installation.close()


def _list(installation: Installation) -> int:
    feeds = list_feeds(installation)
    for feed in feeds:
        looked = f"looked at {feed.checked_at:%Y-%m-%d %H:%M} UTC" if feed.checked_at else "not looked at yet"
        click.echo(f"{feed.url}\n    {feed.title or 'no title yet'}; {looked}{f'; {feed.error}' if feed.error else ''}")
    if not feeds:
        click.echo("No feed is watched.")
    return 0


def _say(polled: Polled, *, as_lines: bool) -> None:
    for fault in polled.faults:
        if as_lines:
            write_line({"feed": polled.feed.url, "error": fault.as_dict()})
        else:
            click.echo(f"tocsin: {fault}", err=True)
    for advisory in polled.new:
        if as_lines:
            write_line({"feed": polled.feed.url, "id": advisory.id, "url": advisory.url, **advisory_as_dict(advisory)})
        else:
            click.echo(f"{advisory.id}  {advisory.scam or 'no known scam'}  {advisory.title or advisory.file}")
    if not as_lines and not polled.faults:
        count = len(polled.new)
        found = "nothing new" if polled.unchanged or not count else f"{count} new warning{'s' if count > 1 else ''}"
        click.echo(f"{polled.feed.title or polled.feed.url}: {found}")
