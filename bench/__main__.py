"""Measures everything: `python -m bench [--quick] [--only build,save,…]`."""

from __future__ import annotations

import argparse
import http.client
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import baselines, machine, peers, process, report, saadan
from bench.figures import Figure, Plan
from bench.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write results.json and the README's tables; return an exit code."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and folders are cleaned up
    groups = chosen.only or list(MEASURES)
    words = sys.argv[1:] if arguments is None else arguments
    with tempfile.TemporaryDirectory(prefix="saadan-bench-") as folder:
        plan = Plan(
            folder=Path(folder),
            quick=chosen.quick,
            with_peers=not (chosen.no_peers or chosen.quick),
            install_peers=not chosen.no_install,
            say=lambda text: print(f"… {text}", file=sys.stderr, flush=True),
        )
        load = machine.busy()
        saadan.warm_up(plan)
        measured = {name: _measured(name, plan) for name in groups}
    done = report.Report(
        command=" ".join(("python -m bench", *words)),
        date=time.strftime("%Y-%m-%d"),
        machine=machine.described(),
        load=load,
        peers={**peers.versions(), **baselines.versions()} if plan.with_peers else {},
        groups=measured,
    )
    print(report.in_terminal(done))
    if not chosen.quick:
        report.save(done)
    return 0


def _measured(name: str, plan: Plan) -> list[Figure]:
    """Measure one group; a fault becomes a figure, so that the other groups are measured."""
    try:
        return MEASURES[name](plan)
    except (process.CommandFailed, OSError, ValueError, http.client.HTTPException) as error:
        return [Figure(name, None, "", note=f"{type(error).__name__}: {error}"[:1000])]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small handbooks, few runs, no peers, nothing written: under two minutes",
    )
    parser.add_argument("--only", type=_groups, help=f"some of {','.join(MEASURES)}")
    parser.add_argument("--no-peers", action="store_true", help="leave other programs out")
    parser.add_argument("--no-install", action="store_true", help="install no other programs")
    return parser


def _groups(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in MEASURES:
            raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(MEASURES)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
