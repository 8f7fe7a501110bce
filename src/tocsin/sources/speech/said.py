"""What a recogniser heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and when they were said, in seconds from the beginning of the audio."""

    text: str
    start_seconds: float
    end_seconds: float


RATE = 16_000  # samples a second
SAMPLE_BYTES = 2
PIECE_SECONDS = 0.25
