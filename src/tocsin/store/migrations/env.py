"""Alembic's way in: the connection and its transaction are those of :mod:`tocsin.store.migrating`."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
