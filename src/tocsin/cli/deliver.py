"""``tocsin deliver``: send what is due."""

from __future__ import annotations

import signal
import threading

import click

from ..actions.delivering import deliver_once, run_worker
from ..settings import read_settings


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then stop.")
def deliver(once: bool) -> int:
    """Send what is due. Several may run at once, on several machines with one PostgreSQL.

    Exit status with --once: 0 all was sent; 1 something failed or waits for another try.
    """
    settings = read_settings()
    installation = settings.open()
    where = "the SMTP server" if settings.smtp_url else f"files in {installation.outbox}"
    if once:
        sent = failed = waiting = 0
        while (done := deliver_once(installation)).total:
            sent, failed, waiting = sent + done.sent, failed + done.failed, waiting + done.waiting
        click.echo(f"{sent} sent to {where}, {failed} failed, {waiting} to be tried again.")
        return 1 if failed or waiting else 0
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"Delivering to {where}. Press Ctrl-C to stop.")
    run_worker(installation, stop, said=click.echo)
    return 0
