"""Who could read a file when it was written: decided as a build would have, or else nobody.

A history holds every earlier state, also those from when a file was for a narrower circle. What
counts is what the file and the handbook's settings said then, read by the same code that reads
them now. Where that cannot be told (a file too large, settings that cannot be understood), the
file was for nobody.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from saadan.content.page import AUDIENCES, audience_by_default, read_page
from saadan.content.patterns import leaving_out
from saadan.content.register import read_register
from saadan.content.settings import SETTINGS_FILES, Settings, read_settings
from saadan.problems import Severity
from saadan.repository.tree import is_allowed, is_left_out
from saadan.snapshot.addresses import is_page
from saadan.snapshot.compilation import NOT_SERVED, PRIVATE_FOLDERS
from saadan.snapshot.known_registers import ENDING, FOLDER, ROWS_ENDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saadan.repository.history import Change, History, Touch

log = logging.getLogger(__name__)

#: A file at a commit: the commit, or the one before it ("…^"), and the path it had.
State = tuple[str, str]

#: Faults of a page because of which what it says about itself may not have been understood.
_UNCLEAR: Final = frozenset(("front-matter-syntax", "front-matter-open"))
#: Settings that decide who may read; a fault in them leaves it unclear.
_DECIDING: Final = frozenset(("defaults", "exclude"))


def open_changes(history: History, changes: Iterable[Change], audience: str) -> Iterator[Change]:
    """Yield the changes of which both sides, before and after, were open to an audience.

    Only their touches are looked at: each must be open, and there must be one.
    """
    known = [(change, list(_states(change))) for change in changes]
    wanted = [state for _, states in known for state in states]
    then = _Then(history.read(_with_settings(wanted)), AUDIENCES.index(audience))
    for change, states in known:
        are_told = change.touches and all(each.kind in _SIDES for each in change.touches)
        if are_told and all(map(then.is_open, states)):
            yield change


def were_open(history: History, states: Iterable[State], audience: str) -> bool:
    """Whether files were open to an audience at all of some commits."""
    known = list(states)
    then = _Then(history.read(_with_settings(known)), AUDIENCES.index(audience))
    return all(map(then.is_open, known))


#: The kinds of touches that have a state after, and before; others are not understood.
_SIDES: Final = {
    "A": (True, False),
    "M": (True, True),
    "D": (False, True),
    "R": (True, True),
    "C": (True, True),
}


def _states(change: Change) -> Iterator[State]:
    for touch in change.touches:
        if touch.path in SETTINGS_FILES:
            continue  # they say who may read, and are no secret
        has_after, has_before = _SIDES.get(touch.kind, (True, True))
        if has_after:
            yield change.commit, touch.path
        if has_before:
            yield f"{change.commit}^", _name_before(touch)


def _name_before(touch: Touch) -> str:
    return touch.earlier if touch.kind in "RC" else touch.path


def _with_settings(states: Iterable[State]) -> Iterator[State]:
    for commit, path in states:
        if is_page(path):
            yield commit, path
        if header := _register_of(path):
            yield commit, header
        for name in SETTINGS_FILES:
            yield commit, name


class _Then:
    """Says what was open, from files as they were."""

    def __init__(self, files: Mapping[State, bytes | None], level: int) -> None:
        self._files, self._level = files, level
        self._settings: dict[tuple[bytes | None, ...], Settings | None] = {}

    def is_open(self, state: State) -> bool:
        commit, path = state
        settings = self._settings_at(commit)
        if settings is None:
            return False
        if header := _register_of(path):
            source = self._files.get((commit, header))
            return source is not None and self._is_open_register(header, source, settings)
        if not _is_served(path, settings):
            return False
        if not is_page(path):
            audience = audience_by_default(path, settings.defaults)
            return AUDIENCES.index(audience) <= self._level
        source = self._files.get(state)
        return source is not None and self._is_open_page(path, source, settings)

    def _is_open_page(self, path: str, source: bytes, settings: Settings) -> bool:
        try:
            page = read_page(path, source, settings.defaults)
        except Exception:  # nobody can mend a page of the past, so it may not stop today's reader
            log.exception("An earlier version of %s cannot be understood", path)
            return False
        is_clear = not any(each.code in _UNCLEAR for each in page.problems)
        return is_clear and AUDIENCES.index(page.front.audience) <= self._level

    def _is_open_register(self, path: str, source: bytes, settings: Settings) -> bool:
        try:
            register = read_register(path, source, None, settings.defaults)
        except Exception:  # as for pages
            log.exception("An earlier version of %s cannot be understood", path)
            return False
        is_whole = self._level == len(AUDIENCES) - 1 or not any(
            each.private for each in register.fields
        )
        is_clear = not any(each.severity is Severity.ERROR for each in register.problems)
        return is_whole and is_clear and AUDIENCES.index(register.audience) <= self._level

    def _settings_at(self, commit: str) -> Settings | None:
        """Return the settings at a commit; None when they cannot be told."""
        states = [(commit, name) for name in SETTINGS_FILES]
        if any(state not in self._files for state in states):
            return None
        sources = tuple(self._files[state] for state in states)
        if sources not in self._settings:
            self._settings[sources] = _settings(sources)
        return self._settings[sources]


def _register_of(path: str) -> str:
    """Return the file that says who may read a register that a file belongs to; "" for others."""
    name = path.removeprefix(FOLDER)
    if name == path or "/" in name or not name.endswith((ENDING, ROWS_ENDING)):
        return ""
    return f"{path.rpartition('.')[0]}{ENDING}"


def _settings(sources: tuple[bytes | None, ...]) -> Settings | None:
    named = zip(SETTINGS_FILES, sources, strict=True)
    try:
        settings, problems = read_settings({n: source for n, source in named if source is not None})
    except Exception:  # as for pages
        log.exception("Earlier settings cannot be understood")
        return None
    for each in problems:
        is_about = dict(each.fields).get("key")
        if each.code == "settings-syntax" or is_about in _DECIDING:
            return None
    return settings


def _is_served(path: str, settings: Settings) -> bool:
    names = path.split("/")
    return (
        bool(path)
        and not any(not name or is_left_out(name) or not is_allowed(name) for name in names)
        and not path.startswith(PRIVATE_FOLDERS)
        and not leaving_out((*NOT_SERVED, *settings.exclude))(path)
    )
