"""Reports by the thousand: nothing lost, nothing twice, whatever happens in between."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk import Clock, open_desk
from tocsin.actions.importing import Imported, import_file
from tocsin.actions.installation import Installation
from tocsin.actions.reading_reports import read_waiting
from tocsin.actions.reporting import list_queue
from tocsin.errors import InputError
from tocsin.store import indicators, reports

CALL = "A man rang from 07700 900123 and said he was from Microsoft. He wanted me to install AnyDesk. I live on my own."


@pytest.fixture
def installation(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=Clock())
    yield opened
    opened.close()


def a_csv(
    folder: Path,
    rows: list[tuple[str, ...]],
    *,
    header: tuple[str, ...] = ("Ref", "Received", "Town", "Details", "Amount lost"),
) -> Path:
    path = folder / "given.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_columns_are_known_by_their_usual_names_and_a_row_becomes_a_report(
    installation: Installation, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, [("K1", "20/11/2026 14:05", "Faversham", CALL, "£1,200.50")])
    done = import_file(installation, path, source="kent")
    assert (done.state.taken, done.state.already, done.state.rejected) == (1, 0, 0)
    (report,) = list_queue(installation).items
    assert (report.place_name, report.county, report.loss_minor, report.source) == ("Faversham", "Kent", 120050, "kent")
    assert report.received_at.isoformat() == "2026-11-20T14:05:00+00:00"
    assert "[phone]" in report.redacted
    assert report.read_at is None


def test_what_was_taken_in_is_read_for_meaning_later(installation: Installation, tmp_path: Path) -> None:
    import_file(installation, a_csv(tmp_path, [("K1", "20/11/2026", "Faversham", CALL, "")]), source="kent")
    assert read_waiting(installation) == 1
    assert read_waiting(installation) == 0
    (report,) = list_queue(installation).items
    assert report.scam == "computer-software-service-fraud"
    assert "alone" in report.vulnerability
    with installation.store.read() as tx:
        assert [one.kind for one in indicators.list_indicators(tx, report.reference)] == ["phone"]


def test_a_report_is_taken_once_whatever_file_it_comes_in(installation: Installation, tmp_path: Path) -> None:
    rows = [(f"K{number}", "20/11/2026", "Faversham", f"{CALL} {number}", "") for number in range(5)]
    import_file(installation, a_csv(tmp_path, rows), source="kent")
    done = import_file(installation, a_csv(tmp_path, [*rows, ("K9", "21/11/2026", "Deal", CALL, "")]), source="kent")
    assert (done.state.taken, done.state.already) == (1, 5)
    other = import_file(installation, a_csv(tmp_path, rows), source="sussex")
    assert other.state.taken == 5


def test_rows_without_a_reference_are_known_by_what_they_say(installation: Installation, tmp_path: Path) -> None:
    rows = [("20/11/2026", CALL), ("20/11/2026", CALL), ("21/11/2026", CALL)]  # two people said the same
    path = a_csv(tmp_path, rows, header=("Received", "Details"))
    assert import_file(installation, path, source="kent").state.taken == 3
    done = import_file(installation, path, source="kent", again=True)
    assert (done.state.taken, done.state.already) == (0, 3)


def test_rejects_go_to_a_file_of_their_own_with_reasons_and_stop_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    rows = [
        ("K1", "20/11/2026", "Faversham", CALL, ""),
        ("K2", "20/11/2026", "Faversham", " ", ""),
        ("K3", "yesterday", "Faversham", CALL, ""),
        ("K4", "20/11/2031", "Faversham", CALL, ""),
        ("K5", "20/11/2026", "Faversham", CALL, "lots"),
        ("K6", "20/11/2026", "Faversham"),
        ("K7", "20/11/2026", "Nowhere-on-Sea", CALL, ""),
    ]
    done = import_file(installation, a_csv(tmp_path, rows), source="kent")
    assert (done.state.taken, done.state.rejected, done.unknown_places) == (2, 5, 1)
    path = tmp_path / "given.csv.rejects.jsonl"
    assert path.stat().st_mode & 0o077 == 0
    rejects = [json.loads(line) for line in path.read_text().splitlines()]
    assert [one["row"] for one in rejects] == [2, 3, 4, 5, 6]
    assert "no text" in rejects[0]["reason"]
    assert "yesterday" in rejects[1]["reason"]
    assert rejects[1]["values"]["Ref"] == "K3"
    import_file(installation, tmp_path / "given.csv", source="kent", again=True)
    assert len(path.read_text().splitlines()) == 5


def test_a_dry_run_keeps_nothing(installation: Installation, tmp_path: Path) -> None:
    done = import_file(
        installation, a_csv(tmp_path, [("K1", "20/11/2026", "Faversham", CALL, "")]), source="kent", dry_run=True
    )
    assert done.state.taken == 1
    assert "[phone]" in done.examples[0]
    assert list_queue(installation).total == 0


OTHER = "Somebody at the door wanted to mend my roof at once for cash. He would not leave when I asked him to."


def test_a_dry_run_foresees_what_the_import_does(installation: Installation, tmp_path: Path) -> None:
    before = [(f"K{number}", "20/11/2026", "Faversham", f"{CALL} {number}", "") for number in range(4)]
    import_file(installation, a_csv(tmp_path, before), source="kent")
    rows = [
        ("K0", "20/11/2026", "Faversham", f"{CALL} 0", ""),  # the same again
        ("K1", "20/11/2026", "Faversham", f"{CALL} 1 He rang twice.", ""),  # told a little differently
        ("K2", "20/11/2026", "Faversham", OTHER, ""),  # another report under an id that is taken
        ("K8", "20/11/2026", "Faversham", CALL, ""),
        ("K9", "20/11/2026", "Nowhere-on-Sea", " ", ""),  # not taken, so its id stays free
        ("K9", "20/11/2026", "Nowhere-on-Sea", CALL, ""),
        ("K8", "20/11/2026", "Faversham", CALL, ""),  # twice in the file itself, the same, changed and another
        ("K8", "20/11/2026", "Faversham", f"{CALL} Again.", ""),
        ("K8", "20/11/2026", "Faversham", OTHER, ""),
    ]
    path = a_csv(tmp_path, rows)
    tried = import_file(installation, path, source="kent", dry_run=True)
    assert not (tmp_path / "given.csv.rejects.jsonl").exists()
    assert list_queue(installation).total == 4
    done = import_file(installation, path, source="kent")

    def counted(one: Imported) -> tuple[object, ...]:
        state = one.state
        return state.taken, state.already, one.changed, state.rejected, one.reasons, one.reject_rows, one.unknown_places

    assert counted(tried) == counted(done)
    assert counted(done)[:4] == (2, 4, 2, 3)
    assert sorted(done.reject_rows.values()) == [(3, 9), (5,)]
    rejects = [json.loads(line)["row"] for line in (tmp_path / "given.csv.rejects.jsonl").read_text().splitlines()]
    assert sorted(rejects) == [3, 5, 9]
    assert import_file(installation, path, source="kent", dry_run=True).before  # the import would do nothing
    assert import_file(installation, path, source="kent", dry_run=True, again=True).state.taken == 0


def test_a_report_that_was_erased_stays_so_whatever_is_sent_again(installation: Installation, tmp_path: Path) -> None:
    path = a_csv(tmp_path, [("K1", "20/11/2026", "Faversham", CALL, "")])
    import_file(installation, path, source="kent")
    (report,) = list_queue(installation).items
    with installation.store.begin() as tx:
        reports.change_report(tx, report.reference, redacted="")  # as erasing does
    done = import_file(installation, path, source="kent", again=True)
    assert (done.state.taken, done.state.already, done.changed, done.state.rejected) == (0, 1, 0, 0)


def test_json_arrays_lines_and_other_delimiters_and_encodings_are_read(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"text": CALL, "id": 1}, {"text": CALL, "id": 2}, "nothing"]))
    (tmp_path / "b.jsonl").write_text(
        f"{json.dumps({'text': CALL, 'id': 3})}\n{{broken\n\n{json.dumps({'text': CALL, 'id': 4})}\n"
    )
    (tmp_path / "c.csv").write_bytes("id;description\n5;Café £900 paid\n".encode("cp1252"))
    counts = [
        (done.state.taken, done.state.rejected)
        for done in (import_file(installation, tmp_path / name, source="s") for name in ("a.json", "b.jsonl", "c.csv"))
    ]
    assert counts == [(2, 1), (2, 1), (1, 0)]
    assert list_queue(installation, search="Café").total == 1


def test_a_mapping_that_fits_nothing_is_said_before_anything_is_kept(
    installation: Installation, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, [("x", "y")], header=("one", "two"))
    with pytest.raises(InputError, match="No column holds what happened"):
        import_file(installation, path, source="kent")
    with pytest.raises(InputError, match="no column “three”"):
        import_file(installation, path, source="kent", mapping={"text": "three"})
    assert import_file(installation, path, source="kent", mapping={"text": "two", "id": "one"}).state.taken == 1


def test_a_mailbox_of_forwarded_messages_becomes_reports(installation: Installation, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    mail.mkdir()
    (mail / "one.eml").write_text(
        "From: Ann Other <ann@post.example>\nMessage-ID: <1@post.example>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n"
        "Subject: Fwd: Your parcel\nContent-Type: text/plain\n\nI got this.\n\nYour parcel is held. Pay at https://evri-pay.example/x\n"
    )
    (mail / "two.eml").write_text(
        "From: Ann Other <ann@post.example>\nMessage-ID: <2@post.example>\nSubject: look\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nIs this real?\n'
        "--b\nContent-Type: message/rfc822\n\nFrom: x@evil.example\nSubject: Refund due\nContent-Type: text/plain\n\n"
        "HMRC owes you £268. Claim at https://hmrc-refund.example\n--b--\n"
    )
    (mail / "three.eml").write_text("From: a@post.example\nMessage-ID: <3@x>\nSubject: empty\n\n\n")
    done = import_file(installation, mail, source="mailbox")
    assert (done.state.taken, done.state.rejected) == (2, 1)
    texts = {report.redacted: report for report in list_queue(installation).items}
    assert any("HMRC owes you £268" in text for text in texts)
    assert {report.channel for report in texts.values()} == {"email"}
    assert len({report.reporter for report in texts.values()}) == 1  # one voice
    assert not any("ann@post.example" in text for text in texts)
    assert import_file(installation, mail, source="mailbox", again=True).state.already == 2


def test_two_imports_of_one_file_at_the_same_time_take_nothing_twice(
    installation: Installation, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    rows = [(f"K{number}", "20/11/2026", "Faversham", f"{CALL} {number}", "") for number in range(300)]
    path = a_csv(tmp_path, rows)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: import_file(installation, path, source="kent", rejects=tmp_path / f"r{n}"), range(2)))
    with installation.store.read() as tx:
        assert reports.count_reports(tx) == 300


def test_an_import_that_was_killed_half_way_goes_on_with_nothing_lost_and_nothing_twice(tmp_path: Path) -> None:
    rows = [
        (f"K{number}", "20/11/2026", "Faversham", f"{CALL} {number}" if number % 100 else "", "")
        for number in range(6000)
    ]
    path = a_csv(tmp_path, rows)
    folder = tmp_path / "desk"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")} | {
        "TOCSIN_DATA_FOLDER": str(folder)
    }
    command = [str(Path(sys.executable).with_name("tocsin")), "import", str(path), "--source", "kent"]
    database = folder / "tocsin.sqlite"
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while started.poll() is None and time.monotonic() < until and not 0 < _taken(database) < 5000:
        time.sleep(0.01)
    started.send_signal(signal.SIGKILL)
    started.wait()
    half = _taken(database)
    assert 0 < half < 5940
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "5,940 taken, 0 already there, 60 rejected" in done.stdout
    assert _taken(database) == 5940
    rejected = [json.loads(line)["row"] for line in (tmp_path / "given.csv.rejects.jsonl").read_text().splitlines()]
    assert rejected == list(range(1, 6000, 100))


@pytest.mark.slow
def test_a_large_import_killed_again_and_again_ends_with_every_row_once(tmp_path: Path) -> None:
    total = 60_000  # enough for several processes and for many steps
    path = a_csv(tmp_path, [(f"K{n}", "20/11/2026", "Faversham", f"{CALL} {n}", "") for n in range(total)])
    folder = tmp_path / "desk"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")} | {
        "TOCSIN_DATA_FOLDER": str(folder)
    }
    command = [str(Path(sys.executable).with_name("tocsin")), "import", str(path), "--source", "kent"]
    database = folder / "tocsin.sqlite"
    for share in (0.1, 0.35, 0.6, 0.85):
        # Its helpers end with it: a session of its own is killed as a whole.
        started = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while started.poll() is None and _taken(database) < share * total:
            time.sleep(0.02)
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        assert _taken(database) < total
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{total:,} taken, 0 already there, 0 rejected" in done.stdout
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    counted = connection.execute("SELECT count(*), count(DISTINCT source_reference) FROM reports").fetchone()
    sealed = connection.execute("SELECT count(*) FROM sealed_reports").fetchone()
    connection.close()
    assert (counted, sealed) == ((total, total), (total,))


def _taken(database: Path) -> int:
    if not database.exists():
        return 0
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def test_an_officers_decision_stands_when_the_report_is_read_later(installation: Installation, tmp_path: Path) -> None:
    from desk import add
    from tocsin.actions.triage import accept_report

    amira = add(installation, "amira")
    import_file(installation, a_csv(tmp_path, [("K1", "20/11/2026", "Faversham", CALL, "")]), source="kent")
    (report,) = list_queue(installation).items
    accept_report(installation, report.reference, officer=amira, scam="courier-fraud")
    read_waiting(replace(installation))
    (report,) = list_queue(installation).items
    assert (report.status, report.scam) == ("accepted", "courier-fraud")
