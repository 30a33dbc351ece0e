"""Pages that come, move, go and change their order: links and old addresses follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.build import build
from saadan.editing.moving import delete, impact, move
from saadan.editing.placing import _orders, new_page, put_below, rename, reorder
from saadan.errors import Conflict, Invalid
from saadan.repository.opening import open_repository
from saadan.repository.tree import overlaid
from saadan.snapshot.store import Store

if TYPE_CHECKING:
    from saadan.build import Build
    from saadan.editing.placing import Changes

ROOT = Path(__file__).parent.parent.parent
FILES = {
    "handbook.toml": 'title = "Bog"\n',
    "index.md": "---\ntitle: Forside\nnav_order: 1\n---\n# Forside\n\n[F](docs/ferie.md#soeg)\n",
    "docs/index.md": "---\ntitle: Emner\nnav_order: 2\n---\n# Emner\n",
    "docs/ferie.md": (
        "---\ntitle: Ferie # vores\nparent: Emner\nnav_order: 1\n---\n# Ferie\n\n## Søg {#soeg}\n\n"
        "[A](arbejde.md) ![b](../assets/b.png) [selv](#soeg) [top](/docs/arbejde.html)\n"
    ),
    "docs/arbejde.md": (
        "---\ntitle: Arbejde\nparent: Emner\nnav_order: 2\n---\n# Arbejde\n\n"
        "[1](ferie.md) [2](ferie) [3](./ferie.html#soeg) [4](/docs/ferie) [5]\n"
        "[8]({% link docs/ferie.md %}) "
        '<a href="ferie.md">6</a> [7](<ferie.md>)\n\n'
        "```\n[kode](ferie.md)\n```\n\n[5]: ferie.md 'Titel'\n"
    ),
    "docs/under.md": "---\ntitle: Under\nparent: Ferie\ngrand_parent: Emner\n---\n# Under\n",
    "assets/b.png": "x",
    "registers/tools.yaml": (
        "title: Værktøjer\nfields:\n  id: {type: slug}\n  page: {type: markdown}\n"
        "rows:\n  - {id: a, page: '[F](/docs/ferie.md)'}\n"
    ),
}


@pytest.fixture
def built(tmp_path: Path) -> Build:
    for path, text in FILES.items():
        place = tmp_path / "bog" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return build(open_repository(tmp_path / "bog").tree(), Store(tmp_path / "store"))


def after(built: Build, changes: Changes) -> Build:
    """Return the handbook with changes, compiled anew beside it."""
    store = Store(built.snapshot.folder.parent.parent)
    return build(overlaid(built.tree, changes), store, earlier=built)


def problems(built: Build) -> set[tuple[str, str]]:
    return {(each.code, each.message("en")) for each in built.snapshot.problems()}


def test_a_moved_page_takes_its_links_along(built: Build) -> None:
    changes = move(built.snapshot, built.tree.read, "docs/ferie.md", "personale/frihed.md")

    assert set(changes) == {
        *("docs/ferie.md", "personale/frihed.md", "index.md", "docs/arbejde.md"),
        "registers/tools.yaml",
    }
    assert changes["docs/ferie.md"] is None
    assert (changes["personale/frihed.md"] or b"").decode() == (
        FILES["docs/ferie.md"]
        .replace("nav_order: 1\n", "nav_order: 1\nredirect_from: [/docs/ferie]\n")
        .replace("(arbejde.md)", "(../docs/arbejde.md)")
    )
    assert (changes["docs/arbejde.md"] or b"").decode() == (
        "---\ntitle: Arbejde\nparent: Emner\nnav_order: 2\n---\n# Arbejde\n\n"
        "[1](../personale/frihed.md) [2](../personale/frihed)"
        " [3](../personale/frihed.html#soeg) [4](/personale/frihed) [5]\n"
        "[8]({% link personale/frihed.md %})"
        ' <a href="../personale/frihed.md">6</a> [7](<../personale/frihed.md>)\n\n'
        "```\n[kode](ferie.md)\n```\n\n[5]: ../personale/frihed.md 'Titel'\n"
    )
    assert b"(/personale/frihed.md)" in (changes["registers/tools.yaml"] or b"")
    then = after(built, changes)
    assert problems(then) == problems(built)
    target = then.snapshot.find("/docs/ferie.html")
    assert target is not None
    assert target.path == "personale/frihed.md"


@pytest.mark.parametrize("to", ["docs/arbejde.md", "Docs/Arbejde.md", "x.txt", "", "/"])
def test_a_page_cannot_move_to_where_it_cannot_be(built: Build, to: str) -> None:
    with pytest.raises(Invalid):
        move(built.snapshot, built.tree.read, "docs/ferie.md", to)


def test_a_renamed_page_keeps_its_children_and_its_address(built: Build) -> None:
    changes = rename(built.snapshot, built.tree.read, "docs/ferie.md", "Ferie: og fri")

    then = after(built, changes)
    assert set(changes) == {"docs/ferie.md", "docs/under.md"}
    assert "# vores" in (changes["docs/ferie.md"] or b"").decode()
    assert [each.title for each in then.snapshot.children("docs/ferie.md")] == ["Under"]
    page = then.snapshot.page("docs/ferie.md")
    assert (page.title, page.address) == ("Ferie: og fri", "/docs/ferie")
    assert ">Ferie: og fri</h1>" in page.html
    assert problems(then) == problems(built)


def test_a_renamed_grandparent_is_followed_too(built: Build) -> None:
    changes = rename(built.snapshot, built.tree.read, "docs/index.md", "Temaer")
    then = after(built, changes)
    assert [each.title for each in then.snapshot.breadcrumbs("docs/under.md")][-2:] == [
        "Temaer",
        "Ferie",
    ]
    assert problems(then) == problems(built)


def test_a_new_page_stands_where_it_was_asked_for(built: Build) -> None:
    made = new_page(built.snapshot, "Øl & æbler?", "docs/index.md")
    then = after(built, {made.path: made.content})

    assert made.path == "docs/oel-aebler.md"
    assert [each.title for each in then.snapshot.children("docs/index.md")] == [
        "Ferie",
        "Arbejde",
        "Øl & æbler?",
    ]
    again = new_page(then.snapshot, "Øl, æbler", None)
    assert again.path not in then.tree.files
    assert problems(then) == problems(built)


def test_a_page_is_put_below_another_with_all_below_it(built: Build) -> None:
    changes = put_below(built.snapshot, built.tree.read, "docs/ferie.md", "docs/arbejde.md")
    then = after(built, changes)
    assert [each.title for each in then.snapshot.breadcrumbs("docs/under.md")][-2:] == [
        "Arbejde",
        "Ferie",
    ]
    assert problems(then) == problems(built)
    with pytest.raises(Invalid):
        put_below(built.snapshot, built.tree.read, "docs/ferie.md", "docs/under.md")


def test_siblings_get_the_order_asked_for(built: Build) -> None:
    wanted = ["docs/arbejde.md", "docs/ferie.md"]
    changes = reorder(built.snapshot, built.tree.read, wanted)
    then = after(built, changes)
    assert [each.path for each in then.snapshot.children("docs/index.md")] == wanted
    assert len(changes) == 1
    with pytest.raises(Conflict):
        reorder(built.snapshot, built.tree.read, ["docs/arbejde.md"])
    with pytest.raises(Conflict):
        reorder(built.snapshot, built.tree.read, ["docs/arbejde.md", "index.md"])


@given(st.lists(st.one_of(st.integers(-3, 12), st.none(), st.just("a"))))
def test_orders_rise_and_change_as_little_as_can_be(now: list[int | str | None]) -> None:
    wanted = _orders(now)
    assert all(one < other for one, other in zip([0, *wanted], wanted, strict=False))
    numbers = [each for each in now if isinstance(each, int)]
    if numbers == list(now) == sorted(set(numbers)) and all(each > 0 for each in numbers):
        assert wanted == now


def test_what_would_lack_a_page_is_told_first(built: Build) -> None:
    found = impact(built.snapshot, "docs/ferie.md")
    assert ("below", "docs/under.md") in {(each.kind, each.path) for each in found}
    links = [(each.path, each.line) for each in found if each.kind == "link"]
    assert {path for path, _line in links} == {
        "docs/arbejde.md",
        "index.md",
        "registers/tools.yaml",
    }


def test_readers_of_a_page_that_goes_are_led_to_another(built: Build) -> None:
    changes = delete(built.snapshot, built.tree.read, "docs/under.md", "docs/arbejde.md")
    then = after(built, changes)
    target = then.snapshot.find("/docs/under")
    assert target is not None
    assert target.path == "docs/arbejde.md"


@pytest.fixture(scope="module")
def os2(tmp_path_factory: pytest.TempPathFactory) -> Build:
    store = Store(tmp_path_factory.mktemp("os2") / "store")
    return build(open_repository(ROOT / "handbooks" / "os2").tree(), store)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_nothing_breaks_when_pages_of_a_real_handbook_move(os2: Build, data: st.DataObject) -> None:
    paths = [path for (path,) in os2.snapshot.rows("SELECT path FROM pages ORDER BY path")]
    path = data.draw(st.sampled_from(paths))
    changes = move(os2.snapshot, os2.tree.read, path, "nyt/sted/her.md")
    old = os2.snapshot.page(path).address
    then = after(os2, changes)
    target = then.snapshot.find(old)
    assert target is not None
    assert target.path == "nyt/sted/her.md"
    before = {code for code, _message in problems(os2)}
    assert {code for code, _message in problems(then)} <= before

    title = rename(then.snapshot, overlaid(os2.tree, changes).read, "nyt/sted/her.md", "Helt ny")
    last = after(then, title)
    assert last.snapshot.page("nyt/sted/her.md").title == "Helt ny"
    assert {code for code, _message in problems(last)} <= before
    assert len(last.snapshot.children("nyt/sted/her.md")) == len(os2.snapshot.children(path))
