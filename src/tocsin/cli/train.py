"""``tocsin train``: make the checker's model anew, from labelled rows."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import click

from ..checking.model import FILE
from ..errors import InputError
from ..knowledge.load import load_knowledge
from ..settings import read_settings


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…")
@click.option("--corpus", type=click.Path(path_type=Path), help="The training half of a corpus (corpus/training).")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of public sources (docs/model.md).")
@click.option("--corrections", type=click.Path(path_type=Path), help="Corrections exported by a desk, JSON Lines.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write the model. Left out, it takes the place of the model in use, which needs both --corpus and --data.",
)
def train(
    files: tuple[str, ...], corpus: Path | None, data: Path | None, corrections: Path | None, out: Path | None
) -> None:
    """Train the model beside the signs. Needs the extra “train”.

    \b
    tocsin train --corpus corpus/training --data ../shared/data
    tocsin train my-rows.jsonl --corrections from-desk.jsonl --out model.json

    FILE is JSON Lines of {"text" or "turns", "label": "scam" or "genuine", "channel"?, "harm_turn"?}; "harm_turn" is the
    number of the turn of a scam call that first asks for what does harm (the first turn is 0). The examples and near
    misses of the knowledge are always learned from.
    """
    for folder, option in ((corpus, "--corpus"), (data, "--data")):
        if folder is not None and not folder.is_dir():
            raise InputError("There is no such folder.", where=str(folder), fix=f"Check what you gave with {option}.")
    if corpus is None and data is None and corrections is None and not files:
        raise InputError(
            "There is nothing to learn from.", fix="Give rows in a file, --corpus, --data or --corrections."
        )
    if out is None and (corpus is None or data is None):
        raise InputError(
            "A model of these rows alone is not put in place of the one in use.",
            fix="Say where to write it: --out model.json",
        )
    out = out or FILE
    try:
        from ..actions.training import train as make_model
        from ..actions.training import write_model
    except ImportError as error:
        raise InputError(
            "Training needs scikit-learn, scipy and numpy, which are not installed.",
            fix="Install the extra: pip install 'tocsin[train]'",
        ) from error
    from ..checking.training.public_data import public_rows
    from ..checking.training.rows import corpus_rows, harmless_of, knowledge_rows, rows_of_file

    knowledge = load_knowledge(read_settings().knowledge_folder)
    rows = list(knowledge_rows(knowledge))
    if corpus is not None:
        rows += corpus_rows(corpus)
    if data is not None:
        rows += public_rows(data)
    for name in files:
        rows += rows_of_file(Path(name))
    if corrections is not None:
        rows += rows_of_file(corrections, source="corrections")
    for source, count in Counter(row.source for row in rows).items():
        scams = sum(row.is_scam for row in rows if row.source == source)
        click.echo(f"{source:14} {count:6,} rows, {scams:,} of them scams", err=True)
    given = make_model(
        rows,
        knowledge,
        lambda said: click.echo(said, err=True),
        harmless=() if corpus is None else harmless_of(corpus),
        processes=os.cpu_count() or 1,
    )
    write_model(given, out)
    click.echo(f"Model {given['id']} written to {out} ({out.stat().st_size / 1e6:.1f} MB).")
