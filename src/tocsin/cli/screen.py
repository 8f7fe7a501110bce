"""``tocsin screen``: check a whole file, a folder or a stream of texts."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from ..actions.screening import Screener, screen_files
from ..errors import InputError
from ..screening.files import count_rows, files_in
from ..settings import read_settings

RENEW_SECONDS = 30.0
MOST_NAMED = 10  # of the rows that could not be read; the file has them all


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--processes", type=click.IntRange(1), help="How many processes work; every core when not given.")
@click.option("--spark", metavar="MASTER", help="Run on Apache Spark: local[2], spark://host:7077, yarn, k8s://…")
@click.option("--stream", is_flag=True, help="With Spark: go on screening files as they appear in the folder IN.")
@click.option("--once", is_flag=True, help="With --stream: stop when all that is there is done.")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="With --stream: where its place is noted.")
@click.option("--kafka", metavar="BROKERS", help="IN and OUT are topics of these brokers (host:9092,host2:9092).")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting of Spark's or of the Kafka client's."
)
def screen(
    source: str,
    target: str,
    processes: int | None,
    spark: str | None,
    stream: bool,
    once: bool,
    checkpoint: Path | None,
    kafka: str | None,
    given: Sequence[str],
) -> int:
    """Check the column "text" of CSV, JSON Lines or Parquet, and write the same rows with level, score, scam and tactics.

    \b
    tocsin screen messages.csv checked.csv
    tocsin screen archive/ checked/                      every file of a folder
    tocsin screen archive/ checked/ --spark local[2]     the same on Spark
    tocsin screen inbox/ checked/ --stream               as files appear
    tocsin screen texts verdicts --kafka broker:9092     from one topic to another

    A run that was stopped goes on where it was. Rows that cannot be read are kept in OUT.rejects.jsonl, with the reason.

    Exit status: 0 all rows were screened; 2 some could not be read (the others are written).
    """
    settings = read_settings()
    following = stream or kafka is not None
    screener = Screener(
        nation=settings.desk.nation,
        data_folder=settings.data_folder,
        knowledge_folder=settings.given_knowledge_folder,
        database_url=settings.database_url,
        renew_seconds=RENEW_SECONDS if following else None,
    )
    own = dict(_pair(each) for each in given)
    if kafka is not None:
        return _follow(source, target, screener, {"bootstrap.servers": kafka, **own})
    if spark is not None or stream:
        return _on_spark(Path(source), Path(target), screener, spark or "local[*]", own, stream, once, checkpoint)
    if own or once or checkpoint is not None:
        raise InputError(
            "--set, --once and --checkpoint belong to Spark or Kafka.", fix="Add --spark, --stream or --kafka."
        )
    return _here(Path(source), Path(target), screener, processes)


def _here(source: Path, target: Path, screener: Screener, processes: int | None) -> int:
    from rich.progress import Progress

    total = sum(count_rows(path) for path in files_in(source)) if source.is_dir() else _count(source)
    rejected = 0
    with Progress(disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Screening", total=total)
        for done in screen_files(
            source, target, screener=screener, processes=processes, progress=lambda rows: bar.update(task, advance=rows)
        ):
            rejected += done.rejected
            if done.rejects:
                _name_rejected(done.rejects)
            if done.resumed:
                click.echo(f"Went on after the {done.resumed} rows that were done before.", err=True)
            _tell(done.target, done.rows, done.alarming, done.rejected, done.rejects)
    return 2 if rejected else 0


def _count(source: Path) -> int:
    return count_rows(source) if source.is_file() else 1


def _on_spark(
    source: Path,
    target: Path,
    screener: Screener,
    master: str,
    own: dict[str, str],
    stream: bool,
    once: bool,
    checkpoint: Path | None,
) -> int:
    from ..screening.spark import Session, screen_with_spark, stream_with_spark

    session = Session(master, tuple(own.items()))
    if stream:
        stream_with_spark(
            source,
            target,
            screener,
            session,
            checkpoint=checkpoint or target.with_name(f"{target.name}.checkpoint"),
            once=once,
            tell=lambda said: click.echo(said, err=True),
        )
        return 0
    rows, alarming, rejected = screen_with_spark(source, target, screener, session)
    _tell(target, rows, alarming, rejected, target.with_name(f"{target.name}.rejects") if rejected else None)
    return 2 if rejected else 0


def _follow(source: str, target: str, screener: Screener, settings: dict[str, str]) -> int:
    from ..screening.kafka import Topics, follow_topic

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    click.echo(f"Screening {source} into {target}. Stop with Ctrl-C; it goes on from there the next time.", err=True)
    screened, rejected = follow_topic(
        Topics(source, target), screener, settings=settings, going_on=lambda: not stopping.is_set()
    )
    click.echo(f"{screened} texts screened, {rejected} could not be read.", err=True)
    return 2 if rejected else 0


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not name or not equals:
        raise InputError(f"“{given}” is no setting.", fix="Give it as NAME=VALUE.")
    return name, value


def _name_rejected(rejects: Path) -> None:
    with rejects.open(encoding="utf-8") as file:
        for line in islice(file, MOST_NAMED):
            error = json.loads(line)["error"]
            click.echo(f"tocsin: {error['message']} {error['fix']}", err=True)


def _tell(target: Path, rows: int, alarming: int, rejected: int, rejects: Path | None) -> None:
    kept = f", kept in {rejects}" if rejects else ""
    click.echo(
        f"{rows} rows written to {target}, {alarming} of them scam or suspicious; {rejected} could not be read{kept}.",
        err=True,
    )
