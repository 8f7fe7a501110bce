"""The docs cannot drift: what they show is run, and what there is stands in them."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.knowledge.load import load_knowledge
from tocsin.records import Organisation, Scam, Sign

ROOT = Path(__file__).resolve().parent.parent.parent
TOCSIN = str(Path(sys.executable).with_name("tocsin"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def shown() -> list[tuple[str, list[str]]]:
    """(command, the lines it is shown to print) of every console block in the README."""
    found: list[tuple[str, list[str]]] = []
    for block in CONSOLE.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            found.append((command, [line.strip() for line in lines if line.strip() and line.strip() != "…"]))
    return found


@pytest.mark.parametrize(("command", "lines"), shown())
def test_the_readme_shows_what_is_really_printed(command: str, lines: list[str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment |= {"TOCSIN_DATA_FOLDER": str(tmp_path), "COLUMNS": "80"}
    program, *arguments = shlex.split(command)
    assert program == "tocsin"
    done = subprocess.run([TOCSIN, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    printed = [line.strip() for line in done.stdout.splitlines()]
    assert [line for line in lines if line not in printed] == []


def test_the_readme_shows_a_check_and_a_reading() -> None:
    commands = [command for command, _ in shown()]
    assert any(command.startswith("tocsin check") for command in commands)
    assert any(command.startswith("tocsin read") for command in commands)


def test_every_command_is_documented_as_it_is() -> None:
    spec = importlib.util.spec_from_file_location("write_commands", ROOT / "scripts" / "write_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == module.page(), "run: python scripts/write_commands.py"


@pytest.mark.parametrize("noun", [Scam, Sign, Organisation], ids=lambda noun: noun.__name__)
def test_every_field_of_an_entry_is_documented(noun: type) -> None:
    page = (ROOT / "docs" / "scam-format.md").read_text(encoding="utf-8")
    made_by_the_loader = {"id"} if noun is not Sign else set()
    assert [
        name for name in noun.__dataclass_fields__ if name not in made_by_the_loader and f"`{name}`" not in page
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in target]
    targets += re.findall(r'src="([^":]+)"', text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_library_example_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = re.findall(r"print\(.*\)  # (.+)$", code, re.MULTILINE)
    assert said
    assert [line for line in said if line not in done.stdout.splitlines()] == []


def test_nothing_in_the_knowledge_says_that_anything_is_safe() -> None:
    for scam in load_knowledge().scams.values():
        for sentence in (*scam.spot, *(one for advice in scam.advice.values() for one in advice)):
            assert "is safe" not in sentence.replace("is not safe", ""), sentence
