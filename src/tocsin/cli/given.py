"""What a command was given: words, files, or standard input. And the desk that it is for."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..settings import Settings, read_settings

if TYPE_CHECKING:
    from ..actions.installation import Installation

_FILE_NAME = re.compile(r"[\w-]+\.(?:txt|md|html?|eml|mbox|msg|pdf|docx?|rtf|csv|jsonl?|png|jpe?g)", re.IGNORECASE)


def words_given(texts: Sequence[str], *, for_a_file: str) -> str:
    """The words of the command line as one text; ``for_a_file``: what to write instead where they name a file.

    Raises:
        InputError: they name a file or a folder, so what it says would never have been looked at.
    """
    for text in texts:
        if not _exists(text) and not (len(texts) == 1 and _FILE_NAME.fullmatch(text)):
            return " ".join(texts)
    if not texts:
        return ""
    name = texts[0]
    what = "This is the name of a file, not a text." if _exists(name) else "This is no text, and there is no such file."
    raise InputError(what, where=name, fix=f"For what a file says: {for_a_file.format(name=name)}", code="file-name")


def standard_input() -> str:
    """The text on standard input, in whatever encoding it is; empty when there is none.

    Raises:
        InputError: it is no text.
    """
    from ..sources import read_bytes

    data = sys.stdin.buffer.read()
    return read_bytes("standard input", data, media_type="text/plain").text if data.strip() else ""


def file_text(name: str) -> str:
    """What one file says.

    Raises:
        InputError: it cannot be read, or is no document.
    """
    from ..sources import read_file

    return read_file(Path(name)).text


def shown_width() -> int:
    """How many characters a line may have: those of a narrow terminal, and at most 80."""
    return min(80, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 80


def open_desk(settings: Settings | None = None, *, new: bool = False) -> Installation:
    """The desk of this data folder. Where there is none, ``new`` makes one and says so: a mistaken folder must not swallow
    what somebody told us.

    Raises:
        InputError: there is no desk here, and the command needs one.
    """
    settings = read_settings() if settings is None else settings
    path = settings.sqlite_path
    missing = path is not None and not path.exists()
    if missing and not new:
        raise InputError(
            "There is no desk here.",
            where=str(settings.data_folder),
            fix="If yours is elsewhere, set TOCSIN_DATA_FOLDER to its folder; to start one: tocsin serve",
            code="no-desk",
        )
    installation = settings.open()
    if missing:
        click.echo(
            f"There was no desk in {settings.data_folder}, so a new one is made. If yours is elsewhere, set TOCSIN_DATA_FOLDER.",
            err=True,
        )
    return installation


@contextmanager
def desk_to_try() -> Iterator[Installation]:
    """The desk of this data folder, to say what would be done: nothing of it can be changed. Where there is none, an empty
    one that lasts no longer than this, and that is said."""
    import tempfile

    settings = read_settings()
    path = settings.sqlite_path
    with tempfile.TemporaryDirectory() as scratch:
        if path is not None and not path.exists():
            click.echo(f"There is no desk in {settings.data_folder} yet; it would be made.", err=True)
            folder = Path(scratch)
            settings = replace(settings, data_folder=folder, database_url=f"sqlite:///{folder / 'tocsin.sqlite'}")
            installation = settings.open()
        else:
            installation = settings.open(read_only=True)
        try:
            yield installation
        finally:
            installation.close()


def _exists(name: str) -> bool:
    try:
        return bool(name.strip()) and Path(name).exists()
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return False
