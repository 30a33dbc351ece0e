"""Anyone can say what is missing: no account, one field, and a receipt."""

from __future__ import annotations

import pytest

from saadan.web.audit.models import Record
from saadan.web.gaps.models import Comment, Gap, Kind
from tests.web.conftest import Site, anna
from tests.web.gaps.conftest import ago, asked, gap, send

pytestmark = pytest.mark.usefixtures("site")


def test_a_stranger_reports_and_gets_a_receipt(site: Site) -> None:
    reply = send(site, "Hvornår er fristen?", section="barsel")

    assert reply.status == 303
    assert reply.place.startswith("/-/receipt/")
    assert len(reply.place) > len("/-/receipt/") + 42
    made = Gap.objects.get()
    assert (made.path, made.address, made.page) == ("ferie.md", "/ferie", "Ferie")
    assert (made.anchor, made.section, made.excerpt) == ("barsel", "Barsel", "Spørg.")
    assert (made.text, made.audience, made.role) == ("Hvornår er fristen?", 0, "leder")
    assert made.snapshot
    assert not made.is_released
    assert Record.objects.filter(what="gap-reported", about=f"gap:{made.number}", by=None).exists()
    assert site.get(reply.place).status == 200


def test_what_a_colleague_reports_needs_no_letting_through(site: Site) -> None:
    someone = anna()

    reply = send(site.as_person(someone), "Hvornår er fristen?")

    made = Gap.objects.get()
    assert reply.place == f"/-/gaps/{made.number}"
    assert made.is_released
    assert made.by == someone


def test_the_form_lists_the_sections_and_chooses_the_one_meant(site: Site) -> None:
    form = site.get("/-/gaps/new?page=/ferie&section=barsel")

    assert '<option value="barsel" selected>Barsel</option>' in form.text
    assert form.headers["cache-control"] == "no-store"


def test_every_page_leads_to_the_form_and_is_the_same_for_everyone(site: Site) -> None:
    reply = site.get("/ferie")

    assert "/-/gaps/new?page=/ferie" in reply.text
    assert "csrfmiddlewaretoken" not in reply.text


def test_a_search_in_vain_leads_to_the_form_with_the_question(site: Site) -> None:
    assert "/-/gaps/new?q=xyzzy" in site.get("/-/search?q=xyzzy").text

    send(site, "Skriv om det", page="", q="xyzzy")

    made = Gap.objects.get()
    assert (made.kind, made.question, made.path) == (Kind.SEARCHED, "xyzzy", "")


def test_a_page_that_is_not_there_leads_to_the_form(site: Site) -> None:
    assert "/-/gaps/new?page=/borte" in site.get("/borte").text

    send(site, "Jeg savner siden", page="/borte")

    assert Gap.objects.get().question == "/borte"


def test_a_page_for_few_is_reported_as_one_that_is_not_there(site: Site) -> None:
    send(site, "Jeg savner siden", page="/loen")

    made = Gap.objects.get()
    assert (made.path, made.page, made.excerpt, made.audience) == ("", "", "", 0)


@pytest.mark.parametrize("text", ["", "   \n\t ", "...", "\u202e\u200b\ufeff", "\x00\x01"])
def test_refuses_what_says_nothing(site: Site, text: str) -> None:
    reply = send(site, text)

    assert reply.status == 400
    assert "Skriv, hvad der mangler" in reply.text
    assert not Gap.objects.exists()


def test_refuses_a_megabyte_and_keeps_the_text(site: Site) -> None:
    text = "Der mangler meget. " * 55_000

    reply = send(site, text)

    assert reply.status == 400
    assert text.strip() in reply.text
    assert not Gap.objects.exists()


def test_takes_away_what_cannot_be_seen(site: Site) -> None:
    send(site, "Mangler\x00 \u202efrist\u202c\r\n\r\n\r\n\r\nog dato\u200b")

    assert Gap.objects.get().text == "Mangler frist\n\nog dato"


def test_what_is_sent_twice_is_one_gap(site: Site) -> None:
    stamped = ago()

    first = send(site, "Fristen mangler", stamp=stamped)
    second = send(site, "Fristen mangler", stamp=stamped)

    assert first.place == second.place
    assert Gap.objects.count() == 1


def test_a_form_with_another_text_is_not_lost(site: Site) -> None:
    stamped = ago()
    send(site, "Fristen mangler", stamp=stamped)

    reply = send(site, "Datoen mangler", stamp=stamped)

    assert reply.status == 409
    assert "Datoen mangler" in reply.text
    assert Gap.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"website": "https://example.org"},
        {"stamp": ""},
        {"stamp": "x" * 43 + ".1790000000:abc"},
        {"stamp": "NOW"},
        {"stamp": "OLD"},
    ],
)
def test_refuses_what_a_machine_sends_and_keeps_the_text(
    site: Site, fields: dict[str, str]
) -> None:
    stamps = {"NOW": ago(0), "OLD": ago(3 * 24 * 3600)}
    given = {name: stamps.get(value, value) for name, value in fields.items()}

    reply = send(site, "Køb mit ur", **given)

    assert reply.status == 400
    assert "Køb mit ur" in reply.text
    assert "example.org" not in reply.text
    assert not Gap.objects.exists()


def test_refuses_a_stranger_with_many_links(site: Site) -> None:
    text = "Se http://a.example http://b.example www.c.example"

    assert send(site, text).status == 400
    assert send(site.as_person(anna()), text).status == 303


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    body = f"text=Hej&page=/ferie&stamp={ago()}".encode()

    reply = site.ask("/-/gaps/new", "POST", body, form)

    assert reply.status == 403
    assert not Gap.objects.exists()


def test_markup_in_a_text_is_shown_as_text(site: Site) -> None:
    evil = '<script>alert(1)</script> [x](javascript:alert(1)) {{ 7 }} "><svg onload=1>'
    someone = anna()
    made = gap(evil, by=someone)
    Comment.objects.create(gap=made, by=someone, text=evil, is_for_reporter=True, at=made.reported)
    browser = site.as_person(someone)

    for place in (
        "/-/gaps/",
        f"/-/gaps/{made.number}",
        "/-/receipt/hemmelig",
        "/-/gaps/new?page=/ferie",
    ):
        shown = browser.get(place).text
        assert "<script>alert" not in shown, place
        assert "<svg onload" not in shown, place
        assert "&lt;script&gt;" in shown, place


def test_asks_about_one_that_says_the_same_before_sending(site: Site) -> None:
    someone = anna()
    gap("Fristen for barsel mangler", by=someone)

    reply = send(site, "Fristerne for barslen mangler", sure="")

    assert reply.status == 200
    assert "Er det allerede meldt?" in reply.text
    assert "Fristen for barsel mangler" in reply.text
    assert Gap.objects.count() == 1
    assert send(site, "Fristerne for barslen mangler").status == 303


def test_question_in_an_address_stays_text(site: Site) -> None:
    form = site.get("/-/gaps/new?q=" + asked('<b>&"'))

    assert "<b>&" not in form.text


def test_a_register_and_its_entries_lead_to_the_form(site: Site) -> None:
    site.write(
        {
            "registers/tools.yaml": "title: Værktøjer\nowner: leder\nfields:\n  id: {type: slug}\n"
            "  name: {type: text}\nrows:\n  - {id: arkivet, name: Arkivet}\n"
        }
    )
    for place in ("/registers/tools", "/registers/tools/arkivet"):
        assert f"/-/gaps/new?page={place}" in site.get(place).text

    send(site, "Prisen mangler", page="/registers/tools/arkivet")

    made = Gap.objects.get()
    assert (made.path, made.page) == ("registers/tools.yaml", "Værktøjer: Arkivet")
    assert (made.address, made.role) == ("/registers/tools", "leder")
