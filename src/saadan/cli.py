"""The command line: one function per command, each returns an exit code.

0: all is well. 1: the handbook has errors. 2: the command could not do what was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from saadan import __version__
from saadan.build import build_newest, say_nothing, store_for
from saadan.content.page import AUDIENCES, read_page
from saadan.errors import HandbookError, Invalid
from saadan.health.check import examine
from saadan.language import spoken_here, translate
from saadan.problems import Severity
from saadan.reports import FORMATS
from saadan.repository.opening import open_repository
from saadan.snapshot.addresses import is_page
from saadan.snapshot.markdown import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STARTER: Final = Path(__file__).parent / "starter"


def _(text: str) -> str:
    """Return a sentence in the language of the terminal."""
    return translate(text, spoken_here())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except HandbookError as error:
        print(f"saadan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def serve(options: argparse.Namespace) -> int:
    """Build the handbook, then show it and follow its changes until interrupted."""
    built = build_newest(
        options.path, revision=options.revision, store=options.store, report=_progress()
    )
    title = built.snapshot.settings.title or Path(options.path).resolve().name
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(_("{title}: http://{host}:{port}/").format(title=title, host=host, port=options.port))
    print(_("Stop with Ctrl-C. Saved files are live at once."), flush=True)
    environment = {
        **os.environ,
        "SAADAN_HANDBOOK": str(Path(options.path).resolve()),
        "SAADAN_REVISION": options.revision,
        "SAADAN_STORE": str(options.store or store_for(options.path)),
        "SAADAN_AUDIENCE": options.audience,
    }
    environment.setdefault("SAADAN_ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    server = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", options.host, "--port", str(options.port)),
        *("--workers", str(options.workers), "--blocking-threads", "1"),
        *("--log-level", "warning", "--respawn-failed-workers"),
        "saadan.web.wsgi:application",
    ]
    os.execve(sys.executable, server, environment)


def build(options: argparse.Namespace) -> int:
    """Compile the handbook and say where the snapshot is."""
    built = build_newest(
        options.path, revision=options.revision, store=options.store, report=_progress()
    )
    pages, errors = (
        built.snapshot.rows("SELECT count(*) FROM pages")[0][0],
        sum(each.severity is Severity.ERROR for each in built.snapshot.problems()),
    )
    print(built.snapshot.folder)
    summary = _("{pages} pages, {errors} errors (see them with: saadan check)")
    print(summary.format(pages=pages, errors=errors), file=sys.stderr)
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with the handbook; 1 when something is an error."""
    built = build_newest(
        options.path, revision=options.revision, store=options.store, report=_progress()
    )
    snapshot = built.snapshot
    found = sorted(map(snapshot.suggestion_for, (*snapshot.problems(), *examine(snapshot))))
    report = FORMATS[options.format](found, spoken_here())
    if report:
        print(report)
    return 1 if any(each.severity is Severity.ERROR for each in found) else 0


def render_pages(options: argparse.Namespace) -> int:
    """Print each page's own HTML as JSON lines."""
    repository = open_repository(options.path, options.revision)
    tree = repository.tree()
    built = build_newest(options.path, revision=options.revision, store=options.store)
    addresses = dict(built.snapshot.rows("SELECT path, address FROM pages"))
    for path in sorted(filter(is_page, tree.files)):
        page = read_page(path, tree.read(path))
        html = render(page.body, path=path, line=page.line).html
        line = {"path": path, "address": addresses.get(path, ""), "html": html}
        print(json.dumps(line, ensure_ascii=False))
    return 0


def new(options: argparse.Namespace) -> int:
    """Put a small handbook to begin with into a new folder."""
    place = Path(options.path)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Invalid(_("{path} exists and is not an empty folder.").format(path=place))
    shutil.copytree(STARTER, place, dirs_exist_ok=True)
    if shutil.which("git") and not options.no_git:
        subprocess.run(["git", "init", "--quiet", "--", str(place)], check=False)
    print(_("The handbook is in {path}. Read it with: saadan serve {path}").format(path=place))
    return 0


def _progress() -> Callable[[str, int, int], None]:
    """Return a function that shows progress on a terminal, when there is enough to wait for."""
    if not sys.stderr.isatty():
        return say_nothing

    def show(_stage: str, done: int, total: int) -> None:
        if total > 200:
            text = _("Building: {done} of {total} pages").format(done=done, total=total)
            end = "\n" if done == total else ""
            print(f"\r{text} ", end=end, file=sys.stderr, flush=True)

    return show


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="saadan",
        description=_("A living handbook from a folder of Markdown."),
        epilog=_("PATH is a folder, a git work tree or a bare git repository."),
    )
    parser.add_argument("--version", action="version", version=f"saadan {__version__}")
    commands = parser.add_subparsers(title=_("commands"), metavar="", required=True)

    def command(
        name: str, function: Callable[[argparse.Namespace], int], about: str, *, reads: bool = True
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(command=function)
        if reads:
            sub.add_argument("path", metavar="PATH", nargs="?", default=".", help=_("the handbook"))
            sub.add_argument(
                "--revision",
                default="",
                metavar="REV",
                help=_("read this branch, tag or commit instead of the files in the folder"),
            )
            sub.add_argument(
                "--store",
                type=Path,
                metavar="DIR",
                help=_("where snapshots are kept (a folder in your cache)"),
            )
        else:
            sub.add_argument("path", metavar="PATH", help=_("a new or empty folder"))
        return sub

    each = command("serve", serve, _("Show a handbook in the browser and follow its changes."))
    each.add_argument("--host", default="127.0.0.1", help=_("address to listen on (%(default)s)"))
    each.add_argument("--port", type=_port, default=8000, help=_("port (%(default)s)"))
    each.add_argument("--workers", type=int, default=1, help=_("processes (%(default)s)"))
    each.add_argument(
        "--audience",
        choices=AUDIENCES,
        default=AUDIENCES[0],
        help=_("whose pages are shown (%(default)s)"),
    )
    command("build", build, _("Compile a handbook to a snapshot."))
    each = command("check", check, _("Name what is wrong with a handbook."))
    each.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help=_("how to say it (%(default)s)")
    )
    command("render", render_pages, _("Print each page's own HTML as JSON lines."))
    each = command("new", new, _("Begin a handbook."), reads=False)
    each.add_argument("--no-git", action="store_true", help=_("do not make a git repository"))
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError
    return port


if __name__ == "__main__":
    sys.exit(main())
