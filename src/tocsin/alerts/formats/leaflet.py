"""An alert as a leaflet: the same A5 page twice on a sheet of A4, to print, cut in half and put through doors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .poster import A4, INK, blocks, finished, new_pdf, write
from .sheet import Block, lay_out
from .text import how_to_check, say_day

WIDTH, HEIGHT = A4[1], A4[0]  # the sheet lies on its side
MARGIN = 32.0


def leaflet_pdf(document: Mapping[str, Any]) -> bytes:
    """The leaflet. The same document always gives the same bytes. A long alert goes on overleaf, in both halves.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.

    Raises:
        InputError: the extra ``print`` is not installed.
    """
    page = new_pdf(document, size=(WIDTH, HEIGHT), kind="Leaflet")
    said = [
        Block(f"Fraud alert from {document['desk']['name']}, {say_day(document['sent_at'])}", 10.5, bold=True),
        *blocks(document, size=12.5),
        Block(f"Is this leaflet real? Its code is {document['code']}.", 12.5, bold=True, before=14),
        Block(how_to_check(document), 11, before=2),
    ]
    if document["kind"] != "Cancel":
        said.append(Block(f"This alert ends on {say_day(document['expires_at'])}.", 11, before=2))
    for lines in lay_out(said, width=WIDTH / 2 - 2 * MARGIN, height=HEIGHT - 2 * MARGIN, measure=page.stringWidth):
        for half in (0.0, WIDTH / 2):
            write(page, lines, left=half + MARGIN, top=HEIGHT - MARGIN)
        page.setStrokeColorRGB(*INK)
        page.setLineWidth(0.5)
        page.setDash(3, 4)
        page.line(WIDTH / 2, 0, WIDTH / 2, HEIGHT)  # where to cut
        page.setDash()
        page.showPage()
    return finished(page)
