"""The tutorials run: every block of Python as it stands, and the desk's story against a desk made by the command it names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from tocsin.settings import read_settings
from tocsin.web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
TOCSIN = str(Path(sys.executable).with_name("tocsin"))


def test_every_block_of_the_library_tutorial_runs_in_one_session(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    blocks = PYTHON.findall((ROOT / "docs" / "library.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 8
    session: dict[str, object] = {}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"docs/library.md, block {number}", "exec"), session)
    assert "turn" in capsys.readouterr().out


@pytest.mark.slow
def test_the_desks_tutorial_is_so_from_the_first_step_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment |= {"TOCSIN_DATA_FOLDER": str(tmp_path), "TOCSIN_URL": "http://testserver"}
    done = subprocess.run([TOCSIN, "demo", "--if-empty"], env=environment, capture_output=True, text=True, check=True)
    for name in ("TOCSIN_DATA_FOLDER", "TOCSIN_URL"):
        monkeypatch.setenv(name, environment[name])
    home = replace(read_settings().open(), smtp_url=None)
    site = TestClient(create_app(home), follow_redirects=True)
    asked = " ".join(line.removeprefix("> ") for line in page.splitlines() if line.startswith("> "))
    answer = text_of(site.post("/check", data={"text": asked}).text)
    assert "This looks like a scam" in answer
    assert "Microsoft" in answer

    found = re.search(r"^\s*owen\s+(\S+)", done.stdout, re.MULTILINE)
    assert found is not None, done.stdout
    log_in = site.post("/desk/login", data={"name": "owen", "password": found[1], "next": "/desk"})
    token = html.document_fromstring(log_in.text).xpath("string(//input[@name='csrf']/@value)")
    chosen = {"csrf": token, "old": found[1], "new": "otter lamp quiet seven", "again": "otter lamp quiet seven"}
    site.post("/desk/password", data=chosen)
    today = text_of(site.get("/desk").text)
    assert "Saltway" in today or "rising" in today.lower()
    submitted = html.document_fromstring(site.get("/desk/alerts").text)
    (link, *_) = [
        one
        for one in submitted.xpath("//main//a/@href")
        if re.fullmatch(r"/desk/alerts/[\w-]+", one) and not one.endswith("/new")
    ]
    alert = html.document_fromstring(site.get(link).text)
    assert "Approve" in text_of(site.get(link).text), "somebody else's alert awaits this officer"
    assert alert.xpath("//button[@value='approve']")
    home.close()


def text_of(page: str) -> str:
    return " ".join(str(html.document_fromstring(page).text_content()).split())
