"""A real browser, a real server, and a handbook with one of everything."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect, sync_playwright

from saadan.repository.copying import copy_handbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        ViewportSize,
    )

#: What it is called; the headless shell draws the same for half the work.
NAMES = ("chromium-headless-shell", "chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=15_000)  # of a machine that does much else at the same time


@dataclass
class Watched:
    """A page in a browser that remembers what it should not have done."""

    page: Page
    faults: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()  #: what the console may say

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        is_missing_page = "status of 404" in message.text
        is_allowed = is_missing_page or any(each in message.text for each in self.allowed)
        if message.type in ("error", "warning") and not is_allowed:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that SAADAN_CHROMIUM names."""
    place = os.environ.get("SAADAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not place:
        pytest.skip("no chromium; name one with SAADAN_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that serves a copy of the fixture handbook, under git."""
    place = tmp_path_factory.mktemp("browser")
    folder = place / "haandbog"
    shutil.copytree(Path(__file__).parent / "handbook", folder)
    anna = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    steps = ("init --quiet", "add --all -- . :!docs/ødelagt.md", "commit --quiet --message=Begynd")
    later = ("add --all", "commit --quiet --message=Ødelæg")
    for words in (*steps, *later):
        subprocess.run(["git", "-C", str(folder), *anna, *words.split()], check=True)
    yield from serve(place, {"SAADAN_HANDBOOK": str(folder)})


@pytest.fixture(scope="session")
def try_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server where anyone may be Anna, who writes, or Bo, who approves."""
    place = tmp_path_factory.mktemp("try-out")
    branch, folder = copy_handbook(Path(__file__).parent / "handbook", place / "bog.git")
    settings = {
        "SAADAN_HANDBOOK": str(place / "bog.git"),
        "SAADAN_REVISION": branch,
        "SAADAN_FOLDER": folder,
        "SAADAN_DEMO": "True",
    }
    yield from serve(place, settings)


def serve(place: Path, settings: dict[str, str]) -> Iterator[str]:
    """Yield the address of a server that keeps what it has in a folder."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    environment = {
        **os.environ,
        "SAADAN_STORE": str(place / "store"),
        "SAADAN_DATA": str(place / "data"),
        **settings,
    }
    server = subprocess.Popen([*command, "saadan.web.wsgi:application"], env=environment)
    try:
        yield _ready(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _ready(address: str) -> str:
    """Return the address when the server answers."""
    for _ in range(200):
        try:
            urlopen(address + "/robots.txt").close()
        except URLError:
            time.sleep(0.1)
        else:
            return address
    raise TimeoutError(address)


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A reader at a desk, with nothing remembered, who need not wait for what slides."""
    context = browser.new_context(viewport=DESKTOP, base_url=address, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def reader(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when it breaks the policy, errs, or asks another host."""
    watched = Watched(context.new_page())
    yield watched.page
    assert watched.faults == []
