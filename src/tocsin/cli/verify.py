"""``tocsin verify``: is this alert really ours? And: is this file, or this log, what the desk made?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ..actions.checking import as_of
from ..alerts.code import read_code
from ..alerts.recognise import recognise
from ..errors import InputError
from .check import published_here
from .given import open_desk, standard_input, words_given

MAX_BYTES = 50 * 1024 * 1024


@click.command()
@click.argument("words", nargs=-1, metavar="[CODE or TEXT]")
@click.option("--file", "file", metavar="FILE|URL", help="A signed alert (CODE.json), of this desk or of another.")
@click.option("--keys", "keys", metavar="FILE|URL", help="The other desk's keys.json, from its own address.")
@click.option("--log", "log", metavar="FILE|URL", help="The other desk's log.jsonl; “own” checks this desk's.")
@click.option("--json", "as_json", is_flag=True, help="What a code or a text is, as one JSON object.")
def verify(words: Sequence[str], file: str | None, keys: str | None, log: str | None, as_json: bool) -> int:
    """Is this alert really ours? Give its code ("K7Q-4M2"), or a copy of its text.

    With --file: is this signed file what the desk with these keys made, and does its log have it? With --log alone: is
    that log whole?

    Exit status: 0 genuine; 1 altered, or none of ours; 2 an error.
    """
    if file is not None or log is not None:
        return _check_files(file, keys, log)
    if words and tuple(words) != ("-",):
        given = words_given(words, for_a_file="tocsin verify < {name}; for a signed one: tocsin verify --file {name}")
    else:
        given = standard_input()
    if not given.strip():
        raise InputError(
            "There is no code and no text.",
            fix="Give the code, such as K7Q-4M2, or pipe in the text.",
            code="empty-text",
        )
    today = datetime.now(UTC).date()
    publications = [as_of(publication, today) for publication in published_here()]
    code = read_code(given) if len(given.strip()) <= 20 else None
    if code is not None:
        publications = [publication for publication in publications if publication["code"] == code]
        given = code
    recognition = recognise(given, publications) if publications else None
    if recognition is None:
        note = "This desk has not published that. Do not act on it because of a code; ask us by a way you already know."
        click.echo(json.dumps({"state": "unknown", "code": None, "note": note}) if as_json else note)
        return 1
    if as_json:
        state = "altered" if recognition.changes else recognition.state
        click.echo(json.dumps(asdict(recognition) | {"state": state}, ensure_ascii=False))
        return 1 if recognition.changes else 0
    click.echo(recognition.note)
    for change in recognition.changes:
        click.echo(f"  • {change}")
    return 1 if recognition.changes else 0


def _check_files(file: str | None, keys: str | None, log: str | None) -> int:
    from ..alerts.log import check_log

    if log == "own" or (file is not None and keys is None):
        return _check_with_own(file)
    entries = None
    try:
        if log is not None:
            entries = [_json(line, f"{log}, line {at}") for at, line in enumerate(_read(log).splitlines(), start=1)]
            seq, last = check_log(entries)
            click.echo(f"The log is whole: {seq} entries, the last with the hash {last}.")
        if file is not None and keys is not None:
            from ..alerts.verify import verify_document

            _tell(verify_document(_json(_read(file), file), _json(_read(keys), keys), entries))
    except InputError as error:
        return _refused(error)
    return 0


def _check_with_own(file: str | None) -> int:
    from ..actions.keys import published_keys
    from ..actions.proof_log import check_own_log, log_lines
    from ..alerts.verify import verify_document

    installation = open_desk()
    try:
        seq, last = check_own_log(installation)
        click.echo(f"This desk's log is whole: {seq} entries, the last with the hash {last}.")
        if file is not None:
            entries = [json.loads(line) for line in log_lines(installation)]
            _tell(verify_document(_json(_read(file), file), published_keys(installation), entries))
    except InputError as error:
        return _refused(error)
    finally:
        installation.close()
    return 0


def _tell(verified: Any) -> None:
    click.echo(
        f"Genuine: {verified.alert['headline']} (code {verified.alert['code']}, version {verified.alert['version']})"
    )
    if verified.in_log is False:
        click.echo(
            "  • The desk's log does not have it. Fetch a newer log, and if it is still not there, ask the desk."
        )
    for newer in verified.newer:
        click.echo(f"  • There is a newer one: {newer}. Use that.")


def _refused(error: InputError) -> int:
    if error.code not in {"not-genuine", "broken-log"}:
        raise error
    click.echo(str(error))
    return 1


def _read(source: str) -> bytes:
    if source.startswith(("http://", "https://")):
        from ..sources.fetch import fetch

        answer = fetch(source, max_bytes=MAX_BYTES)
        if answer.status != 200:
            raise InputError(f"The site answered {answer.status}.", where=source, fix="Check the address.")
        return answer.data
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"The file cannot be read ({error.strerror}).", where=source, fix="Check the name.") from error


def _json(data: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError("This is no JSON object.", where=where, fix="Fetch it again.", code="bad-file")
    return found
