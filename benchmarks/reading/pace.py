"""How fast documents are read, as text and as web pages, and whether memory stays flat."""

from __future__ import annotations

import gc
import html
import os
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from tocsin.knowledge.load import Knowledge
from tocsin.sources import read_bytes
from tocsin.understanding.advisory import read_advisory

ROUNDS = 3
MANY = 10_000
MEASURED_AT = (1_000, 2_500, 5_000, 7_500, MANY)

# A page as councils and forces publish them: menus above, other news beside and below, a footer, scripts.
_PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Marlshire Council</title>
<meta property="og:site_name" content="Marlshire Council"><script>window.config = {{"items": [{script}]}};</script>
<style>{style}</style></head>
<body><div class="cookie-banner"><p>We use cookies to make this site better.</p><button>Accept</button></div>
<header><nav aria-label="Main"><ul>{menu}</ul></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/news">News</a></div>
<main><div class="layout"><div class="article-body"><h1>{title}</h1>{paragraphs}</div>
<aside class="related-links"><h2>Related news</h2><ul>{related}</ul></aside></div></main>
<footer><ul>{menu}</ul><p>&copy; Marlshire Council. Call 01632 960 001.</p></footer></body></html>"""


def as_page(text: str) -> bytes:
    """The text as the article of a web page."""
    paragraphs = [html.escape(line) for line in text.splitlines() if line.strip()]
    item = '<li class="menu-item"><a href="/services/{0}">Service number {0}</a></li>'
    return _PAGE.format(
        title=paragraphs[0][:120] if paragraphs else "News",
        script=", ".join(str(number) for number in range(400)),
        style=" ".join(f".block-{number} {{ margin: {number}px; }}" for number in range(200)),
        menu="".join(item.format(number) for number in range(60)),
        related="".join(f'<li><a href="/news/{n}">Road {n} to close for a week in Anytown</a></li>' for n in range(20)),
        paragraphs="".join(f"<p>{line}</p>" for line in paragraphs),
    ).encode()


def show_pace(files: Sequence[Path], knowledge: Knowledge) -> None:
    """Documents a second of processor time on one core, from the bytes of the file to the facts."""
    texts = [(file.name, file.read_bytes()) for file in files]
    pages = [(f"{name}.html", as_page(data.decode("utf-8", "replace"))) for name, data in texts]
    for kind, documents in (("text", texts), ("HTML", pages)):
        rates = sorted(_rate(documents, lambda name, data: read_one(name, data, knowledge)) for _ in range(ROUNDS))
        kilobytes = sum(len(data) for _, data in documents) / len(documents) / 1000
        print(
            f"{kind}: {statistics.median(rates):.0f} documents a second on one core"
            f" ({len(documents)} documents of {kilobytes:.0f} kB on average, {ROUNDS} rounds: "
            f"{rates[0]:.0f} to {rates[-1]:.0f})"
        )


def read_one(name: str, data: bytes, knowledge: Knowledge) -> None:
    read_advisory(read_bytes(name, data), knowledge)


def _rate(documents: Sequence[tuple[str, bytes]], read: Callable[[str, bytes], None]) -> float:
    begun = time.process_time()
    for name, data in documents:
        read(name, data)
    return len(documents) / (time.process_time() - begun)


def show_memory(files: Sequence[Path], knowledge: Knowledge) -> None:
    """Resident memory of this process while 10,000 documents are read, each made different from every other."""
    texts = [(file.name, file.read_text(encoding="utf-8", errors="replace")) for file in files]
    told = []
    for number, (name, text) in enumerate(islice(cycle(texts), MANY), start=1):
        read_one(name, f"{text}\n\nNotice {number}, seen {number * 7919 % 100_000} times.\n".encode(), knowledge)
        if number in MEASURED_AT:
            gc.collect()
            told.append(f"{resident_megabytes():.0f} MB after {number:,}")
    print(f"memory: {', '.join(told)}")


def resident_megabytes() -> float:
    """Memory that this process holds now. Linux tells it in /proc."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
