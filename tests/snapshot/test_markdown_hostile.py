"""No text raises, hangs or gets out of hand: it is shown, or refused with a named problem."""

from __future__ import annotations

import os
import re
import resource
import signal
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.content.settings import Callout
from saadan.problems import KINDS
from saadan.snapshot.markdown import render
from saadan.snapshot.markdown.limits import LARGEST, SHOWN
from saadan.snapshot.markdown.sanitise import SCHEMES, clean
from saadan.snapshot.model import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.snapshot.model import Link, Rendered, Shows

MANY = " ".join(f"data-a{i}=x" for i in range(150_000))  # attributes
LONG = " ".join(f".c{i}" for i in range(80))  # classes
SECONDS = 5  # of processor time; a fifth of it is what we promise on an idle machine
MEMORY = 300 * 1024 * 1024  # what one page may add


class Site:
    """A site that leads every link to where it says."""

    def __init__(self, title: str = "Bemærk") -> None:
        self.callouts = {"note": Callout(title, "blue"), "tip": Callout("Tip", "green")}
        self.registers: Shows | None = None

    def address(self, link: Link) -> str:
        return link.href

    def diagram(self, source: str, line: int) -> Figure | None:
        return Figure(f"<figure id='d'>{escape(source)}{line}</figure>", (source,))


def table(rows: int, columns: int) -> str:
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + ("|a" * columns + "|\n") * rows


RENDERED = ""
DEEP, COMPLEX, LARGE = "text-too-deep", "text-too-complex", "file-too-large"

HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "five megabytes": (lambda: ("Det var en ganske almindelig dag. " * 20 + "\n\n") * 7300, ""),
    "one line of ten megabytes": (lambda: "abcdefghi " * 1_000_000, LARGE),
    "brackets": (lambda: "[" * 200_000, RENDERED),
    "images": (lambda: "![" * 100_000, RENDERED),
    "brackets and parentheses": (lambda: "](" * 100_000, RENDERED),
    "links never closed": (lambda: "[a](" * 100_000, RENDERED),
    "images in images": (lambda: "![a" * 50_000 + "](b)" * 50_000, RENDERED),
    "quotes in quotes": (lambda: ">" * 200_000, DEEP),
    "quotes in quotes, with blanks": (lambda: "> " * 200_000, DEEP),
    "lists in lists on a line": (lambda: "- " * 200_000, DEEP),
    "lists in lists": (lambda: "".join("  " * i + "- a\n" for i in range(1000)), DEEP),
    "emphasis never closed": (lambda: "*a_ " * 100_000, RENDERED),
    "emphasis in emphasis": (lambda: "**" * 100_000 + "a" + "**" * 100_000, DEEP),
    "less-than": (lambda: "<" * 200_000, RENDERED),
    "backticks of all lengths": (lambda: " ".join("`" * i for i in range(1500)), RENDERED),
    "backticks and bars": (lambda: "`|" * 100_000, RENDERED),
    "less-than, without end": (lambda: "<" * 1_000_000, COMPLEX),
    "more-than, without end": (lambda: "a" + ">" * 3_000_000, COMPLEX),
    "guillemets": (lambda: "«a» " * 700_000, COMPLEX),
    "guillemets in a picture": (lambda: f"![{'«a» ' * 700_000}](b)", COMPLEX),
    "blanks that do not break": (lambda: "\xa0a" * 1_000_000, COMPLEX),
    "guillemets in paragraphs": (lambda: ("«a» " * 50 + "\n\n") * 14_000, RENDERED),
    "ellipses": (lambda: "a... " * 1_000_000, COMPLEX),
    "ampersands": (lambda: "&" * 1_000_000, COMPLEX),
    "references to characters": (lambda: "&#" * 200_000, COMPLEX),
    "quotation marks": (lambda: "\"'" * 500_000, COMPLEX),
    "a wide table": (lambda: table(5_000, 200), COMPLEX),
    "a long table": (lambda: table(5_000, 8), RENDERED),
    "tables without header": (lambda: "|a|b\n\n" * 500_000, COMPLEX),
    "bars": (lambda: "a|b\n\n" * 500_000, COMPLEX),
    "bars in code": (lambda: "`a|b`\n" * 500_000, COMPLEX),
    "a long table without header": (lambda: "|a|b|\n" * 100_000, RENDERED),
    "attribute lists never opened": (lambda: "){:" * 20_000, RENDERED),
    "attribute lists in a row": (lambda: "a\n\n" + "{: .a}\n" * 50_000, COMPLEX),
    "attribute lists after a list": (lambda: "- a\n" * 20_000 + "{: .a}\n" * 15_000, RENDERED),
    "attribute lists that grow": (
        lambda: "".join(f"{{:a{i + 1}: a{i} .x}}\n" for i in range(3000)) + "b\n{: a3000}\n",
        RENDERED,
    ),
    "attribute lists that double": (
        lambda: (
            "{:a0: .x}\n"
            + "".join(f"{{:a{i + 1}:{f' a{i}' * 100}}}\n" for i in range(5))
            + "b\n{: a5}\n"
        ),
        RENDERED,
    ),
    "attribute lists of one name": (lambda: f"{{:a: {LONG}}}\n" * 14_000 + "b\n{: a}\n", COMPLEX),
    "attribute lists with one name": (
        lambda: (
            "".join(f"{{:a: .a{i} .b{i} k{i}='x'}}\n" for i in range(14_000)) + "b\n{: a}\n\n" * 900
        ),
        RENDERED,
    ),
    "long attribute lists": (lambda: f"b\n{{: {LONG}}}\n\n" * 14_000, RENDERED),
    "attribute lists for one block": (
        lambda: "b\n" + "".join(f"{{: a{i}='x' b{i}='x' c{i}='x'}}\n" for i in range(14_000)),
        RENDERED,
    ),
    "attribute lists before headings": (
        lambda: "{:.a}\np\n\n" * 9000 + "# h\n" * 20_000,
        RENDERED,
    ),
    "attribute lists after spans": (lambda: "a *b*{:.c}" * 300_000, COMPLEX),
    "attribute lists in a line": (lambda: "a " + "{:a}" * 750_000, COMPLEX),
    "beginnings of attribute lists": (lambda: "a " + "{:" * 1_500_000, COMPLEX),
    "beginnings of attribute lists, on lines": (lambda: "{: \n" * 600_000, COMPLEX),
    "beginnings of attribute lists, escaped": (lambda: "a {:" + "\\}" * 1_000_000, RENDERED),
    "extensions never closed": (lambda: "{::comment}\n" * 100_000, RENDERED),
    "spans of extensions never closed": (lambda: "{::comment}" * 100_000, RENDERED),
    "anchors in a heading": (lambda: "# a {#" * 200_000, RENDERED),
    "references to a footnote": (lambda: "[^a] " * 100_000 + "\n\n[^a]: x\n", COMPLEX),
    "footnotes": (lambda: "".join(f"[^{i}]\n\n[^{i}]: x\n\n" for i in range(50_000)), COMPLEX),
    "definitions of links": (lambda: "".join(f"[a{i}]: /x\n" for i in range(100_000)), RENDERED),
    "headings with one title": (lambda: "# Titel\n\n" * 20_000, RENDERED),
    "headings with one anchor": (lambda: "# Titel {#a}\n\n" * 15_000, RENDERED),
    "contents of many headings": (lambda: "- x\n{:toc}\n\n" + "# Titel\n\n" * 20_000, RENDERED),
    "elements never closed": (lambda: "<div>" * 100_000, COMPLEX),
    "elements never closed, on lines": (lambda: "<div>\n" * 100_000, COMPLEX),
    "paragraphs in elements": (lambda: "<div>\n\n" * 9000 + "a\n\n" * 50_000, RENDERED),
    "elements in elements": (lambda: "<div>\n" * 4900 + "</div>\n" * 4900, RENDERED),
    "markdown in elements": (lambda: '<div markdown="1">\n' * 20_000, COMPLEX),
    "spans never closed": (lambda: "a<b>" * 100_000, DEEP),
    "formatting never closed": (
        lambda: "".join(f'<b id="a{i}">\n' for i in range(90)) + "x\n\n" * 60_000,
        RENDERED,
    ),
    "a tag with many attributes": (lambda: "<div " + "a " * 300_000 + ">", RENDERED),
    "a tag with many kept attributes": (lambda: f"<p {MANY}>\nx</p>\n", RENDERED),
    "such a tag within a line": (lambda: f"a <b {MANY}>x</b>\n", RENDERED),
    "such a tag around Markdown": (lambda: f'<div markdown="1" {MANY}>\nx\n</div>\n', RENDERED),
    "such a tag only browsers understand": (lambda: f'<div>\n<p " {MANY}>x</p></div>\n', COMPLEX),
    "such a tag after others": (
        lambda: f"<div>\n<!-- <a x=' --><1 <p y='>' {MANY}>x</p></div>\n",
        COMPLEX,
    ),
    "such a tag made of Markdown": (
        lambda: f'<div>\n<p "\n<div markdown="1">\n\n{"data-a " * 99}\n</div>\n</div>\n',
        RENDERED,
    ),
    "many tags with attributes": (lambda: f"<div>\n{f'<p {MANY[:900]}>' * 5000}</div>\n", COMPLEX),
    "many tags only browsers understand": (
        lambda: f"<div>\n{f'<p {MANY[:900]} =>' * 5000}</div>\n",
        COMPLEX,
    ),
    "tag names in tag names": (lambda: "<div>\n" + "<a" * 9_000 + ">" * 90_000, RENDERED),
    "callouts in callouts": (
        lambda: "<div>\n" + "<p class='note'>\n" * 9_900 + "</div>\n",
        COMPLEX,
    ),
    "tags never closed": (lambda: '<a x="' * 100_000, RENDERED),
    "comments never closed": (lambda: "<!--" * 100_000, RENDERED),
    "comments never closed in an element": (lambda: "<div>\n" + "<!--" * 150_000, COMPLEX),
    "instructions": (lambda: "<?\n\n" * 200_000, COMPLEX),
    "comments never closed, on lines": (lambda: "<!--\n" * 60_000, RENDERED),
    "NUL": (lambda: "\0" * 500_000, RENDERED),
    "our own control character": (lambda: "\x02<!--\x021-->`\x02\x02`\n" * 20_000, RENDERED),
    "control characters": (lambda: "".join(map(chr, range(32))) * 10_000, RENDERED),
    "mail addresses never finished": (lambda: "a." * 500_000 + "@b", RENDERED),
    "dead links": (lambda: "[a](b)\n" * 200_000, COMPLEX),
    "diagrams": (lambda: "```mermaid\ngraph\n```\n" * 51, COMPLEX),
    "tasks without text": (lambda: "- [ ] \n" * 60_000, RENDERED),
    "addresses": (lambda: "http://a.dk/ " * 60_000, COMPLEX),
    "an address with parentheses": (lambda: "http://a.dk" + ")" * 1_000_000, RENDERED),
    "blanks": (lambda: " " * 5_000_000, RENDERED),
    "line ends": (lambda: "\n" * 4_000_000, RENDERED),
    "hard breaks": (lambda: "a  \n" * 100_000, RENDERED),
    "liquid": (lambda: "{% link " * 100_000, RENDERED),
    "a target with blanks": (lambda: "[x](a" + " b" * 500_000 + ")", RENDERED),
    "callouts": (lambda: "{: .note-title }\n> a\n>\n> b\n\n" * 15_000, RENDERED),
    "plain text from here on": (lambda: "a <plaintext> b\n\n<plaintext>\n\nc\n", RENDERED),
    "the replacement character": (lambda: "\ufffd" * 100_000, RENDERED),
    "lone surrogates": (lambda: "a\ud800b " * 1000, RENDERED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_is_shown_or_refused_within_bounds(name: str) -> None:
    make, code = HOSTILE[name]
    assert _codes_in_bounds(make) == ({code} if code else set())


def _codes_in_bounds(make: Callable[[], str]) -> set[str]:
    """Render in a process of its own, which is ended when it needs too much."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        text = make()
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        page = render(text, path="a.md", within=Site())
        used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        codes = {problem.code for problem in page.problems} - {"anchor-duplicate"}
        codes |= {"memory"} if used > MEMORY else set()
        os.write(writing, " ".join(sorted(codes)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        codes = set(pipe.read().split())
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return {"time"}
    return codes if status == 0 else {f"status {status}"}


def test_a_refused_page_shows_the_beginning_of_its_source() -> None:
    text = "<b>æ</b>\n" + "x" * LARGEST

    page = render(text, path="a.md", line=7)

    assert page.html.startswith("<pre>&lt;b&gt;æ&lt;/b&gt;\nxxx")
    assert len(page.html) < SHOWN + 100
    assert [(p.code, p.line) for p in page.problems] == [("file-too-large", 0)]
    assert page.sections[0].line == 7
    assert not page.links
    assert not page.anchors


def test_one_level_less_than_too_deep_is_shown() -> None:
    for levels, problems in ((100, 0), (101, 1)):
        page = render("> " * levels + "a\n", path="a.md")
        assert page.html.count("<blockquote>") == (levels if not problems else 0)
        assert len(page.problems) == problems


# --- any text at all ---

PIECES = [
    *(
        "# a",
        "## b {#c}",
        "a\n===\n",
        "- a\n",
        "  - b\n",
        "1. c\n",
        "- [ ] d\n",
        "> q\n",
        "> > r\n",
    ),
    *(
        "| a | b |\n",
        "|---|:-:|\n",
        "```\n",
        "~~~ x\n",
        "    code\n",
        "---\n",
        "\n",
        "\n\n",
        "  \n",
    ),
    *(
        "{: .note}\n",
        "{: #c .x }\n",
        "{:toc}\n",
        "{: .no_toc}",
        "{:ald: .y #z}\n",
        "{: ald}",
        "{#c}",
    ),
    *("- {: .x} ", "{: .note-title}\n", "{::comment}\n", "{:/comment}\n", "{::nomarkdown}", "{:/}"),
    *(
        "*",
        "**",
        "_",
        "`",
        "``",
        "~~",
        "~",
        "\\",
        '"',
        "'",
        "--",
        "...",
        "<<",
        ">>",
        "&amp;",
        "&#34;",
    ),
    *("[a](b)", "[a](javascript:x)", "![i](j)", "[r]", "[r]: s\n", "[^1]", "[^1]: n\n", "<a@b.dk>"),
    *("](", "[", "(", ")", "https://a.dk/b", "bo@a.dk", "www.a.dk", "<https://a.dk>", "[a](b c)"),
    *("<div>", "</div>\n", '<div markdown="1">\n', "<br>\n", "<span>", "</span>", "<b>", "</b>"),
    *(
        '<p class="note" id="c">',
        "</p>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<table><td>",
        "<li>",
    ),
    *(
        '<a href="javascript:x">',
        "<a href=x>",
        "</a>",
        '<h2 id="c">',
        "</h2>",
        "<pre>",
        "<textarea>",
    ),
    *(
        "<svg>",
        "<math>",
        "<select>",
        "<plaintext>",
        "<object>",
        "<input>",
        '<x y="',
        "<!",
        "<?",
        "<",
    ),
    *(
        "\x02",
        "<!--\x020-->",
        "\0",
        "\r",
        "\t",
        " ",
        "æ",
        "🛠️",
        "\ufdd0",
        "\u2028",
        "a",
        "s-x",
        "{{x}}",
    ),
    *("{% link a.md %}", "> [!NOTE]\n", "```mermaid\n", ": def\n", "|", "$$", "\ufffd", "^", "=\n"),
]
# Nothing in these makes a page that would have to be sanitised with particular care.
OWN_PIECES = [
    *(
        "# s-a\n",
        "# S-a {#x-1}\n",
        "\n",
        "\n\n",
        "a",
        " ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "|",
        "\\",
    ),
    *("- x\n{:toc}\n", "{:toc .x}\n", "{: .note}\n", "{: .note-title}\n", "> [!NOTE]\n", "- [ ] "),
    *(
        "``` {: .a s-header }",
        "\n- ``` {: .a s-header }\n  a\n",
        "```s-x\n",
        "~~~ s-x {: .b s-y}\n",
        "```\n",
        "~~~\n",
        "```&#32;s-x\n",
    ),
    *(
        "{: .a s-header}",
        "{: s-header}\n",
        "{:ald: .s-x}\n",
        "{: ald}",
        "{: .language-x}\n",
        "{: .s}\n",
    ),
    *("[a](b)", '[a](b "s-x")', '![s-x](b "id=s-y")', "`{: .a s-x}`", "[^s-x]", "[{: .a s-x}](b)"),
    *(
        "[a]({: .a s-x})",
        '[a](b "{: .a s-x}")',
        "![{: .a s-x}](b)",
        "| a | {: .b s-x} |\n|---|:-:|\n",
    ),
    *(
        "*a*",
        "**",
        "«",
        "&lt;b class=s-x>",
        '"',
        "'",
        "<",
        "s-x",
        "<!-- x -->\n",
        "{::comment}s-x{:/}",
    ),
    *(
        "[r]",
        "[r]: s-x\n",
        "<http://a.dk/s-x>",
        "http://a.dk/s-x",
        "b@a.dk",
        "\x02",
        "<!--\x020-->",
    ),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(max_size=200),
    st.text(alphabet="<>/!-=\"' abdiv&#;:{}.[]()*_`~|\n\\^\x02", max_size=120),
)


class _Reader(HTMLParser):
    """Reads HTML as far as the promises about it go."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe", "form", "svg", "math", "object", "meta")
        for name, value in attrs:
            assert not name.startswith(("on", "hx-", "data-hx"))
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src", "poster"):
                self.addresses.append(value or "")
            elif name == "class":
                self.names |= set((value or "").split())


def _check(page: Rendered) -> None:
    reader = _Reader()
    reader.feed(page.html)
    assert clean(page.html) == page.html
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.ids) == page.anchors
    assert not [name for name in reader.names | page.anchors if name.lower().startswith("s-")]
    for address in reader.addresses:
        scheme = address.partition(":")[0].strip().lower()
        assert ":" not in address or scheme in SCHEMES or not scheme.isalpha()
    assert "\x02" not in page.html
    assert not [section for section in page.sections if "\x02" in section.title + section.text]
    assert all(problem.code in KINDS for problem in page.problems)
    anchors = [section.anchor for section in page.sections if section.anchor]
    assert len(anchors) == len(set(anchors))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_becomes_clean_html(text: str) -> None:
    _check(render(text, path="a.md"))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(OWN_PIECES), max_size=20).map("".join), st.text(max_size=40))
def test_no_name_of_the_frame_passes_where_no_html_is_written(text: str, title: str) -> None:
    _check(render(text, path="a.md", within=Site(title)))


PLAIN_PIECES = [
    *("# a\n", "## a & b\n", "a\n", "\n", "\n\n", " ", "- ", "- [x] ", "12. ", "> ", ": ", "    "),
    *("*", "**", "***", "~~", "`", "```x\n", "```\n", "`` a` ``", "---\n", "a  \n", "\\", "\u00a0"),
    *(
        "[a](/b)",
        "[a](#b 'c & d')",
        "[a](/b '\"')",
        "[",
        "](/b)",
        "![a](/b)",
        "<https://a.dk>",
        "&lt;",
    ),
    *("[a](http://a.dk/b?c&d)", "[a](http://[b)", "[a](//b.dk)", "[a](https://xn--a.dk)", "&#0;"),
    *("https://a.dk/b,", "a@b.dk", "[a](https://1.2.3.999/)", "[a](http://a.b:99999/)", "[^1]"),
    *(
        "\n[^1]: a\n",
        "|a|b|\n|:-|-:|\n|c|d|\n",
        "|",
        "a\n: b\n",
        "> [!NOTE]\n> ",
        "\r",
        "\x0c",
        "\ufeff",
    ),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PLAIN_PIECES), st.text(max_size=3)), max_size=20))
def test_what_the_sanitiser_is_not_asked_about_it_would_leave_as_it_is(pieces: list[str]) -> None:
    _check(render("".join(pieces), path="a.md", within=Site()))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="<>/=\"'& abs-ihref;#1{}:.\x02")))
def test_any_title_of_a_callout_is_text(title: str) -> None:
    for text in ("{: .note}\na", "> [!NOTE]\n> a", '<div class="note">a</div>'):
        page = render(text, path="a.md", within=Site(title))

        _check(page)
        tags = re.findall(r"<(\w+)", page.html)
        assert sorted(tags) in (["div", "p", "p"], ["div", "p"], ["div"])


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_becomes_clean_html_on_a_site(text: str) -> None:
    page = render(text, path="a.md", within=Site())

    _check(page)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= link.line <= lines for link in page.links)
    assert all(1 <= section.line <= lines for section in page.sections)
