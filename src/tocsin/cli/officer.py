"""``tocsin officer``: who may log in at this desk."""

from __future__ import annotations

import click

from ..actions import people
from .given import open_desk


@click.group()
def officer() -> None:
    """Add officers and renew their passwords."""


@officer.command("add")
@click.argument("name")
@click.option("--display-name", default="", help="The name that colleagues see.")
@click.option("--admin", is_flag=True, help="May also manage people.")
def add(name: str, display_name: str, admin: bool) -> None:
    """Add an officer and print a one-time password. Publishing needs two officers."""
    installation = open_desk(new=True)
    added, password = people.add_officer(
        installation, by=None, name=name, display_name=display_name, role="admin" if admin else "officer"
    )
    click.echo(
        f"Officer {added.name} was added.\nOne-time password: {password}\nIt must be changed at the first log-in."
    )


@officer.command("reset-password")
@click.argument("name")
def reset_password(name: str) -> None:
    """Give an officer a new one-time password."""
    password = people.reset_password(open_desk(), by=None, name=name)
    click.echo(f"One-time password for {name}: {password}")


@officer.command("token")
@click.argument("name")
def token(name: str) -> None:
    """Make an API token that acts as this officer. It is shown once."""
    installation = open_desk()
    click.echo(people.make_api_token(installation, people.officer_named(installation, name)))


@officer.command("list")
def list_command() -> None:
    """Everybody with a log-in."""
    installation = open_desk()
    for found in people.list_people(installation, by=None):
        state = "shut out" if found.disabled_at else "must change password" if found.must_change_password else "active"
        click.echo(f"{found.name:20} {found.role:8} {state:22} {found.display_name}")
