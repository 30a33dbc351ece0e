"""Two servers that share what is remembered count together what may be tried or sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from bench.browsing import Browser

from saadan.web.gaps.limits import LIMITS, Sent
from tests.test_serve import free_port, get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench.browsing import Page

#: Wrong passwords for one address, from wherever they come.
MOST_GUESSES = 5


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Where two servers of one handbook answer; they begin at the same moment."""
    handbook = tmp_path / "bog"
    handbook.mkdir()
    (handbook / "index.md").write_text("# Forside\n\nVelkommen.\n", "utf-8")
    environment = {
        **os.environ,
        "SAADAN_DATA": str(tmp_path / "data"),
        "SAADAN_STORE": str(tmp_path / "store"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    found = free_port(), free_port()
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "saadan.cli", "serve", str(handbook), "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for port in found
    ]
    for port in found:
        get(f"http://127.0.0.1:{port}/", patience=60)
    yield found
    for server in servers:
        server.send_signal(signal.SIGINT)
    said = [server.communicate(timeout=20)[1] for server in servers]
    assert not [each for each in said if b"Traceback" in each]


def test_reports_without_an_account_are_counted_together(ports: tuple[int, int]) -> None:
    most = LIMITS[Sent.REPORT].one
    browsers = [Browser(ports[number % 2]) for number in range(most + 4)]
    opened = [browser.get("/-/gaps/new?page=/") for browser in browsers]
    time.sleep(2.1)  # nobody writes faster

    def send(number: int) -> Page:
        page = opened[number]
        text = f"Her mangler nummer {number}."
        return browsers[number].send(page, page.form("stamp"), text=text, sure="1")

    answers = _at_once(send, len(browsers))

    assert sorted(each.status for each in answers) == [303] * most + [429] * 4
    refused = [number for number, each in enumerate(answers) if each.status == 429]
    for number in refused:  # the text stays on the screen
        assert f"Her mangler nummer {number}." in answers[number].text


def test_guesses_of_a_password_are_counted_together(ports: tuple[int, int]) -> None:
    browsers = [Browser(ports[number % 2]) for number in range(MOST_GUESSES + 4)]
    opened = [browser.get("/-/sign-in") for browser in browsers]

    def guess(number: int) -> Page:
        page, word = opened[number], f"gæt nummer {number}"
        form = page.form("password")
        return browsers[number].send(page, form, login="anna@example.org", password=word)

    answers = _at_once(guess, len(browsers))

    assert {each.status for each in answers} == {422}
    refused = ["For mange forsøg" in each.text for each in answers]
    assert refused.count(False) <= MOST_GUESSES
    for port in ports:
        browser = Browser(port)
        page = browser.get("/-/sign-in")
        form = page.form("password")
        again = browser.send(page, form, login="anna@example.org", password="et gæt til")
        assert "For mange forsøg" in again.text


def _at_once(ask: Callable[[int], Page], times: int) -> list[Page]:
    """Return the answers to what several ask at the same moment."""
    with ThreadPoolExecutor(times) as crowd:
        return list(crowd.map(ask, range(times)))
