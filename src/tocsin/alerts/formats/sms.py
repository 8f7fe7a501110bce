"""An alert as a text message, in as few segments as can be, and what any text costs as one.

A message is one segment of 160 characters of the GSM alphabet (3GPP TS 23.038), or of 70 UTF-16 units when it holds any
other character. A longer one is cut into segments of 153 or 67: each loses the room in which a phone is told the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..sentences import split_sentences

Alphabet = Literal["GSM-7", "UCS-2"]
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")  # each takes the room of two
# The same signs in the GSM alphabet. Letters are never changed: a Welsh place keeps its name, at the price of UCS-2.
_PLAIN_SIGNS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
        "…": "...", "•": "-", "·": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    }
)  # fmt: skip
_ROOM: Mapping[Alphabet, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
# For a first idea of the cost; what a desk pays is in its contract.
ASSUMED_PENCE_A_SEGMENT = 3.0
EXERCISE_SAID = "EXERCISE, only a drill."
MOST_ADVICE = 4  # sentences of "what to do"; more is for the page


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message. ``units``: septets of GSM-7, or UTF-16 units of UCS-2, over all segments."""

    text: str
    alphabet: Alphabet
    units: int
    segments: int


def measure_sms(text: str) -> Sms:
    """How a phone network counts this text. No sign is split between two segments."""
    alphabet: Alphabet = "GSM-7" if all(one in GSM_BASIC or one in GSM_EXTENSION for one in text) else "UCS-2"
    if alphabet == "GSM-7":
        sizes = [2 if one in GSM_EXTENSION else 1 for one in text]
    else:
        sizes = [2 if ord(one) > 0xFFFF else 1 for one in text]
    alone, joined = _ROOM[alphabet]
    units = sum(sizes)
    if units <= alone:
        return Sms(text, alphabet, units, 1)
    segments, left = 1, joined
    for size in sizes:
        if size > left:
            segments, left = segments + 1, joined
        left -= size
    return Sms(text, alphabet, units, segments)


def render_sms(document: Mapping[str, Any]) -> Sms:
    """The alert as a text message: who warns, of what, what to do, and the code to check it by. Never cut short.

    It always holds the headline and the first advice (a withdrawal: its first sentence). More of the advice is put in only
    where it costs no further segment.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.
    """
    fewest: Sms | None = None
    for text in _shortest_first(document):
        message = measure_sms(text)
        if fewest is not None and message.segments > fewest.segments:
            break
        fewest = message
    assert fewest is not None
    return fewest


def cost_pence(messages: int, segments: int, *, pence_a_segment: float) -> float:
    """What it costs to send so many messages of so many segments."""
    return messages * segments * pence_a_segment


def _shortest_first(document: Mapping[str, Any]) -> Iterator[str]:
    said = _more_and_more(document)
    start = [EXERCISE_SAID] if document["exercise"] else []
    host = str(document["desk"]["url"]).partition("://")[2]
    end = f"Check: {document['code']} at {host}/verify"
    for sentences in said:
        yield " ".join([*start, *sentences, end]).translate(_PLAIN_SIGNS)


def _more_and_more(document: Mapping[str, Any]) -> list[Sequence[str]]:
    name, headline = document["desk"]["name"], " ".join(str(document["headline"]).split())
    stopped = headline if headline.endswith((".", "!", "?")) else f"{headline}."
    if document["kind"] == "Cancel":
        sentences = split_sentences(document["withdrawal"])
        named = headline in document["withdrawal"]
        first = f"{name}, alert withdrawn: {sentences[0] if named else f'{stopped} {sentences[0]}'}"
        return [[first, *sentences[1:count]] for count in range(1, len(sentences) + 1)]
    what = "update" if document["kind"] == "Update" else "alert"
    first = f"{name}, {what}: {stopped}"
    advice = [one["text"] for one in document["sentences"] if one["section"] == "do"][:MOST_ADVICE]
    return [[first, *advice[:count]] for count in range(min(1, len(advice)), len(advice) + 1)]
