"""Every route says which act it is for, and lets in just those who may do that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver
from django.urls.converters import IntConverter

from saadan.web.access import ADMINISTRATOR, COLLEAGUE, MEMBER, STRANGER, Act
from saadan.web.people import actions
from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.urls import URLPattern

    from saadan.web.people.models import Person
    from tests.web.conftest import Hub


def routes(patterns: list[object] | None = None, before: str = "") -> Iterator[tuple[str, Act]]:
    """Yield every address the site answers, as a pattern, and the act its view declares."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        inner = getattr(each, "url_patterns", None)
        place = before + str(each.pattern)  # type: ignore[attr-defined]
        if inner is not None:
            yield from routes(inner, place)
        else:
            route: URLPattern = each  # type: ignore[assignment]
            act = getattr(route.callback, "act", None)
            assert isinstance(act, Act), f"{place} does not say which act it is for"
            yield place, act


def test_every_route_declares_its_act() -> None:
    assert len(list(routes())) > 20


#: An address for each kind of value in a route.
EXAMPLES = {
    "<name>": "anna",
    "<fingerprint>": "0" * 12,
    "<colour>": "3a7f3b",
    "<id:number>": "1",
    "<id:remark_number>": "1",
    "<secret>": "x" * 43,
    "<provider_id>": "x",
    "<id:pk>": "1",
    "<path:key>": "x",
}


def address_of(route: str) -> str:
    """Return an address that a route answers."""
    for part, example in EXAMPLES.items():
        route = route.replace(part, example)
    if "^" not in route:
        return "/" + route
    for part, example in (
        ("(?P<address>/.*)", "/a"),
        ("(?P<commit>[0-9a-f]{40})", "0" * 40),
        ("(?P<name>[^/]+)", "products"),
        (r"\.(?P<ending>csv|json)", ".csv"),
        ("(?P<key>.+)", "x"),
        (r"(?!-/)[\s\S]*", "a"),
        ("/?", "/"),
    ):
        route = route.replace(part, example)
    return "/" + route.replace("^", "").replace("$", "")


PEOPLE = ("stranger", "member", "colleague", "owner", "administrator")
ACTS = dict(zip(PEOPLE, (STRANGER, MEMBER, COLLEAGUE, COLLEAGUE, ADMINISTRATOR), strict=True))


def person(standing: str) -> Person | None:
    """Return somebody who may do what the word says."""
    if standing == "stranger":
        return None
    if standing == "administrator":
        return bo()
    made = anna(audience="members" if standing == "member" else "internal")
    if standing == "owner":
        actions.appoint(by=None, person=made, role="redaktør", starts=made.joined.date())
    return made


#: What the gate says to who may not do an act at all; an object may refuse for reasons of its own.
GATE = "Det må du ikke her."


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("standing", PEOPLE)
def test_every_route_lets_in_just_those_who_may(hub: Hub, standing: str, method: str) -> None:
    hub.push("Skriv", {"a.md": page("A", owner="redaktør")})
    someone = person(standing)
    for route, act in routes():
        address = address_of(route)
        browser = hub.site.as_person(someone)
        reply = browser.post(address) if method == "POST" else browser.get(address)
        assert reply.status < 500, (address, reply.text)
        is_sent_away = (reply.status == 403 and GATE in reply.text) or (
            reply.status == 302 and reply.place.startswith("/-/sign-in?next=")
        )
        assert is_sent_away == (act not in ACTS[standing]), (address, act, reply.status)


def numbered(patterns: list[object] | None = None, before: str = "") -> Iterator[str]:
    """Yield every route that holds a number."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        inner = getattr(each, "url_patterns", None)
        place = before + str(each.pattern)  # type: ignore[attr-defined]
        if inner is not None:
            yield from numbered(inner, place)
            continue
        converters = getattr(each.pattern, "converters", {}).values()  # type: ignore[attr-defined]
        if any(isinstance(one, IntConverter) for one in converters):
            yield place


@pytest.mark.parametrize(
    "number", [10**9, 2**63, 10**30, 10**1500], ids=["10^9", "2^63", "10^30", "10^1500"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("standing", ["stranger", "administrator"])
def test_a_number_that_is_too_large_is_of_nothing(
    hub: Hub, standing: str, method: str, number: int
) -> None:
    browser = hub.site.as_person(person(standing))
    places = list(numbered())
    assert len(places) > 25
    statuses = {}
    for place in places:
        address = address_of(re.sub(r"<\w+:(?:\w*number|pk)>", str(number), place))
        reply = browser.post(address) if method == "POST" else browser.get(address)
        statuses[place] = reply.status
    assert statuses == dict.fromkeys(places, 404)
