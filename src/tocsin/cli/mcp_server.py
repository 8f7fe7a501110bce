"""``tocsin mcp``: answer an assistant over standard input and output."""

from __future__ import annotations

import click

from ..errors import InputError


@click.command()
def mcp() -> None:
    """Answer an assistant over the Model Context Protocol, on standard input and output. Needs the extra “mcp”.

    Started by the assistant's program, not by hand: give it the command "tocsin mcp". It can check a message, look up how
    an organisation really makes contact, whose a number or link is, whether an alert is this desk's, and the alerts near a
    place. Nothing is changed and nothing is sent anywhere.
    """
    try:
        from ..mcp import run
    except ImportError as error:
        raise InputError(
            "The Model Context Protocol needs its SDK, which is not installed.",
            fix="Install the extra: pip install 'tocsin[mcp]'",
        ) from error
    run()
