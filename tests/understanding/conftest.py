"""The knowledge that comes with Tocsin, and a tiny one made by hand where a test should not hang on its wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge import Knowledge, load_knowledge
from tocsin.knowledge.phrases import phrase_pattern
from tocsin.records import Tactic

TACTICS = (
    Tactic("pin-request", "PIN", "They want your PIN.", "ask", 2.6, phrases=("(ask|give|tell) ... pin", "your pin")),
    Tactic("move-money", "Move money", "They want your money moved.", "ask", 2.4, phrases=("move .. money",)),
    Tactic("remote-access", "Control", "They want your computer.", "ask", 2.5, phrases=("download .. anydesk",)),
    Tactic("secrecy", "Secret", "They want it secret.", "pressure", 2.0, phrases=("(do not|dont) tell anyone",)),
    Tactic("cash-withdrawal", "Cash", "They want cash.", "ask", 2.2, phrases=("(withdraw|withdrawal) .. {money}",)),
)  # fmt: skip


@pytest.fixture(scope="session")
def tiny() -> Knowledge:
    phrases = {phrase for tactic in TACTICS for phrase in tactic.phrases}
    return Knowledge(
        version="tiny",
        scams={},
        organisations={},
        tactics={tactic.id: tactic for tactic in TACTICS},
        parts={},
        patterns={phrase: phrase_pattern(phrase, {}) for phrase in phrases},
    )


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    cache: Path = tmp_path_factory.mktemp("cache")
    return load_knowledge(cache_folder=cache)
