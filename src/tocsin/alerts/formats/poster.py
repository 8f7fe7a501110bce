"""An alert as a poster: one side of A4 as a PDF, for notice boards, surgeries and libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ...errors import InputError
from .sheet import BOLD, REGULAR, Block, Line, lay_out, printable
from .text import EXERCISE, SECTIONS, UPDATED, headline, how_to_check, say_day

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)  # points
MARGIN = 48.0
BANNER = 84.0  # height of the coloured band at the top
FOOT = 118.0  # height of the box with the code
INK, BAND, DRILL = (0.07, 0.09, 0.15), (0.07, 0.16, 0.33), (0.45, 0.27, 0.0)


class Paper(Protocol):
    """What a poster is drawn on, with its origin at the bottom left: a PDF, or whatever draws the same. reportlab names its parts."""

    def setFont(self, psfontname: str, size: float) -> object: ...
    def setFillColorRGB(self, r: float, g: float, b: float) -> object: ...
    def setStrokeColorRGB(self, r: float, g: float, b: float) -> object: ...
    def setLineWidth(self, width: float) -> object: ...
    def rect(self, x: float, y: float, width: float, height: float, stroke: int, fill: int) -> object: ...
    def roundRect(
        self, x: float, y: float, width: float, height: float, radius: float, stroke: int, fill: int
    ) -> object: ...
    def drawString(self, x: float, y: float, text: str) -> object: ...
    def drawRightString(self, x: float, y: float, text: str) -> object: ...
    def showPage(self) -> object: ...
    def stringWidth(self, text: str, fontName: str, fontSize: float) -> float: ...


def poster_pdf(document: Mapping[str, Any]) -> bytes:
    """The poster. The same document always gives the same bytes. What does not fit on one side at a size that can be read
    goes on to another.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.

    Raises:
        InputError: the extra ``print`` is not installed.
    """
    page = new_pdf(document, size=A4, kind="Poster")
    draw_poster(page, document)
    return finished(page)


def draw_poster(page: Paper, document: Mapping[str, Any]) -> None:
    """Draw it, ending each side with ``showPage``."""
    columns = lay_out(
        list(blocks(document, size=19.0)),
        width=A4[0] - 2 * MARGIN,
        height=A4[1] - BANNER - FOOT - 2 * MARGIN * 0.6,
        measure=page.stringWidth,
    )
    for lines in columns:
        _banner(page, document)
        write(page, lines, left=MARGIN, top=A4[1] - BANNER - MARGIN * 0.6)
        _foot(page, document)
        page.showPage()


def blocks(document: Mapping[str, Any], *, size: float) -> Iterator[Block]:
    """The alert as paragraphs; ``size`` is that of the running text in points."""
    if document["exercise"]:
        yield Block(EXERCISE, size, bold=True)
    yield Block(headline(document), size * 1.6, bold=True, before=size * 0.4)
    yield Block(f"For: {', '.join(area['name'] for area in document['areas'])}", size * 0.8, before=size * 0.3)
    if document["kind"] == "Cancel":
        yield Block(document["withdrawal"], size, before=size)
        return
    if document["kind"] == "Update":
        yield Block(UPDATED, size, before=size * 0.5)
    for section, title in SECTIONS.items():
        sentences = [one["text"] for one in document["sentences"] if one["section"] == section]
        for place, sentence in enumerate(sentences):
            if place == 0:
                yield Block(title, size * 1.1, bold=True, before=size * 0.8)
            yield Block(sentence, size, bullet=section != "happening", before=size * 0.2)


def new_pdf(document: Mapping[str, Any], *, size: tuple[float, float], kind: str) -> Canvas:
    """An empty PDF that says what it is, and nothing of when or where it was made.

    Raises:
        InputError: the extra ``print`` is not installed.
    """
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise InputError(
            "This installation cannot make printed forms.",
            fix="Install them: pip install 'tocsin[print]'.",
            code="not-installed",
        ) from error
    page = Canvas(None, pagesize=size, pageCompression=0, invariant=1, lang="en-GB")
    page.setTitle(f"{kind}: {headline(document)}")
    page.setAuthor(document["desk"]["name"])
    page.setSubject(how_to_check(document))
    return page


def write(page: Paper, lines: list[Line], *, left: float, top: float) -> None:
    """Print a column."""
    page.setFillColorRGB(*INK)
    for line in lines:
        page.setFont(line.font, line.size)
        page.drawString(left + line.right, top - line.down, line.text)


def finished(page: Canvas) -> bytes:
    """The bytes of the file."""
    data = page.getpdfdata()
    return data if isinstance(data, bytes) else str(data).encode("latin-1")


def _banner(page: Paper, document: Mapping[str, Any]) -> None:
    width, height = A4
    page.setFillColorRGB(*(DRILL if document["exercise"] else BAND))
    page.rect(0, height - BANNER, width, BANNER, stroke=0, fill=1)
    page.setFillColorRGB(1, 1, 1)
    what = {"Cancel": "Alert withdrawn", "Update": "Fraud alert, updated"}.get(document["kind"], "Fraud alert")
    page.setFont(BOLD, 30)
    page.drawString(MARGIN, height - BANNER + 40, f"EXERCISE: {what}" if document["exercise"] else what)
    page.setFont(REGULAR, 14)
    page.drawString(MARGIN, height - BANNER + 18, printable(document["desk"]["name"]))


def _foot(page: Paper, document: Mapping[str, Any]) -> None:
    width, _ = A4
    page.setStrokeColorRGB(*INK)
    page.setLineWidth(1.5)
    page.roundRect(MARGIN, MARGIN * 0.6, width - 2 * MARGIN, FOOT - MARGIN * 0.4, 6, stroke=1, fill=0)
    page.setFillColorRGB(*INK)
    page.setFont(REGULAR, 13)
    page.drawString(MARGIN + 16, MARGIN * 0.6 + 70, "Is this poster real? Its code is")
    page.setFont(BOLD, 30)
    page.drawRightString(width - MARGIN - 16, MARGIN * 0.6 + 62, document["code"])
    said = lay_out(
        [
            Block(how_to_check(document), 12),
            Block(f"Put up on {say_day(document['sent_at'])}. {_take_down(document)}", 12, before=3),
        ],
        width=width - 2 * MARGIN - 32,
        height=52,
        measure=page.stringWidth,
    )
    write(page, said[0], left=MARGIN + 16, top=MARGIN * 0.6 + 54)


def _take_down(document: Mapping[str, Any]) -> str:
    if document["kind"] == "Cancel":
        return "Please put it over the poster that is taken back."
    return f"Please take it down after {say_day(document['expires_at'])}."
