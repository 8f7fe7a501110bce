"""A desk for tests: its installation, and one fixed cast of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin.actions import people
from tocsin.actions.installation import Installation, open_installation
from tocsin.records import Desk, Officer, Role

MARLSHIRE_DESK = Desk(
    name="Marlshire Fraud Desk",
    sender="alerts.marlshire.example",
    url="http://127.0.0.1:8080",
    email="alerts@marlshire.example",
)


class Clock:
    """Time that moves when a test says so."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **spell: float) -> None:
        self.at += timedelta(**spell)


def open_desk(
    folder: Path,
    *,
    database_url: str | None = None,
    clock: Callable[[], datetime] | None = None,
    url: str | None = None,
    smtp_url: str | None = None,
) -> Installation:
    """An installation on a scratch folder."""
    return open_installation(
        data_folder=folder,
        database_url=database_url or f"sqlite:///{folder / 'tocsin.sqlite'}",
        desk=replace(MARLSHIRE_DESK, url=url) if url else MARLSHIRE_DESK,
        smtp_url=smtp_url,
        now=clock or Clock(),
    )


def add(installation: Installation, name: str, *, role: Role = "officer") -> Officer:
    """Somebody of the cast: amira and owen are officers, ada administers; the outsider has no log-in at all."""
    officer, password = people.add_officer(installation, by=None, name=name, display_name=name.title(), role=role)
    people.change_password(installation, officer, old=password, new=password_of(name))
    return replace(officer, must_change_password=False)


def password_of(name: str) -> str:
    return f"{name}-likes-long-walks"
