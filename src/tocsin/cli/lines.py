"""Reading and writing JSON Lines as the contract says: same order, one bad line never stops the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ..errors import InputError, TocsinError

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def each_line(paths: Iterable[str]) -> Iterator[bytes]:
    """The lines of the files named, or of standard input when there are none (or it is named: ``-``). Blank lines are passed over.

    Raises:
        InputError: a file cannot be opened.
    """
    named = list(paths)
    if not named:
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    for name in named:
        if name == "-":
            yield from (line for line in sys.stdin.buffer if line.strip())
            continue
        try:
            with Path(name).open("rb") as file:
                yield from (line for line in file if line.strip())
        except OSError as error:
            raise InputError(
                f"The file cannot be read: {error.strerror}.", where=name, fix="Check the name."
            ) from error


def answer_lines(lines: Iterable[bytes], *, known: frozenset[str], answer: Answer) -> Iterator[dict[str, Any]]:
    """For each line the answer, or ``{"id", "error"}``. Input keys that are not ``known`` come back under ``"extra"``."""
    for number, line in enumerate(lines, start=1):
        identifier: Any = None
        try:
            given = _parse(line, number)
            identifier = given.get("id")
            result = answer(given)
        except TocsinError as error:
            result = {"id": identifier, "error": error.as_dict()}
        else:
            extra = {key: value for key, value in given.items() if key not in known}
            if extra:
                result["extra"] = extra
        yield result


def write_line(value: Mapping[str, Any]) -> None:
    """One object on standard output, at once, so that a program on the other side of a pipe can go on."""
    click.echo(json.dumps(value, ensure_ascii=False))


def text_of(given: Mapping[str, Any], key: str = "text") -> str:
    """The text of a line.

    Raises:
        InputError: it is missing or not a string.
    """
    text = given.get(key)
    if not isinstance(text, str):
        raise InputError(
            f"“{key}” is missing or not a string.", fix=f'Give it as {{"id": …, "{key}": "…"}}.', code="bad-line"
        )
    return text


def choice_of(given: Mapping[str, Any], key: str, choices: Iterable[str]) -> str | None:
    """An optional word of a closed list.

    Raises:
        InputError: it is another word.
    """
    value = given.get(key)
    allowed = tuple(choices)
    if value is None or value in allowed:
        return value
    raise InputError(
        f"“{key}” is {value!r}.", fix=f"Give one of {', '.join(allowed)}, or leave it out.", code="bad-line"
    )


def _parse(line: bytes, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            reason = error.msg[0].lower() + error.msg[1:]
        else:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it is not UTF-8 text"
        raise InputError(
            f"This is not JSON: {reason}.", where=f"line {number}", fix="Give one JSON object a line.", code="bad-line"
        ) from error
    if not isinstance(given, dict):
        raise InputError(
            "This is not a JSON object.", where=f"line {number}", fix="Give one JSON object a line.", code="bad-line"
        )
    return given
