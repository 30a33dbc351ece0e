"""Who changed a page, when, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.web.history.diff import MOST_LINES, Line, Piece, read_diff, with_words
from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_lists_a_pages_commits(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    newest = site.commit("Ret ferien", {"a.md": page("A", "Ny.")})
    text = site.get("/-/history/a").text
    assert text.index("Ret ferien") < text.index("Begynd")
    assert f'href="/-/change/{newest}/a"' in text
    assert "Anna" in text
    assert "@example.dk" not in text


def test_shows_what_a_commit_changed(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A", "Gammel <b>.")})
    newest = site.commit("Ret", {"a.md": page("A", "Ny <b>.")})
    text = site.get(f"/-/change/{newest}/a").text
    assert "<del>Gammel</del> &lt;b&gt;." in text
    assert "<ins>Ny</ins> &lt;b&gt;." in text


def test_follows_a_page_under_its_earlier_name(site: Site) -> None:
    first = site.commit("Begynd", {"gammel.md": page("A", "Tekst. " * 30)})
    site.git("mv", "gammel.md", "ny.md")
    site.git("commit", "--quiet", "--message", "Omdøb")
    assert "Begynd" in site.get("/-/history/ny").text
    assert "Tekst." in site.get(f"/-/change/{first}/ny").text


def test_says_where_a_page_was_moved_from(site: Site) -> None:
    site.commit("Begynd", {"gammel.md": page("A", "Tekst.\n" * 30)})
    site.git("mv", "gammel.md", "ny.md")
    moved = site.commit("Omdøb", {})
    site.git("mv", "ny.md", "nyere.md")
    changed = site.commit("Omdøb og ret", {"nyere.md": page("A", "Tekst.\n" * 29 + "Sidst.")})
    text = site.get(f"/-/change/{moved}/nyere").text
    assert "Flyttet fra <code>gammel.md</code>." in text
    assert "Sidens tekst blev ikke ændret." in text
    text = site.get(f"/-/change/{changed}/nyere").text
    assert "Flyttet fra <code>ny.md</code>." in text
    assert "<del>Tekst</del>." in text
    assert "<ins>Sidst</ins>." in text
    assert text.count("s-diff-added") == 1


def test_a_page_that_was_moved_and_rewritten_is_shown_as_new(site: Site) -> None:
    site.commit("Begynd", {"gammel.md": page("A", "Et\nto\ntre\nfire\n")})
    site.git("mv", "gammel.md", "ny.md")
    moved = site.commit("Omdøb", {"ny.md": page("A", "Helt\nandre\nord\nend\nfør.\n" * 9)})
    text = site.get(f"/-/change/{moved}/ny").text
    assert "s-diff-removed" not in text


def test_tells_when_a_page_was_last_changed(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.wait_for_history()
    text = site.get("/a").text
    assert "Sidst ændret" in text
    assert "Anna" not in text
    assert 'href="/-/history/a"' in text


def test_numbers_the_lines_of_a_diff() -> None:
    diff = "@@ -3,2 +3,2 @@ x\n same\n-old\n+new\n\\ No newline at end of file"
    assert list(read_diff(diff)) == [
        Line("gap", 3, ""),
        Line("same", 3, "same"),
        Line("removed", 4, "old"),
        Line("added", 4, "new"),
    ]


def test_ends_a_diff_that_nobody_can_read() -> None:
    lines = list(read_diff("@@ -0,0 +1,9999 @@\n" + "+x\n" * 9999))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1].text == "…"


def test_marks_the_words_that_changed() -> None:
    _, removed, added = with_words(read_diff("@@ -1 +1 @@\n-Spørg kassereren nu.\n+Spørg os nu."))
    assert removed.pieces == (
        Piece("Spørg ", False),
        Piece("kassereren", True),
        Piece(" nu.", False),
    )
    assert added.pieces[1] == Piece("os", True)


def test_another_text_is_marked_as_a_whole() -> None:
    _, removed, added = with_words(read_diff("@@ -1 +1 @@\n-en to tre fire\n+fem seks syv otte"))
    assert removed.pieces == (Piece("en to tre fire", True),)
    assert added.pieces == (Piece("fem seks syv otte", True),)


def test_words_are_compared_no_longer_than_a_reader_waits() -> None:
    old, new = ("-" + "a " * 400 + "\n") * 1000, ("+" + "b a " * 200 + "\n") * 1000
    assert len(with_words(read_diff("@@ -1 +1 @@\n" + old + new))) == 2001
