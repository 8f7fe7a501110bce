"""Settings: environment variables that begin ``TOCSIN_``, each also as a file (``…_FILE``) for secrets.

An unknown ``TOCSIN_…`` name is refused, so that a misspelt setting is not a silent default. ``docs/running.md`` lists
them all; a test keeps that list whole.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import InputError
from .knowledge.versions import folder_in_force
from .records import Desk

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .lazy_dataclass import dataclass

if TYPE_CHECKING:
    from .actions.installation import Installation

NATIONS = ("gb-eng", "gb-wls", "gb-sct", "gb-nir")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name without the prefix, what it is for, its default as people read it, and whether it is secret."""

    name: str
    meaning: str
    default: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_FOLDER", "where the database, the keys and the outbox are kept", "./tocsin-data"),
    Setting("DATABASE_URL", "sqlite:///… or postgresql://user:password@host/name", "tocsin.sqlite in the data folder", True),
    Setting("URL", "the public address of this site, as people type it", "http://localhost:8080"),
    Setting("HOST", "the address that the web server listens on", "127.0.0.1"),
    Setting("PORT", "the port that the web server listens on", "8080"),
    Setting("DESK_NAME", "the body that runs this desk, as its alerts name it", "Tocsin desk"),
    Setting("DESK_SENDER", "the CAP sender: a name without spaces, commas, < or &", "the site's host name"),
    Setting("DESK_EMAIL", "the address that alerts are sent from", "alerts@ the site's host name"),
    Setting("NATION", "gb-eng, gb-wls, gb-sct or gb-nir: decides the contact routes shown", "gb-eng"),
    Setting("SMTP_URL", "smtp://user:password@host:25, or smtps://…; without it e-mails go into outbox/", "none", True),
    Setting("SMTP_CONNECTIONS", "how many connections to that server a worker uses at most", "4"),
    Setting("NOTIFY_API_KEY", "the key of a GOV.UK Notify service, for text messages and (without an SMTP server) e-mail", "none", True),
    Setting("NOTIFY_EMAIL_TEMPLATE", "the Notify template of e-mails: subject ((subject)), text ((body))", "none"),
    Setting("NOTIFY_SMS_TEMPLATE", "the Notify template of text messages: ((body))", "none"),
    Setting("NOTIFY_URL", "where GOV.UK Notify answers", "https://api.notifications.service.gov.uk"),
    Setting("CHAT_SERVICES", "the Apprise services that alerts may go to, such as slack, msteams, ntfys", "none"),
    Setting("PRIVATE_WEBHOOKS", "yes: webhooks may lead into this machine's own network (for tests)", "no"),
    Setting("MESSAGES_A_WEEK", "the most alerts a week to one subscriber, by urgency; the rest waits for the digest", "immediate 7, expected 3, past 1"),
    Setting("SECRET_KEY", "seals reports and signs links; made on first start when not given", "data folder, secret.key", True),
    Setting("KEEP_WORDS_DAYS", "how long the sealed words and contacts of reports are kept; 0: for ever", "180"),
    Setting("KEEP_REPORTS_DAYS", "how long redacted reports are kept; 0: for ever. Monthly figures stay", "1095"),
    Setting("WORKER", "yes: serve also delivers; no: run `tocsin deliver` beside it", "yes"),
    Setting("PROXIES", "addresses of web servers before this one, whose X-Forwarded-For is believed: 127.0.0.1", "none"),
    Setting("LOG", "json or text: a line for each request on standard error, without anything typed; quiet: faults only", "quiet"),
    Setting("METRICS_TOKEN", "whoever sends it as a bearer token may read /metrics (Prometheus)", "no /metrics", True),
    Setting("UNDO_SECONDS", "how long Publish can be undone on the desk before anything goes out; 0: not at all", "30"),
    Setting("OIDC_ISSUER", "the log-in service that officers may use (OpenID Connect): its https:// address", "none"),
    Setting("OIDC_CLIENT_ID", "how that service knows this desk", "none"),
    Setting("OIDC_CLIENT_SECRET", "the secret it shares with this desk", "none", True),
    Setting("OIDC_NAME", "what its button says: Log in with …", "your organisation’s account"),
    Setting("OIDC_CLAIM", "which of its claims is the log-in name: preferred_username, email or upn", "preferred_username"),
    Setting("KNOWLEDGE_FOLDER", "a knowledge folder of your own, changed by hand", "the one in force (see tocsin knowledge)"),
)  # fmt: skip
OUTSIDE = frozenset({"TOCSIN_DATA", "TOCSIN_SHARED"})  # read by benchmarks and tests only


@dataclass(frozen=True, slots=True)
class Settings:
    """What this installation is told from outside. Made by :func:`read_settings`."""

    data_folder: Path
    database_url: str
    url: str
    host: str
    port: int
    desk: Desk
    smtp_url: str | None
    secret_key: str | None
    keep_words_days: int
    keep_reports_days: int
    worker: bool
    proxies: tuple[str, ...]
    log: str
    metrics_token: str | None
    given_knowledge_folder: Path | None
    ways: Mapping[str, Any]  # the fields of actions.installation.WaySettings
    undo_seconds: int
    sso: Mapping[str, Any] | None  # the fields of actions.installation.SsoSettings

    @property
    def knowledge_folder(self) -> Path | None:
        """The folder of the knowledge in force: the one given, else this desk's own version; None for what ships."""
        return self.given_knowledge_folder or folder_in_force(self.data_folder)

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, when the store is SQLite."""
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///"))
        return None

    def open(self, *, migrate: bool = True, read_only: bool = False) -> Installation:
        """Open the whole installation: store, keys, knowledge. ``read_only``: make and change nothing at all."""
        from .actions.installation import SsoSettings, WaySettings, open_installation

        return open_installation(
            data_folder=self.data_folder,
            database_url=self.database_url,
            desk=self.desk,
            smtp_url=self.smtp_url,
            secret_key=self.secret_key,
            knowledge_folder=self.given_knowledge_folder,
            migrate=migrate,
            read_only=read_only,
            keep_words_days=self.keep_words_days,
            keep_reports_days=self.keep_reports_days,
            ways=WaySettings(**self.ways),
            sso=SsoSettings(**self.sso) if self.sso else None,
            undo_seconds=self.undo_seconds,
        )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises:
        InputError: an unknown name, an unreadable ``…_FILE``, or a value that makes no sense; each says which and what to do.
    """
    environment = os.environ if environment is None else environment
    _refuse_unknown(environment)
    given = {setting.name: _value(environment, setting.name) for setting in SETTINGS}

    folder = Path(given["DATA_FOLDER"] or "tocsin-data").expanduser().absolute()
    database_url = given["DATABASE_URL"] or f"sqlite:///{folder / 'tocsin.sqlite'}"
    url = (given["URL"] or f"http://localhost:{given['PORT'] or '8080'}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(f"TOCSIN_URL is “{url}”.", fix="Give the whole address, such as https://alerts.example.")
    nation = given["NATION"] or "gb-eng"
    if nation not in NATIONS:
        raise InputError(f"TOCSIN_NATION is “{nation}”.", fix=f"Give one of {', '.join(NATIONS)}.")
    sender = given["DESK_SENDER"] or parts.hostname
    if any(character in sender for character in " ,<&"):
        raise InputError(
            f"TOCSIN_DESK_SENDER is “{sender}”.",
            fix="Give a name without spaces, commas, < or &, such as alerts.example.",
        )
    return Settings(
        data_folder=folder,
        database_url=database_url,
        url=url,
        host=given["HOST"] or "127.0.0.1",
        port=_port(given["PORT"] or "8080"),
        desk=Desk(
            name=given["DESK_NAME"] or "Tocsin desk",
            sender=sender,
            url=url,
            email=given["DESK_EMAIL"] or f"alerts@{parts.hostname}",
            nation=nation,
        ),
        smtp_url=_smtp_url(given["SMTP_URL"]),
        secret_key=given["SECRET_KEY"],
        keep_words_days=_days("KEEP_WORDS_DAYS", given["KEEP_WORDS_DAYS"] or "180"),
        keep_reports_days=_days("KEEP_REPORTS_DAYS", given["KEEP_REPORTS_DAYS"] or "1095"),
        worker=_yes_or_no("WORKER", given["WORKER"] or "yes"),
        proxies=tuple((given["PROXIES"] or "").replace(",", " ").split()),
        log=_one_of("LOG", given["LOG"] or "quiet", ("json", "text", "quiet")),
        metrics_token=given["METRICS_TOKEN"],
        given_knowledge_folder=Path(given["KNOWLEDGE_FOLDER"]) if given["KNOWLEDGE_FOLDER"] else None,
        ways=_ways(given),
        undo_seconds=_undo_seconds(given["UNDO_SECONDS"] or "30"),
        sso=_sso(given),
    )


def _smtp_url(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if usable:
        return value
    raise InputError(  # never the value: it may hold a password
        "TOCSIN_SMTP_URL is no address of a mail server.",
        fix="Write it as smtp://user:password@host:587 or smtps://host:465; escape @, / and : in the password as %40, %2F, %3A.",
    )


def _undo_seconds(value: str) -> int:
    if value.isdigit() and int(value) <= 3600:
        return int(value)
    raise InputError(f"TOCSIN_UNDO_SECONDS is “{value}”.", fix="Give a number of seconds up to 3600, or 0 for none.")


def _sso(given: Mapping[str, str | None]) -> dict[str, str] | None:
    needed = {name: given[f"OIDC_{name}"] for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")}
    if not any(needed.values()):
        return None
    missing = [f"TOCSIN_OIDC_{name}" for name, value in needed.items() if not value]
    if missing:
        raise InputError(f"{missing[0]} is not set.", fix="Single sign-on needs issuer, client id and client secret.")
    issuer = needed["ISSUER"] or ""
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise InputError(f"TOCSIN_OIDC_ISSUER is “{issuer}”.", fix="Give its address with https://.")
    claim = _one_of("OIDC_CLAIM", given["OIDC_CLAIM"] or "preferred_username", ("preferred_username", "email", "upn"))
    return {
        "issuer": issuer,
        "client_id": needed["CLIENT_ID"] or "",
        "client_secret": needed["CLIENT_SECRET"] or "",
        "claim": claim,
        "name": given["OIDC_NAME"] or "your organisation’s account",
    }


def setting_source(setting: Setting, environment: Mapping[str, str] | None = None) -> tuple[str | None, str]:
    """Where a setting of this process comes from (the name of the variable; None: its default), and its value.

    The value of a secret is never given.
    """
    environment = os.environ if environment is None else environment
    full = f"TOCSIN_{setting.name}"
    for name in (full, f"{full}_FILE"):
        if environment.get(name):
            return name, "" if setting.secret else (_value(environment, setting.name) or "")
    return None, ""


def _ways(given: Mapping[str, str | None]) -> dict[str, Any]:
    ways: dict[str, Any] = {
        "notify_api_key": given["NOTIFY_API_KEY"],
        "notify_email_template": given["NOTIFY_EMAIL_TEMPLATE"],
        "notify_sms_template": given["NOTIFY_SMS_TEMPLATE"],
        "private_webhooks": _yes_or_no("PRIVATE_WEBHOOKS", given["PRIVATE_WEBHOOKS"] or "no"),
        "chat_services": tuple(one.strip() for one in (given["CHAT_SERVICES"] or "").split(",") if one.strip()),
    }
    if given["NOTIFY_URL"]:
        ways["notify_url"] = given["NOTIFY_URL"]
    connections = given["SMTP_CONNECTIONS"] or "4"
    if not connections.isdigit() or not 1 <= int(connections) <= 50:
        raise InputError(f"TOCSIN_SMTP_CONNECTIONS is “{connections}”.", fix="Give a number from 1 to 50.")
    ways["smtp_connections"] = int(connections)
    if given["MESSAGES_A_WEEK"]:
        ways["messages_a_week"] = _messages_a_week(given["MESSAGES_A_WEEK"])
    return ways


def _messages_a_week(value: str) -> dict[str, int]:
    most: dict[str, int] = {}
    for part in value.split(","):
        name, _, number = part.strip().partition(" ")
        if name not in {"immediate", "expected", "past"} or not number.strip().isdigit() or int(number) > 50:
            raise InputError(
                f"TOCSIN_MESSAGES_A_WEEK is “{value}”.", fix="Write it as: immediate 7, expected 3, past 1."
            )
        most[name] = int(number)
    return {"immediate": 7, "expected": 3, "past": 1} | most


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {f"TOCSIN_{setting.name}" for setting in SETTINGS}
    known |= {f"{name}_FILE" for name in known} | OUTSIDE
    for name in environment:
        if name.startswith("TOCSIN_") and name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            fix = f"Did you mean {near[0]}?" if near else "See docs/running.md for the names there are."
            raise InputError(f"There is no setting {name}.", fix=fix, code="unknown-setting")


def _value(environment: Mapping[str, str], name: str) -> str | None:
    full = f"TOCSIN_{name}"
    value, path = environment.get(full), environment.get(f"{full}_FILE")
    if value and path:
        raise InputError(f"Both {full} and {full}_FILE are set.", fix="Keep one of them.")
    if not path:
        return value or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InputError(
            f"{full}_FILE cannot be read: {reason}.", where=path, fix="Check the path and its rights."
        ) from error


def _port(value: str) -> int:
    if value.isdigit() and 0 <= int(value) <= 65535:
        return int(value)
    raise InputError(f"TOCSIN_PORT is “{value}”.", fix="Give a number from 1 to 65535.")


def _days(name: str, value: str) -> int:
    if value.isdigit() and int(value) <= 36_500:
        return int(value)
    raise InputError(f"TOCSIN_{name} is “{value}”.", fix="Give a number of days, or 0 for ever.")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return value
    raise InputError(f"TOCSIN_{name} is “{value}”.", fix=f"Give one of: {', '.join(choices)}.")


def _yes_or_no(name: str, value: str) -> bool:
    if value in {"yes", "no"}:
        return value == "yes"
    raise InputError(f"TOCSIN_{name} is “{value}”.", fix="Give yes or no.")
