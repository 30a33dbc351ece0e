"""Pages move, are named anew and put in order; whatever named or linked to them follows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from saadan.editing.moving import moved_to
from saadan.editing.pages import moved_below, new_page, renamed, reordered
from saadan.editing.removing import impact, removed
from saadan.errors import Conflict, HandbookError, Invalid, NotFound
from saadan.snapshot.addresses import key_of
from tests.handbooks import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.editing.desk import Changes
    from saadan.snapshot.snapshot import Snapshot

CASES = Path(__file__).parent.parent / "cases" / "editing"
HANDBOOK = {
    "handbook.toml": 'title = "H"\nurl = "https://h.example.org"\n',
    "index.md": "---\ntitle: Forside\n---\n[løn](docs/loen.md#hvornår) [dok](/docs/)\n",
    "docs/index.md": "---\ntitle: Dokumenter\n---\n",
    "docs/loen.md": "---\ntitle: Løn\nparent: Dokumenter\nnav_order: 1\n---\n"
    "# Løn\n\n## Hvornår\n\n[fri](ferie.md) [op](../index.md)"
    " ![](../assets/a.png) [her](#hvornår) [mig](loen.md#løn)\n",
    "docs/ferie.md": "---\ntitle: Ferie\nparent: Løn\nnav_order: 1\n---\nIntet\n",
    "docs/sygdom.md": "---\ntitle: Sygdom\nparent: Løn\nnav_order: 2\n---\nIntet\n",
    "docs/barsel.md": "---\ntitle: Barsel\nparent: Løn\nnav_order: 3\n---\nIntet\n",
    "assets/a.png": "x",
}


def made(files: Mapping[str, str], changes: Changes) -> dict[str, str]:
    new = {**files, **{path: each.decode() for path, each in changes.items() if each is not None}}
    return {path: text for path, text in new.items() if changes.get(path, b"") is not None}


class Handbook:
    """A handbook in memory, built when it is asked."""

    def __init__(self, store: Path, files: Mapping[str, str]) -> None:
        self.store, self.files = store, dict(files)
        self.snapshot: Snapshot = snapshot_of(store, self.files)

    def read(self, path: str) -> bytes:
        return self.files[path].encode()

    def take(self, changes: Changes) -> None:
        self.files = made(self.files, changes)
        self.snapshot = snapshot_of(self.store, self.files)

    def problems(self) -> set[tuple[str, str]]:
        return {(each.path, each.code) for each in self.snapshot.problems()}

    def tree(self) -> dict[str, str | None]:
        return dict(self.snapshot.rows("SELECT path, parent FROM pages"))


@pytest.fixture
def book(tmp_path: Path) -> Handbook:
    return Handbook(tmp_path, HANDBOOK)


def test_links_of_all_forms_follow_where_they_stand(tmp_path: Path) -> None:
    """The cases are a page that links to docs/loen.md, and the same when it is personale/løn.md."""
    before, after = ((CASES / f"links.{when}.md").read_bytes() for when in ("before", "after"))
    book = Handbook(tmp_path, {**HANDBOOK, "om.md": before.decode()})

    changes = moved_to(book.snapshot, book.read, "docs/loen.md", "personale/løn.md")

    assert changes["om.md"] == after


def test_a_moved_page_takes_its_links_along(book: Handbook) -> None:
    book.take(moved_to(book.snapshot, book.read, "docs/loen.md", "personale/loen.md"))

    assert "docs/loen.md" not in book.files
    assert book.files["personale/loen.md"].endswith(
        "[fri](../docs/ferie.md) [op](../index.md) ![](../assets/a.png) [her](#hvornår)"
        " [mig](loen.md#løn)\n"
    )
    assert "redirect_from: [/docs/loen]\n" in book.files["personale/loen.md"]
    assert book.files["index.md"].endswith("[løn](personale/loen.md#hvornår) [dok](/docs/)\n")
    assert book.tree()["docs/ferie.md"] == "personale/loen.md"


def test_a_page_that_moves_back_does_not_lead_to_itself(book: Handbook) -> None:
    before = book.files["index.md"]
    book.take(moved_to(book.snapshot, book.read, "docs/loen.md", "a/b.md"))
    book.take(moved_to(book.snapshot, book.read, "a/b.md", "docs/loen.md"))

    assert "redirect_from: [/a/b]\n" in book.files["docs/loen.md"]
    assert book.files["index.md"] == before


def test_registers_follow_a_moved_page(tmp_path: Path) -> None:
    register = (
        "title: T\nfields:\n  id: slug\n  url: url\n  note: markdown\n  fil: file\nrows:\n"
        "  - {id: a, url: /docs/loen#x, note: 'Se [løn](../docs/loen.md) 1.'}  # a\n"
        "  - {id: b, url: /docs/ferie, note: '[f](/docs/ferie)'}\n"
    )
    book = Handbook(tmp_path, {**HANDBOOK, "registers/t.yaml": register})

    changes = moved_to(book.snapshot, book.read, "docs/loen.md", "x.md")

    assert (
        changes["registers/t.yaml"]
        == register.replace("/docs/loen#x", "/x#x").replace("../docs/loen.md", "../x.md").encode()
    )


def test_who_may_read_a_page_never_becomes_more(tmp_path: Path) -> None:
    toml = '[[defaults]]\npaths = ["docs/**"]\naudience = "intern"\n'
    book = Handbook(tmp_path, {**HANDBOOK, "handbook.toml": toml})

    book.take(moved_to(book.snapshot, book.read, "docs/loen.md", "loen.md"))

    assert book.snapshot.page("loen.md").audience == 2


def test_a_role_that_moves_keeps_what_is_in_its_care(tmp_path: Path) -> None:
    files = {
        **HANDBOOK,
        "roller/kasserer.md": "---\ntitle: Kasserer\nkind: role\nowner: kasserer\n---\n",
        "a.md": "---\ntitle: A\nowner: kasserer # ja\n---\n",
        "registers/t.yaml": "owner: kasserer\nfields: {id: slug}\n",
    }
    book = Handbook(tmp_path, files)

    book.take(moved_to(book.snapshot, book.read, "roller/kasserer.md", "roller/penge.md"))

    assert book.files["a.md"] == "---\ntitle: A\nowner: penge # ja\n---\n"
    assert book.files["registers/t.yaml"].startswith("owner: penge\n")
    assert book.snapshot.page("roller/penge.md").owner == "penge"


def test_children_by_folder_stay_below_a_moved_page(tmp_path: Path) -> None:
    files = {"index.md": "# F", "a.md": "# A", "a/b.md": "# B\n\n[a](../a.md)\n", "c.md": "# C"}
    book = Handbook(tmp_path, {**files, "handbook.toml": ""})

    book.take(moved_to(book.snapshot, book.read, "a.md", "d/x.md"))

    assert book.tree()["a/b.md"] == "d/x.md"
    assert book.files["a/b.md"] == "---\ntitle: B\nparent: A\n---\n\n# B\n\n[a](../d/x.md)\n"


@pytest.mark.parametrize(
    ("new", "error"),
    [
        ("docs/ferie.md", Conflict),
        ("docs/Ferie.md", Conflict),
        ("docs/ferie.md/a.md", Conflict),
        ("docs.md/../a.md", Invalid),
        ("docs", Invalid),
        ("registers/a.md", Invalid),
        ("-/a.md", Invalid),
        (".x/a.md", Invalid),
        ("con.md", Invalid),
        ("a?.md", Invalid),
        ("/a.md", Invalid),
        ("docs/README.md", None),
        ("README.md", None),
    ],
)
def test_refuses_a_path_where_no_page_can_be(
    book: Handbook, new: str, error: type[HandbookError] | None
) -> None:
    if error is None:
        assert moved_to(book.snapshot, book.read, "docs/loen.md", new)
        return
    with pytest.raises(error):
        moved_to(book.snapshot, book.read, "docs/loen.md", new)


def test_refuses_what_is_not_there_and_the_front_page(book: Handbook) -> None:
    with pytest.raises(NotFound):
        moved_to(book.snapshot, book.read, "x.md", "y.md")
    with pytest.raises(Invalid):
        moved_to(book.snapshot, book.read, "index.md", "y.md")
    with pytest.raises(Invalid):
        removed(book.snapshot, book.read, "index.md")
    with pytest.raises(NotFound):
        impact(book.snapshot, "x.md")


# Titles


def test_pages_that_name_a_title_follow_it(tmp_path: Path) -> None:
    files = {
        **HANDBOOK,
        "docs/dyb.md": "---\ntitle: Dyb\nparent: Ferie\ngrand_parent: Løn # her\n---\n",
    }
    book = Handbook(tmp_path, files)

    changes = renamed(book.snapshot, book.read, "docs/loen.md", "Løn: regler")

    assert sorted(changes) == [
        f"docs/{name}.md" for name in ("barsel", "dyb", "ferie", "loen", "sygdom")
    ]
    book.take(changes)
    assert 'title: "Løn: regler"\n' in book.files["docs/loen.md"]
    assert "\n# Løn: regler {#løn}\n" in book.files["docs/loen.md"]
    assert 'grand_parent: "Løn: regler" # her' in book.files["docs/dyb.md"]
    assert not {each for each in book.problems() if each[1].startswith(("parent", "grand", "link"))}


def test_a_page_called_by_its_heading_gets_another_heading(tmp_path: Path) -> None:
    book = Handbook(tmp_path, {"index.md": "# F\n", "a.md": "# A #\n\nx\n", "handbook.toml": ""})

    assert renamed(book.snapshot, book.read, "a.md", "B *2*") == {"a.md": b"# B \\*2\\* #\n\nx\n"}


def test_refuses_a_title_that_is_taken_or_empty(book: Handbook) -> None:
    with pytest.raises(Conflict):
        renamed(book.snapshot, book.read, "docs/ferie.md", "Sygdom")
    with pytest.raises(Invalid):
        renamed(book.snapshot, book.read, "docs/ferie.md", "  ")
    with pytest.raises(Conflict):
        new_page(book.snapshot, book.read, "Sygdom", parent="docs/loen.md")
    assert renamed(book.snapshot, book.read, "docs/ferie.md", "Ferie") == {}


# Places


def test_a_page_goes_below_another(book: Handbook) -> None:
    changes = moved_below(book.snapshot, book.read, "docs/ferie.md", "docs/index.md")

    assert changes == {
        "docs/ferie.md": HANDBOOK["docs/ferie.md"].replace("Løn", "Dokumenter").encode()
    }
    assert moved_below(book.snapshot, book.read, "docs/ferie.md", "docs/loen.md") == {}
    top = moved_below(book.snapshot, book.read, "docs/ferie.md", None)
    assert top == {"docs/ferie.md": HANDBOOK["docs/ferie.md"].replace("parent: Løn\n", "").encode()}


def test_the_title_above_is_named_where_one_is_not_enough(tmp_path: Path) -> None:
    files = {
        **HANDBOOK,
        "b.md": "---\ntitle: B\n---\n",
        "b/loen.md": "---\ntitle: Løn\nparent: B\n---\n",
        "docs/loen.md": HANDBOOK["docs/loen.md"],
        **{
            path: HANDBOOK[path].replace("parent: Løn", "parent: Løn\ngrand_parent: Dokumenter")
            for path in ("docs/ferie.md", "docs/sygdom.md", "docs/barsel.md")
        },
    }
    book = Handbook(tmp_path, files)

    book.take(moved_below(book.snapshot, book.read, "docs/ferie.md", "b/loen.md"))

    assert book.tree()["docs/ferie.md"] == "b/loen.md"
    assert "parent: Løn\ngrand_parent: B\n" in book.files["docs/ferie.md"]


def test_refuses_to_put_a_page_below_itself(book: Handbook) -> None:
    for below in ("docs/loen.md", "docs/ferie.md"):
        with pytest.raises(Invalid):
            moved_below(book.snapshot, book.read, "docs/loen.md", below)


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("bfs", {"b": 0, "f": 1, "s": 2}),
        ("fbs", {"b": 2, "s": 3}),
        ("sfb", {"s": 1, "f": 2}),
    ],
)
def test_as_few_numbers_change_as_possible(
    book: Handbook, order: str, numbers: dict[str, int]
) -> None:
    names = {"f": "docs/ferie.md", "s": "docs/sygdom.md", "b": "docs/barsel.md"}
    paths = [names[each] for each in order]

    changes = reordered(book.snapshot, book.read, "docs/loen.md", paths)

    assert len(changes) <= len(numbers)
    book.take(changes)
    assert [each.path for each in book.snapshot.children("docs/loen.md")] == paths


def test_refuses_an_order_of_other_pages(book: Handbook) -> None:
    with pytest.raises(Conflict):
        reordered(book.snapshot, book.read, "docs/loen.md", ["docs/ferie.md"])


# New pages


def test_a_new_page_is_named_and_placed_like_its_neighbours(book: Handbook) -> None:
    new = new_page(book.snapshot, book.read, "Afspadsering på ny", parent="docs/loen.md")

    text = (
        "---\ntitle: Afspadsering på ny\nparent: Løn\nnav_order: 4\n---\n\n# Afspadsering på ny\n"
    )
    assert new == ("docs/afspadsering-paa-ny.md", {"docs/afspadsering-paa-ny.md": text.encode()})


def test_a_new_page_keeps_its_letters_where_others_do(tmp_path: Path) -> None:
    files = {"a_b/æ_ø.md": "---\ntitle: Ø\n---\n", "index.md": "---\ntitle: F\nlayout: home\n---\n"}
    book = Handbook(tmp_path, files)

    new = new_page(book.snapshot, book.read, "Ål & å", text="Hej", values={"owner": "leder"})

    assert new.path == "a_b/ål_å.md"
    assert new.changes[new.path] == b"---\ntitle: \xc3\x85l & \xc3\xa5\nowner: leder\n---\n\nHej\n"


def test_a_new_page_never_takes_a_place(book: Handbook) -> None:
    book.take(new_page(book.snapshot, book.read, "Index", parent="docs/loen.md").changes)
    first = new_page(book.snapshot, book.read, "Løn", parent=None)

    assert "docs/index.md" in HANDBOOK
    assert not {path for path in book.files if "index" in path} - {
        "index.md",
        "docs/index.md",
        "docs/index-2.md",
    }
    assert first.path not in book.files


# Removing


def test_tells_what_a_removal_would_mean(book: Handbook) -> None:
    found = impact(book.snapshot, "docs/loen.md")

    assert [each.path for each in found.below] == [
        "docs/ferie.md",
        "docs/sygdom.md",
        "docs/barsel.md",
    ]
    assert [(each.path, each.line, each.href) for each in found.links] == [
        ("index.md", 4, "docs/loen.md#hvornår")
    ]
    assert found.addresses == ("/docs/loen",)
    assert impact(book.snapshot, "docs/barsel.md").is_harmless


def test_pages_below_a_removed_one_move_up(book: Handbook) -> None:
    changes = removed(book.snapshot, book.read, "docs/loen.md", instead="docs/index.md")

    assert changes["docs/loen.md"] is None
    book.take(changes)
    assert book.tree()["docs/ferie.md"] == "docs/index.md"
    target = book.snapshot.find("/docs/loen.html")
    assert target
    assert target.path == "docs/index.md"


# Any handbook


PATHS = ["index.md", "a.md", "b.md", "a/x.md", "a/y.md", "a/index.md", "c/README.md", "c/Ærø.md"]
NEW = ["d.md", "a/z.md", "q/æ ø.md", "c/index.md", "a/b/c/d.md", "b/index.md", "x(1).md", "å,&'.md"]
HREFS = [
    "a.md",
    "../a",
    "/a/x.html#t",
    "x",
    "./y.md",
    "/a/",
    "../c/README.md",
    "c/Ærø",
    "%C3%86r%C3%B8.md",
    "/",
    "../../a/y",
    "https://h.example.org/b",
    "c/",
    "#t",
    "a",
    "/c",
    "mangler.md",
    "../i.png",
]
TITLES = ["A", "B", "A: b", "", "Ø"]
front = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(TITLES),
        "parent": st.sampled_from(TITLES),
        "nav_order": st.integers(1, 3),
        "permalink": st.sampled_from(["/p", "/a/p/"]),
        "redirect_from": st.sampled_from(["/gammel", "[/g1, /g2]"]),
    },
)
links = st.lists(
    st.tuples(
        st.sampled_from(["[t]({})", '<a href="{}">t</a>', "[t](<{}>)", "`[t]({})`", "![t]({})"]),
        st.sampled_from(HREFS),
    ),
    max_size=4,
)
pages = st.tuples(st.booleans(), front, links)
books = st.dictionaries(st.sampled_from(PATHS), pages, min_size=2, max_size=7)


def written(path: str, page: tuple[bool, dict[str, object], list[tuple[str, str]]]) -> str:
    has_front, values, links = page
    lines = [
        f"{key}: {str(value) if ':' not in str(value) else repr(value)}"
        for key, value in values.items()
    ]
    head = ["---", *lines, "---"] if has_front else []
    return "\n".join([*head, f"# T {path}", "", *(form.format(href) for form, href in links), ""])


def reached(snapshot: Snapshot) -> dict[str, str]:
    """Return the page that each address leads to, also as it is written with an ending."""
    rows = snapshot.rows("SELECT address FROM pages UNION SELECT address FROM aliases")
    asked = [f"{address}{ending}" for (address,) in rows for ending in ("", ".html")]
    return {each: target.path for each in asked if (target := snapshot.find(each))}


def meant(snapshot: Snapshot) -> dict[tuple[str, int], str]:
    rows = snapshot.rows("SELECT path, number, target FROM links")
    return {(path, number): target for path, number, target in rows}


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(books, st.booleans(), st.sampled_from(["move", "rename", "place"]), st.data())
def test_nothing_breaks_and_nothing_else_changes(
    book_pages: dict[str, tuple[bool, dict[str, object], list[tuple[str, str]]]],
    by_folder: bool,
    act: str,
    data: st.DataObject,
) -> None:
    files = {path: written(path, page) for path, page in book_pages.items()}
    files["assets/i.png"] = files["i.png"] = "x"
    config = 'url = "https://h.example.org"\n' if by_folder else "url: https://h.example.org\n"
    files["handbook.toml" if by_folder else "_config.yml"] = config
    with tempfile.TemporaryDirectory() as folder:
        book = Handbook(Path(folder), files)
        before, problems, tree = book.snapshot, book.problems(), book.tree()
        claimed = before.rows("SELECT address FROM aliases UNION ALL SELECT address FROM pages")
        assume("address-taken" not in {code for _path, code in problems})
        assume(len(claimed) == len(set(claimed)))  # else the first by path has it
        path = data.draw(st.sampled_from(sorted(book_pages)))
        try:
            if act == "move":
                new = data.draw(st.sampled_from(NEW))
                changes = moved_to(before, book.read, path, new)
            elif act == "rename":
                new = path
                changes = renamed(before, book.read, path, "Nyt navn")
            else:
                new = path
                parent = data.draw(st.sampled_from([None, *sorted(book_pages)]))
                changes = moved_below(before, book.read, path, parent)
                tree[path] = parent
        except HandbookError:
            return
        book.take(changes)

        def now(each: str | None) -> str | None:
            return new if each == path else each

        known = {(now(each), code) for each, code in problems}
        faults = ("link-missing", "link-outside")  # which of them depends on how far up a page is
        known |= {(each, other) for each, code in known for other in faults if code in faults}
        assert known >= book.problems()
        old, after = reached(before), reached(book.snapshot)
        assert {address: now(each) for address, each in old.items()} == {
            address: after[address] for address in old
        }
        if act != "move" or not by_folder or book_pages[path][0]:
            assert book.tree() == {now(each): now(parent) for each, parent in tree.items()}
        if act == "move":
            is_now = meant(book.snapshot)
            for (each, number), target in meant(before).items():
                found = is_now[now(each) or "", number]
                assert found == now(target) or (found == new and not target)  # a dead link may rise
        sql = "SELECT path FROM links WHERE target = ? OR key IN (?, '*')"
        address = book.snapshot.address_of(new) or ""
        concerned = {each for (each,) in before.rows(sql, path, key_of(address))}
        concerned |= {each for each, parent in tree.items() if parent == path}
        assert changes.keys() <= concerned | {path, new}
