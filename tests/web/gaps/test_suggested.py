"""What texts admit and searches miss is suggested; a colleague makes it a gap, or none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from saadan.web.gaps.models import Dismissed, Gap, Kind
from tests.web.conftest import Site, anna, page

if TYPE_CHECKING:
    from saadan.web.people.models import Person

PLACE = "/-/gaps/suggested"
LONG = "Det her er en side med mange ord om det, vi gør, når vi gør det. " * 4


@pytest.fixture
def colleague(site: Site) -> Person:
    site.write({f"{name}.md": page(name, LONG) for name in ("index", "ferie", "loen")})
    return anna()


def keys(site: Site, person: Person) -> list[str]:
    """Return the keys of what is suggested."""
    return re.findall(r'name="key" value="(\w+)"', site.as_person(person).get(PLACE).text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{LONG}\n\n## Frist\n\nToDo: skriv fristen", "Der står »ToDo« i teksten"),
        ("Kort.", "Siden er næsten tom."),
        (f"{LONG}\n\n[ferie](borte.md)", "»borte.md« findes ikke."),
        (f"{LONG}\n\nSe [[Ferie]].", "»[[Ferie]]« fører ingen steder hen."),
        (f"{LONG}\n\nSe [[ferie|Om ferie]].", "»[[ferie|Om ferie]]« fører ingen steder hen."),
    ],
)
def test_suggests_what_a_text_lacks(site: Site, colleague: Person, text: str, says: str) -> None:
    site.write({"a.md": page("Aftale", text, owner="leder")})

    shown = site.as_person(colleague).get(PLACE).text

    assert says in shown
    assert len(keys(site, colleague)) == 1


def test_one_click_makes_a_gap_for_the_owner(site: Site, colleague: Person) -> None:
    site.write({"a.md": page("Aftale", f"{LONG}\n\n## Frist\n\nToDo", owner="leder")})
    (key,) = keys(site, colleague)

    for _ in range(2):
        site.as_person(colleague).post(PLACE, {"key": key, "is_gap": "1"})

    made = Gap.objects.get()
    assert (made.kind, made.path, made.anchor, made.role) == (Kind.FOUND, "a.md", "frist", "leder")
    assert (made.by, made.is_released) == (colleague, True)
    assert keys(site, colleague) == []


def test_what_is_no_gap_stays_away_until_the_text_changes(site: Site, colleague: Person) -> None:
    site.write({"a.md": page("Aftale", f"{LONG}\n\n## Frist\n\nToDo")})
    (key,) = keys(site, colleague)

    for _ in range(2):
        site.as_person(colleague).post(PLACE, {"key": key})

    assert Dismissed.objects.count() == 1
    assert keys(site, colleague) == []
    site.write({"a.md": page("Aftale", f"Nyt først. {LONG}\n\n## Frist\n\nToDo")})
    assert keys(site, colleague) == []
    site.write({"a.md": page("Aftale", f"{LONG}\n\n## Frist\n\nToDo: også dato")})
    assert len(keys(site, colleague)) == 1


def test_searches_in_vain_are_suggested_when_they_come_again(site: Site, colleague: Person) -> None:
    site.get("/-/search?q=tandlæge")
    assert keys(site, colleague) == []

    site.get("/-/search?q=tandl%C3%A6ge")
    site.get("/-/search?q=tandl%C3%A6ge")

    assert "En søgning på »tandlæge« finder ingenting." in site.as_person(colleague).get(PLACE).text
    (key,) = keys(site, colleague)
    site.as_person(colleague).post(PLACE, {"key": key, "is_gap": "1"})
    made = Gap.objects.get()
    assert (made.kind, made.question) == (Kind.SEARCHED, "tandlæge")
    assert keys(site, colleague) == []


def test_members_and_strangers_see_no_suggestions(site: Site, colleague: Person) -> None:
    site.write({"a.md": page("Aftale", "ToDo")})
    del colleague

    assert site.get(PLACE).status == 302
    assert site.post(PLACE, {"key": "x"}).status == 403


def test_refuses_a_key_that_stands_for_nothing(site: Site, colleague: Person) -> None:
    assert site.as_person(colleague).post(PLACE, {"key": "x"}).status == 404
    assert not Dismissed.objects.exists()
