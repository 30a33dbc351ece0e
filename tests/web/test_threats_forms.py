"""A form of another site does nothing, and nobody is led elsewhere by what they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.web.letters import postman
from saadan.web.proposals.models import Proposal
from tests.web.conftest import anna, bo
from tests.web.people.conftest import letters
from tests.web.test_routes import address_of, routes

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.web.conftest import Hub

__all__ = ["letters"]

FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}


def test_every_route_refuses_a_form_that_is_not_ours(hub: Hub) -> None:
    browser = hub.desk(bo()).site
    browser.token()
    for route, _act in routes():
        address = address_of(route)
        assert browser.ask(address, "POST", b"do=x&text=x", FORM).status in (403, 405), address
        body = b"csrfmiddlewaretoken=" + b"b" * 32
        assert browser.ask(address, "POST", body, FORM).status in (403, 405), address
        foreign = browser.post(address, {}, HTTP_ORIGIN="https://evil.example")
        assert foreign.status in (403, 405), address
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
     "/\t/evil.example", "javascript:alert(1)", "/%0d%0aLocation:x\r\nX: y",
     "http:///evil.example", "evil.example"],
)  # fmt: skip
def test_a_next_place_is_always_ours(hub: Hub, place: str) -> None:
    browser = hub.desk(anna()).site
    for address in ("/-/look", "/-/sign-out", "/-/language"):
        reply = browser.post(address, {"look": "", "language": "da", "next": place})
        if reply.status in (302, 303):
            assert reply.place.startswith("/"), address
            assert not reply.place.startswith(("//", "/\\")), address
            assert "evil" not in reply.place, address


def test_a_host_that_is_not_ours_is_in_no_letter_and_no_link(
    hub: Hub, letters: list[EmailMessage]
) -> None:
    anna()
    for header in ({"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        reply = hub.site.get("/ferie", **header)
        assert "evil.example" not in reply.text
        hub.site.post("/-/sign-in/link", {"email": "anna@example.org"}, **header)
    postman.deliver(now=timezone.now())
    assert letters
    assert all("evil.example" not in str(each.message()) for each in letters)
