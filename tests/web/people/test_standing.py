"""What people may do is said by others; somebody always looks after them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.errors import Conflict, NotAllowed
from saadan.web.people import actions
from saadan.web.people.models import Appointment, Person
from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from tests.web.conftest import Site


@pytest.fixture
def handbook(site: Site) -> Site:
    site.write(
        {
            "index.md": page("Forside"),
            "regler.md": page("Regler", owner="leder"),
            "registers/roles.yaml": "title: Roller\nfields:\n  id: {type: slug}\n"
            "  title: {type: text}\nrows:\n  - {id: leder, title: Lederen}\n",
        }
    )
    return site


def second() -> Person:
    return actions.join(
        by=None, email="dora@example.org", name="Dora", audience="internal", is_administrator=True
    )


def test_an_administrator_changes_what_others_may_do(handbook: Site) -> None:
    someone = anna(audience="members")

    handbook.as_person(bo()).post(
        f"/-/people/{someone.pk}/standing", {"audience": "internal", "is_administrator": "on"}
    )

    someone.refresh_from_db()
    assert (someone.audience, someone.is_administrator) == ("internal", True)


def test_nobody_changes_what_they_may_do_themselves(handbook: Site) -> None:
    administrator = bo()
    second()

    reply = handbook.as_person(administrator).post(
        f"/-/people/{administrator.pk}/standing", {"audience": "members"}
    )

    assert reply.status == 403
    administrator.refresh_from_db()
    assert administrator.is_administrator


@pytest.mark.parametrize("place", ["standing", "leave", "way-in", "erase"])
def test_only_who_looks_after_people_changes_them(handbook: Site, place: str) -> None:
    someone, administrator = anna(), bo()

    reply = handbook.as_person(someone).post(
        f"/-/people/{administrator.pk}/{place}", {"audience": "members", "sure": "yes"}
    )

    assert reply.status == 403
    administrator.refresh_from_db()
    assert administrator.is_administrator


def test_the_last_administrator_cannot_go(handbook: Site) -> None:
    del handbook
    administrator = bo()

    with pytest.raises(Conflict, match="only administrator"):
        actions.leave(by=administrator, person=administrator, today=timezone.localdate())
    with pytest.raises(Conflict, match="only administrator"):
        actions.erase(by=administrator, person=administrator, now=timezone.now())
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.name == "Bo"


def test_one_of_two_administrators_can(handbook: Site) -> None:
    del handbook
    administrator, other = bo(), second()

    actions.change_standing(
        by=other, person=administrator, audience="internal", is_administrator=False
    )
    with pytest.raises(Conflict):
        actions.leave(by=other, person=other, today=timezone.localdate())


def test_another_gives_a_role_where_there_is_another(handbook: Site) -> None:
    del handbook
    administrator, today = bo(), timezone.localdate()
    actions.appoint(by=administrator, person=administrator, role="leder", starts=today)
    second()

    with pytest.raises(NotAllowed):
        actions.appoint(by=administrator, person=administrator, role="revisor", starts=today)


def test_gives_and_ends_a_role(handbook: Site) -> None:
    someone = anna()
    administrator = handbook.as_person(bo())
    today = timezone.localdate()
    place = f"/-/people/{someone.pk}"
    assert "Lederen" in administrator.get(place).text

    reply = administrator.post(place, {"role": "leder", "starts": today.isoformat()})

    assert reply.place == place
    appointment = Appointment.objects.get()
    assert (appointment.role, appointment.person) == ("leder", someone)
    administrator.post(f"/-/appointments/{appointment.pk}", {"last_day": today.isoformat()})
    assert not Appointment.objects.filter(Appointment.on(today + timedelta(days=1))).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "ukendt", "starts": "2026-01-01"},
        {"role": "leder", "starts": "i går"},
        {"role": "leder", "starts": "2026-01-02", "ends": "2026-01-01"},
    ],
)
def test_refuses_a_role_that_cannot_be(handbook: Site, fields: dict[str, str]) -> None:
    someone = anna()

    reply = handbook.as_person(bo()).post(f"/-/people/{someone.pk}", fields)

    assert reply.status == 422
    assert not Appointment.objects.exists()


def test_names_roles_that_nobody_holds(handbook: Site) -> None:
    someone, administrator = anna(), handbook.as_person(bo())
    assert "1 rolle er ikke besat." in administrator.get("/-/people").text

    today = timezone.localdate()
    actions.appoint(by=None, person=someone, role="leder", starts=today, is_deputy=True)
    assert "1 rolle er ikke besat." in administrator.get("/-/people").text

    actions.appoint(by=None, person=someone, role="leder", starts=today)
    assert "ikke besat" not in administrator.get("/-/people").text


def test_shows_what_will_lack_somebody_before_they_go(handbook: Site) -> None:
    someone, administrator = anna(), handbook.as_person(bo())
    actions.appoint(by=None, person=someone, role="leder", starts=timezone.localdate())

    text = administrator.get(f"/-/people/{someone.pk}/leave").text

    assert "Lederen" in text
    assert 'href="/regler"' in text
    administrator.post(f"/-/people/{someone.pk}/leave")
    someone.refresh_from_db()
    assert not someone.is_active
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not someone.appointments.filter(Appointment.on(tomorrow)).exists()


def test_strangers_and_members_learn_nothing_of_who_is_here(handbook: Site) -> None:
    someone = anna()
    for browser in (handbook, handbook.as_person(anna_as_member())):
        for place in ("/-/people", f"/-/people/{someone.pk}", "/-/people/999", "/-/log"):
            reply = browser.get(place)
            assert reply.status in (302, 403)
            assert "anna@example.org" not in reply.text


def anna_as_member() -> Person:
    return actions.join(by=None, email="carla@example.org", name="Carla", audience="members")
