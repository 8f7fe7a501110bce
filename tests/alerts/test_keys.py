from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from tocsin.alerts.keys import (
    CAP_KEY_FILE,
    DOCUMENT_KEY_FILE,
    SigningKeys,
    keys_document,
    open_keys,
    prepare_keys,
    public_keys_of,
    read_keys_document,
    switch_keys,
)
from tocsin.errors import StoreError

NOW = datetime(2026, 11, 24, 15, 8, tzinfo=UTC)


def test_keys_are_made_once_and_read_again(tmp_path: Path) -> None:
    first = open_keys(tmp_path / "keys", sender="desk.example")
    again = open_keys(tmp_path / "keys", sender="desk.example")
    assert again.key_id == first.key_id
    assert again.cap_certificate == first.cap_certificate


def test_key_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys", sender="desk.example")
    files = list((tmp_path / "keys").iterdir())
    assert {file.name for file in files} == {DOCUMENT_KEY_FILE, CAP_KEY_FILE}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_processes_that_start_together_end_up_with_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: open_keys(tmp_path / "keys", sender="desk.example"), range(16)))
    assert len({(keys.key_id, keys.cap_certificate.serial_number) for keys in opened}) == 1


def test_the_certificate_may_sign_and_nothing_else(keys: SigningKeys) -> None:
    usage = keys.cap_certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert not keys.cap_certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


@pytest.mark.parametrize("name", [DOCUMENT_KEY_FILE, CAP_KEY_FILE])
def test_a_spoilt_key_is_refused_and_not_overwritten(tmp_path: Path, name: str) -> None:
    open_keys(tmp_path, sender="desk.example")
    (tmp_path / name).write_bytes(b"spoilt")
    with pytest.raises(StoreError, match=name):
        open_keys(tmp_path, sender="desk.example")
    assert (tmp_path / name).read_bytes() == b"spoilt"


def test_keys_swapped_for_one_another_are_refused(tmp_path: Path) -> None:
    open_keys(tmp_path, sender="desk.example")
    (tmp_path / DOCUMENT_KEY_FILE).write_bytes((tmp_path / CAP_KEY_FILE).read_bytes())
    with pytest.raises(StoreError, match="another kind of key"):
        open_keys(tmp_path, sender="desk.example")


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path / "one", sender="desk.example")
    open_keys(tmp_path / "two", sender="desk.example")
    key = (tmp_path / "one" / CAP_KEY_FILE).read_text().partition("-----BEGIN CERTIFICATE")[0]
    certificate = (tmp_path / "two" / CAP_KEY_FILE).read_text().partition("-----BEGIN CERTIFICATE")[2]
    (tmp_path / "one" / CAP_KEY_FILE).write_text(f"{key}-----BEGIN CERTIFICATE{certificate}")
    with pytest.raises(StoreError, match="certificate of another key"):
        open_keys(tmp_path / "one", sender="desk.example")


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="signing keys cannot be read or made"):
        open_keys(tmp_path / "file" / "keys", sender="desk.example")


def test_an_exercise_key_vouches_for_no_live_alert(keys: SigningKeys, exercise_keys: SigningKeys) -> None:
    document = keys_document([*public_keys_of(keys, at=NOW), *public_keys_of(exercise_keys, at=NOW)])
    assert len(document["keys"]) == 2
    assert list(read_keys_document(document)) == [keys.key_id]


def test_a_key_listed_under_another_keys_name_is_refused(keys: SigningKeys) -> None:
    document = keys_document(public_keys_of(keys, at=NOW))
    document["keys"][0]["key_id"] = "0" * 16
    with pytest.raises(ValueError, match="another id"):
        read_keys_document(document)


def test_prepared_keys_take_the_place_of_the_old_ones_and_the_old_private_halves_are_gone(tmp_path: Path) -> None:
    old = open_keys(tmp_path, sender="desk.example")
    with pytest.raises(StoreError, match="No new keys"):
        switch_keys(tmp_path)
    new = prepare_keys(tmp_path, sender="desk.example")
    assert prepare_keys(tmp_path, sender="desk.example").key_id == new.key_id
    assert open_keys(tmp_path, sender="desk.example").key_id == old.key_id
    switch_keys(tmp_path)
    assert open_keys(tmp_path, sender="desk.example").key_id == new.key_id
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alerts-ed25519.pem", "cap-ecdsa-p256.pem"]


def test_a_revoked_key_vouches_for_nothing_by_itself(keys: SigningKeys) -> None:
    revoked = [replace(key, revoked_from=NOW, reason="A laptop was stolen.") for key in public_keys_of(keys, at=NOW)]
    document = keys_document(revoked)
    assert document["keys"][0]["revoked_from"] == "2026-11-24T15:08:00+00:00"
    assert read_keys_document(document) == {}
