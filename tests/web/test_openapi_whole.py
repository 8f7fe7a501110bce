"""Every operation of the API asked with thousands of made-up requests: no fault of ours, nothing that the description does not name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tocsin.actions.api_keys import MOST_PER_MINUTE, SCOPES, make_api_key
from web.cast import House, a_published_alert

ROOT = Path(__file__).resolve().parents[2]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = os.environ.get("TOCSIN_API_EXAMPLES", "100")  # of each operation


def program() -> str | None:
    kept = ROOT / ".cache" / "schemathesis" / "bin" / "schemathesis"
    return os.environ.get("SCHEMATHESIS") or (str(kept) if kept.exists() else shutil.which("schemathesis"))


@pytest.mark.slow
def test_nothing_that_fits_or_breaks_the_description_upsets_the_api(served: House, tmp_path: Path) -> None:
    schemathesis = program()
    if schemathesis is None:
        pytest.skip("schemathesis is not installed: make test-slow does that")
    a_published_alert(served)
    _, token = make_api_key(
        served.installation,
        officer=served.officers["amina"],
        name="schemathesis",
        scopes=list(SCOPES),
        per_minute=MOST_PER_MINUTE,
    )
    command = [schemathesis, "run", f"{served.url}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}"]
    command += ["--checks", CHECKS, "--max-examples", EXAMPLES, "--seed", "1", "--no-color"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    said = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert said is not None, done.stdout
    assert said[1] == said[2]
    assert "authentication" not in done.stdout.lower(), done.stdout  # the key opened every operation
