"""A mail server for tests: takes letters, refuses them or is ill, on a port of its own."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from email.message import EmailMessage


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Mailbox:
    """Speaks as much SMTP (RFC 5321) as a client of ours needs, from `with` on."""

    def __init__(self, *, answer: str = "250 OK", port: int = 0, fault: str = "") -> None:
        """Make one.

        Args:
            answer: what is said to each address that a letter is for
            port: 0 for any that is free
            fault: "silent" says nothing to anybody; "drops" hangs up in the midst of a letter
        """
        self.answer = answer
        self.fault = fault
        self.letters: list[EmailMessage] = []
        self.calls = 0  #: how often somebody has called
        self._is_over = threading.Event()
        self._server = _Server(("127.0.0.1", port), self._talk())

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._server.server_close()

    def _talk(self) -> type[socketserver.StreamRequestHandler]:
        box = self

        class Talk(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self) -> None:
                box.calls += 1
                if box.fault == "silent":
                    box._is_over.wait()
                    return
                self.say("220 mailbox")
                while line := self.rfile.readline():
                    word = line[:4].upper()
                    if word == b"RCPT":
                        self.say(box.answer)
                    elif word == b"DATA":
                        self.say("354 go on")
                        if box.fault == "drops":
                            self.rfile.readline()
                            return
                        self.say(self.take())
                    elif word == b"QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 OK")

            def take(self) -> str:
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
                return "250 OK"

        return Talk
