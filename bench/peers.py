"""Other programs that make a site of the same pages, measured in the same run.

Each gets the barest site it can build: a title, the page's own text, no search and no tree.
That is less than Sådan does in the same time. What is not installed is named and left out.

    python -m bench.peers        say which are there
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from bench import process
from bench.figures import shown
from bench.saadan import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.figures import Plan

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "saadan-bench"
_ENDLESS: Final = 600.0  # seconds; who needs longer is "not done"


@dataclass(frozen=True, slots=True)
class PeerCost:
    """What a peer's build costs, in words, for the table."""

    cpu: str
    memory: str = ""


class Peer(ABC):
    """A program that builds a site from a folder of Markdown."""

    name: ClassVar[str]
    runs: ClassVar[int] = 3
    most_pages: ClassVar[int] = 10_000

    @abstractmethod
    def program(self) -> Path | None:
        """Return the command when it is installed."""

    def install(self) -> None:
        """Install it into the cache, when a package registry has it."""
        return

    @abstractmethod
    def prepare(self, site: Path, handbook: Path) -> None:
        """Lay out a site of a handbook's pages in an empty folder."""

    @abstractmethod
    def build_command(self, program: Path, site: Path) -> Sequence[str | Path]:
        """Return the command that builds the site, run in its folder."""

    def serve_command(self, program: Path, site: Path, port: int) -> Sequence[str | Path] | None:
        """Return the command that serves the site and follows changes; None without one."""
        del program, site, port
        return None

    def source(self, site: Path, path: str) -> Path:
        """Return where the page of a handbook's file is written in the site."""
        return site / "content" / path

    def address(self, path: str) -> str:
        """Return where the page of a handbook's file is served."""
        return f"/{path.removesuffix('.md')}/"


class Hugo(Peer):
    name = "Hugo"
    runs = 5

    def program(self) -> Path | None:
        return _found("hugo")

    def prepare(self, site: Path, handbook: Path) -> None:
        shutil.copytree(handbook, site / "content", ignore=_NOT_PAGES)
        (site / "content/index.md").rename(site / "content/_index.md")
        _write(
            site / "config.toml",
            'title = "x"\nbaseURL = "/"\ndisablePathToLower = true\n'
            'disableKinds = ["section", "taxonomy", "term", "RSS", "sitemap", "404"]\n',
        )
        layout = "<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main>\n"
        _write(site / "layouts/_default/single.html", layout)
        _write(site / "layouts/index.html", layout)

    def build_command(self, program: Path, site: Path) -> Sequence[str | Path]:
        return (program, "--quiet", "--destination", site / "public")

    def serve_command(self, program: Path, site: Path, port: int) -> Sequence[str | Path]:
        del site
        return (program, "server", "--port", str(port), "--disableLiveReload")


class Eleventy(Peer):
    name = "Eleventy"

    def program(self) -> Path | None:
        return _found(CACHE / "eleventy/node_modules/.bin/eleventy")

    def install(self) -> None:
        folder = CACHE / "eleventy"
        _write(folder / "package.json", '{"private": true}\n')
        quiet = ("--no-audit", "--no-fund", "--silent")
        process.run(("npm", "install", *quiet, "@11ty/eleventy@3"), folder=folder, timeout=180)

    def prepare(self, site: Path, handbook: Path) -> None:
        shutil.copytree(handbook, site / "content", ignore=_NOT_PAGES)
        layout = "<!doctype html><title>{{ title }}</title><main>{{ content }}</main>\n"
        _write(site / "content/_includes/default.liquid", layout)
        _write(
            site / "eleventy.config.mjs",
            "export default () => ({markdownTemplateEngine: false, dir: {input: 'content'}});\n",
        )

    def build_command(self, program: Path, site: Path) -> Sequence[str | Path]:
        del site
        return (program, "--quiet")

    def serve_command(self, program: Path, site: Path, port: int) -> Sequence[str | Path]:
        del site
        return (program, "--serve", "--quiet", f"--port={port}", "--incremental")


class _FromPyPI(Peer):
    package: ClassVar[str]

    def program(self) -> Path | None:
        return _found(CACHE / self.package / "bin" / self.package)

    def install(self) -> None:
        folder = CACHE / self.package
        process.run((sys.executable, "-m", "venv", folder), timeout=60)
        install = (folder / "bin/python", "-m", "pip", "install", "-q", self.package)
        process.run(install, timeout=180)

    def source(self, site: Path, path: str) -> Path:
        return site / "docs" / path


class MkDocs(_FromPyPI):
    name = "MkDocs"
    package = "mkdocs"
    runs = 1
    most_pages = 1000

    def prepare(self, site: Path, handbook: Path) -> None:
        shutil.copytree(handbook, site / "docs", ignore=_NOT_PAGES)
        layout = "<!doctype html><title>{{ page.title }}</title><main>{{ page.content }}</main>\n"
        _write(site / "theme/main.html", layout)
        settings = {
            "site_name": "x",
            "theme": {"name": None, "custom_dir": "theme"},
            "plugins": [],
            "markdown_extensions": ["tables", "attr_list", "sane_lists"],
        }
        _write(site / "mkdocs.yml", json.dumps(settings))

    def build_command(self, program: Path, site: Path) -> Sequence[str | Path]:
        del site
        return (program, "build", "--quiet")


class Zensical(_FromPyPI):
    name = "Zensical"
    package = "zensical"
    runs = 1
    most_pages = 1000

    def prepare(self, site: Path, handbook: Path) -> None:
        shutil.copytree(handbook, site / "docs", ignore=_NOT_PAGES)
        features = '["navigation.prune"]'
        _write(
            site / "zensical.toml",
            f'[project]\nsite_name = "x"\n[project.theme]\nfeatures = {features}\n',
        )

    def build_command(self, program: Path, site: Path) -> Sequence[str | Path]:
        del site
        return (program, "build")


PEERS: Final[tuple[Peer, ...]] = (Hugo(), Eleventy(), MkDocs(), Zensical())
_NOT_PAGES: Final = shutil.ignore_patterns("_config.yml", ".git")


def build(plan: Plan, handbook: Path, pages: int) -> dict[str, PeerCost]:
    """Return what building the same pages costs each peer."""
    if not plan.with_peers:
        return {}
    return {peer.name: _build(plan, peer, handbook, pages) for peer in PEERS}


def installed(plan: Plan, peer: Peer) -> Path | None:
    """Return a peer's command, after installing it when that is wanted and needed."""
    if plan.install_peers and not peer.program():
        plan.say(f"installing {peer.name}")
        try:
            peer.install()
        except process.CommandFailed as error:
            plan.say(f"{peer.name} cannot be installed: {error}")
    return peer.program()


def serve(plan: Plan, handbook: Path, ask: Callable[[Server, Path, Peer], str]) -> dict[str, str]:
    """Return what `ask` says of each peer that serves a handbook and follows its changes.

    Args:
        ask: given the running server and the folder of its site
    """
    if not plan.with_peers:
        return {}
    return {
        peer.name: _serve(plan, peer, handbook, ask)
        for peer in PEERS
        if peer.serve_command(Path(), Path(), 0)
    }


def _serve(plan: Plan, peer: Peer, handbook: Path, ask: Callable[[Server, Path, Peer], str]) -> str:
    program = installed(plan, peer)
    if not program:
        return "not installed"
    port = free_port()
    first = next(each for each in sorted(handbook.rglob("*.md")) if each.parent != handbook)
    address = peer.address(first.relative_to(handbook).as_posix())
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        site = Path(name)
        peer.prepare(site, handbook)
        command = peer.serve_command(program, site, port)
        assert command
        try:
            with Server(command, port, folder=site, first=address) as server:
                return ask(server, site, peer)
        except process.CommandFailed as error:
            plan.say(str(error))
            return "failed"


def _build(plan: Plan, peer: Peer, handbook: Path, pages: int) -> PeerCost:
    program = installed(plan, peer)
    if not program:
        return PeerCost("not installed")
    if pages > peer.most_pages:
        return PeerCost("not tried")
    plan.say(f"  {peer.name}, {pages:,} pages")
    runs = 1 if plan.quick or pages > 1000 else peer.runs
    try:
        cost = process.repeated(runs, partial(_once, peer, program, handbook))
    except process.CommandFailed as error:
        plan.say(str(error))
        return PeerCost("failed")
    return PeerCost(f"{shown(cost.cpu)} CPU-s", f"{shown(cost.memory)} MB")


def _once(peer: Peer, program: Path, handbook: Path) -> process.Cost:
    """Build in a fresh site, and see that the pages are there."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        peer.prepare(site, handbook)
        cost = process.run(peer.build_command(program, site), folder=site, timeout=_ENDLESS)
        made = sum(1 for _ in site.rglob("index.html"))
        wanted = sum(1 for _ in handbook.rglob("*.md"))
        if made < wanted:
            raise process.CommandFailed(f"{peer.name} made {made} of {wanted} pages.")
        return cost


def _found(command: str | Path) -> Path | None:
    place = shutil.which(command)
    return Path(place) if place else None


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def versions() -> dict[str, str]:
    """Return each installed peer's version."""
    found = {}
    for peer in PEERS:
        if program := peer.program():
            asked = "version" if peer.name == "Hugo" else "--version"
            said = subprocess.run((program, asked), capture_output=True, text=True, check=False)
            number = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
            found[peer.name] = number[0] if number else "?"
    return found


if __name__ == "__main__":
    there = versions()
    for each in PEERS:
        print(f"{each.name}: {there.get(each.name, 'not installed')}")
