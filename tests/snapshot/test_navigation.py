"""The tree of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.content.fields import collated
from tests.handbooks import codes, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.snapshot.model import Twigs
    from saadan.snapshot.snapshot import Snapshot

JEKYLL = {"_config.yml": "title: x"}


def page(title: str, **keys: object) -> str:
    front = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\ntitle: {title}\n{front}---\n# {title}\n"


def drawn(twigs: Twigs, depth: int = 0) -> list[str]:
    """Return the tree as indented titles."""
    lines = []
    for branch in twigs.branches:
        lines.append("  " * depth + branch.entry.title)
        if branch.children:
            lines += drawn(branch.children, depth + 1)
    return lines


def walked(snapshot: Snapshot, path: str) -> list[str]:
    """Return the titles met by going on to the next page until there is none."""
    titles = []
    entry = next(each for each in snapshot.entries() if each.path == path)
    while True:
        titles.append(entry.title)
        after = snapshot.neighbours(entry.path)[1]
        if after is None:
            return titles
        assert snapshot.neighbours(after.path)[0] == entry
        entry = after


FILES = {
    **JEKYLL,
    "index.md": page("Forside", nav_order=1),
    "b.md": page("Beta", nav_order=3),
    "a.md": page("Alfa", nav_order=2),
    "a1.md": page("Trin", parent="Alfa", nav_order=2),
    "a2.md": page("Start", parent="Alfa", nav_order=1),
    "b1.md": page("Trin", parent="Beta"),
    "a11.md": page("Detalje", parent="Trin", grand_parent="Alfa"),
    "b11.md": page("Detalje", parent="Trin", grand_parent="Beta"),
    "aa.md": page("Aabenraa"),
    "ae.md": page("Ærø"),
    "oe.md": page("Østerbro"),
    "z.md": page("Zulip"),
    "skjult.md": page("Skjult", parent="Alfa", nav_exclude="true"),
    "uden.md": "# Uden titel",
}


def test_orders_numbers_first_and_titles_as_danes_do(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)

    assert drawn(snapshot.branch(None)) == [
        *("Forside", "Alfa", "Beta", "Zulip", "Ærø", "Østerbro", "Aabenraa"),
    ]
    assert collated("Aa") == collated("å")


def test_opens_the_way_to_the_current_page_and_no_other(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)

    assert drawn(snapshot.branch("a1.md"))[:6] == [
        *("Forside", "Alfa", "  Start", "  Trin", "    Detalje", "Beta"),
    ]


def test_tells_parents_of_one_title_apart_by_the_grand_parent(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)

    assert [each.path for each in snapshot.breadcrumbs("b11.md")] == ["b.md", "b1.md"]
    assert [each.path for each in snapshot.breadcrumbs("a11.md")] == ["a.md", "a1.md"]


def test_reads_the_tree_from_top_to_bottom(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)

    assert walked(snapshot, "index.md")[:7] == [
        *("Forside", "Alfa", "Start", "Trin", "Detalje", "Beta", "Trin"),
    ]


def test_hides_what_is_excluded_but_keeps_its_breadcrumbs(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)

    assert "Skjult" not in str(drawn(snapshot.branch("a.md")))
    assert [each.title for each in snapshot.breadcrumbs("skjult.md")] == ["Alfa"]
    assert "Uden titel" not in str(drawn(snapshot.branch(None)))


def test_survives_missing_ambiguous_and_circular_parents(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {
            "a.md": page("A", parent="B"),
            "b.md": page("B", parent="C"),
            "c.md": page("C", parent="A"),
            "d.md": page("D", parent="D"),
            "e.md": page("E", parent="Findes ikke"),
            "f1.md": page("F", parent="A"),
            "f2.md": page("F", parent="B"),
            "g.md": page("G", parent="F"),
            "h.md": page("H"),
            "h2.md": page("H"),
            "i.md": page("I", parent="H", grand_parent="A"),
        },
    )

    assert codes(snapshot) == {
        *((f"{name}.md", "parent-cycle") for name in "abc"),
        ("d.md", "parent-missing"),
        ("e.md", "parent-missing"),
        ("g.md", "parent-ambiguous"),
        ("h2.md", "title-duplicate"),
        ("i.md", "grand-parent-other"),
        ("i.md", "parent-ambiguous"),
    }
    assert {"A", "B", "C", "D", "E"} <= set(drawn(snapshot.branch(None)))


def test_places_pages_without_front_matter_by_folder(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {
            "README.md": "# Velkommen",
            "docs/index.md": "# Vejledninger",
            "docs/ferie.md": "# Ferie",
            "docs/ferie/barsel.md": "# Barsel",
        },
    )

    assert drawn(snapshot.branch("docs/ferie/barsel.md")) == [
        *("Vejledninger", "  Ferie", "    Barsel", "Velkommen"),
    ]


def test_shows_some_siblings_and_counts_the_others(tmp_path: Path) -> None:
    files = {f"{number:04}.md": page(f"Side {number:04}") for number in range(500)}
    snapshot = snapshot_of(tmp_path, files)

    twigs = snapshot.branch("0250.md")

    shown = [branch.entry.path for branch in twigs.branches]
    assert "0250.md" in shown
    assert len(shown) == 60
    assert twigs.hidden_before + len(shown) + twigs.hidden_after == 500


def test_leaves_out_what_an_audience_may_not_read(tmp_path: Path) -> None:
    public = snapshot_of(
        tmp_path,
        {
            "a.md": page("A", nav_order=1),
            "b.md": page("B", nav_order=2, audience="internal", redirect_from="/x"),
            "b1.md": page("B1", parent="B", audience="internal"),
            "c.md": page("C", nav_order=3),
            "handbook.toml": '[[defaults]]\npaths = "hemmelig/**"\naudience = "members"',
            "hemmelig/plan.pdf": b"%PDF",
        },
    ).seen_by("public")

    assert drawn(public.branch("a.md")) == ["A", "C"]
    assert public.neighbours("a.md")[1] == public.children(None)[1]
    assert public.find("/b") is None
    assert public.find("/x") is None
    assert public.find("/hemmelig/plan.pdf") is None
    assert [each.path for each in public.entries()] == ["a.md", "c.md"]
    assert all(each.path.startswith(("a", "c")) for each in public.near("/b"))
