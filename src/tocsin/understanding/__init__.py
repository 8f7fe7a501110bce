"""Text → Understanding: who speaks, who they claim to be, what they ask, and what was read out of it on the way."""

from __future__ import annotations
