"""A code from an app is asked for after whatever else; recovery codes help once each."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from saadan.web.letters.models import Notice
from saadan.web.people import actions
from saadan.web.people.models import Person
from tests.web.conftest import anna, bo, page
from tests.web.people.conftest import link_in
from tests.web.people.test_sign_in import PASSWORD, sign_in

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.web.conftest import Site


def code_for(secret: str, *, ahead: int = 0) -> str:
    """Return the code that an app shows now."""
    auth = import_module("allauth.mfa.totp.internal.auth")
    counter = int(timezone.now().timestamp()) // 30 + ahead
    value: str = auth.format_hotp_value(auth.hotp_value(secret, counter))
    return value


@pytest.fixture
def secret(site: Site) -> str:
    """Anna adds codes from an app; return what the app knows."""
    site.write({"index.md": page("Forside"), "inde.md": page("Inde", audience="internal")})
    actions.set_password(by=anna(), password=PASSWORD)
    sign_in(site, "anna@example.org", PASSWORD)
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", site.get("/-/account/app").text)
    assert found is not None
    assert site.post("/-/account/app", {"code": "000000"}).status == 200
    reply = site.post("/-/account/app", {"code": code_for(found[1], ahead=-1)})
    assert reply.place == "/-/account/codes"
    return found[1]


def test_asks_for_a_code_after_the_password(site: Site, secret: str) -> None:
    other = site.as_person(None)

    assert sign_in(other, "anna@example.org", PASSWORD).place == "/-/account/code"
    assert other.get("/inde").status == 404
    assert other.get("/-/me").place.startswith("/-/sign-in")

    assert "Koden passer ikke" in other.post("/-/account/code", {"code": "000000"}).text
    assert other.post("/-/account/code", {"code": code_for(secret)}).place == "/inde"
    assert other.get("/inde").status == 200


def test_asks_for_it_after_a_link_as_well(
    site: Site, secret: str, letters: list[EmailMessage]
) -> None:
    del secret
    other = site.as_person(None)
    other.post("/-/sign-in/link", {"email": "anna@example.org"})

    assert other.post(link_in(letters)).place == "/-/account/code"
    assert other.get("/inde").status == 404


def test_a_code_is_good_once(site: Site, secret: str) -> None:
    code = code_for(secret)
    for browser, place in ((site.as_person(None), "/inde"), (site.as_person(None), "")):
        sign_in(browser, "anna@example.org", PASSWORD)
        reply = browser.post("/-/account/code", {"code": code})
        assert reply.headers.get("location", "") == place


def test_a_recovery_code_is_good_once(site: Site, secret: str) -> None:
    del secret
    code = re.findall(r"<li><code>(\d{8})</code></li>", site.get("/-/account/codes").text)[0]
    for place in ("/inde", ""):
        browser = site.as_person(None)
        sign_in(browser, "anna@example.org", PASSWORD)
        reply = browser.post("/-/account/code", {"code": code})
        assert reply.headers.get("location", "") == place


def test_guessing_a_code_ends_wherever_it_comes_from(site: Site, secret: str) -> None:
    for number in range(5):
        browser = site.as_person(None)
        browser.headers["REMOTE_ADDR"] = f"192.0.2.{number}"
        sign_in(browser, "anna@example.org", PASSWORD)
        browser.post("/-/account/code", {"code": "000000"})
    browser = site.as_person(None)
    sign_in(browser, "anna@example.org", PASSWORD)

    reply = browser.post("/-/account/code", {"code": code_for(secret)})

    assert "For mange forsøg" in reply.text


def test_what_the_app_knows_cannot_be_read_in_the_database(site: Site, secret: str) -> None:
    del site
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_tells_a_person_that_it_was_added(site: Site, secret: str) -> None:
    del site, secret
    assert Notice.objects.filter(person__name="Anna", subject__contains="kode fra din app").exists()


def test_an_administrator_helps_who_has_lost_their_device(site: Site, secret: str) -> None:
    del secret
    someone = Person.objects.get(name="Anna")

    site.as_person(bo()).post(f"/-/people/{someone.pk}/way-in")

    assert site.get("/inde").status == 404
    other = site.as_person(None)
    assert sign_in(other, "anna@example.org", PASSWORD).place == "/inde"


def test_it_can_be_removed(site: Site, secret: str) -> None:
    del secret
    assert site.get("/-/account/app/remove").status == 200

    assert site.post("/-/account/app/remove").place == "/-/account/me"

    other = site.as_person(None)
    assert sign_in(other, "anna@example.org", PASSWORD).place == "/inde"
