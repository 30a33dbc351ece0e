"""Running the git command so that nothing a repository holds can make it run anything else.

Git is always told where its own folder is and never looks for one: a handbook may hold files that
look like a repository. Hooks, pagers, filters, text converters, outside configuration and other
hosts are switched off, and there is no work tree, so no attributes are read from a handbook.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from saadan.errors import Unavailable
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

PATIENCE: Final = 12.0  #: seconds for one command that a reader waits for
MOST_OUTPUT: Final = 128 << 20  #: bytes of one command that a reader waits for
#: Commands that run at a time for readers; others wait as long as one command may take.
MOST_AT_A_TIME: Final = 2

_CHUNK: Final = 1 << 18
_SETTINGS: Final = (
    "color.ui=false",
    "core.attributesFile=/dev/null",
    "core.bigFileThreshold=4m",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "diff.submodule=short",
    "diff.suppressBlankEmpty=false",
    "log.mailmap=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
#: Settings for a command that writes: what it says it has done is on disk.
DURABLE: Final = ("core.fsync=all", "core.fsyncMethod=fsync", "gc.auto=0")
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "GIT_ALLOW_PROTOCOL": "none",  # wins over what a repository allows itself
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_turns: Final = threading.BoundedSemaphore(MOST_AT_A_TIME)


class Done(NamedTuple):
    """How a command ended."""

    code: int  #: 0 when it did what it should; negative when it was killed
    output: bytes
    complaints: str


class Git:
    """The git command for one repository."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: tuple[str, ...] = (),
        environment: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Address a repository.

        Args:
            folder: git's own: the `.git` of a work tree, or a bare repository
            settings: name=value, which win over the repository's and ours
            environment: likewise
        """
        self._folder = os.fspath(folder.absolute())
        self._settings, self._environment = settings, environment

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what a command says, for a reader who waits for it.

        Args:
            given: what it reads

        Raises:
            Unavailable: it failed, took too long or said too much; the log has the details.
        """
        if not _turns.acquire(timeout=PATIENCE):
            raise self._unavailable(arguments, "too many commands at a time")
        try:
            return b"".join(self.stream(*arguments, given=given))
        finally:
            _turns.release()

    def stream(
        self,
        *arguments: str,
        given: bytes | IO[bytes] = b"",
        patience: float = PATIENCE,
        most: int = MOST_OUTPUT,
    ) -> Iterator[bytes]:
        """Yield what a command says, piece by piece.

        Raises:
            Unavailable: as `run`, perhaps after some pieces.
        """
        with self._running(arguments, given, patience) as (process, complaints):
            assert process.stdout is not None
            while piece := process.stdout.read(_CHUNK):
                most -= len(piece)
                if most < 0:
                    raise self._unavailable(arguments, "it says too much")
                yield piece
            code = process.wait()
            if code:
                level = logging.DEBUG if code == 1 else logging.WARNING  # 1 is how git says no
                raise self._unavailable(arguments, _reason(code, complaints), level)

    def ask(
        self, *arguments: str, given: bytes | IO[bytes] = b"", patience: float = PATIENCE
    ) -> Done:
        """Return how a command ended, also when it failed.

        Raises:
            Unavailable: it cannot be run.
        """
        with self._running(arguments, given, patience) as (process, complaints):
            assert process.stdout is not None
            output = process.stdout.read(MOST_OUTPUT)
            code = process.wait()
            reason = _reason(code, complaints) if code else ""
        if code:
            log.info("git %s in %s: %s", " ".join(arguments)[:400], self._folder, reason)
        return Done(code, output, reason)

    def agrees(self, *arguments: str) -> bool:
        """Whether a command succeeds; one that cannot be run does not."""
        try:
            self.run(*arguments)
        except Unavailable:
            return False
        return True

    @contextmanager
    def _running(
        self, arguments: tuple[str, ...], given: bytes | IO[bytes], patience: float
    ) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
        """Yield a running command, and what it complains about; it has ended when we are done."""
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as complaints:
            if isinstance(given, bytes):
                source.write(given)
                source.seek(0)
            try:
                process = subprocess.Popen(
                    self._command(arguments),
                    env={
                        "PATH": os.environ.get("PATH", os.defpath),
                        **_ENVIRONMENT,
                        **self._environment,
                    },
                    cwd="/",
                    stdin=source if isinstance(given, bytes) else given,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    process_group=0,  # what it starts ends with it
                )
            except OSError as error:
                raise self._unavailable(arguments, error) from error
            with _ending(process, patience):
                yield process, complaints

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        settings = (*_SETTINGS, *self._settings, f"safe.directory={self._folder}")
        return [
            *("git", "--no-pager", "--literal-pathspecs", "--bare", f"--git-dir={self._folder}"),
            *(word for setting in settings for word in ("-c", setting)),
            *arguments,
        ]

    def _unavailable(
        self, arguments: tuple[str, ...], reason: object, level: int = logging.WARNING
    ) -> Unavailable:
        log.log(level, "git %s in %s: %s", " ".join(arguments)[:400], self._folder, reason)
        return Unavailable(_("The history cannot be read just now."))


@contextmanager
def _ending(process: subprocess.Popen[bytes], patience: float) -> Iterator[None]:
    """See to it that a process has ended: when we are done with it, or after some time."""
    timer = threading.Timer(patience, _kill, [process])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _kill(process)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a command and what it started, unless it has ended."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(code: int, complaints: IO[bytes]) -> str:
    if code < 0:
        return "it took too long"
    complaints.seek(0)
    return f"{code} {complaints.read(2000).decode('utf-8', 'replace').strip()}"


def git_folder(root: Path) -> Path | None:
    """Return git's own folder of the work tree `root`; None when it is none.

    A `.git` that is a file leads elsewhere. It is followed only when that place belongs here: one
    of a work tree's that names this file in turn, or a submodule's inside a `.git` further up.
    """
    inner = root / ".git"
    if inner.is_symlink():
        return None
    if inner.is_dir():
        return inner
    try:
        kind, _, place = inner.read_text("utf-8").strip().partition(": ")
        target = (root / place).resolve()
        if kind != "gitdir" or not (target / "HEAD").is_file():
            return None
        if any(target.is_relative_to(above / ".git" / "modules") for above in root.parents):
            return target
        named = (target / "gitdir").read_text("utf-8").strip()
        return target if (target / named).resolve() == inner.resolve() else None
    except (OSError, ValueError):
        return None
