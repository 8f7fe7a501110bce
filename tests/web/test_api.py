"""The API for programs."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from tocsin.actions.alerting import draft, withdraw
from tocsin.actions.people import make_api_token
from tocsin.actions.published import publication
from tocsin.reports.vulnerability import CARE
from tocsin.version import VERSION
from web.cast import MICROSOFT_CALL, House, a_published_alert


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
    ("text", "care"),
    [
        ("I am 84 and alone and I do not want to live", CARE["despair"]),
        (f"{MICROSOFT_CALL} They have my savings and I cant go on.", CARE["despair"]),
        ("my son hits me and takes my pension", CARE["harmed"]),
        ("the weather is fine. " * 100 + "My husband controls all my money.", CARE["harmed"]),
    ],
)
def test_whoever_may_need_more_than_advice_is_answered_first_with_who_helps(
    client: TestClient, text: str, care: tuple[str, ...]
) -> None:
    body = client.post("/api/v1/check", json={"text": text}).json()
    assert next(iter(body)) == "care"
    assert body["care"] == list(care)
    said = " ".join(body["care"])
    assert "999" in said
    assert "116 123" in said
    described = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["Answer"]
    assert set(described["required"]) <= set(body) <= {*described["properties"], "id"}
    assert described["properties"]["care"]["description"]
    assert "care" not in described["required"]


def test_on_a_call_what_anybody_but_the_caller_says_counts(client: TestClient) -> None:
    said = "I do not want to live"
    for speaker, care in (("callee", CARE["despair"]), ("unknown", CARE["despair"]), ("caller", ())):
        body = client.post("/api/v1/calls", json={"turns": [{"speaker": speaker, "text": said}]}).json()
        assert body.get("care", []) == list(care)
        assert (next(iter(body)) == "care") == bool(care)


@pytest.mark.parametrize("text", [MICROSOFT_CALL, "Your library books are due back on Friday.", ""])
def test_nobody_else_is(client: TestClient, text: str) -> None:
    assert "care" not in client.post("/api/v1/check", json={"text": text}).json()


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
    assert all(path == "/api/v1" or path.startswith("/api/v1/") for path in paths)
    assert "400" in paths["/api/v1/check"]["post"]["responses"]
    json.dumps(paths)


@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/"])
def test_whoever_comes_to_the_door_is_told_what_is_here(client: TestClient, address: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["name"], said["api"], said["version"]) == ("Tocsin", "v1", VERSION)
    assert client.get(address).json() == said  # nothing in it changes with the time
    for name in ("openapi", "publications", "keys"):
        assert client.get(urlsplit(said[name]).path).status_code == 200
    assert set(said) == set(client.get("/api/v1/openapi.json").json()["components"]["schemas"]["Index"]["properties"])


def test_a_path_that_is_not_there_is_json_too(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


def test_a_list_ends_where_it_ends(house: House, client: TestClient, as_ben: dict[str, str]) -> None:
    for number in range(3):
        body = {"text": f"{MICROSOFT_CALL} {number}", "source": "telco", "source_reference": f"page-{number}"}
        assert client.post("/api/v1/reports", json=body, headers=as_ben).status_code == 201
    ids = [
        draft(house.installation, officer=house.officers["ben"], scam="courier-fraud", area_names=("Deal",)).id
        for _ in range(2)
    ]
    for path, name, least in (("reports", "reports", 3), ("alerts", "alerts", 2)):
        first, beyond = (client.get(f"/api/v1/{path}?page={page}", headers=as_ben).json() for page in (1, 9))
        assert first["total"] == beyond["total"] >= least
        assert (first["page"], beyond["page"], first["pages"]) == (1, 9, 1)
        assert len(first[name]) == first["total"]
        assert beyond[name] == []
    drafts = client.get("/api/v1/alerts?status=draft", headers=as_ben).json()
    assert set(ids) <= {one["id"] for one in drafts["alerts"]}
    assert client.get("/api/v1/alerts?status=rejected", headers=as_ben).json()["total"] == 0
    assert client.get("/api/v1/alerts?status=nonsense", headers=as_ben).status_code == 422


def test_nothing_of_an_alert_that_was_withdrawn_reads_as_in_force(house: House, client: TestClient) -> None:
    code = a_published_alert(house)
    withdraw(
        house.installation,
        publication(house.installation, code).alert_id,
        officer=house.officers["ben"],
        note="A mistake.",
    )
    assert client.post("/api/v1/verify", json={"text": code}).json()["state"] == "withdrawn"
    assert {one["state"] for one in client.get(f"/api/v1/publications/{code}").json()} == {"withdrawn"}
    assert code not in {one["code"] for one in client.get("/api/v1/publications").json()["publications"]}
