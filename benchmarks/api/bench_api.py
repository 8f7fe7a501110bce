"""Checks a second and the slow end of the API under wrk, with one process and two, beside a bare FastAPI route in the same run.

    python benchmarks/api/bench_api.py [--seconds 10] [--connections 16]

Needs Debian's wrk. Load goes to this machine's loopback address only, and ends by itself. The peer is a route that takes the same
JSON and answers a fixed one: what the framework costs without any check.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TEXTS = (
    "Royal Mail: your parcel is held. Pay the £1.45 fee at parcel-held.example/pay or it goes back today.",
    "See you at seven, bring the cake tin.",
    "Your code is 123456. Never share it with anyone, not even us.",
    "Hi Mum it's me, I dropped my phone. This is my new number 07700 900123, can you pay a bill for me?",
)
PEER = """
from fastapi import FastAPI
from pydantic import BaseModel
class Question(BaseModel):
    text: str
app = FastAPI()
@app.post("/api/v1/check")
def check(question: Question) -> dict[str, object]:
    return {"level": "no-signs", "score": 0.1, "length": len(question.text)}
"""
SCRIPT = """
local texts = {%s}
local n = 0
request = function()
  n = n + 1
  local body = '{"text": "' .. texts[n %% #texts + 1] .. ' (' .. n .. ')"}'
  return wrk.format("POST", "/api/v1/check", {["content-type"] = "application/json"%s}, body)
end
done = function(summary, latency)
  io.write(string.format("FIGURES %%d %%d %%.3f %%.3f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status))
end
"""
PROGRAM = "import sys; sys.argv[0] = 'tocsin'; from tocsin.cli import main; main()"


def wait_until_up(port: int, path: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server did not start.")


def figures(
    port: int, folder: Path, headers: str, *, seconds: int, connections: int
) -> tuple[float, float, float, int]:
    """Requests a second, the median and the 99th percentile in milliseconds, answers that were errors."""
    script = folder / "load.lua"
    script.write_text(SCRIPT % (", ".join(json.dumps(text, ensure_ascii=False) for text in TEXTS), headers))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"FIGURES (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", said)
    assert found is not None, said
    requests, micros, median, slow, errors = found.groups()
    return int(requests) / (int(micros) / 1e6), float(median), float(slow), int(errors)


def key_for(folder: Path) -> str:
    """A key with a pace that does not get in the way."""
    os.environ["TOCSIN_DATA_FOLDER"] = str(folder)
    from tocsin.actions.api_keys import MOST_PER_MINUTE, make_api_key
    from tocsin.actions.people import add_officer, change_password
    from tocsin.settings import read_settings

    home = read_settings().open()
    officer, once = add_officer(home, by=None, name="bench", display_name="Bench")
    change_password(home, officer, old=once, new="correct horse battery staple")
    scopes = ["reports:read"]
    return make_api_key(home, officer=officer, name="bench", scopes=scopes, per_minute=MOST_PER_MINUTE)[1]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--connections", type=int, default=16)
    given = asked.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "peer.py").write_text(PEER)
        token = key_for(folder / "data")
        bearer = f', ["authorization"] = "Bearer {token}"'
        rows = []
        uvicorn = [sys.executable, "-m", "uvicorn", "peer:app", "--log-level", "error", "--port"]
        serve = [sys.executable, "-c", PROGRAM, "serve", "--no-worker", "--port"]
        runs = [
            ("bare FastAPI route, 1 process", [*uvicorn, "8197"], 8197, "/openapi.json"),
            ("tocsin, 1 process", [*serve, "8198"], 8198, "/healthz"),
            ("tocsin, 2 processes", [*serve, "8199", "--processes", "2"], 8199, "/healthz"),
        ]
        for label, command, port, path in runs:
            process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                wait_until_up(port, path)
                time.sleep(3 if "2 processes" in label else 0.5)  # the second process has loaded, too
                figures(port, folder, bearer, seconds=2, connections=given.connections)  # warm
                rows.append(
                    (label, *figures(port, folder, bearer, seconds=given.seconds, connections=given.connections))
                )
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)
        base = rows[0][1]
        print("| server | checks/s | of the bare route | p50 ms | p99 ms | errors |\n|---|---|---|---|---|---|")
        for label, rate, median, slow, errors in rows:
            print(f"| {label} | {rate:,.0f} | {rate / base:.2f} | {median:.1f} | {slow:.1f} | {errors} |")


if __name__ == "__main__":
    main()
