"""The search screens and the API: what a reader sees of replies that are made beforehand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saadan.handbook import Handbook
from saadan.search.model import Answer, Copyable, Reply
from saadan.search.question import LONGEST
from saadan.web.search.question import tidy
from tests import canned
from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
PAGES = {
    "index.md": page("Forside"),
    "docs/index.md": page("Regler"),
    "docs/ferie.md": page("Ferie", "## Regler {#regler}\n\nTekst.", parent="Regler"),
    "docs/alt.md": page("Alt"),
    "docs/kasserer.md": page("Kasserer", kind="role"),
    "hemmelig.md": page("Hemmelig", audience="internal"),
}


class Engine:
    """Answers from `canned` and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, snapshot: object, text: str, **how: Any) -> Reply:
        self.asked.append((text, how))
        return canned.search(None, snapshot, text, **how)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def engine(site: Site, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A search engine with replies made beforehand, in a handbook read in English."""
    found = Engine()
    monkeypatch.setattr(Handbook, "search", found.__call__)
    site.headers["HTTP_COOKIE"] = "saadan_language=en"
    site.write(PAGES)
    return found


def results(site: Site, query: str) -> str:
    """Return the page of results for a query as it stands in an address."""
    reply = site.get(f"/-/search?q={query}")
    assert reply.status == 200
    return reply.text


def test_results_stand_by_page_with_three_places_at_most(site: Site) -> None:
    text = results(site, "ferie")
    assert "8 results" in text
    assert text.count(">Ferie</a>") == 1
    places = re.findall(r'<a href="(/docs/ferie[^"]*)">', text)
    assert places == ["/docs/ferie", "/docs/ferie#regler", "/docs/ferie#rester"]
    assert '<a href="/docs/ferie#regler">Regler › Sådan søger du</a>' in text


def test_a_result_says_where_its_page_stands(site: Site) -> None:
    trails = re.findall('<p class="s-result-trail">(.*?)</p>', results(site, "ferie"))
    assert trails == ["Regler", "Produkter"]


def test_hits_are_marked_and_all_else_is_escaped(site: Site) -> None:
    text = results(site, "ferie")
    assert "Du søger <mark>ferie</mark> hos" in text
    assert "&lt;b&gt;lederen&lt;/b&gt;" in text
    assert '<a href="/docs/%C3%B8delagt#%C3%B8">Ø &amp; å</a>' in text
    assert "Ødelagt &lt;b&gt;&amp;" in text
    assert "<b>" not in text


def test_an_answer_names_its_source_owner_and_day(site: Site) -> None:
    text = results(site, "ean")
    assert "Answer · Fact" in text
    assert 'Source: <a href="/docs/alt#a">Fakturaer</a>' in text
    assert "Owner: Forretningskoordinator" in text
    assert "Reviewed 3 May 2026" in text


def test_facts_in_an_answer_are_copied_one_by_one(site: Site) -> None:
    text = results(site, "ean")
    assert "<span data-value>5790000000000</span><button" in text
    assert 'aria-label="Copy EAN-nummer"' in text
    assert '<a href="mailto:post@example.org" data-value>' in text
    assert '<a href="https://example.org/en/lang/adresse/til/et/sted" data-value>' in text


def test_an_answer_that_is_one_fact_is_said_once(site: Site) -> None:
    text = results(site, "kasserer")
    assert text.count(">kasserer@example.org<") == 1
    assert "No results" not in text


def told(site: Site, monkeypatch: pytest.MonkeyPatch, **what: Any) -> str:
    """Return the card of an answer."""
    answer = Answer(**{**dict.fromkeys(Answer.__dataclass_fields__, ""), "values": (), **what})
    reply = Reply("x", replace(answer, address="/docs/alt", choices=()), (), ())
    monkeypatch.setattr(Handbook, "search", lambda *_args, **_how: reply)
    return results(site, "x").partition('<section class="s-card"')[2].partition("</section>")[0]


def test_the_lines_of_a_passage_are_paragraphs(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    card = told(site, monkeypatch, kind="passage", title="Trin", text="Skriv til\na@b.dk, <b>\n")
    assert "Answer · Section" in card
    assert '<p>Skriv til</p>\n<p><a href="mailto:a@b.dk">a@b.dk</a>, &lt;b&gt;</p>\n</div>' in card


def test_what_only_repeats_the_values_is_left_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = (Copyable("Navn", "Ferie"), Copyable("Dækker", "feriedage"), Copyable("Tag", "Fravær"))
    card = told(
        site, monkeypatch, title="Ferie", text="Ferie: feriedage. Tag: Fravær", values=values
    )
    assert "s-card-text" not in card
    assert re.findall("<dt>(.*?)</dt>", card) == ["Dækker", "Tag"]


def test_a_fact_is_called_by_its_own_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    values = (Copyable("Oplysning", "CVR"), Copyable("Værdi", "1234"))
    card = told(site, monkeypatch, kind="fact", title="CVR", text="CVR: 1234", values=values)
    assert 'aria-label="Copy CVR"' in card
    assert "Værdi" not in card


def test_a_long_value_is_text_to_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Skriv en mail. " * 6
    card = told(site, monkeypatch, title="Hvordan?", text=long, values=(Copyable("Svar", long),))
    assert f"<p>{long.strip()}</p>" in card
    assert "<dl" not in card
    assert card.count("s-copy-all") == 1


def test_the_owner_is_a_link_when_the_role_has_a_page(site: Site) -> None:
    site.write({"docs/forretningskoordinator.md": page("Koordinator", kind="role")})
    assert 'Owner: <a href="/docs/forretningskoordinator">Koordinator</a>' in results(site, "ean")


def test_what_may_mean_several_things_is_asked(site: Site) -> None:
    text = results(site, "os2")
    assert "The answer is probably in one of these places</h2>" in text
    choices = text.partition('<ol class="s-card-choices">')[2].partition("</ol>")[0].split("<h3 ")
    assert len(choices) == 3
    assert 'class="s-card-choice"><a href="/docs/ferie">OS2</a></h3>' in choices[1]
    assert 'Source: <a href="/docs/ferie">Ordliste</a>' in choices[1]
    assert 'class="s-card-choice"><a href="/docs/alt#a">Alt på én side › Afsnit A</a>' in choices[2]
    assert "<p>OS2forms er et produkt.</p>" in choices[2]
    assert "Owner: Forretningskoordinator" in choices[2]
    assert all(choice.count('class="s-copy') == 1 for choice in choices[1:])
    assert "Reviewed 3 May 2026" in choices[2]
    assert 'Source: <a href="/docs/alt#a">Alt på én side</a>' in choices[2]


def test_what_is_left_out_is_no_line_while_typing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = replace(canned.ONE_VALUE, text="…\nSkriv til kassereren.\n…", values=())
    monkeypatch.setattr(Handbook, "search", lambda *_args, **_how: Reply("x", cut, (), ()))
    text = site.get("/-/search/typing?q=x").text
    assert '<span class="s-option-line">Skriv til kassereren.</span>' in text
    assert '<span class="s-option-line">…</span>' not in text


def test_the_choices_come_first_while_typing_and_only_once(site: Site) -> None:
    text = site.get("/-/search/typing?q=os2").text
    assert "The answer is probably in one of these places. 2 results" in text
    assert text.count('href="/docs/ferie"') == 1
    assert text.count('href="/docs/alt#a"') == 1
    assert '<span class="s-option-text">OS2forms er et produkt.</span>' in text


def test_no_results_is_an_answer_with_the_nearest_titles_apart(site: Site) -> None:
    text = results(site, "feriee")
    assert "No results for “feriee”" in text
    assert "Use fewer words" in text
    nearest = text.partition('<section class="s-nearest"')[2].partition("</section>")[0]
    assert '<a href="/docs/regel-1">Regel 1</a>' in nearest
    assert "s-results-list" not in text


def test_no_results_in_a_part_leads_to_the_whole(site: Site) -> None:
    text = site.get("/-/search?q=ferie&kind=role").text
    assert '<a class="s-button s-button-main" href="/-/search?q=ferie">Search the whole' in text
    assert site.get("/-/search?q=feriee").text.count("Search the whole") == 0


def test_nothing_asked_shows_what_can_be_asked(site: Site, engine: Engine) -> None:
    for address in ("/-/search", "/-/search?q=", "/-/search?q=%20%00%E2%80%AE", "/-/search?x=1"):
        text = site.get(address).text
        assert "What you can ask" in text
        assert '<a href="/docs/">Regler</a>' in text
        assert "autofocus" in text
    assert engine.asked == []


def test_a_question_too_long_is_cut_and_the_reader_told(site: Site, engine: Engine) -> None:
    text = results(site, "a" * 1_000_000)
    assert engine.asked[0][0] == "a" * LONGEST
    assert "The question was too long" in text
    assert len(text) < 20_000
    assert "The question was too long" not in results(site, "a" * LONGEST)


def test_what_cannot_be_seen_is_no_part_of_a_question(site: Site, engine: Engine) -> None:
    results(site, "%00+hvem%0D%0A%09godkender%E2%80%AE%1B%5B%FF")
    assert engine.asked[0][0] == "hvem godkender [\ufffd"


@given(st.text())
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    once, was_cut = tidy(text)
    assert tidy(once) == (once, False)
    assert len(once) <= LONGEST
    assert not re.search(r"[\x00-\x1f\x7f\u202e]|  |^ | $", once)
    assert was_cut == (len(text.strip()) > LONGEST)


HOSTILE = (
    '"><script>alert(1)</script>',
    "' onfocus=alert(1) x='",
    "{{ frame }}{% include 'x' %}",
    "</title><svg onload=alert(1)>",
    'NEAR("a" b) * - AND OR ( "',
    "😀",
    "שלום عليكم é\u0301\u0301",
    "!?.,-–…",
)


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("address", ["/-/search", "/-/search/typing", "/api/search"])
def test_a_question_is_only_ever_text(site: Site, address: str, query: str) -> None:
    reply = site.get(f"{address}?q={quote_plus(query)}")
    assert reply.status == 200
    if address == "/api/search":
        found = json.loads(reply.body)
        assert found == {"answer": None, "results": [], "nearest": [], "partial": False}
        return
    for forbidden in ("<script>alert", "<svg onload", " onfocus=alert(1) x='"):
        assert forbidden not in reply.text
    assert query in unescape(reply.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(max_size=700))
def test_every_question_is_answered(site: Site, query: str) -> None:
    written = quote_plus(query.encode("utf-8", "replace"))
    for address in ("/-/search", "/-/search/typing", "/api/search"):
        assert site.get(f"{address}?q={written}").status == 200


# Narrowing


def test_what_narrows_a_search_reaches_the_engine(site: Site, engine: Engine) -> None:
    site.get("/-/search?q=ferie&kind=guide&kind=register:products&within=docs/index.md")
    assert engine.asked == [
        (
            "ferie",
            {
                "typing": False,
                "limit": 50,
                "kinds": ("guide", "register:products"),
                "within": "docs/index.md",
            },
        )
    ]


def test_what_cannot_narrow_a_search_is_left_out(site: Site, engine: Engine) -> None:
    site.get("/-/search?q=ferie&kind=x&kind=register:&kind=guide&kind=guide&within=nej.md")
    assert engine.asked[0][1]["kinds"] == ("guide",)
    assert engine.asked[0][1]["within"] == ""


def test_a_page_that_may_not_be_known_narrows_as_one_that_is_not(site: Site) -> None:
    hidden = site.get("/-/search?q=ferie&within=hemmelig.md")
    missing = site.get("/-/search?q=ferie&within=xemmelig.md")
    assert hidden.body == missing.body
    hidden = site.get("/api/search?q=a&within=hemmelig.md")
    missing = site.get("/api/search?q=a&within=xemmelig.md")
    assert hidden.status == missing.status == 400
    assert hidden.text.replace("hemmelig", "xemmelig") == missing.text


def test_the_ways_to_narrow_are_links_and_say_which_is_in_use(site: Site) -> None:
    text = site.get("/-/search?q=ferie&kind=guide").text
    assert '<a href="/-/search?q=ferie&amp;kind=guide" aria-current="true">Guides</a>' in text
    assert '<a href="/-/search?q=ferie">All</a>' in text
    topic = "/-/search?q=ferie&amp;kind=guide&amp;within=docs%2Findex.md"
    assert f'<a href="{topic}">Regler</a>' in text
    assert '<input type="hidden" name="kind" value="guide">' in text
    assert "Hemmelig" not in text


# While typing


def test_while_typing_the_reader_gets_a_list_of_options(site: Site, engine: Engine) -> None:
    text = site.get("/-/search/typing?q=fer").text
    assert engine.asked[0][1]["typing"]
    assert text.startswith('<div class="s-options" id="s-options" role="listbox"')
    assert 'data-heard="3 results"' in text
    options = re.findall(r'role="option" tabindex="-1" href="([^"]+)"', text)
    assert options == ["/docs/ferie", "/docs/ferie#regler", "/docs/ferie#rester", "/-/search?q=fer"]


def test_while_typing_the_answer_comes_first(site: Site) -> None:
    text = site.get("/-/search/typing?q=ean").text
    assert "EAN-nummer: 5790000000000" in text
    assert re.findall('href="([^"]+)"', text)[0] == "/docs/alt#a"
    assert text.count('href="/docs/alt#a"') == 1  # and is not found once more below itself


def test_while_typing_nothing_found_is_said(site: Site) -> None:
    text = site.get("/-/search/typing?q=feriee").text
    assert "No results for “feriee”" in text
    assert 'data-heard="No results"' in text
    assert ">Regel 1<" in text


def test_while_nothing_is_typed_there_is_nothing(site: Site, engine: Engine) -> None:
    reply = site.get("/-/search/typing?q=+")
    assert (reply.status, reply.body, engine.asked) == (200, b"", [])


# The frame


def test_the_box_is_on_every_page(site: Site) -> None:
    for address in ("/", "/docs/ferie", "/-/tree/", "/nej", "/-/search", "/-/search?q=ferie"):
        text = site.get(address).text
        assert text.count('id="s-search"') == 1, address
        assert text.count('name="q"') == 1, address


def test_a_page_without_a_handbook_has_no_box(site: Site) -> None:
    assert 'id="s-search"' not in site.get("/", HTTP_HOST="elsewhere.example").text


def test_changing_the_language_keeps_the_question(site: Site) -> None:
    text = results(site, "ferie+%26+l%C3%B8n")
    next_place = re.search(r'/-/language\?to=da&amp;next=([^"]+)"', text)
    assert next_place
    there = site.get(f"/-/language?to=da&next={next_place[1]}").headers["location"]
    assert there == "/-/search?q=ferie+%26+l%C3%B8n"


def test_results_are_kept_out_of_shared_memories_and_of_other_search_engines(site: Site) -> None:
    for address in ("/-/search?q=ferie", "/-/search/typing?q=ferie", "/api/search?q=ferie"):
        reply = site.get(address)
        assert reply.headers["cache-control"] == "private, no-cache"
        assert reply.headers["x-content-type-options"] == "nosniff"
        seen = site.get(address, HTTP_IF_NONE_MATCH=reply.headers["etag"])
        assert (seen.status, seen.body) == (304, b"")
        head = site.get(address, method="HEAD")
        assert (head.status, head.body, head.headers) == (200, b"", reply.headers)
        assert site.as_person(None).post(address).status == 405
    assert '<meta name="robots" content="noindex">' in results(site, "ferie")


# The API


def test_each_choice_of_the_api_is_an_answer(site: Site) -> None:
    answer = json.loads(site.get("/api/search?q=os2").body)["answer"]
    assert answer["kind"] == "choice"
    assert answer["text"] == canned.MEANT.text
    first, other = answer["choices"]
    assert first.keys() == answer.keys()
    assert (first["title"], first["text"]) == ("OS2", "En forening.")
    assert (other["address"], other["choices"]) == ("/docs/alt#a", [])


def test_the_api_has_the_promised_shape(site: Site) -> None:
    reply = site.get("/api/search?q=ean&limit=1")
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(reply.body) == {
        "answer": {
            "kind": "fact",
            "title": "OS2’s betalingsoplysninger",
            "text": canned.CARD.text,
            "values": [each._asdict() for each in canned.CARD.values],
            "source": "Fakturaer",
            "address": "/docs/alt#a",
            "path": "docs/alt.md",
            "owner": "forretningskoordinator",
            "reviewed": "2026-05-03",
            "choices": [],
        },
        "results": [
            {
                "path": "docs/alt.md",
                "address": "/docs/alt",
                "anchor": "a",
                "title": "Alt på én side",
                "section": "Alt på én side › Afsnit A",
                "excerpt": "".join(text for text, _ in canned.EXCERPT),
                "score": 1.0,
            }
        ],
        "nearest": [],
        "partial": False,
    }


def test_the_api_names_the_nearest_titles(site: Site) -> None:
    found = json.loads(site.get("/api/search?q=feriee").body)
    assert found == {
        "answer": None,
        "results": [],
        "nearest": [
            {"title": "Ferie", "address": "/docs/ferie"},
            {"title": "Regel 1", "address": "/docs/regel-1"},
        ],
        "partial": False,
    }


def test_says_when_no_place_says_all_that_is_asked(site: Site) -> None:
    text = results(site, "ferie+med+løn")
    assert "No place says all that you ask." in text
    assert 'href="/-/gaps/new?q=ferie%20med%20l%C3%B8n"' in text
    assert json.loads(site.get("/api/search?q=ferie+med+løn").body)["partial"] is True
    assert "No place says all" not in results(site, "ferie")


def test_the_api_asks_for_twenty_results_unless_told(site: Site, engine: Engine) -> None:
    site.get("/api/search?q=ferie")
    site.get("/api/search?q=ferie&limit=50")
    assert [how["limit"] for _, how in engine.asked] == [20, 50]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=5",
        "q=a&limit=0",
        "q=a&limit=51",
        "q=a&limit=-1",
        "q=a&limit=%C2%B2",
        "q=a&limit=9999999999999999999999",
        "q=a&limit=",
        "q=a&kind=x",
        "q=a&kind=register:../x",
        "q=a&within=nej.md",
        "q=a" + "&x" * 2000,
    ],
)
def test_what_a_program_gets_wrong_is_said_as_json(site: Site, engine: Engine, query: str) -> None:
    reply = site.get(f"/api/search?{query}")
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert list(json.loads(reply.body)) == ["error"]
    assert json.loads(reply.body)["error"].endswith((".", "…"))
    assert engine.asked == []


def test_too_many_parameters_are_refused_on_every_screen(site: Site) -> None:
    for address in ("/-/search", "/-/search/typing"):
        assert site.get(address + "?q=a" + "&x" * 2000).status == 400


def test_the_manual_names_every_field(site: Site) -> None:
    manual = DOCS.read_text("utf-8")
    found = json.loads(site.get("/api/search?q=ean").body)
    for name in (*found, *found["answer"], *found["results"][0]):
        assert f"`{name}`" in manual, name
