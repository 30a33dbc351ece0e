"""What is held about somebody can be had and removed, and the log stays whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from saadan.web.audit.actions import record
from saadan.web.audit.models import Record
from saadan.web.letters.actions import tell
from saadan.web.people import actions, held
from saadan.web.people.models import Person
from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_every_table_that_names_people_is_answered_for() -> None:
    answered = {model for each in held.holdings() for model in each.models}
    #: Made by a library that we use without them.
    unused = {"EmailConfirmation", "SocialToken"}

    naming = {
        model
        for model in apps.get_models()
        for each in model._meta.get_fields()
        if each.many_to_one and each.related_model is Person and model.__name__ not in unused
    }

    assert naming - answered == set()


@pytest.fixture
def known(site: Site) -> Person:
    """Anna, of whom something is held everywhere."""
    site.write({"index.md": page("Forside")})
    person = anna()
    other = bo()
    tell(person, subject="Noget om Anna", link="/", by=other)
    actions.appoint(by=other, person=person, role="leder", starts=timezone.localdate())
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Annas nøgle"})
    SocialAccount.objects.create(
        user=person, provider="oidc1", uid="77", extra_data={"userinfo": {"name": "Anna Annasen"}}
    )
    return person


def test_gives_somebody_all_that_is_held_about_them(site: Site, known: Person) -> None:
    reply = site.as_person(known).get("/-/me/export")

    found = json.loads(reply.text)
    assert found["person"][0]["email"] == "anna@example.org"
    assert found["roles"][0]["role"] == "leder"
    assert found["notices"]
    assert {each["kind"] for each in found["ways_in"]} == {"webauthn", "elsewhere"}
    assert reply.headers["cache-control"] == "no-store"
    assert "bo@example.org" not in reply.text


def test_holds_nothing_after_somebody_is_erased(site: Site, known: Person) -> None:
    record_of_anna()
    before = list(Record.objects.order_by("pk").values())
    administrator = site.as_person(Person.objects.get(name="Bo"))

    reply = administrator.post(f"/-/people/{known.pk}/erase", {"sure": "yes"})

    assert reply.place == "/-/people"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "anna" not in str(cursor.fetchall()).lower(), table
    after = list(Record.objects.order_by("pk").values())
    assert after[: len(before)] == before
    assert {each["what"] for each in after[len(before) :]} >= {"person-left", "person-erased"}


def record_of_anna() -> None:
    person = Person.objects.get(name="Anna")
    actions.describe(by=person, name="Anna", language="da")


def test_somebody_erases_themselves(site: Site, known: Person) -> None:
    actions.set_password(by=known, password="tre ord der ikke hænger sammen")
    fields = {"login": known.email, "password": "tre ord der ikke hænger sammen"}
    Authenticator.objects.all().delete()
    site.post("/-/sign-in", fields)
    assert site.post("/-/me/erase", {}).status == 400

    assert site.post("/-/me/erase", {"sure": "yes"}).place == "/"

    known.refresh_from_db()
    assert known.erased is not None
    assert site.get("/-/me").place.startswith("/-/sign-in")


def test_an_erased_address_can_be_invited_again(site: Site, known: Person) -> None:
    del site
    actions.erase(by=Person.objects.get(name="Bo"), person=known, now=timezone.now())

    assert anna().pk != known.pk


def test_the_log_shows_who_did_what(site: Site, known: Person) -> None:
    administrator = site.as_person(Person.objects.get(name="Bo"))

    everything = administrator.get("/-/log").text
    some = administrator.get("/-/log?what=role-given").text

    assert "gav en rolle" in everything
    assert "en person kom til" in everything
    assert "<td>Bo</td><td>gav en rolle</td><td>Anna</td>" in some
    assert "<td>en person kom til</td>" not in some
    actions.erase(by=Person.objects.get(name="Bo"), person=known, now=timezone.now())
    assert "Anna" not in administrator.get("/-/log").text


@pytest.mark.parametrize(
    "query", ["who=x", "who=99999999999999999999", "from=2026-02-31", "page=-1"]
)
def test_the_log_stands_anything_it_is_asked(site: Site, known: Person, query: str) -> None:
    del known
    administrator = site.as_person(Person.objects.get(name="Bo"))

    assert administrator.get(f"/-/log?{query}").status == 200


def test_what_is_written_in_the_log_is_shown_inert(site: Site, known: Person) -> None:

    with transaction.atomic():
        record(by=known, what="<svg onload=x>", about="<b>", role='"><script>x</script>')

    text = site.as_person(Person.objects.get(name="Bo")).get("/-/log").text

    assert "<svg onload" not in text
    assert "<script>x" not in text


def test_name_and_language_can_be_changed(site: Site, known: Person) -> None:
    browser = site.as_person(known)

    assert browser.post("/-/me", {"name": "Anna <i>A</i>", "language": "en"}).place == "/-/me"

    assert "Anna &lt;i&gt;A&lt;/i&gt;" in browser.get("/-/me").text
    assert browser.post("/-/me", {"name": " ", "language": "da"}).status == 422
    assert browser.post("/-/me", {"name": "A", "language": "xx"}).status == 422
