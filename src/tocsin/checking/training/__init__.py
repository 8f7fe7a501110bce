"""Making the model that ships: rows with labels → numbers. Needs the extra ``train``; nothing that answers people does."""

from __future__ import annotations
