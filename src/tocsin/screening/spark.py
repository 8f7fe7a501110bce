"""The same screening on Apache Spark: files and folders in one job, or a folder that is watched as a stream.

The judge goes to the executors as an Arrow function (``mapInArrow``), one call for some thousand rows; it is never called for
one row alone. What Spark needs of us is our own interpreter on every host (``PYSPARK_PYTHON``), with Tocsin installed there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from .batch import Judge, screen_batch
from .files import RESULTS, kind_of

TYPES = "level string, score double, scam string, tactics array<string>"
ROWS_A_CALL = 5_000
UNREADABLE = "_unreadable"


@dataclass(frozen=True, slots=True)
class Session:
    """How to reach Spark. ``settings`` are Spark's own, such as ``spark.executor.memory``."""

    master: str = "local[*]"
    settings: tuple[tuple[str, str], ...] = ()


@contextmanager
def open_session(session: Session) -> Iterator[Any]:
    """A ``SparkSession``, stopped afterwards.

    Raises:
        InputError: PySpark or Java is not there.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if session.master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "Spark needs PySpark, which is not installed.", fix="Install the extra: pip install 'tocsin[spark]'"
        ) from error
    builder = (
        SparkSession.builder.master(session.master)
        .appName("tocsin screen")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "true" if sys.stderr.isatty() else "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS_A_CALL))
    )
    for name, value in session.settings:
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # PySpark raises many kinds where Java or the master is not there
        raise InputError(
            f"Spark does not start: {str(error).splitlines()[0][:200]}",
            where=session.master,
            fix="Check that Java 17 or newer is installed, and the address of the master.",
        ) from error
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def screen_with_spark(source: Path, target: Path, judge: Judge, session: Session) -> tuple[int, int, int]:
    """Screen a file or a folder of files of one kind into the folder ``target``; rows written, alarming, rejected.

    Parquet stays Parquet; the others come out as JSON Lines, since a CSV of Spark's holds no lists. Rows without a text and
    lines that cannot be read are written to ``TARGET.rejects`` instead. The order of rows is Spark's.

    Raises:
        InputError: there is nothing to read, there are files of several kinds, or ``target`` is there already.
    """
    kind = kind_of_all(source)
    if target.exists():
        raise InputError("The result is there already.", where=str(target), fix="Give the name of a new folder.")
    with open_session(session) as spark:
        from pyspark.sql import functions

        rows = _read(spark.read, source, kind)
        unreadable = (
            rows["text"].isNull()
            if UNREADABLE not in rows.columns
            else (rows["text"].isNull() | rows[UNREADABLE].isNotNull())
        )
        rows = rows.cache() if UNREADABLE in rows.columns else rows
        rejected = rows.filter(unreadable)
        found = _judged(rows.filter(~unreadable).drop(UNREADABLE), judge)
        becomes = "parquet" if kind == "parquet" else "jsonl"
        (found.write.parquet if becomes == "parquet" else found.write.json)(str(target))
        rejects = target.with_name(f"{target.name}.rejects")
        rejected.write.mode("overwrite").json(str(rejects))
        written = _read(spark.read, target, becomes)
        alarming = functions.count_if(written["level"].isin("scam", "suspicious", "altered-alert"))
        counts = written.agg(functions.count("*"), alarming).first()
        kept = spark.read.text(str(rejects)).count()
    return int(counts[0]), int(counts[1]), int(kept)


def stream_with_spark(
    source: Path,
    target: Path,
    judge: Judge,
    session: Session,
    *,
    checkpoint: Path,
    once: bool,
    tell: Callable[[str], None],
) -> None:
    """Screen files as they appear in the folder ``source`` (JSON Lines with ``id, text, channel?``) into ``target``.

    What was read is noted in ``checkpoint``: after a stop the stream goes on there, and nothing is left out. A crash between
    writing and noting may read a file twice; its rows then carry the same ``id``. ``once``: stop when all there is is done.

    Raises:
        InputError: the folder is not there.
    """
    if not source.is_dir():
        raise InputError("There is no such folder to watch.", where=str(source), fix="Make it, and put files there.")
    with open_session(session) as spark:
        schema = f"id string, text string, channel string, {UNREADABLE} string"
        rows = (
            spark.readStream.schema(schema)
            .option("columnNameOfCorruptRecord", UNREADABLE)
            .option("pathGlobFilter", "*.jsonl")
            .option("maxFilesPerTrigger", 100)
            .json(str(source))
        )
        unreadable = rows["text"].isNull() | rows[UNREADABLE].isNotNull()
        good = _judged(rows.filter(~unreadable).drop(UNREADABLE), judge)
        kept = target.with_name(f"{target.name}.rejects")
        running = []
        for name, frame, folder in (("verdicts", good, target), ("rejects", rows.filter(unreadable), kept)):
            stream = (
                frame.writeStream.format("json")
                .option("path", str(folder))
                .option("checkpointLocation", str(checkpoint / name))
                .queryName(name)
            )
            running.append(
                (stream.trigger(availableNow=True) if once else stream.trigger(processingTime="5 seconds")).start()
            )
        tell(f"Watching {source}; verdicts go to {target}. Stop with Ctrl-C; it goes on from there the next time.")
        try:
            for query in running:
                query.awaitTermination()
        finally:
            for query in running:
                query.stop()


def kind_of_all(source: Path) -> str:
    """The one kind of the file, or of the files in the folder.

    Raises:
        InputError: there are none, or several kinds.
    """
    from .files import files_in

    kinds = {kind_of(path) for path in (files_in(source) if source.is_dir() else [source])}
    if len(kinds) > 1:
        raise InputError(
            "The folder holds files of several kinds.", where=str(source), fix="Put each kind into a folder of its own."
        )
    return kinds.pop()


def _judged(rows: Any, judge: Judge) -> Any:
    kept = [field for field in rows.schema.fields if field.name not in RESULTS]
    schema = ", ".join([*(f"`{field.name}` {field.dataType.simpleString()}" for field in kept), TYPES])

    def each(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield screen_batch(batch, judge)

    return rows.select([field.name for field in kept]).mapInArrow(each, schema)


def _read(reader: Any, source: Path, kind: str) -> Any:
    path = str(source)
    if kind == "parquet":
        return reader.option("recursiveFileLookup", True).parquet(path)
    if kind == "csv":
        return (
            reader.option("header", True)
            .option("multiLine", True)
            .option("escape", '"')
            .option("recursiveFileLookup", True)
            .csv(path)
        )
    reader = reader.option("recursiveFileLookup", True)
    found = reader.option("columnNameOfCorruptRecord", UNREADABLE).json(path)
    if "text" not in found.columns:
        raise InputError("There is no “text” in these lines.", where=path, fix='Give {"id": …, "text": "…"} a line.')
    return found
