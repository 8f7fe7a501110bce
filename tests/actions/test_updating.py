"""The knowledge is renewed from a signed bundle or by two officers, proved first, and taken back in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desk import Clock, add, open_desk
from tocsin.actions.checking import check
from tocsin.actions.installation import Installation
from tocsin.actions.updating import (
    accept_change,
    decline_change,
    difference,
    files_in_force,
    go_back,
    list_changes,
    propose_change,
    trust_key,
    update_knowledge,
)
from tocsin.errors import InputError, NotAllowedError
from tocsin.knowledge.bundle import make_bundle
from tocsin.knowledge.versions import in_force

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PARCEL = "scams/parcel-delivery-fee.yaml"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = open_desk(tmp_path_factory.mktemp("desk"), clock=Clock())
    yield installation
    installation.close()


def renamed(installation: Installation, name: str) -> str:
    """The parcel entry with another name."""
    text = files_in_force(installation.data_folder)[PARCEL].decode()
    old = next(line for line in text.splitlines() if line.startswith("name: "))
    return text.replace(old, f"name: {name}", 1)


def bundle(installation: Installation, folder: Path, name: str, *, at: datetime) -> str:
    files = {**files_in_force(installation.data_folder), PARCEL: renamed(installation, name).encode()}
    path = folder / f"{name}.json"
    path.write_bytes(make_bundle(files, KEY, made_by="Makers", made_at=at))
    return str(path)


def test_a_bundle_is_taken_in_whole_and_a_running_desk_uses_it(desk: Installation, tmp_path: Path) -> None:
    source = bundle(desk, tmp_path, "Parcel trick", at=AT)
    with pytest.raises(InputError, match="does not trust"):
        update_knowledge(desk.data_folder, source, at=AT)
    key_file = tmp_path / "makers.pem"
    key_file.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    trust_key(desk.data_folder, key_file)
    before = desk.knowledge.version
    done = update_knowledge(desk.data_folder, source, at=AT)
    assert "Makers" in done.in_force.source
    desk.in_force.LOOK_EVERY_SECONDS = -1.0
    assert desk.knowledge.scams["parcel-delivery-fee"].name == "Parcel trick"
    verdict = check(desk, "Your parcel is held. Pay the £1.99 redelivery fee at evri-parcel.example", channel="sms")
    assert verdict.scam_name == "Parcel trick"
    assert verdict.versions["knowledge"] == desk.knowledge.version != before

    older = bundle(desk, tmp_path, "Older trick", at=AT - timedelta(days=1))
    with pytest.raises(InputError, match="before the one in force"):
        update_knowledge(desk.data_folder, older, at=AT)

    assert update_knowledge(desk.data_folder, source, at=AT).unchanged
    go_back(desk.data_folder, at=AT)
    assert desk.knowledge.version == before


def test_a_bundle_that_does_not_prove_itself_changes_nothing(desk: Installation, tmp_path: Path) -> None:
    files = files_in_force(desk.data_folder)
    broken = files[PARCEL].decode().replace("when:", "when:\n  sign: grey-card-left\nunused:", 1)
    path = tmp_path / "broken.json"
    key_file = tmp_path / "makers.pem"
    key_file.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    trust_key(desk.data_folder, key_file)
    path.write_bytes(make_bundle({**files, PARCEL: broken.encode()}, KEY, made_by="", made_at=AT))
    state = in_force(desk.data_folder)
    with pytest.raises(Exception, match="parcel-delivery-fee"):
        update_knowledge(desk.data_folder, str(path), at=AT)
    assert in_force(desk.data_folder) == state


def test_two_officers_change_an_entry_and_neither_alone(desk: Installation) -> None:
    amira, owen = add(desk, "amira"), add(desk, "owen")
    desk.in_force.LOOK_EVERY_SECONDS = -1.0
    change = propose_change(
        desk, officer=amira, path=PARCEL, content=renamed(desk, "Parcel swindle"), note="The wording of our county."
    )
    assert ("+", "name: Parcel swindle") in difference(desk, change)
    with pytest.raises(NotAllowedError, match="their own"):
        accept_change(desk, change.id, officer=amira)
    rival = propose_change(desk, officer=owen, path=PARCEL, content=renamed(desk, "Parcel fraud"), note="Shorter.")
    accept_change(desk, change.id, officer=owen)
    assert desk.knowledge.scams["parcel-delivery-fee"].name == "Parcel swindle"
    with pytest.raises(NotAllowedError, match="has changed since"):
        accept_change(desk, rival.id, officer=amira)
    with pytest.raises(InputError, match="Say why"):
        decline_change(desk, rival.id, officer=amira, note=" ")
    assert decline_change(desk, rival.id, officer=amira, note="Overtaken.").status == "declined"
    with pytest.raises(NotAllowedError, match="was declined"):
        accept_change(desk, rival.id, officer=amira)
    assert list_changes(desk, status="proposed") == []


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("scams/../x.yaml", "id: x", "no file of the knowledge"),
        (PARCEL, "id: [", "faults"),
        ("scams/brand-new.yaml", "id: brand-new\nname: New", "faults"),
    ],
)
def test_what_is_not_in_order_is_not_even_proposed(desk: Installation, path: str, content: str, said: str) -> None:
    officer = add(desk, f"officer-{len(path)}-{len(content)}")
    with pytest.raises(InputError, match=said):
        propose_change(desk, officer=officer, path=path, content=content, note="A test.")
    with pytest.raises(InputError, match="Nothing was changed"):
        propose_change(
            desk, officer=officer, path=PARCEL, content=files_in_force(desk.data_folder)[PARCEL].decode(), note="None."
        )
