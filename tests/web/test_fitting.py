"""Marks in a page's text that let it fit a narrow screen."""

from __future__ import annotations

import pytest

from saadan.web.pages.fitting import fitting


@pytest.mark.parametrize(
    ("cell", "marked"),
    [
        ("<td>XG-43-00014</td>", '<td class="s-token">XG-43-00014</td>'),
        (
            '<td data-style="a>b">12</td>',
            '<td data-style="a>b" class="s-token">12</td>',
        ),
        ("<td>ord</td>", "<td>ord</td>"),
        (
            "<th>en kommunikationsmedarbejder</th>",
            '<th>en <span class="s-long">kommunikationsmedarbejder</span></th>',
        ),
        (
            '<td><a title="kommunikationsmedarbejder > x" href="/x">y</a></td>',
            '<td><a title="kommunikationsmedarbejder > x" href="/x">y</a></td>',
        ),
        (
            "<td>&lt;kommunikation&gt;</td>",
            '<td>&lt;<span class="s-long">kommunikation</span>&gt;</td>',
        ),
    ],
)
def test_marks_numbers_and_long_words_in_cells(cell: str, marked: str) -> None:
    assert fitting(cell) == marked


def test_leaves_the_rest_alone() -> None:
    html = "<p>kommunikationsmedarbejder 12</p><thead><tr></tr></thead>"
    assert fitting(html) == html


@pytest.mark.parametrize(("width", "name"), [(288, "diagram"), (575, "diagram s-wide-28")])
def test_wide_diagrams_keep_their_words_readable(width: int, name: str) -> None:
    html = '<figure class="{}"><a href="/x"><img src="/x" alt="a > b" width="{}" height="9"></a>'
    assert fitting(html.format("diagram", width)) == html.format(name, width)


def test_a_large_table_is_marked_at_once() -> None:
    assert (
        fitting("<td>" + "kommunikationsmedarbejder " * 40_000 + "</td>").count("s-long") == 40_000
    )
