"""``tocsin explain`` and ``tocsin train`` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tocsin.cli import tocsin
from tocsin.errors import InputError

TEXT = "I'm calling from Microsoft. Your computer has a virus, download AnyDesk so that I can connect."


def test_explain_shows_the_answer_alone_or_everything() -> None:
    answer = CliRunner().invoke(tocsin, ["explain", "--depth", "answer", TEXT])
    everything = CliRunner().invoke(tocsin, ["explain", "--depth", "everything", TEXT])
    assert answer.exit_code == everything.exit_code == 0
    assert len(answer.output.splitlines()) == 2
    assert answer.output.splitlines()[0] in everything.output.replace("\n", " ")
    assert "What the score is made of" in everything.output


def test_explain_gives_one_document_to_programs() -> None:
    result = CliRunner().invoke(tocsin, ["explain", "--json", TEXT])
    document = json.loads(result.output)
    assert list(document) == ["answer", "why", "everything"]


def test_train_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(tocsin, ["train", "--data", str(tmp_path / "none")])
    assert isinstance(result.exception, InputError)
    assert "no such folder" in str(result.exception)
