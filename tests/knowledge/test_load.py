"""Loading: every fault of every file at once, with its line; and the cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tocsin.errors import KnowledgeError
from tocsin.knowledge.load import FOLDER, load_knowledge

GOOD_ORGANISATION = """\
id: acme
name: Acme
kind: computer
names: [acme support]
rules:
  - id: acme-never
    modality: never
    act: ring you
    broken_by: [remote-access]
    channels: [call]
    source: {title: Acme, url: "https://acme.example/", seen_on: 2026-11}
    verified: true
routes:
  - id: acme-phone
    name: Acme
    kind: phone
    value: 01632 960001
    use: to ring Acme
    purposes: [confirm]
    verified: true
    source: {title: Acme, url: "https://acme.example/", seen_on: 2026-11-24}
"""
TACTICS = """\
tactics:
  - {id: remote-access, name: Control, says: They want your computer., kind: ask, weight: 2, phrases: [control your pc]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scams").mkdir()
    (tmp_path / "organisations").mkdir()
    (tmp_path / "parts.yaml").write_text("computer: [pc]\n", encoding="utf-8")
    (tmp_path / "tactics.yaml").write_text(TACTICS, encoding="utf-8")
    (tmp_path / "organisations/acme.yaml").write_text(GOOD_ORGANISATION, encoding="utf-8")
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, use_cache=False)
    return [str(fault) for fault in caught.value.faults]


def test_a_file_with_three_faults_gives_three_faults_with_path_and_line(folder: Path) -> None:
    path = folder / "organisations/acme.yaml"
    text = GOOD_ORGANISATION.replace("kind: computer", "kind: spaceship")
    text = text.replace("verified: true\nroutes", "verified: perhaps\nroutes").replace("    use:", "    usage:")
    path.write_text(text, encoding="utf-8")
    faults = faults_of(folder)
    assert len(faults) == 4  # the misspelt field is missing, and is there under a name nobody knows
    assert faults[0].startswith("organisations/acme.yaml:3: “kind” cannot be “spaceship”.")
    assert faults[1].startswith("organisations/acme.yaml:12: “verified” cannot be “perhaps”.")
    assert "organisations/acme.yaml:14: “use” is missing." in faults
    assert any(fault.startswith("organisations/acme.yaml:18: “usage” is not a field here.") for fault in faults)


def test_faults_of_several_files_come_together(folder: Path) -> None:
    (folder / "organisations/acme.yaml").write_text("id: other\n", encoding="utf-8")
    (folder / "parts.yaml").write_text('computer: ["(pc"]\n', encoding="utf-8")
    faults = faults_of(folder)
    assert any(fault.startswith("parts.yaml:1:") for fault in faults)
    assert any("is not the file's name" in fault for fault in faults)
    assert any("“kind” is missing" in fault for fault in faults)


def test_bad_yaml_is_a_fault_with_its_line(folder: Path) -> None:
    (folder / "organisations/acme.yaml").write_text("id: acme\nname: [a\nkind: x\n", encoding="utf-8")
    assert faults_of(folder)[0].startswith("organisations/acme.yaml:3: This is not YAML")


def test_a_file_that_is_not_utf8_is_a_fault(folder: Path) -> None:
    (folder / "organisations/acme.yaml").write_bytes(b"id: acme\nname: caf\xe9\n")
    assert "organisations/acme.yaml:2: The file is not UTF-8 text. Save it as UTF-8." in faults_of(folder)


def test_an_empty_file_is_a_fault(folder: Path) -> None:
    (folder / "organisations/acme.yaml").write_text("", encoding="utf-8")
    assert "organisations/acme.yaml:1: The file is empty." in faults_of(folder)


def test_a_key_given_twice_is_a_fault(folder: Path) -> None:
    (folder / "organisations/acme.yaml").write_text(GOOD_ORGANISATION + "name: Acme Two\n", encoding="utf-8")
    assert any("“name” is given twice. Line 2 has it already." in fault for fault in faults_of(folder))


def test_an_id_that_leads_nowhere_is_a_fault(folder: Path) -> None:
    text = GOOD_ORGANISATION.replace("[remote-access]", "[mind-reading]")
    (folder / "organisations/acme.yaml").write_text(text, encoding="utf-8")
    assert faults_of(folder) == ["organisations/acme.yaml:9: There is no tactic “mind-reading”."]


def test_a_phrase_that_is_none_is_a_fault_of_its_line(folder: Path) -> None:
    (folder / "tactics.yaml").write_text(TACTICS.replace("control your pc", "control .."), encoding="utf-8")
    assert faults_of(folder)[0].startswith("tactics.yaml:2: The phrase “control ..” ends with a gap")


def test_a_missing_file_is_a_fault(folder: Path) -> None:
    (folder / "tactics.yaml").unlink()
    assert "The file is missing." in faults_of(folder)[0]


def test_no_scalar_is_turned_into_something_else(folder: Path) -> None:
    text = GOOD_ORGANISATION.replace("value: 01632 960001", "value: 01234567").replace(
        "name: Acme\nkind", "name: NO\nkind"
    )
    (folder / "organisations/acme.yaml").write_text(text, encoding="utf-8")
    acme = load_knowledge(folder, use_cache=False).organisations["acme"]
    assert acme.routes[0].value == "01234567"
    assert acme.name == "NO"
    assert acme.rules[0].source.seen_on == date(2026, 11, 1)
    assert acme.routes[0].source.seen_on == date(2026, 11, 24)


def test_the_cache_gives_back_what_was_loaded(tmp_path: Path) -> None:
    fresh = load_knowledge(FOLDER, cache_folder=tmp_path)
    cached = load_knowledge(FOLDER, cache_folder=tmp_path)
    assert cached == fresh
    assert len(list(tmp_path.iterdir())) == 1


def test_the_cache_is_plain_json_and_a_damaged_one_is_passed_over(tmp_path: Path) -> None:
    fresh = load_knowledge(FOLDER, cache_folder=tmp_path)
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == fresh.version
    file.write_text('{"version": 1', encoding="utf-8")
    assert load_knowledge(FOLDER, cache_folder=tmp_path) == fresh


def test_a_changed_file_is_never_answered_from_the_cache(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = load_knowledge(folder, cache_folder=cache)
    path = folder / "organisations/acme.yaml"
    path.write_text(GOOD_ORGANISATION.replace("name: Acme\nkind", "name: Acme Limited\nkind"), encoding="utf-8")
    after = load_knowledge(folder, cache_folder=cache)
    assert after.organisations["acme"].name == "Acme Limited"
    assert before.version != after.version


def test_a_cache_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("", encoding="utf-8")
    assert load_knowledge(folder, cache_folder=blocked / "cache").organisations["acme"].name == "Acme"


def test_a_copy_of_the_folder_loads_the_same(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert load_knowledge(tmp_path / "copy", use_cache=False) == load_knowledge(FOLDER, use_cache=False)


def test_a_warm_load_parses_no_yaml(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, tocsin.knowledge.load as load\n"
        "load.load_knowledge(load.FOLDER, cache_folder=pathlib.Path(sys.argv[1]))\n"
        "print('yaml' in sys.modules)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


def test_the_cache_folder_follows_the_users_setting(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "xdg"))
    load_knowledge(folder)
    assert list((tmp_path / "xdg/tocsin").glob("knowledge-*.json"))
