"""``tocsin serve``: the site, the desk, the API, and delivery in the same process."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import click

from ..actions.delivering import run_worker
from ..actions.installation import Installation
from ..actions.people import first_start, list_people
from ..errors import InputError
from ..settings import Settings, read_settings
from .more_processes import MoreProcesses


@click.command()
@click.option("--host", help="The address to listen on (TOCSIN_HOST).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port to listen on (TOCSIN_PORT); 0 takes any that is free."
)
@click.option(
    "--no-worker",
    is_flag=True,
    help="Do not deliver in this process (TOCSIN_WORKER=no); run `tocsin deliver` beside it.",
)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes answer."
)
@click.option("--beside", is_flag=True, hidden=True, help="One more process of a port that the first one answers.")
def serve(host: str | None, port: int | None, no_worker: bool, processes: int, beside: bool) -> None:
    """Start the site, the desk and the API. On the first start it makes everything it needs and prints a log-in."""
    settings = read_settings()
    try:
        import uvicorn

        from ..web.app import create_app
        from ..web.measured import set_up_logs
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tocsin"):
            raise
        raise InputError(
            f"The server's libraries are not installed ({error.name}).",
            fix="Install them: pip install 'tocsin[server]'.",
        ) from error
    host, port = host or settings.host, settings.port if port is None else port
    if processes > 1:
        _listen(host, port).close()  # whoever has the port already is not joined
    listener = _listen(host, port, shared=beside or processes > 1)
    installation = settings.open(migrate=not beside)
    if not beside:
        _say_where(settings, installation, listener)

    stop = threading.Event()
    worker = None
    if settings.worker and not no_worker:
        worker = threading.Thread(
            target=run_worker, args=(installation, stop), kwargs={"said": click.echo}, name="deliver"
        )
        worker.start()
    set_up_logs(settings.log)
    more = MoreProcesses(processes - 1, host=host, port=listener.getsockname()[1]) if processes > 1 else None
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(installation, metrics_token=settings.metrics_token),
            log_config=None,  # our own, so that every line has one form
            log_level="warning",
            access_log=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            server_header=False,
        )
    )
    try:
        server.run(sockets=[listener])
    finally:
        stop.set()
        if more is not None:
            more.end()
        if worker is not None:
            worker.join(timeout=30)
        installation.close()


def _listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A listening socket, taken before anything else is started; ``shared``: other processes of ours listen there, too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio sends small answers at once (TCP_NODELAY) only on sockets that name it: without
    # it an answer of two pieces waits 40 ms for the other side's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise InputError(
            f"Port {port} of {host} cannot be used: {(error.strerror or str(error)).lower()}.",
            fix="Stop what uses it, or choose another: tocsin serve --port 8081.",
            code="port-taken",
        ) from error
    return listener


def _say_where(settings: Settings, installation: Installation, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host
    made = first_start(installation)
    click.echo(f"Tocsin     http://{shown}:{port}")
    click.echo(f"The desk   http://{shown}:{port}/desk")
    click.echo(f"Data       {installation.data_folder}")
    click.echo(f"Database   {installation.store.url_for_people}")
    if settings.smtp_url:
        click.echo("E-mail     through the SMTP server that TOCSIN_SMTP_URL names")
    else:
        click.echo(
            f"E-mail     no SMTP server is set (TOCSIN_SMTP_URL), so messages are written to {installation.outbox}"
        )
    if made is not None:
        officer, password = made
        click.echo(
            f"\nLog in as  {officer.name}\nPassword   {password}   (once: you choose your own at the first log-in)"
        )
    if len([person for person in list_people(installation, by=None) if person.disabled_at is None]) < 2:
        click.echo(
            "\nPublishing an alert needs a second officer, who is not its author. Add one on the desk under People,\n"
            f"or in another terminal:  {_program()} officer add NAME"
        )
    click.echo("\nPress Ctrl-C to stop.")


def _program() -> str:
    """How this program was called, so that the line can be copied: ``.venv/bin/tocsin`` in a checkout."""
    called = Path(sys.argv[0]).absolute()
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else "tocsin"
