"""A database that does not take writes: what can be read goes on, and forms keep what was typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from actions.publishing import put_out
from desk import add, open_desk, password_of
from postgres import PostgresServer, _run, postgres_server, postgres_template, start_postgres
from tocsin.actions.installation import Installation
from tocsin.store import database
from tocsin.web.app import create_app
from web.cast import text_of

__all__ = ["postgres_server", "postgres_template"]

WORDS = "A man rang and said he was from my bank. He wanted me to move my money to a safe account at once."
NOTICE = "We cannot take anything in just now."
Stop = Callable[[], None]


@pytest.fixture(params=["read-only sessions", "standby", "full disk"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Installation, Stop, Stop]]:
    """A desk with an alert out, what stops its database from taking writes, and what lets it again."""
    if request.param == "standby":
        place = Path(tempfile.mkdtemp(prefix="tocsin-standby-"))
        own = start_postgres(place)
        home = open_desk(tmp_path, database_url=own.url())
        signal = place / "data" / "standby.signal"

        def again(standby: bool) -> None:
            _run(own.programs / "pg_ctl", "-D", str(place / "data"), "-m", "fast", "-w", "stop")
            signal.touch() if standby else signal.unlink()
            own.start()

        yield home, lambda: again(True), lambda: again(False)
        home.close()
        own.stop()
        shutil.rmtree(place, ignore_errors=True)
        return
    if request.param == "read-only sessions":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = f"test_{uuid.uuid4().hex[:12]}"
        server.sql(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
        home = open_desk(tmp_path, database_url=server.url(name))

        def only_reading(on: bool) -> None:
            server.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if on else 'off'}")
            server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

        yield home, lambda: only_reading(True), lambda: only_reading(False)
        home.close()
        server.sql(f"DROP DATABASE {name} WITH (FORCE)")
        return
    folder = tmp_path / "small disk"
    folder.mkdir()
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("a small disk can be made only by root")
    try:
        home = open_desk(tmp_path, database_url=f"sqlite:///{folder / 'tocsin.sqlite'}")

        def fill() -> None:
            with (folder / "filler").open("wb", buffering=0) as file:
                block = b"x" * 4096
                try:
                    while file.write(block):
                        pass
                except OSError:
                    pass

        yield home, fill, (folder / "filler").unlink
        home.close()
    finally:
        subprocess.run(["umount", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def test_reading_goes_on_and_says_so_and_forms_keep_what_was_typed(
    desk: tuple[Installation, Stop, Stop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOK_EVERY_SECONDS", 0.0)
    home, stop, go_on = desk
    amira, owen = add(home, "amira"), add(home, "owen")
    code = put_out(home, amira, owen).code
    site = TestClient(create_app(home), follow_redirects=False, raise_server_exceptions=False)
    log_in = site.post("/desk/login", data={"name": "owen", "password": password_of("owen"), "next": "/desk"})
    assert log_in.status_code == 303
    assert NOTICE not in site.get("/").text

    stop()

    for path in ("/", "/alerts", f"/alerts/{code}", "/verify", "/report", "/alerts.atom", f"/alerts/{code}.json"):
        answer = site.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            assert NOTICE in answer.text, path
    checked = site.post("/check", data={"text": WORDS})
    assert checked.status_code == 200
    assert NOTICE in checked.text
    assert site.post("/api/v1/check", json={"text": WORDS}).json()["level"] in {"scam", "suspicious"}
    assert code in text_of(site.post("/verify", data={"text": code}).text)
    assert site.get("/desk/reports").status_code == 200
    assert site.get("/readyz").json() == {"status": "only reading"}

    refused = site.post("/report", data={"text": WORDS, "place": "Faversham", "word": "otter", "form": "f" * 20})
    assert refused.status_code == 503
    page = html.document_fromstring(refused.text)
    assert "Nothing was kept" in text_of(refused.text)
    (form,) = page.xpath("//form[@method='post']")
    typed = dict(form.form_values())
    assert typed["text"].strip() == WORDS
    assert typed["place"] == "Faversham"
    assert "word" not in typed  # a secret is typed again
    assert "postgresql" not in refused.text.lower()
    assert "sqlite" not in refused.text.lower()

    key = site.post("/api/v1/subscriptions", json={"email": "rose@post.example", "place": "Faversham"})
    assert (key.status_code, key.json()["code"]) == (503, "read-only")

    go_on()

    sent = site.post(form.get("action"), data=typed)
    assert sent.status_code == 303
    assert NOTICE not in site.get("/").text
    assert site.get("/readyz").json() == {"status": "ok"}
