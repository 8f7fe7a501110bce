"""Second factors: codes work once and near their time, recovery codes once, and an administrator can ask everybody for one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from tocsin.actions.people import (
    HalfWay,
    Session,
    end_sessions,
    end_sessions_of,
    list_sessions,
    log_in,
    standing_of,
)
from tocsin.actions.second_factors import (
    add_app,
    add_passkey,
    begin_app,
    factors_of,
    log_in_with_code,
    log_in_with_passkey,
    new_codes,
    remove_factor,
    remove_factors_of,
    require_factor,
)
from tocsin.errors import InputError, NotAllowedError
from tocsin.people.passkeys import works_at
from web.cast import PASSWORD, House, make_house


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


def session_of(house: House, name: str) -> Session:
    came = log_in(house.installation, name, PASSWORD)
    assert isinstance(came, Session)
    return came


def half_way(house: House, name: str) -> HalfWay:
    came = log_in(house.installation, name, PASSWORD)
    assert isinstance(came, HalfWay)
    return came


def with_app(house: House, name: str = "ben") -> tuple[str, tuple[str, ...]]:
    """The secret of an app that the officer has added, and the recovery codes that came with it."""
    home, officer = house.installation, house.officers[name]
    session = session_of(house, name)
    new = begin_app(home, officer)
    codes = add_app(home, officer, ticket=new.ticket, code=code_at(house, new.secret), token=session.token)
    house.clock.pass_hours(0.02)
    return new.secret, codes


def code_at(house: House, secret: str) -> str:
    return pyotp.TOTP(secret).at(house.clock())


def test_a_password_alone_opens_the_desk_until_there_is_a_second_factor(house: House) -> None:
    session_of(house, "ben")
    secret, codes = with_app(house)
    assert len(codes) == len(set(codes)) == 10
    half = half_way(house, "ben")
    session = log_in_with_code(house.installation, half.ticket, code_at(house, secret))
    standing = standing_of(house.installation, session.token)
    assert standing is not None
    assert (standing.officer.name, standing.session.factor) == ("ben", "code")


def test_a_code_works_once_and_not_after_its_time(house: House) -> None:
    secret, _ = with_app(house)
    code = code_at(house, secret)
    log_in_with_code(house.installation, half_way(house, "ben").ticket, code)
    with pytest.raises(InputError, match="not right"):
        log_in_with_code(house.installation, half_way(house, "ben").ticket, code)
    house.clock.pass_hours(0.1)
    with pytest.raises(InputError, match="not right"):
        log_in_with_code(house.installation, half_way(house, "ben").ticket, code)
    assert log_in_with_code(house.installation, half_way(house, "ben").ticket, code_at(house, secret))


def test_the_way_from_the_password_to_the_code_is_gone_once_and_only_by_its_own_officer(house: House) -> None:
    secret, _ = with_app(house)
    ticket = half_way(house, "ben").ticket
    log_in_with_code(house.installation, ticket, code_at(house, secret))
    house.clock.pass_hours(0.02)
    with pytest.raises(NotAllowedError, match="done already"):
        log_in_with_code(house.installation, ticket, code_at(house, secret))
    with pytest.raises(NotAllowedError):
        log_in_with_code(house.installation, "made up", code_at(house, secret))


def test_a_recovery_code_works_once_however_it_is_typed(house: House) -> None:
    _, codes = with_app(house)
    typed = codes[0].upper().replace("-", " ")
    assert log_in_with_code(house.installation, half_way(house, "ben").ticket, typed)
    assert factors_of(house.installation, house.officers["ben"]).recovery_codes == 9
    with pytest.raises(InputError):
        log_in_with_code(house.installation, half_way(house, "ben").ticket, typed)
    fresh = new_codes(house.installation, house.officers["ben"])
    with pytest.raises(InputError):
        log_in_with_code(house.installation, half_way(house, "ben").ticket, codes[1])
    assert log_in_with_code(house.installation, half_way(house, "ben").ticket, fresh[0])


def test_codes_cannot_be_guessed_one_after_the_other(house: House) -> None:
    with_app(house)
    ticket = half_way(house, "ben").ticket
    said = []
    for guess in range(12):
        with pytest.raises(InputError) as refused:
            log_in_with_code(house.installation, ticket, f"{guess:06}")
        said.append(refused.value.code)
    assert said[-1] == "too-many-tries"


def test_sessions_that_began_before_the_first_factor_end_when_it_is_added(house: House) -> None:
    before = session_of(house, "ben")
    with_app(house)
    assert standing_of(house.installation, before.token) is None


def test_an_administrator_can_ask_everybody_for_a_second_factor(house: House) -> None:
    home, amina, ben = house.installation, house.officers["amina"], house.officers["ben"]
    with pytest.raises(NotAllowedError, match="administrator"):
        require_factor(home, True, by=ben)
    require_factor(home, True, by=amina)
    session = session_of(house, "ben")
    standing = standing_of(home, session.token)
    assert standing is not None
    assert standing.needs_factor
    new = begin_app(home, ben)
    add_app(home, ben, ticket=new.ticket, code=code_at(house, new.secret), token=session.token)
    standing = standing_of(home, session.token)
    assert standing is not None
    assert not standing.needs_factor
    (only,) = factors_of(home, ben).factors
    with pytest.raises(NotAllowedError, match="only one"):
        remove_factor(home, ben, only.id)


def test_the_desk_sends_who_has_no_factor_to_add_one_before_anything_else(house: House) -> None:
    require_factor(house.installation, True, by=house.officers["amina"])
    client = house.officer("ben").client
    assert client.get("/desk/reports").headers["location"] == "/desk/security"
    assert client.get("/desk/security").status_code == 200
    assert client.get("/desk/security/app").status_code == 200


def test_a_colleague_who_lost_the_phone_is_helped_by_an_administrator_alone(house: House) -> None:
    home, amina, ben = house.installation, house.officers["amina"], house.officers["ben"]
    with_app(house)
    with pytest.raises(NotAllowedError):
        remove_factors_of(home, by=ben, name="ben")
    assert remove_factors_of(home, by=amina, name="ben") == 1
    assert list_sessions(home, ben) == []
    session_of(house, "ben")


def test_an_officer_sees_their_sessions_and_ends_them(house: House) -> None:
    home, ben = house.installation, house.officers["ben"]
    here, there = session_of(house, "ben"), session_of(house, "ben")
    other = session_of(house, "amina")
    handles = {one.handle for one in list_sessions(home, ben)}
    assert len(handles) == 2
    assert end_sessions(home, ben, token=here.token) == 1
    assert standing_of(home, there.token) is None
    assert standing_of(home, here.token) is not None
    (left,) = list_sessions(home, house.officers["amina"])
    assert end_sessions(home, ben, handle=left.handle) == 0, "nobody ends another's session by its handle"
    assert standing_of(home, other.token) is not None
    with pytest.raises(NotAllowedError):
        end_sessions_of(home, by=ben, name="amina")
    assert end_sessions_of(home, by=house.officers["amina"], name="ben") == 1


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", '{"response":{"clientDataJSON":"e30"}}', '{"id":1}'])
def test_what_is_no_passkey_is_refused_with_a_sentence(house: House, sent: str) -> None:
    with pytest.raises(InputError):
        log_in_with_passkey(house.installation, sent)
    with pytest.raises(InputError):
        add_passkey(house.installation, house.officers["ben"], credential=sent, name="", token="")


def test_someone_elses_ticket_adds_nothing(house: House) -> None:
    home, ben = house.installation, house.officers["ben"]
    session = session_of(house, "ben")
    new = begin_app(home, house.officers["amina"])
    with pytest.raises(NotAllowedError):
        add_app(home, ben, ticket=new.ticket, code=code_at(house, new.secret), token=session.token)
    assert factors_of(home, ben).factors == ()


def test_an_officer_who_was_shut_out_half_way_does_not_come_in(house: House) -> None:
    from tocsin.actions.people import disable_officer

    secret, _ = with_app(house)
    half = half_way(house, "ben")
    disable_officer(house.installation, by=replace(house.officers["amina"]), name="ben")
    with pytest.raises(NotAllowedError):
        log_in_with_code(house.installation, half.ticket, code_at(house, secret))


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://alerts.example", True), ("http://localhost:8080", True), ("http://alerts.example", False),
        ("https://192.0.2.7", False), ("http://127.0.0.1:8080", False),
    ],
)  # fmt: skip
def test_passkeys_are_offered_where_browsers_make_them(url: str, works: bool) -> None:
    assert works_at(url) is works
