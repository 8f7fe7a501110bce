"""The API for programs."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from tocsin.actions.alerting import draft
from tocsin.actions.people import make_api_token
from web.cast import MICROSOFT_CALL, House


@pytest.fixture
def client(house: House) -> TestClient:
    return house.outsider()


@pytest.fixture
def as_ben(house: House) -> dict[str, str]:
    return {"authorization": f"Bearer {make_api_token(house.installation, house.officers['ben'])}"}


@pytest.fixture
def as_amina(house: House) -> dict[str, str]:
    return {"authorization": f"Bearer {make_api_token(house.installation, house.officers['amina'])}"}


def test_a_check_gives_the_contract(client: TestClient) -> None:
    answer = client.post("/api/v1/check", json={"text": MICROSOFT_CALL, "channel": "description", "unknown": 1})
    assert answer.status_code == 200
    body = answer.json()
    assert body["level"] == "scam"
    assert body["scam"] == "computer-software-service-fraud"
    assert 0 <= body["score"] <= 1
    for evidence in body["evidence"]:
        if evidence["start"] is not None:
            assert MICROSOFT_CALL[evidence["start"] : evidence["end"]] == evidence["text"]
    assert body["rules"][0]["organisation"] == "microsoft"
    assert body["first"]
    assert {"knowledge", "tocsin"} <= set(body["versions"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"{}", 422),
        (b'{"text": 5}', 422),
        (b'{"text": "x", "channel": "pigeon"}', 422),
        (b"[]", 422),
    ],
)
def test_a_body_that_does_not_fit_is_said_so(client: TestClient, body: bytes, status: int) -> None:
    answer = client.post("/api/v1/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "fix"}
    assert problem["status"] == status
    assert problem["detail"].endswith(".")


def test_characters_that_no_database_or_browser_takes_are_no_fault_of_ours(
    client: TestClient, as_ben: dict[str, str]
) -> None:
    text = MICROSOFT_CALL + "\\u0000"
    json_type = {"content-type": "application/json"}
    body = f'{{"text": "{text}", "place": "Fav\\u0000ersham"}}'.encode()
    assert client.post("/api/v1/check", content=body, headers=json_type).status_code == 200
    taken = client.post("/api/v1/reports", content=body, headers={**json_type, **as_ben})
    assert taken.status_code == 201
    half = client.post("/api/v1/check", content=b'{"text": "half a character \\ud800"}', headers=json_type)
    assert half.status_code == 422
    assert client.get("/api/v1/reports?search=%00", headers=as_ben).status_code == 400


def test_a_body_that_is_too_long_is_said_so(client: TestClient) -> None:
    answer = client.post("/api/v1/check", json={"text": "a" * 2_000_000})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-long"


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic YTpi"}])
def test_the_desk_needs_a_token(client: TestClient, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/api/v1/reports"), ("POST", "/api/v1/alerts/x/approve"), ("GET", "/api/v1/alerts")):
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == 401, path
        assert answer.json()["code"] == "token-needed"


def test_a_session_is_no_token(house: House) -> None:
    assert house.officer("ben").client.get("/api/v1/reports").status_code == 401


def test_a_report_from_a_program_is_kept_once(client: TestClient, as_ben: dict[str, str]) -> None:
    new = {"text": MICROSOFT_CALL, "place": "Faversham", "source": "telco", "source_reference": "77"}
    first = client.post("/api/v1/reports", json=new, headers=as_ben)
    assert first.status_code == 201
    again = client.post("/api/v1/reports", json=new, headers=as_ben).json()
    assert again["reference"] == first.json()["reference"]
    assert again["already"] is True
    found = client.get("/api/v1/reports", params={"county": "Kent"}, headers=as_ben).json()
    assert first.json()["reference"] in [report["reference"] for report in found["reports"]]
    assert client.post("/api/v1/reports", json={"text": " "}, headers=as_ben).status_code == 422


def test_an_author_cannot_approve_their_own_alert_by_the_api(
    house: House, client: TestClient, as_ben: dict[str, str], as_amina: dict[str, str]
) -> None:
    alert = draft(
        house.installation,
        officer=house.officers["ben"],
        scam="computer-software-service-fraud",
        area_names=("Faversham",),
    )
    path = f"/api/v1/alerts/{alert.id}"
    assert client.post(f"{path}/publish", headers=as_ben).status_code == 403
    submitted = client.post(f"{path}/submit", headers=as_ben).json()
    own = client.post(f"{path}/approve", json={"content_hash": submitted["content_hash"]}, headers=as_ben)
    assert own.status_code == 403
    assert own.json()["code"] == "own-alert"
    stale = client.post(f"{path}/approve", json={"content_hash": "0" * 64}, headers=as_amina)
    assert stale.status_code == 409
    approved = client.post(f"{path}/approve", json={"content_hash": submitted["content_hash"]}, headers=as_amina)
    assert approved.json()["status"] == "approved"
    assert client.post(f"{path}/publish", headers=as_ben).json()["code"]
    assert client.post(f"{path}/withdraw", json={"note": "A mistake."}, headers=as_ben).json()["status"] == "withdrawn"
    assert client.post(f"{path}/nonsense", headers=as_ben).status_code == 422
    assert client.get("/api/v1/alerts/none", headers=as_ben).status_code == 404


def test_the_description_is_there_and_names_no_page(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json")
    assert described.status_code == 200
    paths = described.json()["paths"]
    assert "/api/v1/check" in paths
    assert all(path.startswith("/api/v1/") for path in paths)
    assert "400" in paths["/api/v1/check"]["post"]["responses"]
    json.dumps(paths)


def test_a_path_that_is_not_there_is_json_too(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
