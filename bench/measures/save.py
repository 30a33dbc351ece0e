"""How long after a page is saved its new text is served, and its new title in its neighbours.

A file is written, and its page is asked for again and again until the answer has the new text.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import random
import re
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook, peers, process, saadan
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from bench.figures import Plan
    from bench.handbook import Plan as PagePlan

TARGETS: Final = {1000: 25.0, 10_000: 60.0}  # ms, the median
MOST_FOR_TITLE: Final = 100.0  # ms
PATIENCE: Final = 30.0  # seconds until a save counts as lost
SAVES: Final = 40
PAUSE: Final = 0.001  # seconds between two questions


def measure(plan: Plan) -> list[Figure]:
    """Save pages of handbooks of 1,000 and 10,000 pages while they are served."""
    figures = []
    for pages in plan.sizes:
        plan.say(f"saving pages of {pages:,}")
        others = peers.serve(plan, saadan.generated(plan, pages), partial(_peer, plan, pages))
        with tempfile.TemporaryDirectory(dir=plan.folder) as name:
            folder = Path(name) / "handbook"
            shutil.copytree(saadan.generated(plan, pages, is_git=True), folder)
            with saadan.serve(folder, Path(name) / "store") as server:
                saves = plan.runs(SAVES)
                texts = _save_texts(server, folder, pages, saves)
                titles = _save_titles(server, folder, pages, max(saves // 2, 5))
        figures += [
            Figure(
                f"save → served, {pages:,} pages, p50",
                process.percentile(texts, 0.5),
                "ms",
                TARGETS[pages],
                peers=others,
                note=f"{saves} saves at random pages, longest {shown(max(texts))} ms",
            ),
            Figure(f"save → served, {pages:,} pages, p95", process.percentile(texts, 0.95), "ms"),
            Figure(
                f"new title → in a neighbour's page, {pages:,} pages, p95",
                process.percentile(titles, 0.95),
                "ms",
                MOST_FOR_TITLE,
                note=f"p50 {shown(process.percentile(titles, 0.5))} ms, {len(titles)} saves",
            ),
        ]
    return figures


def _save_texts(server: saadan.Server, folder: Path, pages: int, saves: int) -> list[float]:
    """Return the milliseconds from writing a page to its new text and link being served."""
    plans = handbook.plan(pages)
    chance = random.Random(pages)
    taken = []
    with contextlib.closing(saadan.Client(server.port)) as client:
        for nth in range(saves):
            page, other = chance.choice(plans), chance.choice(plans)
            place = folder / page.path
            token = f"Prøvegemning-{nth}"
            target = saadan.address_of(other.path)
            text = f"{place.read_text('utf-8')}\n{token} med [et link]({target}).\n"
            wanted = (token, f'href="{target}"')
            taken.append(_until(client, place, text, saadan.address_of(page.path), *wanted))
    return taken


def _save_titles(server: saadan.Server, folder: Path, pages: int, saves: int) -> list[float]:
    """Return the milliseconds from a changed title to its showing in the next page's HTML."""
    plans = handbook.plan(pages)
    leaves = [
        (page, after)
        for page, after in itertools.pairwise(plans)
        if _is_leaf(page) and page.parent == after.parent
    ]
    chance = random.Random(pages)
    taken = []
    with contextlib.closing(saadan.Client(server.port)) as client:
        for nth, (page, after) in enumerate(chance.sample(leaves, saves)):
            place = folder / page.path
            title = f"Nyt navn nummer {nth}"
            text = re.sub(r"(?m)^title: .*$", f"title: {title}", place.read_text("utf-8"), count=1)
            taken.append(_until(client, place, text, saadan.address_of(after.path), title))
    return taken


def _is_leaf(page: PagePlan) -> bool:
    return page.path.count("/") == 3


def _until(client: saadan.Client, place: Path, text: str, address: str, *wanted: str) -> float:
    """Write a file and return the milliseconds until the answer at an address has what is wanted.

    Raises:
        CommandFailed: the new text did not come.
    """
    said = "nothing"
    time.sleep(0.02)  # what the save before set going may end
    started = time.perf_counter()
    place.write_text(text, encoding="utf-8")
    while time.perf_counter() - started < PATIENCE:
        try:
            answer = client.ask(address)
        except (OSError, http.client.HTTPException) as error:
            said = str(error)
        else:
            if answer.status == 200 and all(map(answer.has, wanted)):
                return (time.perf_counter() - started) * 1000
            said = str(answer.status)
        time.sleep(PAUSE)
    raise process.CommandFailed(f"{address} did not get its new text in {PATIENCE:.0f} s ({said})")


def _peer(plan: Plan, pages: int, server: saadan.Server, site: Path, peer: peers.Peer) -> str:
    """Return the median of a few saves with a peer's own server, in words."""
    plan.say(f"  {peer.name}, {pages:,} pages")
    time.sleep(1)  # its watcher may begin after its first page
    leaves = [page for page in handbook.plan(pages) if _is_leaf(page)]
    taken = []
    for nth, page in enumerate(random.Random(pages).sample(leaves, 5)):
        time.sleep(0.5)
        place, token = peer.source(site, page.path), f"Prøvegemning-{nth}"
        text = f"{place.read_text('utf-8')}\n{token}\n"
        with contextlib.closing(saadan.Client(server.port)) as client:
            taken.append(_until(client, place, text, peer.address(page.path), token))
    return f"{shown(process.percentile(taken, 0.5))} ms"
