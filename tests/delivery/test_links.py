from __future__ import annotations

import pytest

from tocsin.delivery.links import make_link_token, read_link_token

SECRET, OTHER = b"s" * 32, b"t" * 32


@pytest.mark.parametrize("purpose", ["confirm", "manage", "leave"])
def test_a_token_names_its_subscriber(purpose: str) -> None:
    token = make_link_token(SECRET, purpose=purpose, subscriber="0123abcd")
    assert read_link_token(SECRET, token, purpose=purpose) == "0123abcd"


def test_a_token_to_leave_does_not_manage() -> None:
    assert read_link_token(SECRET, make_link_token(SECRET, purpose="leave", subscriber="a1"), purpose="manage") is None


def test_a_token_of_another_desk_is_none() -> None:
    assert read_link_token(OTHER, make_link_token(SECRET, purpose="leave", subscriber="a1"), purpose="leave") is None


def test_every_changed_character_of_a_token_is_noticed() -> None:
    token = make_link_token(SECRET, purpose="manage", subscriber="0123abcd")
    for place, character in enumerate(token[:-1]):  # the last one carries two bits of nothing
        changed = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        assert read_link_token(SECRET, changed, purpose="manage") is None


@pytest.mark.parametrize(
    "token", ["", ".", "a1", "a1.", "a1.é", "a" * 5000, "a1." + "A" * 43 + "\n", "../a1." + "A" * 43]
)
def test_nonsense_is_none(token: str) -> None:
    assert read_link_token(SECRET, token, purpose="manage") is None


def test_a_token_needs_no_escaping_in_an_address() -> None:
    token = make_link_token(SECRET, purpose="leave", subscriber="demo-0001")
    assert all(character.isalnum() or character in "-_." for character in token)


def test_an_unknown_purpose_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no purpose"):
        make_link_token(SECRET, purpose="admin", subscriber="a1")
