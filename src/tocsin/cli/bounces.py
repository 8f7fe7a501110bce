"""``tocsin bounces``: read the mailbox that answers to alerts come to."""

from __future__ import annotations

from pathlib import Path

import click

from .given import open_desk


@click.command()
@click.argument("mailbox", nargs=-1, required=True, type=click.Path(path_type=Path))
def bounces(mailbox: tuple[Path, ...]) -> None:
    """Read what came back: an mbox file, a Maildir, a folder of .eml files, or one message.

    An address that is gone ends its subscription at once, any other refusal after three in 30 days, a complaint at once; the
    reason is kept. A copy of an alert in a canary's mailbox proves that it arrived. Reading the same mailbox again counts
    nothing twice.
    """
    from ..actions.returning import read_back

    installation = open_desk()
    try:
        for each in mailbox:
            read = read_back(installation, each)
            if not any((read.bounces, read.complaints, read.arrived, read.seen_before, read.unknown)):
                click.echo(f"{each}: there is no e-mail in it.")
                continue
            click.echo(
                f"{each}: {read.bounces} bounces, {read.complaints} complaints, {read.ended} subscriptions ended, "
                f"{read.arrived} alerts seen to arrive, {read.seen_before} read before, {read.unknown} not ours."
            )
    finally:
        installation.close()
