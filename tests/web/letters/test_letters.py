"""Letters are sent once, whoever else is sending; what hinders that hinders nobody."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from saadan.web.letters import outage, postman
from saadan.web.letters.actions import post, tell
from saadan.web.letters.models import Letter, Notice
from tests.mailbox import Mailbox
from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.conftest import Site

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let letters lie until the test delivers them."""
    monkeypatch.setattr(postman, "wake", lambda: None)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server for letters that the test delivers."""
    monkeypatch.setattr(postman, "wake", lambda: None)
    with Mailbox() as box, override_settings(**settings_for(box.port)):
        yield box


def settings_for(port: int) -> dict[str, object]:
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "URL": "https://haandbog.example.org",
    }


def test_tells_a_person_on_the_site_and_by_letter(site: Site, mailbox: Mailbox) -> None:
    site.write({"index.md": page("Forside")})
    someone = anna()

    tell(someone, subject="Dit forslag er godkendt", text="Bo siger ja.", link="/-/x/1", by=bo())

    postman.deliver(now=timezone.now())
    (letter,) = mailbox.letters
    assert letter["To"] == "anna@example.org"
    assert letter["Subject"] == "Dit forslag er godkendt"
    assert "https://haandbog.example.org/-/x/1" in letter.get_content()
    assert not Letter.objects.exists()
    reply = site.as_person(someone).get("/-/notices")
    assert "Dit forslag er godkendt" in reply.text
    assert "Bo siger ja." in reply.text


def test_a_notice_is_counted_until_it_is_read(site: Site) -> None:
    site.write({"index.md": page("Forside")})
    someone = anna()
    tell(someone, subject="Se her", link="/")
    browser = site.as_person(someone)
    assert '<span class="s-count">1</span>' in browser.get("/").text

    reply = browser.post(f"/-/notices/{Notice.objects.get().pk}")

    assert reply.place == "/"
    assert "s-count" not in browser.get("/").text


def test_nobody_reads_the_notices_of_another(site: Site) -> None:
    site.write({"index.md": page("Forside")})
    tell(anna(), subject="Kun for Anna", link="/")
    other = site.as_person(bo())

    assert "Kun for Anna" not in other.get("/-/notices").text
    assert other.post(f"/-/notices/{Notice.objects.get().pk}").status == 404
    other.post("/-/notices/read")
    assert Notice.objects.get().read is None


def test_a_letter_is_in_the_transaction_of_what_it_tells_of(site: Site, mailbox: Mailbox) -> None:
    del site, mailbox
    someone = anna()

    def fail_after_telling() -> None:
        tell(someone, subject="Det skete", link="/")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after_telling()

    assert not Letter.objects.exists()
    assert not Notice.objects.exists()


def test_two_processes_never_send_a_letter_twice(site: Site, mailbox: Mailbox) -> None:
    del site
    someone = anna()
    for number in range(12):
        tell(someone, subject=f"Nummer {number}", link="/")
    now = timezone.now()
    begun = threading.Barrier(3)

    def deliver() -> None:
        begun.wait()
        postman.deliver(now=now)
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    subjects = [str(each["Subject"]) for each in mailbox.letters]
    assert sorted(subjects) == sorted(f"Nummer {number}" for number in range(12))


@pytest.mark.usefixtures("by_hand")
def test_a_mail_server_that_is_away_for_long_costs_no_letter_a_try(site: Site) -> None:
    del site
    with override_settings(**settings_for(1)):
        tell(anna(), subject="Vigtigt", link="/")
        now = timezone.now()
        for day in range(30):
            assert postman.deliver(now=now + timedelta(days=day)) == 0
        away = outage.known()
        assert away is not None
        assert (away.since, Letter.objects.get().tries) == (now, 0)

    with Mailbox() as box, override_settings(**settings_for(box.port)):
        assert postman.deliver(now=now + timedelta(days=30)) == 1

    assert [str(each["Subject"]) for each in box.letters] == ["Vigtigt"]
    assert outage.known() is None


@pytest.mark.usefixtures("by_hand")
def test_a_letter_in_which_the_mail_server_hangs_up_is_sent_soon_with_the_same_name(
    site: Site,
) -> None:
    del site
    with Mailbox(fault="drops") as box, override_settings(**settings_for(box.port)):
        tell(anna(), subject="Afbrudt", link="/")
        for _ in range(30):
            at = Letter.objects.get().next_try or timezone.now()
            assert postman.deliver(now=at) == 0
        assert outage.known() is not None
        (letter,) = Letter.objects.all()
        first = postman._name(letter)
        box.fault = ""
        assert postman.deliver(now=letter.next_try or at) == 1

    assert [each["Message-ID"] for each in box.letters] == [first]
    assert outage.known() is None


@pytest.mark.usefixtures("by_hand")
def test_a_letter_is_claimed_for_as_long_as_a_slow_mail_server_takes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    del site
    someone, now, clock = anna(), timezone.now(), iter(range(0, 10_000, 100))
    monkeypatch.setattr("saadan.web.letters.postman.time.monotonic", lambda: float(next(clock)))
    with Mailbox(answer="451 later") as box, override_settings(**settings_for(box.port)):
        for number in range(4):
            tell(someone, subject=f"Nummer {number}", link="/")
        postman.deliver(now=timezone.now())

    held = [each.next_try - now for each in Letter.objects.order_by("pk") if each.next_try]
    assert [each > timedelta(seconds=100 * number) for number, each in enumerate(held)] == [
        True
    ] * 4
    assert held[3] >= timedelta(seconds=400) + postman.PAUSES[0]


@pytest.mark.usefixtures("by_hand")
def test_a_link_that_is_dead_is_not_sent(site: Site) -> None:
    del site
    now = timezone.now()
    with Mailbox() as box, override_settings(**settings_for(box.port)):
        until = now + timedelta(minutes=15)
        post(to="anna@example.org", subject="Kom ind", link="/-/x", good_until=until)
        assert postman.deliver(now=until) == 0

    assert not Letter.objects.exists()
    assert box.letters == []


@pytest.mark.usefixtures("by_hand")
def test_whether_the_mail_server_is_away_is_found_when_nothing_is_to_be_sent(site: Site) -> None:
    del site
    now = timezone.now()
    with override_settings(**settings_for(1)):
        postman.deliver(now=now)
        assert outage.known() is None
        postman.deliver(now=now, is_called=True)
        assert outage.known() is not None
    with Mailbox() as box, override_settings(**settings_for(box.port)):
        postman.deliver(now=now)

    assert (box.calls, outage.known()) == (1, None)


@pytest.mark.usefixtures("by_hand")
def test_administrators_are_told_that_letters_wait_and_nobody_else(site: Site) -> None:
    site.write({"index.md": page("Forside")})
    someone, looks_after = anna(), bo()
    with override_settings(**settings_for(1)):
        tell(someone, subject="Vigtigt", link="/")
        postman.deliver(now=timezone.now())

    told = site.as_person(looks_after)
    for place in ("/-/people", "/-/log"):
        assert "Mails kan ikke sendes." in told.get(place).text
        assert "1 mail venter." in told.get(place).text
    assert "Mails kan ikke sendes" not in site.as_person(someone).get("/-/notices").text
    with Mailbox() as box, override_settings(**settings_for(box.port)):
        postman.deliver(now=timezone.now())
    assert "Mails kan ikke sendes" not in told.get("/-/people").text


@pytest.mark.usefixtures("by_hand")
def test_a_letter_waits_longer_each_time_the_mail_server_says_not_now(site: Site) -> None:
    del site
    someone = anna()
    now = timezone.now()
    pauses = []
    with Mailbox(answer="451 come again") as away, override_settings(**settings_for(away.port)):
        tell(someone, subject="Vigtigt", link="/")
        for _ in range(3):
            at = max(now, Letter.objects.get().next_try or now)
            assert postman.deliver(now=at) == 0
            pauses.append((Letter.objects.get().next_try or at) - at)
        assert postman.deliver(now=at) == 0  # not before its time
        assert Letter.objects.get().tries == 3
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]

    with Mailbox() as box, override_settings(**settings_for(box.port)):
        postman.deliver(now=now + timedelta(days=1))

    assert [str(each["Subject"]) for each in box.letters] == ["Vigtigt"]


@pytest.mark.usefixtures("by_hand")
def test_gives_up_on_an_address_that_does_not_exist(site: Site) -> None:
    del site
    with (
        Mailbox(answer="550 nobody here") as box,
        override_settings(**settings_for(box.port)),
    ):
        post(to="ingen@example.org", subject="Hej", text="Hemmeligt", is_secret=True)
        postman.deliver(now=timezone.now())

    letter = Letter.objects.get()
    assert letter.next_try is None
    assert letter.text == ""


def test_a_mail_server_that_is_away_fails_no_request(site: Site) -> None:
    del site
    with override_settings(**settings_for(1)):
        tell(anna(), subject="Hej", link="/")
        wait_until_it_is_known()

    assert Notice.objects.count() == 1
    assert Letter.objects.get().tries == 0


def wait_until_it_is_known() -> None:
    for _ in range(200):
        if outage.known():
            return
        threading.Event().wait(0.05)
    raise TimeoutError("The mail server was never called.")


@pytest.mark.parametrize(
    "hostile", ["Hej\r\nBcc: carla@example.org", "Hej\nBcc: carla@example.org", "Hej\r\n\r\nTekst"]
)
def test_a_subject_begins_no_other_header(site: Site, mailbox: Mailbox, hostile: str) -> None:
    del site
    tell(anna(), subject=hostile, link="/")

    postman.deliver(now=timezone.now())

    (letter,) = mailbox.letters
    assert letter["Bcc"] is None
    assert "carla" not in str(letter["To"])
    assert "Tekst" not in letter.get_content()


def test_a_secret_link_cannot_be_read_in_the_database(site: Site, mailbox: Mailbox) -> None:
    del site
    post(to="anna@example.org", subject="Kom ind", link="/-/hemmelig-vej", is_secret=True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM letters_letter")
        assert "hemmelig" not in str(cursor.fetchall())
    postman.deliver(now=timezone.now())
    assert "https://haandbog.example.org/-/hemmelig-vej" in mailbox.letters[0].get_content()


def test_speaks_the_language_of_whoever_is_told(site: Site) -> None:
    del site
    someone = anna()
    someone.language = "en"
    someone.save()

    tell(someone, subject=gettext_lazy("Notices"))

    assert Notice.objects.get().subject == "Notices"


@pytest.mark.parametrize(
    ("url", "hosts", "begins"),
    [
        ("https://bog.example.org", ["bog.example.org"], "https://bog.example.org/"),
        ("https://evil.example", ["bog.example.org"], "http://bog.example.org/"),
        ("https://evil.example", ["*"], "http://bog.example.org/"),
    ],
    ids=["allowed", "not allowed", "anything allowed"],
)
@pytest.mark.usefixtures("by_hand")
def test_a_link_leads_only_where_the_operator_allows(
    site: Site, url: str, hosts: list[str], begins: str
) -> None:
    site.write({"index.md": page("Forside"), "handbook.toml": f'title = "Bog"\nurl = "{url}"\n'})
    site.get("/")
    own = {"URL": "", "OWN_ADDRESS": "http://bog.example.org", "EMAIL_BACKEND": SMTP}

    with override_settings(**own, ALLOWED_HOSTS=hosts):
        tell(anna(), subject="Hej", link="/-/x")

    assert begins + "-/x" in Letter.objects.get().text
