"""Write docs/commands.md from what the commands say of themselves. A test fails when it is out of date.

python scripts/write_commands.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tocsin.cli import tocsin

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
INTRODUCTION = """# Commands

Each says of itself what stands here: `tocsin COMMAND --help`. This page is written by `scripts/write_commands.py`.

Exit status, where a command does not say otherwise: 0 all is well, 2 an error, which is one sentence on standard error.
"""


def sections() -> Iterator[str]:
    # Its own settings too, which commands inherit: an option's names are kept by click from the first context that asks.
    context = click.Context(tocsin, info_name="tocsin", terminal_width=100, **tocsin.context_settings)
    for name in tocsin.list_commands(context):
        command = tocsin.get_command(context, name)
        assert command is not None
        yield from section(
            command, click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100)
        )


def section(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from section(
                inner, click.Context(inner, info_name=name, parent=context, max_content_width=100, terminal_width=100)
            )


def page() -> str:
    return "\n".join([INTRODUCTION, *sections()])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
