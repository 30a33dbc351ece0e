"""How long a server takes from its start to its first page."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook, peers, process, saadan
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from bench.figures import Plan

MOST: Final = 1.5  # seconds
MOST_FOR_MAKE_RUN: Final = 20.0  # seconds, with a warm package cache
PROJECT: Final = Path(__file__).parents[2]
_LEFT_OUT: Final = shutil.ignore_patterns(".venv", ".git", ".*_cache", "__pycache__", "*.egg-info")
_AS_A_PERSON: Final = {"MAKEFLAGS": "", "VIRTUAL_ENV": ""}  # not as a child of `make bench`


def measure(plan: Plan) -> list[Figure]:
    """Start servers with and without a snapshot, and `make run` in a fresh copy."""
    few, many = 50, plan.sizes[-1]
    plan.say("starting servers")
    return [
        _start(plan, few, has_snapshot=False),
        _start(plan, few, has_snapshot=True),
        _start(plan, many, has_snapshot=True),
        *([] if plan.quick else [_make_run(plan)]),
    ]


def _start(plan: Plan, pages: int, *, has_snapshot: bool) -> Figure:
    folder = saadan.generated(plan, pages)
    deep = saadan.address_of(handbook.plan(pages)[pages // 2].path)
    taken = []
    for _ in range(plan.runs(5)):
        with tempfile.TemporaryDirectory(dir=plan.folder) as store:
            if has_snapshot:
                saadan.build(folder, Path(store))
            with saadan.serve(folder, Path(store), first=deep) as server:
                taken.append(server.seconds_to_first_page)
    what = "with a snapshot" if has_snapshot else "without a snapshot"
    note = f"median of {len(taken)}, longest {shown(max(taken))} s"
    name = f"start → first page, {pages:,} pages, {what}"
    others = peers.serve(plan, folder, _peer) if pages > 50 else {}
    return Figure(name, statistics.median(taken), "s", MOST, peers=others, note=note)


def _peer(server: saadan.Server, _site: Path, _peer: peers.Peer) -> str:
    return f"{shown(server.seconds_to_first_page)} s"


def _make_run(plan: Plan) -> Figure:
    """Time `make run` in a copy of the committed files, until the page it names answers."""
    name = "`make run` → page served, warm package cache"
    if not (PROJECT / "Makefile").exists() or not shutil.which("make"):
        return Figure(name, None, "s", MOST_FOR_MAKE_RUN, note="no Makefile, or no make")
    plan.say("make run in a fresh copy")
    with tempfile.TemporaryDirectory(dir=plan.folder) as folder:
        copy = Path(folder) / "saadan"
        shutil.copytree(PROJECT, copy, ignore=_LEFT_OUT)
        port = saadan.free_port()
        command = ("make", "run", f"PORT={port}")
        try:
            with saadan.Server(command, port, folder=copy, environment=_AS_A_PERSON) as server:
                return Figure(name, server.seconds_to_first_page, "s", MOST_FOR_MAKE_RUN)
        except process.CommandFailed as error:
            return Figure(name, None, "s", MOST_FOR_MAKE_RUN, note=str(error)[-300:])
