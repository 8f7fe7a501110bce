"""What a reporter wrote is opened only with the desk's own secret."""

from __future__ import annotations

import pytest

from tocsin.errors import InputError
from tocsin.reports.reference import new_reference, read_reference
from tocsin.reports.seal import seal, unseal


def test_what_was_sealed_opens_with_the_same_secret() -> None:
    sealed = seal("He said he was from my bank: £900", secret=b"s" * 32)
    assert b"bank" not in sealed
    assert unseal(sealed, secret=b"s" * 32) == "He said he was from my bank: £900"


def test_another_secret_gives_a_sentence_and_no_text() -> None:
    with pytest.raises(InputError, match="another key"):
        unseal(seal("private", secret=b"s" * 32), secret=b"t" * 32)


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal("private", secret=b"s" * 32))
    sealed[20] ^= 1
    with pytest.raises(InputError):
        unseal(bytes(sealed), secret=b"s" * 32)


def test_a_reference_is_read_however_it_was_typed() -> None:
    reference = new_reference()
    assert read_reference(reference.lower().replace("-", " ")) == reference
    assert read_reference(reference.removeprefix("R-")) == reference
    assert not set(reference[2:]) & set("01OIBSZ8"[:6])
