"""What is known of scams: data first (``scams/``, ``organisations/``, ``tactics.yaml``, places), then its loader."""

from __future__ import annotations

from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.load import load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
