"""Who leaves, or may do less from now on, has no way left: nothing prepared outlives a right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.web.people import actions, entering
from saadan.web.proposals.models import Proposal
from tests.web.conftest import anna, bo
from tests.web.people.conftest import letters, link_in

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.web.conftest import Hub

__all__ = ["letters"]


@pytest.mark.parametrize("how", ["leaves", "may do less"])
def test_whatever_was_open_stops_at_once(hub: Hub, letters: list[EmailMessage], how: str) -> None:
    person, administrator = anna(), bo()
    desk = hub.desk(person)
    assert desk.site.get("/hemmeligt").status == 200
    number = desk.propose("/hemmeligt", "Kanariefugl", "Kanariefugl to")
    desk.site.post("/-/look", {"look": f"proposal-{number}"})
    form = desk.open(f"/-/proposals/{number}/edit?path=hemmeligt.md")
    head = hub.git("rev-parse", f"proposals/{number}")
    entering.send_link(email=person.email, now=timezone.now())
    link = link_in(letters)

    if how == "leaves":
        actions.leave(by=administrator, person=person, today=timezone.localdate())
    else:
        actions.change_standing(
            by=administrator, person=person, audience="members", is_administrator=False
        )

    for address in ("/hemmeligt", f"/-/proposals/{number}/", "/-/publications/", "/-/me/export"):
        reply = desk.site.get(address)
        assert "Kanariefugl to" not in reply.text, address
        assert how != "leaves" or reply.status in (302, 404), address
    assert desk.site.get("/hemmeligt").status == 404
    assert form.send("Kanariefugl to", "tre").status in (403, 404)
    assert hub.git("rev-parse", f"proposals/{number}") == head
    assert desk.site.post(f"/-/proposals/{number}/review", {"seen": head}).status in (403, 404)
    fields = {"do": "submit", "seen": head}
    assert desk.site.post(f"/-/proposals/{number}/change", fields).status in (403, 404)
    assert Proposal.objects.get().state == "draft"
    other = hub.desk(None)
    other.site.get(link)
    other.site.post(link)
    assert other.site.get("/hemmeligt").status == 404
