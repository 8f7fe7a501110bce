"""Both databases, for the whole story."""

from __future__ import annotations

from postgres import postgres_server, postgres_template, sqlite_template, store_url

__all__ = ["postgres_server", "postgres_template", "sqlite_template", "store_url"]
