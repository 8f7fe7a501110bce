"""The command line: thin doors to ``actions/``. Each command's module is imported only when it is asked for,
so that ``tocsin check`` starts fast."""

from __future__ import annotations

import gc
import importlib
import sys
from io import TextIOWrapper
from keyword import iskeyword

import click

from ..errors import TocsinError
from ..version import VERSION

# command → (module, what it does in a line)
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "Is this message or call a scam? Says why, and what to do first."),
    "explain": ("explain", "Why a text is answered as it is: the answer, why, or everything."),
    "call": ("call", "Follow a call as it goes on; raise the alarm as soon as there is reason."),
    "number": ("look_up", "Whose is this telephone number, and what does that prove?"),
    "link": ("look_up", "Whose is this link? Nothing is opened."),
    "sender": ("look_up", "Whose is this sender's name or address?"),
    "understand": ("understand", "What a person's account tells: scam, stage, losses, places."),
    "read": ("read", "What official warnings say: text, Markdown, HTML, PDF, e-mail, mailbox, feed, CAP."),
    "watch": ("watch", "Watch publishers' feeds for new warnings, and keep them."),
    "screen": ("screen", "Check a whole file of texts."),
    "surges": ("surges", "What is rising where, from a file of reports."),
    "verify": ("verify", "Is this alert really ours? By its code, or by a copy of its text."),
    "keys": ("keys", "The keys that sign alerts: list, follow by others, revoke."),
    "mcp": ("mcp_server", "Answer an assistant over the Model Context Protocol (needs the extra “mcp”)."),
    "serve": ("serve", "Start the site, the desk and the API."),
    "deliver": ("deliver", "Send what is due, as a process of its own."),
    "bounces": ("bounces", "Read the mailbox that bounces, complaints and canaries' copies come to."),
    "subscribers": ("subscribers", "Webhooks, chats, canaries, and today's mailing list."),
    "export": ("moving_house", "Everything lasting of this desk in one file."),
    "import-desk": ("moving_house", "Put such a file into a new installation."),
    "report": ("report", "Take one report, as a call handler does."),
    "import": ("import_reports", "Take in reports from CSV, JSON or forwarded e-mails."),
    "figures": ("figures", "A month of reports in figures, as CSV."),
    "corrections": ("figures", "What officers corrected, for `tocsin train --corrections`."),
    "purge": ("purge", "Forget reports and sealed words that are too old to keep."),
    "privacy": ("privacy", "What is held of one person: show it, export it, erase it."),
    "backup": ("backup", "Write the whole desk to one file."),
    "restore": ("backup", "Make the desk that a backup holds."),
    "migrate": ("migrate", "Bring the database up to date."),
    "demo": ("demo", "Fill an empty desk with an invented county."),
    "officer": ("officer", "Add officers and renew their passwords."),
    "areas": ("areas", "The desk's own areas: take them in from GeoJSON, list them, drop one."),
    "knowledge": ("knowledge", "Check, prove and show what is known of scams."),
    "train": ("train", "Make the checker's model anew, from labelled rows (needs the extra “train”)."),
    "doctor": ("doctor", "Look at this installation and say what is wrong with it."),
}


class LazyCommands(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f".{COMMANDS[name][0]}", __name__)
        command = getattr(module, f"{name}_" if iskeyword(name) else name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        given = args[0]
        if given in COMMANDS or given.startswith("-"):
            return super().resolve_command(context, args)
        if any(blank in given for blank in " \n"):
            raise click.UsageError("This is a text, not a command. To check it: tocsin check “…”", context)
        from difflib import get_close_matches

        near = get_close_matches(given, COMMANDS, n=1)
        meant = f" Did you mean “{near[0]}”?" if near else ""
        raise click.UsageError(f"There is no command “{given}”.{meant}", context)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, meaning) for name, (_, meaning) in COMMANDS.items()])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="tocsin")
def tocsin() -> None:
    """Tocsin: from what people report to a signed warning, and back to whoever asks.

    Never assume, never believe, always confirm.
    """


COLLECT_AFTER = 50_000
"""New objects (700 is Python's own number). Knowledge and model are many that stay, and looking them over while they are read takes a
tenth of a short command."""


def main() -> None:
    """The console script. Every public error is one sentence on standard error, and exit status 2."""
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a terminal without our dashes and quotes gets a ? for them, and the answer
            stream.reconfigure(errors="replace")
    try:
        status = tocsin.main(standalone_mode=False)
    except TocsinError as error:
        click.echo(f"tocsin: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        sys.exit(141)
    sys.exit(status if isinstance(status, int) else 0)
