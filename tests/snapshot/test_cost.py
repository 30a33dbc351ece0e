"""A question about one page costs the same however large the handbook is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.handbooks import built

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.snapshot.snapshot import Snapshot

FILES = {
    f"{number:03}.md": f"---\ntitle: Side {number}\nparent: Side {number // 10}\n---\n# Side\n"
    for number in range(1, 100)
} | {
    "registers/tools.yaml": "key: id\nfields: {id: {type: slug}, name: {type: text}}\nrows:\n"
    + "".join(f"- {{id: n{number}, name: Ting {number}}}\n" for number in range(100)),
    "registers/roles.yaml": "key: id\nfields: {id: {type: slug}, tool: {type: tools}}\n"
    "rows: [{id: a, tool: n42}]\n",
    "shows.md": "{{ tools.n42.name }} [x](registers/tools/n42)\n",
}

QUESTIONS: dict[str, Callable[[Snapshot], object]] = {
    "find": lambda snapshot: snapshot.find("/042.html"),
    "find nothing": lambda snapshot: snapshot.find("/xyz"),
    "page": lambda snapshot: snapshot.page("042.md"),
    "sections": lambda snapshot: snapshot.sections("042.md"),
    "breadcrumbs": lambda snapshot: snapshot.breadcrumbs("042.md"),
    "children": lambda snapshot: snapshot.children("004.md"),
    "branch": lambda snapshot: snapshot.branch("042.md"),
    "neighbours": lambda snapshot: snapshot.neighbours("042.md"),
    "problems": lambda snapshot: snapshot.problems("042.md"),
    "stylesheet": lambda snapshot: snapshot.stylesheet("042.md"),
    "links_to": lambda snapshot: snapshot.links_to("042.md"),
    "register": lambda snapshot: snapshot.register("tools"),
    "register_entry": lambda snapshot: snapshot.register_entry("tools", "n42"),
    "register_entries": lambda snapshot: snapshot.register_entries("tools", limit=5, start=20),
    "entries found": lambda snapshot: snapshot.register_entries("tools", find="g 4", sort="name"),
    "register_choices": lambda snapshot: snapshot.register_choices("tools", "name"),
    "entry_titles": lambda snapshot: snapshot.entry_titles([("tools", "n1"), ("roles", "a")]),
    "uses": lambda snapshot: snapshot.uses("tools", "n42"),
    "uses of a role": lambda snapshot: snapshot.uses("roles", "a"),
    "has_file": lambda snapshot: snapshot.has_file("x.png"),
}


@pytest.fixture(scope="module", params=["full", "difference"])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = tmp_path_factory.mktemp("store")
    first = built(store, FILES)
    if request.param == "full":
        return first.snapshot
    changed = {**FILES, "041.md": FILES["041.md"] + "Ny tekst.\n"}
    return built(store, changed, first).snapshot


@pytest.mark.parametrize("question", QUESTIONS)
def test_looks_up_instead_of_looking_through(snapshot: Snapshot, question: str) -> None:
    asked: list[str] = []
    public = snapshot.seen_by("public")
    snapshot.on_question(asked.append)
    try:
        QUESTIONS[question](public)
    finally:
        snapshot.on_question(None)

    assert asked
    for sql in asked:
        assert looked_through(snapshot, sql) == []


def looked_through(snapshot: Snapshot, sql: str) -> list[str]:
    """Return the tables that a query reads from end to end."""
    steps = [row[3].split() for row in snapshot.rows(f"EXPLAIN QUERY PLAN {sql}")]
    found_before = {step[1] for step in steps if step[0] in ("CO-ROUTINE", "MATERIALIZE")}
    scanned = [step[1] for step in steps if step[0] == "SCAN"]
    return [name for name in scanned if name not in {"CONSTANT", "replaced", *found_before}]


def test_notices_when_a_table_is_looked_through(snapshot: Snapshot) -> None:
    assert looked_through(snapshot, "SELECT path FROM pages WHERE title = 'x'")
