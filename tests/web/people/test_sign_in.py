"""Ways in: a password, a link by e-mail. What is said tells nobody who is here, or is not."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from saadan.web.audit.models import Record
from saadan.web.letters import outage
from saadan.web.letters.models import Letter
from saadan.web.people import actions, entering
from saadan.web.people.models import Counted, Session, SignInLink
from tests.web.conftest import anna, bo, page
from tests.web.people.conftest import link_in
from tests.web.site import SLOW_HASHERS

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from saadan.web.people.models import Person
    from tests.web.conftest import Reply, Site

PASSWORD = "tre ord der ikke hænger sammen"


@pytest.fixture
def someone(site: Site) -> Person:
    """Anna, with a password, in a handbook with a page for colleagues."""
    site.write(
        {
            "index.md": page("Forside"),
            "inde.md": page("Inde", audience="internal"),
        }
    )
    person = anna()
    actions.set_password(by=person, password=PASSWORD)
    return person


def sign_in(site: Site, email: str, password: str, **headers: str) -> Reply:
    return site.post(
        "/-/sign-in", {"login": email, "password": password, "next": "/inde"}, **headers
    )


def test_lets_in_by_password(site: Site, someone: Person) -> None:
    assert site.get("/inde").status == 404

    reply = sign_in(site, someone.email.upper(), PASSWORD)

    assert reply.place == "/inde"
    assert site.get("/inde").status == 200
    assert Record.objects.filter(what="signed-in", by=someone).exists()


@pytest.mark.parametrize("email", ["anna@example.org", "ingen@example.org"])
def test_says_the_same_to_a_wrong_password_and_an_unknown_address(
    site: Site, someone: Person, email: str
) -> None:
    del someone

    reply = sign_in(site, email, "forkert adgangskode")

    assert reply.status == 422
    assert "E-mail og adgangskode passer ikke sammen." in reply.text
    answers = without_what_differs(reply, email)
    other = site.as_person(None)
    again = sign_in(other, "carla@example.org", "forkert adgangskode")
    assert without_what_differs(again, "carla@example.org") == answers


def without_what_differs(reply: Reply, email: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", reply.text)
    return text.replace(email, "X")


def test_takes_as_long_for_an_unknown_address(site: Site, someone: Person) -> None:
    """Within a factor of two: hashing is nearly all of it, and is done for both."""
    taken: dict[str, list[float]] = {someone.email: [], "ingen@example.org": []}
    with override_settings(ACCOUNT_RATE_LIMITS=False, PASSWORD_HASHERS=SLOW_HASHERS):
        actions.set_password(by=someone, password=PASSWORD)
        for _ in range(5):
            for email, times in taken.items():
                started = time.process_time()
                sign_in(site, email, "forkert adgangskode")
                times.append(time.process_time() - started)
    known, unknown = (median(each) for each in taken.values())
    assert 0.5 < known / unknown < 2


def test_nobody_who_has_left_comes_in(site: Site, someone: Person) -> None:
    actions.leave(by=bo(), person=someone, today=timezone.localdate())

    reply = sign_in(site, someone.email, PASSWORD)

    assert "E-mail og adgangskode passer ikke sammen." in reply.text


@pytest.mark.parametrize(
    "hostile", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx"]
)
def test_leads_only_to_places_of_ours(site: Site, someone: Person, hostile: str) -> None:
    fields = {"login": someone.email, "password": PASSWORD, "next": hostile}

    assert site.post("/-/sign-in", fields).place == "/"


def test_refuses_a_form_without_its_token(site: Site, someone: Person) -> None:
    site.cookies["saadan_csrf"] = "a" * 32
    body = f"login={someone.email}&password={PASSWORD}".encode()

    reply = site.ask(
        "/-/sign-in", "POST", body, {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    )

    assert reply.status == 403


def test_guessing_ends_whatever_address_it_claims_to_come_from(site: Site, someone: Person) -> None:
    for number in range(5):
        sign_in(site, someone.email, "gæt", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")

    other = site.as_person(None)
    reply = sign_in(other, someone.email, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.99")

    assert "For mange forsøg" in reply.text
    by_another_name = {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "192.0.2.7"}
    assert "For mange forsøg" in sign_in(other, someone.email, PASSWORD, **by_another_name).text


def test_guesses_from_one_place_are_counted_together(site: Site, someone: Person) -> None:
    del someone
    replies = [
        sign_in(site, f"nr{number}@example.org", "gæt", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        for number in range(12)
    ]

    assert "For mange forsøg" not in replies[0].text
    assert "For mange forsøg" in replies[-1].text


def test_what_limits_count_is_in_the_database_for_all_processes(
    site: Site, someone: Person
) -> None:
    for _ in range(5):
        sign_in(site, someone.email, "gæt")

    assert Counted.objects.filter(cache_key__contains="login_failed").exists()
    cache.close()
    connection.close()  # as another process, which has nothing in memory
    assert "For mange forsøg" in sign_in(site.as_person(None), someone.email, PASSWORD).text


# The link


def ask_for_link(site: Site, email: str) -> Reply:
    return site.post("/-/sign-in/link", {"email": email, "next": "/inde"})


def test_a_link_lets_in_once(site: Site, someone: Person, letters: list[EmailMessage]) -> None:
    ask_for_link(site, someone.email)
    link = link_in(letters)
    assert site.get(link).status == 200  # what reads mail for somebody may open it
    other = site.as_person(None)

    assert site.post(link).place == "/inde"

    assert site.get("/inde").status == 200
    assert other.post(link).status == 404
    assert other.get(link).status == 404


def test_says_the_same_to_an_address_nobody_has(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    known, unknown = (
        without_what_differs(ask_for_link(site.as_person(None), email), email)
        for email in (someone.email, "ingen@example.org")
    )

    assert known == unknown
    assert Letter.objects.filter(to="ingen@example.org").count() == 0
    assert link_in(letters)
    assert len(letters) == 1


def test_does_as_much_for_an_address_nobody_has(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    del letters, site

    def questions(email: str) -> int:
        asked: list[str] = []

        def note(go: Any, sql: str, *more: Any) -> Any:
            asked.append(sql)
            return go(sql, *more)

        with connection.execute_wrapper(note):
            entering.send_link(email=email, now=timezone.now())
        return len(asked)

    assert abs(questions(someone.email) - questions("ingen@example.org")) <= 2


def test_a_link_dies_with_wrong_guesses_wherever_they_come_from(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    ask_for_link(site, someone.email)
    link = link_in(letters)
    wrong = re.sub(r"(/\d+/)[^?]+", r"\1" + "x" * 43, link)
    for number in range(5):
        reply = site.post(
            wrong, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}", REMOTE_ADDR=f"192.0.2.{number}"
        )
        assert reply.status == 404

    assert site.post(link).status == 404


def test_a_link_is_good_for_a_quarter_of_an_hour(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    ask_for_link(site, someone.email)
    link = link_in(letters)
    SignInLink.objects.update(made=timezone.now() - timedelta(minutes=15, seconds=1))

    assert site.post(link).status == 404


def test_only_the_newest_link_is_good(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    ask_for_link(site, someone.email)
    first = link_in(letters)
    ask_for_link(site, someone.email)

    assert site.post(first).status == 404
    assert site.post(link_in(letters)).place == "/inde"


def test_links_that_wait_for_the_mail_server_do_not_pile_up(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    entering.invite(by=None, email="bo@example.org", audience="members", now=timezone.now())
    ask_for_link(site, someone.email)
    ask_for_link(site, "bo@example.org")
    ask_for_link(site, someone.email)

    assert site.post(link_in(letters)).place == "/inde"
    assert sorted(each.to[0] for each in letters) == [someone.email, "bo@example.org"]


def test_says_to_everybody_alike_that_links_cannot_be_sent_just_now(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    outage.begin("Connection refused", now=timezone.now())
    known, unknown = (
        without_what_differs(ask_for_link(site.as_person(None), email), email)
        for email in (someone.email, "ingen@example.org")
    )

    assert known == unknown
    assert "Mails kan ikke sendes lige nu" in known
    assert "Mails kan ikke sendes lige nu" in site.get("/-/sign-in/link").text
    assert "Connection refused" not in known
    assert letters == []


def test_keeps_no_link_that_could_be_used(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    ask_for_link(site, someone.email)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret_hash FROM people_signinlink")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT text FROM letters_letter")
        kept += str(cursor.fetchall())

    assert link_in(letters).partition("?")[0].rpartition("/")[2] not in kept


def test_many_links_are_not_sent(site: Site, someone: Person, letters: list[EmailMessage]) -> None:
    for _ in range(8):
        assert ask_for_link(site, someone.email).status == 200
        link_in(letters)

    assert len(letters) == 3


def test_of_two_at_once_a_link_lets_in_one(
    site: Site, someone: Person, letters: list[EmailMessage]
) -> None:
    ask_for_link(site, someone.email)
    _way, number, secret = re.findall(r"/(link)/(\d+)/([^?]+)", link_in(letters))[0]
    came: list[object] = []
    begun = threading.Barrier(4)

    def use() -> None:
        begun.wait()
        came.append(entering.use_link(number=int(number), secret=secret, now=timezone.now()))
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [each for each in came if each] == [someone]


# Sessions


def test_who_has_left_is_out_at_once(site: Site, someone: Person) -> None:
    browser = site.as_person(someone)
    assert browser.get("/inde").status == 200

    actions.leave(by=bo(), person=someone, today=timezone.localdate())

    assert browser.get("/inde").status == 404
    assert not Session.objects.filter(person=someone).exists()


def test_a_new_password_ends_the_other_sessions(site: Site, someone: Person) -> None:
    elsewhere = site.as_person(someone)
    sign_in(site, someone.email, PASSWORD)

    reply = site.post("/-/me/password", {"password": "et helt andet og nyt ord"})

    assert reply.place == "/-/me"
    assert site.get("/inde").status == 200
    assert elsewhere.get("/inde").status == 404


def test_a_session_elsewhere_can_be_ended(site: Site, someone: Person) -> None:
    elsewhere, here = site.as_person(someone), site.as_person(someone)
    number = Session.objects.get(pk=elsewhere.cookies["saadan_session"]).number
    assert number in here.get("/-/me").text

    here.post("/-/me/sessions", {"session": number})

    assert elsewhere.get("/inde").status == 404
    assert here.get("/inde").status == 200


def test_nobody_ends_the_session_of_another(site: Site, someone: Person) -> None:
    victim, other = site.as_person(someone), site.as_person(bo())
    number = Session.objects.get(pk=victim.cookies["saadan_session"]).number

    other.post("/-/me/sessions", {"session": number})

    assert victim.get("/inde").status == 200


def test_a_weak_password_is_refused(site: Site, someone: Person) -> None:
    sign_in(site, someone.email, PASSWORD)

    for weak in ("kort", "1234567890", "anna@example.org"):
        assert site.post("/-/me/password", {"password": weak}).status == 422


def test_how_to_sign_in_is_changed_only_by_who_has_just_shown_who_they_are(
    site: Site, someone: Person
) -> None:
    browser = site.as_person(someone)  # a session that began long ago

    for place in ("/-/me/password", "/-/me/erase", "/-/account/app", "/-/account/passkeys/add"):
        assert browser.get(place).place.startswith("/-/account/again?next="), place
    reply = browser.post("/-/account/again", {"password": PASSWORD, "next": "/-/me/password"})

    assert reply.place == "/-/me/password"
    assert browser.get("/-/me/password").status == 200
