"""A small line chart as SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import isfinite
from pathlib import Path

WIDTH, HEIGHT, EDGE = 720, 320, 56
COLOURS = ("#1d4ed8", "#b91c1c", "#047857", "#7c3aed")


def lines(
    path: Path, title: str, x: Sequence[float], series: dict[str, Sequence[float]], *, x_name: str, y_name: str
) -> None:
    """Write ``series`` (name → values at ``x``) as lines on one pair of axes from 0."""
    top = max((value for values in series.values() for value in values if isfinite(value)), default=1.0) or 1.0
    left, right = min(x), max(max(x), min(x) + 1e-9)

    def at(px: float, py: float) -> str:
        across = EDGE + (px - left) / (right - left) * (WIDTH - 2 * EDGE)
        return f"{across:.1f},{HEIGHT - EDGE - py / top * (HEIGHT - 2 * EDGE):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{EDGE}" y="20" font-size="14">{title}</text>',
        f'<polyline points="{at(left, top)} {at(left, 0)} {at(right, 0)}" fill="none" stroke="#444"/>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{x_name}</text>',
        f'<text x="8" y="{EDGE - 12}">{y_name}</text>',
        f'<text x="{EDGE - 6}" y="{EDGE + 4}" text-anchor="end">{top:.3g}</text>',
        f'<text x="{EDGE - 6}" y="{HEIGHT - EDGE + 4}" text-anchor="end">0</text>',
        f'<text x="{EDGE}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{left:g}</text>',
        f'<text x="{WIDTH - EDGE}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{right:g}</text>',
    ]
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        for known, run in groupby(zip(x, values, strict=True), key=lambda pair: isfinite(pair[1])):
            if known:  # a gap where nothing is known
                points = " ".join(at(px, py) for px, py in run)
                parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - EDGE - 150}" y="{40 + 16 * number}" fill="{colour}">{name}</text>')
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
