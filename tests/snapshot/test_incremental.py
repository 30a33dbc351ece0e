"""A build after an earlier one has the same rows as a build from nothing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saadan.snapshot import schema, store
from saadan.snapshot.markdown import render
from tests.handbooks import built

if TYPE_CHECKING:
    from saadan.snapshot.model import Rendered
    from saadan.snapshot.snapshot import Snapshot

FOLDERS = ("", "docs/", "docs/a/")
NAMES = ("index", "a", "b", "Ærø", "README")
PATHS = [f"{folder}{name}.md" for folder in FOLDERS for name in NAMES]
ASSETS = ["assets/logo.svg", "docs/a.png", "B.md", "registers/x.yaml"]
TITLES = ("Ferie", "Løn", "Møder", "Ferie og fridage")
TARGETS = (
    *(
        "a",
        "./b.md",
        "../docs/a",
        "/docs/a/",
        "index",
        "/",
        "/docs/a.html#løn",
        "b#ferie",
        "#møder",
    ),
    *("Ærø", "%C3%86r%C3%B8.md", "/assets/logo.svg", "/old", "../../x", "", "TODO", "README.md"),
)

REGISTERS = ("tools", "roles", "glossary")
ROWS = [
    "{id: a, name: Kalender, owner: leder}",
    "{id: a, name: Arkiv, owner: [leder, ukendt], note: '[a](/docs/a.md#ferie)'}",
    "{id: b, name: Wiki, note: '[b](../docs/a/b.md) [c](/registers/roles/leder)'}",
    "{id: b, name: Wiki, logo: docs/a.png}",
    "{id: leder, name: Leder, secret: hemmeligt}",
    "{id: leder, name: Chef, owner: a}",
    "{name: Uden nøgle}",
]
HEADERS = [
    "title: Ting\nkey: id\nfields: {id: {type: slug}, name: {type: text}, logo: {type: file},"
    " owner: {type: roles, many: true}, note: {type: markdown},"
    " secret: {type: text, private: true}}",
    "title: Ting\naudience: members\nkey: id\nfields: {id: {type: slug}, name: {type: text},"
    " owner: {type: tools}, note: {type: markdown, private: true}}",
    "title: Uden felter",
]
register_rows = st.lists(st.sampled_from(ROWS), max_size=4)
registers = st.builds(
    lambda header, rows: header + "\nrows:\n" + "".join(f"- {row}\n" for row in rows),
    st.sampled_from(HEADERS),
    register_rows,
)
REGISTER_PATHS = [f"registers/{name}.{each}" for name in REGISTERS for each in ("yaml", "csv")]
csv_rows = st.sampled_from(["id;name\nc;Regneark\n", "id;name\na;Andet\n", "navn\n"])
register_files = st.one_of(
    st.tuples(st.sampled_from([f"registers/{name}.yaml" for name in REGISTERS]), registers),
    st.tuples(st.sampled_from([f"registers/{name}.csv" for name in REGISTERS]), csv_rows),
)
SHOWN = [
    "Lederens kalender, wikien og et arkiv; chefer og ledere har Regneark.",
    "{{ tools.a.name }}",
    "## Om {{ tools.b.name }}",
    "[{{ tools.a.owner }}]({{ tools.a.name }})",
    "{{ roles.leder.secret }}",
    "{{ roles.leder.note }} og {{ roles.leder.intet }}",
    "[opslag](/registers/tools/a) [register](registers/roles.yaml)",
    "[opslag](../registers/tools/c)",
    "```register tools\n```",
    "```register tools\ncolumns: name, owner, note\nsort: -name\n```",
    "```register roles\nwhere: name != 'Leder'\nlimit: 1\n```",
    "```register roles\ncolumns: secret\n```",
]

#: Pages and a register that stay, so that most of a handbook is always as it was; they point to
#: those that vary.
STEADY = {
    **{
        f"steady/{number}.md": f"---\ntitle: Fast {number}\nparent: {TITLES[number % 4]}\n---\n"
        f"# Fast\n\n[en]({TARGETS[number % 17]}) [to](../{PATHS[number % 15]}#ferie)\n"
        for number in range(24)
    },
    **{f"steady/shows-{number}.md": f"# Fast\n\n{shown}\n" for number, shown in enumerate(SHOWN)},
    "registers/steady.yaml": "key: id\nfields: {id: {type: slug}, note: {type: markdown},"
    " tool: {type: tools}, role: {type: roles}}\nrows:\n"
    + "".join(
        f"- {{id: n{number}, note: '[til](../{path}#ferie)', tool: a, role: leder}}\n"
        for number, path in enumerate(PATHS)
    ),
}

lines = st.sampled_from(
    [
        *(f"# {title}" for title in TITLES),
        *(f"## {title} {{#x}}" for title in TITLES[:2]),
        *(f"[link]({target})" for target in TARGETS),
        '<p style="color:red" id="x">rød</p>',
        "{: .note }",
        "- [ ] opgave",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "ToDo",
        *SHOWN,
    ]
)
keys = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(TITLES),
        "parent": st.sampled_from(TITLES),
        "grand_parent": st.sampled_from(TITLES),
        "nav_order": st.sampled_from(["1", "2", "b", "1.5"]),
        "permalink": st.sampled_from(["/old", "/docs/a", "/ny/", "dårlig"]),
        "redirect_from": st.sampled_from(["/old", "/docs/b", "/gammel.html"]),
        "nav_exclude": st.just("true"),
        "audience": st.sampled_from(["members", "internal", "alle"]),
        "unknown": st.just("1"),
    },
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    body = "\n\n".join(draw(st.lists(lines, max_size=5)))
    if draw(st.booleans()):
        front = "".join(f"{key}: {value}\n" for key, value in draw(keys).items())
        return f"---\n{front}---\n{body}\n"
    return body


contents = st.one_of(
    pages(),
    pages(),
    pages(),
    st.sampled_from(
        ["", "---\n", "---\ntitle: [\n---\nx", "\ud800".encode("utf-8", "surrogatepass")]
    ),
)
states = st.dictionaries(st.sampled_from([*PATHS, *ASSETS]), contents, max_size=9)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return states of a handbook, each a few edits away from the one before."""
    begun = dict(draw(st.lists(register_files, max_size=4)))
    state: dict[str, Any] = {**STEADY, **begun, **draw(states)}
    history = [state]
    for _ in range(draw(st.integers(1, 4))):
        state = dict(state)
        for path, content in draw(st.lists(register_files, max_size=2)):
            state[path] = content
        for _ in range(draw(st.integers(1, 3))):
            path = draw(st.sampled_from([*PATHS, *ASSETS, *REGISTER_PATHS]))
            match draw(st.sampled_from(["write", "write", "remove", "rename"])):
                case "write" if path not in REGISTER_PATHS:
                    state[path] = draw(contents)
                case "remove":
                    state.pop(path, None)
                case "rename" if path in state:
                    state[draw(st.sampled_from(PATHS))] = state.pop(path)
        history.append(state)
    return history


def rows(snapshot: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: sorted(snapshot.rows(f"SELECT * FROM {table}"), key=repr) for table in schema.TABLES
    }


@given(histories())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_equals_a_build_from_nothing_row_for_row(history: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        earlier = None
        for number, files in enumerate(history):
            earlier = built(Path(folder, "kept"), files, earlier)
            fresh = built(Path(folder, f"fresh{number}"), files)
            assert rows(earlier.snapshot) == rows(fresh.snapshot)
            assert earlier.snapshot.name == fresh.snapshot.name


#: Few titles: many pages have the same and name each other, but not so few that all stand in rings.
SAID = {
    "title": st.sampled_from((*TITLES, "Mad", "Udlæg")),
    "parent": st.sampled_from(("", *TITLES)),
    "grand_parent": st.sampled_from(("", "", *TITLES)),
    "ancestor": st.sampled_from(("", "", *TITLES)),
    "nav_order": st.sampled_from(["1", "2", "b"]),
    "nav_exclude": st.sampled_from(["true", "false"]),
}
OUTLINES = st.fixed_dictionaries({}, optional=SAID)
OUTLINED = [f"docs/{name}.md" for name in ("index", *"abcdefgh")]


@st.composite
def moves(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return states of a handbook that differ in what one or two pages say of their place."""
    said = {path: draw(OUTLINES) for path in OUTLINED}
    states = []
    for _ in range(draw(st.integers(2, 6))):
        for path in draw(st.lists(st.sampled_from(OUTLINED), min_size=1, max_size=2)):
            key = draw(st.sampled_from(["title", "title", "parent", "parent", *SAID]))
            said[path] = {**said[path], key: draw(SAID[key])}
        states.append({path: _page(front) for path, front in said.items()})
    return states


def _page(front: dict[str, str]) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\n{lines}---\nTekst.\n"


@given(moves(), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_equals_it_when_pages_move(history: list[dict[str, Any]], knows_whole: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        earlier = None
        for number, files in enumerate(history):
            if earlier and not knows_whole:
                earlier = replace(earlier, whole=None)
            earlier = built(Path(folder, "kept"), files, earlier)
            fresh = built(Path(folder, f"fresh{number}"), files)
            assert rows(earlier.snapshot) == rows(fresh.snapshot)


def test_equals_it_when_pages_come_into_a_ring_and_leave_it(tmp_path: Path) -> None:
    files = {f"{name}.md": _page({"title": name, "parent": "c"}) for name in "abcdefgh"}
    files["c.md"] = _page({"title": "c", "parent": "d"})
    files["d.md"] = _page({"title": "d"})
    in_ring = {**files, "d.md": _page({"title": "d", "parent": "c"})}
    earlier = built(tmp_path / "kept", files)
    for state in (in_ring, files):
        earlier = built(tmp_path / "kept", state, earlier)
        fresh = built(tmp_path / "fresh", state)

        assert rows(earlier.snapshot) == rows(fresh.snapshot)
        is_ring = "parent-cycle" in {each.code for each in fresh.snapshot.problems()}
        assert is_ring == (state is in_ring)


@pytest.fixture
def no_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST_DIFFERENCE", 0)


@pytest.mark.usefixtures("no_sharing")
def test_equals_it_also_when_the_rows_are_written_together_again(tmp_path: Path) -> None:
    files = {f"{name}.md": f"# {name}\n\n[næste](b.md)\n" for name in "abcdefgh"}
    first = built(tmp_path / "kept", files)
    second = built(tmp_path / "kept", {**files, "a.md": "# A\n"}, first)
    third = built(tmp_path / "kept", {**files, "a.md": "# A\n", "c.md": "# C\n"}, second)
    fresh = built(tmp_path / "fresh", {**files, "a.md": "# A\n", "c.md": "# C\n"})

    assert rows(third.snapshot) == rows(fresh.snapshot)


def test_renders_only_what_the_change_concerns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{name}.md": f"---\ntitle: {name}\n---\n# {name}\n\nTekst.\n" for name in "abcdefgh"}
    files["b.md"] += "[til a](a.md#nyt)\n"
    first = built(tmp_path, files)
    rendered: list[str] = []

    def render_and_note(text: str, *, path: str, **others: Any) -> Rendered:
        rendered.append(path)
        return render(text, path=path, **others)

    monkeypatch.setattr("saadan.snapshot.compile.render", render_and_note)

    second = built(tmp_path, {**files, "a.md": files["a.md"] + "\n## Nyt\n"}, first)

    assert rendered == ["a.md"]
    assert [each.path for each in first.snapshot.problems()] == ["b.md"]
    assert second.snapshot.problems() == []
