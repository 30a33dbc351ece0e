"""Registers and entries: what is shown, found, ordered, downloaded – and kept from whom."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

SECRET = "kanariefugl"
PRODUCTS = """
title: Produkter
description: Alt, vi holder i drift.
owner: koordinator
reviewed: 2026-03-02
key: id
fields:
  id: {type: slug}
  name: {type: text, title: Navn, required: true}
  account: {type: text, title: Konto}
  level: {type: choice, title: Niveau, choices: [to, et]}
  price: {type: money, title: Pris}
  live: {type: boolean, title: I drift}
  lead: {type: roles, title: Ansvarlig}
  site: {type: url, title: Adresse}
  mail: {type: email, title: Mail}
  phone: {type: phone, title: Telefon}
  secret: {type: text, title: Hemmelig, private: true}
rows:
  - id: kalender
    name: Kalenderen
    account: XG-2
    level: et
    price: "1250"
    live: true
    lead: koordinator
    site: https://www.example.org/kalender/
    mail: kalender@example.org
    phone: "+45 12 34 56 78"
    secret: kanariefugl
  - {id: arkiv, name: Arkivet, account: XG-1, level: to, price: "-20", live: false, lead: leder}
"""
ROLES = """
title: Roller
key: id
fields:
  id: {type: slug}
  title: {type: text, title: Rolle}
  reports_to: {type: roles, title: Nærmeste leder}
rows:
  - {id: leder, title: Leder}
  - {id: koordinator, title: Koordinator, reports_to: leder}
  - {id: konsulent, title: Konsulent, reports_to: leder}
"""
HANDBOOK = {
    "index.md": page("Forside"),
    "registers/products.yaml": PRODUCTS,
    "registers/roles.yaml": ROLES,
}


def main(text: str) -> str:
    """Return what stands in the middle of a page."""
    return text.partition("<main")[2].partition("</main>")[0]


def titles(text: str) -> list[str]:
    """Return the entries of a table, from top to bottom."""
    return re.findall(r'<th role="rowheader" scope="row"><a [^>]*>([^<]*)</a>', text)


def made(count: int) -> str:
    """Return a register with so many entries."""
    rows = "\n".join(f'  - {{id: n{n}, name: "Ting {n:05}"}}' for n in range(count))
    fields = "{id: {type: slug}, name: {type: text, title: Navn}}"
    return f"title: Ting\nkey: id\nfields: {fields}\nrows:\n{rows}\n"


# A register


def test_shows_a_register_with_its_entries(site: Site) -> None:
    site.write(HANDBOOK)
    reply = site.get("/registers/products")
    assert reply.status == 200
    text = main(reply.text)
    assert '<h1 class="s-title">Produkter</h1>' in text
    assert "Alt, vi holder i drift." in text
    assert 'Ejer: <a href="/registers/roles/koordinator">Koordinator</a>' in text
    assert "Gennemset 2. marts 2026" in text
    assert titles(text) == ["Kalenderen", "Arkivet"]
    assert '<a href="/registers/products/kalender">Kalenderen</a>' in text


def test_values_are_what_they_say(site: Site) -> None:
    site.write(HANDBOOK)
    text = main(site.get("/registers/products/kalender").text)
    assert '<a href="/registers/roles/koordinator">Koordinator</a>' in text
    assert '<a href="https://www.example.org/kalender/">example.org/kalender</a>' in text
    assert '<a href="mailto:kalender@example.org">kalender@example.org</a>' in text
    assert 'href="tel:+4512345678"' in text
    assert '<span class="s-choice">et</span>' in text
    assert re.search(r'<span class="s-number">[^<]*1\.250', text)
    assert re.search("<dd>(Ja|Yes)</dd>", text)


def test_numbers_stand_to_the_right(site: Site) -> None:
    fields = "{id: {type: slug}, name: {type: text}, size: {type: integer, title: Antal}}"
    row = "{id: a, name: A, size: 12}"
    source = f"title: X\nkey: id\nfields: {fields}\nrows: [{row}]\n"
    site.write({"registers/x.yaml": source})
    text = site.get("/registers/x").text
    assert 'data-title="Antal" class="s-table-number"><span class="s-number">12</span>' in text


def test_lists_the_registers(site: Site) -> None:
    site.write(HANDBOOK)
    text = main(site.get("/registers/").text)
    assert text.index("Produkter") < text.index("Roller")
    assert '<a href="/registers/products">Produkter</a><p>Alt, vi holder i drift.</p>' in text
    assert site.get("/registers").headers["location"] == "/registers/"
    assert site.get("/registers/products/").headers["location"] == "/registers/products"
    entry = site.get("/registers/products/arkiv/")
    assert entry.headers["location"] == "/registers/products/arkiv"


def test_says_how_to_begin_when_there_are_no_registers(site: Site) -> None:
    site.write({"index.md": page("Forside")})
    reply = site.get("/registers/")
    assert reply.status == 200
    assert "registers/tools.yaml" in main(reply.text)


def test_says_how_to_begin_an_empty_register(site: Site) -> None:
    fields = "{id: {type: slug}, name: {type: text}}"
    site.write({"registers/tom.yaml": f"title: Tom\nkey: id\nfields: {fields}\nrows: []\n"})
    text = main(site.get("/registers/tom").text)
    assert "registers/tom.yaml" in text
    assert "<table" not in text
    assert 'name="find"' not in text


def test_a_page_of_the_handbook_keeps_its_address_beside_registers(site: Site) -> None:
    own = page("Om registre", permalink="/registers/om")
    site.write(HANDBOOK | {"om.md": own, "alt.md": page("Alt", redirect_from="/registers/alt")})
    assert "Om registre</h1>" in site.get("/registers/om").text
    assert site.get("/registers/alt").headers["location"] == "/alt"


# What is asked for


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=name", ["Arkivet", "Kalenderen"]),
        ("sort=-name", ["Kalenderen", "Arkivet"]),
        ("sort=price", ["Arkivet", "Kalenderen"]),
        ("find=xg-2", ["Kalenderen"]),
        ("where.level=to", ["Arkivet"]),
        ("where.live=true", ["Kalenderen"]),
        ("where.lead=leder", ["Arkivet"]),
        ("where.level=to&where.live=true", []),
        ("find=findesikke", []),
    ],
)
def test_answers_with_the_part_that_is_asked_for(site: Site, query: str, found: list[str]) -> None:
    site.write(HANDBOOK)
    assert titles(site.get(f"/registers/products?{query}").text) == found


@pytest.mark.parametrize(
    "query",
    [
        "sort=nej",
        "sort=--name",
        "where.nej=1",
        "where.name=Arkivet",
        "start=-1",
        "start=²",
        "start=" + "9" * 400,
        "find=" + "%20" * 50,
        "where.level=",
    ],
)
def test_what_cannot_be_asked_for_is_as_if_it_were_not(site: Site, query: str) -> None:
    site.write(HANDBOOK)
    reply = site.get(f"/registers/products?{query}")
    assert reply.status == 200
    assert titles(reply.text) == ["Kalenderen", "Arkivet"]


@pytest.mark.parametrize(
    "find", ["%00%01%1f", "%22%20OR%20*", "NEAR(", "-", "%E2%80%AEabc", "a" * 5000]
)
def test_odd_words_find_nothing_and_break_nothing(site: Site, find: str) -> None:
    site.write(HANDBOOK)
    assert site.get(f"/registers/products?find={find}").status == 200
    assert site.get(f"/registers/products.csv?find={find}").status == 200


def test_the_head_of_a_column_orders_by_it_and_turns_the_order(site: Site) -> None:
    site.write(HANDBOOK)
    text = site.get("/registers/products?where.live=true&sort=name").text
    assert (
        'aria-sort="ascending"><a href="/registers/products?where.live=true&amp;sort=-name"' in text
    )
    assert '<a href="/registers/products?where.live=true&amp;sort=account">Konto</a>' in text
    assert 'aria-sort="descending"' in site.get("/registers/products?sort=-name").text


def test_filters_remember_what_was_chosen(site: Site) -> None:
    site.write(HANDBOOK)
    text = site.get("/registers/products?where.level=to&find=arkiv").text
    assert '<option value="to" selected>to (1)</option>' in text
    assert 'name="find" value="arkiv"' in text
    level = text.partition('name="where.level"')[2].partition("</select>")[0]
    assert level.index('value="to"') < level.index('value="et"'), "as their author orders them"
    leads = text.partition('name="where.lead"')[2].partition("</select>")[0]
    assert '<option value="koordinator">Koordinator (1)</option>' in leads


def test_says_what_to_do_when_nothing_fits(site: Site) -> None:
    site.write(HANDBOOK)
    text = main(site.get("/registers/products?find=findesikke").text)
    assert "s-register-empty" in text
    assert '<a href="/registers/products">' in text


def test_shows_a_hundred_entries_at_a_time(site: Site) -> None:
    site.write({"registers/ting.yaml": made(250)})
    first = site.get("/registers/ting").text
    assert len(titles(first)) == 100
    assert 'rel="prev"' not in first
    assert 'rel="next" href="/registers/ting?start=100"' in first
    last = site.get("/registers/ting?start=200&sort=-name").text
    assert titles(last)[-1] == "Ting 00000"
    assert 'rel="prev" href="/registers/ting?sort=-name&amp;start=100"' in last
    assert 'rel="next"' not in last
    assert titles(site.get("/registers/ting?start=9000").text) == titles(
        site.get("/registers/ting?start=200").text
    ), "further on than there are entries is the end"


def test_a_large_register_costs_what_is_shown(site: Site) -> None:
    site.write({"registers/ting.yaml": made(20_000)})
    site.get("/registers/ting")
    before = time.perf_counter()
    reply = site.get("/registers/ting?start=10000")
    assert len(titles(reply.text)) == 100
    assert time.perf_counter() - before < 1.0
    assert len(reply.body) < 100_000


# Conventional registers


def test_contacts_answer_who_to_contact_by_topic(site: Site) -> None:
    source = """
title: Kontakter
key: id
fields:
  id: {type: slug}
  topic: {type: text, title: Om}
  role: {type: roles, title: Rolle}
  email: {type: email, title: Mail}
  area: {type: choice, title: Emne, choices: [økonomi, it]}
rows:
  - {id: net, topic: Netværk, email: it@example.org, area: it}
  - {id: faktura, topic: Fakturaer, role: leder, email: faktura@example.org, area: økonomi}
"""
    site.write({"registers/contacts.yaml": source, "registers/roles.yaml": ROLES})
    text = main(site.get("/registers/contacts").text)
    assert "Kontakter · " in site.get("/registers/contacts").text
    assert re.findall(r'<h2 class="s-topic">([^<]*)</h2>', text) == ["økonomi", "it"]
    assert '<h3><a href="/registers/contacts/faktura">Fakturaer</a></h3>' in text
    assert '<a href="mailto:faktura@example.org">' in text
    assert '<a href="/registers/roles/leder">Leder</a>' in text


def test_tools_begin_with_what_they_are_for(site: Site) -> None:
    source = """
title: Værktøjer
key: id
fields:
  id: {type: slug}
  name: {type: text, title: Værktøj}
  purpose: {type: text, title: Bruges til}
rows:
  - {id: tid, name: Leantime, purpose: tidsregistrering}
  - {id: chat, name: Zulip, purpose: chat}
"""
    site.write({"registers/tools.yaml": source})
    text = main(site.get("/registers/tools").text)
    assert titles(text) == ["Zulip", "Leantime"], "ordered by what they are for"
    assert text.index(">chat</td>") < text.index(">Zulip</a>")


def test_the_glossary_is_in_danish_order_with_letters_to_jump_to(site: Site) -> None:
    terms = ["Ål", "Zebra", "ære", "Aabenhed", "bil", "24-7", "Ørn"]
    rows = "".join(
        f'  - {{id: t{n}, term: "{term}", definition: "Om {term}."}}\n'
        for n, term in enumerate(terms)
    )
    fields = "{id: {type: slug}, term: {type: text}, definition: {type: markdown}}"
    source = f"title: Ordliste\nkey: id\nfields: {fields}\nrows:\n{rows}"
    site.write({"registers/glossary.yaml": source})
    text = main(site.get("/registers/glossary").text)
    letters = re.findall(r'<a href="#(s-letter-\d)">([^<]*)</a>', text)
    assert [letter for _, letter in letters] == ["0–9", "B", "Z", "Æ", "Ø", "Å"]
    for anchor, letter in letters:
        assert f'<h2 id="{anchor}">{letter}</h2>' in text
    shown = re.findall(r"<dt><a [^>]*>([^<]*)</a></dt>", text)
    assert shown == ["24-7", "bil", "Zebra", "ære", "Ørn", "Aabenhed", "Ål"]
    assert "Om Zebra." in text


def test_roles_are_drawn_and_told(site: Site) -> None:
    site.write(HANDBOOK)
    text = main(site.get("/registers/roles").text)
    drawing = text.partition("<svg")[2].partition("</svg>")[0]
    assert 'aria-hidden="true"' in drawing
    assert "<path" in drawing
    assert "style=" not in drawing
    for title in ("Leder", "Koordinator", "Konsulent"):
        assert f">{title}</text>" in drawing
    told = text.partition("s-chart-list")[2].partition("</details>")[0].replace("\n", "")
    assert (
        '<li><a href="/registers/roles/leder">Leder</a><ul>'
        '<li><a href="/registers/roles/koordinator">Koordinator</a></li>' in told
    )
    assert "<svg" not in main(site.get("/registers/roles?find=leder").text)
    assert "<svg" not in main(site.get("/registers/products").text)


def test_roles_that_report_in_a_circle_are_drawn_too(site: Site) -> None:
    circle = ROLES.replace(
        "{id: leder, title: Leder}", "{id: leder, title: Leder, reports_to: konsulent}"
    )
    site.write({"registers/roles.yaml": circle})
    text = main(site.get("/registers/roles").text)
    assert text.count("</text>") == 3


# An entry


def test_an_entry_tells_where_it_is_used(site: Site) -> None:
    site.write(HANDBOOK | {"docs/a.md": page("Om lederen", owner="leder")})
    text = main(site.get("/registers/roles/leder").text)
    uses = text.partition('id="s-uses"')[2]
    assert "Nærmeste leder" in uses
    assert '<a href="/registers/roles/koordinator">Koordinator</a>' in uses
    assert '<a href="/registers/products/arkiv">Arkivet</a>' in uses
    assert '<a href="/docs/a">Om lederen</a>' in uses
    crumbs = text.partition("s-crumbs")[2].partition("</ol>")[0]
    assert '<a href="/registers/roles">Roller</a>' in crumbs


def test_an_entry_leads_to_its_source(site: Site) -> None:
    settings = 'source = "https://example.org/kilde/{path}"\n'
    site.write(HANDBOOK | {"handbook.toml": settings})
    text = site.get("/registers/products/arkiv").text
    assert re.search(r'href="https://example.org/kilde/registers/products.yaml#L\d+"', text)
    register = site.get("/registers/products").text
    assert 'href="https://example.org/kilde/registers/products.yaml"' in register


@pytest.mark.parametrize(
    "address",
    [
        "/registers/nej",
        "/registers/nej/arkiv",
        "/registers/products/nej",
        "/registers/products/arkiv/mere",
        "/registers/nej.csv",
        "/registers/nej.json",
        "/registers/products.xml",
        "/registers/PRODUCTS",
    ],
)
def test_what_does_not_exist_is_not_found(site: Site, address: str) -> None:
    site.write(HANDBOOK)
    assert site.get(address).status == 404


# Downloads


def test_downloads_for_a_danish_spreadsheet(site: Site) -> None:
    site.write(HANDBOOK)
    reply = site.get("/registers/products.csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == 'attachment; filename="products.csv"'
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig")), delimiter=";"))
    assert [row["Navn"] for row in rows] == ["Kalenderen", "Arkivet"]
    assert rows[0]["Ansvarlig"] == "Koordinator"
    assert rows[0]["I drift"] in ("Ja", "Yes")
    assert rows[0]["Pris"] == "1250,00"
    assert rows[1]["Pris"] == "-20,00"


def test_downloads_for_programs(site: Site) -> None:
    site.write(HANDBOOK)
    reply = site.get("/registers/products.json")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["content-disposition"] == 'attachment; filename="products.json"'
    first, second = json.loads(reply.body)
    assert first["id"] == "kalender"
    assert first["live"] is True
    assert first["price"] == 1250
    assert first["lead"] == "koordinator"
    assert second["site"] is None


def test_downloads_what_was_asked_for(site: Site) -> None:
    site.write(HANDBOOK)
    assert [
        each["id"] for each in json.loads(site.get("/registers/products.json?sort=name").body)
    ] == [
        "arkiv",
        "kalender",
    ]
    query = "?where.level=to&start=100"
    assert len(json.loads(site.get(f"/registers/products.json{query}").body)) == 1


def test_downloads_every_entry(site: Site) -> None:
    site.write({"registers/ting.yaml": made(5_250)})
    assert len(json.loads(site.get("/registers/ting.json").body)) == 5_250
    assert site.get("/registers/ting.csv").text.count("\r\n") == 5_251


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK('x')", "-a"])
def test_no_cell_is_a_formula(site: Site, cell: str) -> None:
    fields = "{id: {type: slug}, name: {type: text, title: Navn}}"
    row = f'{{id: a, name: "{cell}"}}'
    site.write({"registers/x.yaml": f"title: X\nkey: id\nfields: {fields}\nrows: [{row}]\n"})
    rows = list(
        csv.reader(
            io.StringIO(site.get("/registers/x.csv").body.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[1][1] == "'" + cell


# Who may see what


def hidden(audience: str) -> dict[str, str]:
    """Return a handbook with a private field, and a register that only `audience` may read."""
    secret = (
        f"title: {SECRET}\naudience: {audience}\nkey: id\n"
        "fields: {id: {type: slug}, name: {type: text}, to: {type: roles}}\n"
        f"rows: [{{id: {SECRET}, name: {SECRET}, to: leder}}]\n"
    )
    return HANDBOOK | {f"registers/{SECRET}.yaml": secret}


EVERYWHERE = (
    "/registers/",
    "/registers/products",
    "/registers/products?find=kanariefugl",
    "/registers/products?where.secret=kanariefugl",
    "/registers/products?sort=secret",
    "/registers/products/kalender",
    "/registers/products.csv",
    "/registers/products.json",
    "/registers/products.json?find=kanariefugl",
    "/registers/roles",
    "/registers/roles/leder",
    "/registers/kanariefugl",
    "/registers/kanariefugl?sort=name",
    "/registers/kanariefugl/kanariefugl",
    "/registers/kanariefugl.csv",
    "/registers/kanariefugl.json",
)


@pytest.mark.parametrize("audience", ["members", "internal"])
def test_the_public_finds_no_trace_of_what_is_hidden(site: Site, audience: str) -> None:
    site.write(hidden(audience))
    for address in EVERYWHERE:
        reply = site.get(address)
        text = unescape(reply.body.decode("utf-8-sig")).replace(address.partition("?")[0], "")
        text = text.replace(f'value="{SECRET}"', "", 1)  # what was asked for comes back
        assert SECRET not in text, address
        assert "Hemmelig" not in text, address


def test_a_private_field_changes_no_byte(site: Site) -> None:
    site.write(HANDBOOK)
    asked = [each for each in EVERYWHERE if SECRET not in each]
    before = {address: site.get(address).body for address in asked}
    found = site.get("/registers/products.json?find=kanariefugl").body
    site.write(
        {"registers/products.yaml": PRODUCTS.replace("secret: kanariefugl", "secret: krage")}
    )
    for address in asked:
        assert site.get(address).body == before[address], address
    assert site.get("/registers/products.json?find=kanariefugl").body == found == b"[]"


@pytest.mark.parametrize(
    "address",
    ["/registers/kanariefugl", "/registers/kanariefugl/kanariefugl", "/registers/kanariefugl.csv"],
)
def test_what_is_hidden_answers_as_what_does_not_exist(site: Site, address: str) -> None:
    site.write(hidden("internal"))
    refused = site.get(address)
    missing = site.get(address.replace("kanariefugl", "kanariefxgl"))
    assert refused.status == missing.status == 404
    assert refused.text == missing.text.replace("kanariefxgl", "kanariefugl")


def test_those_inside_see_everything(internal_site: Site) -> None:
    internal_site.write(hidden("internal"))
    assert internal_site.get("/registers/kanariefugl").status == 200
    assert SECRET in internal_site.get("/registers/products/kalender").text
    assert SECRET in internal_site.get("/registers/products.csv").text
    assert SECRET in internal_site.get("/registers/roles/leder").text


# Hostile content


def test_escapes_everything(site: Site) -> None:
    hostile = '\\"><svg onload=alert(1)>'
    source = f"""
title: "{hostile}"
description: "{hostile}"
owner: "{hostile}"
key: id
fields:
  id: {{type: slug}}
  name: {{type: text, title: "{hostile}"}}
  level: {{type: choice, title: "{hostile}", choices: ["{hostile}", b]}}
rows:
  - {{id: a, name: "{hostile}", level: "{hostile}"}}
  - {{id: b, name: B, level: b}}
"""
    site.write(
        {
            "registers/x.yaml": source,
            "registers/roles.yaml": ROLES.replace("title: Leder", f'title: "{hostile}"'),
        }
    )
    for address in (
        "/registers/",
        "/registers/x",
        "/registers/x/a",
        "/registers/roles",
        "/registers/x?find=%22%3E%3Csvg%20onload",
    ):
        text = site.get(address).text
        assert "<svg onload" not in text, address
        assert " style=" not in text, address
