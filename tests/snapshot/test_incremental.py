"""A build after an earlier one has the same rows as a build from nothing."""

from __future__ import annotations

import tempfile
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

#: Pages that stay, so that most of a handbook is always as it was; they point to those that vary.
STEADY = {
    f"steady/{number}.md": f"---\ntitle: Fast {number}\nparent: {TITLES[number % 4]}\n---\n"
    f"# Fast\n\n[en]({TARGETS[number % 17]}) [to](../{PATHS[number % 15]}#ferie)\n"
    for number in range(24)
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
    state: dict[str, Any] = {**STEADY, **draw(states)}
    history = [state]
    for _ in range(draw(st.integers(1, 4))):
        state = dict(state)
        for _ in range(draw(st.integers(1, 3))):
            path = draw(st.sampled_from([*PATHS, *ASSETS]))
            match draw(st.sampled_from(["write", "write", "remove", "rename"])):
                case "write":
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
