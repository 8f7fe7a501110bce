"""An alert as a picture to share (PNG, 1200 × 630 pixels): headline, first advice, and the code to check it by.

The file is written here, not by the picture library: four shades of one colour, not compressed, so that the same alert
is the same bytes whatever packs them elsewhere.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from .sheet import BOLD, Block, lay_out
from .text import headline

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
BAND = 96  # pixels at the top
SHADES = 4  # from paper to ink: 2 bits a pixel
INK: Mapping[bool, tuple[int, int, int]] = {False: (18, 41, 84), True: (115, 69, 0)}  # by whether it is an exercise
LARGEST_BLOCK = 0xFFFF  # bytes of a stored block (RFC 1951)


def share_image_png(document: Mapping[str, Any]) -> bytes:
    """The picture. The same document and the same Pillow always give the same bytes.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes. Use :func:`share_image_alt` as its text.

    Raises:
        InputError: the extra ``print`` is not installed.
    """
    try:
        import reportlab
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as error:
        raise InputError(
            "This installation cannot make pictures.",
            fix="Install them: pip install 'tocsin[print]'.",
            code="not-installed",
        ) from error
    folder = Path(reportlab.__file__).with_name("fonts")  # Bitstream Vera, which may be passed on freely
    kept: dict[tuple[str, float], FreeTypeFont] = {}

    def font(name: str, size: float) -> FreeTypeFont:
        if (name, size) not in kept:
            file = folder / ("VeraBd.ttf" if name == BOLD else "Vera.ttf")
            kept[name, size] = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
        return kept[name, size]

    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    _draw(ImageDraw.Draw(picture), document, font)
    return _png(picture.tobytes(), INK[bool(document["exercise"])])


def share_image_alt(document: Mapping[str, Any]) -> str:
    """What the picture says, for those who cannot see it."""
    return f"{_title(document)}. {headline(document)}. {_said(document)} {_check(document)}"


def _draw(draw: ImageDraw, document: Mapping[str, Any], font: Any) -> None:
    draw.rectangle((0, 0, WIDTH, BAND), fill=0)
    draw.text((MARGIN, 28), _title(document), fill=255, font=font(BOLD, 34))
    lines = lay_out(
        [
            Block(headline(document), 54, bold=True),
            Block(f"For: {', '.join(area['name'] for area in document['areas'])}", 28, before=14),
            Block(_said(document), 38, before=26),
        ],
        width=WIDTH - 2 * MARGIN,
        height=HEIGHT - BAND - 130,
        measure=lambda text, name, size: font(name, size).getlength(text),
    )[0]
    for line in lines:
        draw.text(
            (MARGIN + line.right, BAND + 16 + line.down),
            line.text,
            fill=0,
            font=font(line.font, line.size),
            anchor="ls",
        )
    draw.line((MARGIN, HEIGHT - 92, WIDTH - MARGIN, HEIGHT - 92), fill=0, width=3)
    code = str(document["code"])
    draw.text((MARGIN, HEIGHT - 34), code, fill=0, font=font(BOLD, 44), anchor="ls")
    after = MARGIN + font(BOLD, 44).getlength(code) + 24
    draw.text((after, HEIGHT - 36), _where(document), fill=0, font=font("", 24), anchor="ls")


def _title(document: Mapping[str, Any]) -> str:
    said = f"{'EXERCISE: ' if document['exercise'] else ''}Fraud alert"
    said += {"Cancel": " withdrawn", "Update": ", updated"}.get(document["kind"], "")
    return f"{said} · {document['desk']['name']}"


def _said(document: Mapping[str, Any]) -> str:
    if document["kind"] == "Cancel":
        return "We have taken this alert back. Please do not rely on it or pass it on."
    return " ".join([one["text"] for one in document["sentences"] if one["section"] == "do"][:2])


def _where(document: Mapping[str, Any]) -> str:
    return f"Check this code at {document['desk']['url'].partition('://')[2]}/verify"


def _check(document: Mapping[str, Any]) -> str:
    return f"Code {document['code']}. {_where(document)}"


def _png(grey: bytes, ink: tuple[int, int, int]) -> bytes:
    """A PNG (ISO/IEC 15948) of 2 bits a pixel from one byte of grey a pixel."""
    palette = b"".join(
        bytes(round(part + (255 - part) * shade / (SHADES - 1)) for part in ink) for shade in range(SHADES)
    )
    shade_of = bytes(round(value / 255 * (SHADES - 1)) for value in range(256))
    shades = grey.translate(shade_of)
    rows = bytearray()
    for row in range(HEIGHT):
        rows.append(0)  # no filter
        line = shades[row * WIDTH : (row + 1) * WIDTH]
        rows += bytes(
            a << 6 | b << 4 | c << 2 | d
            for a, b, c, d in zip(line[::4], line[1::4], line[2::4], line[3::4], strict=True)
        )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    parts = (("IHDR", header), ("PLTE", palette), ("IDAT", _stored(bytes(rows))), ("IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name.encode(), data) for name, data in parts)


def _stored(data: bytes) -> bytes:
    """A zlib stream (RFC 1950) that holds the data as it is."""
    blocks = [data[start : start + LARGEST_BLOCK] for start in range(0, len(data), LARGEST_BLOCK)]
    written = b"".join(
        bytes([place == len(blocks) - 1]) + struct.pack("<HH", len(block), len(block) ^ 0xFFFF) + block
        for place, block in enumerate(blocks)
    )
    return b"\x78\x01" + written + struct.pack(">I", zlib.adler32(data))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
