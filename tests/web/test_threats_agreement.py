"""What was agreed to is what is published: no change, no rule and no second way gets round it."""

from __future__ import annotations

import multiprocessing
import os
import time
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from saadan.content.review_rules import Wanted
from saadan.web import shelf
from saadan.web.people import actions as people
from saadan.web.proposals.models import Proposal, Publication
from saadan.web.proposals.outlook import outlook
from saadan.web.proposals.rules import Need
from tests.web.conftest import anna, bo, page
from tests.web.hub import Hub, area
from tests.web.site import forget

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

    from tests.web.conftest import Site
    from tests.web.hub import Desk

RULES = """\
title = "Håndbog"

[[review]]
paths = "r.md"
approvals = 2
owner = true
"""


def ready(hub: Hub, writer: Desk, approver: Desk) -> int:
    """Return a proposal that everyone has agreed to."""
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    assert approver.review(number, "approve").status == 302
    assert hub.read("ferie.md", f"proposals/{number}")
    return number


def _ask(
    site: Site, store: Path, database: Path, begin: Barrier, address: str, fields: dict[str, object]
) -> None:
    """Send a form as another process of the server would."""
    forget()
    connection.connection = None  # the connection of the process this was copied from
    connection.settings_dict["NAME"] = database
    with override_settings(HANDBOOK=str(site.folder), STORE=store):
        begin.wait()
        status = site.post(address, fields).status
    os._exit(0 if status in (302, 403, 404, 409) else 1)


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.05])
def test_a_change_in_the_same_moment_is_published_by_nobody(hub: Hub, moment: float) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = ready(hub, writer, approver)
    place = f"/-/proposals/{number}"
    form = writer.open(f"{place}/edit?path=ferie.md")
    text = area(form.reply.text, "text").replace("seks", "hundrede")
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(2)
    wanted = (
        (approver.site, f"{place}/publication", {"seen": approver.seen(number)}),
        (writer.site, form.action, {**form.fields, "text": text}),
    )
    connection.close()
    store, database = settings.STORE, connection.settings_dict["NAME"]
    both = [
        fork.Process(target=_ask, args=(site, store, database, begin, address, fields))
        for site, address, fields in wanted
    ]
    for each in both:
        each.start()
        time.sleep(moment)
    for each in both:
        each.join(60)
    assert [each.exitcode for each in both] == [0, 0]

    published = hub.read("ferie.md")
    assert "hundrede" not in published
    proposal = Proposal.objects.get()
    assert ("seks" in published) == (proposal.state == "published")
    assert Publication.objects.filter(proposal=proposal).exists() == (not proposal.is_open)


def test_rules_that_a_proposal_changes_do_not_count_for_it(hub: Hub) -> None:
    hub.push("Regler", {"handbook.toml": RULES, "r.md": page("Regel", "Fem.", owner="leder")})
    writer = hub.desk(bo())
    number = writer.propose("/r", "owner: leder", "owner: redaktør")
    before = needs(number)
    place = f"/-/proposals/{number}/edit?path="
    assert writer.open(f"{place}r.md").send("Fem.", "Seks.").status == 302
    rules = writer.open(f"{place}handbook.toml")
    assert rules.send("approvals = 2", "approvals = 0").status == 302

    after = needs(number)
    assert after.pop("handbook.toml").is_settings
    assert before == after == {"r.md": Need(Wanted(2, by_owner=True), ("leder",))}


def needs(number: int) -> dict[str, Need]:
    """Return whose agreement each file of a proposal needs."""
    ahead = outlook(shelf.writer(), f"proposals/{number}", shelf.handbook().snapshot())
    return {each.path: each.need for each in ahead.parts}


def test_a_suggestion_that_is_taken_over_is_its_authors_hand(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = ready(hub, writer, approver)
    said: dict[str, object] = {"text": "Bedre", "path": "ferie.md", "line": 8}
    said |= {"quoted": "Du har seks uger.", "wording": "Du har syv uger."}
    approver.site.post(f"/-/proposals/{number}/remarks", said)
    remark = Proposal.objects.get().remarks.get().pk
    assert writer.site.post(f"/-/proposals/{number}/remarks/{remark}/use").status == 302

    assert approver.review(number, "approve").status == 403
    assert approver.publish(number).status in (403, 409)
    assert "fem uger" in hub.read("ferie.md")


def test_who_may_not_review_any_more_does_not_agree_any_more(hub: Hub) -> None:
    approver = people.join(by=None, email="c@example.org", name="Carla", audience="internal")
    writer, administrator = hub.desk(anna()), bo()
    number = ready(hub, writer, hub.desk(approver))
    people.change_standing(
        by=administrator, person=approver, audience="members", is_administrator=False
    )
    assert hub.desk(administrator).publish(number).status == 403
