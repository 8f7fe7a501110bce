"""``tocsin privacy``: what is held of one person."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from .given import open_desk

_contact = click.option("--contact", help="The e-mail address or telephone number that they left.")
_reference = click.option(
    "--report", "references", multiple=True, help="The reference of a report of theirs. May be given again."
)
_reason = click.option("--reason", required=True, help="Who asked, and when. It is kept in the log.")


@click.group()
def privacy() -> None:
    """What is held of one person: show it, export it, erase it."""


@privacy.command("find")
@_contact
@_reference
def find(contact: str | None, references: Sequence[str]) -> int:
    """Where something of this person lies. Exit status: 0 something is held; 1 nothing is."""
    from ..actions.privacy import find_held

    installation = open_desk()
    try:
        held = find_held(installation, contact=contact, references=references)
        for reference in held.reports:
            click.echo(f"report      {reference}")
        for subscriber in held.subscribers:
            click.echo(f"subscriber  {subscriber}")
        if held.nothing:
            click.echo("Nothing is held.")
        return 1 if held.nothing else 0
    finally:
        installation.close()


@privacy.command("export")
@_contact
@_reference
@_reason
def export(contact: str | None, references: Sequence[str], reason: str) -> None:
    """Everything of this person as JSON, sealed words opened. Every report opened is logged."""
    from ..actions.privacy import export_held, find_held

    installation = open_desk()
    try:
        held = find_held(installation, contact=contact, references=references)
        click.echo(
            json.dumps(export_held(installation, held, officer=None, reason=reason), ensure_ascii=False, indent=2)
        )
    finally:
        installation.close()


@privacy.command("erase")
@_contact
@_reference
@_reason
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase(contact: str | None, references: Sequence[str], reason: str, yes: bool) -> None:
    """Erase everything of this person. It cannot be undone."""
    from ..actions.privacy import erase_held, find_held

    installation = open_desk()
    try:
        held = find_held(installation, contact=contact, references=references)
        what = f"{len(held.reports)} reports and {len(held.subscribers)} subscribers"
        if not yes and not held.nothing:
            click.confirm(f"Erase {what}?", abort=True)
        erase_held(installation, held, officer=None, reason=reason)
        click.echo(f"{what} are erased." if not held.nothing else "Nothing is held.")
    finally:
        installation.close()
