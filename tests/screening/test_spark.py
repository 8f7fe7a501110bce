"""Spark and Kafka, the real ones: a local Spark, and the broker inside the Kafka client."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tocsin.actions.screening import Screener, screen_file
from tocsin.screening.files import read_rows
from tocsin.screening.kafka import Topics, follow_topic
from tocsin.screening.spark import Session, screen_with_spark, stream_with_spark

TEXTS = (
    "Royal Mail: your parcel is held. Pay the £1.45 fee at parcel-held.example/pay or it goes back today.",
    "See you at seven, bring the cake tin.",
    "Hi Mum it's me, I dropped my phone. This is my new number 07700 900123, can you pay a bill for me today?",
)
LOCAL = Session("local[2]", (("spark.sql.shuffle.partitions", "2"),))


@pytest.fixture
def spark() -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not here")


def write_texts(path: Path, count: int, *, broken: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": str(number), "text": TEXTS[number % 3]}) for number in range(count)]
    path.write_text("\n".join([*lines, *([broken] if broken else [])]) + "\n", encoding="utf-8")
    return path


def verdicts(folder: Path) -> dict[str, dict[str, Any]]:
    files = sorted(folder.glob("part-*")) if folder.is_dir() else [folder]
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: {**row, "scam": row.get("scam")} for row in rows}


@pytest.mark.slow
def test_spark_finds_the_same_as_the_processes_here(tmp_path: Path, spark: None) -> None:
    source = write_texts(tmp_path / "in" / "a.jsonl", 500, broken="{not json")
    counts = screen_with_spark(tmp_path / "in", tmp_path / "spark", Screener(), LOCAL)
    done = screen_file(source, tmp_path / "here.jsonl", screener=Screener())
    assert counts == (500, done.alarming, 1)
    assert verdicts(tmp_path / "spark") == verdicts(tmp_path / "here.jsonl")


@pytest.mark.slow
def test_a_folder_is_screened_as_a_stream_and_goes_on_after_a_stop(tmp_path: Path, spark: None) -> None:
    write_texts(tmp_path / "in" / "a.jsonl", 30, broken="{not json")
    given: dict[str, Any] = {"checkpoint": tmp_path / "place", "once": True, "tell": lambda said: None}
    stream_with_spark(tmp_path / "in", tmp_path / "out", Screener(), LOCAL, **given)
    assert len(verdicts(tmp_path / "out")) == 30
    lines = write_texts(tmp_path / "more.jsonl", 40).read_text(encoding="utf-8").splitlines()[30:]
    (tmp_path / "in" / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    stream_with_spark(tmp_path / "in", tmp_path / "out", Screener(), LOCAL, **given)
    assert len(verdicts(tmp_path / "out")) == 40
    rejected = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out.rejects").glob("part-*"))
    assert "{not json" in rejected


@pytest.fixture
def brokers() -> Iterator[str]:
    kafka = pytest.importorskip("confluent_kafka")
    home = kafka.Producer({"bootstrap.servers": "none.example", "test.mock.num.brokers": 1})
    listed = home.list_topics(timeout=10).brokers
    yield ",".join(f"{broker.host}:{broker.port}" for broker in listed.values())
    del home


def screen_until(wanted: int, brokers: str) -> int:
    """Follow the topic until so many messages were seen, or until ten seconds brought no more; how many were seen."""
    seen = idle = 0

    def tell(screened: int, rejected: int) -> None:
        nonlocal seen, idle
        seen, idle = seen + screened + rejected, 0

    def going_on() -> bool:
        nonlocal idle
        idle += 1
        return seen < wanted and idle <= (20 if seen else 240)

    settings = {"bootstrap.servers": brokers, "group.id": "screeners"}
    follow_topic(Topics("texts", "verdicts"), Screener(), settings=settings, tell=tell, going_on=going_on)
    return seen


@pytest.mark.slow
def test_texts_on_a_topic_become_verdicts_on_another_at_least_once(brokers: str) -> None:
    from confluent_kafka import Consumer, Producer

    producer = Producer({"bootstrap.servers": brokers})
    for number in range(300):
        value = json.dumps({"id": str(number), "text": TEXTS[number % 3], "channel": "sms"})
        producer.produce("texts", value=value, key=str(number))
    producer.produce("texts", value=b'{"id": "300", "text": "See you \\ud83d"}', key="300")  # half of an emoji
    producer.produce("texts", value=b"not json", key="bad")
    producer.flush(30)

    first = screen_until(1, brokers)  # stopped after its first batch …
    assert first >= 1
    if first < 302:
        screen_until(100_000, brokers)  # … and started again: it may read some once more, and leaves out none
    reader = Consumer({"bootstrap.servers": brokers, "group.id": "reader", "auto.offset.reset": "earliest"})
    reader.subscribe(["verdicts", "verdicts.rejects"])
    found: dict[str, dict[str, Any]] = {}
    reasons = []
    for _ in range(240):
        for message in reader.consume(500, 0.5):
            if message.error() is None and message.topic() == "verdicts":
                source = dict(message.headers())["tocsin-source"].decode()
                found[source] = json.loads(message.value())
            elif message.error() is None:
                reasons.append(dict(message.headers())["tocsin-reason"].decode())
        if len(found) == 301 and reasons:
            break
    reader.close()
    assert sorted(int(row["id"]) for row in found.values()) == list(range(301))
    assert {row["level"] for row in found.values() if row["id"] == "0"} == {"scam"}
    assert set(reasons) == {"This is not JSON."}


def test_the_rows_of_a_result_can_be_read_again(tmp_path: Path) -> None:
    source = write_texts(tmp_path / "a.jsonl", 3)
    screen_file(source, tmp_path / "b.jsonl", screener=Screener(), processes=1)
    assert len(list(read_rows(tmp_path / "b.jsonl"))) == 3
