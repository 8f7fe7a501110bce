"""Exercises are read with their lines, looked over by lint, and go along with the knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tocsin.errors import Fault
from tocsin.knowledge.exercises import Exercise, read_exercises
from tocsin.knowledge.lint import lint_knowledge
from tocsin.knowledge.load import FOLDER, load_knowledge
from tocsin.knowledge.versions import read_files

KNOWLEDGE = load_knowledge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "knowledge"
    shutil.copytree(FOLDER, where, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.csv"))
    return where


def write(folder: Path, name: str, text: str) -> None:
    (folder / "exercises" / name).write_text(text, encoding="utf-8")


def test_a_sentence_is_read_with_its_owner_and_line(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    write(tmp_path, "hi-mum.yaml", "said:\n  - Mum, it's me.\n  - Can you pay?\n")
    faults: list[Fault] = []
    assert read_exercises(tmp_path, faults)[1] == Exercise("hi-mum", "Can you pay?", "exercises/hi-mum.yaml", 3)
    assert faults == []


def test_a_folder_without_exercises_has_none(tmp_path: Path) -> None:
    assert read_exercises(tmp_path, []) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("no-such-scam.yaml", "said: [Hello there.]\n", "There is no scam “no-such-scam”."),
        ("hi-mum.yaml", "said: [Hello there., Hello there.]\n", "This sentence stands in exercises/hi-mum.yaml:1."),
        ("hi-mum.yaml", "said: [Ring me on 07911 123456.]\n", "may be somebody's number"),
        ("hi-mum.yaml", "said: ['Go to https://shop.test/x now.']\n", "may be somebody's address"),
        ("hi-mum.yaml", "said: [Hello there.]\nasked: [x]\n", "“asked” is not a field here"),
        ("hi-mum.yaml", "- Hello there.\n", "must hold fields"),
        ("hi-mum.yaml", "said: [\n", "This is not YAML"),
    ],
)
def test_lint_tells_every_fault_of_an_exercise(name: str, text: str, said: str, folder: Path) -> None:
    write(folder, name, text)
    (fault,) = lint_knowledge(KNOWLEDGE, folder)
    assert fault.path == f"exercises/{name}"
    assert said in str(fault)


def test_they_go_along_in_a_bundle_and_are_not_loaded(folder: Path) -> None:
    assert "exercises/tactics.yaml" in read_files(folder)
    before = load_knowledge(folder, use_cache=False).version
    write(folder, "hi-mum.yaml", "said: [Hello there.]\n")
    assert load_knowledge(folder, use_cache=False).version == before
