"""“Did the page help?” is counted by page, audience and month; a "no" leads to what was missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from saadan.web.gaps import helpful
from saadan.web.gaps.models import Gap, Helped, Kind
from tests.web.conftest import Site, anna
from tests.web.gaps.conftest import send

pytestmark = pytest.mark.usefixtures("site")


def test_counts_an_answer_without_an_account(site: Site) -> None:
    assert "Hjalp siden?" in site.get("/ferie").text
    assert site.get("/-/helped/ferie").status == 200
    assert not Helped.objects.exists()

    reply = site.post("/-/helped/ferie", {"said": "yes"})

    assert "Tak for svaret" in reply.text
    month = timezone.localdate().replace(day=1)
    assert list(Helped.objects.values_list("path", "audience", "month", "yes", "no")) == [
        ("ferie.md", 0, month, 1, 0)
    ]


def test_a_no_asks_what_was_missing_and_becomes_a_gap(site: Site) -> None:
    reply = site.post("/-/helped/ferie", {"said": "no"})

    assert reply.place == "/-/gaps/new?page=%2Fferie&said=no"
    assert "Hvad manglede?" in site.get(reply.place).text
    send(site, "Fristen", said="no")
    assert Gap.objects.get().kind == Kind.UNHELPFUL
    assert Helped.objects.get().no == 1


def test_audiences_are_counted_apart(site: Site) -> None:
    site.post("/-/helped/ferie", {"said": "yes"})
    site.as_person(anna()).post("/-/helped/ferie", {"said": "yes"})

    assert sorted(Helped.objects.values_list("audience", "yes")) == [(0, 1), (2, 1)]


def test_a_page_that_may_not_be_read_is_not_there(site: Site) -> None:
    for said in ("yes", "no"):
        assert site.post("/-/helped/loen", {"said": said}).status == 404
        assert site.post("/-/helped/borte", {"said": said}).status == 404
    assert not Helped.objects.exists()


def test_what_is_neither_yes_nor_no_is_not_counted(site: Site) -> None:
    assert site.post("/-/helped/ferie", {"said": "måske"}).status == 200
    assert not Helped.objects.exists()


def test_colleagues_see_the_pages_that_helped_least(site: Site) -> None:
    now = timezone.now()
    for path, answers in (("ferie.md", (False, False, True)), ("index.md", (True,))):
        for answer in answers:
            helpful.count(path, 0, helped=answer, now=now)
    Helped.objects.create(path="index.md", audience=0, month=date(2001, 1, 1), no=9)

    shown = site.as_person(anna()).get("/-/gaps/").text

    assert "Sider, der hjalp mindst" in shown
    assert "<td>2</td><td>1</td>" in shown
    assert "Sider, der hjalp mindst" not in site.get("/-/gaps/").text
