"""A question in, the right places out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saadan.search.finder import Finder
from saadan.search.index import index_of
from saadan.search.lexicon import read_lexicon
from tests.handbooks import built, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.search.model import Result

FILES = {
    "index.md": "---\ntitle: Forside\n---\n# Forside\n\nVelkommen til håndbogen.\n",
    "faktura.md": (
        "---\ntitle: Fakturagodkendelse\nkind: procedure\nkeywords: [bilag]\n"
        "answers: [hvem godkender en faktura]\n---\n# Fakturagodkendelse\n\n"
        "To personer ser på hver regning.\n\n## Trin\n\nKontrollér beløbet.\n\nSend den videre.\n\n"
        "## Undtagelser\n\nSmå beløb under 100 kr. godkendes af én.\n"
    ),
    "ferie.md": (
        "---\ntitle: Ferie og fridage\n---\n# Ferie og fridage\n\nAftal ferien med din leder.\n\n"
        "## Bestyrelsesmøder i ferien\n\nBestyrelsens møder holdes ikke i juli.\n\n"
        "## Fem uger\n\nDu har fem uger.\n\n## Overført\n\nFerie kan overføres.\n\n"
        "## Syg\n\nBliver du syg i ferien, så ring.\n"
    ),
    "lokaler.md": (
        "---\ntitle: Lokaler\nstatus: draft\n---\n# Lokaler\n\n| Lokale | Pladser |\n|---|---|\n"
        "| Lodsen | 14 |\n| Kajen | 30 |\n"
    ),
    "skjult.md": "---\ntitle: Skjult\nsearch_exclude: true\n---\nFerie ferie ferie.\n",
    "registers/tools.yaml": (
        "title: Værktøjer\nfields:\n  id: slug\n  name: text\n  purpose: text\n"
        "rows:\n  - {id: pling, name: Pling, purpose: korte beskeder mellem kolleger}\n"
    ),
    "registers/synonyms.yaml": (
        "title: Ord\nfields:\n  id: slug\n  words: {type: text, many: true}\n"
        "rows:\n  - {id: sal, words: [lokale, plenumsal]}\n"
    ),
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    return Finder.of(snapshot_of(tmp_path_factory.mktemp("store"), FILES))


def first(finder: Finder, question: str, *, typing: bool = False) -> Result:
    return finder.search(question, typing=typing).results[0]


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("fakturagodkendelse", "faktura.md"),
        ("godkendelse af fakturaer", "faktura.md"),  # a compound written apart
        ("faktura godkendelsen", "faktura.md"),
        ("godkender faktura", "faktura.md"),  # the verb behind the noun
        ("bestyrelsesmødet", "ferie.md"),  # a compound of words that stand apart
        ("overføre feriedage", "ferie.md"),
        ("lokalet", "lokaler.md"),
        ("plenumsal", "lokaler.md"),  # the handbook's own synonym
        ("invoice", "faktura.md"),  # English
        ("fakuragodkendelse", "faktura.md"),  # a typo
        ("feire", "ferie.md"),
        ("bilag", "faktura.md"),  # a keyword
        ("pling", "registers/tools.yaml"),
    ],
)
def test_finds_the_page_whatever_the_form_of_the_words(
    finder: Finder, question: str, path: str
) -> None:
    assert first(finder, question).path == path


def test_leads_to_the_section_and_shows_its_own_words(finder: Finder) -> None:
    found = first(finder, "hvad gør jeg når jeg bliver syg i ferien")

    assert (found.address, found.anchor, found.section) == ("/ferie", "syg", "Syg")
    assert "".join(piece.text for piece in found.excerpt) == "Bliver du syg i ferien, så ring."
    assert {piece.text for piece in found.excerpt if piece.is_hit} >= {"syg", "ferien"}


def test_shows_the_line_of_a_table(finder: Finder) -> None:
    found = first(finder, "lodsen")

    assert found.path == "lokaler.md"
    assert "".join(piece.text for piece in found.excerpt) == "Lodsen · 14"
    assert found.row == ("Lodsen", "14")


def test_a_page_takes_at_most_three_places_and_they_stand_together(finder: Finder) -> None:
    paths = [each.path for each in finder.search("ferie").results]

    assert paths.count("ferie.md") == 3
    assert paths[:3] == ["ferie.md"] * 3
    assert "skjult.md" not in paths


def test_the_last_word_may_be_unfinished_while_typing(finder: Finder) -> None:
    assert first(finder, "faktu", typing=True).path == "faktura.md"
    assert first(finder, "hvem godkender en fak", typing=True).path == "faktura.md"


@pytest.mark.parametrize("question", ["brændeovn", "qwzrt plomp", "tandlæge til hunden", "hunden"])
def test_says_so_when_nothing_speaks_of_it(finder: Finder, question: str) -> None:
    reply = finder.search(question)

    assert (reply.results, reply.answer) == ((), None)


def test_names_the_nearest_titles_apart(finder: Finder) -> None:
    reply = finder.search("ferie brændeovn skorsten tagsten")

    assert reply.results == ()
    assert [each.title for each in reply.nearest] == ["Ferie og fridage"]


def test_names_what_begins_like_a_word_nobody_knows(finder: Finder) -> None:
    reply = finder.search("ferikolonner")

    assert reply.results == ()
    assert [each.title for each in reply.nearest] == ["Ferie og fridage"]


def test_shows_no_words_that_are_only_searched_by(tmp_path: Path) -> None:
    tools = (
        "title: Ting\nfields:\n  id: slug\n  name: text\n  purpose: text\n"
        "  keywords: {type: text, many: true}\n"
        "rows:\n  - {id: stok, name: Stok, purpose: noget at slå med, keywords: [køller]}\n"
    )
    finder = Finder.of(snapshot_of(tmp_path, {**FILES, "registers/ting.yaml": tools}))

    assert first(finder, "køller").excerpt[0].text == "purpose: noget at slå med"


def test_a_page_that_speaks_of_it_everywhere_comes_before_one_that_does_once(
    tmp_path: Path,
) -> None:
    sections = ("Hvor de står", "Nøgler", "Reparation", "Børn", "Vinter")
    bicycles = "".join(f"## {each}\n\nVi har cykler til lån.\n\n" for each in sections)
    files = {
        "index.md": "# Forside\n",
        "cykler.md": f"# Transport\n\nFor alle.\n\n{bicycles}",
        "gaver.md": "# Gaver\n\n## Lån af cykler\n\nSom gave.\n",
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert first(finder, "låne cykler").path == "cykler.md"


def test_one_page_leaves_room_for_others(tmp_path: Path) -> None:
    others = {f"{n}.md": f"# Side {n}\n\nHer er lidt om havnen.\n" for n in range(12)}
    harbour = "# Havnen\n" + "".join(f"\n## Del {n}\n\nOm havnen.\n" for n in range(5))
    finder = Finder.of(snapshot_of(tmp_path, {"havn.md": harbour, **others}))

    paths = [each.path for each in finder.search("havnen").results]

    assert paths[0] == "havn.md"
    assert len(set(paths[:10])) == 10


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("where is the fire extinguisher", "brand.md"),  # "fire" is four in Danish
        ("what time is it", "tid.md"),
        ("fire timer", "tal.md"),
        ("deadline for the summer issue", "frist.md"),  # "the" is also tea, "summer" a verb
    ],
)
def test_reads_english_as_english(tmp_path: Path, question: str, path: str) -> None:
    files = {
        "index.md": "# Forside\n",
        "brand.md": "# Brand\n\nSlukkeren hænger ved døren.\n",
        "tid.md": "# Tid\n\nUret hænger i gangen.\n",
        "tal.md": "# Tal\n\nDer er fire timer.\n",
        "frist.md": "# Frister\n\nSommerens nummer lukker i maj.\n",
    }

    assert first(Finder.of(snapshot_of(tmp_path, files)), question).path == path


def test_what_is_asked_word_for_word_is_found_among_many(tmp_path: Path) -> None:
    rows = "".join(f"  - {{id: n{n}, name: OS2 nummer{n}}}\n" for n in range(60))
    files = {
        "index.md": "# Forside\n",
        "registers/products.yaml": f"fields:\n  id: slug\n  name: text\nrows:\n{rows}",
        "registers/faq.yaml": (
            "fields:\n  id: slug\n  question: text\n  answer: text\nrows:\n"
            "  - {id: hvad, question: Hvad er så det OS2 egentlig?, answer: En forening.}\n"
        ),
    }
    reply = Finder.of(snapshot_of(tmp_path, files)).search("hvad er os2")

    assert reply.answer is not None
    assert reply.answer.text == "En forening."


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("arsmode", "aarsmoede.md"),  # two letters
        ("brandovelse", "brand.md"),  # and the text has the parts of the word
        ("raadgivnig", "hjaelp.md"),  # with a typo besides
        ("bestyrrelsens", "bestyrelse.md"),  # inflected, and the text's form is shorter
        ("leantme", "leantime.md"),  # a name that no list of words has
        ("sommerlejer", "sommerlejr.md"),  # two words that make up another one
        ("naar er der aarsmoede", "aarsmoede.md"),
    ],
)
def test_a_slip_or_another_keyboard_leads_to_the_word_that_was_meant(
    tmp_path: Path, typed: str, path: str
) -> None:
    pages = {
        "aarsmoede.md": "# Årsmøde\n\nVi holder det i maj.\n",
        "brand.md": "# Brand\n\nGå ud.\n\n## Øvelse\n\nVi øver i maj.\n",
        "hjaelp.md": "# Rådgivning\n\nVi hjælper med det meste.\n",
        "bestyrelse.md": "# Bestyrelse\n\nDen har syv medlemmer.\n",
        "leantime.md": "# Leantime\n\nSkriv dine timer.\n",
        "sommerlejr.md": "# Sommerlejr\n\nVi tager af sted i juli.\n",
        "lejere.md": "# Lejere\n\nOm sommeren flytter mange.\n",
    }
    assert first(Finder.of(snapshot_of(tmp_path, pages)), typed).path == path


def test_a_row_is_read_with_the_first_row_of_its_table(tmp_path: Path) -> None:
    pages = {
        "kontakter.md": "# Kontakter\n\n| Hvem | Telefon |\n|---|---|\n"
        "| Låsesmed | 55 00 60 22 |\n| Maler | 55 00 60 23 |\n",
        "raad.md": "# Råd\n\nEn låsesmed har åbnet.\n\nRing aldrig fra din egen telefon.\n",
    }
    found = first(Finder.of(snapshot_of(tmp_path, pages)), "telefon til en låsesmed")

    assert (found.path, found.row) == ("kontakter.md", ("Låsesmed", "55 00 60 22"))


def test_a_word_that_everybody_uses_tells_less_than_one_that_few_do(tmp_path: Path) -> None:
    pages = {
        "problemer.md": "# Problemer\n\nSkriv til os.\n",
        "sirene.md": "# Sirene\n\nSluk den i skabet.\n",
    }
    assert first(Finder.of(snapshot_of(tmp_path, pages)), "problemer sirene").path == "sirene.md"


def test_when_and_to_whom_something_happens_need_not_be_said(tmp_path: Path) -> None:
    locked_out = (
        "---\ntitle: Nøgler og låse\n---\n# Nøgler og låse\n\nHver bolig har tre nøgler.\n\n"
        "## Låst ude\n\nRing til en låsesmed.\n"
    )
    other = {f"{n}.md": f"---\ntitle: Side {n}\n---\nNoget om sag {n}.\n" for n in range(40)}
    finder = Finder.of(snapshot_of(tmp_path, {"laase.md": locked_out, **other}))

    asked = finder.search("hvad gør min nabo, der er låst ude en søndag aften?")
    other_subject = finder.search("hvad gør min makulator, der er låst?")

    assert [(each.path, each.anchor) for each in asked.results[:1]] == [("laase.md", "låst-ude")]
    assert not other_subject.results


def test_pieces_of_a_number_are_not_the_number(tmp_path: Path) -> None:
    files = {"index.md": "# Stole\n\nVi har 40 stole og 1.000 kopper.\n"}
    found = Finder.of(snapshot_of(tmp_path, files))

    assert found.search("1.000").results
    assert not found.search("40.000").results


@pytest.mark.parametrize(
    "question", ["hvilket program har vi fotos i", "hvor længe har vi fotos", "fotos hvor mange"]
)
def test_what_says_only_the_form_of_an_answer_need_not_be_there(
    tmp_path: Path, question: str
) -> None:
    files = {
        "index.md": "# Forside\n\nStævnets program er langt og længe om at blive færdigt.\n",
        "fotos.md": "# Billeder\n\nVi har fotos i Kikkerten i tre år, 9.000 i alt.\n",
        "mange.md": "# Mange tak\n\nTil de mange, der hjalp.\n",
    }
    reply = Finder.of(snapshot_of(tmp_path, files)).search(question)

    assert reply.results[0].path == "fotos.md"
    assert not reply.is_partial


def with_lexicon(folder: Path, files: dict[str, str], lexicon: str) -> Finder:
    snapshot = snapshot_of(folder, files)
    return Finder(snapshot, index_of(snapshot), read_lexicon(lexicon))


def test_another_word_for_the_same_finds_what_only_has_to_do_with_it_does_not(
    tmp_path: Path,
) -> None:
    files = {
        "index.md": "# Forside\n",
        "løn.md": "# Løn\n\nLønnen står på kontoen den sidste bankdag.\n",
        "biler.md": "# Biler\n\nBilen holder i gården. Spørg efter parkering.\n",
    }
    finder = with_lexicon(tmp_path, files, "gage = løn\nfirmavogn > bil")

    assert first(finder, "hvornår kommer gagen").path == "løn.md"
    assert finder.search("firmavogn").results == ()
    assert [each.title for each in finder.search("firmavogn").nearest] == ["Biler"]
    assert first(finder, "parkering af firmavogn").path == "biler.md"


def test_a_card_is_sure_by_another_word_for_the_same(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "løn.md": "# Løn\n\nLønnen er på kontoen den 30. i hver måned.\n",
        "bank.md": "# Bank\n\nVi lukker kontoen den 1. i hver måned.\n",
    }
    question = "hvornår er gagen på kontoen"
    sure = with_lexicon(tmp_path / "sure", files, "gage = løn").search(question)
    near = with_lexicon(tmp_path / "near", files, "gage > løn").search(question)

    assert sure.answer is not None
    assert "den 30." in sure.answer.text
    assert near.answer is None


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("hvordan melder man sig ud", "ud.md"),
        ("hvordan siger jeg op", "op.md"),
        ("hvem betaler vi ind til", "ind.md"),
    ],
)
def test_a_verb_and_its_particle_are_one_word(tmp_path: Path, question: str, path: str) -> None:
    files = {
        "index.md": "# Forside\n\nMeld gerne et møde her, og betal og sig til.\n",
        "ud.md": "# Udmeldelse\n\nSkriv til os.\n",
        "op.md": "# Opsigelse\n\nSkriv til din leder.\n",
        "ind.md": "# Indbetaling\n\nBrug kontoen.\n",
    }

    assert first(with_lexicon(tmp_path, files, ""), question).path == path


def test_a_verb_is_another_one_with_its_particle(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "syg.md": "# Syg\n\nDu melder dig syg, og kommunen melder videre, hvem der er syg.\n",
        "ny.md": "# Ny\n\nMelder en kommune sig ind, byder vi velkommen.\n",
        "af.md": "# Afsked\n\nMelder en kommune sig ud, siger vi tak, og kommunen melder det.\n",
    }
    finder = with_lexicon(tmp_path, files, "")

    assert first(finder, "hvordan melder en kommune sig ind").path == "ny.md"


def test_a_verb_with_two_particles_is_either_of_two_others(tmp_path: Path) -> None:
    files = {"index.md": "# Forside\n\nMan melder sig ind her, og man melder sig ud der.\n"}
    verb = next(iter(with_lexicon(tmp_path, files, "").explain("melder sig ind og ud")))

    assert verb.startswith("melder")
    assert "melde & ind 1.00" in verb
    assert "melde & ud 1.00" in verb
    assert "melde 0.80 (same)" in verb


def test_a_compound_that_no_text_has_is_no_other_word_without_letters(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "bil.md": "# Bil\n\nFirmaet har kørt langt.\n",
        "møde.md": "# Lokaler\n\nEt mødelokale er ledigt.\n",
    }
    finder = with_lexicon(tmp_path, files, "")

    assert not finder.search("firmakort").results
    assert first(finder, "modelokale").path == "møde.md"


def test_small_english_words_tell_nothing_though_they_are_danish(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "hund.md": "# Hunde\n\nHunden må være her om fredagen.\n",
        "i.md": "# Her\n\nI skal være her over middag, og i haven er alle her.\n",
    }
    finder = with_lexicon(tmp_path, files, "")

    assert first(finder, "can I have a dog here at work").path == "hund.md"


def test_a_name_tells_as_much_in_an_english_question(tmp_path: Path) -> None:
    place = "# {}\n\nHuset har åbningstid fra 10 til 17.\n"
    files = {
        "index.md": "# Forside\n",
        **{f"{name}.md": place.format(name) for name in ("Nord", "Syd", "Vest")},
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert first(finder, "what are the opening hours of Vest").path == "Vest.md"


def test_a_place_that_cannot_answer_comes_after_one_that_can(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "tæpper.md": "# Vask af tæpper\n\nTæpper vaskes hvert forår.\n",
        "hus.md": "# Huset\n\nPedellen vasker tæpper.\n",
    }
    finder = with_lexicon(tmp_path, files, "")

    assert first(finder, "vask af tæpper").path == "tæpper.md"
    assert first(finder, "hvem vasker tæpper").path == "hus.md"


def test_words_may_change_places_in_a_compound(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "hjemme.md": "# Hjemmearbejde\n\nSpørg din leder.\n",
        "andet.md": "# Andet\n\nVi arbejder sammen, og ingen er hjemme.\n",
    }

    assert (
        first(Finder.of(snapshot_of(tmp_path, files)), "må jeg arbejde hjemme").path == "hjemme.md"
    )


def test_what_a_compound_ends_with_is_not_all_of_it(tmp_path: Path) -> None:
    files = {"index.md": "# Forside\n", "aftale.md": "# Aftaler\n\nVi forhandler hvert år.\n"}
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert first(finder, "forhandling").path == "aftale.md"
    assert finder.search("lønforhandling").results == ()


def test_a_folder_gives_way_to_the_page_that_answers(tmp_path: Path) -> None:
    text = "---\ntitle: {}\n---\n\nNøglen hænger i skabet.\n"
    files = {"index.md": "# Forside\n", "hus/index.md": text, "hus/nøgle.md": text}

    assert first(Finder.of(snapshot_of(tmp_path, files)), "nøglen i skabet").path == "hus/nøgle.md"


def test_stop_words_never_empty_a_question(finder: Finder) -> None:
    assert finder.search("hvem er du").query == "hvem er du"
    assert first(finder, "du har").path == "ferie.md"


def test_can_be_narrowed(finder: Finder) -> None:
    assert {each.kind for each in finder.search("beskeder beløb", kinds=["entry"]).results} == {
        "entry"
    }
    assert finder.search("beløb", kinds=["guide"]).results == ()
    assert finder.search("beløb", kinds=["procedure"]).results[0].path == "faktura.md"
    assert finder.search("pling", kinds=["register:tools"]).results[0].title == "Pling"
    assert finder.search("pling", kinds=["register:other"]).results == ()
    assert finder.search("ferie", within="faktura.md").results == ()


def test_explains_what_each_place_is_worth(finder: Finder) -> None:
    lines = list(finder.explain("godkende faktura"))

    assert lines[0].startswith("godkende (")
    assert any("faktura.md#0: " in line and "title" in line for line in lines)


def test_an_index_gone_on_with_finds_what_a_fresh_one_finds(tmp_path: Path) -> None:
    before = built(tmp_path / "a", FILES)
    Finder.of(before.snapshot)
    changed = {
        **{path: text for path, text in FILES.items() if path != "lokaler.md"},
        "ferie.md": "---\ntitle: Sommerferie\n---\n# Sommerferie\n\nPling til lederen.\n",
        "ny.md": "---\ntitle: Parkering\n---\nDer er plads til ti biler.\n",
        "registers/tools.yaml": FILES["registers/tools.yaml"].replace("beskeder", "billeder"),
    }
    after = built(tmp_path / "a", changed, before)
    gone_on = Finder.of(after.snapshot, before.snapshot)
    fresh = Finder.of(snapshot_of(tmp_path / "b", changed))

    for question in ("ferie", "lodsen", "parkering", "pling", "beskeder", "billeder", "leder"):
        found, expected = gone_on.search(question).results, fresh.search(question).results
        assert [each._replace(score=0) for each in found] == [
            each._replace(score=0) for each in expected
        ], question


def test_an_index_that_is_gone_is_made_again(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, FILES)
    Finder.of(snapshot)
    for file in sorted((snapshot.folder / "search").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()

    assert Finder.of(snapshot).search("ferie").results


def test_says_when_even_the_best_place_says_little_of_what_is_asked(finder: Finder) -> None:
    assert not finder.search("overført ferie").is_partial
    assert finder.search("ferie til kattepasning").is_partial
    assert not finder.search("kattepasning").is_partial  # nothing at all is said otherwise


def test_marks_what_is_meant_rather_than_what_is_a_little_like_it(tmp_path: Path) -> None:
    page = "# Låse\n\nEn nøgle og en kode giver sjældent et problem.\n"
    finder = Finder.of(snapshot_of(tmp_path, {"laase.md": page}))

    marked = [piece.text for piece in first(finder, "nøgle").excerpt if piece.is_hit]

    assert marked == ["nøgle"]
