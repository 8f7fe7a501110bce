"""``tocsin keys``: the keys that sign this desk's alerts."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from ..actions import keys as actions
from ..actions.installation import Installation
from ..errors import InputError
from .given import open_desk


@click.group()
def keys() -> None:
    """The keys that sign alerts: list, follow by others, revoke."""


@contextmanager
def _open() -> Iterator[Installation]:
    installation = open_desk()
    try:
        yield installation
    finally:
        installation.close()


@keys.command("list")
def list_() -> int:
    """Every key that signs or signed for this desk."""
    with _open() as installation:
        current = {
            key_id for one in (installation.keys, installation.exercise_keys) for key_id in (one.key_id, one.cap_key_id)
        }
        for key in actions.list_keys(installation):
            if key.revoked_from:
                state = f"REVOKED from {key.revoked_from:%Y-%m-%d %H:%M} UTC: {key.reason}"
            elif key.until_at:
                state = f"until {key.until_at:%Y-%m-%d %H:%M} UTC"
            else:
                state = "in use" if key.key_id in current else "prepared"
            click.echo(f"{key.key_id}  {key.algorithm:10}  {key.signs:8}  since {key.from_at:%Y-%m-%d}  {state}")
    return 0


@keys.command("prepare")
def prepare() -> int:
    """Make the next keys and list them, a day before they are used."""
    with _open() as installation:
        made = actions.prepare(installation, by=_who())
        click.echo(f"{made.key_id} is listed at /.well-known/tocsin/keys.json. After a day: tocsin keys rotate")
    return 0


@keys.command("rotate")
@click.option("--now", "now_at_once", is_flag=True, help="Do not wait until the new keys have been listed for a day.")
def rotate(now_at_once: bool) -> int:
    """Sign with the prepared keys from now on. What the old ones signed still holds."""
    with _open() as installation:
        made = actions.rotate(installation, by=_who(), now_at_once=now_at_once)
        click.echo(f"Alerts are signed with {made.key_id} from now on. A running site picks it up by itself.")
    return 0


@keys.command("revoke")
@click.argument("key_id")
@click.option("--reason", required=True, help="Why: everybody can read it.")
@click.option(
    "--since", required=True, help="Since when it may be in other hands: 2026-11-24 or 2026-11-24T09:00 (UTC)."
)
def revoke(key_id: str, reason: str, since: str) -> int:
    """Refuse what a stolen key signs. If it is the one in use, another takes its place at once.

    What the log had before still holds; withdraw and publish anew what was signed in between.
    """
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise InputError(f"“{since}” is no time.", fix="Give it as 2026-11-24 or 2026-11-24T09:00.") from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    with _open() as installation:
        current = actions.revoke(installation, key_id, since=moment, reason=reason, by=_who())
        click.echo(f"{key_id} is revoked. Alerts are signed with {current.key_id}.")
    return 0


def _who() -> str:
    return f"command line ({getpass.getuser()})"
