"""Making signed bundles of knowledge, for those who publish them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from ..errors import InputError
from ..knowledge.bundle import key_id_of, make_bundle
from ..knowledge.versions import read_files
from .updating import check_files


def make_bundle_key(file: Path) -> tuple[str, Path]:
    """Make a key pair: the secret one in ``file``, for its owner alone; gives its id and the public key's file.

    Raises:
        InputError: there is such a file already, or the folder cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = file.with_name(f"{file.name}.pub.pem")
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secret)
    except OSError as error:
        raise InputError(
            f"The key cannot be written ({error.strerror}).", where=str(file), fix="Name a new file."
        ) from error
    public.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return key_id_of(key.public_key()), public


def write_bundle(folder: Path, out: Path, *, key_file: Path, made_by: str, at: datetime) -> int:
    """Write the knowledge of ``folder`` as a signed bundle, once it is in order and proves itself. Gives its files' count.

    Raises:
        KnowledgeError: faults in it.
        InputError: it does not prove itself, or the key cannot be used.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(
            "There is no Ed25519 secret key in this file.",
            where=str(key_file),
            fix="Make one: tocsin knowledge make-key FILE.",
        )
    files = read_files(folder)
    check_files(files)
    out.write_bytes(make_bundle(files, key, made_by=made_by, made_at=at))
    return len(files)
