"""Whether hostile pages are answered or refused in time, and leave other pages alone."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook, hostile, process, saadan
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from bench.figures import Plan

SECONDS: Final = 2.0  # that an answer or a refusal may take
PATIENCE: Final = 60.0  # seconds until we stop waiting for it
LEAST: Final = 200  # bytes; a page that says less says nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking for one hostile page."""

    name: str
    status: int  #: 0 when there was no answer
    seconds: float
    neighbours: float  #: seconds, the longest an ordinary page took meanwhile; inf for a failure
    is_whole: bool  #: whether the last words of the page were in the answer

    @property
    def is_good(self) -> bool:
        return 0 < self.status < 500 and self.seconds <= SECONDS

    def __str__(self) -> str:
        return f"{self.name}: {self.status or 'no answer'} after {self.seconds:.1f} s"


def measure(plan: Plan) -> list[Figure]:
    """Save one hostile page after the other into a served handbook, and then serve all at once."""
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        outcomes = []
        for nth, page in enumerate(hostile.PAGES):
            plan.say(f"hostile page {page}")
            outcomes.append(_saved(plan, Path(name) / str(nth), page))
        together, fine, named = _together(plan, Path(name) / "all")
    good = [each for each in outcomes if each.is_good]
    bad = "; ".join(str(each) for each in outcomes if not each.is_good)
    slowest = max(outcomes, key=lambda each: each.seconds)
    waited = max(outcomes, key=lambda each: each.neighbours)
    of = len(hostile.PAGES)
    lost = [each.name for each in outcomes if not each.is_whole and each.name not in named]
    return [
        Figure(
            "hostile pages answered or refused within 2 s",
            len(good),
            f"of {of}",
            of,
            at_least=True,
            note=bad or f"slowest {slowest}",
        ),
        Figure(
            "hostile pages shown whole, or named by `saadan check`",
            of - len(lost),
            f"of {of}",
            of,
            at_least=True,
            note=f"the end is missing without a word: {', '.join(lost)}" if lost else "",
        ),
        Figure(
            "longest wait for another page meanwhile",
            waited.neighbours if waited.neighbours < PATIENCE else None,
            "s",
            SECONDS,
            note=f"beside {waited.name}",
        ),
        Figure(
            "ordinary pages that read, with all hostile ones there",
            fine,
            f"of {hostile.ORDINARY}",
            hostile.ORDINARY,
            at_least=True,
            note=f"first page of the whole after {shown(together)} s",
        ),
    ]


def _saved(plan: Plan, place: Path, name: str) -> Outcome:
    """Serve ordinary pages, save one hostile page among them, and ask for it."""
    folder = place / "handbook"
    shutil.copytree(saadan.generated(plan, hostile.ORDINARY), folder)
    (folder / hostile.FOLDER).mkdir(parents=True)
    content = hostile.content(name)
    with saadan.serve(folder, place / "store") as server, _Reader(server) as reader:
        started = time.monotonic()
        (folder / hostile.FOLDER / f"{name}.md").write_bytes(content)
        status, is_whole = 0, False
        while status in {0, 404} and time.monotonic() - started < PATIENCE:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = server.ask(f"/{hostile.FOLDER}/{name}", timeout=PATIENCE)
                status = answer.status if len(answer.body) > LEAST else 0
                is_whole = answer.has(hostile.last_words(name))
        seconds = time.monotonic() - started
    return Outcome(name, status, seconds, reader.longest, is_whole)


def _together(plan: Plan, place: Path) -> tuple[float, int, set[str]]:
    """Serve and check everything at once.

    Returns:
        the seconds to the first page, the ordinary pages that read, and the hostile pages with
        an error that has a name
    """
    folder = place / "handbook"
    hostile.write(folder)
    plan.say("all hostile pages at once")
    pages = handbook.plan(hostile.ORDINARY)
    try:
        with saadan.serve(folder, place / "store") as server:
            answers = [server.ask(saadan.address_of(page.path)) for page in pages]
            fine = sum(
                answer.status == 200 and answer.has(page.headings[-1].text.replace("&", "&amp;"))
                for page, answer in zip(pages, answers, strict=True)
            )
            return server.seconds_to_first_page, fine, _with_errors(folder, place / "store")
    except process.CommandFailed as error:
        plan.say(str(error))
        return PATIENCE, 0, set()


def _with_errors(folder: Path, store: Path) -> set[str]:
    """Return the names of the hostile pages that `saadan check` finds errors in."""
    command = (saadan.COMMAND, "check", folder, "--store", store, "--format", "json")
    said = subprocess.run(command, capture_output=True, check=False).stdout
    return {
        Path(each["path"]).stem
        for each in json.loads(said)
        if each["severity"] == "error" and each["path"].startswith(hostile.FOLDER)
    }


class _Reader:
    """Reads ordinary pages, one after the other, until the block ends."""

    def __init__(self, server: saadan.Server) -> None:
        self._server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self.longest = 0.0  #: seconds; inf when a page was not answered with 200

    def __enter__(self) -> _Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _read(self) -> None:
        chance = random.Random(1)
        pages = handbook.plan(hostile.ORDINARY)
        while not self._ended.wait(0.02):
            address = saadan.address_of(chance.choice(pages).path)
            try:
                answer = self._server.ask(address, timeout=PATIENCE)
            except (OSError, http.client.HTTPException):
                self.longest = float("inf")
            else:
                taken = answer.seconds if answer.status == 200 else float("inf")
                self.longest = max(self.longest, taken)
