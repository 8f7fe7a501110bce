"""Files and folders screened: nothing lost, the same order, going on after a stop."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tocsin.actions import screening
from tocsin.actions.screening import Screener, screen_file, screen_files
from tocsin.cli import tocsin
from tocsin.errors import InputError
from tocsin.screening import parts

SCAM = "Royal Mail: your parcel is held. Pay the £1.45 fee at parcel-held.example/pay or it goes back today."
TALK = "See you at seven, bring the cake tin."
TEXTS = (SCAM, TALK, "", "This is Microsoft. Your computer has a virus, let me connect to it with AnyDesk.")


def write_lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def numbered(count: int) -> list[dict[str, object]]:
    return [{"id": str(number), "text": TEXTS[number % 4], "mark": number} for number in range(count)]


def test_rows_come_back_in_order_with_what_was_found(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", numbered(4))
    done = screen_file(source, tmp_path / "out.jsonl", screener=Screener(), processes=1)
    rows = read_lines(tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["level"] for row in rows] == ["scam", "no-signs", "too-little", "scam"]
    assert [row["mark"] for row in rows] == [0, 1, 2, 3]
    assert (done.rows, done.alarming, done.rejected, done.rejects) == (4, 2, 0, None)


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_half_of_a_letter_stops_nothing(tmp_path: Path, ending: str) -> None:
    source = tmp_path / "in.jsonl"
    cut = '{"id": "a\\ud83d", "text": "Pay now \\ud83d", "\\ud83d": ["\\ude00"]}'
    whole = '{"id": "b", "text": "Pay now \\ud83d\\ude00"}'
    source.write_text(f"{cut}\n{whole}\n", encoding="utf-8")
    target = tmp_path / f"out.{ending}"
    assert screen_file(source, target, screener=Screener(), processes=1).rows == 2
    if ending == "jsonl":
        rows = read_lines(target)
        assert [row["text"] for row in rows] == ["Pay now \ufffd", "Pay now \U0001f600"]


def test_whatever_stood_in_json_has_a_cell_in_csv(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"id": 1, "text": TALK, "numbers": [1, None], "more": {"é": "b"}}])
    screen_file(source, tmp_path / "out.csv", screener=Screener(), processes=1)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        row = next(iter(csv.DictReader(file)))
    assert (row["id"], row["numbers"], row["more"]) == ("1", "[1, null]", '{"é": "b"}')


def test_several_processes_give_the_same_as_one(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", numbered(1_400))
    screen_file(source, tmp_path / "one.jsonl", screener=Screener(), processes=1)
    screen_file(source, tmp_path / "two.jsonl", screener=Screener(), processes=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_a_row_that_cannot_be_read_is_kept_with_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(f'{json.dumps({"id": "a", "text": TALK})}\nnot json\n{{"id": "b"}}\n', encoding="utf-8")
    result = CliRunner().invoke(tocsin, ["screen", str(source), str(tmp_path / "out.jsonl")], standalone_mode=False)
    assert result.return_value == 2
    assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == ["a"]
    rejects = read_lines(tmp_path / "out.jsonl.rejects.jsonl")
    assert [reject["row"] for reject in rejects] == ["not json", '{"id": "b"}']
    assert "in.jsonl:2" in str(rejects[0]["error"])
    assert "kept in" in result.output


def test_csv_becomes_json_lines_and_parquet_and_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "sent"])
        writer.writerows([[str(number), text, "2026-11-01"] for number, text in enumerate(TEXTS)])
    names = ["a.parquet", "b.jsonl", "c.csv", "d.parquet"]
    before = tmp_path / "in.csv"
    for name in names:
        screen_file(before, tmp_path / name, screener=Screener(), processes=1)
        before = tmp_path / name
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "d.parquet")
    assert table.column("level").to_pylist() == ["scam", "no-signs", "too-little", "scam"]
    assert table.column("sent").to_pylist() == ["2026-11-01"] * 4
    assert table.column("tactics").to_pylist()[3][:1]


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 100)
    source = write_lines(tmp_path / "in.jsonl", numbered(350))
    whole = tmp_path / "whole.jsonl"
    screen_file(source, whole, screener=Screener(), processes=1)

    def stop_at_250(rows: int) -> None:
        nonlocal seen
        seen += rows
        if seen == 250:
            raise KeyboardInterrupt

    seen = 0
    with pytest.raises(KeyboardInterrupt):
        screen_file(source, tmp_path / "out.jsonl", screener=Screener(), processes=1, progress=stop_at_250)
    assert not (tmp_path / "out.jsonl").exists()
    done = screen_file(source, tmp_path / "out.jsonl", screener=Screener(), processes=1)
    assert (done.resumed, done.rows) == (200, 350)
    assert (tmp_path / "out.jsonl").read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_a_source_that_changed_is_screened_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 10)
    source = write_lines(tmp_path / "in.jsonl", numbered(30))

    def stop(rows: int) -> None:
        nonlocal seen
        seen += rows
        if seen == 25:
            raise KeyboardInterrupt

    seen = 0
    with pytest.raises(KeyboardInterrupt):
        screen_file(source, tmp_path / "out.jsonl", screener=Screener(), processes=1, progress=stop)
    write_lines(source, numbered(31))
    assert screen_file(source, tmp_path / "out.jsonl", screener=Screener(), processes=1).resumed == 0


def test_a_folder_is_screened_file_by_file_and_what_is_done_stays(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    write_lines(tmp_path / "in" / "a.jsonl", numbered(2))
    write_lines(tmp_path / "in" / "deep" / "b.jsonl", numbered(3))
    first = list(screen_files(tmp_path / "in", tmp_path / "out", screener=Screener(), processes=1))
    again = list(screen_files(tmp_path / "in", tmp_path / "out", screener=Screener(), processes=1))
    assert [done.rows for done in first] == [2, 3]
    assert again == []
    assert len(read_lines(tmp_path / "out" / "deep" / "b.jsonl")) == 3


def test_an_empty_file_gives_an_empty_result(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("", encoding="utf-8")
    assert screen_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl", screener=Screener()).rows == 0
    assert (tmp_path / "out.jsonl").read_text() == ""


def test_a_file_without_a_text_column_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,words\n1,hello\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column “text”"):
        screen_file(tmp_path / "in.csv", tmp_path / "out.csv", screener=Screener())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_an_arrow_batch_comes_back_with_four_columns_more() -> None:
    pa = pytest.importorskip("pyarrow")
    batch = pa.RecordBatch.from_pydict(
        {"id": ["a", "b", "c"], "text": [SCAM, None, TALK], "channel": ["sms", None, "x"]}
    )
    found = screening.screen(batch)
    assert found.schema.names == ["id", "text", "channel", "level", "score", "scam", "tactics"]
    assert found.column("level").to_pylist() == ["scam", None, "no-signs"]
    assert found.column("score").type == pa.float64()


def test_a_stream_hears_of_newer_knowledge(tmp_path: Path) -> None:
    from tocsin.knowledge.versions import read_files, switch, write_version

    shipped = Path(screening.__file__).parent.parent / "knowledge"
    screener = Screener(data_folder=tmp_path, renew_seconds=0.0)
    before = screener.versions
    files = read_files(shipped)
    name = next(path for path in files if path.startswith("scams/"))
    files[name] += b"\n# another edition\n"
    folder = write_version(tmp_path, files)
    switch(tmp_path, folder.name, made_at=None, at=datetime(2026, 11, 30, tzinfo=UTC), source="a test")
    assert screener.versions != before
    assert Screener(data_folder=tmp_path).versions == screener.versions
