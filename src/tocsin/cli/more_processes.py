"""More processes that serve the same port: each listens on it by itself (SO_REUSEPORT), so that the system spreads the
connections; the first starts them and keeps them up."""

from __future__ import annotations

import subprocess
import sys
import threading

import click

AGAIN_AFTER_SECONDS = 2.0
_PROGRAM = "import sys; sys.argv[0] = 'tocsin'; from tocsin.cli import main; main()"


class MoreProcesses:
    """``count`` processes beside this one. One that dies is started again; all end with this one."""

    def __init__(self, count: int, *, host: str, port: int) -> None:
        self._address = ["--host", host, "--port", str(port)]
        self._ending = threading.Event()
        self._running: list[subprocess.Popen[bytes]] = []
        self._threads = [threading.Thread(target=self._keep_up, name=f"process {n + 2}") for n in range(count)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop them, and wait until they have answered what they had begun."""
        self._ending.set()
        for process in self._running:
            process.terminate()
        for thread in self._threads:
            thread.join(timeout=30)

    def _keep_up(self) -> None:
        while not self._ending.is_set():
            process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, "serve", "--no-worker", "--beside", *self._address],
                stdin=subprocess.DEVNULL,
            )
            self._running.append(process)
            status = process.wait()
            self._running.remove(process)
            if not self._ending.is_set():
                click.echo(f"tocsin: a server process ended with status {status}; another is started.", err=True)
                self._ending.wait(AGAIN_AFTER_SECONDS)
