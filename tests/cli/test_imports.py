"""What is heavy is loaded only by what needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "sqlalchemy",
    "fastapi",
    "lxml",
    "pypdf",
    "ftfy",
    "signxml",
    "cryptography",
    "rich",
    "numpy",
    "starlette",
    "pydantic",
)


def loaded_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()[-5000:]}


def test_importing_tocsin_loads_only_the_standard_library() -> None:
    names = loaded_after("import tocsin")
    assert not names & {*HEAVY, "click", "yaml", "re2", "phonenumbers", "rapidfuzz"}


@pytest.mark.parametrize("heavy", HEAVY)
def test_checking_a_text_loads_nothing_heavy(heavy: str) -> None:
    names = loaded_after(
        "import tocsin, datetime\n"
        "knowledge = tocsin.load_knowledge()\n"
        "tocsin.check('This is Microsoft, install AnyDesk, ring 01632 960123 or see ms-fix.example',"
        " knowledge, on=datetime.date(2026, 11, 24))\n"
        "import tocsin.cli.check"
    )
    assert heavy not in names
