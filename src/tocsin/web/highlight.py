"""The person's own words with the telling ones marked, each mark numbered with the reason it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Span, Verdict

LONGEST_WHOLE = 1_500  # characters; of a longer text only the passages around the marks are shown
AROUND = 160  # characters shown either side of a mark of a long text
MOST_PASSAGES = 12
WIDE = "wording"  # the evidence that is whole passages (checking.check.wording)
ENOUGH = 2  # exact reasons
SHOWN = 4  # reasons told at once, and numbered in the text; the rest stand behind them


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text; ``reasons`` are the numbers of the reasons it shows, none for plain text.

    ``ends`` are those of the first :data:`SHOWN` whose words end here: that is where their number is printed.
    """

    text: str
    reasons: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that gave it away: what it means, and the words that show it."""

    number: int
    why: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """``passages`` are runs of segments; more than one when a long text was cut down to what matters.

    The first :data:`SHOWN` of ``reasons`` are the most telling ones that say different things, in the order of the text;
    the rest follow in that order too.
    """

    passages: tuple[tuple[Segment, ...], ...]
    reasons: tuple[Reason, ...]
    cut: bool


def mark_words(text: str, verdict: Verdict) -> Marked:
    """Mark the evidence of ``verdict`` in ``text``, which must be the text that was checked."""
    spans_by_why: dict[str, list[Span]] = {}
    held = [evidence for evidence in verdict.evidence if evidence.held]
    exact = [evidence for evidence in held if evidence.sign != WIDE]
    # Whole passages in the model's colour would drown the few words that tell; they are marked when little else is.
    for evidence in exact if len({evidence.why for evidence in exact if evidence.spans}) >= ENOUGH else held:
        spans_by_why.setdefault(evidence.why, []).extend(evidence.spans)
    reasons: list[Reason] = []
    numbered: list[tuple[Span, int]] = []
    told = _most_telling(spans_by_why)
    # Reasons with words to show come first, in the order in which the text gives them.
    for why, spans in sorted(
        spans_by_why.items(),
        key=lambda item: (item[0] not in told, min((span.start for span in item[1]), default=len(text))),
    ):
        number = len(reasons) + 1
        reasons.append(Reason(number, why, _quotes(spans)))
        numbered.extend((span, number) for span in spans)
    cut = len(text) > LONGEST_WHOLE
    ranges = _around(text, numbered) if cut else [(0, len(text))]
    passages = tuple(_segments(text, numbered, start, end) for start, end in ranges)
    return Marked(passages=passages, reasons=tuple(reasons), cut=cut)


def _most_telling(spans_by_why: Mapping[str, Sequence[Span]]) -> frozenset[str]:
    """The reasons to tell at once. Evidence comes the weightiest first; what the same words show already can wait."""
    told: list[str] = []
    taken: list[Span] = []
    for why, spans in spans_by_why.items():
        fresh = spans and not any(one.start < span.end and span.start < one.end for one in taken for span in spans)
        if fresh and len(told) < SHOWN:
            told.append(why)
            taken += spans
    rest = [why for why, spans in spans_by_why.items() if why not in told and spans]
    return frozenset(told + rest[: SHOWN - len(told)])


def _quotes(spans: Sequence[Span]) -> tuple[str, ...]:
    shown: dict[str, str] = {}
    for span in spans:
        words = " ".join(span.text.split())
        shown.setdefault(words.lower(), words)
    return tuple(list(shown.values())[:3])


def _segments(text: str, numbered: Sequence[tuple[Span, int]], start: int, end: int) -> tuple[Segment, ...]:
    inside = [(span, number) for span, number in numbered if span.start < end and span.end > start]
    edges = {start, end}
    for span, _ in inside:
        edges |= {max(span.start, start), min(span.end, end)}
    pieces: list[tuple[str, frozenset[int]]] = []
    for left, right in pairwise(sorted(edges)):
        numbers = frozenset(number for span, number in inside if span.start <= left and right <= span.end)
        if pieces and pieces[-1][1] == numbers:
            pieces[-1] = (pieces[-1][0] + text[left:right], numbers)
        else:
            pieces.append((text[left:right], numbers))
    after = [numbers for _, numbers in pieces[1:]] + [frozenset()]
    segments: list[Segment] = []
    for (words, numbers), following in zip(pieces, after, strict=True):
        ends = tuple(sorted(number for number in numbers - following if number <= SHOWN))
        last = segments[-1] if segments else Segment("")
        if numbers and last.reasons and not last.ends:  # one mark until a number is printed
            both = tuple(sorted({*last.reasons, *numbers}))
            segments[-1] = Segment(last.text + words, both, ends)
        else:
            segments.append(Segment(words, tuple(sorted(numbers)), ends))
    return tuple(segments)


def _around(text: str, numbered: Sequence[tuple[Span, int]]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for span, _ in sorted(numbered, key=lambda pair: pair[0].start):
        left, right = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
        if ranges and left <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(right, ranges[-1][1]))
        elif len(ranges) < MOST_PASSAGES:
            ranges.append((left, right))
    return ranges or [(0, min(len(text), 2 * AROUND))]
