"""The program that is measured: its commands, and a server of it that is surely stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

from bench import handbook, process

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

    from bench.figures import Plan

COMMAND: Final = Path(os.environ.get("SAADAN", str(Path(sys.executable).parent / "saadan")))
HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server."""

    status: int
    body: bytes
    headers: dict[str, str]  #: names in lower case
    seconds: float

    def has(self, text: str) -> bool:
        return text.encode() in self.body


class Server:
    """A web server in its own processes, from its start until the block ends."""

    def __init__(
        self,
        command: Sequence[str | Path],
        port: int,
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        first: str = "/",
        timeout: float = 300,
    ) -> None:
        """Start the server and wait for its first page.

        Args:
            first: the address asked for until it is answered
            timeout: seconds the first page may take

        Raises:
            CommandFailed: it ended, or did not answer in time.
        """
        self.port = port
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        started = time.monotonic()
        self.process: subprocess.Popen[bytes] = process.start(
            command, folder=folder, environment=environment, output=self._output.fileno()
        )
        try:
            self._await(first, started + timeout)
        except BaseException:
            self.stop()
            raise
        self.seconds_to_first_page = time.monotonic() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def said(self) -> str:
        """Return the end of what the server printed."""
        self._output.seek(0)
        return self._output.read()[-3000:].decode(errors="replace").strip()

    def ask(
        self, address: str, headers: Mapping[str, str] | None = None, timeout: float = 60
    ) -> Answer:
        """Ask for one address over a connection of its own."""
        with contextlib.closing(Client(self.port, timeout)) as client:
            return client.ask(address, headers)

    def stop(self) -> None:
        """End the server and whatever it started."""
        family = process.tree(self.process.pid)
        _signal(self.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and any(map(_is_alive, family)):
            self.process.poll()
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for each in family[1:]:
            _signal(each, signal.SIGKILL)
        self.process.wait()
        self._output.close()

    def _await(self, address: str, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise process.CommandFailed(f"The server ended at once: {self.said}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask(address).status < 400:
                    return
            time.sleep(0.005)
        raise process.CommandFailed(f"The server did not answer in time: {self.said}")


class Client:
    """A connection that is kept open between questions."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection(HOST, port, timeout=timeout)

    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address; redirects are not followed.

        Raises:
            OSError, http.client.HTTPException: there is no whole answer.
        """
        started = time.perf_counter()
        try:
            self._connection.request("GET", address, headers=dict(headers or {}))
            response = self._connection.getresponse()
            body = response.read()
        except BaseException:
            self._connection.close()
            raise
        seconds = time.perf_counter() - started
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, body, named, seconds)

    def close(self) -> None:
        self._connection.close()


def serve(
    handbook_folder: Path,
    store: Path,
    *,
    first: str = "/",
    timeout: float = 300,
    environment: Mapping[str, str] | None = None,
) -> Server:
    """Serve a handbook and wait for its first page."""
    port = free_port()
    command = (COMMAND, "serve", handbook_folder, "--host", HOST, "--port", str(port))
    told = {"SAADAN_DATA": str(store.parent / f"{store.name}-data"), **(environment or {})}
    return Server(
        (*command, "--store", store), port, first=first, timeout=timeout, environment=told
    )


def cookie_of_anna(server: Server) -> str:
    """Sign in as Anna on a server that is a try-out (SAADAN_DEMO); return what her browser sends.

    Raises:
        CommandFailed: the server did not let her in.
    """
    with contextlib.closing(http.client.HTTPConnection(HOST, server.port)) as connection:
        connection.request("GET", "/-/sign-in")
        page = connection.getresponse()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        csrf = (page.getheader("Set-Cookie") or "").partition(";")[0]
        if token is None:
            raise process.CommandFailed("The server has no form to sign in with.")
        body = urlencode({"csrfmiddlewaretoken": token[1]})
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": csrf}
        connection.request("POST", "/-/become/anna", body, form)
        answer = connection.getresponse()
        answer.read()
        set_cookies = answer.headers.get_all("Set-Cookie") or []
        pairs = [each.strip().partition(";")[0] for each in set_cookies]
        if not any(pair.startswith("saadan_session=") for pair in pairs):
            raise process.CommandFailed(f"The server did not let Anna in: {answer.status}")
        return "; ".join(pairs)


def build(handbook_folder: Path, store: Path, timeout: float = 600) -> process.Cost:
    """Build a handbook into a store as a whole process."""
    return process.run((COMMAND, "build", handbook_folder, "--store", store), timeout=timeout)


def warm_up(plan: Plan) -> None:
    """Run everything once, so that Python has the bytecode and the disk's cache is filled."""
    folder = generated(plan, 50)
    with (
        tempfile.TemporaryDirectory(dir=plan.folder) as store,
        contextlib.suppress(process.CommandFailed),
    ):
        build(folder, Path(store))
        serve(folder, Path(store)).stop()


def generated(plan: Plan, pages: int, *, diagrams: int = 0, is_git: bool = False) -> Path:
    """Return a generated handbook; it is made when it is asked for first and never changed.

    It is made by a process of its own: what this one holds would count as memory of its children.
    """
    name = f"{pages}{f'-diagrams-{diagrams}' if diagrams else ''}{'-git' if is_git else ''}"
    folder = plan.folder / "handbooks" / name
    if not folder.exists():
        arguments = ["--pages", str(pages), "--diagrams", str(diagrams)]
        arguments += ["--git"] if is_git else []
        process.run(
            (sys.executable, "-m", "bench.handbook", folder, *arguments),
            folder=Path(handbook.__file__).parents[1],
        )
    return folder


def address_of(path: str) -> str:
    """Return where a generated page is served."""
    address = "/" + path.removesuffix(".md")
    return address.removesuffix("index") if address.endswith("/index") else address


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
