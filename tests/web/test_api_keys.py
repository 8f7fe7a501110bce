"""Keys of programs: what each may do, how often, its renewal; requests sent twice; and the API for everybody."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tocsin.actions.api_keys import list_api_keys, make_api_key, renew_api_key, revoke_api_key
from tocsin.actions.people import add_officer
from tocsin.actions.reporting import list_queue
from tocsin.errors import InputError, NotAllowedError
from tocsin.reports.vulnerability import CARE
from tocsin.web.routes.api import Taken
from web.cast import MICROSOFT_CALL, House

REPORT = {"text": MICROSOFT_CALL, "place": "Faversham"}


@pytest.fixture
def client(house: House) -> TestClient:
    return house.outsider()


def with_key(house: House, *scopes: str, who: str = "ben", **more: object) -> dict[str, str]:
    _, token = make_api_key(
        house.installation,
        officer=house.officers[who],
        name="A program",
        scopes=scopes,
        **more,  # type: ignore[arg-type]
    )
    return {"authorization": f"Bearer {token}"}


def test_a_key_may_do_what_it_was_given_and_nothing_else(house: House, client: TestClient) -> None:
    reads = with_key(house, "reports:read")
    assert client.get("/api/v1/reports", headers=reads).status_code == 200
    refused = client.post("/api/v1/reports", json=REPORT, headers=reads)
    assert refused.status_code == 403
    assert refused.json()["code"] == "scope-needed"
    assert "reports:write" in refused.json()["fix"]
    assert client.get("/api/v1/alerts", headers=reads).status_code == 403
    assert client.get("/api/v1/surges", headers=with_key(house, "surges:read")).status_code == 200


def test_a_renewed_key_works_beside_the_old_one_for_a_day(house: House, client: TestClient) -> None:
    home, ben = house.installation, house.officers["ben"]
    key, token = make_api_key(home, officer=ben, name="Renewed", scopes=["reports:read"])
    old = {"authorization": f"Bearer {token}"}
    _, fresh = renew_api_key(home, key.id, officer=ben)
    new = {"authorization": f"Bearer {fresh}"}
    assert [client.get("/api/v1/reports", headers=each).status_code for each in (old, new)] == [200, 200]
    house.clock.pass_hours(25)
    assert [client.get("/api/v1/reports", headers=each).status_code for each in (old, new)] == [401, 200]


def test_a_key_that_was_taken_back_is_none(house: House, client: TestClient) -> None:
    home, ben = house.installation, house.officers["ben"]
    key, token = make_api_key(home, officer=ben, name="Taken back", scopes=["reports:read"])
    revoke_api_key(home, key.id, officer=ben)
    assert client.get("/api/v1/reports", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_officer_sees_and_ends_their_own_keys_and_an_administrator_all(house: House) -> None:
    home = house.installation
    key, _ = make_api_key(home, officer=house.officers["ben"], name="Of Ben", scopes=["reports:read"])
    plain, _ = add_officer(home, by=None, name="cora", display_name="Cora")
    assert key.id not in {each.id for each, _ in list_api_keys(home, officer=plain)}
    with pytest.raises(NotAllowedError):
        revoke_api_key(home, key.id, officer=plain)
    admin, _ = add_officer(home, by=None, name="dora", display_name="Dora", role="admin")
    assert key.id in {each.id for each, _ in list_api_keys(home, officer=admin)}
    revoke_api_key(home, key.id, officer=admin)


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_key_without_a_scope_that_there_is_cannot_be_made(house: House, scopes: list[str]) -> None:
    with pytest.raises(InputError, match=r"scope|nothing"):
        make_api_key(house.installation, officer=house.officers["ben"], name="A program", scopes=scopes)


def test_a_key_that_asks_too_often_is_told_when_to_go_on(house: House, client: TestClient) -> None:
    slow = with_key(house, "reports:read", per_minute=3)
    codes = [client.get("/api/v1/reports", headers=slow).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    refused = client.get("/api/v1/reports", headers=slow)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["code"] == "too-many-requests"


def test_a_request_sent_twice_is_done_once(house: House, client: TestClient) -> None:
    headers = {**with_key(house, "reports:write"), "idempotency-key": "telco-2026-11-30-1"}
    first = client.post("/api/v1/reports", json=REPORT, headers=headers)
    again = client.post("/api/v1/reports", json=REPORT, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = client.post("/api/v1/reports", json={**REPORT, "place": "Ashford"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "key-used"


def test_a_request_that_failed_can_be_sent_again(house: House, client: TestClient) -> None:
    headers = {**with_key(house, "reports:write"), "idempotency-key": "telco-2026-11-30-2"}
    assert client.post("/api/v1/reports", json={"text": " "}, headers=headers).status_code == 422
    assert client.post("/api/v1/reports", json={"text": " "}, headers=headers).status_code == 422


def test_a_test_key_is_answered_and_nothing_is_kept(house: House, client: TestClient) -> None:
    before = list_queue(house.installation).total
    tests = with_key(house, "reports:write", "alerts:write", test=True)
    answer = client.post("/api/v1/reports", json=REPORT, headers=tests)
    assert answer.status_code == 201
    assert answer.json()["test"] is True
    assert answer.json()["answer"]["level"] == "scam"
    assert list_queue(house.installation).total == before
    assert client.post("/api/v1/alerts/none/publish", headers=tests).status_code == 404


@pytest.mark.parametrize("test", [False, True])
def test_a_report_by_somebody_who_may_need_more_than_advice_is_answered_first_with_who_helps(
    house: House, client: TestClient, test: bool
) -> None:
    headers = {**with_key(house, "reports:write", test=test), "idempotency-key": f"telco-2026-11-30-care-{test}"}
    report = {**REPORT, "text": f"{MICROSOFT_CALL} It is all gone and I do not want to live."}
    taken = client.post("/api/v1/reports", json=report, headers=headers).json()
    assert next(iter(taken["answer"])) == "care"
    assert taken["answer"]["care"] == list(CARE["despair"])
    assert client.post("/api/v1/reports", json=report, headers=headers).json() == taken
    others = client.post("/api/v1/reports", json=REPORT, headers=with_key(house, "reports:write", test=test)).json()
    assert "care" not in others["answer"]
    for given in (taken, others):
        assert Taken.model_validate(given, strict=True).answer.care == given["answer"].get("care", [])
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert set(taken) == set(schemas["Taken"]["properties"])


def test_a_call_is_followed_turn_by_turn(client: TestClient) -> None:
    turns = [
        {"speaker": "caller", "text": "Hello, this is Microsoft technical support."},
        {"speaker": "callee", "text": "Oh, what is it?"},
        {
            "speaker": "caller",
            "text": "Your computer has a virus. Download AnyDesk and read me the number on your screen.",
        },
    ]
    answer = client.post("/api/v1/calls", json={"turns": turns}).json()
    assert answer["alarm_turn"] is not None
    assert len(answer["scores"]) == 3
    assert answer["first"]


def test_a_number_an_organisation_and_a_copy_are_looked_up(client: TestClient) -> None:
    assert client.post("/api/v1/lookups", json={"kind": "number", "value": "01632 960001"}).json()["proves"]
    assert client.post("/api/v1/lookups", json={"kind": "number", "value": "no number"}).status_code == 422
    assert client.get("/api/v1/organisations/HMRC").json()["organisation"] == "hmrc"
    assert client.get("/api/v1/organisations/frobozz").status_code == 404
    assert client.post("/api/v1/verify", json={"text": "K7Q-4M2"}).json()["ours"] is False
    assert client.get("/api/v1/publications").json()["publications"] == []
    assert client.get("/api/v1/publications", params={"area": "Atlantis"}).status_code in {404, 422}


def test_subscribing_says_the_same_whoever_asks(client: TestClient) -> None:
    new = {"email": "ann@post.example", "place": "Faversham"}
    first, second = (client.post("/api/v1/subscriptions", json=new) for _ in range(2))
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()


def test_a_key_is_made_and_taken_back_on_the_desk(house: House) -> None:
    ben = house.officer("ben")
    token = ben.csrf()
    made = ben.client.post(
        "/desk/keys", data={"csrf": token, "name": "The telco", "scopes": ["reports:write", "surges:read"]}
    )
    assert made.status_code == 200
    assert "tocsin_live_" in made.text
    page = ben.client.get("/desk/keys").text
    assert "The telco" in page
    assert "tocsin_live_" not in page
    nothing = ben.client.post("/desk/keys", data={"csrf": token, "name": "None"})
    assert nothing.status_code == 422
    assert "may do nothing" in nothing.text
