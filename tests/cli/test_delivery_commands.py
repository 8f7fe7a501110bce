"""``tocsin bounces``, ``subscribers``, ``export`` and ``import-desk`` from the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from tocsin.cli import tocsin
from tocsin.errors import InputError, StoreError

LIST = "email,place,consent\nada@post.example,Faversham,form of 2021\nnobody,Faversham,form of 2021\n"


def run(folder: Path, *arguments: str, **settings: str) -> Result:
    environment = {
        "TOCSIN_DATA_FOLDER": str(folder / "desk"),
        **{f"TOCSIN_{name}": value for name, value in settings.items()},
    }
    return CliRunner().invoke(tocsin, list(arguments), env=environment, standalone_mode=False)


def test_a_mailing_list_is_tried_and_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    tried = run(tmp_path, "subscribers", "import", str(file), "--list-name", "Watch", "--dry-run")
    assert "1 would be asked to confirm" in tried.output
    assert "3,nobody,That does not look like an e-mail address." in tried.output
    assert tried.return_value == 1
    taken = run(tmp_path, "subscribers", "import", str(file), "--list-name", "Watch")
    assert "1 asked to confirm, 0 known already, 0 not sent, 1 not taken." in taken.output
    assert len(list((tmp_path / "desk" / "outbox").glob("*.eml"))) == 1


def test_a_webhook_is_added_and_its_secret_printed(tmp_path: Path) -> None:
    added = run(
        tmp_path, "subscribers", "add", "https://council.example/tocsin", "--channel", "webhook", "--place", "Maidstone",
        "--why", "Asked by letter of 3 May 2026.",
    )  # fmt: skip
    assert "Its secret: whsec_" in added.output
    assert "within 20 km of Maidstone, and of those for Kent as a whole." in added.output  # as for a resident
    refused = run(
        tmp_path, "subscribers", "add", "07700 900123", "--channel", "sms", "--place", "Maidstone", "--why", "They asked us."
    )  # fmt: skip
    assert "TOCSIN_NOTIFY_SMS_TEMPLATE" in str(refused.exception)


def test_an_empty_mailbox_is_read(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    run(tmp_path, "officer", "add", "joan")  # a desk
    read = run(tmp_path, "bounces", str(tmp_path / "box"))
    assert "there is no e-mail in it" in read.output
    assert isinstance(run(tmp_path, "bounces", str(tmp_path / "none")).exception, InputError)


def test_a_desk_is_exported_and_put_into_a_new_one(tmp_path: Path) -> None:
    run(
        tmp_path, "subscribers", "add", "canary@desk.example", "--place", "Maidstone", "--canary", "--why", "Our own canary."
    )  # fmt: skip
    file = tmp_path / "desk.jsonl"
    exported = run(tmp_path, "export", str(file))
    assert "subscribers: 1" in exported.output
    moved = run(tmp_path / "elsewhere", "import-desk", str(file))
    assert "subscribers: 1" in moved.output
    assert isinstance(run(tmp_path / "elsewhere", "import-desk", str(file)).exception, StoreError)
    again = run(
        tmp_path / "elsewhere",
        "subscribers",
        "add",
        "canary@desk.example",
        "--place",
        "Maidstone",
        "--why",
        "Once more, please.",
    )
    assert "subscribed already" in str(again.exception)


def test_a_worker_waits_for_a_database_that_is_away_at_the_start(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment |= {
        "TOCSIN_DATA_FOLDER": str(tmp_path),
        "TOCSIN_DATABASE_URL": "postgresql://postgres@127.0.0.1:9/desk",  # nobody answers there
        "PYTHONUNBUFFERED": "1",
    }
    program = [str(Path(sys.executable).with_name("tocsin")), "deliver"]
    with subprocess.Popen(
        program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline().startswith("Delivery waits:")
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
