"""Searches that run in a browser, asked in node: lunr as just-the-docs sets it up, MiniSearch.

And Pagefind, which only builds an index here. All come from npm, into the cache that peers use.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import process
from bench.finding import DEPTH
from bench.peers import CACHE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.baselines.material import Section
    from bench.figures import Plan
    from bench.finding import Hit

HERE: Final = Path(__file__).parent
FOLDER: Final = CACHE / "search"
#: Package → what to ask npm for. just-the-docs comes with lunr 2.3.9.
PACKAGES: Final = {"lunr": "lunr@2.3.9", "minisearch": "minisearch@7", "pagefind": "pagefind@1"}
_NAMES: Final = {"lunr": "lunr", "minisearch": "MiniSearch", "pagefind": "Pagefind"}
_SPLITS_AT: Final = 2  # the theme makes a document of each heading down to this level


def lunr(
    plan: Plan, sections: Sequence[Section], questions: Sequence[str]
) -> list[tuple[Hit, ...]] | None:
    """Find what the search box of just-the-docs finds."""
    made = list(_documents_of_theme(sections))
    written = [document for document, _ in made]
    found = _asked(plan, "lunr", written, questions)
    if found is None:
        return None
    return [tuple(made[number][1] for number in each) for each in found]


def minisearch(
    plan: Plan, sections: Sequence[Section], questions: Sequence[str]
) -> list[tuple[Hit, ...]] | None:
    """Find what MiniSearch finds with nothing but its fields named."""
    written = [
        {"title": each.title, "heading": each.heading, "text": each.text} for each in sections
    ]
    found = _asked(plan, "minisearch", written, questions)
    if found is None:
        return None
    return [tuple(sections[number].hit for number in each) for each in found]


def pagefind(plan: Plan) -> Path | None:
    """Return the command that indexes a site, when it can be had."""
    program = FOLDER / "node_modules/.bin/pagefind"
    return program if _is_there(plan, "pagefind") and program.exists() else None


def versions() -> dict[str, str]:
    """Return the version of each package that is there."""
    found = {}
    for package, name in _NAMES.items():
        about = FOLDER / "node_modules" / package / "package.json"
        if about.exists():
            found[name] = str(json.loads(about.read_text("utf-8"))["version"])
    return found


def _documents_of_theme(sections: Sequence[Section]) -> Iterator[tuple[dict[str, str], Hit]]:
    """Yield the documents that the theme makes, with their places.

    One for the beginning of each page and one for each heading of level 1 or 2, with all that
    stands below it; its title is the heading.
    """
    for path, of_page in groupby(sections, attrgetter("path")):
        title, hit, content = "", None, list[str]()
        for each in of_page:
            if each.is_entry or each.level <= _SPLITS_AT or hit is None:
                if hit:
                    yield _document(title, content, path), hit
                is_headed = each.heading and not each.is_entry
                title, hit, content = each.heading if is_headed else each.title, each.hit, []
            else:
                content.append(each.heading)
            content.append(each.text)
        if hit:
            yield _document(title, content, path), hit


def _document(title: str, content: Sequence[str], path: str) -> dict[str, str]:
    text = " . ".join(" . ".join(part.split("\n")) for part in content if part)
    return {"title": title, "content": text, "relUrl": f"/{path.rpartition('.')[0]}"}


def _asked(
    plan: Plan, package: str, documents: Sequence[dict[str, str]], questions: Sequence[str]
) -> list[list[int]] | None:
    """Return the numbers of the documents found for each question; None without the package."""
    if not _is_there(plan, package):
        return None
    asked = {"documents": documents, "questions": questions, "limit": DEPTH}
    try:
        answer = subprocess.run(
            ("node", HERE / f"{package}.cjs"),
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
            env={**os.environ, "NODE_PATH": str(FOLDER / "node_modules")},
        )
        found: list[list[int]] = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        plan.say(f"{package} cannot be asked: {error}")
        return None
    return found


def _is_there(plan: Plan, package: str) -> bool:
    """Whether a package can be used, after installing it when that is wanted and needed."""
    if not plan.with_peers or not shutil.which("node"):
        return False
    if plan.install_peers and not (FOLDER / "node_modules" / package).exists():
        _install(plan.say)
    return (FOLDER / "node_modules" / package).exists()


@cache  # what could not be had once is not asked for again
def _install(say: Callable[[str], None]) -> None:
    say("installing other searches")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n', "utf-8")
    quiet = ("--no-audit", "--no-fund", "--silent")
    try:
        process.run(("npm", "install", *quiet, *PACKAGES.values()), folder=FOLDER, timeout=180)
    except process.CommandFailed as error:
        say(f"other searches cannot be installed: {error}")
