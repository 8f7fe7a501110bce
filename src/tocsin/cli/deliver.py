"""``tocsin deliver``: send what is due."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click

from ..actions.delivering import deliver_once, run_worker
from ..errors import StoreError
from ..settings import Settings, read_settings

if TYPE_CHECKING:
    from ..actions.installation import Installation

MOST_SECONDS = 30.0  # between two looks for a database that is away


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then stop.")
def deliver(once: bool) -> int:
    """Send what is due. Several may run at once, on several machines with one PostgreSQL. A database that is away is waited
    for, at the start too.

    Exit status with --once: 0 all was sent; 1 something failed or waits for another try.
    """
    settings = read_settings()
    if once:
        installation = settings.open()
        sent = failed = waiting = 0
        while (done := deliver_once(installation)).total:
            sent, failed, waiting = sent + done.sent, failed + done.failed, waiting + done.waiting
        click.echo(f"{sent} sent to {_where(settings, installation)}, {failed} failed, {waiting} to be tried again.")
        return 1 if failed or waiting else 0
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    opened = _open(settings, stop)
    if opened is None:
        return 0
    click.echo(f"Delivering to {_where(settings, opened)}. Press Ctrl-C to stop.")
    run_worker(opened, stop, said=click.echo)
    return 0


def _open(settings: Settings, stop: threading.Event) -> Installation | None:
    """The installation, once its database answers; None when told to stop before that."""
    pause_seconds = 1.0
    while not stop.is_set():
        try:
            return settings.open()
        except StoreError as error:
            click.echo(f"Delivery waits: {error}", err=True)
            stop.wait(pause_seconds)
            pause_seconds = min(pause_seconds * 2, MOST_SECONDS)
    return None


def _where(settings: Settings, installation: Installation) -> str:
    return "the SMTP server" if settings.smtp_url else f"files in {installation.outbox}"
