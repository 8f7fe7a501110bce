"""The files for servers name what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tocsin.cli import COMMANDS, tocsin
from tocsin.settings import SETTINGS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAMES = {f"TOCSIN_{setting.name}" for setting in SETTINGS}


def settings_in(text: str) -> set[str]:
    words = text.replace("=", " ").replace(":", " ").replace('"', " ").split()
    return {word.removesuffix("_FILE") for word in words if word.startswith("TOCSIN_")}


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_that_a_file_names_exists(path: Path) -> None:
    if path.is_file():
        assert settings_in(path.read_text(encoding="utf-8")) <= NAMES


def test_the_services_run_commands_that_exist() -> None:
    for path in DEPLOY.glob("*.service"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "/opt/tocsin/bin/tocsin" in line:
                assert line.split("/opt/tocsin/bin/tocsin", 1)[1].split()[0] in COMMANDS


def test_the_compose_file_starts_commands_that_exist_with_secrets_that_it_defines() -> None:
    file: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name, service in file["services"].items():
        for command in service.get("command", [])[:1]:
            assert command in COMMANDS, name
        assert set(service.get("secrets", ())) <= set(file["secrets"]), name


def test_backup_says_that_there_is_no_desk(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        tocsin, ["backup", str(tmp_path / "b.tar.gz")], env={"TOCSIN_DATA_FOLDER": str(tmp_path / "none")}
    )
    assert "There is no desk here" in str(result.exception)
