"""What is told to those who run the site: health, figures and a line for each request, never what anybody typed."""

from __future__ import annotations

import io
import json
import logging

import pytest
from starlette.testclient import TestClient

from tocsin.web import measured
from tocsin.web.app import create_app
from web.cast import House

TEXT = "Royal Mail: your parcel is held, pay at parcel-held.example/pay"


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(
        create_app(house.installation, metrics_token="a long token"), base_url=house.installation.desk.url
    )


def test_without_the_token_there_is_no_page_of_figures(client: TestClient, house: House) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    untold = TestClient(create_app(house.installation), base_url=house.installation.desk.url)
    assert untold.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_figures_name_patterns_of_addresses_and_the_state_of_the_desk(client: TestClient) -> None:
    client.get("/alerts/K7Q-4M2")
    client.post("/check", data={"text": TEXT}, headers={"sec-fetch-site": "same-origin"})
    said = client.get("/metrics", headers={"authorization": "Bearer a long token"}).text
    assert 'tocsin_requests_total{method="GET",route="/alerts/{code}",status="404"} 1.0' in said
    assert "tocsin_request_seconds_bucket" in said
    assert "tocsin_database_up 1.0" in said
    assert "tocsin_reports_unread" in said
    assert "K7Q" not in said
    assert "parcel" not in said


def test_a_line_for_a_request_tells_nothing_that_was_typed(client: TestClient) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(measured.JsonLines())
    measured.LOG.addHandler(handler)
    measured.LOG.setLevel(logging.INFO)
    try:
        client.post("/check?place=Faversham", data={"text": TEXT}, headers={"sec-fetch-site": "same-origin"})
    finally:
        measured.LOG.removeHandler(handler)
        measured.LOG.setLevel(logging.NOTSET)
    line = json.loads(written.getvalue())
    assert (line["method"], line["route"], line["status"]) == ("POST", "/check", 200)
    assert line["request"]
    assert "parcel" not in written.getvalue()
    assert "Faversham" not in written.getvalue()


def test_ready_means_that_the_database_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
