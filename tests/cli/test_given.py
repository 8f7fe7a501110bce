"""What a command is given is what it looks at: a file's name is not its text, and a mistaken folder swallows nothing."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from .test_bad_input import SCAM, TOCSIN, tocsin

GEOJSON = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Ward A"}, "geometry":
{"type": "Polygon", "coordinates": [[[0.8, 51.2], [1.0, 51.2], [1.0, 51.4], [0.8, 51.4], [0.8, 51.2]]]}}]}"""


@pytest.mark.parametrize("command", ["check", "explain", "understand", "verify", "report"])
def test_a_files_name_is_never_taken_for_its_text(tmp_path: Path, command: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(SCAM)
    done = tocsin(command, str(letter), folder=tmp_path)
    assert done.returncode == 2
    assert "the name of a file" in done.stderr.decode()
    assert not (tmp_path / "desk").exists()


def test_a_name_of_a_file_that_is_not_there_is_no_message_either(tmp_path: Path) -> None:
    done = tocsin("check", "letter.txt", folder=tmp_path)
    assert done.returncode == 2
    assert "there is no such file" in done.stderr.decode()


def test_a_link_that_ends_like_a_file_is_checked(tmp_path: Path) -> None:
    assert tocsin("check", "hmrc.example/refund.pdf", folder=tmp_path).returncode != 2


@pytest.mark.parametrize("command", ["check", "explain", "understand", "verify", "report"])
def test_binary_standard_input_is_refused(tmp_path: Path, command: str) -> None:
    done = tocsin(command, folder=tmp_path, given=bytes(range(256)) * 20)
    assert done.returncode == 2
    assert "not text" in done.stderr.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_standard_input_may_be_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    done = tocsin("understand", folder=tmp_path, given="I have paid £400 to a man who rang.".encode(encoding))
    assert json.loads(done.stdout)["losses"][0]["amount"] == 400


def test_a_dash_is_standard_input_everywhere(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": SCAM})
    assert json.loads(tocsin("check", "--jsonl", "-", folder=tmp_path, given=line).stdout)["level"] == "scam"
    assert tocsin("call", "-", folder=tmp_path, given=f"caller: {SCAM}").returncode == 1
    warning = "Kent Police warn of callers who say they are from Microsoft and want remote access. Hang up."
    assert json.loads(tocsin("read", "--jsonl", "-", folder=tmp_path, given=warning).stdout)["is_advisory"]


def test_a_number_and_a_sender_may_be_written_with_blanks(tmp_path: Path) -> None:
    assert b"Report Fraud" in tocsin("number", "0300", "123", "2040", folder=tmp_path).stdout
    assert b"Royal Mail" in tocsin("sender", "Royal", "Mail", folder=tmp_path).stdout


def test_what_needs_a_desk_makes_none(tmp_path: Path) -> None:
    for command in (["figures"], ["privacy", "find", "--contact", "x"], ["verify", "--log", "own"], ["keys", "list"]):
        done = tocsin(*command, folder=tmp_path)
        assert done.returncode == 2, command
        assert "There is no desk here." in done.stderr.decode()
    assert not (tmp_path / "desk").exists()


def test_a_report_into_a_new_desk_says_so(tmp_path: Path) -> None:
    first = tocsin("report", "A man rang and said he was from BT.", folder=tmp_path)
    assert "a new one is made" in first.stderr.decode()
    assert tocsin("report", "He rang again.", folder=tmp_path).stderr == b""


@pytest.mark.parametrize("value", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_an_address_of_no_mail_server_is_told_before_anything_is_sent(tmp_path: Path, value: str) -> None:
    done = tocsin("doctor", folder=tmp_path, TOCSIN_SMTP_URL=value)
    assert "TOCSIN_SMTP_URL is no address" in (done.stdout + done.stderr).decode()
    assert value not in done.stderr.decode()


def test_what_names_nobody_is_not_looked_up(tmp_path: Path) -> None:
    assert tocsin("link", "https://", folder=tmp_path).returncode == 2
    assert tocsin("sender", "<>", folder=tmp_path).returncode == 2


def test_a_wrong_command_is_told_the_near_one(tmp_path: Path) -> None:
    assert "Did you mean “check”?" in tocsin("chekc", folder=tmp_path).stderr.decode()
    assert "To check it" in tocsin("HMRC says that I must pay", folder=tmp_path).stderr.decode()


def test_training_from_little_never_replaces_the_model_in_use(tmp_path: Path) -> None:
    assert "nothing to learn from" in tocsin("train", folder=tmp_path).stderr.decode()
    (tmp_path / "rows.jsonl").write_text('{"text": "hello", "label": "genuine"}\n')
    done = tocsin("train", str(tmp_path / "rows.jsonl"), folder=tmp_path)
    assert done.returncode == 2
    assert "--out" in done.stderr.decode()


def test_the_last_area_can_be_removed_and_another_added(tmp_path: Path) -> None:
    (tmp_path / "wards.geojson").write_text(GEOJSON)
    assert tocsin("areas", "add", str(tmp_path / "wards.geojson"), folder=tmp_path).returncode == 0
    assert tocsin("areas", "remove", "Ward A", folder=tmp_path).returncode == 0
    assert tocsin("understand", "A man rang me in Deal.", folder=tmp_path).returncode == 0
    assert tocsin("areas", "add", str(tmp_path / "wards.geojson"), folder=tmp_path).returncode == 0


def test_two_lists_that_both_count_from_one_lose_no_report(tmp_path: Path) -> None:
    for name, text in (("a", "A caller said he was from Microsoft."), ("b", "A text told of a parcel and a fee.")):
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,{text}\n")
    assert tocsin("import", str(tmp_path / "a.csv"), folder=tmp_path).returncode == 0
    second = tocsin("import", str(tmp_path / "b.csv"), folder=tmp_path)
    assert second.returncode == 1
    assert "--source NAME" in second.stdout.decode()
    assert "a parcel and a fee" in (tmp_path / "b.csv.rejects.jsonl").read_text()
    assert tocsin("import", "--source", "b", str(tmp_path / "b.csv"), folder=tmp_path).returncode == 0


def test_an_edited_report_of_the_same_id_is_there_already(tmp_path: Path) -> None:
    for name, more in (("a", ""), ("b", " today")):
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,A caller said he was from Microsoft{more}\n")
        done = tocsin("import", str(tmp_path / f"{name}.csv"), folder=tmp_path)
        assert done.returncode == 0
    assert "1 already there" in done.stdout.decode()


def test_a_spreadsheets_unicode_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id\ttext\n1\tA caller wanted £900\n".encode("utf-16"))
    assert "1 taken" in tocsin("import", str(tmp_path / "a.csv"), folder=tmp_path).stdout.decode()


def test_a_folder_without_documents_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("read", "import"):
        assert tocsin(command, str(tmp_path / "empty"), folder=tmp_path).returncode == 2


def test_a_terminal_without_our_letters_still_answers(tmp_path: Path) -> None:
    done = tocsin("check", SCAM, folder=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert b"This looks like a scam" in done.stdout


def test_a_narrow_terminal_is_not_overrun() -> None:
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    subprocess.run(
        [TOCSIN, "check", SCAM], stdout=theirs, env=environment | {"COLUMNS": "50"}, timeout=120, check=False
    )
    os.close(theirs)
    lines = os.read(ours, 65536).decode().splitlines()
    assert len(lines) > 10
    assert max(len(line) for line in lines if "http" not in line) <= 50  # an address is never broken
