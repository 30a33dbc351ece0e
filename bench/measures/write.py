"""What changing the handbook in a browser costs: the editor, a save, its preview, publishing.

Two server processes, and people whose browsers send forms as they were shown. A save is counted
when it has been acknowledged, which means that it is on disk. Nothing is counted before the server
has made the index of what it was given: that cost is one of finding.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bench import handbook, process, saadan
from bench.browsing import Browser, Form
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.browsing import Page
    from bench.figures import Plan

LEAST_SAVES: Final = 10.0  # a second
MOST_FOR_CYCLE: Final = 60.0  # CPU-ms
MOST_FOR_EDITOR: Final = 15.0  # CPU-ms
MOST_FOR_PREVIEW: Final = 150.0  # ms
MOST_FOR_LIVE: Final = {1000: 500.0}  # ms
MOST_WHEN_IDLE: Final = 20.0  # CPU-ms in a second
WRITERS: Final = 8
WORKERS: Final = 2
#: Whoever may write publishes: what is measured is the machine, not the reviewers.
_RULE: Final = '\n[[review]]\npaths = "**"\napprovals = 0\n'


class Desk(NamedTuple):
    """A served handbook that can be changed, and somebody's browser."""

    server: saadan.Server
    browser: Browser
    pages: list[str]  #: addresses of pages that may be changed

    def cpu(self) -> float:
        """Return the CPU-milliseconds of all server processes so far."""
        return process.cpu_of(self.server.process.pid) * 1000


def measure(plan: Plan) -> list[Figure]:
    """Change pages of handbooks of 50, 1,000 and 10,000 pages."""
    figures = []
    for pages in (50, *plan.sizes):
        plan.say(f"changing pages of {pages:,} in a browser")
        with _desk(plan, pages) as desk:
            figures.append(_editor(plan, desk, pages))
            if pages == 1000:
                figures += [_cycle(plan, desk), *_preview(plan, desk), _many(plan, desk)]
            if pages >= 1000:
                figures += _live(plan, desk, pages)
    return figures


@contextmanager
def _desk(plan: Plan, pages: int) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        folder = Path(name)
        bare = _repository(saadan.generated(plan, pages, is_git=True), folder)
        port = saadan.free_port()
        command: list[str | Path] = [saadan.COMMAND, "serve", bare, "--revision", "main"]
        command += ["--port", str(port)]
        command += ["--store", folder / "store", "--workers", str(WORKERS)]
        environment = {"SAADAN_DEMO": "True", "SAADAN_DATA": str(folder / "data")}
        with saadan.Server(command, port, environment=environment) as server:
            browser = Browser(port).become("anna")
            leaves = [each for each in handbook.plan(pages) if each.path.count("/") == 3]
            desk = Desk(server, browser, [saadan.address_of(each.path) for each in leaves])
            for address in desk.pages[:6]:  # both servers have then done everything once
                _publish(browser, _save(browser, browser.get(f"/-/edit{address}"), "Opvarmning"))
            _wait_until_idle(desk)
            yield desk


def _wait_until_idle(desk: Desk) -> None:
    """Wait until the server has done what it does by itself after a start and a change."""
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        before = desk.cpu()
        time.sleep(1)
        if desk.cpu() - before < MOST_WHEN_IDLE:
            return
    raise TimeoutError("the server is at work by itself for two minutes")


def _repository(source: Path, folder: Path) -> Path:
    """Return a bare copy of a handbook, with a rule that lets writers publish."""
    work, bare = folder / "work", folder / "haandbog.git"
    shutil.copytree(source, work)
    settings = work / "handbook.toml"
    before = settings.read_text("utf-8") if settings.exists() else ""
    settings.write_text(before + _RULE, "utf-8")
    who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    for command in (
        ("-C", str(work), "add", "-A"),
        ("-C", str(work), *who, "commit", "-q", "-m", "Regel"),
        ("-C", str(work), "branch", "-M", "main"),
        ("clone", "-q", "--bare", str(work), str(bare)),
    ):
        subprocess.run(("git", *command), check=True, capture_output=True)
    shutil.rmtree(work)
    return bare


# What is measured


def _editor(plan: Plan, desk: Desk, pages: int) -> Figure:
    times = plan.runs(100)
    before = desk.cpu()
    for nth in range(times):
        _ok(desk.browser.get(f"/-/edit{desk.pages[nth % len(desk.pages)]}"))
    cost = (desk.cpu() - before) / times
    note = f"mean of {times}"
    return Figure(f"open the editor, {pages:,} pages", cost, "CPU-ms", MOST_FOR_EDITOR, note=note)


def _cycle(plan: Plan, desk: Desk) -> Figure:
    times = plan.runs(40)
    before = desk.cpu()
    for nth in range(times):
        page = _ok(desk.browser.get(f"/-/edit{desk.pages[nth % len(desk.pages)]}"))
        _ok(_save(desk.browser, page, f"Runde {nth}"))
    cost = (desk.cpu() - before) / times
    note = f"form, save with commit, page that shows it; mean of {times}"
    return Figure("edit cycle, 1,000 pages", cost, "CPU-ms", MOST_FOR_CYCLE, note=note)


def _preview(plan: Plan, desk: Desk) -> list[Figure]:
    page = _ok(desk.browser.get(f"/-/edit{desk.pages[0]}"))
    form = page.form("text")
    taken = []
    for nth in range(plan.runs(40)):
        text = f"{form.fields['text']}\nEt kig {nth}.\n"
        started = time.perf_counter()
        fields = Form("/-/preview", form.fields)
        answer = desk.browser.send(page, fields, text=text)
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status != 200 or f"Et kig {nth}." not in answer.text:
            raise ValueError(f"no preview: {answer.status}")
    name = "text → preview, 1,000 pages"
    return [
        Figure(f"{name}, p50", process.percentile(taken, 0.5), "ms", MOST_FOR_PREVIEW),
        Figure(f"{name}, p95", process.percentile(taken, 0.95), "ms", MOST_FOR_PREVIEW),
    ]


def _live(plan: Plan, desk: Desk, pages: int) -> list[Figure]:
    taken = []
    reader = Browser(desk.server.port)
    for nth in range(plan.runs(20)):
        address = desk.pages[(7 * nth) % len(desk.pages)]
        word = f"Udgivelse {nth} af {pages}"
        shown_page = _ok(_save(desk.browser, desk.browser.get(f"/-/edit{address}"), word))
        started = time.perf_counter()
        _publish(desk.browser, shown_page)
        while word not in reader.get(address).text:
            if time.perf_counter() - started > 30:
                raise ValueError(f"{address} did not become live")
        taken.append((time.perf_counter() - started) * 1000)
    name, most = f"publish → live, {pages:,} pages", MOST_FOR_LIVE.get(pages)
    note = f"longest of {len(taken)}: {shown(max(taken))} ms"
    return [
        Figure(f"{name}, p50", process.percentile(taken, 0.5), "ms", most, note=note),
        Figure(f"{name}, p95", process.percentile(taken, 0.95), "ms", most),
    ]


def _many(plan: Plan, desk: Desk) -> Figure:
    """Let eight people save again and again, each in a proposal of their own."""
    times = plan.runs(20)
    browsers = [Browser(desk.server.port).become("anna") for _ in range(WRITERS)]
    faults: list[str] = []

    def write(number: int) -> None:
        browser, address = browsers[number], f"/-/edit{desk.pages[-1 - number]}"
        for nth in range(times):
            page = browser.get(address)
            answer = _send(browser, page, f"Skriver {number}, nummer {nth}")
            if answer.status != 302:
                faults.append(f"{answer.status} at {address}")
                return
            path = re.search(r'name="path" value="([^"]*)"', page.text)
            address = f"{answer.place}edit?path={path[1] if path else ''}"

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if faults:
        raise ValueError("; ".join(faults))
    return Figure(
        f"saves of {WRITERS} writers, 1,000 pages",
        WRITERS * times / seconds,
        "saves/s",
        LEAST_SAVES,
        at_least=True,
        note=f"{WRITERS * times} saves, each with its form, acknowledged on disk",
    )


# What people do


def _save(browser: Browser, page: Page, words: str) -> Page:
    """Add a line to a text, save, and return the page of the proposal."""
    answer = _send(browser, page, words)
    if answer.status != 302:
        raise ValueError(f"{page.address} was not saved: {answer.status}")
    return browser.get(answer.place)


def _send(browser: Browser, page: Page, words: str) -> Page:
    form = page.form("text")
    return browser.send(page, form, text=f"{form.fields['text'].rstrip()}\n\n{words}.\n")


def _publish(browser: Browser, page: Page) -> None:
    form = next(each for each in page.forms if each.action.endswith("/publication"))
    answer = browser.send(page, form)
    if answer.status != 302:
        raise ValueError(f"{page.address} was not published: {answer.status}")


def _ok(page: Page) -> Page:
    if page.status != 200:
        raise ValueError(f"{page.address}: {page.status}")
    return page
