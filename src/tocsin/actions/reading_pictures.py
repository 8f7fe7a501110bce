"""Reading a photo or a screenshot that somebody gives us. Nothing of it is kept."""

from __future__ import annotations

from ..sources.pictures import PictureRead, can_read_codes, can_read_words, read_picture

__all__ = ["PictureRead", "can_read_pictures", "read_picture"]


def can_read_pictures() -> bool:
    """Whether this desk can read the words in a picture, or at least its QR codes."""
    return can_read_words() or can_read_codes()
