"""The story of a build: a tree of files → compiled rows → a snapshot in its folder.

`build` makes one snapshot; `Handbook` keeps the newest one at hand while it is read.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from saadan import content, problems, snapshot
from saadan.content.settings import SETTINGS_FILES, read_settings
from saadan.errors import Conflict, HandbookError, Unavailable
from saadan.language import _
from saadan.repository.opening import open_repository
from saadan.snapshot.compilation import Compilation
from saadan.snapshot.compile import STAGES
from saadan.snapshot.diagrams import Diagrams
from saadan.snapshot.markdown import ENGINE
from saadan.snapshot.placing import whole_of
from saadan.snapshot.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saadan.repository.history import History
    from saadan.repository.tree import Tree, Watch
    from saadan.snapshot.compilation import Whole
    from saadan.snapshot.snapshot import Snapshot

log = logging.getLogger(__name__)

#: How often a build begins anew when files change under it.
ATTEMPTS: Final = 5
#: How often the newest commit is looked up while a folder is read, in seconds.
LOOK_AT_HISTORY_EVERY: Final = 1.0
#: How soon a build that failed is tried again when nothing has changed, in seconds.
TRY_AGAIN_AFTER: Final = 2.0


def say_nothing(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made."""

    snapshot: Snapshot
    tree: Tree
    is_new: bool  #: False when the snapshot was there already
    whole: Whole | None = None  #: what is known of all pages, when that was worked out


def build(
    tree: Tree,
    store: Store,
    *,
    earlier: Build | None = None,
    report: Callable[[str, int, int], None] = say_nothing,
) -> Build:
    """Return the snapshot of a tree; make it when the store does not have it.

    Args:
        earlier: an earlier build of the same handbook; what has not changed since is kept
        report: told the stage, how many pages are done, and of how many

    Raises:
        Conflict: a file changed while it was read; list the tree anew.
        Unavailable: the snapshot cannot be written. The store is as it was.
    """
    name = f"{tree.id[:20]}-{compiler()}"
    if earlier is not None and earlier.snapshot.name == name:
        return Build(earlier.snapshot, tree, is_new=False)
    if (found := store.open(name)) is not None:
        return Build(found, tree, is_new=False)
    settings, faults = read_settings(_settings_files(tree))
    snapshot = earlier.snapshot if earlier else store.newest(compiler())
    files = _files(earlier, snapshot)
    changed, gone = _differences(files, tree)
    if not (snapshot and snapshot.is_on_disk and _is_little(changed | gone, tree)):
        snapshot, changed, gone = None, set(tree.files), set()
    with store.draft(name, snapshot) as draft:
        compilation = Compilation(
            tree=tree,
            settings=settings,
            settings_problems=faults,
            diagrams=Diagrams(store.diagrams),
            draft=draft,
            earlier=snapshot,
            changed=changed,
            gone=gone,
            whole=earlier.whole if earlier and snapshot is earlier.snapshot else None,
            report=report,
        )
        for _, stage in STAGES:
            stage(compilation)
    made = store.open(name)
    assert made is not None
    return Build(made, tree, is_new=True, whole=compilation.whole)


def build_newest(
    path: str | Path,
    *,
    revision: str = "",
    store: Path | None = None,
    report: Callable[[str, int, int], None] = say_nothing,
) -> Build:
    """Build a handbook as it is now; see `build` and `open_repository` for what can go wrong."""
    repository = open_repository(path, revision)
    place = Store(store or store_for(path))
    for attempt in range(ATTEMPTS):
        try:
            return build(repository.tree(), place, report=report)
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError


class Handbook:
    """A handbook kept up to date while it is read."""

    def __init__(
        self,
        path: str | Path,
        *,
        revision: str = "",
        store: Path | None = None,
        report: Callable[[str, int, int], None] = say_nothing,
    ) -> None:
        """Open a handbook; nothing is built before the first `snapshot`.

        Raises:
            NotFound, Unavailable: as `open_repository`.
        """
        self._repository = open_repository(path, revision)
        self._store = Store(store or store_for(path))
        self._report = report
        self._lock = threading.Lock()
        self._watch: Watch | None = None
        self._build: Build | None = None
        self._head = ""
        self._looked_at_head = self._failed_at = 0.0
        self.fault: HandbookError | None = None
        """Why the newest state cannot be shown; the last good snapshot is shown meanwhile."""

    @property
    def name(self) -> str:
        return self._repository.name

    @property
    def history(self) -> History | None:
        return self._repository.history

    def snapshot(self) -> Snapshot:
        """Return the snapshot of the handbook as it is now.

        Costs microseconds when nothing has changed since it was last asked.

        Raises:
            HandbookError: it cannot be built, and never could.
        """
        with self._lock:
            if self._watch is None:
                self._watch = self._repository.watch()
                touched: set[str] | None = None
            else:
                touched = self._watch.changes()
            if self._build is None or touched is None or touched or self._is_time_to_try_again():
                self._rebuild(touched)
            assert self._build is not None
            return self._build.snapshot

    def version(self) -> str:
        """Return a name that changes whenever any page could look different."""
        snapshot = self.snapshot()
        now = time.monotonic()
        if self.history and now - self._looked_at_head > LOOK_AT_HISTORY_EVERY:
            self._head, self._looked_at_head = self.history.head_cheaply(), now
        state = self.history.state if self.history else ""
        return f"{snapshot.name} {self._head} {state} {self.fault or ''}".rstrip()

    def _is_time_to_try_again(self) -> bool:
        return self.fault is not None and time.monotonic() - self._failed_at > TRY_AGAIN_AFTER

    def _rebuild(self, touched: set[str] | None) -> None:
        """Build what is there now; keep the last good snapshot when that fails."""
        before = str(self.fault)
        try:
            self._build_or_note_fault(touched)
        finally:
            if self.fault and str(self.fault) != before:
                log.error("%s", self.fault)

    def _build_or_note_fault(self, touched: set[str] | None) -> None:
        self._failed_at = time.monotonic()
        for attempt in range(ATTEMPTS):
            try:
                since = None if self._build is None or self.fault else self._build.tree
                tree = self._repository.tree(since=since, touched=touched)
                made = build(tree, self._store, earlier=self._build, report=self._report)
                # Read now, so that the first change of a title waits no longer than the next.
                self._build = replace(made, whole=made.whole or whole_of(made.snapshot))
                self.fault = None
                return
            except Conflict as error:
                self.fault = error
                touched = None
                if attempt < ATTEMPTS - 1:
                    continue
            except HandbookError as error:
                self.fault = error
            except Exception as error:  # a fault of ours must not pass for the newest state
                log.debug("The handbook cannot be built", exc_info=True)
                sentence = _("The handbook cannot be built: {reason}")
                self.fault = Unavailable(sentence, reason=repr(error))
            if self._build is None:
                raise self.fault
            return


def store_for(path: str | Path) -> Path:
    """Return where a handbook's snapshots are kept when nobody says otherwise."""
    cache_home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    place = Path(path).resolve()
    key = hashlib.sha256(os.fsencode(place)).hexdigest()[:10]
    return Path(cache_home) / "saadan" / f"{place.name or 'handbook'}-{key}"


@cache
def compiler() -> str:
    """Return a name for everything but the handbook that decides what a snapshot holds."""
    digest = hashlib.sha256()
    for package in (content, snapshot):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    digest.update(Path(problems.__file__).read_bytes())
    digest.update(ENGINE.encode())
    return digest.hexdigest()[:10]


def _settings_files(tree: Tree) -> Mapping[str, bytes]:
    return {name: tree.read(name) for name in SETTINGS_FILES if name in tree.files}


def _differences(files: Mapping[str, str], tree: Tree) -> tuple[set[str], set[str]]:
    """Return the files of a tree that are new or different, and those that were there before."""
    changed = {path for path, blob in tree.files.items() if files.get(path) != blob}
    return changed, files.keys() - tree.files.keys()


def _is_little(different: set[str], tree: Tree) -> bool:
    """Whether compiling only what is different is right, and cheaper than a fresh start."""
    return len(different) * 2 <= len(tree.files) and different.isdisjoint(SETTINGS_FILES)


def _files(earlier: Build | None, snapshot: Snapshot | None) -> Mapping[str, str]:
    if snapshot is None:
        return {}
    if earlier is not None and earlier.snapshot is snapshot:
        return earlier.tree.files
    return dict(snapshot.rows("SELECT path, blob FROM files"))
