"""Signing in by OpenID Connect, against a provider that listens on a port of its own."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone

from saadan.errors import Invalid
from saadan.web.people import actions, entering, oidc
from saadan.web.people.models import Person
from tests.provider import CLIENT, SECRET, Provider
from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.conftest import Reply, Site

RULES = (oidc.Rule("", "os.example", "members"), oidc.Rule("groups", "sekretariat", "internal"))


@pytest.fixture
def provider(site: Site) -> Iterator[Provider]:
    site.write({"index.md": page("Forside"), "inde.md": page("Inde", audience="internal")})
    with Provider() as provider:
        known = [oidc.Provider("oidc1", "Stedet", provider.issuer, CLIENT, SECRET, RULES)]
        with override_settings(OIDC=known, SOCIALACCOUNT_PROVIDERS=oidc.as_allauth_wants(known)):
            yield provider


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def leave(site: Site, place: str = "/inde") -> str:
    """Press the button; return where the page leads to."""
    reply = site.post("/-/account/from/oidc1", {"next": place})
    assert reply.status == 200, reply.headers
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', reply.text)
    assert found is not None
    return html.unescape(found[1])


def come_back(site: Site, there: str) -> Reply:
    """Go there and come back."""
    opener = urllib.request.build_opener(Stay)
    with pytest.raises(urllib.error.HTTPError) as moved:
        opener.open(there)
    parts = urlsplit(str(moved.value.headers["Location"]))
    return site.get(f"{parts.path}?{parts.query}")


def claims(email: str, **more: object) -> dict[str, object]:
    return {"sub": email, "email": email, "email_verified": True, "name": "Anna", **more}


def test_lets_in_a_person_who_is_here(site: Site, provider: Provider) -> None:
    someone = anna()
    provider.claims = claims("Anna@example.org")

    reply = come_back(site, leave(site))

    assert reply.place == "/inde"
    assert site.get("/inde").status == 200
    assert Person.objects.get() == someone
    other = site.as_person(None)
    assert come_back(other, leave(other)).place == "/inde"


@pytest.mark.parametrize(
    "said",
    [
        claims("carla@example.org"),
        claims("anna@example.org", email_verified=False),
        claims("carla@os.example", email_verified=False),
        claims("carla@os.example.evil"),
        claims("carla@example.org", groups=["andre"]),
        {"sub": "1", "name": "Uden adresse"},
    ],
    ids=["uninvited", "unverified", "unverified domain", "other domain", "other group", "nobody"],
)
def test_refuses_everyone_else(site: Site, provider: Provider, said: dict[str, object]) -> None:
    anna()
    provider.claims = said

    reply = come_back(site, leave(site))

    assert reply.place == "/-/sign-in"
    assert "Du er ikke inviteret" in site.get("/-/sign-in").text
    assert site.get("/inde").status == 404
    assert Person.objects.count() == 1


def test_lets_in_whoever_is_invited(site: Site, provider: Provider) -> None:
    entering.invite(by=bo(), email="carla@example.org", audience="internal", now=timezone.now())
    provider.claims = claims("carla@example.org", name="Carla")

    come_back(site, leave(site))

    assert site.get("/inde").status == 200
    assert Person.objects.get(email="carla@example.org").name == "Carla"


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        (claims("carla@os.example"), "members"),
        (claims("carla@OS.example", groups=["sekretariat", "andre"]), "internal"),
        (claims("carla@example.org", groups="sekretariat"), "internal"),
    ],
)
def test_lets_in_whom_the_operator_allows(
    site: Site, provider: Provider, said: dict[str, object], audience: str
) -> None:
    provider.claims = said

    come_back(site, leave(site))

    assert Person.objects.get().audience == audience


def test_nobody_who_has_left_comes_in_that_way(site: Site, provider: Provider) -> None:
    someone = anna()
    provider.claims = claims("anna@example.org", groups=["sekretariat"])
    come_back(site, leave(site))
    actions.leave(by=bo(), person=someone, today=timezone.localdate())
    other = site.as_person(None)

    assert come_back(other, leave(other)).place == "/-/sign-in"

    assert other.get("/inde").status == 404
    other.post("/-/account/from/oidc1")
    someone.refresh_from_db()
    assert not someone.is_active


def test_an_answer_to_another_browser_lets_nobody_in(site: Site, provider: Provider) -> None:
    anna()
    provider.claims = claims("anna@example.org")
    there = leave(site)
    victim = site.as_person(None)

    come_back(victim, there)

    assert victim.get("/inde").status == 404


def test_an_answer_is_good_once(site: Site, provider: Provider) -> None:
    anna()
    provider.claims = claims("anna@example.org")
    there = leave(site)
    come_back(site, there)
    site.post("/-/sign-out")

    come_back(site, there)

    assert site.get("/inde").status == 404


def test_asks_with_a_proof_of_its_own(site: Site, provider: Provider) -> None:
    del provider
    asked = parse_qs(urlsplit(leave(site)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/-/account/from/oidc1/back"]


def test_says_so_when_somebody_is_not_let_in_there(site: Site, provider: Provider) -> None:
    provider.is_refusing = True

    assert come_back(site, leave(site)).place == "/-/sign-in"

    assert "Du blev ikke lukket ind" in site.get("/-/sign-in").text


def test_says_so_when_the_place_is_away(site: Site) -> None:
    site.write({"index.md": page("Forside")})
    known = [oidc.Provider("oidc1", "Stedet", "http://127.0.0.1:1", CLIENT, SECRET, ())]
    with override_settings(OIDC=known, SOCIALACCOUNT_PROVIDERS=oidc.as_allauth_wants(known)):
        assert site.post("/-/account/from/oidc1").place == "/-/sign-in"
        assert "Stedet kan ikke nås" in site.get("/-/sign-in").text


def test_leads_back_only_to_places_of_ours(site: Site, provider: Provider) -> None:
    anna()
    provider.claims = claims("anna@example.org")

    assert come_back(site, leave(site, "//evil.example/")).place == "/"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SAADAN_OIDC_ISSUER": "stedet"}, "SAADAN_OIDC_ISSUER='stedet' is not understood"),
        ({"SAADAN_OIDC_ISSUER": "https://a.example"}, "SAADAN_OIDC_CLIENT is missing"),
        (
            {
                "SAADAN_OIDC_ISSUER": "https://a.example",
                "SAADAN_OIDC_CLIENT": "x",
                "SAADAN_OIDC_AUDIENCES": "a.example=everyone",
            },
            "SAADAN_OIDC_AUDIENCES: 'a.example=everyone' is not understood",
        ),
    ],
)
def test_a_mistake_of_the_operators_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(Invalid, match=re.escape(sentence)):
        oidc.configured()


def test_reads_several_places(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, prefix in enumerate(("SAADAN_OIDC_", "SAADAN_OIDC_2_")):
        monkeypatch.setenv(prefix + "ISSUER", f"https://sted{number}.example/")
        monkeypatch.setenv(prefix + "CLIENT", "x")
    monkeypatch.setenv("SAADAN_OIDC_AUDIENCES", "a.example=members, groups:staff=internal")

    first, second = oidc.configured()

    assert (first.key, second.key) == ("oidc1", "oidc2")
    assert first.rules == (
        oidc.Rule("", "a.example", "members"),
        oidc.Rule("groups", "staff", "internal"),
    )
