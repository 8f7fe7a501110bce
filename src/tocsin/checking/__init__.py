"""Understanding + knowledge → Verdict, with its evidence; for a text, and for a call while it goes on."""

from __future__ import annotations
