"""How much memory an idle server holds: the proportional set size of all its processes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook, process, saadan
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from bench.figures import Plan

MOST: Final = 120 * 1.048576  # MB; the target is 120 MiB
MOST_GROWTH: Final = 1.1  # times; "the same", with room for noise


def measure(plan: Plan) -> list[Figure]:
    """Serve handbooks of 50 and 1,000 pages, read some pages, and look at memory at rest."""
    figures = []
    held: dict[int, float] = {}
    for pages in (50, 1000):
        plan.say(f"memory at {pages:,} pages")
        held[pages], of = _idle(plan, pages)
        note = f"{shown(held[pages] / 1.048576)} MiB in {of} processes"
        figures.append(Figure(f"idle memory, {pages:,} pages", held[pages], "MB", MOST, note=note))
    growth = held[1000] / held[50]
    figures.append(Figure("idle memory, 1,000 pages / 50", growth, "×", MOST_GROWTH))
    return figures


def _idle(plan: Plan, pages: int) -> tuple[float, int]:
    """Return the memory in MB and the number of processes, a second after 20 pages were read."""
    folder = saadan.generated(plan, pages)
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        store = Path(name)
        saadan.build(folder, store)
        with saadan.serve(folder, store) as server:
            for page in handbook.plan(pages)[:20]:
                server.ask(saadan.address_of(page.path))
            time.sleep(1)
            root = server.process.pid
            return process.memory_of(root), len(process.tree(root))
