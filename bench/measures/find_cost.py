"""What finding costs: an index beside the build, a changed page in it, and a question.

Each is measured in a process of its own (`bench.searching`), on generated handbooks.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import process, saadan
from bench.baselines import node
from bench.figures import Figure, shown
from saadan.build import build_newest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bench.figures import Plan

ROOT: Final = Path(__file__).parents[2]
MOST_CPU: Final = 1.5  # CPU-s more than the build, for 1,000 pages
MOST_FOR_TENFOLD: Final = 10.5  # times that, at 10,000
MOST_TO_FIND: Final = {1000: 25.0, 10_000: 60.0}  # ms from a save on, the median
MOST_TO_ASK: Final = {0.5: 5.0, 0.95: None, 0.99: 20.0}  # ms
SAVES: Final = 20
QUESTIONS: Final = 2000


def measure(plan: Plan) -> list[Figure]:
    """Index, change and ask handbooks of 1,000 and 10,000 pages."""
    figures = []
    cpu: dict[int, float] = {}
    for pages in plan.sizes:
        with tempfile.TemporaryDirectory(dir=plan.folder) as name:
            folder, store = Path(name) / "handbook", Path(name) / "store"
            shutil.copytree(saadan.generated(plan, pages), folder)
            plan.say(f"indexing {pages:,} pages")
            cpu[pages], of_index = _index(plan, folder, store, pages)
            plan.say(f"changing pages of {pages:,}")
            figures += [*of_index, *_reindex(plan, folder, store, pages)]
            if pages == plan.sizes[-1]:
                plan.say(f"asking {pages:,} pages")
                questions = _ask(plan, folder, store)
    if 10_000 in cpu:
        growth = cpu[10_000] / cpu[1000]
        figures.append(
            Figure("CPU of the index at 10,000 pages / at 1,000", growth, "×", MOST_FOR_TENFOLD)
        )
    return [*figures, *questions]


def _index(plan: Plan, folder: Path, store: Path, pages: int) -> tuple[float, list[Figure]]:
    """Return the CPU-seconds of an index, and its figures. A built handbook stays in the store."""
    runs = 1 if plan.quick else 5 if pages <= 1000 else 3
    costs = []
    for _ in range(runs):
        shutil.rmtree(store, ignore_errors=True)
        saadan.build(folder, store)
        costs.append(_said("index", folder, store))
    cpu = statistics.median(cost["cpu"] for cost in costs)
    wall = statistics.median(cost["wall"] for cost in costs)
    peer, its_size = _pagefind(plan, folder, store)
    size, text = costs[-1]["size"] / 1e6, costs[-1]["text"] / 1e6
    return cpu, [
        Figure(
            f"index beside the build, {pages:,} pages",
            cpu,
            "CPU-s",
            MOST_CPU if pages == 1000 else None,
            peers=peer,
            note=f"{wall:.2f} s by the clock, median of {runs}",
        ),
        Figure(
            f"index on disk, {pages:,} pages",
            size,
            "MB",
            peers=its_size,
            note=f"{shown(size / text)} × the {shown(text)} MB of text in it",
        ),
    ]


def _reindex(plan: Plan, folder: Path, store: Path, pages: int) -> list[Figure]:
    saves = plan.runs(SAVES)
    costs = _said("reindex", folder, store, saves)
    index, wall = costs["index"], costs["wall"]
    return [
        Figure(
            f"save → found, {pages:,} pages, p50",
            process.percentile(wall, 0.5),
            "ms",
            MOST_TO_FIND[pages],
            note=f"{saves} saves at random pages, longest {shown(max(wall))} ms",
        ),
        Figure(
            f"a changed page in the index, {pages:,} pages, p50",
            process.percentile(index, 0.5),
            "CPU-ms",
            note=f"longest {shown(max(index))} CPU-ms; with compiling the page and asking for it"
            f" {shown(process.percentile(costs['cpu'], 0.5))} CPU-ms",
        ),
    ]


def _ask(plan: Plan, folder: Path, store: Path) -> list[Figure]:
    said = _said("ask", folder, store, plan.runs(QUESTIONS))
    kinds = said["kinds"]
    costs = [cost for of_kind in kinds.values() for cost in of_kind]
    notes = {
        0.5: f"; {len(costs):,} questions, each kind as often, in CPU-ms: {_each(kinds, 0.5)}",
        0.99: f": {_each(kinds, 0.99)}",
    }
    return [
        Figure(
            f"a question, {said['documents']:,} sections, p{100 * share:.0f}",
            _share(costs, 0, share),
            "ms",
            most,
            note=f"{shown(_share(costs, 1, share))} CPU-ms{notes.get(share, '')}",
        )
        for share, most in MOST_TO_ASK.items()
    ]


def _each(kinds: Mapping[str, Sequence[tuple[float, float]]], share: float) -> str:
    of_kinds = {kind: _share(costs, 1, share) for kind, costs in kinds.items()}
    return ", ".join(f"{kind} {shown(each)}" for kind, each in of_kinds.items())


def _share(costs: Iterable[tuple[float, float]], which: int, share: float) -> float:
    """Return a percentile of the milliseconds by the clock (0) or of CPU (1)."""
    return process.percentile((cost[which] for cost in costs), share)


def _said(what: str, folder: Path, store: Path, times: int = 1) -> dict[str, Any]:
    """Run `bench.searching` and return what it says.

    Raises:
        CommandFailed: it did not end well.
    """
    command = (sys.executable, "-m", "bench.searching", what, folder, store, "--times", str(times))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise process.CommandFailed(f"bench.searching {what}: {done.stderr[-1500:].strip()}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _pagefind(plan: Plan, folder: Path, store: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return what Pagefind's index of the same pages costs, and its size, in words."""
    program = node.pagefind(plan)
    if program is None:
        return {"Pagefind": "not measured"}, {}
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        site = Path(name)
        _write_site(site, folder, store)
        try:
            cost = process.run((program, "--site", site, "--quiet"), timeout=600)
        except process.CommandFailed as error:
            plan.say(str(error))
            return {"Pagefind": "failed"}, {}
        files = [each for each in (site / "pagefind").rglob("*") if each.is_file()]
        size = sum(each.stat().st_size for each in files) / 1e6
    return {"Pagefind": f"{shown(cost.cpu)} CPU-s"}, {"Pagefind": f"{shown(size)} MB"}


def _write_site(site: Path, folder: Path, store: Path) -> None:
    """Write the pages' own HTML, with nothing around it."""
    snapshot = build_newest(folder, store=store).snapshot
    for entry in snapshot.entries():
        place = site / entry.path.removesuffix(".md") / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        head = f'<!doctype html><html lang="da"><meta charset="utf-8"><title>{entry.title}</title>'
        body = f"<main data-pagefind-body>{snapshot.page(entry.path).html}</main>"
        place.write_text(f"{head}{body}</html>", encoding="utf-8")
