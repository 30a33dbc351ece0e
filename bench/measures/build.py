"""What a full build costs: CPU-seconds and peak memory of `saadan build` as a whole process."""

from __future__ import annotations

import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import peers, process, saadan
from bench.figures import Figure

if TYPE_CHECKING:
    from bench.figures import Plan

#: pages → most CPU-seconds, most MB
TARGETS: Final = {50: (0.3, None), 1000: (1.0, 250.0), 10_000: (None, 600.0)}
MOST_FOR_TENFOLD: Final = 10.5  # times the CPU of 1,000 pages, at 10,000


def measure(plan: Plan) -> list[Figure]:
    """Build handbooks of 50, 1,000 and 10,000 pages, each into a store of its own."""
    figures = []
    cpu: dict[int, float] = {}
    for pages in (50, *plan.sizes):
        plan.say(f"building {pages:,} pages")
        folder = saadan.generated(plan, pages)
        runs = plan.runs(9 if pages <= 1000 else 3)
        cost = process.repeated(runs, partial(_fresh, folder))
        others = peers.build(plan, folder, pages)
        cpu[pages] = cost.cpu
        most_cpu, most_memory = TARGETS[pages]
        figures += [
            Figure(
                f"full build, {pages:,} pages",
                cost.cpu,
                "CPU-s",
                most_cpu,
                peers={name: each.cpu for name, each in others.items()},
                note=f"{cost.wall:.2f} s by the clock, median of {runs}",
            ),
            Figure(
                f"peak memory of it, {pages:,} pages",
                max(cost.memory, _together(folder)),
                "MB",
                most_memory,
                peers={name: each.memory for name, each in others.items() if each.memory},
            ),
        ]
    if 10_000 in cpu:
        growth = cpu[10_000] / cpu[1000]
        figures.append(Figure("CPU at 10,000 pages / at 1,000", growth, "×", MOST_FOR_TENFOLD))
    committed = saadan.generated(plan, 1000, is_git=True)
    cost = process.repeated(plan.runs(5), partial(_fresh, committed))
    figures.append(Figure("full build, 1,000 pages, git repository", cost.cpu, "CPU-s", 1.0))
    return figures


def _fresh(folder: Path) -> process.Cost:
    with tempfile.TemporaryDirectory() as store:
        return saadan.build(folder, Path(store))


def _together(folder: Path) -> float:
    """Return the peak memory of all processes of a build together, in MB."""
    with tempfile.TemporaryDirectory() as store:
        command = (saadan.COMMAND, "build", folder, "--store", store)
        running = process.start(command, output=subprocess.DEVNULL)
        watch = process.PeakMemory(running.pid)
        running.wait()
        return watch.stop()
