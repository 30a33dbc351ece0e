"""Two people change the same: other lines are joined, the same lines are shown to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.conftest import anna, bo
from tests.web.hub import Form, area

if TYPE_CHECKING:
    from tests.web.hub import Hub


def test_other_lines_are_joined(hub: Hub) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "fem", "seks")
    one = writer.open(f"/-/proposals/{number}/edit?path=ferie.md")
    other = writer.open(f"/-/proposals/{number}/edit?path=ferie.md")

    assert one.send("seks uger", "syv uger").status == 302
    assert other.send("din leder", "Bo").status == 302

    text = hub.read("ferie.md", f"proposals/{number}")
    assert "syv uger" in text
    assert "Spørg Bo" in text


def test_the_second_of_two_who_change_a_line_sees_both_texts(hub: Hub) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "fem", "seks")
    address = f"/-/proposals/{number}/edit?path=ferie.md"
    one, other = writer.open(address), writer.open(address)
    one.send("seks uger", "syv uger")

    reply = other.send("seks uger", "otte uger")

    assert reply.status == 409
    assert "syv uger" in reply.text
    assert "otte uger" in reply.text
    assert "otte" not in hub.read("ferie.md", f"proposals/{number}")
    both = Form(writer, address, reply)
    fields = {**both.fields, "text": area(reply.text, "text")}
    chosen = {"choice-1": "own", "own-1": "Du har syv eller otte uger."}
    assert writer.site.post(address, {**fields, **chosen}).status == 302
    assert "Du har syv eller otte uger.\n" in hub.read("ferie.md", f"proposals/{number}") + "\n"


def test_a_spot_that_is_not_decided_saves_nothing_and_loses_nothing(hub: Hub) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "fem", "seks")
    address = f"/-/proposals/{number}/edit?path=ferie.md"
    one, other = writer.open(address), writer.open(address)
    one.send("seks uger", "syv uger")
    reply = other.send("seks uger", "otte uger")
    both = Form(writer, address, reply)

    reply = writer.site.post(address, {**both.fields, "text": area(reply.text, "text")})

    assert reply.status == 409
    assert "otte uger" in reply.text
    assert "otte" not in hub.read("ferie.md", f"proposals/{number}")


def test_the_same_lines_published_meanwhile_must_be_brought_together(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem uger", "seks uger")
    writer.submit(number)
    approver.review(number, "approve")
    hub.push("Udefra", {"ferie.md": hub.read("ferie.md").replace("fem uger", "ni uger") + "\n"})

    shown = approver.site.get(f"/-/proposals/{number}/").text
    assert "De samme linjer er udgivet anderledes" in shown
    assert approver.publish(number).status in (403, 409)
    place = f"/-/proposals/{number}/merge"
    page = writer.site.get(place).text
    assert "ni uger" in page
    assert "seks uger" in page
    fields = {"seen": hub.git("rev-parse", f"proposals/{number}")}
    fields |= {"published": hub.git("rev-parse", "main"), "choice-1": "mine"}
    assert writer.site.post(place, fields).status == 302

    approver.review(number, "approve")
    assert approver.publish(number).status == 302
    assert "seks uger" in hub.site.get("/ferie").text


def test_proposals_for_the_same_page_know_of_each_other(hub: Hub) -> None:
    writer, other = hub.desk(anna()), hub.desk(bo())
    first = writer.propose("/ferie", "fem", "seks", title="Seks uger")
    writer.submit(first)
    second = other.propose("/ferie", "din leder", "Anna", title="Spørg Anna")
    other.submit(second)

    assert "Seks uger" in other.site.get(f"/-/proposals/{second}/").text
    assert "Spørg Anna" in writer.site.get(f"/-/proposals/{first}/").text
