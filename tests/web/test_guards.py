"""What stands before every page."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tocsin.web.forms import LONGEST_BODY, LONGEST_UPLOAD, Posted, read_form
from tocsin.web.guards import AnswerHeaders, SameSite, SizeLimit


def refuse(request: Request, status: int, message: str, fix: str) -> Response:
    return PlainTextResponse(f"{message} {fix}", status_code=status)


async def echo(request: Request) -> Response:
    posted = await read_form(request)
    return PlainTextResponse(f"{len(posted.text('text'))}:{posted.text('text')[:200]}")


def client(**headers: str) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    app.add_middleware(SameSite, url="https://alerts.example", refuse=refuse)
    app.add_middleware(SizeLimit, refuse=refuse)
    app.add_middleware(AnswerHeaders, https=True)
    return TestClient(app, base_url="https://alerts.example", headers=headers)


def test_every_answer_forbids_scripts_from_elsewhere_frames_and_keeping() -> None:
    headers = client().get("/").headers
    policy = headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"]
    assert "set-cookie" not in headers


def test_a_form_from_another_site_is_refused_in_a_sentence() -> None:
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        answer = client(**headers).post("/check", data={"text": "hello"})
        assert answer.status_code == 403, headers
        assert "another site" in answer.text


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "https://alerts.example"}]
)
def test_our_own_forms_and_old_browsers_are_let_through(headers: dict[str, str]) -> None:
    assert client(**headers).post("/check", data={"text": "hello"}).text == "5:hello"


def test_one_click_leaving_works_from_a_mail_provider() -> None:
    assert client(origin="https://mail.example").post("/leave/token", data={"text": "x"}).status_code == 200


def test_a_body_that_is_too_long_is_refused_with_a_next_step() -> None:
    answer = client().post("/check", data={"text": "a" * (LONGEST_BODY + 1)})
    assert answer.status_code == 413
    assert "more than 1 MB" in answer.text
    assert "Paste only the part that worries you." in answer.text


def test_a_body_whose_length_nobody_told_is_refused_too() -> None:
    def chunks() -> Any:
        for _ in range(20):
            yield b"a" * 100_000

    answer = client().post("/check", content=chunks())
    assert answer.status_code == 413


def test_a_body_of_the_greatest_length_arrives_whole() -> None:
    text = "a" * (LONGEST_BODY - len("text="))
    assert client().post("/check", data={"text": text}).text.startswith(f"{len(text)}:")


def test_an_upload_may_be_larger_than_a_form() -> None:
    answer = client().post("/desk/advisories/new", data={"text": "x"}, files={"file": ("a.txt", b"a" * 3_000_000)})
    assert answer.status_code == 200
    answer = client().post("/desk/advisories/new", files={"file": ("a.txt", b"a" * (LONGEST_UPLOAD + 1))})
    assert answer.status_code == 413
    assert "Send a smaller file." in answer.text


def test_line_ends_and_nul_characters_are_made_regular() -> None:
    assert client().post("/", data={"text": "a\r\nb\0c"}).text == "4:a\nbc"


def test_fields_that_were_not_sent_are_empty() -> None:
    posted = Posted({"place": (" Faversham ",), "topics": ("a", "b")})
    assert posted.one("place") == "Faversham"
    assert posted.many("topics") == ("a", "b")
    assert posted.text("nothing") == ""
    assert posted.many("nothing") == ()


def test_a_form_that_cannot_be_read_is_said_so() -> None:
    app = client()
    with pytest.raises(Exception, match="could not be read"):
        app.post("/", content=b"nonsense", headers={"content-type": "multipart/form-data"})
