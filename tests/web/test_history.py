"""Who changed a page, when, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.web.history.diff import MOST_LINES, Line, read_diff
from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_lists_a_pages_commits(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    newest = site.commit("Ret ferien", {"a.md": page("A", "Ny.")})
    text = site.get("/-/history/a").text
    assert text.index("Ret ferien") < text.index("Begynd")
    assert f'href="/-/change/{newest}/a"' in text
    assert "Anna Jensen" in text
    assert "@example.dk" not in text


def test_shows_what_a_commit_changed(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A", "Gammel <b>.")})
    newest = site.commit("Ret", {"a.md": page("A", "Ny <b>.")})
    text = site.get(f"/-/change/{newest}/a").text
    assert "<del>Gammel &lt;b&gt;.</del>" in text
    assert "<ins>Ny &lt;b&gt;.</ins>" in text


def test_follows_a_page_under_its_earlier_name(site: Site) -> None:
    first = site.commit("Begynd", {"gammel.md": page("A", "Tekst. " * 30)})
    site.git("mv", "gammel.md", "ny.md")
    site.git("commit", "--quiet", "--message", "Omdøb")
    assert "Begynd" in site.get("/-/history/ny").text
    assert "Tekst." in site.get(f"/-/change/{first}/ny").text


def test_tells_when_a_page_was_last_changed(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    text = site.get("/a").text
    assert "af Anna Jensen" in text
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
