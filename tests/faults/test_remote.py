"""Another repository that is gone, refuses or says nothing: people go on, and it heals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.serving import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.browsing import Browser

    from tests.faults.serving import Place

QUIET: dict[str, Any] = {"check": True, "capture_output": True}
#: Seconds in which whoever does something must be answered.
ANSWERS_WITHIN = 10.0
#: What an administrator is told.
TOLD = "Håndbogen bliver ikke udvekslet"

# The database has no part in it.
pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture
def there(place: Place) -> Iterator[Path]:
    """The repository of others, which has the same as the one that is served."""
    copy = place.folder / "andre.git"
    subprocess.run(["git", "clone", "-q", "--bare", place.repository, copy], **QUIET)
    place.start()
    yield copy
    place.kill()
    print(place.said[-10000:])  # shown of a test that fails


@pytest.mark.parametrize("fault", ["gone", "refuses", "no rights"])
def test_people_go_on_and_administrators_know_until_it_is_back(
    place: Place, there: Path, fault: str
) -> None:
    anna, bo = place.browser("anna"), place.browser("bo")
    assert sync(place, str(there)).returncode == 0
    assert TOLD not in bo.get("/-/people").text
    _write_there(there, "side-2.md", "Linje 5: tom.", "Linje 5: skrevet hos de andre.")

    with _broken(there, fault):
        for number in range(2):
            _publish(anna, f"Linje {number}: tom.", f"Linje {number}: skrevet imens.")
            ended = sync(place, str(there))
            assert ended.returncode == 1, ended.stderr
            assert ended.stderr.strip(), "It says nothing."
            told = [bo.get(address).text for address in ("/-/people", "/-/log")]
            assert [TOLD in text for text in told] == [True, True]
            assert TOLD not in anna.get("/-/notices").text
            assert TOLD not in place.browser().get("/side-2").text

    assert sync(place, str(there)).returncode == 0
    assert TOLD not in bo.get("/-/people").text
    assert place.git("rev-parse", "main") == _git(there, "rev-parse", "main")
    text = place.read("side-2.md")
    for words in ("Linje 0: skrevet imens.", "Linje 1: skrevet imens.", "hos de andre."):
        assert words in text
    _wait_until_shown(place, "hos de andre.")
    assert place.git("fsck", "--full", "--strict", "--no-dangling") == ""
    assert "Traceback" not in place.said


def test_people_go_on_while_it_says_nothing_and_when_the_exchange_is_killed(
    place: Place, there: Path
) -> None:
    anna, bo = place.browser("anna"), place.browser("bo")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"localhost:{silent.getsockname()[1]}"
        running = _begin_sync(place, f"https://{address}/bog.git", address)
        silent.settimeout(30)
        called, _from = silent.accept()
        _publish(anna, "Linje 0: tom.", "Linje 0: skrevet imens.")
        _publish(bo, "Linje 1: tom.", "Linje 1: skrevet imens.")
        assert running.poll() is None
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        called.close()
        _publish(anna, "Linje 2: tom.", "Linje 2: skrevet imens.")

        ended = sync(place, f"https://{address}/bog.git", "git.example.org")
    assert ended.returncode == 2
    assert TOLD in bo.get("/-/people").text
    assert "må deles med" in bo.get("/-/people").text
    assert sync(place, str(there)).returncode == 0
    assert TOLD not in bo.get("/-/people").text
    assert "Linje 2: skrevet imens." in _git(there, "show", "main:side-2.md")


@contextmanager
def _broken(there: Path, fault: str) -> Iterator[None]:
    """Let the other repository be gone, take nothing, or not be read; then put it right."""
    if fault == "gone":
        away = there.with_name("flyttet.git")
        there.rename(away)
        yield
        away.rename(there)
    elif fault == "refuses":
        hook = there / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho nej >&2\nexit 1\n")
        hook.chmod(0o755)
        yield
        hook.unlink()
    else:
        there.chmod(0)
        yield
        there.chmod(0o755)


def sync(place: Place, remote: str, hosts: str = "file:") -> subprocess.CompletedProcess[str]:
    """Run `saadan sync`, and wait for it."""
    running = _begin_sync(place, remote, hosts)
    out, err = running.communicate(timeout=200)
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def _begin_sync(place: Place, remote: str, hosts: str) -> subprocess.Popen[str]:
    environment = {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(place.data),
        "SAADAN_REMOTE": remote,
        "SAADAN_REMOTE_HOSTS": hosts,
        "no_proxy": "localhost",
    }
    powerless = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
    command = [*powerless, sys.executable, "-m", "saadan.cli", "sync", str(place.repository)]
    return subprocess.Popen(
        [*command, "--revision", "main"],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _publish(browser: Browser, old: str, new: str) -> None:
    """Change a line and publish it, in bounded time."""
    begun = time.monotonic()
    opened = browser.get("/-/edit/side-2")
    form = opened.form("text")
    assert old in form.fields["text"]
    saved = browser.send(opened, form, text=form.fields["text"].replace(old, new))
    assert saved.status == 302, saved.text
    shown = browser.get(saved.place)
    button = next(each for each in shown.forms if each.action.endswith("/publication"))
    published = browser.send(shown, button)
    assert published.status == 302, published.text
    assert time.monotonic() - begun < ANSWERS_WITHIN


def _write_there(there: Path, path: str, old: str, new: str) -> None:
    work = there.with_name("andres-kopi")
    subprocess.run(["git", "clone", "-q", there, work], **QUIET)
    text = (work / path).read_text("utf-8")
    assert old in text
    (work / path).write_text(text.replace(old, new), "utf-8")
    who = ("-c", "user.name=Carla", "-c", "user.email=carla@example.org")
    subprocess.run(["git", "-C", work, *who, "commit", "-qam", "Hos de andre"], **QUIET)
    subprocess.run(["git", "-C", work, "push", "-q", "origin", "main"], **QUIET)


def _git(there: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", there, *arguments], text=True, **QUIET)
    return str(done.stdout).strip()


def _wait_until_shown(place: Place, words: str) -> None:
    end = time.monotonic() + 15
    while words not in place.browser().get("/side-2").text:
        assert time.monotonic() < end
        time.sleep(0.2)
