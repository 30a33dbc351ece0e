"""The machine the figures were measured on, in one line."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def described() -> str:
    """Return processor, cores, memory, system and Python."""
    processor = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    system = re.search(r'PRETTY_NAME="(.+)"', _read("/etc/os-release"))
    return ", ".join(
        (
            processor[1] if processor else platform.machine(),
            f"{len(os.sched_getaffinity(0))} cores",
            f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown memory",
            system[1] if system else platform.system(),
            f"Python {platform.python_version()}",
        )
    )


def busy() -> float:
    """Return how many processes wanted to run during the last minute, on average."""
    return os.getloadavg()[0]


def _read(place: str) -> str:
    try:
        return Path(place).read_text(encoding="utf-8")
    except OSError:
        return ""
