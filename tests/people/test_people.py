"""Passwords, tokens and roles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2.exceptions import InvalidHashError

import cheap_passwords
from tocsin.errors import NotAllowedError
from tocsin.people import passwords
from tocsin.people.passwords import LETTERS, hash_password, needs_rehash, new_one_time_password, verify_password
from tocsin.people.roles import MAY, may, require
from tocsin.people.sessions import new_token, token_sha256
from tocsin.records import Officer, Role

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", cheap_passwords.SHIPPED)


def officer(role: Role = "officer", *, disabled: bool = False) -> Officer:
    return Officer(
        id="o1", name="amira", display_name="Amira", role=role, created_at=AT, disabled_at=AT if disabled else None
    )


def test_a_password_is_verified_against_its_hash_and_no_other() -> None:
    known = hash_password("three unrelated wörds")
    assert known.startswith("$argon2id$")
    assert known != hash_password("three unrelated wörds")
    assert verify_password("three unrelated wörds", known)
    assert not verify_password("three unrelated words", known)
    assert not verify_password("", known)
    assert not needs_rehash(known)


def test_nobody_of_that_name_is_never_right() -> None:
    assert not verify_password("anything", None)


def test_a_weaker_hash_is_to_be_made_again() -> None:
    from argon2 import PasswordHasher

    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=1024).hash("x"))


def test_a_damaged_hash_is_a_bug_and_not_a_wrong_password() -> None:
    with pytest.raises(InvalidHashError):
        verify_password("x", "not a hash")


def test_one_time_passwords_have_no_letters_that_look_alike_and_never_repeat() -> None:
    made = {new_one_time_password() for _ in range(500)}
    assert len(made) == 500
    assert all([len(group) for group in password.split("-")] == [4, 4, 4, 4] for password in made)
    assert set("".join(made)) <= set(LETTERS) | {"-"}
    assert not set(LETTERS) & set("0o1il2z5s8buv")


def test_tokens_are_long_and_only_their_hash_is_kept() -> None:
    token = new_token()
    assert len(token) >= 43
    assert token != new_token()
    assert len(token_sha256(token)) == 64
    assert token not in token_sha256(token)
    assert token_sha256("\ud800")  # whatever a browser sends back


@pytest.mark.parametrize("action", sorted(MAY))
@pytest.mark.parametrize("role", ["officer", "admin"])
def test_every_act_is_allowed_to_exactly_the_roles_of_the_table(action: str, role: Role) -> None:
    assert may(officer(role), action) == (role in MAY[action])
    assert not may(officer(role, disabled=True), action)
    if role in MAY[action]:
        require(officer(role), action)
    else:
        with pytest.raises(NotAllowedError, match="Only an administrator"):
            require(officer(role), action)
    with pytest.raises(NotAllowedError, match="shut"):
        require(officer(role, disabled=True), action)


def test_an_act_that_is_not_in_the_table_is_a_bug() -> None:
    with pytest.raises(KeyError):
        require(officer("admin"), "fly")
