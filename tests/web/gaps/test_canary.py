"""Gaps on a page for few change no byte of what others get, wherever gaps are shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import override_settings
from django.utils import timezone

from saadan.web import shelf
from saadan.web.gaps import actions, helpful, models
from saadan.web.people.actions import join
from tests.web.conftest import Site, page, use_database
from tests.web.gaps.conftest import SECRET, gap

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CANARY = "kanariefugl"


def answers(place: Path, monkeypatch: pytest.MonkeyPatch, *, with_it: bool) -> dict[str, bytes]:
    """Return what a stranger and a member get, of a site with or without gaps for few."""
    place.mkdir()
    (place / "h").mkdir()
    use_database(place / "data")
    when = timezone.now().replace(
        year=2026, month=3, day=1, hour=9, minute=0, second=0, microsecond=0
    )
    with override_settings(HANDBOOK=str(place / "h"), STORE=place / "s", AUDIENCE="public"):
        shelf.handbook.cache_clear()
        shelf.pages.cache_clear()
        site = Site(place / "h")
        site.write(
            {
                "index.md": page("Forside"),
                "ferie.md": page("Ferie", "Sådan holder du fri."),
                "loen.md": page("Løn", f"{CANARY} ferie fri.", audience="internal"),
            }
        )
        member = join(by=None, email="carla@example.org", name="Carla", audience="members")
        boss = join(by=None, email="bo@example.org", name="Bo", audience="internal")
        lot = iter((4_000_000, 6_000_000, 7_000_000))
        monkeypatch.setattr("saadan.web.gaps.models.secrets.randbelow", lambda _: next(lot))
        first = gap("Ferien mangler en frist", by=member, secret=SECRET)
        second = gap("Mangler frist for ferie", by=member, secret="anden")
        if with_it:
            hidden = gap(f"{CANARY} ferie frist mangler frist", "/loen", by=boss, secret="x")
            actions.comment(hidden, by=boss, text=CANARY, level=2, now=when)
            helpful.count("loen.md", 2, helped=False, now=when)
        models.Gap.objects.update(reported=when, changed=when)
        found = {}
        for name, browser in (("stranger", site), ("member", site.as_person(member))):
            for address in (
                *(
                    "/-/gaps/",
                    "/-/gaps/?view=closed",
                    "/-/gaps/?view=mine",
                    "/-/gaps/?kind=reported",
                ),
                *("/-/gaps/?path=loen.md", f"/-/gaps/?role={CANARY}", "/-/gaps/8000000"),
                *(f"/-/gaps/{first.number}", f"/-/gaps/{second.number}", "/-/receipt/hemmelig"),
                *("/-/gaps/new?page=/loen", "/-/gaps/new?page=/ferie", f"/-/gaps/new?q={CANARY}"),
                *("/-/helped/loen", "/-/helped/ferie", "/ferie", "/loen", "/-/receipt/ukendt"),
            ):
                found[f"{name} {address}"] = _lasting(browser.get(address).body)
            for text in (CANARY, "ferie frist mangler", "frist"):
                for about in ("/ferie", "/loen"):
                    fields = {"text": text, "page": about}
                    reply = browser.post("/-/gaps/like", fields)
                    found[f"{name} like {text} {about}"] = reply.body
        shelf.handbook.cache_clear()
        shelf.pages.cache_clear()
    return found


def _lasting(body: bytes) -> bytes:
    """Return a page without what is new every time: the tokens and stamps of its forms."""
    return re.sub(rb'(name="(?:csrfmiddlewaretoken|stamp)" value=")[^"]*', rb"\1", body)


def test_a_gap_for_few_changes_no_byte_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = answers(tmp_path / "a", monkeypatch, with_it=True)
    without = answers(tmp_path / "b", monkeypatch, with_it=False)

    assert with_it.keys() == without.keys()
    for address, body in with_it.items():
        assert body == without[address], address
        if CANARY not in address:
            assert CANARY.encode() not in body, address
