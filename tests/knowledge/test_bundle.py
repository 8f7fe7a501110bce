"""A bundle is taken only whole, unchanged and from a key that is trusted; a version is switched in one step."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.errors import InputError
from tocsin.knowledge import versions
from tocsin.knowledge.bundle import key_id_of, make_bundle, open_bundle
from tocsin.knowledge.versions import SHIPPED, folder_in_force, in_force, switch, switch_back, write_version

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FILES = {
    "parts.yaml": b"my: [my]\n",
    "tactics.yaml": "tactics: [] # £\n".encode(),
    "scams/a-scam.yaml": b"id: a-scam\n",
}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {key_id_of(KEY.public_key()): KEY.public_key()}


def test_what_was_signed_comes_back_as_it_was() -> None:
    bundle = open_bundle("b", make_bundle(FILES, KEY, made_by="Makers", made_at=AT), TRUSTED)
    assert (bundle.files, bundle.made_by, bundle.made_at) == (FILES, "Makers", "2026-11-24T12:00:00+00:00")


def test_a_key_that_is_not_trusted_is_named() -> None:
    with pytest.raises(InputError) as caught:
        open_bundle("b", make_bundle(FILES, KEY, made_by="", made_at=AT), {})
    assert caught.value.code == "unknown-key"
    assert key_id_of(KEY.public_key()) in caught.value.message


def test_no_changed_byte_gets_through() -> None:
    data = make_bundle(FILES, KEY, made_by="Makers", made_at=AT)
    whole = open_bundle("b", data, TRUSTED)
    chance = random.Random(7)
    for _ in range(1500):
        at = chance.randrange(len(data))
        changed = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        try:
            opened = open_bundle("b", changed, TRUSTED)
        except InputError:
            continue
        assert opened == whole  # a change outside what is signed that changes nothing, such as in an unknown field


def _signed(inner: object) -> bytes:
    signed = json.dumps(inner)
    import base64

    outer = {
        "format": "tocsin-knowledge-1",
        "key_id": key_id_of(KEY.public_key()),
        "signature": base64.b64encode(KEY.sign(signed.encode())).decode(),
        "signed": signed,
    }
    return json.dumps(outer).encode()


@pytest.mark.parametrize(
    "path", ["../../evil.yaml", "/etc/passwd", "scams/../x.yaml", "scams/A.yaml", "run.py", "scams/x.yaml\n"]
)
def test_a_trusted_key_still_writes_no_other_files(path: str) -> None:
    with pytest.raises(InputError) as caught:
        open_bundle("b", _signed({"made_at": AT.isoformat(), "files": {path: "x"}}), TRUSTED)
    assert caught.value.code == "bad-bundle"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"format": "tocsin-knowledge-1"}', b"[" * 100_000])
def test_what_is_no_bundle_is_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        open_bundle("b", data, TRUSTED)
    assert caught.value.fix


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(InputError, match="when it was made"):
        open_bundle("b", _signed({"made_at": "2026-11-24T12:00:00", "files": {}}), TRUSTED)


def test_nothing_is_in_force_but_what_ships_until_something_is_taken_in(tmp_path: Path) -> None:
    assert in_force(tmp_path).version == SHIPPED
    assert folder_in_force(tmp_path) is None


def test_a_version_is_switched_to_and_back(tmp_path: Path) -> None:
    first = write_version(tmp_path, FILES)
    assert write_version(tmp_path, FILES) == first
    assert versions.read_files(first) == FILES
    switch(tmp_path, first.name, made_at=None, at=AT, source="a test")
    assert folder_in_force(tmp_path) == first
    second = write_version(tmp_path, {**FILES, "parts.yaml": b"my: [our]\n"})
    switch(tmp_path, second.name, made_at=None, at=AT, source="a test")
    assert in_force(tmp_path).before[0].version == first.name
    assert switch_back(tmp_path, at=AT).version == first.name
    with pytest.raises(InputError, match="no earlier knowledge"):
        switch_back(tmp_path, at=AT)


def test_a_damaged_pointer_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    for damage in ("{", "[]", '{"version": "../..", "made_at": null, "since": null, "source": ""}'):
        (tmp_path / "knowledge/current.json").write_text(damage)
        with pytest.raises(InputError, match="Remove it"):
            in_force(tmp_path)


def test_other_files_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_version(tmp_path, {"../x.yaml": b""})
    assert not (tmp_path / "knowledge").exists()
