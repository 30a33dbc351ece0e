"""The story of a build: a tree of files → compiled rows → a snapshot in its folder.

`handbook.Handbook` keeps the newest one at hand while it is read.
"""

from __future__ import annotations

import gc
import hashlib
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from saadan import content, problems, snapshot
from saadan.content.settings import SETTINGS_FILES, read_settings
from saadan.errors import Conflict
from saadan.places import store_for
from saadan.repository.opening import open_repository
from saadan.snapshot.compilation import Compilation
from saadan.snapshot.compile import STAGES
from saadan.snapshot.diagrams import Diagrams
from saadan.snapshot.markdown import ENGINE
from saadan.snapshot.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from saadan.repository.tree import Tree
    from saadan.snapshot.compilation import Whole
    from saadan.snapshot.snapshot import Snapshot

log = logging.getLogger(__name__)

#: How often a build begins anew when files change under it.
ATTEMPTS: Final = 5


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
        with _without_looking_for_garbage():
            for _, stage in STAGES:
                stage(compilation)
    made = store.open(name)
    assert made is not None
    return Build(made, tree, is_new=True, whole=compilation.whole)


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Spare a build the search for objects that only know each other.

    It makes next to none, and millions that Python would look through again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
