"""Registers in a snapshot: what pages show of them, who sees it, and what is asked of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from saadan.errors import NotFound
from saadan.snapshot.markdown import render
from tests.handbooks import built, codes, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from saadan.snapshot.model import Rendered
    from saadan.snapshot.snapshot import Snapshot

CANARY = "kanariefugl"
TOOLS = f"""
title: Værktøjer
key: id
owner: leder
fields:
  id: {{type: slug, title: Nøgle}}
  name: {{type: text, title: Navn}}
  price: {{type: money, title: Pris}}
  owner: {{type: roles, title: Ejer}}
  note: {{type: markdown, title: Bemærkning}}
  mail: {{type: email, title: Mail}}
  tags: {{type: text, title: Mærker, many: true}}
  code: {{type: text, title: Kode, private: true}}
rows:
  - {{id: kalender, name: Kalender, price: "1234,5", owner: leder, note: "Se [ferie](/ferie.md)."}}
  - {{id: arkiv, name: Arkiv <b>, price: 20, mail: anna@example.org, tags: [a, b], code: {CANARY}}}
  - {{id: wiki, name: Wiki, note: "et\\n\\nto"}}
"""
ROLES = """
title: Roller
key: id
fields: {id: {type: slug}, title: {type: text}, head: {type: roles, title: Leder}}
rows: [{id: leder, title: Leder}, {id: bo, title: Kasserer, head: leder}]
"""
INTERNAL = f"""
title: Hemmeligt
audience: internal
key: id
fields: {{id: {{type: slug}}, name: {{type: text}}, tool: {{type: tools}}}}
rows: [{{id: x, name: {CANARY}, tool: kalender}}]
"""
FILES = {
    "registers/tools.yaml": TOOLS,
    "registers/roles.yaml": ROLES,
    "registers/hidden.yaml": INTERNAL,
    "ferie.md": "---\ntitle: Ferie\nowner: leder\n---\n# Ferie\n",
}


def page(body: str, **front: str) -> str:
    keys = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\ntitle: Side\n{keys}---\n{body}\n"


def shown(tmp_path: Path, body: str, **front: str) -> str:
    """Return the HTML of a page with this text."""
    return snapshot_of(tmp_path, {**FILES, "side.md": page(body, **front)}).page("side.md").html


def faults(tmp_path: Path, body: str, **front: str) -> list[tuple[int, str]]:
    """Return line and code of what is wrong with a page with this text."""
    snapshot = snapshot_of(tmp_path, {**FILES, "side.md": page(body, **front)})
    return [(each.line, each.code) for each in snapshot.problems("side.md")]


def rows_of(html: str) -> list[list[str]]:
    """Return the cells of the rows of a table, without markup."""
    rows = re.findall(r"<tr id.*?</tr>", html, re.S)
    return [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.S)]
        for row in rows
    ]


# Values


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("{{ tools.kalender.name }}", "<p>Kalender</p>"),
        ("{{tools.kalender.name}}s pris", "<p>Kalenders pris</p>"),
        ("{{ tools.kalender.price }}", "<p>1.234,50 kr.</p>"),
        ("{{ tools.kalender.owner }}", "<p>Leder</p>"),
        ("{{ tools.arkiv.name }}", "<p>Arkiv &lt;b&gt;</p>"),
        ("{{ tools.arkiv.tags }}", "<p>a, b</p>"),
        ("{{ tools.arkiv.note }}.", "<p>.</p>"),
        ("{{ tools.kalender.note }}", '<p>Se <a href="/ferie">ferie</a>.</p>'),
        ("{{ tools.wiki.note }}", "<p>et to</p>"),
        (
            "{{ tools.arkiv.mail }}",
            '<p><a href="mailto:anna@example.org">anna@example.org</a></p>',
        ),
        ("[{{ tools.arkiv.mail }}](/ferie)", '<p><a href="/ferie">anna@example.org</a></p>'),
        (
            "[ring]({{ tools.kalender.name }}.md)",
            '<p><a href="/Kalender.md">ring</a></p>',
        ),
        ("## {{ tools.wiki.name }}", '<h2 id="wiki">Wiki</h2>'),
        ("`{{ tools.wiki.name }}`", "<p><code>{{ tools.wiki.name }}</code></p>"),
        ("\\{{ tools.wiki.name }}", "<p>{{ tools.wiki.name }}</p>"),
        ("{{ site.data.x }} {{ page.title }}", "<p>{{ site.data.x }} {{ page.title }}</p>"),
        ('"{{ tools.wiki.name }}"', "<p>“Wiki”</p>"),
    ],
)
def test_a_value_stands_where_it_is_named(tmp_path: Path, written: str, html: str) -> None:
    assert shown(tmp_path, written).strip() == html


def test_a_value_in_a_table_is_found_by_its_words(tmp_path: Path) -> None:
    body = "| a | b |\n|---|---|\n| {{ tools.wiki.name }} | {{ tools.kalender.price }} |"
    snapshot = snapshot_of(tmp_path, {**FILES, "side.md": page(body)})
    assert "Wiki\t1.234,50 kr." in snapshot.sections("side.md")[0].text


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("{{ tolls.wiki.name }}", "value-register", "tools"),
        ("{{ tools.wikki.name }}", "value-entry", "wiki"),
        ("{{ tools.wiki.nam }}", "value-field", "name"),
    ],
)
def test_what_is_not_there_stays_as_written(
    tmp_path: Path, written: str, code: str, suggestion: str
) -> None:
    snapshot = snapshot_of(tmp_path, {**FILES, "side.md": page(f"x\n\n{written}")})
    assert written in snapshot.page("side.md").html
    (problem,) = snapshot.problems("side.md")
    assert (problem.line, problem.code) == (6, code)
    assert dict(snapshot.suggestion_for(problem).fields)["suggestion"] == suggestion


def test_too_many_values_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "{{ tools.wiki.name }}\n" * 10_001) == [(4, "text-too-complex")]


# Tables


def test_a_fence_shows_a_table(tmp_path: Path) -> None:
    html = shown(tmp_path, "```register tools\ncolumns: name, price, owner\n```")
    assert "<th>Navn</th>" in html
    assert '<tr id="kalender"><td><a href="/registers/tools/kalender">Kalender</a></td>' in html
    assert '<a href="/registers/roles/leder">Leder</a>' in html
    assert 'class="table-wrapper" tabindex="0" role="region"' in html
    assert rows_of(html)[1:] == [["Arkiv &lt;b&gt;", "20 kr.", ""], ["Wiki", "", ""]]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("columns: Navn\nsort: -name", ["Wiki", "Kalender", "Arkiv &lt;b&gt;"]),
        ("columns: name\nsort: price", ["Arkiv &lt;b&gt;", "Kalender", "Wiki"]),
        ("columns: name\nsort: -price", ["Kalender", "Arkiv &lt;b&gt;", "Wiki"]),
        ("columns: name\nwhere: price > 100", ["Kalender"]),
        ("columns: name\nwhere: 'tags.exists(t, t == \"a\")'", None),
        ('columns: name\nwhere: tags.exists(t, t == "a")', ["Arkiv &lt;b&gt;"]),
        ("columns: name\nlimit: 1", ["Kalender"]),
    ],
)
def test_a_fence_chooses_and_orders(tmp_path: Path, body: str, names: list[str] | None) -> None:
    html = shown(tmp_path, f"```register tools\n{body}\n```")
    if names is None:
        assert "language-register" in html
    else:
        assert [row[0] for row in rows_of(html)] == names


def test_a_fence_without_columns_shows_what_everybody_may_see(tmp_path: Path) -> None:
    html = shown(tmp_path, "```register tools\n```")
    assert "<th>Bemærkning</th>" in html
    assert "Kode" not in html
    assert CANARY not in html


def test_each_row_of_a_shown_table_is_a_line_of_text(tmp_path: Path) -> None:
    body = "## Liste\n\n```register tools\ncolumns: name, price\n```"
    snapshot = snapshot_of(tmp_path, {**FILES, "side.md": page(body)})
    text = snapshot.sections("side.md")[0].text
    assert text == "Navn\tPris\nKalender\t1.234,50 kr.\nArkiv <b>\t20 kr.\nWiki"


def test_a_heading_keeps_its_anchor_beside_a_row_of_the_same_name(tmp_path: Path) -> None:
    html = shown(tmp_path, "```register tools\n```\n\n```register tools\n```\n\n## Wiki")
    assert '<h2 id="wiki">' in html
    assert html.count('<tr id="tools-wiki">') == 1
    assert html.count('<tr id="kalender">') == html.count('<tr id="tools-kalender">') == 1


def test_a_row_can_be_linked_to(tmp_path: Path) -> None:
    files = {"a.md": "[x](side.md#wiki)", "side.md": page("```register tools\n```")}
    assert not codes(snapshot_of(tmp_path, {**FILES, **files}))


def test_a_long_table_says_where_the_rest_is(tmp_path: Path) -> None:
    rows = "id;name\n" + "".join(f"n{number};Ting {number}\n" for number in range(1200))
    header = "title: Mange\nkey: id\nfields: {id: {type: slug}, name: {type: text}}\n"
    files = {"registers/many.yaml": header, "registers/many.csv": rows}
    snapshot = snapshot_of(tmp_path, {**files, "a.md": "```register many\n```"})
    html = snapshot.page("a.md").html
    assert html.count("<tr id=") == 500
    assert re.search(r'<p>[^<]*500[^<]*1200[^<]*<a href="/registers/many">Mange</a>', html)


@pytest.mark.parametrize(
    ("fence", "fault"),
    [
        ("```register tolls\n```", (4, "fence-register")),
        ("```register\n```", (4, "fence-register")),
        ("```register tools\nkolonner: name\n```", (5, "fence-line")),
        ("```register tools\ncolumns: name, nam\n```", (5, "value-field")),
        ("```register tools\ncolumns: code\n```", (5, "value-private")),
        ("```register tools\nsort: code\n```", (5, "value-private")),
        ("```register tools\nlimit: mange\n```", (5, "fence-line")),
        ("```register tools\nwhere: code == 'x'\n```", (5, "condition-name")),
        ("```register tools\nwhere: name ==\n```", (5, "condition-syntax")),
        ("```register hidden\n```", (4, "value-audience")),
        ("{{ hidden.x.name }}", (4, "value-audience")),
        ("{{ tools.arkiv.code }}", (4, "value-private")),
        ("```register tools\n```\n" * 120, None),
    ],
)
def test_a_fence_that_cannot_be_followed_is_a_problem(
    tmp_path: Path, fence: str, fault: tuple[int, str] | None
) -> None:
    html = shown(tmp_path, fence)
    assert CANARY not in html
    assert ("<table>" in html) == (fault is None)
    assert faults(tmp_path, fence) == ([fault] if fault else [])


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    html = shown(tmp_path, '```register tools\nwhere: name == "Intet"\n```')
    assert "<table" not in html
    assert html.startswith("<p>")


# Words that are explained

GLOSSARY = """
key: id
fields:
  id: {type: slug}
  term: {type: text}
  definition: {type: text}
  synonyms: {type: text, many: true}
rows:
  - {id: psp, term: PSP-element, definition: 'Et "nummer" & mere', synonyms: [PSP]}
  - {id: takst, term: Takstblad, definition: Listen, synonyms: [prisliste]}
  - {id: tag, term: Tag, definition: Et mærke}
"""


@pytest.mark.parametrize(
    ("written", "explained"),
    [
        ("Find takstbladet på listen.", ["takstbladet"]),
        ("Takstblad og takstblad", ["Takstblad"]),
        ("prislister og takstblade", ["prislister"]),
        ("PSP-elementerne har et PSP", ["PSP-elementerne"]),
        ("et PSP, psp eller PSP-tal", ["PSP"]),
        ("takstbladsnummer og xtakstblad", []),
        ("Tag kontakt, og tag en kop", []),
        ("# Takstblad\n\n[takstblad](/ferie) `takstblad` http://takstblad.dk", []),
        ("| Takstblad |\n|---|\n| takstblad |", ["takstblad"]),
        ("*takstblad* <b>prisliste</b>", ["takstblad"]),
        ("<div>takstblad</div>", []),
    ],
)
def test_the_first_use_of_a_word_leads_to_what_it_means(
    tmp_path: Path, written: str, explained: list[str]
) -> None:
    snapshot = snapshot_of(tmp_path, {"registers/glossary.yaml": GLOSSARY, "a.md": written})
    html = snapshot.page("a.md").html
    assert re.findall('<a class="term"[^>]*>(.*?)</a>', html) == explained


def test_a_word_tells_what_it_means(tmp_path: Path) -> None:
    files = {"registers/glossary.yaml": GLOSSARY, "a.md": "Et PSP &amp; en prisliste."}
    html = snapshot_of(tmp_path, files).page("a.md").html
    assert html == (
        '<p>Et <a class="term" href="/registers/glossary/psp"'
        ' title="Et &quot;nummer&quot; &amp; mere">PSP</a> &amp; en'
        ' <a class="term" href="/registers/glossary/takst" title="Listen">prisliste</a>.</p>\n'
    )


def test_an_internal_glossary_explains_nothing_to_the_public(tmp_path: Path) -> None:
    glossary = f"audience: internal\n{GLOSSARY}"
    files = {"registers/glossary.yaml": glossary, "a.md": "prisliste", "b.md": page("prisliste")}
    files["c.md"] = page("prisliste", audience="internal")
    snapshot = snapshot_of(tmp_path, files)
    shown = {path: "term" in snapshot.page(path).html for path in ("a.md", "b.md", "c.md")}
    assert shown == {"a.md": False, "b.md": False, "c.md": True}


# Who sees what


def test_an_internal_page_shows_what_is_private(tmp_path: Path) -> None:
    body = "{{ tools.arkiv.code }} {{ hidden.x.name }}"
    assert shown(tmp_path, body, audience="internal").count(CANARY) == 2


def test_public_readers_learn_nothing_of_what_is_not_for_them(tmp_path: Path) -> None:
    secret = page("{{ tools.kalender.name }} [x](/registers/tools/wiki)", audience="internal")
    public = snapshot_of(tmp_path, {**FILES, "side.md": secret}).seen_by("public")
    assert [each.name for each in public.registers()] == ["roles", "tools"]
    with pytest.raises(NotFound):
        public.register("hidden")
    with pytest.raises(NotFound):
        public.register_entry("hidden", "x")
    assert public.register_entries("hidden") == ([], 0)
    assert public.register_entries("hidden", find="x") == ([], 0)
    assert public.register_choices("hidden", "name") == []
    assert public.entry_titles([("hidden", "x")]) == {}
    assert public.uses("hidden", "x") == []
    assert public.uses("tools", "wiki") == []
    assert [each.title for each in public.uses("tools", "kalender")] == []
    assert "code" not in {field.name for field in public.register("tools").fields}
    assert "code" not in public.register_entry("tools", "arkiv").values
    assert public.register_entries("tools", find=CANARY)[1] == 0
    assert public.register_entries("tools", where={"code": CANARY})[1] == 0
    assert public.register_choices("tools", "code") == []
    order = [each.key for each in public.register_entries("tools", sort="code")[0]]
    assert order == ["kalender", "arkiv", "wiki"]


def test_internal_readers_see_it_all(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)
    assert snapshot.register_entry("tools", "arkiv").values["code"] == (CANARY,)
    assert snapshot.register_entries("tools", find=CANARY)[1] == 1
    assert snapshot.register_entries("tools", where={"code": CANARY})[1] == 1
    assert snapshot.register_choices("tools", "code") == [(CANARY, 1)]
    assert [use.title for use in snapshot.uses("tools", "kalender")] == [CANARY]


def test_a_public_entry_does_not_tell_the_title_of_an_internal_one(tmp_path: Path) -> None:
    source = "key: id\nfields: {id: {type: slug}, ref: {type: hidden}}\nrows: [{id: a, ref: x}]"
    body = "{{ open.a.ref }}\n\n```register open\n```"
    snapshot = snapshot_of(tmp_path, {**FILES, "registers/open.yaml": source, "a.md": body})
    assert CANARY not in snapshot.page("a.md").html
    ((text,),) = snapshot.rows("SELECT public_text FROM entries WHERE register = 'open'")
    assert text == "ref: x"


def test_problems_of_an_internal_register_are_told_to_those_who_may_read_it(tmp_path: Path) -> None:
    rows = "id;name;tool\ny;Y;findes-ikke\n"
    snapshot = snapshot_of(tmp_path, {**FILES, "registers/hidden.csv": rows})
    assert codes(snapshot) == {("registers/hidden.csv", "entry-reference")}
    assert not codes(snapshot.seen_by("public"))


# Questions


def test_entries_are_found_filtered_and_sorted(tmp_path: Path) -> None:
    public = snapshot_of(tmp_path, FILES).seen_by("public")

    def keys(**asked: Any) -> list[str]:
        return [each.key for each in public.register_entries("tools", **asked)[0]]

    assert keys() == ["kalender", "arkiv", "wiki"]
    assert keys(limit=1, start=1) == ["arkiv"]
    assert keys(find="WIK") == ["wiki"]
    assert keys(find="navn") == []  # the title of the field, not a value
    assert keys(where={"tags": "b"}) == ["arkiv"]
    assert keys(where={"tags": "b", "name": "Wiki"}) == []
    assert keys(where={"ukendt": "b"}) == []
    assert keys(sort="price") == ["arkiv", "kalender", "wiki"]
    assert keys(sort="price", descending=True) == ["kalender", "arkiv", "wiki"]
    assert keys(sort="ukendt") == ["kalender", "arkiv", "wiki"]
    assert public.register_entries("tools", find="a", limit=1)[1] == 2
    assert public.register_choices("tools", "tags") == [("a", 1), ("b", 1)]
    assert public.register_choices("tools", "ukendt") == []


def test_an_entry_knows_everywhere_it_is_used(tmp_path: Path) -> None:
    files = {
        "a.md": page("{{ roles.leder.title }} og [b](/registers/roles/leder)"),
        "b.md": page("```register roles\n```", deputy="leder"),
        "c.md": page("[Lederen](registers/roles.yaml)"),
    }
    uses = snapshot_of(tmp_path, {**FILES, **files}).uses("roles", "leder")
    assert [(use.kind, use.address, use.how) for use in uses] == [
        ("guide", "/ferie", "owner"),
        ("guide", "/a", "linked"),
        ("guide", "/a", "shown"),
        ("guide", "/b", "deputy"),
        ("guide", "/b", "shown"),
        ("register", "/registers/tools", "owner"),
        ("entry", "/registers/tools/kalender", "Ejer"),
        ("entry", "/registers/roles/bo", "Leder"),
    ]


def test_entries_say_which_file_and_line_they_come_from(tmp_path: Path) -> None:
    files = {**FILES, "registers/roles.csv": "id;title\nny;Ny\n"}
    snapshot = snapshot_of(tmp_path, files)
    entry = snapshot.register_entry("roles", "ny")
    assert (entry.path, entry.line) == ("registers/roles.csv", 2)
    assert snapshot.register("roles").size == 3


# Links


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("/registers/tools", "/registers/tools"),
        ("registers/tools.yaml", "/registers/tools"),
        ("registers/tools/wiki", "/registers/tools/wiki"),
        ("registers/tools.csv", "/registers/tools.csv"),
        ("/registers/", "/registers/"),
        ("registers/tools/findes-ikke", None),
        ("registers/findes-ikke", None),
        ("registers/hidden", "/registers/hidden"),
    ],
)
def test_links_lead_to_registers_and_entries(
    tmp_path: Path, href: str, leads_to: str | None
) -> None:
    snapshot = snapshot_of(tmp_path, {**FILES, "side.md": f"[x]({href})"})
    assert codes(snapshot) == (set() if leads_to else {("side.md", "link-missing")})
    if leads_to:
        assert f'href="{leads_to}"' in snapshot.page("side.md").html


# Mistakes


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"registers/x.csv": "id;name\n"}, ("registers/x.csv", "register-alone")),
        ({"registers/X y.yaml": ROLES}, ("registers/X y.yaml", "register-name")),
        (
            {"registers/x.yaml": "fields: {a: {type: tolls}}\nrows: [{a: b}]"},
            ("registers/x.yaml", "register-unknown"),
        ),
        (
            {"registers/x.yaml": "fields: {a: {type: tools}}\nrows: [{a: wikki}]"},
            ("registers/x.yaml", "entry-reference"),
        ),
        (
            {"registers/x.yaml": "fields: {a: {type: file}}\nrows: [{a: assets/x.png}]"},
            ("registers/x.yaml", "link-missing"),
        ),
        (
            {"registers/x.yaml": "fields: {a: {type: markdown}}\nrows: [{a: '[x](y.md)'}]"},
            ("registers/x.yaml", "link-missing"),
        ),
        ({"registers/x.yaml": "fields: ["}, ("registers/x.yaml", "register-syntax")),
        ({"a.md": page("x", permalink="/registers/tools")}, ("a.md", "address-taken")),
    ],
)
def test_a_mistake_is_named_and_hides_nothing(
    tmp_path: Path, files: Mapping[str, str], fault: tuple[str, str]
) -> None:
    snapshot = snapshot_of(tmp_path, {**FILES, **files})
    assert fault in codes(snapshot)
    assert snapshot.register("tools").size == 3


def test_registers_that_refer_to_each_other_in_a_circle_are_fine(tmp_path: Path) -> None:
    a = "key: id\nfields: {id: {type: slug}, b: {type: b}}\nrows: [{id: x, b: y}]"
    b = "key: id\nfields: {id: {type: slug}, a: {type: a}}\nrows: [{id: y, a: x}]"
    snapshot = snapshot_of(tmp_path, {"registers/a.yaml": a, "registers/b.yaml": b})
    assert not codes(snapshot)
    assert [use.address for use in snapshot.uses("a", "x")] == ["/registers/b/y"]


# Building again


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that are rendered, in order."""
    paths: list[str] = []

    def render_and_note(text: str, *, path: str, **others: Any) -> Rendered:
        paths.append(path)
        return render(text, path=path, **others)

    monkeypatch.setattr("saadan.snapshot.compile.render", render_and_note)
    return paths


SHOWING = {
    **FILES,
    "value.md": "{{ tools.wiki.name }}",
    "other.md": "{{ tools.arkiv.name }}",
    "table.md": "```register tools\n```",
    "roles.md": "```register roles\n```",
    "waiting.md": "{{ tools.kommer.name }}",
    "link.md": "[x](registers/tools/kommer)",
    **{f"{number}.md": "# Andet\n" for number in range(12)},
}


@pytest.mark.parametrize(
    ("old", "new", "pages"),
    [
        ("name: Wiki", "name: Opslag", ["table.md", "value.md"]),
        ("title: Værktøjer", "title: Ting", ["other.md", "table.md", "value.md", "waiting.md"]),
        (CANARY, "andet", ["other.md", "table.md"]),
        ("owner: leder\n", "owner: bo\n", []),
        ("id: wiki", "id: kommer", ["link.md", "table.md", "value.md", "waiting.md"]),
    ],
)
def test_changing_an_entry_renders_just_the_pages_that_show_it(
    tmp_path: Path, rendered: list[str], old: str, new: str, pages: list[str]
) -> None:
    first = built(tmp_path, SHOWING)
    rendered.clear()
    assert old in TOOLS
    built(tmp_path, {**SHOWING, "registers/tools.yaml": TOOLS.replace(old, new, 1)}, first)
    assert rendered == pages


def test_renaming_an_entry_renders_the_pages_that_show_who_refers_to_it(
    tmp_path: Path, rendered: list[str]
) -> None:
    first = built(tmp_path, SHOWING)
    rendered.clear()
    roles = ROLES.replace("title: Leder}", "title: Chef}")
    second = built(tmp_path, {**SHOWING, "registers/roles.yaml": roles}, first)
    assert rendered == ["roles.md", "table.md"]
    assert "Chef" in second.snapshot.page("table.md").html


@pytest.mark.parametrize(
    ("old", "new", "pages"),
    [
        ("Listen", "Et ark", ["price.md"]),
        ("Takstblad", "Prisblad", ["price.md"]),
        ("[prisliste]", "[kontingent]", ["fee.md", "price.md"]),
        ("id: takst, term", "id: blad, term", ["price.md"]),
    ],
)
def test_another_word_renders_the_pages_that_use_it(
    tmp_path: Path, rendered: list[str], old: str, new: str, pages: list[str]
) -> None:
    files = {"price.md": "En prisliste.", "fee.md": "Et kontingent.", "roof.md": "Et tag.\n"}
    files |= {"registers/glossary.yaml": GLOSSARY}
    first = built(tmp_path, files)
    rendered.clear()
    changed = {**files, "registers/glossary.yaml": GLOSSARY.replace(old, new)}
    built(tmp_path, changed, first)
    assert rendered == pages


def test_another_order_renders_the_tables(tmp_path: Path, rendered: list[str]) -> None:
    first = built(tmp_path, SHOWING)
    rendered.clear()
    start, mark, rows = TOOLS.partition("rows:\n")
    turned = start + mark + "\n".join(reversed(rows.rstrip().split("\n")))
    second = built(tmp_path, {**SHOWING, "registers/tools.yaml": turned}, first)
    assert rendered == ["table.md"]
    assert rows_of(second.snapshot.page("table.md").html)[0][0] == "Wiki"


def test_saving_a_page_reads_no_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built(tmp_path, SHOWING)
    monkeypatch.setattr("saadan.snapshot.registering.read_register", None)
    saved = {**SHOWING, "value.md": "Nu med {{ tools.wiki.name }}\n\n```register roles\n```"}
    second = built(tmp_path, saved, first)
    assert "Nu med Wiki" in second.snapshot.page("value.md").html


def test_a_register_whose_rows_are_as_they_were_is_not_written_again(tmp_path: Path) -> None:
    first = built(tmp_path, SHOWING)
    rows = {**SHOWING, "registers/roles.csv": "id;title\nny;Ny\n"}
    second = built(tmp_path, rows, first)
    assert second.snapshot.replaced_since(first.snapshot) == {
        "registers/roles.csv",  # is new
        "registers/roles.yaml",  # has one more
        "roles.md",  # shows it
    }


def test_a_handbook_without_registers_asks_nothing_of_them(tmp_path: Path) -> None:
    snapshot: Snapshot = snapshot_of(tmp_path, {"a.md": "{{ x.y.z }}"})
    assert snapshot.registers() == []
    assert codes(snapshot) == {("a.md", "value-register")}
    assert "{{ x.y.z }}" in snapshot.page("a.md").html
