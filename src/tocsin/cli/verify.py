"""``tocsin verify``: is this alert really ours? And: is this file, or this log, what the desk made?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..actions.checking import as_of
from ..alerts.code import read_code
from ..alerts.recognise import recognise
from ..errors import InputError
from .check import published_here
from .given import open_desk, standard_input, words_given

if TYPE_CHECKING:
    from ..alerts.verify import Verified

MAX_BYTES = 50 * 1024 * 1024
ALTERED, NOT_IN_FORCE, UNKNOWN = 1, 3, 4
"""Exit statuses beside 0 (genuine and in force) and 2 (an error)."""


@click.command()
@click.argument("words", nargs=-1, metavar="[CODE or TEXT]")
@click.option("--file", "file", metavar="FILE|URL", help="A signed alert (CODE.json), of this desk or of another.")
@click.option("--keys", "keys", metavar="FILE|URL", help="The other desk's keys.json, from its own address.")
@click.option("--log", "log", metavar="FILE|URL", help="The other desk's log.jsonl; “own” checks this desk's.")
@click.option("--json", "as_json", is_flag=True, help="What it is, as one JSON object.")
def verify(words: Sequence[str], file: str | None, keys: str | None, log: str | None, as_json: bool) -> int:
    """Is this alert really ours? Give its code ("K7Q-4M2"), or a copy of its text.

    With --file: is this signed file what the desk with these keys made, and does its log have it? With --log alone: is
    that log whole?

    The answer's "state" (--json) and the exit status: 0 "current": genuine and in force (of a log alone, "whole"); 1
    "altered": not as it was sent, or its signature or its log does not hold; 2 an error; 3 "replaced", "withdrawn" or
    "expired": genuine, but not to be relied on any more; 4 "unknown": nothing that this desk published.

    A file alone cannot tell that a newer one has been sent: give --log, too.
    """
    if file is not None or log is not None:
        return _check_files(file, keys, log, as_json=as_json)
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
        return UNKNOWN
    state = "altered" if recognition.changes else recognition.state
    if as_json:
        click.echo(json.dumps(asdict(recognition) | {"state": state}, ensure_ascii=False))
    else:
        click.echo(recognition.note)
        for change in recognition.changes:
            click.echo(f"  • {change}")
    return _status(state)


def _status(state: str) -> int:
    return {"current": 0, "whole": 0, "altered": ALTERED, "unknown": UNKNOWN}.get(state, NOT_IN_FORCE)


def _check_files(file: str | None, keys: str | None, log: str | None, *, as_json: bool) -> int:
    try:
        with_own = log == "own" or (file is not None and keys is None)
        found = _check_with_own(file) if with_own else _check_with_theirs(file, keys, log)
    except InputError as error:
        if error.code not in {"not-genuine", "broken-log"}:
            raise
        click.echo(json.dumps({"state": "altered", "note": str(error)}, ensure_ascii=False) if as_json else str(error))
        return ALTERED
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else found["note"])
    return _status(found["state"])


def _check_with_theirs(file: str | None, keys: str | None, log: str | None) -> dict[str, Any]:
    from ..alerts.log import check_log
    from ..alerts.verify import verify_document

    entries, whole = None, None
    if log is not None:
        entries = [_json(line, f"{log}, line {at}") for at, line in enumerate(_read(log).splitlines(), start=1)]
        whole = check_log(entries)
    verified = None
    if file is not None and keys is not None:
        verified = verify_document(_json(_read(file), file), _json(_read(keys), keys), entries)
    return _told("The log", whole, verified)


def _check_with_own(file: str | None) -> dict[str, Any]:
    from ..actions.keys import published_keys
    from ..actions.proof_log import check_own_log, log_lines
    from ..alerts.verify import verify_document

    installation = open_desk()
    try:
        whole = check_own_log(installation)
        verified = None
        if file is not None:
            entries = [json.loads(line) for line in log_lines(installation)]
            verified = verify_document(_json(_read(file), file), published_keys(installation), entries)
    finally:
        installation.close()
    return _told("This desk's log", whole, verified)


def _told(whose: str, whole: tuple[int, str] | None, verified: Verified | None) -> dict[str, Any]:
    notes, found = [], dict[str, Any](state="whole")
    if whole is not None:
        notes.append(f"{whose} is whole: {whole[0]} entries, the last with the hash {whole[1]}.")
        found["log"] = {"entries": whole[0], "last_hash": whole[1]}
    if verified is not None:
        alert, state = verified.alert, verified.state(datetime.now(UTC))
        about = {name: alert[name] for name in ("code", "version", "headline", "sent_at", "expires_at")}
        found |= {"state": state, **about, "in_log": verified.in_log, "newer": list(verified.newer)}
        notes.append(f"Genuine: {alert['headline']} (code {alert['code']}, version {alert['version']})")
        if verified.in_log is False:
            notes.append(
                "  • The desk's log does not have it. Fetch a newer log, and if it is still not there, ask the desk."
            )
        notes += [f"  • There is a newer one: {newer}. Use that." for newer in verified.newer]
        if state != "current":
            notes.append(f"  • {_NO_MORE[state]}")
        elif verified.in_log is None:
            notes.append("  • Whether a newer one has been sent, only the desk's log can tell: give it with --log.")
    return found | {"note": "\n".join(notes)}


_NO_MORE = {
    "replaced": "It has been replaced. Do not rely on it any more.",
    "withdrawn": "The desk took this alert back. Do not rely on it any more.",
    "expired": "It has run out. It was right when it was sent.",
}


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
