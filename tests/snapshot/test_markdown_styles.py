"""The styles that authors write become a stylesheet of their page."""

from __future__ import annotations

import pytest

from saadan.snapshot.markdown import render
from saadan.snapshot.styles import move_styles


def moved(text: str) -> tuple[str, str]:
    html, stylesheet = move_styles(render(text, path="side.md").html)
    return html, stylesheet.css.decode() if stylesheet else ""


def test_a_style_moves_to_the_stylesheet() -> None:
    html, css = moved('<p style="color: red; margin:0 2px">a</p>')

    key = html.removeprefix('<p data-style="').partition('"')[0]
    assert html == f'<p data-style="{key}">a</p>\n'
    assert css == f'.s-text [data-style="{key}"]{{color: red; margin:0 2px}}\n'


@pytest.mark.parametrize(
    "other",
    ['data-x1="1"', "data-x\"='1'", 'data-a.b="c"', 'aria-é="1"', 'title="a style=b"', 'id="a1"'],
)
def test_a_style_moves_whatever_stands_before_it(other: str) -> None:
    html, css = moved(f'<div>\n<p {other} style="color:red">a</p></div>\n')

    assert " style=" not in html.replace("a style=b", "")
    assert "color:red" in css


@pytest.mark.parametrize(
    "declaration",
    [
        "position:fixed",
        "background:url(//x)",
        "color:red}body{color:blue",
        "color:expression(x)",
        "color:r\\65 d",
        "@import x",
        "color:red/*",
    ],
)
def test_nothing_else_reaches_a_stylesheet_even_from_html_that_was_not_sanitised(
    declaration: str,
) -> None:
    html, stylesheet = move_styles(
        f'<p style="{declaration};width:1px">a</p><p style="{declaration}">'
    )

    assert stylesheet
    assert stylesheet.css.decode().partition("{")[2] == "width:1px}\n"
    assert " style=" not in html


def test_text_about_styles_is_left_alone() -> None:
    text = '<p>a style="color:red" b</p>\n'

    assert move_styles(text) == (text, None)
