"""Runs commands as whole processes and asks the kernel what they cost (Linux)."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_TICK: Final = os.sysconf("SC_CLK_TCK")  # per second
#: As on most machines: Python keeps the bytecode of what it imports, wherever we are run.
_AS_USUAL: Final = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONUNBUFFERED": ""}
_LOOK_EVERY: Final = 0.01  # seconds between two looks at a tree's memory


class CommandFailed(Exception):
    """A measured command did not end well; the message has the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one finished command cost."""

    cpu: float  #: seconds, user and system, of the process and all it waited for
    wall: float  #: seconds
    memory: float  #: MB (1,000,000 bytes), the largest single process at its peak


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 600,
) -> Cost:
    """Run a command to its end and return its cost.

    Raises:
        CommandFailed: it cannot be started, its exit code is not 0, or it was too slow.
    """
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        process = start(words, folder=folder, environment=environment, output=said.fileno())
        alarm = threading.Timer(timeout, process.kill)
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            end = said.read()[-2000:].decode(errors="replace").strip()
            raise CommandFailed(f"{' '.join(words)} ended with {process.returncode}: {end}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024 / 1e6)


def start(
    command: Sequence[str | Path],
    *,
    output: int,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command that reads nothing and says everything to one file.

    Raises:
        CommandFailed: it cannot be started.
    """
    try:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **_AS_USUAL, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandFailed(f"{command[0]} cannot be started: {error}") from error


def repeated(times: int, once: Callable[[], Cost]) -> Cost:
    """Return the median of each figure over several runs."""
    costs = [once() for _ in range(times)]
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.memory for cost in costs),
    )


# Process trees


def tree(root: int) -> list[int]:
    """Return a process and all its descendants, by id."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for each in found:
        found.extend(children.get(each, ()))
    return found


def cpu_of(root: int) -> float:
    """Return the CPU-seconds a process tree has used so far, of ended children too."""
    fields = [_stat(each) for each in tree(root)]
    return sum(sum(map(int, each[11:15])) for each in fields if each) / _TICK


def memory_of(root: int) -> float:
    """Return the proportional set size of a process tree in MB (1,000,000 bytes)."""
    return sum(map(_pss, tree(root))) / 1e6


class PeakMemory:
    """Watches the memory of a process tree; for commands that work in several processes."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0.0  #: MB
        self._watcher.start()

    def stop(self) -> float:
        self._ended.set()
        self._watcher.join()
        return self.peak

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            self.peak = max(self.peak, memory_of(self._root))


def _stat(process: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name: state, parent, …; [] when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed: 0.5 is the median."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
