"""A handbook in a bare repository and the servers that show it: started, killed, started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from bench.browsing import Browser, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Rights that are taken away mean nothing to root, so whoever serves has none of its powers.
POWERLESS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
#: Seconds until a server must answer, on a machine that has much to do.
STARTS_WITHIN = 60.0
QUIET: dict[str, Any] = {"check": True, "capture_output": True}
#: Of the surroundings, what a server is started with: it is of the same source as the tests.
KEPT = ("PATH", "LANG", "PYTHONPATH")


@dataclass
class Place:
    """Where a handbook is, what is derived from it and what is remembered about it."""

    folder: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    process: subprocess.Popen[bytes] | None = None

    @property
    def repository(self) -> Path:
        return self.folder / "repository" / "haandbog.git"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self, files: Mapping[str, str]) -> None:
        """Make the repository, with some files published."""
        work = self.folder / "work"
        for each in (self.repository.parent, self.store, self.data):
            each.mkdir(exist_ok=True)
        subprocess.run(["git", "init", "--bare", "-b", "main", self.repository], **QUIET)
        subprocess.run(["git", "init", "-b", "main", work], **QUIET)
        for path, text in files.items():
            place = work / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
        subprocess.run(["git", "-C", work, "add", "-A"], **QUIET)
        subprocess.run(["git", "-C", work, *who, "commit", "-m", "Begynd"], **QUIET)
        subprocess.run(["git", "-C", work, "push", self.repository, "main"], **QUIET)
        shutil.rmtree(work)

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        command = ["git", "-C", str(self.repository), *arguments]
        said: bytes = subprocess.run(command, **QUIET).stdout
        return said.decode("utf-8", "replace").strip()

    def read(self, path: str, at: str = "main") -> str:
        return self.git("show", f"{at}:{path}")

    # The server

    def start(self) -> None:
        """Start the server and wait until every worker of it can answer."""
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "HOME": str(self.folder / "data"),
            "PYTHONDONTWRITEBYTECODE": "",
            "SAADAN_DEMO": "True",
            "SAADAN_DATA": str(self.data),
            **self.environment,
        }
        command = [*POWERLESS, sys.executable, "-m", "saadan.cli", "serve", str(self.repository)]
        command += ["--revision", "main", "--port", str(self.port), "--store", str(self.store)]
        command += ["--workers", str(self.workers)]
        with (self.folder / "said.txt").open("ab") as said:
            self.process = subprocess.Popen(
                command,
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> Page:
        """Wait until the front page is there."""
        end = time.monotonic() + STARTS_WITHIN
        while True:
            assert self.process is not None
            assert self.process.poll() is None, self.said
            try:
                page = Browser(self.port).get("/")
                if page.status == 200:
                    return page
            except (OSError, HTTPException):
                pass
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def kill(self) -> None:
        """End the server and all its workers in the midst of what they do (SIGKILL)."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End the server as an operator does, and see to it that nothing of it remains."""
        if self.process is None:
            return
        group = self.process.pid
        self.process.terminate()
        try:
            self.process.wait(STARTS_WITHIN)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def said(self) -> str:
        """What the servers have said so far."""
        return (self.folder / "said.txt").read_text("utf-8", "replace")

    def browser(self, name: str = "") -> Browser:
        """Return a new browser, of one of the people of a try-out; "" for a stranger."""
        browser = Browser(self.port)
        return browser.become(name) if name else browser


def check_repository(place: Place) -> None:
    """See to it that the repository is whole and nobody holds anything in it."""
    said = place.git("fsck", "--full", "--strict", "--no-dangling")
    assert not said, said
    locks = [each.name for each in place.repository.rglob("*.lock")]
    assert not locks
    left = [each for each in (place.repository / "saadan").iterdir() if each.name != "turn"]
    assert not left
