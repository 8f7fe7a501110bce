"""One desk, its keys, and one alert ready to be published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tocsin.alerts.content import content_hash
from tocsin.alerts.keys import SigningKeys, open_keys
from tocsin.alerts.sign import publish
from tocsin.records import Alert, AlertContent, Area, Desk, Officer, Publication, Sentence

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KNOWN = ("knowledge:computer-software-service-fraud",)


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk(
        name="Marlshire Fraud Desk",
        sender="alerts.marlshire.example",
        url="https://alerts.marlshire.example",
        email="alerts@marlshire.example",
    )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> SigningKeys:
    return open_keys(tmp_path_factory.mktemp("keys"), sender=desk.sender)


@pytest.fixture(scope="session")
def exercise_keys(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> SigningKeys:
    return open_keys(tmp_path_factory.mktemp("exercise"), sender=desk.sender, exercise=True)


@pytest.fixture
def content() -> AlertContent:
    return AlertContent(
        headline="Callers in Marlshire say your computer has a fault",
        sentences=(
            Sentence("happening", "12 people in Marlshire have told us of these calls since 3 November 2026.", ("report:R-7", "report:R-9")),
            Sentence("happening", "Somebody rings about a fault on your computer, and offers £900 to make up for it.", KNOWN),
            Sentence("spot", "They ask you to put a program on your computer.", KNOWN),
            Sentence("spot", "Microsoft will never ring you to mend your computer.", ("knowledge:microsoft-no-cold-calls",)),
            Sentence("do", "Put the phone down.", KNOWN),
            Sentence("do", "Don’t put any program on your computer.", ("officer:amira",)),
            Sentence("contact", "Ring 159 to reach your own bank.", ("knowledge:bank-159",)),
            Sentence("contact", "Ring 0300 123 2040 (Report Fraud) to report fraud by phone.", ("knowledge:report-fraud-phone",)),
            Sentence("contact", "Go to www.reportfraud.police.uk to report fraud at any time.", ("knowledge:report-fraud-web",)),
        ),
        scam="computer-software-service-fraud",
        areas=(
            Area("county", "Marlshire", nation="gb-eng"),
            Area("place", "Ashing-on-Sea", place="ashing", nation="gb-eng", latitude=51.25, longitude=1.4, radius_km=12.5),
        ),
        audience="residents",
        channels=("call", "web"),
        urgency="immediate",
        expires_at=NOW + timedelta(days=28),
        exercise=False,
        withdrawal="We have taken back this alert, because the number of calls was wrong. Please do not rely on it.",
    )  # fmt: skip


def officer_named(name: str) -> Officer:
    return Officer(id=f"id-{name}", name=name, display_name=name.title(), role="officer", created_at=NOW)


@pytest.fixture
def amira() -> Officer:
    return officer_named("amira")


@pytest.fixture
def owen() -> Officer:
    return officer_named("owen")


@pytest.fixture
def draft(content: AlertContent, amira: Officer) -> Alert:
    return Alert(id="a-1", status="draft", content=content, created_by=amira.id, created_at=NOW, authors=(amira.id,))


@pytest.fixture
def approved(draft: Alert, amira: Officer, owen: Officer) -> Alert:
    pinned = content_hash(draft.content)
    return replace(
        draft,
        status="approved",
        submitted_by=amira.id,
        submitted_hash=pinned,
        submitted_at=NOW,
        decided_by=owen.id,
        approved_hash=pinned,
        decided_at=NOW,
    )


@pytest.fixture
def published(
    content: AlertContent, approved: Alert, desk: Desk, keys: SigningKeys, exercise_keys: SigningKeys
) -> Callable[..., Publication]:
    """Publish, with anything changed that a test wants changed."""

    def make(**changes: Any) -> Publication:
        said = changes.pop("content", content)
        given: dict[str, Any] = {
            "alert": approved,
            "desk": desk,
            "keys": exercise_keys if said.exercise else keys,
            "code": "K7Q-4M2",
            "version": 1,
            "kind": "Alert",
            "sent_at": NOW,
            "references": (),
            "published_by": "id-amira",
            "approved_by": "id-owen",
        }
        return publish(said, **{**given, **changes})

    return make


@pytest.fixture
def publication(published: Callable[..., Publication]) -> Publication:
    return published()


@pytest.fixture(scope="session")
def golden() -> Path:
    return Path(__file__).with_name("golden")
