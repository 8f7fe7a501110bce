"""From the files of a knowledge folder to Knowledge, by way of a cache.

The cache is JSON, kept under the hash of everything that was read, so a changed file is never answered from it.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from tocsin.errors import Fault, KnowledgeError
from tocsin.knowledge.cache import read_cache, write_cache
from tocsin.knowledge.forces_file import NAME as FORCES
from tocsin.knowledge.forces_file import use_forces_of
from tocsin.knowledge.known import Knowledge
from tocsin.records import Organisation, Scam
from tocsin.version import VERSION

FOLDER = Path(__file__).resolve().parent
__all__ = ["FOLDER", "Knowledge", "load_knowledge"]


def load_knowledge(
    folder: Path | None = None, *, cache_folder: Path | None = None, use_cache: bool = True, trial: bool = False
) -> Knowledge:
    """All that is known, from ``folder`` (the files that come with Tocsin when None).

    ``cache_folder`` is where the compiled form is kept (by default ``tocsin`` in the user's cache folder); one that
    cannot be written is no error. The police forces in the folder are in force from then on, unless it is a ``trial``.
    Raises KnowledgeError with every fault of every file, each with ``path:line``.
    """
    if not trial:
        use_forces_of(folder)
    if folder is None and cache_folder is None and use_cache:
        return _own_knowledge()
    return _load(folder or FOLDER, cache_folder, use_cache)


@lru_cache(maxsize=1)
def _own_knowledge() -> Knowledge:
    """The files that come with Tocsin do not change while it runs, so one process reads them once."""
    return _load(FOLDER, None, True)


def _load(folder: Path, cache_folder: Path | None, use_cache: bool) -> Knowledge:
    texts = _read_files(folder)
    digest = hashlib.sha256()
    digest.update(VERSION.encode())
    # What is kept was made by these.
    for maker in ("phrases.py", "phrase_words.py", "wanted_words.py", "word_index.py"):
        digest.update(FOLDER.joinpath(maker).read_bytes())
    for path, content in texts.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    key = digest.hexdigest()
    if use_cache and (cached := read_cache(key, cache_folder)) is not None:
        return cached
    knowledge = _compile(texts, version=f"{VERSION}+{key[:8]}")
    if use_cache:
        write_cache(key, knowledge, cache_folder)
    return knowledge


def _read_files(folder: Path) -> dict[str, bytes]:
    """Content by path relative to the folder, in a fixed order."""
    single = [folder / "parts.yaml", folder / "tactics.yaml"]
    missing = [path for path in single if not path.is_file()]
    if missing:
        raise KnowledgeError([Fault(str(path), 1, "The file is missing.") for path in missing])
    names = [path.name for path in single]
    if (folder / FORCES).is_file():
        names.append(FORCES)
    for room in ("scams", "organisations"):
        if (folder / room).is_dir():
            names += [f"{room}/{name}" for name in sorted(os.listdir(folder / room)) if name.endswith(".yaml")]
    contents = {}
    for name in names:  # plain paths: some 260 files are read for every check
        with open(f"{folder}/{name}", "rb") as file:
            contents[name] = file.read()
    return contents


def _compile(contents: dict[str, bytes], *, version: str) -> Knowledge:
    # Only what is not in the cache needs the YAML parser, and loading that takes as long as a whole check.
    from tocsin.knowledge.links import find_broken_links
    from tocsin.knowledge.schema import FileReader, read_parts

    faults: list[Fault] = []
    texts: dict[str, str] = {}
    for path, content in contents.items():
        try:
            texts[path] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            faults.append(Fault(path, line, "The file is not UTF-8 text.", "Save it as UTF-8."))
    reader = FileReader(read_parts(texts.get("parts.yaml", "{}"), "parts.yaml", faults), faults)
    tactics = reader.tactics(texts.get("tactics.yaml", "{}"), "tactics.yaml")
    if FORCES in texts:
        from tocsin.knowledge.forces import read_forces

        read_forces(texts[FORCES], FORCES, faults)
    scams: dict[str, Scam] = {}
    organisations: dict[str, Organisation] = {}
    for path, text in texts.items():
        stem = Path(path).stem
        if path.startswith("scams/") and (scam := reader.scam(text, path, stem=stem)) is not None:
            scams[stem] = scam
        elif path.startswith("organisations/"):
            organisation = reader.organisation(text, path, stem=stem)
            if organisation is not None:
                organisations[stem] = organisation
    knowledge = Knowledge(version, scams, organisations, tactics, reader.parts, reader.patterns)
    if not faults:  # links between files that could not be read would only repeat the first faults
        faults.extend(find_broken_links(knowledge, texts))
    if faults:
        raise KnowledgeError(sorted(faults, key=lambda fault: (fault.path, fault.line)))
    return knowledge
