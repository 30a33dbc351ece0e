"""Who may know of a gap, and do what to it, follows their rights when they ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.web.gaps import actions
from saadan.web.gaps.models import Comment, Gap, Reason
from saadan.web.people.actions import join
from tests.web.conftest import Site, anna, bo, page
from tests.web.gaps.conftest import SECRET, gap, gaps_in

if TYPE_CHECKING:
    from saadan.web.people.models import Person
    from tests.web.conftest import Reply

pytestmark = pytest.mark.usefixtures("site")


def carla() -> Person:
    """Return somebody who has an account and may read what is for members."""
    return join(by=None, email="carla@example.org", name="Carla", audience="members")


def places(made: Gap) -> tuple[str, ...]:
    """Return the screens on which a gap could be seen, but for a receipt."""
    return (
        "/-/gaps/",
        f"/-/gaps/{made.number}",
        "/-/gaps/new?page=/ferie",
        "/-/gaps/new?page=/loen",
    )


def sees(browser: Site, made: Gap, text: str) -> bool:
    """Whether any screen tells of a gap; all or none of list and gap must."""
    shown = [browser.get(place) for place in places(made)]
    found = [text in each.text for each in shown]
    assert found[0] == found[1] == (shown[1].status == 200), found
    assert not any(found[2:]) or found[0], found
    return found[0]


def without_token(reply: Reply) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", reply.text)


NOTHING = "Vi kender ikke til noget, der mangler."
NONE_OPEN = "Der er ingen åbne mangler"


def test_while_reports_wait_nobody_is_told_that_nothing_is_missing(site: Site) -> None:
    colleague, member = site.as_person(anna()), site.as_person(carla())
    others = (site.as_person(None), member)
    assert NOTHING in colleague.get("/-/gaps/").text
    before = [without_token(other.get("/-/gaps/")) for other in others]
    first = gap("Fristen mangler")
    gap("Løntrin mangler", "/loen", secret="en anden")

    told = colleague.get("/-/gaps/").text
    assert NOTHING not in told
    assert NONE_OPEN in told
    assert '<a href="/-/gaps/?view=waiting">2 meldinger venter på godkendelse</a>' in told
    assert "venter på godkendelse" not in colleague.get("/-/gaps/?view=waiting").text
    for text, other in zip(before, others, strict=True):
        assert NOTHING not in text
        assert NONE_OPEN in text
        assert (
            without_token(other.get("/-/gaps/")) == text
        )  # that some wait is for those who read them

    colleague.post(f"/-/gaps/{first.number}/release", {"seen": "1"})

    told = colleague.get("/-/gaps/").text
    assert "1 melding venter på godkendelse" in told
    assert NONE_OPEN not in told


def test_what_a_stranger_reports_is_seen_by_colleagues_until_one_lets_it_through(
    site: Site,
) -> None:
    made, colleague, member = gap("Fristen mangler"), anna(), carla()
    waiting = site.as_person(colleague).get("/-/gaps/?view=waiting")
    assert gaps_in(waiting) == [str(made.number)]
    assert site.as_person(colleague).get(f"/-/gaps/{made.number}").status == 200
    for other in (None, member):
        assert not sees(site.as_person(other), made, "Fristen mangler")

    reply = site.as_person(colleague).post(f"/-/gaps/{made.number}/release", {"seen": "1"})

    assert reply.status == 303
    for someone in (None, member, colleague):
        assert sees(site.as_person(someone), made, "Fristen mangler")


def test_only_colleagues_let_through_and_remove(site: Site) -> None:
    made, member = gap("Fristen mangler"), carla()

    for act in ("release", "erase"):
        for someone in (None, member):
            reply = site.as_person(someone).post(f"/-/gaps/{made.number}/{act}", {"seen": "1"})
            assert reply.status == 403, act

    made.refresh_from_db()
    assert (made.is_released, made.text) == (False, "Fristen mangler")


def test_a_gap_on_a_page_for_few_is_known_to_few(site: Site) -> None:
    colleague, member = anna(), carla()
    made = gap("Satsen mangler", "/loen", by=colleague)

    assert sees(site.as_person(colleague), made, "Satsen mangler")
    for other in (None, member):
        browser = site.as_person(other)
        assert not sees(browser, made, "Satsen mangler")
    for act in ("comment", "take", "role", "close", "reopen"):
        fields = {"seen": "1", "text": "Hej", "reason": "no gap"}
        reply = site.as_person(member).post(f"/-/gaps/{made.number}/{act}", fields)
        nothing = site.as_person(member).post(f"/-/gaps/1000000/{act}", fields)
        assert reply.status == nothing.status == 404, act


def test_rights_follow_a_page_that_is_hidden_later(site: Site) -> None:
    colleague, member = anna(), carla()
    made = gap("Fristen mangler", by=colleague)
    assert sees(site.as_person(member), made, "Fristen mangler")

    site.write({"ferie.md": page("Ferie", audience="internal")})

    assert not sees(site.as_person(member), made, "Fristen mangler")
    assert not sees(site, made, "Fristen mangler")
    assert sees(site.as_person(colleague), made, "Fristen mangler")


def test_of_a_page_that_is_gone_only_colleagues_know(site: Site) -> None:
    colleague = anna()
    made = gap("Fristen mangler", by=colleague)

    (site.folder / "ferie.md").unlink()

    assert not sees(site, made, "Fristen mangler")
    shown = site.as_person(colleague).get(f"/-/gaps/{made.number}")
    assert "siden findes ikke længere" in shown.text


def test_a_page_that_moved_keeps_its_gaps(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    (site.folder / "ferie.md").rename(site.folder / "fri.md")
    site.write({"fri.md": page("Fri", redirect_from="/ferie")})

    assert 'href="/fri"' in site.get(f"/-/gaps/{made.number}").text


def test_a_new_page_under_an_old_name_does_not_open_its_gaps(site: Site) -> None:
    made = gap("Satsen mangler", "/loen", by=anna())

    site.write({"loen.md": page("Noget helt andet")})

    assert not sees(site, made, "Satsen mangler")


def test_what_was_said_while_a_page_was_hidden_stays_hidden(site: Site) -> None:
    colleague, member = anna(), carla()
    made = gap("Fristen mangler", by=colleague)
    site.write({"ferie.md": page("Ferie", audience="internal")})
    site.as_person(colleague).post(f"/-/gaps/{made.number}/comment", {"text": "Det er hemmeligt"})

    site.write({"ferie.md": page("Ferie")})

    assert Comment.objects.get().text == "Det er hemmeligt"
    assert not sees(site.as_person(member), made, "Fristen mangler")


def test_strangers_see_neither_names_nor_discussion(site: Site) -> None:
    someone = anna()
    made = gap("Fristen mangler", by=someone)
    actions.comment(made, by=someone, text="Hvem ved det?", level=0, now=timezone.now())
    actions.take(made, by=someone, seen=made.version, now=timezone.now())

    shown = site.get(f"/-/gaps/{made.number}").text

    assert "Anna" not in shown
    assert "Hvem ved det?" not in shown
    assert "Anna" in site.as_person(carla()).get(f"/-/gaps/{made.number}").text


def test_what_a_stranger_adds_is_for_colleagues(site: Site) -> None:
    made, colleague, member = gap("Fristen mangler"), anna(), carla()
    actions.release(made, by=colleague, seen=1, now=timezone.now())
    actions.add_word(made, text="Reklame", now=timezone.now())

    assert "Reklame" in site.as_person(colleague).get(f"/-/gaps/{made.number}").text
    assert "Reklame" not in site.as_person(member).get(f"/-/gaps/{made.number}").text


def test_a_duplicate_names_no_gap_that_may_not_be_seen(site: Site) -> None:
    colleague = bo()
    hidden = gap("Satsen mangler", "/loen", by=colleague, secret="a")
    made = gap("Fristen mangler", by=colleague, secret=SECRET)
    actions.close(
        made,
        by=colleague,
        seen=1,
        reason=Reason.DUPLICATE,
        duplicate_of=hidden,
        now=timezone.now(),
    )

    for place in (f"/-/gaps/{made.number}", f"/-/receipt/{SECRET}"):
        assert "Satsen mangler" not in site.get(place).text
        assert "Satsen mangler" in site.as_person(colleague).get(place).text


def test_a_gap_cannot_be_closed_as_one_that_may_not_be_seen(site: Site) -> None:
    member = carla()
    hidden = gap("Satsen mangler", "/loen", by=anna(), secret="a")
    mine = gap("Fristen mangler", by=member, secret="b")
    fields = {"seen": "1", "reason": "duplicate", "duplicate_of": str(hidden.number)}

    reply = site.as_person(member).post(f"/-/gaps/{mine.number}/close", fields)
    nothing = site.as_person(member).post(
        f"/-/gaps/{mine.number}/close", {**fields, "duplicate_of": "1000000"}
    )

    assert reply.status == nothing.status == 404
    assert Gap.objects.filter(state="open").count() == 2


def test_a_member_settles_only_what_they_reported_or_took(site: Site) -> None:
    member = carla()
    made = gap("Fristen mangler", by=anna())
    close = f"/-/gaps/{made.number}/close"
    assert site.as_person(member).post(close, {"seen": "1", "reason": "mended"}).status == 403

    site.as_person(member).post(f"/-/gaps/{made.number}/take", {"seen": "1"})

    assert site.as_person(member).post(close, {"seen": "2", "reason": "mended"}).status == 303


def test_an_answer_is_kept_by_nobody(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    for place in (*places(made), f"/-/receipt/{SECRET}", "/-/helped/ferie"):
        assert site.get(place).headers["cache-control"] == "no-store", place
