"""A photo or a screenshot → the words in it, by Tesseract, and the links in its QR codes.

The picture is given to Tesseract through a pipe: it never lies on a disk. (The usual binding, pytesseract, writes it into
a temporary file, which is why it is not used here.)
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tocsin.errors import InputError

if TYPE_CHECKING:
    from dataclasses import dataclass

    from PIL.Image import Image
else:
    from tocsin.lazy_dataclass import dataclass

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000  # a telephone's photo has 12 million
LONGEST_SIDE = 2600  # pixels; more of them takes longer and reads no better
SHORTEST_SIDE = 1000  # pixels; small letters are read better when they are enlarged
SECONDS = 20
_at_once = threading.BoundedSemaphore(2)  # reading takes a whole core


@dataclass(frozen=True, slots=True)
class PictureRead:
    """``words`` as lines; ``codes``: what the QR and bar codes hold, each once."""

    words: str
    codes: tuple[str, ...]

    def as_text(self) -> str:
        """Both as one text: the codes each on a line of their own after the words."""
        return "\n".join(part for part in (self.words, *self.codes) if part)


@lru_cache(maxsize=1)
def can_read_words() -> bool:
    """Whether this machine can: Pillow and the tesseract program are there."""
    return find_spec("PIL") is not None and shutil.which("tesseract") is not None


@lru_cache(maxsize=1)
def can_read_codes() -> bool:
    """Whether QR codes can be read here."""
    return find_spec("PIL") is not None and find_spec("zxingcpp") is not None


def read_picture(data: bytes) -> PictureRead:
    """What can be read in a PNG, JPEG or WebP picture. ``data``: the file's bytes.

    Raises:
        InputError: it is no such picture, it is too large, or nothing can be read in it.
    """
    image = _open(data)
    codes = _codes(image)
    words = _words(image) if can_read_words() else ""
    if not words and not codes:
        raise InputError(
            "We could not read any words in the picture.", fix="Type what it says, or try a sharper picture."
        )
    return PictureRead(words, codes)


def _open(data: bytes) -> Image:
    from PIL import Image as images
    from PIL import ImageOps

    try:
        image = images.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise InputError("The picture is too large.", fix="Take a screenshot of it, and send that.")
        return ImageOps.exif_transpose(image.convert("RGB")) or image
    except InputError:
        raise
    except Exception as error:  # a broken file fails in many ways, and none of them is our fault
        raise InputError("We cannot open this picture.", fix="Send it as PNG or JPEG, or type what it says.") from error


def _codes(image: Image) -> tuple[str, ...]:
    if not can_read_codes():
        return ()
    import zxingcpp

    found: Sequence[zxingcpp.Barcode] = zxingcpp.read_barcodes(image)
    return tuple(dict.fromkeys(text for code in found if (text := code.text.strip())))[:5]


def _words(image: Image) -> str:
    from PIL import ImageOps, ImageStat

    grey = ImageOps.autocontrast(image.convert("L"))
    if ImageStat.Stat(grey).mean[0] < 100:  # light letters on dark
        grey = ImageOps.invert(grey)
    longest, shortest = max(grey.size), min(grey.size)
    scale = min(LONGEST_SIDE / longest, 1.0) if longest > LONGEST_SIDE else min(3.0, max(1.0, SHORTEST_SIDE / shortest))
    if scale != 1.0:
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)))
    page = io.BytesIO()
    grey.save(page, "PNG")
    with _at_once:
        try:
            done = subprocess.run(
                ["tesseract", "stdin", "stdout", "-l", "eng", "--psm", "3"],
                input=page.getvalue(),
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "OMP_THREAD_LIMIT": "1"},
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise InputError(
                "The picture could not be read in time.", fix="Cut it to the words, or type what it says."
            ) from error
    return _tidy(done.stdout.decode("utf-8", "replace"))


def _tidy(text: str) -> str:
    """Lines without the specks that are taken for single signs, and no more than one empty line in a row."""
    lines = [" ".join(line.split()) for line in text.replace("\f", "").split("\n")]
    kept = [line if re.search(r"\w\w", line) or line.isdigit() else "" for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
