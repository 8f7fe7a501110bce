"""The desk's signing keys: Ed25519 for the document, ECDSA P-256 with a certificate for CAP (XML signatures have no Ed25519).

They are made on the first start, each file complete or not there at all and readable by its owner alone. Exercises have
keys of their own, so that no exercise can ever pass for a live alert, nor the other way round.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from ..errors import StoreError
from ..records import PublicKey

DOCUMENT_KEY_FILE = "alerts-ed25519.pem"
CAP_KEY_FILE = (
    "cap-ecdsa-p256.pem"  # the private key and its certificate, in one file so that they always belong together
)
CERTIFICATE_YEARS = 10


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What one desk signs with. ``key_id`` names the Ed25519 key: the first 16 hexadecimal digits of its SHA-256."""

    key_id: str
    document_key: Ed25519PrivateKey
    cap_key: ec.EllipticCurvePrivateKey
    cap_certificate: x509.Certificate
    exercise: bool = False

    @property
    def public_key(self) -> Ed25519PublicKey:
        return self.document_key.public_key()

    @property
    def cap_key_id(self) -> str:
        """The first 16 hexadecimal digits of the certificate's SHA-256."""
        return self.cap_certificate.fingerprint(hashes.SHA256()).hex()[:16]

    @property
    def cap_certificate_pem(self) -> bytes:
        """The certificate that checks the signature inside a CAP file, for ``/.well-known/tocsin/cap-certificate.pem``."""
        return self.cap_certificate.public_bytes(serialization.Encoding.PEM)


def open_keys(folder: Path, *, sender: str, exercise: bool = False) -> SigningKeys:
    """The keys in ``folder``; made there when they are missing.

    ``sender`` is the desk's CAP sender and becomes the name in the certificate.

    Raises:
        StoreError: the folder cannot be written, or a file in it is no key of ours. Nothing is ever overwritten.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        document_pem = _read_or_make(folder / DOCUMENT_KEY_FILE, lambda: _pem(Ed25519PrivateKey.generate()))
        cap_pem = _read_or_make(folder / CAP_KEY_FILE, lambda: _make_cap_pem(sender, exercise=exercise))
    except OSError as error:
        raise StoreError(
            f"The signing keys cannot be read or made: {error.strerror}.",
            where=str(error.filename or folder),
            fix="Give Tocsin's user the right to read and write this folder.",
        ) from error
    document_key = _load_private(folder / DOCUMENT_KEY_FILE, document_pem)
    if not isinstance(document_key, Ed25519PrivateKey):
        raise _unusable(folder / DOCUMENT_KEY_FILE, "holds another kind of key")
    cap_key = _load_private(folder / CAP_KEY_FILE, cap_pem)
    if not isinstance(cap_key, ec.EllipticCurvePrivateKey):
        raise _unusable(folder / CAP_KEY_FILE, "holds another kind of key")
    certificate = _load_certificate(folder / CAP_KEY_FILE, cap_pem)
    if certificate.public_key() != cap_key.public_key():
        raise _unusable(folder / CAP_KEY_FILE, "holds a certificate of another key")
    return SigningKeys(
        key_id=key_id_of(document_key.public_key()),
        document_key=document_key,
        cap_key=cap_key,
        cap_certificate=certificate,
        exercise=exercise,
    )


NEXT = "next"


def prepare_keys(folder: Path, *, sender: str, exercise: bool = False) -> SigningKeys:
    """The keys that will follow those in ``folder``; made beside them when they are not there yet.

    Raises:
        StoreError: the folder cannot be written.
    """
    return open_keys(folder / NEXT, sender=sender, exercise=exercise)


def switch_keys(folder: Path) -> None:
    """Put the prepared keys in the place of those in ``folder``, whose private halves are gone afterwards.

    Raises:
        StoreError: none were prepared.
    """
    waiting = folder / NEXT
    for name in (DOCUMENT_KEY_FILE, CAP_KEY_FILE):
        if not (waiting / name).is_file():
            raise StoreError("No new keys were prepared.", where=str(waiting), fix="Prepare them: tocsin keys prepare.")
    for name in (DOCUMENT_KEY_FILE, CAP_KEY_FILE):
        (waiting / name).replace(folder / name)
    waiting.rmdir()


def key_id_of(public_key: Ed25519PublicKey) -> str:
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def public_keys_of(keys: SigningKeys, *, at: datetime) -> tuple[PublicKey, PublicKey]:
    """The public halves of a pair that is in use from ``at`` on: for documents, and for CAP."""
    signs = "exercise" if keys.exercise else "live"
    raw = base64.b64encode(keys.public_key.public_bytes_raw()).decode("ascii")
    return (
        PublicKey(keys.key_id, "Ed25519", raw, signs, at),
        PublicKey(keys.cap_key_id, "ECDSA-P256", keys.cap_certificate_pem.decode("ascii"), signs, at),
    )


def keys_document(keys: Sequence[PublicKey]) -> dict[str, Any]:
    """``/.well-known/tocsin/keys.json``: every key that signs or signed for this desk, and since or until when."""

    def times(one: PublicKey) -> dict[str, str]:
        said = {"from": one.from_at, "until": one.until_at, "revoked_from": one.revoked_from}
        return {name: at.isoformat(timespec="seconds") for name, at in said.items() if at is not None}

    return {
        "format": "tocsin-keys-1",
        "keys": [
            {
                "key_id": one.key_id,
                "algorithm": one.algorithm,
                "public_key": one.public,
                "signs": one.signs,
                **times(one),
                **({"reason": one.reason} if one.reason else {}),
            }
            for one in keys
            if one.algorithm == "Ed25519"
        ],
        "cap_certificates": [
            {"key_id": one.key_id, "certificate": one.public, "signs": one.signs, **times(one)}
            for one in keys
            if one.algorithm != "Ed25519"
        ],
    }


def read_keys_document(document: dict[str, Any]) -> dict[str, Ed25519PublicKey]:
    """The live keys by id, out of a ``keys.json``, but those that were revoked. An exercise's key vouches for nothing here.

    Raises:
        ValueError: a key is not 32 bytes of base64, or its id is not its own.
    """
    found = {}
    for one in document["keys"]:
        if one["algorithm"] != "Ed25519" or one["signs"] != "live" or one.get("revoked_from"):
            continue
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(one["public_key"], validate=True))
        if key_id_of(key) != one["key_id"]:
            raise ValueError(f"the key called {one['key_id']} has another id")
        found[one["key_id"]] = key
    return found


def _read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)  # fails when another process was first: then its key is the one
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_bytes()


def _pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _make_cap_pem(sender: str, *, exercise: bool) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC).replace(microsecond=0)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, sender[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Exercise" if exercise else "Alerts"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a reader's clock may be slow
        .not_valid_after(now + timedelta(days=366 * CERTIFICATE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _load_private(path: Path, pem: bytes) -> Any:
    try:
        return serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(path, "is no private key that can be read") from error


def _load_certificate(path: Path, pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise _unusable(path, "holds no certificate that can be read") from error


def _unusable(path: Path, fault: str) -> StoreError:
    return StoreError(
        f"This file {fault}.",
        where=str(path),
        fix="Put it back from a backup. Only a new desk may move it away to have a new one made.",
    )
