"""Bad input never loses anything: a sentence says what, where and what to do; the rest goes on; the exit status says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOCSIN = str(Path(sys.executable).with_name("tocsin"))
SCAM = "This is Microsoft. Your computer has a virus, install AnyDesk so that I can connect to it."


def tocsin(
    *arguments: str, folder: Path, given: bytes | str | None = None, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment["TOCSIN_DATA_FOLDER"] = str(folder / "desk")
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [TOCSIN, *arguments],
        input=data or b"",
        capture_output=True,
        env=environment | settings,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def test_a_scam_exits_with_1_and_says_why_in_the_persons_own_words(tmp_path: Path) -> None:
    done = tocsin("check", SCAM, folder=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "AnyDesk" in said
    assert "Microsoft" in said


def test_nothing_found_exits_with_0_and_does_not_say_safe(tmp_path: Path) -> None:
    done = tocsin("check", "Reminder: your dental check-up is on Tuesday 3 March at 10.15.", folder=tmp_path)
    assert done.returncode == 0
    assert "does not mean it is safe" in done.stdout.decode()


def test_exit_zero_is_for_scripts_but_errors_still_give_2(tmp_path: Path) -> None:
    assert tocsin("check", "--exit-zero", SCAM, folder=tmp_path).returncode == 0
    assert tocsin("check", "--exit-zero", "--file", str(tmp_path / "nowhere"), folder=tmp_path).returncode == 2


def test_an_empty_text_is_a_sentence(tmp_path: Path) -> None:
    done = tocsin("check", folder=tmp_path)
    assert done.returncode == 2
    assert "There is no text to check." in done.stderr.decode()


def test_ten_megabytes_end_with_an_answer(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The cat sat on the mat. " * 430_000)
    done = tocsin("check", "--file", str(tmp_path / "long.txt"), folder=tmp_path)
    assert done.returncode in {0, 2}
    assert done.stdout or done.stderr


@pytest.mark.parametrize("command", ["check --file", "read"])
def test_a_binary_file_is_a_sentence_and_the_next_file_is_read(tmp_path: Path, command: str) -> None:
    (tmp_path / "photo.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "warning.txt").write_text(
        "Police warn of callers from Microsoft who want remote access to computers. Hang up. Report it to Report Fraud."
    )
    first, *rest = command.split()
    files = [part for name in ("photo.txt", "warning.txt") for part in (*rest, str(tmp_path / name))]
    done = tocsin(first, *files, folder=tmp_path)
    assert done.returncode == 2
    assert "photo.txt" in done.stderr.decode()
    assert done.stdout


def test_a_wrong_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(
        "Your computer has a virus. Pay £199 and install AnyDesk so that Microsoft can connect.".encode("cp1252")
    )
    done = tocsin("check", "--json", "--file", str(tmp_path / "letter.txt"), folder=tmp_path)
    assert json.loads(done.stdout)["level"] == "scam"


def test_a_pdf_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "leaflet.pdf").write_text("This is not a PDF at all.")
    done = tocsin("read", "--jsonl", str(tmp_path / "leaflet.pdf"), folder=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["message"]


def test_lines_are_answered_in_order_and_one_bad_line_never_stops_the_others(tmp_path: Path) -> None:
    lines = "\n".join(
        (
            json.dumps({"id": 1, "text": SCAM, "case": "A7"}),
            "{not json",
            json.dumps({"id": 3}),
            json.dumps(["a", "list"]),
            json.dumps({"id": 5, "text": "ok", "channel": "pigeon"}),
            json.dumps({"id": 6, "text": ""}),
            json.dumps({"id": 7, "text": "See you at the cafe at four, love Dad x"}),
        )
    )
    done = tocsin("check", "--jsonl", folder=tmp_path, given=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [answer.get("level", "error") for answer in answers] == [
        "scam",
        "error",
        "error",
        "error",
        "error",
        "too-little",
        "no-signs",
    ]
    assert answers[0]["extra"] == {"case": "A7"}
    assert all(answer["error"].keys() == {"code", "message", "fix"} for answer in answers if "error" in answer)


def test_the_contract_of_a_check_line_is_whole(tmp_path: Path) -> None:
    (answer,) = [
        json.loads(line)
        for line in tocsin(
            "check", "--jsonl", folder=tmp_path, given=json.dumps({"id": "a", "text": SCAM})
        ).stdout.splitlines()
    ]
    assert answer.keys() >= {
        "id", "level", "score", "scam", "tactics", "claimed", "evidence", "rules", "first", "advice", "routes", "alert", "not_checked", "versions",
    }  # fmt: skip
    assert answer["scam"] == "computer-software-service-fraud"
    assert 0 <= answer["score"] <= 1
    for evidence in answer["evidence"]:
        assert SCAM[evidence["start"] : evidence["end"]] == evidence["text"]
    assert answer["rules"][0].keys() == {"organisation", "rule", "source", "seen_on"}
    assert answer["routes"][0].keys() == {"name", "value"}
    assert answer["versions"].keys() == {"tocsin", "knowledge", "model"}


def test_a_knowledge_file_with_three_faults_says_all_three(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    (folder / "scams").mkdir(parents=True)
    (folder / "organisations").mkdir()
    (folder / "tactics.yaml").write_text("[]\n")
    (folder / "parts.yaml").write_text("{}\n")
    (folder / "scams" / "broken.yaml").write_text("name: Broken\nnations: nowhere\nchannels: [pigeon]\nspeed: fast\n")
    done = tocsin("knowledge", "lint", "--folder", str(folder), folder=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert said.count("broken.yaml:") >= 3


def test_a_database_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "not-a-database").write_text("hello " * 100)
    done = tocsin("migrate", folder=tmp_path, TOCSIN_DATABASE_URL=f"sqlite:///{tmp_path / 'not-a-database'}")
    assert done.returncode == 2
    assert "not-a-database" in done.stderr.decode()
    assert (tmp_path / "not-a-database").read_text() == "hello " * 100


def test_a_misspelt_setting_is_refused(tmp_path: Path) -> None:
    done = tocsin("doctor", folder=tmp_path, TOCSIN_SMPT_URL="smtp://localhost")
    assert done.returncode == 1
    assert "TOCSIN_SMTP_URL" in done.stdout.decode()


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = tocsin("serve", "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr.decode()


def test_screening_keeps_every_row_it_can_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f'id,text,branch\n1,"{SCAM}",Leeds\n2,"Lunch at one?",York\n')
    done = tocsin("screen", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"), folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    rows = (tmp_path / "out.csv").read_text().splitlines()
    assert rows[0] == "id,text,branch,level,score,scam,tactics"
    assert ",Leeds,scam," in rows[1]


def test_screening_names_the_lines_it_cannot_read_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"id": 1, "text": "{SCAM}"}}\nnot json\n{{"id": 3, "text": "Lunch?"}}\n')
    done = tocsin("screen", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), folder=tmp_path)
    assert done.returncode == 2
    assert "in.jsonl:2" in done.stderr.decode()
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == [1, 3]


def test_surges_are_found_in_a_file_and_bad_rows_are_named(tmp_path: Path) -> None:
    rows = [f"r{n},2026-11-{24 - n % 5:02},courier-fraud,Faversham" for n in range(12)]
    (tmp_path / "reports.csv").write_text(
        "\n".join(["id,reported_at,scam,place", *rows, "x,yesterday,courier-fraud,Dover"])
    )
    done = tocsin(
        "surges",
        "--reports",
        str(tmp_path / "reports.csv"),
        "--as-of",
        "2026-11-24",
        "--false-alarms-per-year",
        "12",
        "--jsonl",
        folder=tmp_path,
    )
    assert done.returncode == 2
    assert "reports.csv:14" in done.stderr.decode()
    (surge,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (surge["scam"], surge["places"], surge["observed"]) == ("courier-fraud", ["Faversham"], 12)


def test_a_call_is_followed_and_the_alarm_rings_once(tmp_path: Path) -> None:
    turns = [
        {"speaker": "caller", "text": "Hello, this is Microsoft technical support."},
        {"speaker": "callee", "text": "Oh yes?"},
        {
            "speaker": "caller",
            "text": "Your computer is sending us virus messages. Please go to your computer and install AnyDesk.",
        },
        {"speaker": "callee", "text": "All right."},
    ]
    done = tocsin("call", "--jsonl", folder=tmp_path, given=json.dumps({"id": "c", "turns": turns}))
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["alarm_turn"] == 2
    assert len(answer["scores"]) == 4
    assert answer["scam"] == "computer-software-service-fraud"


def test_an_account_is_understood(tmp_path: Path) -> None:
    line = json.dumps(
        {
            "id": 1,
            "text": "He said he was from BT. I let him onto my laptop and I have paid him £900. He is still on the phone.",
            "place": "Faversham",
        }
    )
    answer = json.loads(tocsin("understand", "--jsonl", folder=tmp_path, given=line).stdout)
    assert (answer["stage"], answer["on_call"], answer["urgency"]) == ("paid", True, "now")
    assert answer["losses"][0]["amount"] == 900
