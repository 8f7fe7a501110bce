"""Looking at an installation from end to end, and saying in sentences what is wrong with it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import TocsinError
from ..knowledge.lint import lint_knowledge
from ..knowledge.load import FOLDER, load_knowledge
from ..version import VERSION

if TYPE_CHECKING:
    from ..settings import Settings

LEAST_FREE_BYTES = 200_000_000
SERVER_MODULES = ("fastapi", "uvicorn", "jinja2", "alembic", "argon2", "itsdangerous", "python_multipart")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``well``, a ``note`` worth knowing, or ``ill`` with what to do."""

    about: str
    state: Literal["well", "note", "ill"]
    said: str
    fix: str = ""


def examine(read_settings: Callable[[], Settings]) -> list[Finding]:
    """Look at everything; one illness never hides another. Changes nothing."""
    findings = [Finding("Tocsin", "well", f"version {VERSION} on Python {sys.version.split()[0]}")]
    try:
        settings = read_settings()
    except TocsinError as error:
        return [*findings, Finding("Settings", "ill", error.message, error.fix)]
    findings.append(Finding("Settings", "well", f"desk “{settings.desk.name}”, address {settings.url}"))
    findings += [
        *_libraries(),
        *_folder(settings.data_folder),
        *_knowledge(settings),
        *_database(settings),
        *_mail(settings),
    ]
    if settings.url.startswith("http://") and settings.desk.url.split("//")[1].split(":")[0] not in {
        "localhost",
        "127.0.0.1",
    }:
        findings.append(
            Finding(
                "Address",
                "ill",
                f"{settings.url} is not encrypted.",
                "Put the site behind HTTPS and set TOCSIN_URL to it.",
            )
        )
    return findings


def _libraries() -> Iterator[Finding]:
    missing = [name for name in SERVER_MODULES if importlib.util.find_spec(name) is None]
    if missing:
        yield Finding(
            "Server",
            "note",
            f"not installed: {', '.join(missing)}.",
            "Needed only to serve: pip install 'tocsin[server]'.",
        )
    else:
        yield Finding("Server", "well", "its libraries are installed")


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield Finding("Data folder", "note", f"{folder} is not there yet; the first start makes it")
        return
    if not os.access(folder, os.W_OK):
        yield Finding(
            "Data folder",
            "ill",
            f"{folder} cannot be written.",
            "Give this user the right to write there, or set TOCSIN_DATA_FOLDER.",
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        yield Finding(
            "Data folder",
            "ill",
            f"only {free // 1_000_000} MB are free at {folder}.",
            "Make room; a full disk stops delivery.",
        )
    else:
        yield Finding("Data folder", "well", str(folder))
    for key in [*sorted(folder.glob("keys/**/*.pem")), folder / "secret.key"]:  # each holds something private
        if key.is_file() and key.stat().st_mode & 0o077:
            yield Finding("Keys", "ill", f"{key} can be read by other users.", f"Run: chmod 600 {key}")


def _knowledge(settings: Settings) -> Iterator[Finding]:
    folder = settings.knowledge_folder or FOLDER
    try:
        knowledge = load_knowledge(folder)
    except TocsinError as error:
        yield Finding("Knowledge", "ill", error.message, error.fix)
        return
    faults = lint_knowledge(knowledge, folder)
    if faults:
        yield Finding("Knowledge", "ill", f"{len(faults)} faults; the first: {faults[0]}", "Run: tocsin knowledge lint")
    else:
        yield Finding(
            "Knowledge",
            "well",
            f"{len(knowledge.scams)} scams, {len(knowledge.organisations)} organisations, version {knowledge.version}",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    from ..store import open_store
    from ..store.officers import list_officers

    path = settings.sqlite_path
    if path is not None and not path.exists():
        yield Finding("Database", "note", f"{path} is not there yet; the first start makes it")
        return
    try:
        store = open_store(settings.database_url)
        pending = store.pending_migrations()
        if pending:
            yield Finding("Database", "ill", f"{len(pending)} migrations are missing.", "Run: tocsin migrate")
            return
        with store.read() as tx:
            active = [officer for officer in list_officers(tx) if officer.disabled_at is None]
    except TocsinError as error:
        yield Finding("Database", "ill", error.message, error.fix)
        return
    yield Finding("Database", "well", store.url_for_people)
    if len(active) < 2:
        yield Finding(
            "Officers", "note", f"{len(active)} can log in; publishing needs two.", "Run: tocsin officer add NAME"
        )
    else:
        yield Finding("Officers", "well", f"{len(active)} can log in")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url is None:
        yield Finding(
            "E-mail",
            "note",
            "no SMTP server is set, so messages become files in the outbox.",
            "Set TOCSIN_SMTP_URL to send them.",
        )
        return
    from ..delivery.channels.email import open_smtp

    try:
        open_smtp(settings.smtp_url).close()
    except TocsinError as error:
        yield Finding("E-mail", "ill", error.message, error.fix)
    else:
        yield Finding("E-mail", "well", "the SMTP server answers")
