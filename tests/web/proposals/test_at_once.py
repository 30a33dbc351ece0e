"""Things that happen at the same moment: none is lost, and nobody is told what is not so."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.errors import Conflict
from saadan.repository import refs
from saadan.web import shelf
from saadan.web.proposals import actions, outlook, publishing
from saadan.web.proposals.models import Proposal
from saadan.web.proposals.saving import Edit
from tests.web.conftest import anna, bo
from tests.web.hub import Form, area

if TYPE_CHECKING:
    from tests.web.hub import Hub


def test_a_text_that_cannot_be_saved_leaves_no_empty_proposal(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refs, "PATIENCE", 0.1)
    writer = hub.desk(anna())
    form = writer.open("/-/edit/ferie")

    with (hub.site.folder / "saadan" / "turn").open("r+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        reply = form.send("fem uger", "seks uger")

    assert reply.status == 409
    assert "seks uger" in reply.text
    assert not Proposal.objects.exists()
    assert not hub.git("for-each-ref", "refs/heads/proposals")


def test_a_text_of_a_page_that_went_meanwhile_is_kept_on_the_screen(hub: Hub) -> None:
    writer = hub.desk(anna())
    form = writer.open("/-/edit/ferie")
    hub.push("Fjern", {"ferie.md": None})

    reply = form.send("fem uger", "seks uger")

    assert reply.status in (404, 409)
    assert "seks uger" in reply.text


def test_a_new_proposal_does_not_take_up_a_branch_that_is_there(hub: Hub) -> None:
    hub.git("branch", "proposals/1", "main")

    number = hub.desk(anna()).propose("/ferie", "fem", "seks")

    assert number == 2
    assert hub.git("rev-parse", "proposals/1") == hub.git("rev-parse", "main")


def test_two_first_saves_in_a_proposal_are_both_kept(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = anna()
    proposal = actions.begin(by=person, title="Ferie", writer=shelf.writer(), now=timezone.now())
    writer = shelf.writer()
    begin = writer.begin

    def late(branch: str, at: str) -> None:
        begin(branch, at)  # another process was a moment faster
        begin(branch, at)

    monkeypatch.setattr(writer, "begin", late)
    blob = writer.blob(writer.head(), "ferie.md")

    actions.write(
        proposal,
        {"ferie.md": Edit(blob, b"Nyt.\n")},
        writer=writer,
        by=person,
        now=timezone.now(),
    )

    assert hub.content("ferie.md", proposal.branch) == b"Nyt.\n"


def test_whoever_saves_while_it_is_published_is_told_that_it_is_not_in_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    approver.review(number, "approve")
    form = writer.open(f"/-/proposals/{number}/edit?path=ferie.md")
    repository = shelf.writer()
    commit = repository.commit

    def slow(*args: object, **named: object) -> str:
        monkeypatch.undo()
        assert approver.publish(number).status == 302
        return commit(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "commit", slow)

    reply = form.send("din leder", "Bo")

    assert reply.status == 409
    assert "Spørg Bo" in reply.text
    assert "Spørg Bo" not in hub.read("ferie.md")


def test_what_is_saved_while_it_is_published_stops_the_publication(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = anna()
    writer, approver = hub.desk(person), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    approver.review(number, "approve")
    seen = approver.seen(number)
    form = writer.open(f"/-/proposals/{number}/edit?path=ferie.md")
    real = outlook.new_problems

    def slow(*snapshots: object) -> object:
        monkeypatch.undo()
        assert form.send("din leder", "Bo").status == 302
        return real(*snapshots)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "new_problems", slow)

    reply = approver.site.post(f"/-/proposals/{number}/publication", {"seen": seen})

    assert reply.status == 409
    assert Proposal.objects.get(pk=number).is_open
    assert "seks" not in hub.read("ferie.md")
    assert "Spørg Bo" in hub.read("ferie.md", f"proposals/{number}")


def test_what_was_brought_together_once_is_kept_when_it_overlaps_again(hub: Hub) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "fem uger", "seks uger")
    address = f"/-/proposals/{number}/edit?path=ferie.md"
    mine, one = writer.open(address), writer.open(address)
    one.send("seks uger", "syv uger")
    between = "uger.\n\n## Søg ferie\n\nSpørg"
    overlaps = mine.send(f"seks {between} din", f"otte {between} en")
    assert overlaps.status == 409
    both = Form(writer, address, overlaps)
    other = writer.open(address)
    other.send("syv uger", "ni uger")

    chosen = {"choice-1": "own", "own-1": "Du har syv eller otte uger."}
    reply = writer.site.post(both.action, {**both.fields, "text": both.text, **chosen})

    assert reply.status == 409
    assert "ni uger" in reply.text
    assert "syv eller otte uger" in reply.text
    again = Form(writer, address, reply)
    fields = {**again.fields, "text": area(reply.text, "text"), "choice-1": "mine"}
    assert writer.site.post(again.action, fields).status == 302
    saved = hub.read("ferie.md", f"proposals/{number}")
    assert "Du har syv eller otte uger.\n" in saved
    assert "Spørg en leder" in saved


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_the_second_of_two_decisions_is_on_what_the_first_left(hub: Hub, decision: str) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    seen = approver.seen(number)
    writer.open(f"/-/proposals/{number}/edit?path=ferie.md").send("seks", "syv")

    fields = {"decision": decision, "reason": "Nej", "seen": seen}
    reply = approver.site.post(f"/-/proposals/{number}/review", fields)

    assert reply.status == 409
    assert not Proposal.objects.get(pk=number).reviews.exists()


def test_a_proposal_is_not_written_in_by_what_remembers_it_as_open(hub: Hub) -> None:
    person = anna()
    writer = hub.desk(person)
    number = writer.propose("/ferie", "fem", "seks")
    remembered = Proposal.objects.get(pk=number)
    writer.site.post(f"/-/proposals/{number}/change", {"do": "withdraw"})
    git = shelf.writer()
    blob = git.blob(git.head(remembered.branch), "ferie.md")

    with pytest.raises(Conflict):
        actions.write(
            remembered,
            {"ferie.md": Edit(blob, b"Nyt.\n")},
            writer=git,
            by=person,
            now=timezone.now(),
        )
