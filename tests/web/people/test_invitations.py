"""People come in by invitation, once, and in no other way."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from saadan.errors import Conflict
from saadan.web.audit.models import Record
from saadan.web.people import actions, entering
from saadan.web.people.models import Invitation, Person
from tests.web.conftest import anna, bo, page
from tests.web.people.conftest import link_in

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.web.conftest import Site

CARLA = {"email": "carla@example.org", "audience": "internal"}
GOOD = {"name": "Carla", "password": "tre ord der ikke hænger sammen"}


@pytest.fixture
def handbook(site: Site) -> Site:
    site.write({"index.md": page("Forside"), "inde.md": page("Inde", audience="internal")})
    return site


def invite(handbook: Site, **more: str) -> str:
    """Let Bo invite Carla; return the place that the link leads to."""
    reply = handbook.as_person(bo()).post("/-/people/invite", {**CARLA, **more})
    assert reply.status == 200
    found = re.search(r'value="[a-z]+://[^/"]+(/-/invitation/[^"]+)"', reply.text)
    assert found is not None
    return found[1]


def test_whoever_is_invited_comes_in(handbook: Site) -> None:
    link = invite(handbook)
    assert "carla@example.org" in handbook.get(link).text

    assert handbook.post(link, GOOD).place == "/-/me"

    assert handbook.get("/inde").status == 200
    carla = Person.objects.get(email="carla@example.org")
    assert (carla.name, carla.audience, carla.is_administrator) == ("Carla", "internal", False)


def test_the_letter_leads_in_as_well(handbook: Site, letters: list[EmailMessage]) -> None:
    link = invite(handbook)

    assert link_in(letters) == link
    assert letters[-1].to == ["carla@example.org"]


def test_an_invitation_is_good_once(handbook: Site) -> None:
    link = invite(handbook)
    handbook.post(link, GOOD)
    other = handbook.as_person(None)

    assert other.get(link).status == 404
    assert other.post(link, {**GOOD, "name": "En anden"}).status == 404
    assert Person.objects.filter(email="carla@example.org").count() == 1


def test_an_invitation_is_good_for_two_weeks(handbook: Site) -> None:
    link = invite(handbook)
    Invitation.objects.update(made=timezone.now() - timedelta(days=14, seconds=1))

    assert handbook.get(link).status == 404


def test_an_invitation_can_be_taken_back(handbook: Site) -> None:
    link = invite(handbook)
    administrator = handbook.as_person(Person.objects.get(name="Bo"))

    administrator.post(f"/-/people/invitations/{Invitation.objects.get().pk}")

    assert handbook.get(link).status == 404


def test_nothing_kept_lets_anybody_in(handbook: Site, letters: list[EmailMessage]) -> None:
    del letters
    secret = invite(handbook).rpartition("/")[2]

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in str(cursor.fetchall()), table


@pytest.mark.parametrize("fields", [{**GOOD, "name": " "}, {**GOOD, "password": "kort"}])
def test_says_what_is_wrong_and_lets_them_try_again(handbook: Site, fields: dict[str, str]) -> None:
    link = invite(handbook)

    assert handbook.post(link, fields).status == 422
    assert handbook.post(link, GOOD).status == 302


def test_only_who_looks_after_people_invites(handbook: Site) -> None:
    colleague = handbook.as_person(anna())

    assert colleague.post("/-/people/invite", CARLA).status == 403
    assert not Invitation.objects.exists()


def test_nobody_is_invited_who_is_here(handbook: Site) -> None:
    anna()

    with pytest.raises(Conflict, match=r"anna@example\.org is here already"):
        entering.invite(by=bo(), email="Anna@example.org", audience="members", now=timezone.now())
    del handbook


def test_who_has_left_can_be_invited_again(handbook: Site) -> None:
    former = anna()
    actions.set_password(by=former, password=GOOD["password"])
    actions.leave(by=bo(), person=former, today=timezone.localdate())
    secret = entering.invite(by=None, email=former.email, audience="members", now=timezone.now())

    reply = handbook.post(
        f"/-/invitation/{secret}", {"name": "Anna", "password": "helt nye ord her"}
    )

    assert reply.place == "/-/me"

    former.refresh_from_db()
    assert (former.is_active, former.audience) == (True, "members")
    assert not former.check_password(GOOD["password"])


@pytest.mark.parametrize(
    "place",
    ["/-/account/signup/", "/-/account/email/", "/-/account/connections/", "/accounts/login/"],
)
def test_there_is_no_way_to_sign_up(handbook: Site, place: str) -> None:
    assert handbook.get(place).status == 404
    assert handbook.post(place, {"email": "carla@example.org", "password1": "x"}).status in (
        403,
        404,
        405,
    )
    assert not Person.objects.exists()


def test_the_log_names_no_address(handbook: Site) -> None:
    handbook.post(invite(handbook), GOOD)

    assert "carla" not in str(list(Record.objects.values())).lower()
