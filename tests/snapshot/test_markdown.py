"""What readers get to see of the Markdown that editors write.

The texts in tests/cases/markdown are rendered and compared with the HTML beside them; those that
begin with "site-" within a site, the others without. After a change that is meant, write the new
HTML with `python tests/snapshot/test_markdown.py` and read the difference.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from saadan.content.settings import Callout
from saadan.snapshot.markdown import render
from saadan.snapshot.model import DRAWN, Figure, Link, Rendered, Shows

CASES = Path(__file__).parents[1] / "cases" / "markdown"
NAMES = sorted(file.stem for file in CASES.glob("*.md"))


class Site:
    """A site that notes what it is asked."""

    def __init__(self) -> None:
        self.callouts = {
            "note": Callout("Bemærk", "blue"),
            "warning": Callout("Pas på", "red"),
            "plain": Callout("", "grey"),
        }
        self.registers: Shows | None = None
        self.asked: list[Link] = []
        self.drawn: list[tuple[str, int]] = []

    def address(self, link: Link) -> str:
        self.asked.append(link)
        return f"/site/{link.href}" if ":" not in link.href else link.href

    def diagram(self, source: str, line: int) -> Figure | None:
        self.drawn.append((source, line))
        if not source.startswith("graph"):
            return None
        html = '<figure class="diagram"><img src="/d.svg" alt="Et diagram"></figure>'
        return Figure(html, ("Modtag faktura", "Godkend"))


def bare(text: str, line: int = 1) -> Rendered:
    return render(text, path="side.md", line=line)


def on_site(text: str, line: int = 1) -> Rendered:
    return render(text, path="side.md", line=line, within=Site())


def rendered_case(name: str) -> str:
    text = (CASES / f"{name}.md").read_text("utf-8")
    return (on_site if name.startswith("site-") else bare)(text).html


@pytest.mark.parametrize("name", NAMES)
def test_renders_the_case(name: str) -> None:
    assert rendered_case(name) == (CASES / f"{name}.html").read_text("utf-8")


# --- sections ---


def test_a_section_is_a_heading_and_the_text_up_to_the_next() -> None:
    page = bare(
        "før\n\n# Et\n\nlinje en  \nlinje to\n\n## To {#to}\n{: .no_toc }\n\n- a\n  - b\n", 5
    )

    assert [(s.level, s.anchor, s.title, s.line, s.listed) for s in page.sections] == [
        (0, "", "", 5, True),
        (1, "et", "Et", 7, True),
        (2, "to", "To", 12, False),
    ]
    assert [s.text for s in page.sections] == ["før", "linje en\nlinje to", "a\nb"]


def test_cells_are_separated_by_tabs_and_rows_by_newlines() -> None:
    page = bare("| A | B |\n|---|---|\n| *c* | d |\n| `e` | [f](g.md) |\n")

    assert [line.strip() for line in page.sections[0].text.split("\n")] == ["A\tB", "c\td", "e\tf"]


def test_code_and_raw_html_are_part_of_the_text() -> None:
    text = bare(
        "```\nx = 1\n```\n\n<div>\n<p>rå &amp; <b>fed</b></p><script>nej()</script></div>\n"
    )

    words = text.sections[0].text.split()

    assert words == ["x", "=", "1", "rå", "&", "fed"]


def test_a_raw_heading_with_an_id_is_a_section() -> None:
    page = bare('<div>\n<h3 id="drift">Drift &amp; støtte</h3>\n<p>Tekst</p>\n</div>\n', line=4)

    assert [(s.level, s.anchor, s.title, s.text, s.line) for s in page.sections] == [
        (3, "drift", "Drift & støtte", "Tekst", 5)
    ]


def test_the_list_that_becomes_the_contents_is_not_text() -> None:
    page = bare("# A\n\nførst\n\n- TOC\n{:toc}\n\nså\n")

    assert page.sections[0].text.split() == ["først", "så"]


def test_lines_count_from_where_the_body_begins() -> None:
    text = "æøå\n\n{: .x}\n# Ét [a](a.md)\n\n<p>b</p> c [d](d.md)\n\n"
    text += '<a href="e.md">\ne</a> ![f](f.png)\n'

    page = bare(text, line=10)

    assert page.sections[1].line == 13
    assert page.links == (
        Link("a.md", 13, False),
        Link("d.md", 15, False),
        Link("e.md", 17, False),
        Link("f.png", 18, True),
    )


# --- anchors ---


def test_anchors_are_all_ids_in_the_html() -> None:
    page = bare('# A\n\nb\n{: #b}\n\n[c](c){: #c} x[^1]\n\n<p id="d">d</p>\n\n[^1]: note\n')

    assert page.anchors == {"a", "b", "c", "d", "fn:1", "fnref:1"}


def test_an_anchor_given_twice_is_a_problem_and_kept_once() -> None:
    page = bare("# A {#x}\n\n# B {#x}\n\nc\n{: #x}\n", line=3)

    assert [(p.code, p.line) for p in page.problems] == [
        ("anchor-duplicate", 5),
        ("anchor-duplicate", 8),
    ]
    assert [s.anchor for s in page.sections] == ["x", "b"]
    assert page.html.count('id="x"') == 1


def test_an_explicit_anchor_wins_over_one_made_from_a_heading() -> None:
    page = bare("# Løn\n\n## Andet {#løn}\n")

    assert [s.anchor for s in page.sections] == ["løn-1", "løn"]
    assert not page.problems


@pytest.mark.parametrize("heading", ["🚀", "S-tog", "!!!"])
def test_on_a_site_every_heading_has_an_anchor(heading: str) -> None:
    page = on_site(f"# {heading}\n")

    assert page.sections[0].anchor
    assert f'id="{page.sections[0].anchor}"' in page.html


# --- links ---


def test_every_link_goes_through_the_site_in_order() -> None:
    site = Site()
    text = (
        '[a](a.md) ![b](b.png) <https://c.dk> [d] <d@e.dk> <a href="f&amp;g">f</a>\n'
        "[h]({% link docs/h.md %}) http://i.dk j@k.dk `http://l.dk` [http://m.dk](m.md)\n\n"
        '<div><img src="n.png"></div>\n\n[d]: d.md\n'
    )

    page = render(text, path="side.md", within=site)

    assert [link.href for link in site.asked] == [
        *("a.md", "b.png", "https://c.dk", "d.md", "mailto:d@e.dk", "f&g"),
        *("/docs/h.md", "http://i.dk", "mailto:j@k.dk", "m.md", "n.png"),
    ]
    assert page.links == tuple(site.asked)
    assert [link.href for link in page.links if link.is_image] == ["b.png", "n.png"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("se https://a.dk/b_c_d.", "https://a.dk/b_c_d"),
        ("(https://a.dk/b_(c))", "https://a.dk/b_(c)"),
        ("https://a.dk/b--c?d='e", "https://a.dk/b--c?d="),
        ("www.a.dk,", "https://www.a.dk"),
        (r"\[a](https://a.dk)", "https://a.dk"),
        ("**bo.b@a-c.dk**", "mailto:bo.b@a-c.dk"),
    ],
)
def test_links_bare_addresses_without_the_punctuation_around_them(text: str, address: str) -> None:
    assert [link.href for link in on_site(text).links] == [address]


@pytest.mark.parametrize("text", ["a@b", "http://", "x@", "`www.a.dk`", "<code>a</code>@b.", "@bo"])
def test_links_nothing_else(text: str) -> None:
    assert not on_site(text).links


DISGUISES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&#58;alert(1)",
    "java&#10;script:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "javascript&#x0003A;alert(1)",
]


@pytest.mark.parametrize("href", DISGUISES)
@pytest.mark.parametrize(
    "form", ["[a](<{}>)", '<a href="{}">a</a>', '<div><a href="{}">a</a></div>', "![a](<{}>)"]
)
def test_a_link_to_a_script_is_taken_away_and_reported(form: str, href: str) -> None:
    page = bare("\n\n" + form.format(href), line=2)

    assert "script:" not in page.html
    assert "data:" not in page.html
    assert "href" not in page.html
    assert [(p.code, p.line) for p in page.problems] == [("link-script", 4)]
    assert not page.links


@pytest.mark.parametrize("href", ["ftp://a.dk", "file:///etc/passwd", "blob:x", "ws://a"])
def test_other_schemes_do_not_reach_the_page(href: str) -> None:
    assert "href" not in bare(f"[a]({href})").html


# --- what belongs to the site ---


@pytest.mark.parametrize(
    "text",
    [
        "a\n{: #s-main .s-menu }",
        '<p id="s-main" class="s-menu">a</p>',
        "*a*{: .s-menu #s-main}",
        "# a {#s-main}",
        '<p id=s-main class=" S-menu ">a</p>',
        '<label for="s-main">a</label>',
    ],
)
def test_names_of_the_frame_are_removed(text: str) -> None:
    assert "s-m" not in on_site(text).html.lower()


@pytest.mark.parametrize(
    "text",
    [
        "<script>hej()</script>",
        "<style>p { color: red }</style>",
        '<p onclick="hej()">a</p>',
        "a\n{: onclick='hej()'}",
        '<form action="/hej"><input name="hej"></form>',
        '<iframe src="hej"></iframe>',
        '<svg><script>hej()</script><a xlink:href="javascript:hej()">a</a></svg>',
        '<meta http-equiv="refresh" content="0;url=hej">',
        '<p style="position: fixed; z-index: 9; background: url(hej)">a</p>',
        '<p style="color: expression(hej)">a</p>',
        '<div data-hx-get="/hej" hx-get="/hej">a</div>',
        '<a href="x" target="hej">a</a>',
        '"><svg onload=hej()>',
        '[a](b "\\"><svg onload=hej()>")',
        "# <svg onload=hej()>\n\n- x\n{:toc}",
        '```"><svg/onload=hej()>\na\n```',
        '[a](b){: title=\'"><svg onload=hej()>\' onmouseover="hej()"}',
        "<math><mtext><table><mglyph><style><img src=x onerror=hej()></style></table></math>",
    ],
)
def test_nothing_active_passes(text: str) -> None:
    html = on_site(text).html

    tags = re.findall(r"<[a-z][^>]*>", html)
    for part in ("<script", "<style", "<form", "<iframe", "<svg", "<meta", "hx-get", "url("):
        assert not [tag for tag in tags if part in tag]
    for part in (" onclick=", " onload=", " onerror=", " onmouseover=", " target=", "position"):
        assert not [tag for tag in tags if part in re.sub(r'title="[^"]*"', "", tag)]


TITLE = '<b class="s-header" id="s-words" style="position:fixed;background:url(//x)">Pas &amp; på'


@pytest.mark.parametrize(
    "text", ["{: .note}\na", "> [!NOTE]\n> a", '<div class="note">a</div>', '<p class="note">a</p>']
)
def test_the_title_of_a_callout_is_plain_text(text: str) -> None:
    site = Site()
    site.callouts["note"] = Callout(TITLE, "blue")

    html = render(text, path="side.md", within=site).html

    assert f'<p class="callout-title">{escape(TITLE, quote=False)}</p>' in html


@pytest.mark.parametrize("fence", ["- ```", "1. ~~~"])
def test_a_code_block_has_no_names_but_its_language(fence: str) -> None:
    html = on_site(f"{fence} {{: .a s-header }}\n   b\n").html

    assert "s-header" not in html


def test_an_attribute_list_before_a_heading_names_it_whatever_follows() -> None:
    page = bare('{: #b}\n# A\n\n<div><h2 id="c">C</h2></div>\n')

    assert [s.anchor for s in page.sections] == ["b", "c"]


@pytest.mark.parametrize("name", ['data-x"', "data-x'", "data-x<", "data-é", "aria-\\", "data-æ"])
def test_attributes_with_odd_names_are_removed(name: str) -> None:
    html = bare(f'<div>\n<p {name}="1" id="c">a</p></div>\n').html

    assert '<p id="c">a</p>' in html


@pytest.mark.parametrize("name", ["data-x1", "data-a.b", "data-a_b", "data-a:b", "aria-label"])
def test_attributes_with_ordinary_names_are_kept(name: str) -> None:
    assert f'<p {name}="1">' in bare(f'<p {name}="1">a</p>').html


@pytest.mark.parametrize("address", ["data:text/html,x", "about:blank", " javascript:x", "blob:x"])
@pytest.mark.parametrize("element", ["q", "ins", "del", "blockquote"])
def test_a_source_cited_has_a_scheme_that_is_allowed(element: str, address: str) -> None:
    assert "cite" not in bare(f'<{element} cite="{address}">a</{element}>').html


@pytest.mark.parametrize("address", ["https://a.dk/b:c", "a.md#b:c", "/a:b", "#a"])
def test_a_source_that_is_cited_is_kept(address: str) -> None:
    assert f'cite="{address}"' in bare(f'<q cite="{address}">a</q>').html


def test_a_tag_keeps_its_first_hundred_attributes() -> None:
    html = bare(f"<p {' '.join(f'data-a{i}=x' for i in range(300))}>a</p>").html

    assert re.findall(r"data-a\d+", html) == [f"data-a{i}" for i in range(100)]


def test_a_list_of_attributes_gives_each_class_once() -> None:
    html = bare("{:a: .x .y}\n{:b: a a .x}\n\nb\n{: b a .z}\n").html

    assert html == '<p class="x y z">b</p>\n'


def test_colours_and_spacing_in_styles_are_kept() -> None:
    style = "background-color: #3a7f3b; color: rgb(1, 2, 3); margin-bottom:20px;"

    assert f'<p style="{style}">' in bare(f'<p style="{style}">a</p>').html


def test_a_diagram_is_told_the_line_its_source_begins_on() -> None:
    site = Site()

    page = render("a\n\n```mermaid\ngraph TD\n```\n", path="side.md", line=3, within=site)

    assert site.drawn == [("graph TD\n", 6)]
    assert '<img src="/d.svg"' in page.html
    assert "<pre>" not in page.html


def test_of_a_diagram_what_is_written_in_it_is_searched_and_not_its_source() -> None:
    text = "```mermaid\ngraph TD\nA[Modtag faktura] --> B{Godkend}\n```\n"

    (section,) = render(text, path="side.md", within=Site()).sections

    assert section.text.split("\n")[:2] == [f"Modtag faktura{DRAWN}", f"Godkend{DRAWN}"]
    assert "graph" not in section.text


def test_what_looks_like_an_attribute_list_stays_in_code() -> None:
    text = "`{: .x}` ``<div>``\n\n    {: .y}\n    <div>\n\n```\n{: .z}\n# A {#b}\n<br>\n```\n"

    html = bare(text).html

    for part in ("{: .x}", "&lt;div&gt;", "{: .y}", "{: .z}", "# A {#b}\n&lt;br&gt;\n"):
        assert part in html


def test_windows_and_old_mac_line_ends_are_line_ends() -> None:
    assert bare("a\r\n\r\nb\rc\r").html == bare("a\n\nb\nc\n").html


def test_an_empty_page_is_empty() -> None:
    assert bare("") == Rendered("", (), (), frozenset(), ())


if __name__ == "__main__":
    for each in NAMES:
        (CASES / f"{each}.html").write_text(rendered_case(each), "utf-8")
