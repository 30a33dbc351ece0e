"""What is sent is counted by address and in all, and nobody can tell whose it was."""

from __future__ import annotations

import pytest
from django.utils import timezone

from saadan.web.gaps.limits import LIMITS, Limit, Sent
from saadan.web.gaps.models import DaySecret, Gap, Spent
from tests.web.conftest import Site, anna
from tests.web.gaps.conftest import send

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, Sent.REPORT, Limit(one=2, person=3, all=4))


def test_refuses_more_from_one_address_and_keeps_the_text(site: Site) -> None:
    assert [send(site, f"Mangel {n}").status for n in range(3)] == [303, 303, 429]

    reply = send(site, "Den sidste mangel")

    assert "Den sidste mangel" in reply.text
    assert Gap.objects.count() == 2


def test_a_header_makes_nobody_another(site: Site) -> None:
    statuses = []
    for n in range(3):
        site.headers = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{n}", "HTTP_X_REAL_IP": f"10.0.0.{n}"}
        statuses.append(send(site, f"Mangel {n}").status)

    assert statuses == [303, 303, 429]


def test_refuses_more_than_all_together_may_send(site: Site) -> None:
    statuses = []
    for n in range(5):
        site.headers = {"REMOTE_ADDR": f"10.0.0.{n}"}
        statuses.append(send(site, f"Mangel {n}").status)

    assert statuses == [303] * 4 + [429]


def test_one_household_with_many_addresses_is_one(site: Site) -> None:
    statuses = []
    for n in range(3):
        site.headers = {"REMOTE_ADDR": f"2001:db8:1:2::{n}"}
        statuses.append(send(site, f"Mangel {n}").status)

    assert statuses == [303, 303, 429]


def test_strangers_cannot_use_up_what_people_with_an_account_may_send(site: Site) -> None:
    for n in range(4):
        site.headers = {"REMOTE_ADDR": f"10.0.0.{n}"}
        send(site, f"Mangel {n}")

    assert send(site.as_person(anna()), "Anna har også en").status == 303


def test_nothing_tells_who_sent_it(site: Site) -> None:
    site.headers = {"REMOTE_ADDR": "10.1.2.3"}
    send(site, "Mangel")

    assert "10.1.2.3" not in str([*Spent.objects.values(), *Gap.objects.values()])


def test_the_next_day_begins_anew_and_forgets(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        send(site, f"Mangel {n}")
    yesterday = DaySecret.objects.get()
    today = timezone.localdate()

    monkeypatch.setattr(
        "saadan.web.gaps.limits.timezone.localdate", lambda _=None: today.replace(year=2030)
    )

    assert send(site, "En ny dag").status == 303
    assert DaySecret.objects.get() != yesterday
    assert {each.day.year for each in Spent.objects.all()} == {2030}
