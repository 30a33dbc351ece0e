"""The stage that reads the registers that have changed and finds the pages that show them.

A register's rows depend on its own two files, on the entries it refers to, and on what its links
lead to; it is read again when one of these has changed. A page depends on the entries it shows and
the addresses it links to. That an entry is called something else concerns who refers to it, and
goes no further: a title never depends on another entry.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.register import read_register
from saadan.problems import Problem, problem
from saadan.snapshot.compilation import place_problems_of, stored_problems, write_problems
from saadan.snapshot.known_registers import (
    ANY_ENTRY,
    COMPARED,
    COMPARED_COLUMNS,
    ENDING,
    FOLDER,
    NUMBER,
    ROWS_ENDING,
    KnownRegisters,
    stored_header,
)
from saadan.snapshot.linking import ANY, Linking, LinkRow, Targets
from saadan.snapshot.placing import read_again
from saadan.snapshot.register_rows import NO_ROWS, FileRows, RowMaker, fresh_register
from saadan.snapshot.terms import GLOSSARY, ways_to_write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.content.register import WrittenRegister
    from saadan.snapshot.compilation import Compilation
    from saadan.snapshot.known_registers import Header
    from saadan.snapshot.snapshot import Snapshot

#: What a register may be called: it is part of addresses, of types and of {{ values }}.
_NAME: Final = re.compile(r"[a-zæøå][a-z0-9æøå_-]{0,59}")
#: When more of a register's entries differ, all pages that show any of them are rendered again.
MOST_DIFFERENT: Final = 200


class Unit(NamedTuple):
    """The files of one register."""

    name: str
    path: str  #: of the YAML file, which may not exist
    rows_path: str  #: of the CSV file, likewise

    @property
    def files(self) -> tuple[str, str]:
        return self.path, self.rows_path


def read_registers(this: Compilation) -> None:
    """Read the registers that have changed, or depend on what has, and write their rows."""
    changed = _units(this.changed | this.gone | this.linking_registers)
    if not changed:
        return
    written = {unit: _read(this, unit) for unit in changed}
    renamed = _learn(this, written)
    if this.earlier:
        asking = _units(_asking(this.earlier, renamed)) - changed
        others = {unit: _read(this, unit) for unit in asking}
        _learn(this, others)
        written |= others
    for unit in sorted(written):
        _write(this, unit, written[unit])
    if this.earlier:
        names = [unit.name for unit in written]
        read_again(this, _pages_concerned(this, this.earlier, names, renamed))


def _units(paths: Iterable[str]) -> set[Unit]:
    """Return the registers that some files belong to."""
    found = set()
    for path in paths:
        stem, dot, ending = path.rpartition(".")
        if path.startswith(FOLDER) and path.count("/") == 1 and dot + ending in _ENDINGS:
            name = stem.removeprefix(FOLDER)
            found.add(Unit(name, stem + ENDING, stem + ROWS_ENDING))
    return found


_ENDINGS: Final = (ENDING, ROWS_ENDING)


def _is_there(this: Compilation, path: str) -> bool:
    return path in this.tree.files and not this.is_left_out(path)


def _read(this: Compilation, unit: Unit) -> WrittenRegister | None:
    """Return a register as its author wrote it; None when there is none."""
    if not _is_there(this, unit.path) or not _NAME.fullmatch(unit.name):
        return None
    rows = None
    if _is_there(this, unit.rows_path):
        rows = unit.rows_path, this.tree.read(unit.rows_path)
    source, settings = this.tree.read(unit.path), this.settings
    return read_register(unit.path, source, rows, settings.defaults, settings.language)


# What others need to know


def _learn(this: Compilation, written: dict[Unit, WrittenRegister | None]) -> dict[str, set[str]]:
    """Let all know what has been read; return the keys of entries that are not what they were.

    Those are the entries that have come, gone or been renamed, by register. A register that has
    come, gone, or is for other readers has all of them, and "".
    """
    found = {}
    for (name, *_), register in written.items():
        now = fresh_register(register) if register else None
        this.known.learn(name, now)
        if this.earlier:
            before = stored_header(this.earlier, name)
            titles = _titles(this.earlier, name)
            new = now.titles if now else {}
            keys = {key for key in titles.keys() | new.keys() if titles.get(key) != new.get(key)}
            if _audience(before) != _audience(now.header if now else None):
                keys |= titles.keys() | new.keys() | {""}
            if keys:
                found[name] = keys
    return found


def _audience(header: Header | None) -> int | None:
    return header.audience if header else None


def _titles(earlier: Snapshot, name: str) -> dict[str, str]:
    return dict(earlier.rows("SELECT key, title FROM entries WHERE register = ?", name))


def _asking(earlier: Snapshot, renamed: dict[str, set[str]]) -> set[str]:
    """Return the files of registers that refer or link to something that was renamed."""
    asking = set()
    if renamed:
        for path, fields in earlier.rows("SELECT path, fields FROM registers"):
            if not renamed.keys().isdisjoint(each[1] for each in json.loads(fields)):
                asking.add(path)
    return asking | {path for path in _linking(earlier, renamed) if path.startswith(FOLDER)}


def _linking(earlier: Snapshot, renamed: dict[str, set[str]]) -> set[str]:
    """Return the files with links to something that was renamed: it may have come or gone."""
    keys = {
        f"{FOLDER}{name}/{key}".rstrip("/") for name, entries in renamed.items() for key in entries
    }
    if keys:
        keys.add(ANY)
    return {path for key in keys for (path,) in earlier.rows(_LINKING, key)}


_LINKING: Final = "SELECT DISTINCT path FROM links WHERE key = ?"


# Rows


def _write(this: Compilation, unit: Unit, written: WrittenRegister | None) -> None:
    """Write the rows of a register's files, but for files whose rows are as they were."""
    rows = _rows(this, unit, written)
    for path in unit.files:
        if path not in this.tree.files:
            continue
        now = rows.get(path, FileRows(NO_ROWS, [], []))
        if path not in this.changed and this.earlier and _is_stored(this.earlier, path, now):
            continue
        this.draft.replace([path])
        if path not in this.changed:
            this.draft.write("files", (path, this.tree.files[path]))
        for table, each in now.tables.items():
            for row in each:
                this.draft.write(table, row)
        for number, link in enumerate(now.links):
            this.draft.write("links", (path, number, *link))
        write_problems(this, "register", now.problems)
        write_problems(this, "place", place_problems_of(this, path))
        this.links[path] = [link for link in now.links if link.fault or link.anchor]


def _rows(this: Compilation, unit: Unit, written: WrittenRegister | None) -> dict[str, FileRows]:
    if written is None:
        return {
            path: FileRows(NO_ROWS, [], [_no_register(unit, path)])
            for path in unit.files
            if _is_there(this, path)
        }
    rows_path = unit.rows_path if _is_there(this, unit.rows_path) else ""

    fresh = this.known.fresh(unit.name)
    assert fresh is not None
    audience = fresh.header.audience

    def surroundings(path: str) -> Linking:
        assert this.directory is not None
        return Linking(
            path,
            f"/{FOLDER}{unit.name}",
            targets=Targets(this.directory, this.known),
            settings=this.settings,
            audience=audience,
        )

    maker = RowMaker(written, rows_path, this.known, this.settings.language, surroundings)
    found = maker.rows()
    entries = chain.from_iterable(each.tables["entries"] for each in found.values())
    fresh.rows = sorted(entries, key=NUMBER)
    return found


def _no_register(unit: Unit, path: str) -> Problem:
    """Return why a file is no register."""
    if not _NAME.fullmatch(unit.name):
        return problem(path, 0, "register-name", name=unit.name)
    return problem(path, 0, "register-alone", other=unit.path)


def _is_stored(earlier: Snapshot, path: str, now: FileRows) -> bool:
    """Whether an earlier snapshot has the same rows of a file."""
    for table, rows in now.tables.items():
        if sorted(earlier.rows(f"SELECT * FROM {table} WHERE path = ?", path)) != sorted(rows):
            return False
    links = earlier.rows("SELECT * FROM links WHERE path = ? ORDER BY number", path)
    problems = stored_problems(earlier, "register", path)
    return [LinkRow(*row[2:]) for row in links] == now.links and sorted(problems) == sorted(
        now.problems
    )


# Pages


def _pages_concerned(
    this: Compilation, earlier: Snapshot, names: Iterable[str], renamed: dict[str, set[str]]
) -> set[str]:
    """Return the pages that show or link to what is not as it was."""
    pages = _linking(earlier, renamed)
    for name in names:
        different = _different(this, earlier, name)
        if different is None or len(different) > MOST_DIFFERENT:
            pages |= {path for (path,) in earlier.rows(_SHOWING_ANY, name)}
        else:
            for key in (*different, ANY_ENTRY) if different else ():
                pages |= {path for (path,) in earlier.rows(_SHOWING, name, key)}
    if GLOSSARY in names:
        pages |= _using_words(earlier, _new_words(this, earlier))
    return {path for path in pages if not path.startswith(FOLDER)}


def _new_words(this: Compilation, earlier: Snapshot) -> set[str]:
    """Return the words that are explained now and may not have been before, casefolded."""
    header = this.known.header(GLOSSARY)
    if header is None:
        return set()
    before = []
    if header == stored_header(earlier, GLOSSARY):
        before = KnownRegisters(earlier).entries(GLOSSARY)
    explained = {(each.key, word) for each in before for word in ways_to_write(each, header)}
    return {
        word.casefold()
        for each in this.known.entries(GLOSSARY)
        for word in ways_to_write(each, header)
        if (each.key, word) not in explained
    }


def _using_words(earlier: Snapshot, words: set[str]) -> set[str]:
    """Return the pages whose text has some words, perhaps as parts of others."""
    if not words:
        return set()
    texts = (
        (path, text.casefold()) for path, text in earlier.rows("SELECT path, text FROM sections")
    )
    return {path for path, text in texts if any(word in text for word in words)}


def _different(this: Compilation, earlier: Snapshot, name: str) -> set[str] | None:
    """Return the keys of entries that pages may show otherwise than before.

    None when the register itself is not what it was; {""} when only the order is another.
    """
    fresh = this.known.fresh(name)
    if (fresh.header if fresh else None) != stored_header(earlier, name):
        return None
    before = {row[0]: row for row in earlier.rows(_ENTRIES, name)}
    now = {row[0]: row for row in map(COMPARED, fresh.rows)} if fresh else {}
    different = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    if not different and list(before) != list(now):
        return {""}
    return different


_SHOWING_ANY: Final = "SELECT DISTINCT path FROM uses WHERE register = ?"
_SHOWING: Final = f"{_SHOWING_ANY} AND entry = ?"
_ENTRIES: Final = (
    f"SELECT {', '.join(COMPARED_COLUMNS)} FROM entries WHERE register = ? ORDER BY number"
)
