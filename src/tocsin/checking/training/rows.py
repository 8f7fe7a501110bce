"""Rows to train with: texts or calls with a label, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError
from tocsin.knowledge.load import Knowledge

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


Turns = tuple[tuple[str, str], ...]
_CHANNELS = {"leaflet": "letter", "poster": "letter", "description": None, "voicemail": "call"}
_LABELS = {"scam": True, "genuine": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text, or one call as ``turns`` of (speaker, words).

    ``source`` is what is left out whole when judging what transfers; ``group`` is what must not stand on both sides of a
    fold (a situation with all its pairs, a scam with its examples). ``scam_id`` is the entry it tells of, where known.
    """

    source: str
    group: str
    is_scam: bool
    text: str
    channel: str | None = None
    turns: Turns = ()
    scam_id: str | None = None
    kind: str = "message"  # message, call or account
    pair: str = ""
    harm_turn: int | None = None
    id: str = ""
    tactics: tuple[str, ...] = ()


def corpus_rows(folder: Path) -> Iterator[Row]:
    """The rows of one half of the corpus (``corpus/training``): messages, calls and accounts."""
    for kind in ("messages", "calls", "accounts"):
        for path in sorted((folder / kind).glob("*.jsonl")):
            with path.open(encoding="utf-8") as file:
                for line in file:
                    given = json.loads(line)
                    channel = given.get("channel")
                    turns: Turns = tuple((turn["speaker"], turn["text"]) for turn in given.get("turns", ()))
                    yield Row(
                        source="corpus",
                        group=given["situation"],
                        is_scam=given["label"] == "scam",
                        text=given["text"] if "text" in given else as_lines(turns),
                        channel=_CHANNELS.get(channel, channel),
                        turns=turns,
                        scam_id=given.get("scam"),
                        kind=kind[:-1],
                        pair=given.get("pair") or "",
                        harm_turn=given.get("harm_turn"),
                        id=given.get("id", ""),
                        tactics=tuple(given.get("tactics") or ()),
                    )


def harmless_of(folder: Path) -> list[str]:
    """The everyday sentences that lie beside the rows of one half of the corpus (``harmless.txt``, one a line), if any do."""
    path = folder / "harmless.txt"
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path.is_file() else []


def knowledge_rows(knowledge: Knowledge) -> Iterator[Row]:
    """The examples of every entry, which are scams, and its near misses, which are not."""
    for scam in knowledge.scams.values():
        for examples, is_scam in ((scam.examples, True), (scam.near_misses, False)):
            for example in examples:
                yield Row(
                    source="knowledge",
                    group=f"entry:{scam.id}",
                    is_scam=is_scam,
                    text=example.text,
                    channel=_CHANNELS.get(example.channel, example.channel),
                    scam_id=scam.id if is_scam else None,
                    kind="account" if example.channel == "description" else "message",
                )


def rows_of_file(path: Path, *, source: str | None = None) -> Iterator[Row]:
    """Rows that somebody supplies, JSON Lines of ``{"text" or "turns", "label": scam|genuine, "channel"?, "group"?, "harm_turn"?}``.

    ``harm_turn``: of a scam call, the number of the turn that first asks for what does harm; the first turn is 0.

    Raises:
        InputError: the file cannot be read, or a line of it is no such row; it names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The file of rows cannot be read.", where=str(path), fix="Check its name; it must be UTF-8."
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, source or path.stem, f"{path}:{number}")


def _row(line: str, source: str, where: str) -> Row:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise InputError("This line is not JSON.", where=where, fix="Give one JSON object a line.") from error
    if not isinstance(given, dict):
        raise InputError("This line is not a JSON object.", where=where, fix='Give {"text": "…", "label": "scam"}.')
    label = given.get("label")
    if label not in _LABELS:
        raise InputError(f"The label is {label!r}.", where=where, fix="Give “scam” or “genuine” as “label”.")
    turns = _turns(given.get("turns"), where)
    text = given.get("text")
    if not turns and not (isinstance(text, str) and text.strip()):
        raise InputError("There is no text and no turns.", where=where, fix="Give a “text”, or “turns” of a call.")
    channel = given.get("channel")
    harm_turn = given.get("harm_turn")
    if harm_turn is not None and not (type(harm_turn) is int and 0 <= harm_turn < len(turns)):
        raise InputError(
            f"There is no turn {harm_turn!r}.",
            where=where,
            fix="Give as “harm_turn” the number of the turn that first asks for what does harm; the first is 0.",
        )
    return Row(
        source=source,
        group=str(given.get("group") or where),
        is_scam=_LABELS[label],
        text=text if isinstance(text, str) and text else as_lines(turns),
        channel=_CHANNELS.get(channel, channel) if isinstance(channel, str) else None,
        turns=turns,
        kind="call" if turns else "message",
        harm_turn=harm_turn,
    )


def _turns(given: Any, where: str) -> Turns:
    if given is None:
        return ()
    if isinstance(given, list) and all(
        isinstance(turn, Mapping) and isinstance(turn.get("text"), str) for turn in given
    ):
        return tuple((str(turn.get("speaker", "unknown")), turn["text"]) for turn in given)
    raise InputError(
        "“turns” is not a list of turns.", where=where, fix='Give [{"speaker": "caller", "text": "…"}, …].'
    )


def as_lines(turns: Turns) -> str:
    """A call as people paste it: a line each, with who speaks."""
    return "\n".join(f"{speaker}: {text}" if speaker in ("caller", "callee") else text for speaker, text in turns)
