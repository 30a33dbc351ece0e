"""How many answers a warm server gives per CPU-second of its own, and how late the latest are."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook, process, saadan
from bench.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.figures import Plan

PAGES: Final = 1000
CONNECTIONS: Final = 16
BROWSER: Final = {"Accept-Encoding": "gzip", "Accept-Language": "da"}
FEWEST_PUBLIC: Final = 15_000.0  # per CPU-second
FEWEST_SIGNED_IN: Final = 800.0  # per CPU-second
MOST_LATE: Final = 10.0  # ms, of 99 in 100 answers


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    per_cpu_second: float
    per_second: float
    late: float  #: ms; 99 of 100 answers came sooner
    bad: int  #: answers that were neither 2xx nor 3xx


def measure(plan: Plan) -> list[Figure]:
    """Ask a warm server for one page over 16 connections, new and with a known ETag."""
    plan.say("asking for one page over and over")
    folder = saadan.generated(plan, PAGES)
    seconds = 2 if plan.quick else 8
    address = saadan.address_of(handbook.plan(PAGES)[500].path)
    with (
        tempfile.TemporaryDirectory(dir=plan.folder) as store,
        saadan.serve(folder, Path(store), environment={"SAADAN_DEMO": "True"}) as server,
    ):
        answer = server.ask(address, BROWSER)
        load(server, address, BROWSER, 1)
        full = load(server, address, BROWSER, seconds)
        known = {**BROWSER, "If-None-Match": answer.headers.get("etag", "")}
        again = server.ask(address, known)
        unchanged = load(server, address, known, seconds)
        cookie = {"Cookie": saadan.cookie_of_anna(server)}
        is_anna = server.ask(address, cookie).has('class="s-menu s-account"')
        anna = {**BROWSER, **cookie}
        load(server, address, anna, 1)
        signed_in = load(server, address, anna, seconds)
    client = "wrk" if shutil.which("wrk") else "a Python client; install wrk for a true p99"
    note = f"{full.per_second:,.0f} a second; {len(answer.body):,} bytes each; {client}"
    bad = f"; {full.bad} bad answers" if full.bad else ""
    is_304 = again.status == 304 and not unchanged.bad
    return [
        Figure(
            "public page, requests per CPU-second",
            full.per_cpu_second,
            "/CPU-s",
            FEWEST_PUBLIC,
            at_least=True,
            note=note + bad,
        ),
        Figure("public page, p99 at 16 connections", full.late, "ms", MOST_LATE),
        Figure(
            "304 for a known page, requests per CPU-second",
            unchanged.per_cpu_second if is_304 else None,
            "/CPU-s",
            FEWEST_PUBLIC,
            at_least=True,
            note="" if is_304 else f"answered {again.status}",
        ),
        Figure(
            "signed-in page, requests per CPU-second",
            signed_in.per_cpu_second if is_anna and not signed_in.bad else None,
            "/CPU-s",
            FEWEST_SIGNED_IN,
            at_least=True,
            note=f"{signed_in.per_second:,.0f} a second" if is_anna else "Anna was not let in",
        ),
    ]


def load(server: saadan.Server, address: str, headers: Mapping[str, str], seconds: int) -> Load:
    """Ask for an address from 16 connections for some seconds."""
    before, started = process.cpu_of(server.process.pid), time.monotonic()
    ask = _with_wrk if shutil.which("wrk") else _with_threads
    answers, late, bad = ask(server.port, address, headers, seconds)
    used = process.cpu_of(server.process.pid) - before
    return Load(answers / max(used, 0.01), answers / (time.monotonic() - started), late, bad)


def _with_wrk(
    port: int, address: str, headers: Mapping[str, str], seconds: int
) -> tuple[int, float, int]:
    """Return the number of answers, the p99 in ms and the number of bad answers."""
    named = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    url = f"http://{saadan.HOST}:{port}{address}"
    command = ("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *named, url)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    answers = re.search(r"(\d+) requests in", said)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if not answers or not late:
        raise process.CommandFailed(f"wrk said: {said}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[late[2]]
    return int(answers[1]), float(late[1]) * unit, int(bad[1]) if bad else 0


def _with_threads(
    port: int, address: str, headers: Mapping[str, str], seconds: int
) -> tuple[int, float, int]:
    """Do what wrk does, slowly: the waits are mostly this program's own."""
    taken: list[float] = []
    bad: list[int] = []
    until = time.monotonic() + seconds

    def ask() -> None:
        with contextlib.closing(saadan.Client(port)) as client:
            while time.monotonic() < until:
                answer = client.ask(address, headers)
                taken.append(answer.seconds * 1000)
                if answer.status >= 400:
                    bad.append(answer.status)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(taken), process.percentile(taken, 0.99), len(bad)
