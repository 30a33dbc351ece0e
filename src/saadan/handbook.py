"""A handbook kept up to date while it is read: its newest snapshot, and what finds in it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Unpack

from saadan import missed
from saadan.build import ATTEMPTS, build, say_nothing
from saadan.content.page import AUDIENCES
from saadan.errors import Conflict, HandbookError, Unavailable
from saadan.language import _
from saadan.places import store_for
from saadan.repository.opening import open_repository
from saadan.search.finder import Finder
from saadan.snapshot.placing import whole_of
from saadan.snapshot.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from saadan.build import Build
    from saadan.missed import Missed
    from saadan.repository.history import History
    from saadan.repository.tree import Tree, Watch
    from saadan.search.finder import Search
    from saadan.search.model import Reply
    from saadan.snapshot.snapshot import Snapshot

log = logging.getLogger(__name__)

#: How often the newest commit is looked up while a folder is read, in seconds.
LOOK_AT_HISTORY_EVERY: Final = 1.0
#: How soon a build that failed is tried again when nothing has changed, in seconds.
TRY_AGAIN_AFTER: Final = 2.0


class Handbook:
    """A handbook kept up to date while it is read."""

    def __init__(
        self,
        path: str | Path,
        *,
        revision: str = "",
        folder: str = "",
        store: Path | None = None,
        report: Callable[[str, int, int], None] = say_nothing,
    ) -> None:
        """Open a handbook; nothing is built before the first `snapshot`.

        Raises:
            NotFound, Unavailable: as `open_repository`.
        """
        self.repository = open_repository(path, revision, folder)
        self._store = Store(store or store_for(path))
        self._beside = Store(self._store.folder / "beside")
        self._report = report
        self._lock = threading.Lock()
        self._watch: Watch | None = None
        self._build: Build | None = None
        self._head = ""
        self._looked_at_head = self._failed_at = 0.0
        self._finders: dict[str, Finder] = {}  # by audience, of the newest snapshots searched
        self._searching = threading.Lock()
        self._search_fault: tuple[float, Unavailable | None] = 0.0, None
        self.fault: HandbookError | None = None
        """Why the newest state cannot be shown; the last good snapshot is shown meanwhile."""

    @property
    def name(self) -> str:
        return self.repository.name

    @property
    def history(self) -> History | None:
        return self.repository.history

    @property
    def newest(self) -> Snapshot | None:
        """The snapshot that was last shown; nothing is looked at and nothing built."""
        build = self._build
        return build.snapshot if build else None

    def snapshot(self) -> Snapshot:
        """Return the snapshot of the handbook as it is now.

        Costs microseconds when nothing has changed since it was last asked.

        Raises:
            HandbookError: it cannot be built, and never could.
        """
        with self._lock:
            if self._watch is None:
                self._watch = self.repository.watch()
                touched: set[str] | None = None
            else:
                touched = self._changes(self._watch)
            if self._build is None or touched is None or touched or self._is_time_to_try_again():
                self._rebuild(touched)
            assert self._build is not None
            return self._build.snapshot

    def compiled(self, tree: Tree) -> Snapshot:
        """Return the snapshot of other files than the newest: a proposal, an earlier state.

        It is compiled from the newest snapshot, so it costs what is different, and kept beside
        those that are read, so that looking ahead never removes what is being read.

        Raises:
            HandbookError: as `build`.
        """
        self.snapshot()
        with self._lock:
            newest = self._build
        assert newest is not None
        if newest.tree.id == tree.id:
            return newest.snapshot
        return build(tree, self._beside, earlier=newest).snapshot

    def tree(self) -> Tree:
        """Return the files of the newest snapshot."""
        self.snapshot()
        assert self._build is not None
        return self._build.tree

    def finder(self, snapshot: Snapshot) -> Finder:
        """Return what finds in a snapshot of this handbook for the audience it is seen by.

        The first time after a change the index is brought up to date, which takes milliseconds for
        each changed page; the first time of all it is made, which takes a second for each thousand.

        Raises:
            Unavailable: the index cannot be written or read.
        """
        audience = AUDIENCES[snapshot.level]
        with self._searching:
            known = self._finders.get(audience)
            if known is None or known.snapshot.name != snapshot.name:
                self._refuse_too_soon()
                try:
                    known = Finder.of(snapshot, known.snapshot if known else None)
                except Unavailable as error:
                    self._search_fault = time.monotonic(), error
                    raise
                self._finders[audience] = known
            return known

    def _refuse_too_soon(self) -> None:
        """Repeat why the index could not be made, when that was a moment ago."""
        failed_at, error = self._search_fault
        if error is not None and time.monotonic() - failed_at < TRY_AGAIN_AFTER:
            raise error

    def search(self, snapshot: Snapshot, text: str, **how: Unpack[Search]) -> Reply:
        """Answer a question from a snapshot of this handbook; see `Finder.search`."""
        finder = self.finder(snapshot)
        try:
            return finder.search(text, **how)
        except Unavailable:
            with self._searching:  # what cannot be read is made anew for the next question
                self._finders.pop(AUDIENCES[snapshot.level], None)
                finder.discard()
            raise

    def note_missed(self, snapshot: Snapshot, question: str) -> None:
        """Count a question that found nothing; a fault is logged, since searching goes on.

        Args:
            snapshot: as the audience sees it that asked
        """
        try:
            missed.count(self._store.folder, question, AUDIENCES[snapshot.level])
        except Unavailable as error:
            log.warning("%s", error)

    def missed(self) -> list[Missed]:
        """Return the searches that found nothing, by all audiences; [] when they cannot be read."""
        try:
            return missed.missed(self._store.folder)
        except Unavailable as error:
            log.warning("%s", error)
            return []

    def version(self) -> str:
        """Return a name that changes whenever any page could look different."""
        snapshot = self.snapshot()
        now = time.monotonic()
        if self.history and now - self._looked_at_head > LOOK_AT_HISTORY_EVERY:
            self._head, self._looked_at_head = self.history.head_cheaply(), now
        state = self.history.state if self.history else ""
        return f"{snapshot.name} {self._head} {state} {self.fault or ''}".rstrip()

    def _changes(self, watch: Watch) -> set[str] | None:
        """Return what has changed; when that cannot be seen, building finds out why."""
        try:
            return watch.changes()
        except HandbookError:
            return None

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
                tree = self.repository.tree(since=since, touched=touched)
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
