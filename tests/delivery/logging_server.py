"""An SMTP server that writes down every message before it says 250, for tests that kill things.

python tests/delivery/logging_server.py PORT LOGFILE [SECONDS A MESSAGE [ADDRESS]]

One line a message, "Message-ID recipient", on the disk (fsync) before the answer. Offers PIPELINING, as real servers do.
"""

from __future__ import annotations

import os
import re
import socketserver
import sys
import threading
import time
from pathlib import Path

_lock = threading.Lock()


class Handler(socketserver.StreamRequestHandler):
    log: int
    pause_seconds: float = 0.0

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:  # the other side was killed
            return

    def _talk(self) -> None:
        self._say("220 here")
        to = ""
        while line := self.rfile.readline():
            word = line.decode("utf-8", "replace").strip()
            command = word[:4].upper()
            if command == "EHLO":
                self._say("250-here\r\n250 PIPELINING")
            elif command == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
                self._say("250 ok")
            elif command == "DATA":
                self._say("354 go on")
                text = []
                while (data := self.rfile.readline()) != b".\r\n":
                    if not data:
                        return  # broken off: not taken
                    text.append(data)
                found = re.search(rb"^Message-ID: (\S+)", b"".join(text), re.MULTILINE)
                time.sleep(self.pause_seconds)
                with _lock:
                    os.write(self.log, b"%s %s\n" % (found[1] if found else b"?", to.encode()))
                    os.fsync(self.log)
                self._say("250 taken")
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main() -> None:
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    Handler.pause_seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    Handler.log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    Server((sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
