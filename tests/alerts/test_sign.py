from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.alerts.content import canonical_json, sha256_of
from tocsin.alerts.formats.as_json import publication_as_json, read_publication_json
from tocsin.alerts.keys import SigningKeys, keys_document, public_keys_of, read_keys_document
from tocsin.alerts.sign import reference_to, verify_publication
from tocsin.errors import InputError, NotAllowedError
from tocsin.records import AlertContent, Publication

NOW = datetime(2026, 11, 24, 15, 8, tzinfo=UTC)


def test_a_publication_verifies_with_the_public_key(publication: Publication, keys: SigningKeys) -> None:
    canonical = canonical_json(publication.content)
    assert verify_publication(canonical, publication.signature, keys.public_key)
    assert publication.sha256 == sha256_of(canonical)


def test_every_changed_byte_is_detected(publication: Publication, keys: SigningKeys) -> None:
    canonical = bytearray(canonical_json(publication.content))
    for place in range(len(canonical)):
        canonical[place] ^= 1 << (place % 8)
        assert not verify_publication(bytes(canonical), publication.signature, keys.public_key)
        canonical[place] ^= 1 << (place % 8)


def test_the_exercise_key_does_not_verify_a_live_alert(publication: Publication, exercise_keys: SigningKeys) -> None:
    assert not verify_publication(canonical_json(publication.content), publication.signature, exercise_keys.public_key)


@pytest.mark.parametrize("signature", ["", "not base64 !", "AAAA"])
def test_nonsense_for_a_signature_is_just_wrong(publication: Publication, keys: SigningKeys, signature: str) -> None:
    assert not verify_publication(canonical_json(publication.content), signature, keys.public_key)


def test_signed_json_is_read_back(publication: Publication, keys: SigningKeys) -> None:
    known = read_keys_document(keys_document(public_keys_of(keys, at=NOW)))
    assert read_publication_json(publication_as_json(publication), known) == publication.content


def test_a_changed_bit_anywhere_in_the_signed_json_is_refused_or_changes_nothing_signed(
    publication: Publication, keys: SigningKeys
) -> None:
    written = publication_as_json(publication)
    known = read_keys_document(keys_document(public_keys_of(keys, at=NOW)))
    refused = 0
    for place in range(0, len(written)):
        changed = written[:place] + bytes([written[place] ^ (1 << (place % 8))]) + written[place + 1 :]
        try:
            assert read_publication_json(changed, known) == publication.content
        except InputError:
            refused += 1
    assert refused > 0.9 * len(written)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b'{"alert": 1.5}', b"null", b'"text"'])
def test_what_is_no_signed_alert_is_refused_with_a_sentence(data: bytes, keys: SigningKeys) -> None:
    with pytest.raises(InputError, match="no signed alert"):
        read_publication_json(data, {keys.key_id: keys.public_key})


def test_an_alert_signed_by_a_stranger_is_refused(publication: Publication, exercise_keys: SigningKeys) -> None:
    with pytest.raises(InputError, match="not this desk's"):
        read_publication_json(publication_as_json(publication), {exercise_keys.key_id: exercise_keys.public_key})


def test_identifier_and_time_are_fixed_at_publication(published: Callable[..., Publication], now: datetime) -> None:
    one = published(sent_at=now + timedelta(microseconds=250))
    assert one.identifier == "alerts.marlshire.example-K7Q-4M2-1"
    assert one.content["sent_at"] == "2026-11-24T10:00:00+00:00"
    assert reference_to(one) == "alerts.marlshire.example,alerts.marlshire.example-K7Q-4M2-1,2026-11-24T10:00:00+00:00"


def test_an_exercise_is_never_signed_with_live_keys_nor_the_other_way_round(
    published: Callable[..., Publication], content: AlertContent, keys: SigningKeys, exercise_keys: SigningKeys
) -> None:
    with pytest.raises(NotAllowedError):
        published(content=replace(content, exercise=True), keys=keys)
    with pytest.raises(NotAllowedError):
        published(keys=exercise_keys)


def test_an_exercise_is_named_apart(published: Callable[..., Publication], content: AlertContent) -> None:
    assert "exercise" in published(content=replace(content, exercise=True)).identifier


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Ack"}, {"kind": "Update", "version": 2}, {"kind": "Cancel", "version": 2},
        {"version": 2}, {"references": ("a,b,c",)}, {"kind": "Update", "references": ("a,b,c",)},
    ],
)  # fmt: skip
def test_a_kind_that_does_not_fit_its_version_is_refused(
    published: Callable[..., Publication], wrong: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        published(**wrong)


def test_the_frozen_copy_is_plain_json(publication: Publication) -> None:
    assert json.loads(canonical_json(publication.content)) == publication.content
