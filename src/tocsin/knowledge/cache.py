"""Knowledge kept as JSON, so that a short command need not read and check seventy YAML files again.

JSON and not pickle: a file in a cache folder must not be able to run anything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.phrases import PhrasePatterns
from tocsin.knowledge.word_index import from_plain
from tocsin.records import (
    CategoryCode,
    ConductRule,
    ContactRoute,
    Example,
    Organisation,
    Reference,
    Scam,
    Sign,
    Tactic,
)

MOST_KEPT = 8  # files
FORMAT = 9  # raise it when the shape of what is written changes


def default_cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "tocsin"


def _path(key: str, folder: Path | None) -> Path:
    return (folder or default_cache_folder()) / f"knowledge-{FORMAT}-{key[:32]}.json"


def read_cache(key: str, folder: Path | None) -> Knowledge | None:
    """What was written under ``key``; None when there is nothing, or nothing that can be read."""
    try:
        data = json.loads(_path(key, folder).read_bytes())
        return _knowledge(data)
    except (OSError, ValueError, KeyError, TypeError):  # a damaged or foreign file: read the knowledge afresh
        return None


def write_cache(key: str, knowledge: Knowledge, folder: Path | None) -> None:
    """Written beside and moved into place, so that no reader meets half a file. A folder we may not write is left."""
    path = _path(key, folder)
    data = {
        "version": knowledge.version,
        "scams": [asdict(scam) for scam in knowledge.scams.values()],
        "organisations": [asdict(organisation) for organisation in knowledge.organisations.values()],
        "tactics": [asdict(tactic) for tactic in knowledge.tactics.values()],
        "parts": dict(knowledge.parts),
        "word_index": knowledge.word_index.as_plain(),
    }
    try:
        import tempfile  # not needed to read, and slow to load

        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".knowledge-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(data, file, default=_as_text, ensure_ascii=False, separators=(",", ":"))
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _drop_old(path.parent)
    except OSError:
        return


def _drop_old(folder: Path) -> None:
    """Every change of a file makes another cache; the few newest serve every checkout that is in use."""
    by_age = sorted(folder.glob("knowledge-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[MOST_KEPT:]:
        path.unlink(missing_ok=True)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _knowledge(data: Mapping[str, Any]) -> Knowledge:
    return Knowledge(
        version=data["version"],
        scams={each["id"]: _scam(each) for each in data["scams"]},
        organisations={each["id"]: _organisation(each) for each in data["organisations"]},
        tactics={each["id"]: _tuples(Tactic, each) for each in data["tactics"]},
        parts={name: tuple(phrases) for name, phrases in data["parts"].items()},
        patterns=PhrasePatterns(
            {
                phrase: None
                for owner in (*data["tactics"], *(sign for scam in data["scams"] for sign in scam["signs"]))
                for phrase in owner["phrases"]
            },
            {name: tuple(phrases) for name, phrases in data["parts"].items()},
        ),
        kept_index=from_plain(data["word_index"]),
    )


def _tuples(make: Callable[..., Any], data: Mapping[str, Any]) -> Any:
    """JSON has lists where records have tuples."""
    return make(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _reference(data: Mapping[str, Any]) -> Reference:
    return Reference(data["title"], data["url"], _day(data["seen_on"]))


def _scam(data: Mapping[str, Any]) -> Scam:
    rest = dict(data)
    rest["signs"] = [_tuples(Sign, each) for each in data["signs"]]
    rest["examples"] = [Example(**each) for each in data["examples"]]
    rest["near_misses"] = [Example(**each) for each in data["near_misses"]]
    rest["references"] = [_reference(each) for each in data["references"]]
    rest["codes"] = [CategoryCode(**each) for each in data["codes"]]
    rest["advice"] = {stage: tuple(sentences) for stage, sentences in data["advice"].items()}
    scam: Scam = _tuples(Scam, rest)
    return scam


def _organisation(data: Mapping[str, Any]) -> Organisation:
    rest = dict(data)
    rest["rules"] = [_tuples(ConductRule, {**each, "source": _reference(each["source"])}) for each in data["rules"]]
    rest["routes"] = [
        _tuples(
            ContactRoute,
            {
                **each,
                "source": _reference(each["source"]),
                "valid_from": _day(each["valid_from"]),
                "valid_to": _day(each["valid_to"]),
            },
        )
        for each in data["routes"]
    ]
    organisation: Organisation = _tuples(Organisation, rest)
    return organisation
