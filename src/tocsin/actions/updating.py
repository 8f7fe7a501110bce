"""Renewing the knowledge without a release: from a signed bundle, or by a change that two officers agreed on.

Either way the new version is loaded, linted and proved whole before it is put in force, and can be taken back.
"""

from __future__ import annotations

import difflib
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from ..errors import Fault, InputError, KnowledgeError, NotAllowedError, NotFoundError
from ..knowledge import bundle as bundles
from ..knowledge import versions
from ..knowledge.lint import lint_knowledge
from ..knowledge.load import FOLDER, Knowledge, load_knowledge
from ..people.roles import require
from ..records import KnowledgeChange, Officer
from ..sources.fetch import fetch
from ..store import audit as audit_store
from ..store import knowledge_changes as change_store
from ..store.database import Tx
from .installation import Installation
from .proving import prove_knowledge

TRUSTED = "trusted"  # in DATA/knowledge: the public keys whose bundles are taken


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came into force, and what it holds."""

    in_force: versions.InForce
    scams: int
    organisations: int
    tactics: int
    unchanged: bool = False


def trust_key(data_folder: Path, key_file: Path) -> str:
    """Take bundles that the holder of this key signs. Gives the key's id.

    Raises:
        InputError: the file holds no Ed25519 public key.
    """
    key = bundles.read_public_key(key_file)
    folder = data_folder / versions.FOLDER_NAME / TRUSTED
    folder.mkdir(parents=True, exist_ok=True)
    key_id = bundles.key_id_of(key)
    shutil.copyfile(key_file, folder / f"{key_id}.pem")
    return key_id


def update_knowledge(data_folder: Path, source: str, *, at: datetime) -> Renewed:
    """Take in a bundle from a file or a public web address.

    Raises:
        InputError: it cannot be had, is not signed by a trusted key, is older than what is in force, or fails its proof.
        KnowledgeError: its files have faults.
    """
    if source.startswith(("http://", "https://")):
        answer = fetch(source, max_bytes=bundles.MAX_BYTES, accept="application/json")
        if answer.status != 200:
            raise InputError(f"The site answered {answer.status}.", where=source, fix="Check the address.")
        data = answer.data
    else:
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise InputError(
                f"The file cannot be read ({error.strerror}).", where=source, fix="Check the name."
            ) from error
    trusted = bundles.trusted_keys(data_folder / versions.FOLDER_NAME / TRUSTED)
    bundle = bundles.open_bundle(source, data, trusted)
    now = versions.in_force(data_folder)
    # an old bundle with a true signature must not bring back what was corrected since
    if now.made_at and datetime.fromisoformat(bundle.made_at) < datetime.fromisoformat(now.made_at):
        raise InputError(
            f"This bundle was made on {bundle.made_at[:10]}, before the one in force ({now.made_at[:10]}).",
            where=source,
            fix="To go one step back: tocsin knowledge back.",
            code="older-bundle",
        )
    by = f"{bundle.made_by or 'unnamed'}, key {bundle.key_id}"
    return put_in_force(data_folder, bundle.files, made_at=bundle.made_at, at=at, source=f"bundle by {by}")


def put_in_force(
    data_folder: Path, files: Mapping[str, bytes], *, made_at: str | None, at: datetime, source: str
) -> Renewed:
    """Load, lint and prove these files; then switch to them in one step.

    Raises:
        KnowledgeError: the files have faults.
        InputError: an example is not found, or a near miss is.
    """
    knowledge = check_files(files)
    before = versions.in_force(data_folder)
    folder = versions.write_version(data_folder, files)
    state = versions.switch(data_folder, folder.name, made_at=made_at, at=at, source=source)
    return Renewed(
        state,
        scams=len(knowledge.scams),
        organisations=len(knowledge.organisations),
        tactics=len(knowledge.tactics),
        unchanged=before.version == state.version,
    )


def check_files(files: Mapping[str, bytes]) -> Knowledge:
    """The knowledge that these files hold, if it is in order and proves itself.

    Raises:
        KnowledgeError: faults, all of them.
        InputError: an example is not found, or a near miss is.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for path, content in files.items():
            if not versions.PATH.fullmatch(path):
                raise InputError(f"“{path[:100]}” is no file of the knowledge.", fix="Leave it out.")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        knowledge = load_knowledge(folder, use_cache=False, trial=True)
        faults: list[Fault] = lint_knowledge(knowledge, folder)
    if faults:
        raise KnowledgeError(faults)
    proof = prove_knowledge(knowledge)
    if proof.failures:
        first = proof.failures[0]
        more = f" And {len(proof.failures) - 1} more." if len(proof.failures) > 1 else ""
        raise InputError(
            f"It does not prove itself: {first.said} (“{first.text[:120]}”).{more}",
            where=first.scam,
            fix="See: tocsin knowledge prove --folder FOLDER.",
            code="not-proved",
        )
    return knowledge


def go_back(data_folder: Path, *, at: datetime) -> versions.InForce:
    """Put in force again the knowledge that was before."""
    return versions.switch_back(data_folder, at=at)


# --- changes that officers propose -------------------------------------------------------------------


def files_in_force(data_folder: Path, given: Path | None = None) -> dict[str, bytes]:
    """The files of the knowledge in force. ``given``: a folder that the settings name instead."""
    return versions.read_files(given or versions.folder_in_force(data_folder) or FOLDER)


def propose_change(
    installation: Installation, *, officer: Officer, path: str, content: str, note: str
) -> KnowledgeChange:
    """Propose a new text for one file; it must load, lint and prove together with all others.

    Raises:
        InputError: no such kind of file, nothing changed, no reason given, faults in it, or it does not prove itself.
    """
    require(officer, "change-knowledge")
    content = content.replace("\r\n", "\n").rstrip() + "\n"
    if not versions.PATH.fullmatch(path):
        raise InputError(
            f"“{path[:100]}” is no file of the knowledge.",
            fix="A new scam is scams/its-name.yaml; a new organisation is organisations/its-name.yaml.",
        )
    if not note.strip():
        raise InputError("Say why, in a sentence.", fix="Name the source: a page, a case, a correction.")
    files = files_in_force(installation.data_folder, installation.knowledge_folder)
    if files.get(path) == content.encode("utf-8"):
        raise InputError("Nothing was changed.", fix="Change the text first.")
    try:
        check_files({**files, path: content.encode("utf-8")})
    except KnowledgeError as error:
        told = " ".join(str(fault) for fault in error.faults[:5])
        more = f" And {len(error.faults) - 5} more." if len(error.faults) > 5 else ""
        raise InputError(f"It has faults. {told}{more}", fix="Mend them and send it again.", code="faults") from error
    change = KnowledgeChange(
        id=secrets.token_hex(6),
        path=path,
        content=content,
        base_sha256=_sha256(files.get(path)),
        note=note.strip(),
        proposed_by=officer.name,
        proposed_at=installation.now(),
    )
    with installation.store.begin() as tx:
        change_store.add_change(tx, change)
        _note(tx, installation, officer, "knowledge-proposed", change)
    return change


def accept_change(installation: Installation, change_id: str, *, officer: Officer, note: str = "") -> KnowledgeChange:
    """Put a proposed change in force; never by who proposed it.

    Raises:
        NotAllowedError: it is the officer's own, was decided already, or its file has changed since.
    """
    require(officer, "change-knowledge")
    if installation.knowledge_folder is not None:
        raise NotAllowedError(
            "The knowledge folder is set from outside (TOCSIN_KNOWLEDGE_FOLDER).",
            fix="Change the files there, or leave that setting out.",
        )
    change = _open_change(installation, change_id)
    if change.proposed_by == officer.name:
        raise NotAllowedError("Nobody accepts their own change.", where=change.path, fix="Ask another officer.")
    files = files_in_force(installation.data_folder)
    if _sha256(files.get(change.path)) != change.base_sha256:
        raise NotAllowedError(
            "This file has changed since the proposal was made.",
            where=change.path,
            fix="Decline this one and propose it again from the text in force.",
            code="changed",
        )
    changed = {**files, change.path: change.content.encode("utf-8")}
    knowledge_before = versions.in_force(installation.data_folder)
    with installation.store.begin() as tx:
        _decide(tx, installation, change, officer, "accepted", note)
        put_in_force(
            installation.data_folder,
            changed,
            # a bundle made before this one stays refused, as before
            made_at=knowledge_before.made_at,
            at=installation.now(),
            source=f"change {change.id} by {change.proposed_by}, accepted by {officer.name}",
        )
    return get_change(installation, change_id)


def decline_change(installation: Installation, change_id: str, *, officer: Officer, note: str) -> KnowledgeChange:
    """Decline a proposed change, with a reason. Who proposed it may take it back so."""
    require(officer, "change-knowledge")
    if not note.strip():
        raise InputError("Say why, in a sentence.", fix="The colleague who proposed it will read it.")
    change = _open_change(installation, change_id)
    with installation.store.begin() as tx:
        _decide(tx, installation, change, officer, "declined", note)
    return get_change(installation, change_id)


def get_change(installation: Installation, change_id: str) -> KnowledgeChange:
    with installation.store.read() as tx:
        change = change_store.get_change(tx, change_id)
    if change is None:
        raise NotFoundError("There is no such change.", where=change_id, fix="Go back to the knowledge page.")
    return change


def list_changes(installation: Installation, *, status: str | None = None) -> list[KnowledgeChange]:
    with installation.store.read() as tx:
        return change_store.list_changes(tx, status=status)


def difference(installation: Installation, change: KnowledgeChange) -> list[tuple[str, str]]:
    """The proposed text against the one in force, line by line: ``(" ", "+" or "-", line)``, three lines around each."""
    files = files_in_force(installation.data_folder, installation.knowledge_folder)
    old = files.get(change.path, b"").decode("utf-8").splitlines()
    lines = list(difflib.unified_diff(old, change.content.splitlines(), lineterm="", n=3))[2:]
    return [(line[:1], line[1:]) for line in lines]


def _open_change(installation: Installation, change_id: str) -> KnowledgeChange:
    change = get_change(installation, change_id)
    if change.status != "proposed":
        raise NotAllowedError(
            f"This change was {change.status} by {change.decided_by}.", fix="Nothing needs doing.", code="changed"
        )
    return change


def _decide(
    tx: Tx,
    installation: Installation,
    change: KnowledgeChange,
    officer: Officer,
    status: Literal["accepted", "declined"],
    note: str,
) -> None:
    at = installation.now()
    if not change_store.decide_change(tx, change.id, status=status, by=officer.name, at=at, note=note.strip()):
        raise NotAllowedError("Somebody decided this change just now.", fix="Look again.", code="changed")
    _note(tx, installation, officer, f"knowledge-{status}", change)


def _note(tx: Tx, installation: Installation, officer: Officer, action: str, change: KnowledgeChange) -> None:
    audit_store.add_entry(
        tx,
        at=installation.now(),
        actor=officer.name,
        action=action,
        subject=change.id,
        detail=f"{change.path}: {change.note}",
    )


def _sha256(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
