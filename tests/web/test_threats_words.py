"""What somebody writes stays text: on every screen, in every letter, feed and receipt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils import timezone

from saadan.web.letters import postman
from saadan.web.people import actions
from saadan.web.proposals.models import Proposal
from tests.web.conftest import anna, bo, page
from tests.web.gaps.conftest import ago
from tests.web.people.conftest import letters

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.web.conftest import Hub

__all__ = ["letters"]

HOSTILE = "\"><svg onload=alert(1)>'{{7*7}}\u202eabc"
LINES = f"{HOSTILE}\r\nBcc: carla@example.org"


def is_inert(text: str) -> bool:
    return "<svg onload" not in text and "'49" not in text and not re.search(r'"\s*onload', text)


def test_a_hostile_text_is_inert_wherever_it_is_shown(
    hub: Hub, letters: list[EmailMessage]
) -> None:
    author, approver = anna(), bo()
    for person in (author, approver):
        actions.describe(by=person, name=HOSTILE, language="")
        person.refresh_from_db()
    writer, reviewer = hub.desk(author), hub.desk(approver)
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    title = page(quoted)
    hub.push(HOSTILE, {"ond.md": title, f"{quote(HOSTILE, safe='')}.md": title})
    reply = hub.site.post(
        "/-/gaps/new", {"page": "/ferie", "text": LINES, "stamp": ago(), "sure": "1"}
    )
    receipt = reply.place if reply.status in (302, 303) else ""
    assert receipt
    number = writer.propose("/ferie", "fem", "seks", title=LINES)
    place = f"/-/proposals/{number}"
    writer.site.post(f"{place}/change", {"do": "rename", "title": LINES, "why": LINES})
    writer.submit(number)
    said = {"text": LINES, "path": "ferie.md", "line": 1, "quoted": HOSTILE, "wording": LINES}
    assert reviewer.site.post(f"{place}/remarks", said).status == 302
    assert reviewer.site.post(f"{place}/remarks", {"text": LINES}).status == 302
    assert reviewer.review(number, "changes", LINES).status == 302

    screens = [
        "/", "/ond", "/-/proposals/", f"{place}/", f"{place}/edit?path=ferie.md", "/-/edit/ond",
        "/-/arrange/ond", "/-/gaps/", "/-/gaps/1", receipt, "/-/notices", "/-/changes",
        "/-/history/ond", "/-/publications/", "/-/log", "/-/people", f"/-/people/{author.pk}",
        "/-/me", f"/-/search?q={quote(HOSTILE)}", f"/-/search/typing?q={quote(HOSTILE)}",
        f"/-/gaps/new?page=/ferie&text={quote(HOSTILE)}", f"/-/new?title={quote(HOSTILE)}",
        f"/{quote(HOSTILE)}", "/-/tree/ond", "/feed.xml", "/sitemap.xml", "/-/gaps/suggested",
        f"/-/change/{hub.git('rev-parse', 'main')}/ond",
    ]  # fmt: skip
    for browser in (hub.site, writer.site, reviewer.site):
        for address in screens:
            reply = browser.get(address)
            assert reply.status < 500, address
            assert is_inert(reply.text), address
    reviewer.review(number, "publish")
    assert Proposal.objects.get().state == "published"
    for address in (f"{place}/", "/-/publications/", "/-/changes", "/feed.xml", "/-/log"):
        assert is_inert(reviewer.site.get(address).text), address
    postman.deliver(now=timezone.now())
    assert letters
    for letter in letters:
        head, _, text = letter.message().as_bytes().decode().partition("\n\n")
        assert "bcc:" not in head.lower()
        assert text
        assert letter.content_subtype == "plain"
        assert letter.recipients() in ([author.email], [approver.email])
