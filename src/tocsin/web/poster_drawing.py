"""The poster as an SVG inside a page: drawn by what draws the PDF, so that an officer sees the very sheet as they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from ..alerts.formats.poster import A4, draw_poster, new_pdf

Measure = Callable[[str, str, float], float]


def poster_svg(document: Mapping[str, Any], *, alt: str) -> Markup:
    """Each side of the poster as one ``<svg>``, the first named ``alt`` for those who cannot see it.

    Raises:
        InputError: the extra ``print`` is not installed.
    """
    sheet = _Sheet(new_pdf(document, size=A4, kind="Poster").stringWidth)
    draw_poster(sheet, document)
    width, height = A4
    return Markup("").join(
        Markup('<svg class="sheet" viewBox="0 0 {} {}" {}>{}</svg>').format(
            width,
            height,
            Markup('role="img" aria-label="{}"').format(alt) if number == 0 else Markup('aria-hidden="true"'),
            Markup("").join(side),
        )
        for number, side in enumerate(sheet.sides)
    )


class _Sheet:
    """Paper of :class:`tocsin.alerts.formats.poster.Paper` that is an SVG, whose y goes down from the top."""

    def __init__(self, measure: Measure) -> None:
        self.sides: list[list[Markup]] = []
        self.stringWidth = measure
        self._side: list[Markup] = []
        self._fill = self._stroke = "#000000"
        self._font, self._size, self._line_width = "", 1.0, 1.0

    def setFont(self, psfontname: str, size: float) -> None:
        self._font, self._size = psfontname, size

    def setFillColorRGB(self, r: float, g: float, b: float) -> None:
        self._fill = _colour(r, g, b)

    def setStrokeColorRGB(self, r: float, g: float, b: float) -> None:
        self._stroke = _colour(r, g, b)

    def setLineWidth(self, width: float) -> None:
        self._line_width = width

    def rect(self, x: float, y: float, width: float, height: float, stroke: int, fill: int) -> None:
        self.roundRect(x, y, width, height, 0, stroke, fill)

    def roundRect(self, x: float, y: float, width: float, height: float, radius: float, stroke: int, fill: int) -> None:
        drawn = Markup(
            '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="{}" fill="{}" stroke="{}" stroke-width="{}"/>'
        )
        self._side.append(
            drawn.format(
                x, A4[1] - y - height, width, height, radius, self._fill if fill else "none",
                self._stroke if stroke else "none", self._line_width,
            )
        )  # fmt: skip

    def drawString(self, x: float, y: float, text: str) -> None:
        self._text(x, y, text, "start")

    def drawRightString(self, x: float, y: float, text: str) -> None:
        self._text(x, y, text, "end")

    def showPage(self) -> None:
        self.sides.append(self._side)
        self._side = []

    def _text(self, x: float, y: float, text: str, anchor: str) -> None:
        # As long as in the PDF, whatever sans serif this device has.
        wide = self.stringWidth(text, self._font, self._size)
        drawn = Markup(
            '<text x="{:.1f}" y="{:.1f}" font-size="{:.2f}" textLength="{:.1f}" lengthAdjust="spacingAndGlyphs" fill="{}" text-anchor="{}"{}>{}</text>'
        )
        bold = Markup(' font-weight="700"') if "Bold" in self._font else Markup("")
        self._side.append(drawn.format(x, A4[1] - y, self._size, wide, self._fill, anchor, bold, escape(text)))


def _colour(r: float, g: float, b: float) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in (r, g, b))
