"""Settings are read strictly: a misspelling is a sentence, never a silent default."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.settings import SETTINGS, read_settings

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_everything_has_a_default() -> None:
    settings = read_settings({})
    assert settings.sqlite_path == settings.data_folder / "tocsin.sqlite"
    assert settings.desk.sender == "localhost"
    assert settings.smtp_url is None
    assert settings.worker


def test_an_unknown_name_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(InputError, match="Did you mean TOCSIN_SMTP_URL"):
        read_settings({"TOCSIN_SMPT_URL": "smtp://localhost"})


def test_names_of_other_programs_are_left_alone() -> None:
    read_settings({"PATH": "/bin", "TOCSIN_DATA": "/somewhere"})


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 40 + "\n")
    assert read_settings({"TOCSIN_SECRET_KEY_FILE": str(tmp_path / "secret")}).secret_key == "x" * 40


def test_a_missing_secret_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="TOCSIN_SECRET_KEY_FILE cannot be read"):
        read_settings({"TOCSIN_SECRET_KEY_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOCSIN_URL", "alerts.example", "Give the whole address"),
        ("TOCSIN_NATION", "france", "gb-eng"),
        ("TOCSIN_PORT", "eighty", "number"),
        ("TOCSIN_WORKER", "maybe", "yes or no"),
        ("TOCSIN_DESK_SENDER", "Kent Police", "without spaces"),
        ("TOCSIN_SMTP_CONNECTIONS", "many", "from 1 to 50"),
        ("TOCSIN_MESSAGES_A_WEEK", "seven", "immediate 7, expected 3, past 1"),
    ],
)
def test_a_senseless_value_is_a_sentence(name: str, value: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_settings({name: value})


def test_both_a_value_and_a_file_is_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Keep one"):
        read_settings({"TOCSIN_SECRET_KEY": "a", "TOCSIN_SECRET_KEY_FILE": "b"})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    name = f"TOCSIN_{setting.name}"  # type: ignore[attr-defined]
    assert f"`{name}`" in (DOCS / "running.md").read_text(encoding="utf-8")
