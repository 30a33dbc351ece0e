"""The place on disk where snapshots are kept: written beside, then renamed, never changed.

    STORE/snapshots/NAME/content.sqlite     the rows, or the rows that differ from ...
    STORE/snapshots/NAME/earlier.sqlite     ... these: a hard link to an earlier snapshot's file
    STORE/diagrams/HASH.svg                 drawings, kept between builds

A snapshot is complete when its folder has its name. What a killed build leaves behind is removed
by the next one; the builder of a folder holds a lock on it, so nobody else's work is removed.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.snapshot import schema
from saadan.snapshot.snapshot import EARLIER, FULL, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: When the rows that differ from the earlier snapshot are more than this, all are written anew.
LARGEST_DIFFERENCE: Final = 16 * 1024 * 1024  # bytes
#: Older snapshots are removed when there are more than this.
KEPT: Final = 12
_UNFINISHED: Final = ".unfinished-"
#: A draft is seen by nobody and thrown away when its build fails, so nothing has to be safe yet.
#: Pages are longer than SQLite's own pages; larger ones are written a third faster.
_PRAGMAS: Final = (
    "page_size = 16384",
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
)


class Store:
    """The snapshots of one handbook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.diagrams = folder / "diagrams"
        self._snapshots = folder / "snapshots"

    def open(self, name: str) -> Snapshot | None:
        """Return a snapshot by name; None when it is not there, or damaged and now removed."""
        try:
            return Snapshot(self._snapshots / name)
        except NotFound:
            return None
        except Unavailable:
            shutil.rmtree(self._snapshots / name, ignore_errors=True)
            return None

    def newest(self, compiler: str) -> Snapshot | None:
        """Return the snapshot that was made last by this version of the compiler."""
        for folder in self._complete():
            if folder.name.endswith(f"-{compiler}") and (found := self.open(folder.name)):
                return found
        return None

    @contextmanager
    def draft(self, name: str, earlier: Snapshot | None = None) -> Iterator[Draft]:
        """Begin a snapshot; when the block ends well it is there under its name.

        Args:
            earlier: a snapshot whose rows remain, but for those of files that are replaced

        Raises:
            Unavailable: it cannot be written: no room, no right. Nothing is left behind.
        """
        try:
            self._snapshots.mkdir(parents=True, exist_ok=True)
            with self._unfinished() as folder:
                draft = Draft(folder, earlier)
                try:
                    yield draft
                    draft.finish()
                finally:
                    draft.close()
                self._publish(folder, name)
        except (OSError, sqlite3.DatabaseError) as error:
            raise _explained(self.folder, error) from error
        self._remove_old(name)

    @contextmanager
    def _unfinished(self) -> Iterator[Path]:
        self._remove_abandoned()
        folder, lock = self._locked_folder()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)

    def _locked_folder(self) -> tuple[Path, int]:
        """Return a new folder and the lock on it.

        Another build may take a folder that is not locked yet for abandoned, and remove it.
        """
        while True:
            folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._snapshots))
            try:
                lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)

    def _publish(self, folder: Path, name: str) -> None:
        try:
            folder.rename(self._snapshots / name)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            # Another build of the same tree was faster; what it made is the same.

    def _complete(self) -> list[Path]:
        """Return the folders of complete snapshots, the newest first."""
        try:
            folders = [each for each in self._snapshots.iterdir() if each.name[0] != "."]
            return sorted(folders, key=lambda each: -each.stat().st_mtime_ns)
        except OSError:
            return []

    def _remove_abandoned(self) -> None:
        for folder in self._snapshots.glob(f"{_UNFINISHED}*"):
            with suppress(OSError):
                lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
                finally:
                    os.close(lock)

    def _remove_old(self, name: str) -> None:
        for folder in self._complete()[KEPT:]:
            if folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)


class Draft:
    """A snapshot that is being written."""

    def __init__(self, folder: Path, earlier: Snapshot | None) -> None:
        self._folder = folder
        self._is_difference = earlier is not None and _is_small_difference(earlier)
        self._is_begun = earlier is not None
        self._buffers: dict[str, list[tuple[Any, ...]]] = {table: [] for table in schema.TABLES}
        self._inserts = {
            table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
            for table, columns in schema.TABLES.items()
        }
        if earlier and self._is_difference:
            self._share(earlier)
        self._db = sqlite3.connect(folder / FULL, isolation_level=None)
        for pragma in _PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("BEGIN")
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._run(schema.creation())
            self._db.execute("CREATE TABLE meta (tree TEXT, settings TEXT)")
            if earlier and not self._is_difference:
                self._copy(earlier)
            if earlier:
                self._run(schema.indexing())

    def _share(self, earlier: Snapshot) -> None:
        """Let the earlier snapshot's rows show through, without copying them."""
        if (earlier.folder / EARLIER).exists():
            shutil.copyfile(earlier.folder / FULL, self._folder / FULL)
            link(earlier.folder / EARLIER, self._folder / EARLIER)
        else:
            link(earlier.folder / FULL, self._folder / EARLIER)

    def _copy(self, earlier: Snapshot) -> None:
        for table in schema.TABLES:
            for row in earlier.rows(f"SELECT * FROM {table}"):
                self.write(table, row)
            self._flush(table)

    def replace(self, paths: Iterable[str]) -> None:
        """Leave out the earlier snapshot's rows of some files; new ones may be written."""
        if not self._is_begun:
            return
        gone = [(path,) for path in paths]
        if self._is_difference:
            self._db.executemany("INSERT OR IGNORE INTO replaced VALUES (?)", gone)
        for table in schema.TABLES:
            self._db.executemany(f"DELETE FROM {table} WHERE path = ?", gone)

    def write(self, table: str, row: tuple[Any, ...]) -> None:
        """Write one row; its values in the order of `schema.TABLES`."""
        buffer = self._buffers[table]
        buffer.append(row)
        if len(buffer) >= 500:
            self._flush(table)

    def write_meta(self, tree: str, settings: str) -> None:
        """Write what the snapshot says about itself."""
        self._db.execute("DELETE FROM meta")
        self._db.execute("INSERT INTO meta VALUES (?, ?)", (tree, settings))

    def finish(self) -> None:
        for table in self._buffers:
            self._flush(table)
        if not self._is_begun:
            self._run(schema.indexing())
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    def _run(self, statements: str) -> None:
        for statement in statements.split(";"):
            self._db.execute(statement)

    def _flush(self, table: str) -> None:
        self._db.executemany(self._inserts[table], self._buffers[table])
        self._buffers[table].clear()


def _is_small_difference(snapshot: Snapshot) -> bool:
    if not (snapshot.folder / EARLIER).exists():
        return True
    return (snapshot.folder / FULL).stat().st_size < LARGEST_DIFFERENCE


def link(source: Path, target: Path) -> None:
    """Give a file a second name; where the disk has no hard links, copy it."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copyfile(source, target)


def _explained(folder: Path, error: Exception) -> Unavailable:
    if "full" in str(error) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        sentence = _("There is no room left on the disk for the snapshot in {folder}. Make room.")
        return Unavailable(sentence, folder=folder)
    sentence = _("The snapshot cannot be written to {folder}: {reason}.")
    return Unavailable(sentence, folder=folder, reason=error)
