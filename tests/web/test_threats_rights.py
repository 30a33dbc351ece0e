"""A change gives nobody more than they may read: not by a second number, not by what came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError

from saadan.web.proposals import looking
from saadan.web.proposals.models import Proposal, Publication
from tests.web.conftest import anna, bo, page
from tests.web.gaps.conftest import ago

if TYPE_CHECKING:
    from tests.web.hub import Desk, Hub

SECRET = "Kanariefugl"


def carla(hub: Hub) -> Desk:
    """Return the desk of somebody who may read what is for members."""
    return hub.desk(anna(audience="members"))


def wording(desk: Desk, number: int, **fields: object) -> int:
    """Suggest another wording in a proposal and take it over; return the second answer's status."""
    said = {"text": "Bedre", "line": 1, "quoted": "---", "wording": "Nyt", **fields}
    desk.site.post(f"/-/proposals/{number}/remarks", said)
    last = Proposal.objects.get(pk=number).remarks.last()
    return desk.site.post(f"/-/proposals/{number}/remarks/{last.pk if last else 1}/use", {}).status


@pytest.mark.parametrize(
    "path",
    ["hemmeligt.md", "handbook.toml", "ny.md", "../x.md", ".git/config", "a\0b.md", "x" * 2000],
)
def test_a_suggested_wording_changes_only_what_the_proposal_is_about(hub: Hub, path: str) -> None:
    member = carla(hub)
    number = member.propose("/ferie", "fem", "seks")
    before = hub.git("rev-parse", f"proposals/{number}")

    assert wording(member, number, path=path) in (400, 403, 404)
    assert wording(member, number, path=path, quoted="") in (400, 403, 404)

    assert hub.git("rev-parse", f"proposals/{number}") == before
    assert SECRET not in member.site.get(f"/-/proposals/{number}/").text


def test_a_member_cannot_undo_what_they_cannot_read(hub: Hub) -> None:
    colleague = hub.desk(bo())
    colleague.site.get("/-/publications/")
    hub.push("Skjult", {"hemmeligt.md": page("Hemmeligt", f"{SECRET} ny", audience="internal")})
    colleague.site.get("/-/publications/")
    member = carla(hub)

    for publication in Publication.objects.all():
        reply = member.site.post(f"/-/publications/{publication.pk}/undo")
        assert reply.status in (403, 404)

    assert not Proposal.objects.exists()


def test_a_proposal_for_a_page_that_is_hidden_meanwhile_shows_nothing_of_it(hub: Hub) -> None:
    member = carla(hub)
    number = member.propose("/ferie", "fem", "seks")
    member.site.post("/-/look", {"look": f"proposal-{number}"})
    hidden = hub.read("ferie.md").replace("title: Ferie", "title: Ferie\naudience: internal")
    hub.push("Skjul", {"ferie.md": f"{hidden}\n{SECRET} nu\n"})

    for address in ("", "edit?path=ferie.md", "merge"):
        reply = member.site.get(f"/-/proposals/{number}/{address}")
        assert reply.status == (404 if address else 200), address  # their own words; no more
        assert SECRET not in reply.text
        assert "Spørg din leder" not in reply.text
    for address in (
        "/ferie",
        f"/-/steps/ferie?proposal={number}",
        f"/-/arrange/ferie?proposal={number}",
    ):
        reply = member.site.get(address)
        assert reply.status == 404, address
        assert "seks uger" not in reply.text
    assert hub.desk(bo()).site.get(f"/-/proposals/{number}/").status == 404  # still a draft


@pytest.mark.parametrize("form", ["steps", "arrange"])
def test_an_older_branch_does_not_open_what_is_hidden_now(hub: Hub, form: str) -> None:
    member = carla(hub)
    hub.push("Anden", {"anden.md": page("Anden", "1. Gammel tekst")})
    number = member.propose("/ferie", "fem", "seks")
    hub.push("Skjul", {"anden.md": page("Anden", "1. Ny", audience="internal")})

    shown = member.site.get(f"/-/{form}/anden?proposal={number}")
    assert shown.status == 404
    assert "Gammel tekst" not in shown.text
    assert (
        member.site.post(
            f"/-/{form}/anden", {"proposal": number, "do": "rename", "title": "Min"}
        ).status
        == 404
    )
    place = {"proposal": number, "do": "put", "parent": "anden.md"}
    assert member.site.post("/-/arrange/ferie", place).status == 404
    assert "anden.md" not in hub.git("diff", "--name-only", f"main...proposals/{number}")


def test_an_older_branch_does_not_open_a_page_that_was_deleted(hub: Hub) -> None:
    member = carla(hub)
    number = member.propose("/ferie", "fem", "seks")
    hub.push("Fjern", {"hemmeligt.md": None})

    reply = member.site.get(f"/-/proposals/{number}/edit?path=hemmeligt.md")
    assert reply.status == 404
    assert SECRET not in reply.text
    fields = {"path": "hemmeligt.md", "text": "x", "proposal": number}
    assert SECRET not in member.site.post("/-/preview", fields).text


def test_what_a_colleague_adds_to_a_members_proposal_stays_hidden(hub: Hub) -> None:
    member, colleague = carla(hub), hub.desk(bo())
    number = member.propose("/ferie", "fem", "seks")
    member.submit(number)
    form = colleague.open(f"/-/proposals/{number}/edit?path=hemmeligt.md")
    assert form.send(SECRET, f"{SECRET} her").status == 302

    shown = member.site.get(f"/-/proposals/{number}/")
    assert shown.status == 200  # that it is there, and no text
    assert SECRET not in shown.text
    assert "hemmeligt" not in shown.text.lower()
    assert "seks uger" not in shown.text


def test_a_look_at_what_overlaps_shows_other_pages_as_they_are_now(hub: Hub) -> None:
    member = carla(hub)
    hub.push("Anden", {"anden.md": page("Anden", "Gammel tekst")})
    number = member.propose("/ferie", "fem", "seks")
    hub.push(
        "Skjul",
        {
            "anden.md": page("Anden", "Ny", audience="internal"),
            "ferie.md": hub.read("ferie.md").replace("fem", "ti"),
        },
    )
    member.site.post("/-/look", {"look": f"proposal-{number}"})

    assert member.site.get("/anden").status == 404
    assert "seks uger" in member.site.get("/ferie").text


def test_faults_of_a_proposal_name_no_hidden_page(hub: Hub) -> None:
    member = carla(hub)
    number = member.propose("/ferie", "title: Ferie", "title: Hemmeligt\nparent: Hemmeligt")
    assert "hemmeligt.md" not in member.site.get(f"/-/proposals/{number}/").text


def test_a_database_that_fails_while_looking_ahead_hides_no_page(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "fem", "seks")
    writer.site.post("/-/look", {"look": f"proposal-{number}"})

    def fail(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(looking, "look_of", fail)
    reply = writer.site.get("/ferie")
    assert reply.status == 200
    assert "fem uger" in reply.text


@pytest.mark.parametrize("standing", ["stranger", "member", "colleague"])
def test_a_drafts_pictures_preview_and_look_are_its_authors(hub: Hub, standing: str) -> None:
    author = hub.desk(bo())
    number = author.propose("/ferie", "fem", "seks")
    boundary = "x"
    token = author.site.token()
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="proposal"\r\n\r\n{number}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="../../sol.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    body = parts.encode() + b"\x89PNG\r\n\x1a\nbytes\r\n--x--\r\n"
    kind = {"CONTENT_TYPE": f"multipart/form-data; boundary={boundary}"}
    assert author.site.ask("/-/upload", "POST", body, kind).status == 200
    author.site.post("/-/look", {"look": f"proposal-{number}"})
    assert author.site.get("/assets/sol.png").status == 200
    head = hub.git("rev-parse", f"proposals/{number}")
    title = Proposal.objects.get().title

    other = hub.desk(
        None
        if standing == "stranger"
        else anna(audience="members" if standing == "member" else "internal")
    )
    other.site.cookies["saadan_look"] = f"proposal-{number}"
    assert other.site.get("/assets/sol.png").status == 404
    assert "fem uger" in other.site.get("/ferie").text
    other.site.cookies.pop("saadan_look")
    refused = (403, 404)
    named = {"proposal": number, "path": "ferie.md", "text": "x", "title": "x", "do": "rename"}
    named |= {"line": 1, "quoted": "---", "wording": "x", "seen": head, "published": head}
    for address in (
        "/-/preview",
        "/-/source",
        "/-/edit/ferie",
        "/-/steps/ferie",
        "/-/arrange/ferie",
        "/-/new",
        f"/-/proposals/{number}/edit",
        f"/-/proposals/{number}/change",
        f"/-/proposals/{number}/remarks",
        f"/-/proposals/{number}/remarks/1/use",
        f"/-/proposals/{number}/merge",
        f"/-/proposals/{number}/review",
        f"/-/proposals/{number}/publication",
    ):
        assert other.site.post(address, {**named, "decision": "publish"}).status in refused, address
    assert other.site.post("/-/look", {"look": f"proposal-{number}"}).status in refused
    mine = body.replace(token.encode(), other.site.token().encode())
    assert other.site.ask("/-/upload", "POST", mine, kind).status in (400, 403, 404)
    assert hub.git("rev-parse", f"proposals/{number}") == head
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.title) == ("draft", title)
    assert not proposal.remarks.exists()
    assert not proposal.reviews.exists()


def test_a_remark_belongs_to_its_proposal(hub: Hub) -> None:
    author = hub.desk(anna())
    one, other = (author.propose("/ferie", "fem", word) for word in ("seks", "syv"))
    said = {"text": "x", "path": "ferie.md", "line": 1, "quoted": "---", "wording": "+++"}
    author.site.post(f"/-/proposals/{one}/remarks", said)
    remark = Proposal.objects.get(pk=one).remarks.get().pk
    assert author.site.post(f"/-/proposals/{other}/remarks/{remark}/use").status == 404


def test_a_member_opens_no_gap_of_a_hidden_page_by_a_proposal(hub: Hub) -> None:
    colleague, member = hub.desk(bo()), carla(hub)
    fields = {"page": "/hemmeligt", "text": f"{SECRET} mangler", "sure": "1", "stamp": ago()}
    assert colleague.site.post("/-/gaps/new", fields).status in (302, 303)
    form = member.open("/-/edit/ferie")
    assert form.send("fem", "seks", gap="1").status == 302
    assert Proposal.objects.get().gap is None
    assert SECRET not in member.site.get("/-/edit/ferie?gap=1").text


def test_a_new_page_in_the_place_of_a_deleted_one_inherits_nothing(hub: Hub) -> None:
    colleague, member = hub.desk(bo()), carla(hub)
    number = colleague.propose("/hemmeligt", SECRET, f"{SECRET} to", title=f"{SECRET} plan")
    colleague.submit(number)
    remark = {"text": SECRET, "path": "hemmeligt.md", "line": 1, "quoted": "---", "wording": "x"}
    colleague.site.post(f"/-/proposals/{number}/remarks", remark)
    hub.push("Fjern", {"hemmeligt.md": None})
    hub.push("Ny", {"hemmeligt.md": page("Helt ny")})

    for address in (
        "/hemmeligt", "/-/history/hemmeligt", "/-/edit/hemmeligt", "/-/arrange/hemmeligt",
        "/-/proposals/", f"/-/proposals/{number}/", "/-/gaps/new?page=/hemmeligt",
    ):  # fmt: skip
        reply = member.site.get(address)
        assert reply.status in (200, 404), address
        assert SECRET not in reply.text, address
    other = member.propose("/hemmeligt", "Tekst.", "Min tekst.")
    assert SECRET not in member.site.get(f"/-/proposals/{other}/").text


@pytest.mark.parametrize("standing", ["stranger", "member"])
def test_secrets_and_numbers_are_no_way_in_together(hub: Hub, standing: str) -> None:
    other = hub.desk(None if standing == "stranger" else anna(audience="members"))
    bo()
    secret = "x" * 43
    for address in (
        f"/-/sign-in/link/1/{secret}", f"/-/invitation/{secret}", f"/-/receipt/{secret}",
        "/-/people", "/-/people/1", "/-/log", "/-/notices/1", "/-/appointments/1",
    ):  # fmt: skip
        for reply in (other.site.get(address), other.site.post(address)):
            assert reply.status in (302, 303, 400, 403, 404, 405, 410), (address, reply.status)
            assert "bo@example.org" not in reply.text
    assert other.site.get("/hemmeligt").status == 404
