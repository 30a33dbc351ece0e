"""`saadan serve`, as a person starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(address: str, patience: float = 20) -> str:
    """Return what is at an address, as soon as somebody answers there."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "bog"
    root.mkdir()
    (root / "index.md").write_text("# Forside\n\nVelkommen til havnen.\n", "utf-8")
    return root


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "saadan.cli", "serve", str(folder), "--port", str(port)],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert b"Traceback" not in said
    assert process.returncode in (0, 130)


def test_shows_a_handbook_and_what_is_saved_at_once(served: str, folder: Path) -> None:
    assert "Velkommen til havnen" in get(served + "/")

    for number in range(5):
        (folder / "index.md").write_text(f"# Forside\n\nUdgave {number}.\n", "utf-8")
        assert f"Udgave {number}." in get(served + "/")

    (folder / "ny.md").write_text("# Ny side\n", "utf-8")
    assert "Ny side" in get(served + "/ny")
    assert "Ny side" in get(served + "/")
