"""Everything one desk runs on, opened together: the store, the knowledge, the keys and where mail goes."""

from __future__ import annotations

import csv
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..alerts.keys import SigningKeys, open_keys
from ..delivery.pace import BUDGET_A_WEEK
from ..errors import InputError, StoreError
from ..knowledge.load import Knowledge, load_knowledge
from ..knowledge.places import Gazetteer, load_places, read_places
from ..knowledge.versions import folder_in_force
from ..records import Desk, Place
from ..store import Store, open_store
from .rate import Limits
from .recent import KnownPublications, Recent

OWN_PLACES = "places.csv"  # in the data folder: places of this desk's own, beside those of the gazetteer


def _utc_now() -> datetime:
    return datetime.now(UTC)


class KnowledgeInForce:
    """The knowledge in force at a desk. A version that is switched to is picked up within a second, without a restart."""

    LOOK_EVERY_SECONDS = 1.0

    def __init__(self, data_folder: Path, *, given: Path | None = None) -> None:
        self.given = given
        self._data_folder = data_folder
        self._looked_at = -1e9
        self._knowledge: Knowledge | None = None
        self._folder: Path | None = given

    def now(self) -> Knowledge:
        """The knowledge; the same object as long as the same version is in force."""
        if self._knowledge is None or (
            self.given is None and time.monotonic() - self._looked_at > self.LOOK_EVERY_SECONDS
        ):
            self._looked_at = time.monotonic()
            folder = self.given or folder_in_force(self._data_folder)
            if self._knowledge is None or folder != self._folder:
                self._knowledge, self._folder = load_knowledge(folder), folder
        return self._knowledge


@dataclass(frozen=True, slots=True)
class WaySettings:
    """By what ways alerts go out, and how many a week are enough for one subscriber (by urgency)."""

    smtp_connections: int = 4
    notify_api_key: str | None = None
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_email_template: str | None = None
    notify_sms_template: str | None = None
    chat_services: tuple[str, ...] = ()
    private_webhooks: bool = False
    messages_a_week: Mapping[str, int] = field(default_factory=lambda: dict(BUDGET_A_WEEK))


@dataclass(frozen=True, slots=True)
class SsoSettings:
    """The body's own log-in service, by OpenID Connect. ``claim``: what in its answer is the log-in name of an officer."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "your organisation’s account"
    claim: str = "preferred_username"
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256", "EdDSA")


@dataclass(frozen=True, slots=True)
class Installation:
    """One desk, ready to work. Made by :func:`open_installation`; every action takes it first."""

    store: Store
    in_force: KnowledgeInForce
    places: Gazetteer
    desk: Desk
    secret: bytes
    data_folder: Path
    smtp_url: str | None = None
    now: Callable[[], datetime] = field(default=_utc_now)
    limits: Limits = field(default_factory=Limits)
    keep_words_days: int = 180  # the sealed words and contacts of reports; 0: for ever
    keep_reports_days: int = 1095
    ways: WaySettings = field(default_factory=WaySettings)
    sso: SsoSettings | None = None
    undo_seconds: int = 0  # between pressing Publish on the desk and publishing
    publications: KnownPublications = field(default_factory=KnownPublications)
    callers: Recent[Any] = field(default_factory=Recent)  # by the hash of a token: an actions.api_keys.Caller

    @property
    def knowledge(self) -> Knowledge:
        """What is known of scams, in the version that is in force now."""
        return self.in_force.now()

    @property
    def knowledge_folder(self) -> Path | None:
        """The knowledge folder that the settings name; None where this desk's own versions are used."""
        return self.in_force.given

    @property
    def outbox(self) -> Path:
        """Where e-mails are written when there is no SMTP server."""
        return self.data_folder / "outbox"

    @property
    def keys(self) -> SigningKeys:
        """The keys that sign live alerts. Read anew each time, because another process may have put others there."""
        return open_keys(self.data_folder / "keys", sender=self.desk.sender)

    @property
    def exercise_keys(self) -> SigningKeys:
        """The keys that sign exercises."""
        return open_keys(self.data_folder / "keys" / "exercise", sender=self.desk.sender, exercise=True)

    def keys_for(self, *, exercise: bool) -> SigningKeys:
        """Live and exercise alerts are signed with different keys, so that one cannot pass for the other."""
        return self.exercise_keys if exercise else self.keys

    def close(self) -> None:
        self.store.close()


def open_installation(
    *,
    data_folder: Path,
    database_url: str,
    desk: Desk,
    smtp_url: str | None = None,
    secret_key: str | None = None,
    knowledge_folder: Path | None = None,
    migrate: bool = True,
    read_only: bool = False,
    now: Callable[[], datetime] = _utc_now,
    keep_words_days: int = 180,
    keep_reports_days: int = 1095,
    ways: WaySettings | None = None,
    sso: SsoSettings | None = None,
    undo_seconds: int = 0,
) -> Installation:
    """Open an installation; on the first start make its data folder, its keys and its tables. ``read_only``: make and
    change nothing at all; the installation must be there.

    Raises:
        StoreError: the data folder or the database cannot be used.
        KnowledgeError: the knowledge has faults.
    """
    try:
        if not read_only:
            data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder cannot be made: {error.strerror}.",
            where=str(data_folder),
            fix="Set TOCSIN_DATA_FOLDER to a folder that can be written.",
        ) from error
    in_force = KnowledgeInForce(data_folder, given=knowledge_folder)
    in_force.now()  # faults are told before anything else is opened
    store = open_store(database_url, read_only=read_only)
    migrate = migrate and not read_only
    if migrate:
        store.migrate()
    installation = Installation(
        store=store,
        in_force=in_force,
        places=open_places(data_folder),
        desk=desk,
        secret=_secret(data_folder / "secret.key", given=secret_key, make=not read_only),
        data_folder=data_folder,
        smtp_url=smtp_url,
        now=now,
        keep_words_days=keep_words_days,
        keep_reports_days=keep_reports_days,
        ways=ways or WaySettings(),
        sso=sso,
        undo_seconds=undo_seconds,
    )
    if migrate and store.takes_writes():  # on a standby what is there is served; the primary's processes keep it up
        from .keys import register_keys

        register_keys(installation)
    return installation


def keep_own_places(installation: Installation, places: Sequence[Place]) -> Installation:
    """Add places of this desk's own to the gazetteer, and keep them in the data folder. Gives the installation with them."""
    path = installation.data_folder / OWN_PLACES
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    known = {place.id: place for place in (*_own_places(path), *places)}
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(Place.__dataclass_fields__))
        writer.writeheader()
        writer.writerows(asdict(place) for place in known.values())
    beside.replace(path)
    return replace(installation, places=_with(load_places(), known.values()))


def open_places(data_folder: Path) -> Gazetteer:
    """The gazetteer with the desk's own places."""
    return _with(load_places(), _own_places(data_folder / OWN_PLACES))


def _with(gazetteer: Gazetteer, own: Iterable[Place]) -> Gazetteer:
    """The desk's own places come first: one with the id of another takes its place."""
    added = {place.id: place for place in own}
    if not added:
        return gazetteer
    return Gazetteer((*added.values(), *(place for place in gazetteer.places if place.id not in added)))


def _own_places(path: Path) -> tuple[Place, ...]:
    return read_places(path) if path.is_file() else ()


def _secret(path: Path, *, given: str | None, make: bool = True) -> bytes:
    if given is not None:
        if len(given) < 32:
            raise InputError("TOCSIN_SECRET_KEY is too short.", fix="Give at least 32 random characters.")
        return given.encode("utf-8")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if not make:
            raise StoreError(
                "The secret key of this desk is not there.",
                where=str(path),
                fix="Set TOCSIN_DATA_FOLDER to its folder, or TOCSIN_SECRET_KEY.",
            ) from None
    fresh = secrets.token_hex(32).encode("ascii")
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(fresh)
    try:
        os.link(beside, path)  # fails when another process was first: then its key is the one
    except FileExistsError:
        return path.read_bytes()
    finally:
        beside.unlink()
    return fresh
