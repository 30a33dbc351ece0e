"""A card when, and only when, the handbook itself settles the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saadan.search.finder import Finder
from saadan.search.fitting import fits, suits
from saadan.search.patterns import Pattern, asks
from tests.handbooks import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.search.model import Answer

FILES = {
    "index.md": "---\ntitle: Forside\n---\n# Forside\n\nVelkommen.\n",
    "faktura.md": (
        "---\ntitle: Godkend en faktura\nkind: procedure\nreviewed: 2026-03-01\n"
        "answers: [hvordan godkender jeg en faktura]\n---\n# Godkend en faktura\n\n"
        "To personer ser på hver faktura.\n"
    ),
    "kørsel.md": (
        "---\ntitle: Kørsel\nowner: koordinator\n---\n# Kørsel\n\n## Egen bil\n\n"
        "Kør helst med toget.\n\nTaksten pr. kilometer i egen bil er 2,94 kr.\n"
    ),
    "registers/facts.yaml": (
        "title: Fakta\nowner: koordinator\nreviewed: 2026-02-03\n"
        "fields:\n  id: slug\n  name: text\n  value: text\n"
        "  keywords: {type: text, many: true}\nrows:\n"
        "  - {id: ean, name: EAN-nummer, value: '5790000000001', keywords: [ean]}\n"
        "  - {id: cvr, name: CVR-nummer, value: '12345678'}\n"
        "  - {id: stiftet, name: Fødselsdag, value: 24. april 2012, keywords: [stiftet]}\n"
        "  - {id: stiftere, name: Fædre, value: fem kommuner, keywords: [stiftet]}\n"
    ),
    "registers/products.yaml": (
        "title: Produkter\nfields:\n  id: slug\n  name: text\n  account: {type: text, title: PSP}\n"
        "  internal: {type: roles, title: Godkender}\n  code: {type: text, private: true}\n"
        "answers:\n  - ask: ['hvem godkender fakturaer for {name}', 'PSP-nummer {name}']\n"
        "    show: '{name}: PSP {account}, {internal} godkender'\n"
        "  - ask: ['hvem godkender fakturaer for {name}', 'PSP-nummer {name}']\n"
        "    show: '{name}: PSP {account}'\n"
        "rows:\n"
        "  - {id: forms, name: OS2forms, account: XG-20, internal: koordinator, code: hemmelig}\n"
        "  - {id: mo, name: OS2mo, account: XG-30}\n"
    ),
    "registers/roles.yaml": (
        "title: Roller\nfields:\n  id: slug\n  title: text\n"
        "rows:\n  - {id: koordinator, title: Forretningskoordinator}\n"
    ),
    "registers/tools.yaml": (
        "title: Værktøjer\nfields:\n  id: slug\n  name: text\n  purpose: text\n"
        "rows:\n  - {id: pling, name: Pling, purpose: korte beskeder mellem kolleger}\n"
    ),
    "registers/contacts.yaml": (
        "title: Kontakter\nfields:\n  id: slug\n  topic: text\n  email: email\n"
        "  keywords: {type: text, many: true}\nrows:\n"
        "  - {id: laase, topic: Dørlåse, email: dør@example.dk, keywords: [nøglebrik]}\n"
        "  - {id: trykkeri, topic: Trykkeri, email: tryk@example.dk, keywords: [plakat]}\n"
    ),
    "hal.md": (
        "---\ntitle: Hallen\n---\n# Hallen\n\n## Leje af hallen\n\n| Hvornår | Pris |\n|---|---|\n"
        "| Hverdag | 600 kr. |\n| Weekend | 1.800 kr. |\n\n## Opvarmning i hallen\n\nVi fyrer.\n"
    ),
    "vask.md": "---\ntitle: Vask\n---\n# Vask\n\n## Vask af tæpper\n\nTæpper vaskes om foråret.\n",
    "registers/rooms.yaml": (
        "title: Rum\nfields:\n  id: slug\n  name: text\n  seats: {type: integer, title: Pladser}\n"
        "  tools: text\n"
        "answers:\n  - {ask: ['hvor mange sidder i {name}'], show: '{name}: {tools}'}\n"
        "rows:\n  - {id: kahyt, name: Kahytten, seats: 14, tools: skærm}\n"
    ),
    "registers/glossary.yaml": (
        "title: Ordliste\nfields:\n  id: slug\n  term: text\n  definition: text\n"
        "rows:\n  - {id: psp, term: PSP-element, definition: et kontonummer for et produkt}\n"
    ),
    "registers/faq.yaml": (
        "title: Spørgsmål\nfields:\n  id: slug\n  question: text\n  answer: markdown\nrows:\n"
        "  - {id: referat, question: Hvor ligger referaterne?, answer: I **arkivet**.}\n"
    ),
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    return Finder.of(snapshot_of(tmp_path_factory.mktemp("store"), FILES).seen_by("public"))


def answer(finder: Finder, question: str) -> Answer:
    found = finder.search(question).answer
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("hvad er vores EAN-nummer?", "fact", "EAN-nummer: 5790000000001"),
        ("ean", "fact", "EAN-nummer: 5790000000001"),
        ("psp nummer os2mo", "register", "OS2mo: PSP XG-30"),
        ("hvad betyder psp-element", "glossary", "PSP-element: et kontonummer for et produkt"),
        ("hvad bruger vi pling til", "tool", "Pling: korte beskeder mellem kolleger"),
        ("hvor ligger referater", "faq", "I arkivet."),
        ("referater, hvor ligger de", "faq", "I arkivet."),
        ("hvilket program har vi til beskeder", "tool", "purpose: korte beskeder mellem kolleger"),
        ("hvordan godkender jeg en faktura", "procedure", "To personer ser på hver faktura."),
        ("where are minutes", "faq", "I arkivet."),
    ],
)
def test_says_what_the_handbook_says(finder: Finder, question: str, kind: str, text: str) -> None:
    found = answer(finder, question)

    assert (found.kind, found.text) == (kind, text)


def test_names_titles_of_what_an_entry_refers_to(finder: Finder) -> None:
    found = answer(finder, "hvem godkender fakturaer for os2forms")

    assert found.text == "OS2forms: PSP XG-20, Forretningskoordinator godkender"
    assert found.values[1] == ("PSP", "XG-20")


def test_names_its_source_owner_and_date(finder: Finder) -> None:
    found = answer(finder, "cvr nummer")

    assert (found.source, found.owner, found.reviewed) == ("Fakta", "koordinator", "2026-02-03")
    assert (found.address, found.path) == ("/registers/facts/cvr", "registers/facts.yaml")


def test_shows_the_passage_that_settles_it(finder: Finder) -> None:
    found = answer(finder, "hvad er taksten pr. kilometer i egen bil")

    assert found.kind == "passage"
    assert "2,94 kr." in found.text
    assert found.address == "/kørsel#egen-bil"


def test_shows_the_row_of_a_small_table_though_other_sections_are_about_the_same(
    finder: Finder,
) -> None:
    found = answer(finder, "hvad koster leje af hallen i en weekend")

    assert "Weekend · 1.800 kr." in found.text
    assert found.address == "/hal#leje-af-hallen"


def test_names_whom_to_ask_whatever_is_to_be_done(finder: Finder) -> None:
    found = answer(finder, "hvem lukker op med en nøglebrik")

    assert (found.kind, found.address) == ("contact", "/registers/contacts/laase")
    assert "dør@example.dk" in found.text


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("hvornår er der møde", "Den 3. maj.", True),
        ("hvornår er der møde", "I lokalet.", False),
        ("hvad koster det", "Det er gratis.", True),
        ("hvad koster det", "Seks kroner.", True),
        ("hvor længe gemmes det", "Altid.", True),
        ("how long is it kept", "Fem uger.", True),
        ("how often do we meet", "I salen.", False),
        ("hvad er det", "Noget.", True),
        ("hvem vasker tæpper", "Det gør pedellen.", True),
        ("hvem vasker tæpper", "Skriv til hus@example.org.", True),
        ("hvem vasker tæpper", "Tæpper vaskes om foråret.", False),
        ("link til Leantime", "Skriv dine timer i Leantime.", False),
        ("link til Leantime", "Leantime: leantime.example.org", True),
        ("vagttelefonens nummer", "Ring til vagten.", False),
        ("hvad er rykkergebyret", "Rykkeren sendes efter 30 dage.", False),
        ("hvad er rykkergebyret", "Rykkeren koster 100 kr.", True),
        ("hvilken mail skal regninger til", "Send dem til bogholderen.", False),
        ("hvordan finder jeg nummeret", "Slå det op.", True),
        ("hvordan indkalder vi", "Opgave\tHvem\t\nIndkalde til møder\tformanden\t", False),
        ("hvem ringer jeg til", "Elevatorfirmaet, 12 00 11 03", True),
        ("hvem laver afregningen", "Bogholderen laver den.", True),
        ("hvem lukker kontoen", "Teknisk rådgiver lukker den.", True),
        ("hvor mange er vi", "Skriv til os2@os2.example.", False),
        ("hvor mange er vi", "Vi er 14.", True),
        ("hvornaar lukker vi", "Vi lukker døren.", False),
        ("hvornår lukker vi", "Lokalnummer 212, eller 70 00 21 10.", False),
        ("hvornår lukker vi", "Mellem 16 og 17.", True),
        (
            "hvornår skal kontingentet betales",
            "25.000 kr. uden moms, og 60 % af det ekstra.",
            False,
        ),
        ("hvornår skal kontingentet betales", "Senest den 20.", True),
        ("telefonnummer til huset", "Bygget i 1987.", False),
        ("telefonnummer til huset", "70 00 21 10", True),
        ("hvor længe gemmes optagelser", "Fire kameraer ser gården.", False),
        ("hvor ofte ringer vi", "Telefonen bruges i huset.", False),
        ("hvor ofte ringer vi", "Hver uge.", True),
        ("hvor længe gemmes optagelser", "Kun daglig leder ser dem.", False),
        ("hvor længe gemmes optagelser", "De gemmes et halvt år.", True),
        ("hvor hurtigt kommer vi", "Vi lukker døren i dagligstuen.", False),
        ("hvor hurtigt kommer vi", "Toilet løber · 2 arbejdsdage", True),
        ("hvor længe venter vi", "Vent tredive minutter.", True),
        ("hvem vasker tæpper", "Bilen holder ved kontorerne.", False),
        ("hvem vasker tæpper", "Konservatoren.", True),
        ("vagt telefon", "Tast 2 for vagten.", False),
        ("hvem skriver referat", "Referater af teammøder ligger her.", False),
        ("how many are we", "Skriv til os2@os2.example.", False),
        ("how long is it kept", "Kun daglig leder ser dem.", False),
        ("hvad koster en klage", "Den skal være her inden fjorten dage.", False),
        ("hvilket program sender vi nyhedsbreve fra", "Nyhedsbrevet sendes om torsdagen.", False),
        ("hvilket program sender vi nyhedsbreve fra", "Vi sender det fra Postduen.", True),
        ("hvilket program har vi til post", "Postduen · nyhedsbreve", True),
        ("hvad hedder rengøringsfirmaet", "Rengøringsfirmaet kommer om morgenen.", False),
        ("hvad hedder rengøringsfirmaet", "Det hedder Blank og kommer om morgenen.", True),
        ("hvor mange uger venter vi", "Vi tager 14 telefoner med.", False),
        ("hvor mange uger venter vi", "Inden 14 dage.", True),
        ("how many days do we wait", "Vent 14 minutter.", True),
        ("hvor mange kvadratmeter er scenen", "Den bærer 250 kg.", False),
        ("hvor mange kvadratmeter er scenen", "Den er 80 m².", True),
        ("hvor mange penge har vi", "Vi er 14.", False),
    ],
)
def test_an_answer_has_what_is_asked_for(question: str, text: str, expected: bool) -> None:
    assert fits(question, text) is expected


@pytest.mark.parametrize(
    ("question", "heading", "expected"),
    [
        ("hvem godkender", "Hvem gør hvad", True),
        ("hvem godkender", "Ansvar og roller", True),
        ("hvornår er det", "Frister", True),
        ("hvornår er det", "Længere tid", False),
        ("hvordan kommer jeg ind", "Få adgang", False),
        ("hvordan kommer jeg ind", "Sådan gør du", True),
        ("hvor er det", "Hvor længe", False),
        ("hvad koster det", "Priser", True),
        ("hvor længe gemmes det", "Hvor længe gemmer vi?", True),
        ("hvad gør jeg når det brænder", "Hvis det brænder", True),
        ("how long do we keep it", "How long we keep things", True),
        ("noget", "Hvem gør hvad", False),
    ],
)
def test_a_heading_says_what_questions_are_answered_below_it(
    question: str, heading: str, expected: bool
) -> None:
    assert suits(question, heading) is expected


ALARM = {
    "index.md": "# Forside\n",
    "andet.md": "# Andet\n\nHer er noget andet.\n",
    "alarm.md": (
        "---\ntitle: Alarmen\n---\n# Alarmen\n\nAlarmen slås til af den sidste.\n\n"
        "## Slå alarmen til\n\nTast koden til alarmen, og gå.\n\n"
        "## Hvis den går\n\nRing til vagten. Alarmen går ved røg.\n\n"
        "## Hvem har koden\n\nPedellen.\n"
    ),
}


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("hvad gør jeg når alarmen går", "hvis-den-går"),
        ("hvem har koden til alarmen", "hvem-har-koden"),
        ("slå alarmen til", "slå-alarmen-til"),
    ],
)
def test_of_a_page_the_section_that_tells_it_comes_first(
    tmp_path: Path, question: str, anchor: str
) -> None:
    found = Finder.of(snapshot_of(tmp_path, ALARM)).search(question)

    assert found.results[0].anchor == anchor
    assert found.answer is None or found.answer.address == f"/alarm#{anchor}"


def test_explains_that_a_section_tells_more_than_others_of_its_page(tmp_path: Path) -> None:
    lines = list(Finder.of(snapshot_of(tmp_path, ALARM)).explain("hvem har koden til alarmen"))

    assert any("alarm.md#3: " in each and "among its page's sections" in each for each in lines)


def test_what_does_not_speak_of_a_name_does_not_answer(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "afdelinger.md": "# Afdelinger\n\nVi har Åparken og Møllevang.\n",
        "registers/deadlines.yaml": (
            "title: Frister\nfields:\n  id: slug\n  name: text\n"
            "  when: {type: text, title: Hvornår}\nrows:\n"
            "  - {id: vent, name: Rensning af ventilation i Åparken, when: uge 46}\n"
        ),
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert "uge 46" in answer(finder, "Hvornår bliver ventilationen renset i Åparken?").text
    assert finder.search("Hvornår bliver ventilationen renset i Møllevang?").answer is None


STEPS = [f"{number}. Det {number}. trin fortæller om prøver." for number in range(1, 60)]


@pytest.mark.parametrize(
    ("question", "begins", "ends"),
    [
        ("hvordan laver vi en prøve", "Det 1. trin fortæller om prøver.", "…"),
        ("hvad er det 58. trin i en prøve", "…", "Det 59. trin fortæller om prøver."),
    ],
)
def test_how_begins_with_the_first_step_and_says_what_is_cut(
    tmp_path: Path, question: str, begins: str, ends: str
) -> None:
    files = {
        "index.md": "# Forside\n",
        "andet.md": "# Andet\n\nHer er noget andet.\n",
        "prøver.md": "# Prøver\n\n## Sådan laver vi en prøve\n\n" + "\n".join(STEPS) + "\n",
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), question)

    assert (found.text.split("\n")[0], found.text.split("\n")[-1]) == (begins, ends)


DECLARED = {
    "index.md": "# Forside\n",
    "møde.md": (
        "---\ntitle: Årsmødet\nanswers: [Hvordan holder vi årsmøde?]\n---\n"
        "# Årsmødet\n\nÅrsmødet holdes.\n\n## Er årsmødet klar?\n\nÅrsmødet skal have en uge.\n\n"
        "## Trin\n\nIndkald til årsmødet.\n"
    ),
    "registers/meetings.yaml": (
        "title: Møder\nfields:\n  id: slug\n  name: text\n  when: text\n"
        "answers: [{ask: ['hvornår holder vi {name}'], show: '{name}: {when}'}]\n"
        "rows:\n  - {id: aar, name: Årsmøde, when: i maj}\n"
    ),
    "registers/faq.yaml": (
        "title: Spørgsmål\nfields:\n  id: slug\n  question: text\n  answer: text\n"
        "  also: {type: text, many: true}\n"
        "answers: [{ask: ['{question}', '{also}'], show: '{answer}'}]\nrows:\n"
        "  - {id: baade, question: Hvilke både har vi?, answer: De 14 både ligger her.,"
        " also: [Hvor mange både har vi?]}\n"
        "  - {id: blad, question: Hvornår udkommer bladet?, answer: Formanden beslutter det.}\n"
    ),
    "registers/glossary.yaml": (
        "title: Ordliste\nfields:\n  id: slug\n  term: text\n  definition: text\n"
        "rows:\n  - {id: fribord, term: Fribord, definition: højden over vandet}\n"
    ),
    "registers/tools.yaml": (
        "title: Værktøjer\nfields:\n  id: slug\n  name: text\n  purpose: text\n"
        "  keywords: {type: text, many: true}\n"
        "answers: [{ask: ['hvad bruger vi til {keywords}'], show: '{name}: {purpose}'}]\n"
        "rows:\n  - {id: pling, name: Pling, purpose: korte beskeder, keywords: [chat]}\n"
    ),
    "fribord.md": (
        "---\ntitle: Mål\nanswers: [Hvordan måles et fribord?]\nkeywords: [fribord]\n---\n# Mål\n"
    ),
}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Hvordan holder I årsmøde?", "Indkald til årsmødet."),  # the heading is one for how
        ("Hvornår holder I årsmøde?", "Årsmøde: i maj"),  # not the page that tells how
        ("Hvor mange både har vi?", "De 14 både ligger her."),  # its other words are believed
        ("Hvornår udkommer bladet?", "Formanden beslutter det."),  # though it says no time
        ("hvilken chat bruger vi", "Pling: korte beskeder"),  # asked as what we use to chat
        ("fribord", "Fribord: højden over vandet"),  # what cannot be told keeps back nothing
    ],
)
def test_what_is_said_to_be_answered_is_told_by_what_fits(
    tmp_path: Path, question: str, text: str
) -> None:
    assert answer(Finder.of(snapshot_of(tmp_path, DECLARED)), question).text == text


def test_a_question_whose_answer_is_private_is_no_answer(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "registers/faq.yaml": (
            "title: Spørgsmål\nfields:\n  id: slug\n  question: text\n"
            "  answer: {type: text, private: true}\nrows:\n"
            "  - {id: kode, question: Hvad er koden til båden?, answer: '1234'}\n"
        ),
    }
    finder = Finder.of(snapshot_of(tmp_path, files).seen_by("public"))

    for question in ("hvad er koden til båden", "hvad er båden og koden", "kode båd", "1234"):
        found = finder.search(question).answer
        assert found is None or "1234" not in found.text


def test_a_number_that_an_entry_is_known_by_is_told(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "registers/accounts.yaml": (
            "title: Konti\nkey: number\nfields:\n  number: {type: text, title: Konto}\n"
            "  name: {type: text, title: Navn}\n  kind: {type: text, title: Art}\n"
            "rows:\n  - {number: '2207', name: Violinstrenge, kind: udgift}\n"
        ),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), "konto til violinstrenge")

    assert found.text == "Konto: 2207\nArt: udgift"


def test_asks_what_was_meant_when_it_may_be_either(finder: Finder) -> None:
    found = answer(finder, "stiftet")

    assert found.kind == "choice"
    assert {choice.address: choice.text for choice in found.choices} == {
        "/registers/facts/stiftet": "Fødselsdag: 24. april 2012",
        "/registers/facts/stiftere": "Fædre: fem kommuner",
    }
    for choice in found.choices:
        assert f"{choice.title}\n{choice.text}" in found.text


KEYS = {
    "index.md": "# Forside\n",
    "docs/skuret.md": (
        f"# Skuret\n\n## Nøglen\n\nNøglen hænger hos Anna.\n\n{'Skriv det i bogen. ' * 20}\n\n"
        "## Lyset\n\nKontakten til lyset sidder bag døren.\n"
    ),
    "docs/kontoret.md": (
        "# Kontoret\n\n## Nøglen\n\nNøglen hænger hos Bo.\n\n## Varmen\n\nSkru ned, når du går.\n"
    ),
}


def test_leaves_the_choice_to_the_reader_when_more_than_one_place_may_answer(
    tmp_path: Path,
) -> None:
    found = answer(Finder.of(snapshot_of(tmp_path, KEYS)), "hvor hænger nøglen")

    assert found.kind == "choice"
    assert {choice.title: choice.text for choice in found.choices} == {
        "Kontoret › Nøglen": "Nøglen hænger hos Bo.",
        "Skuret › Nøglen": "Nøglen hænger hos Anna.\n…",  # there is less room
    }
    assert all(choice.address and choice.path for choice in found.choices)


def test_what_no_other_place_may_answer_is_answered_alone(tmp_path: Path) -> None:
    finder = Finder.of(snapshot_of(tmp_path, KEYS))

    assert answer(finder, "hvor sidder kontakten til lyset").title == "Skuret › Lyset"
    without = {path: text for path, text in KEYS.items() if "kontoret" not in path}
    alone = Finder.of(snapshot_of(tmp_path / "without", without))
    assert answer(alone, "hvor hænger nøglen").title == "Skuret › Nøglen"


def test_what_speaks_of_much_less_of_a_question_is_no_choice(tmp_path: Path) -> None:
    finder = Finder.of(snapshot_of(tmp_path, KEYS))

    assert answer(finder, "hvor hænger nøglen hos anna").title == "Skuret › Nøglen"


def test_a_choice_tells_all_of_an_entry_when_less_cannot_answer(tmp_path: Path) -> None:
    register = (
        "title: {title}\nanswers: [{{ask: 'hvad koster {{name}} om dagen', show: '{{colour}}'}}]\n"
        "fields:\n  id: slug\n  name: text\n  colour: text\n  place: text\n  size: text\n"
        "  maker: text\n  comment: text\nrows:\n"
        "  - {{id: jolle, name: Jolle, colour: {colour}, place: nord, size: stor, maker: Egholm,"
        " comment: {comment}}}\n"
    )
    files = {
        "index.md": "# Forside\n",
        "registers/boats.yaml": register.format(title="Både", colour="rød", comment="150 kr."),
        "registers/lent.yaml": register.format(title="Udlån", colour="blå", comment="200 kr."),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), "hvad koster en jolle dagen")

    assert [each.text.rpartition("\n")[2] for each in found.choices] == [
        "comment: 150 kr.",
        "comment: 200 kr.",
    ]


def test_knows_what_can_answer_when(finder: Finder) -> None:
    assert answer(finder, "hvornår blev vi stiftet").text == "Fødselsdag: 24. april 2012"


def test_the_next_answers_when_the_first_answers_something_else(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "kontrol.md": (
            "---\ntitle: Kontrol\nkind: procedure\n"
            "answers: [hvordan godkender jeg en faktura]\n---\n"
            "# Kontrol\n\nTo personer ser på den.\n"
        ),
        "registers/faq.yaml": (
            "title: Spørgsmål\nfields:\n  id: slug\n  question: text\n  answer: text\nrows:\n"
            "  - {id: hvem, question: Hvem godkender en faktura?, answer: Godkend en faktura.}\n"
        ),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), "hvordan godkender jeg en faktura")

    assert found.path == "kontrol.md"


def test_shows_all_of_an_entry_when_what_it_says_first_cannot_answer(finder: Finder) -> None:
    found = answer(finder, "hvor mange sidder i kahytten")

    assert found.text == "Pladser: 14\ntools: skærm"


def test_shows_no_words_of_a_diagram_around_what_answers(tmp_path: Path) -> None:
    drawing = "```mermaid\ngraph TD\nA[Ja] --> B[Ryk for svar]\n```"
    files = {
        "index.md": "# Forside\n",
        "bilag.md": f"---\ntitle: Bilag\n---\n# Bilag\n\nGem bilaget i fem år.\n\n{drawing}\n",
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert answer(finder, "hvor længe gemmer jeg et bilag").text == "Gem bilaget i fem år."
    assert "Ryk for svar" in "".join(each.text for each in finder.search("ryk").results[0].excerpt)


def test_a_page_that_answers_begins_when_no_section_says_most_of_it(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "medlem.md": (
            "---\ntitle: Medlemskab\nanswers: [Hvordan melder en kommune sig ind?]\n---\n"
            "# Medlemskab\n\nMyndigheder kan blive medlemmer.\n\n"
            "## Nyt medlem\n\nUdfyld aftalen.\n\n## Klasser\n\nEn kommune er stor eller lille.\n"
        ),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), "Hvordan melder en kommune sig ind?")

    assert found.text == "Myndigheder kan blive medlemmer."


def test_a_page_that_answers_is_told_by_a_section_when_it_begins_with_none(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "afbud.md": (
            "---\ntitle: Tilmelding\nanswers: [Kan man få pengene tilbage for et kursus?]\n---\n"
            "# Tilmelding\n\n## Afbud\n\nTi dage før betaler vi det hele igen.\n"
        ),
    }
    question = "Kan man få pengene tilbage for et kursus?"

    found = answer(Finder.of(snapshot_of(tmp_path, files)), question)

    assert found.text == "Ti dage før betaler vi det hele igen."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Hvordan melder en kommune sig ind?", "Udfyld aftalen, og send den."),
        ("Hvordan melder en kommune sig ud?", "Kommunen skriver, at den melder sig ud."),
    ],
)
def test_a_page_that_answers_shows_the_section_whose_heading_says_it(
    tmp_path: Path, question: str, text: str
) -> None:
    files = {
        "index.md": "# Forside\n",
        "medlem.md": (
            "---\ntitle: Ind- og udmeldelse\n"
            'answers: ["Hvordan melder en kommune sig ind?", "Hvordan melder en kommune sig ud?"]\n'
            "---\n# Ind- og udmeldelse\n\nKommunen kan melde sig hos os.\n\n"
            "## Indmeldelse: trin\n\nUdfyld aftalen, og send den.\n\n"
            "## Udmeldelse: trin\n\nKommunen skriver, at den melder sig ud.\n"
        ),
    }

    assert answer(Finder.of(snapshot_of(tmp_path, files)), question).text == text


FREELY = "Vi har 40 frivillige. De erstatter ikke de ansatte og har nøgler."


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("hvordan bliver man frivillig", "Frivillige › Sådan bliver man frivillig"),
        ("hvem godkender frivillige", "Frivillige › Hvem godkender"),
        ("hvad har de frivillige", "Frivillige"),
    ],
)
def test_a_section_whose_heading_says_what_is_done_comes_before_the_beginning(
    tmp_path: Path, question: str, title: str
) -> None:
    files = {
        "index.md": "# Forside\n",
        "andet.md": "# Andet\n\nHer er noget andet.\n",
        "frivillige.md": (
            f"---\ntitle: Frivillige\n---\n# Frivillige\n\n{FREELY} Lederen godkender.\n\n"
            "## Sådan bliver man frivillig\n\nSkriv til os, og kom til en frivillig aften.\n\n"
            "## Hvem godkender\n\nBibliotekslederen godkender frivillige.\n"
        ),
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert answer(finder, question).title == title


def test_a_contact_is_told_with_its_telephone(tmp_path: Path) -> None:
    files = {
        "index.md": "# Forside\n",
        "registers/contacts.yaml": (
            "title: Kontakter\nfields:\n  id: slug\n  topic: text\n  contact: text\n"
            "  phone: phone\n  email: email\nrows:\n"
            "  - {id: havn, topic: Ulykke, contact: vagten, phone: 10 20 44 99}\n"
        ),
    }
    finder = Finder.of(snapshot_of(tmp_path, files))

    assert answer(finder, "hvem kontakter jeg om en ulykke").text == "Ulykke: vagten, 10 20 44 99"


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("hvornår bliver et projekt til et produkt", "hvornår.md"),  # word for word: no time needed
        ("hvem gør et projekt til et produkt", "hvem.md"),
        ("hvad er et projekt, hvad er et produkt", "hvad.md"),
    ],
)
def test_what_asks_for_the_same_answers(tmp_path: Path, question: str, path: str) -> None:
    asked = {
        "hvad.md": '["Hvad er forskellen på projekt og produkt?", "Hvad er projekt og produkt?"]',
        "hvornår.md": '["Hvornår bliver et projekt til et produkt?"]',
        "hvem.md": '["Hvem gør et projekt til et produkt?"]',
    }
    text = "Sådan, siger lederen."
    files = {
        name: f"---\ntitle: {name}\nanswers: {ways}\n---\n# {name}\n\n{text}\n"
        for name, ways in asked.items()
    }
    finder = Finder.of(snapshot_of(tmp_path, {"index.md": "# Forside\n", **files}))

    assert answer(finder, question).path == path


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("hvem giver adgang til Postduen", "Giver adgang: Kontormus"),
        ("hvem er makker på Postduen", "Makker: Nordby"),
    ],
)
def test_whoever_is_named_in_an_entry_answers_who(tmp_path: Path, question: str, text: str) -> None:
    files = {
        "index.md": "# Forside\n",
        "registers/roles.yaml": (
            "title: Roller\nfields:\n  id: slug\n  title: text\n"
            "rows:\n  - {id: mus, title: Kontormus}\n"
        ),
        "registers/contacts.yaml": (
            "title: Kontakter\nfields:\n  id: slug\n  topic: text\n  email: email\n"
            "rows:\n  - {id: adgang, topic: Adgang til huset, email: hus@example.org}\n"
        ),
        "registers/programs.yaml": (
            "title: Programmer\nfields:\n  id: slug\n  name: text\n  use: text\n"
            "  opens: {type: roles, title: Giver adgang}\n  mate: {type: text, title: Makker}\n"
            "rows:\n  - {id: due, name: Postduen, use: breve, opens: mus, mate: Nordby kommune}\n"
        ),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), question)

    assert text in found.text


def test_begins_an_entry_with_the_fields_that_were_asked_for(tmp_path: Path) -> None:
    names = ("bygget", "slags", "varme", "internet", "etager", "farve", "tag", "port", "telefon")
    rooms = "".join(f"  {name}: {{type: text, title: {name.title()}}}\n" for name in names)
    values = ", ".join(f"{name}: {number}0 00 12 31" for number, name in enumerate(names, 1))
    files = {
        "index.md": "# Forside\n",
        "registers/houses.yaml": (
            f"title: Huse\nfields:\n  id: slug\n  name: text\n{rooms}"
            f"rows:\n  - {{id: aa, name: Åhuset, {values}}}\n"
        ),
    }
    found = answer(Finder.of(snapshot_of(tmp_path, files)), "telefonen i Åhuset")

    first, *others = found.text.split("\n")
    assert first == "Telefon: 90 00 12 31"
    assert others[0] == "Bygget: 10 00 12 31"


@pytest.mark.parametrize(
    "question",
    [
        "hvor hurtigt lukkes sluseporten",
        "hvor mange dage før sluseporten lukkes",
        "hvem lukker sluseporten efter 40 dage",
    ],
)
def test_needs_neither_measures_nor_numbers_of_the_question(tmp_path: Path, question: str) -> None:
    text = "Slusemesteren lukker sluseporten efter 3 dage."
    files = {
        "index.md": "# Forside\n",
        "havn.md": f"---\ntitle: Havnen\n---\n# Havnen\n\n## Sluseporten\n\n{text}\n",
        "både.md": "---\ntitle: Både\n---\n# Både\n\nHvor hurtigt, siges om 40 af dem.\n",
    }
    assert answer(Finder.of(snapshot_of(tmp_path, files)), question).text == text


@pytest.mark.parametrize(
    "question",
    [
        "hvem vasker tæpper",  # nobody is named
        "hvordan psp-element",  # what it is, is not how
        "skal referater ligge",  # where they are is neither yes nor no
        "må jeg bruge pling til korte beskeder",  # an entry says neither yes nor no
        "må vi få et PSP-nummer OS2mo",  # nor one that says it answers something like it
        "hvad skriver jeg i et referat",  # where they are is another question
        "hvilke referater er der",  # and so is which there are
        "hvor mange psp-element",  # what it is, is no number
        "hvor er dørlåse",  # whom to ask is no place
        "hvordan får jeg et PSP-nummer til OS2mo",  # what it is, is not how
        "ean på brændeovnen i kælderen",
        "faktura",
        "brændeovn",
        "hvad er koden hemmelig",
    ],
)
def test_gives_no_card_in_doubt(finder: Finder, question: str) -> None:
    assert finder.search(question).answer is None


def test_nobody_asks_for_a_name_of_small_words() -> None:
    """Or a class of size called "Mellem" would answer whoever asks which there are."""
    patterns = (Pattern(("hvilke kommuner er {name}",), "{name}: {size}"),)

    assert [each.text for each in asks(patterns, {"name": ("Store",)})] == [
        "hvilke kommuner er Store"
    ]
    assert list(asks(patterns, {"name": ("Mellem",)})) == []


def test_private_fields_answer_only_those_inside(tmp_path: Path) -> None:
    products = FILES["registers/products.yaml"].replace(
        "answers:\n", "answers:\n  - {ask: ['kode til {name}'], show: '{code}'}\n"
    )
    snapshot = snapshot_of(tmp_path, {**FILES, "registers/products.yaml": products})

    for audience in ("public", "members", "internal"):
        reply = Finder.of(snapshot.seen_by(audience)).search("kode til os2forms")
        said = reply.answer.text if reply.answer else ""
        assert "hemmelig" not in said or audience == "internal"
