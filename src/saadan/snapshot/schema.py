"""The tables of a snapshot. Every row belongs to one file of the handbook: its `path`.

A snapshot made from an earlier one holds only the rows of the files that differ, and a second
file with the rows of the earlier one; views join the two, so that readers see one set of tables.
"""

from __future__ import annotations

from typing import Final

#: Table → columns. The order of columns is the order in which they are written.
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "pages": (
        "path TEXT PRIMARY KEY",
        "address TEXT NOT NULL",
        "title TEXT NOT NULL",  # "" when the author gave none and there is no heading
        "kind TEXT NOT NULL",
        "layout TEXT NOT NULL",
        "description TEXT NOT NULL",
        "owner TEXT NOT NULL",
        "deputy TEXT NOT NULL",
        "status TEXT NOT NULL",
        "reviewed TEXT NOT NULL",  # ISO date or ""
        "review_every TEXT NOT NULL",
        "audience INTEGER NOT NULL",  # 0 public, 1 members, 2 internal
        "has_toc INTEGER NOT NULL",
        "search_exclude INTEGER NOT NULL",
        "has_front_matter INTEGER NOT NULL",
        "is_listed INTEGER NOT NULL",  # whether it may be in the tree
        "keywords TEXT NOT NULL",  # JSON list
        "answers TEXT NOT NULL",  # JSON list
        "anchors TEXT NOT NULL",  # separated by newlines, sorted
        "outline TEXT NOT NULL",  # JSON of navigation.Outline
        "parent TEXT",  # path of the page above in the tree
        "sort_key TEXT NOT NULL",
    ),
    "texts": (  # apart, so that looking through all pages reads no more than it asks about
        "path TEXT PRIMARY KEY",
        "html TEXT NOT NULL",
    ),
    "sections": (
        "path TEXT NOT NULL",
        "number INTEGER NOT NULL",
        "anchor TEXT NOT NULL",
        "level INTEGER NOT NULL",
        "title TEXT NOT NULL",
        "text TEXT NOT NULL",
        "line INTEGER NOT NULL",
        "is_listed INTEGER NOT NULL",  # whether it may be in the page's contents
    ),
    "links": (
        "path TEXT NOT NULL",
        "number INTEGER NOT NULL",
        "line INTEGER NOT NULL",
        "href TEXT NOT NULL",  # as written
        "is_image INTEGER NOT NULL",
        "key TEXT NOT NULL",  # addresses.key_of the target; "" leads out or nowhere
        "target TEXT NOT NULL",  # path of the page or file, "registers/x/y" of an entry, or ""
        "anchor TEXT NOT NULL",
        "fault TEXT NOT NULL",  # code of the problem that needs no look at the target, or ""
    ),
    "aliases": ("path TEXT NOT NULL", "address TEXT NOT NULL"),
    "files": (
        "path TEXT PRIMARY KEY",
        "blob TEXT NOT NULL",
    ),
    "assets": (
        "path TEXT PRIMARY KEY",
        "address TEXT NOT NULL",
        "type TEXT NOT NULL",  # MIME type
        "audience INTEGER NOT NULL",
        "content BLOB NOT NULL",
    ),
    "parts": (  # what belongs to a page's HTML but is fetched by itself: diagrams and styles
        "path TEXT NOT NULL",
        "name TEXT NOT NULL",  # hash of the content, and an ending
        "type TEXT NOT NULL",
        "content BLOB NOT NULL",
    ),
    "registers": (
        "path TEXT PRIMARY KEY",  # of the YAML file
        "rows_path TEXT NOT NULL",  # of the CSV file beside it, or ""
        "name TEXT NOT NULL",
        "address TEXT NOT NULL",
        "title TEXT NOT NULL",
        "description TEXT NOT NULL",
        "owner TEXT NOT NULL",
        "reviewed TEXT NOT NULL",  # ISO date or ""
        "review_every TEXT NOT NULL",
        "status TEXT NOT NULL",
        "audience INTEGER NOT NULL",  # as that of pages
        "key TEXT NOT NULL",  # name of the field that is the key, or ""
        "title_field TEXT NOT NULL",  # name of the field that entries are called by, or ""
        "fields TEXT NOT NULL",  # JSON list of model.Field, private ones included
        "answers TEXT NOT NULL",  # JSON list of [[question, …], what is shown, is private]
        "size INTEGER NOT NULL",  # number of entries
    ),
    "entries": (
        "path TEXT NOT NULL",  # of the file the row stands in
        "register TEXT NOT NULL",
        "key TEXT NOT NULL",
        "number INTEGER NOT NULL",  # order in the register, from 0
        "address TEXT NOT NULL",
        "title TEXT NOT NULL",
        "audience INTEGER NOT NULL",  # that of the register
        "public_values TEXT NOT NULL",  # JSON: field → list of canonical texts
        "private_values TEXT NOT NULL",  # likewise; for those who may read what is internal
        "public_html TEXT NOT NULL",  # JSON: field of type markdown → HTML
        "private_html TEXT NOT NULL",
        "public_text TEXT NOT NULL",  # plain; a line "Title: value" for each field
        "private_text TEXT NOT NULL",
        "line INTEGER NOT NULL",
    ),
    "uses": (  # of entries, by pages and other entries; links of pages are in `links`
        "path TEXT NOT NULL",  # of the page or register that uses it
        "user TEXT NOT NULL",  # key of the entry that uses it, or "" for a page
        "register TEXT NOT NULL",
        "entry TEXT NOT NULL",  # its key; "*" for any entry
        "how TEXT NOT NULL",  # "shown", "linked", title of a field; "missing" when it is not there
        "audience INTEGER NOT NULL",  # who may know of it
    ),
    "problems": (
        "path TEXT NOT NULL",
        "stage TEXT NOT NULL",  # the stage of the compiler that found it
        "line INTEGER NOT NULL",
        "code TEXT NOT NULL",
        "fields TEXT NOT NULL",  # JSON list of pairs
    ),
}

INDEXES: Final = {
    "pages_by_address": "pages(address)",
    "pages_by_audience": "pages(audience)",
    "pages_by_owner": "pages(owner)",
    "pages_by_deputy": "pages(deputy)",
    "pages_by_parent": "pages(parent, sort_key)",
    "sections_by_path": "sections(path, number)",
    "links_by_path": "links(path, number)",
    "links_by_target": "links(target)",
    "links_by_key": "links(key)",
    "aliases_by_address": "aliases(address)",
    "aliases_by_path": "aliases(path)",
    "assets_by_address": "assets(address)",
    "parts_by_name": "parts(name)",
    "parts_by_path": "parts(path)",
    "registers_by_name": "registers(name)",
    "registers_by_owner": "registers(owner)",
    "registers_by_audience": "registers(audience)",
    "entries_by_path": "entries(path)",
    "entries_by_key": "entries(register, key)",
    "entries_by_number": "entries(register, number)",
    "uses_by_path": "uses(path)",
    "uses_by_entry": "uses(register, entry)",
    "problems_by_path": "problems(path)",
}


def columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    return tuple(column.partition(" ")[0] for column in TABLES[table])


def creation() -> str:
    """Return the SQL that makes the tables of an empty snapshot, without their indexes."""
    tables = [f"CREATE TABLE {name} ({', '.join(each)})" for name, each in TABLES.items()]
    return ";".join([*tables, "CREATE TABLE replaced (path TEXT PRIMARY KEY) WITHOUT ROWID"])


def indexing() -> str:
    """Return the SQL that makes the indexes, after the rows are in."""
    return ";".join(f"CREATE INDEX {name} ON {on}" for name, on in INDEXES.items())


def joining() -> str:
    """Return the SQL that lets an attached file `base` show through where it is not replaced."""
    return ";".join(
        f"CREATE TEMP VIEW {table} AS SELECT {', '.join(columns(table))} FROM main.{table}"
        f" UNION ALL SELECT {', '.join(columns(table))} FROM base.{table}"
        " WHERE path NOT IN (SELECT path FROM main.replaced)"
        for table in TABLES
    )
