"""The command line: one function per command, each returns an exit code.

0: all is well. 1: the handbook has errors. 2: the command could not do what was asked.
"""

from __future__ import annotations

import argparse
import gettext
import json
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from saadan import __version__
from saadan.build import build_newest
from saadan.content.page import AUDIENCES, read_page
from saadan.errors import HandbookError, Invalid
from saadan.health.check import examine
from saadan.language import LOCALE, _, said, spoken_here
from saadan.places import store_for
from saadan.problems import Severity
from saadan.reports import FORMATS, progress
from saadan.repository.opening import open_repository
from saadan.snapshot.addresses import is_page
from saadan.snapshot.markdown import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from saadan.snapshot.snapshot import Snapshot

STARTER: Final = Path(__file__).parent / "starter"


#: Problems that come with a suggestion, which costs milliseconds; a handbook with more needs none.
MOST_SUGGESTIONS: Final = 1000

#: Names of this machine that nobody else reaches.
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
STOP: Final = _("Stop with Ctrl-C. What you save is shown at once.")

#: What argparse says of itself; it looks the translations up by these words.
ARGPARSE: Final = (
    *(_("usage: "), _("options"), _("positional arguments")),
    *(_("show this help message and exit"), _("show program's version number and exit")),
    *(_("%(prog)s: error: %(message)s\n"), _("unrecognized arguments: %s")),
    *(_("the following arguments are required: %s"), _("expected one argument")),
    _("argument %(argument_name)s: %(message)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ["LANGUAGE"] = spoken_here()  # for argparse, which asks gettext
    gettext.bindtextdomain("django", LOCALE)
    gettext.textdomain("django")
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "command"):
        parser.print_help(sys.stderr)
        return 2
    try:
        return int(options.command(options))
    except HandbookError as error:
        print(f"saadan: {error.message(spoken_here())}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"saadan: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def serve(options: argparse.Namespace) -> int:
    """Show the handbook and follow its changes until interrupted; the server builds it."""
    name = open_repository(options.path, options.revision).name
    _refuse_taken_port(options.host, options.port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    environment = {
        **os.environ,
        "SAADAN_HANDBOOK": str(Path(options.path).resolve()),
        "SAADAN_REVISION": options.revision,
        "SAADAN_STORE": str(options.store or store_for(options.path)),
        "SAADAN_AUDIENCE": options.audience,
    }
    if options.demo:
        environment |= _try_out(options)
    print(said(_("{name}: http://{host}:{port}/"), name=name, host=host, port=options.port))
    print(said(_("Stop with Ctrl-C.") if options.demo else STOP), flush=True)
    environment["SAADAN_LISTENS"] = f"http://{host}:{options.port}"
    environment.setdefault("SAADAN_ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    server = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", options.host, "--port", str(options.port)),
        *("--workers", str(options.workers), "--blocking-threads", "1"),
        *("--log-level", "warning", "--respawn-failed-workers"),
        "saadan.web.wsgi:application",
    ]
    os.execve(sys.executable, server, environment)


def _try_out(options: argparse.Namespace) -> dict[str, str]:
    """Return the settings for trying things out on a copy of the handbook.

    Raises:
        Invalid: others than this machine could reach it, where anyone may be anybody.
    """
    if options.host not in LOOPBACK:
        sentence = _("--demo lets everyone in, so it is only for this machine: use --host {host}.")
        raise Invalid(sentence, host=LOOPBACK[0])
    copy = import_module("saadan.sharing").try_out(options.path)
    print(
        said(
            _("A try-out: it works on a copy in {place}. Delete that when you like."),
            place=copy.data.parent,
        )
    )
    return {
        "SAADAN_DEMO": "True",
        "SAADAN_HANDBOOK": str(copy.place),
        "SAADAN_REVISION": copy.branch,
        "SAADAN_FOLDER": copy.folder,
        "SAADAN_STORE": str(options.store or store_for(copy.place)),
        "SAADAN_DATA": str(copy.data),
    }


def build(options: argparse.Namespace) -> int:
    """Compile the handbook and say where the snapshot is."""
    snapshot = _snapshot(options)
    pages = snapshot.rows("SELECT count(*) FROM pages")[0][0]
    errors = sum(each.severity is Severity.ERROR for each in snapshot.problems())
    print(snapshot.folder)
    summary = _("Pages: {pages}. Errors: {errors} (saadan check names them).")
    print(said(summary, pages=pages, errors=errors), file=sys.stderr)
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with the handbook; 1 when something is an error."""
    snapshot = _snapshot(options)
    found = sorted((*snapshot.problems(), *examine(snapshot)))
    found[:MOST_SUGGESTIONS] = map(snapshot.suggestion_for, found[:MOST_SUGGESTIONS])
    report = FORMATS[options.format](found, spoken_here())
    if report:
        print(report)
    counts = Counter(each.severity for each in found)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    summary = _("Errors: {errors}. Warnings: {warnings}. Notes: {notes}.")
    total = said(summary, errors=errors, warnings=warnings, notes=counts[Severity.NOTE])
    print(total, file=sys.stderr)
    return 1 if errors else 0


def render_pages(options: argparse.Namespace) -> int:
    """Print each page's own HTML as JSON lines."""
    repository = open_repository(options.path, options.revision)
    tree = repository.tree()
    addresses = dict(_snapshot(options).rows("SELECT path, address FROM pages"))
    for path in sorted(filter(is_page, tree.files)):
        page = read_page(path, tree.read(path))
        html = render(page.body, path=path, line=page.line).html
        line = {"path": path, "address": addresses.get(path, ""), "html": html}
        print(json.dumps(line, ensure_ascii=False))
    return 0


def new(options: argparse.Namespace) -> int:
    """Put a small handbook to begin with into a new folder."""
    if not options.path:
        raise Invalid(_("The new folder needs a name."))
    place = Path(options.path)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Invalid(_("{path} exists and is not an empty folder."), path=place)
    shutil.copytree(STARTER, place, dirs_exist_ok=True)
    if shutil.which("git") and not options.no_git:
        subprocess.run(["git", "init", "--quiet", "--", str(place)], check=False)
    print(
        said(
            _("The handbook is in {path}. Read it with: {command} serve {path}"),
            path=place,
            command=sys.argv[0],
        )
    )
    return 0


def _later(name: str, module: str = "asking") -> Callable[[argparse.Namespace], int]:
    """Return a command of another module, loaded when it is called.

    What finds takes as long to load as a small handbook takes to build.
    """

    def command(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"saadan.{module}"), name)(options))

    return command


def invite(options: argparse.Namespace) -> int:
    """Print a link that lets one person in; the site's own settings say where it is remembered."""
    os.environ.setdefault("SAADAN_HANDBOOK", str(Path(options.path).resolve()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
    return int(import_module("saadan.web.people.command").invite(options))


def _snapshot(options: argparse.Namespace) -> Snapshot:
    """Return the snapshot of the handbook that the command is about, as it is now."""
    return build_newest(
        options.path, revision=options.revision, store=options.store, report=progress()
    ).snapshot


def _refuse_taken_port(host: str, port: int) -> None:
    """Make sure that nobody listens there: two servers would share the readers between them.

    Raises:
        Invalid: somebody does, or we may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            sentence = _("Port {port} cannot be used ({reason}). Choose another with --port.")
            raise Invalid(sentence, port=port, reason=error.strerror) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="saadan",
        description=said(_("A living handbook from a folder of Markdown.")),
        epilog=said(_("PATH is a folder, a git work tree or a bare git repository.")),
    )
    parser.add_argument("--version", action="version", version=f"saadan {__version__}")
    commands = parser.add_subparsers(title=said(_("commands")), metavar=said(_("COMMAND")))

    def command(
        name: str, function: Callable[[argparse.Namespace], int], about: str, *, reads: bool = True
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(command=function)
        if reads:
            sub.add_argument(
                "path", metavar="PATH", nargs="?", default=".", help=said(_("the handbook"))
            )
            sub.add_argument(
                "--revision",
                default="",
                metavar="REV",
                help=said(_("read this branch, tag or commit instead of the files in the folder")),
            )
            sub.add_argument(
                "--store",
                type=Path,
                metavar="DIR",
                help=said(_("where snapshots are kept (a folder in your cache)")),
            )
        else:
            sub.add_argument("path", metavar="PATH", help=said(_("a new or empty folder")))
        return sub

    def audience(sub: argparse.ArgumentParser) -> None:
        about = said(_("who reads: public, members or internal (%(default)s)"))
        sub.add_argument("--audience", choices=AUDIENCES, default=AUDIENCES[0], help=about)

    def asking(
        name: str, function: Callable[[argparse.Namespace], int], about: str
    ) -> argparse.ArgumentParser:
        sub = command(name, function, about)
        sub.add_argument("question", metavar="QUESTION", nargs="+", help=said(_("what to find")))
        audience(sub)
        return sub

    each = command(
        "serve", serve, said(_("Show a handbook in the browser and follow its changes."))
    )
    each.add_argument(
        "--host", default="127.0.0.1", help=said(_("address to listen on (%(default)s)"))
    )
    each.add_argument("--port", type=_port, default=8000, help=said(_("port (%(default)s)")))
    each.add_argument("--workers", type=int, default=1, help=said(_("processes (%(default)s)")))
    each.add_argument(
        "--demo",
        action="store_true",
        help=said(_("try it out on a copy, as one of three people, on this machine only")),
    )
    audience(each)
    command("build", build, said(_("Compile a handbook to a snapshot.")))
    each = asking("search", _later("search"), said(_("Find the places that speak of a question.")))
    each.add_argument("--limit", type=int, default=10, help=said(_("results (%(default)s)")))
    each.add_argument(
        "--explain", action="store_true", help=said(_("say what each place is worth, and why"))
    )
    audience(command("index", _later("index"), said(_("Make the search index ready."))))
    command(
        "missed", _later("print_missed"), said(_("Print what people have searched for in vain."))
    )
    asking("ask", _later("ask"), said(_("Answer a question, when the handbook itself does.")))
    each = command("check", check, said(_("Name what is wrong with a handbook.")))
    each.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help=said(_("format (%(default)s)"))
    )
    command(
        "sync",
        _later("sync", "sharing"),
        said(_("Exchange the handbook with the repository that SAADAN_REMOTE names.")),
    )
    command("render", render_pages, said(_("Print each page's own HTML as JSON lines.")))
    each = command("invite", invite, said(_("Print a link that lets one person in.")))
    each.add_argument("email", metavar="EMAIL", help=said(_("their address")))
    each.add_argument("--name", default="", help=said(_("what they are called")))
    each.add_argument(
        "--administrator", action="store_true", help=said(_("they look after people as well"))
    )
    each.add_argument(
        "--audience",
        choices=AUDIENCES[1:],
        default="",
        help=said(_("what they may read: members, or internal (which administrators always may)")),
    )
    each = command("new", new, said(_("Begin a handbook.")), reads=False)
    each.add_argument("--no-git", action="store_true", help=said(_("do not make a git repository")))
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(said(_("the port must be a number from 1 to 65535")))


if __name__ == "__main__":
    sys.exit(main())
