"""A handbook with pages for everyone and for few, and ways to report what it lacks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.utils import timezone

from saadan.web.gaps import actions
from saadan.web.gaps.subject import Subject, subject_at
from saadan.web.gaps.writing import hashed, stamp
from saadan.web.shelf import handbook
from tests.web.conftest import page

if TYPE_CHECKING:
    from saadan.web.gaps.models import Gap
    from saadan.web.people.models import Person
    from tests.web.conftest import Reply, Site

SECRET = "hemmelig"


@pytest.fixture
def site(site: Site) -> Site:
    """A site with a handbook for everyone, and one page for colleagues."""
    site.write(
        {
            "index.md": page("Forside"),
            "ferie.md": page("Ferie", "Sådan holder du fri.\n\n## Barsel\n\nSpørg.", owner="leder"),
            "loen.md": page("Løn", "Vi udbetaler løn.", audience="internal", owner="leder"),
        }
    )
    return site


def ago(seconds: int = 60) -> str:
    """Return the stamp of a form that was opened a while ago."""
    return stamp(timezone.now() - timedelta(seconds=seconds))


def send(site: Site, text: str, **fields: str) -> Reply:
    """Report a gap about a page for everyone, as somebody who has read the form."""
    return site.post(
        "/-/gaps/new", {"page": "/ferie", "text": text, "stamp": ago(), "sure": "1", **fields}
    )


def about(address: str, audience: str = "internal") -> Subject:
    """Return what an address leads to."""
    return subject_at(handbook().snapshot().seen_by(audience), address)


def gap(
    text: str, address: str = "/ferie", *, by: Person | None = None, secret: str = SECRET
) -> Gap:
    """Return a gap that was reported just now."""
    return actions.report(
        by=by,
        text=text,
        about=about(address),
        snapshot="x",
        receipt_hash=hashed(secret),
        now=timezone.now(),
    )


def gaps_in(reply: Reply) -> list[str]:
    """Return the numbers of the gaps that a screen links to."""
    return re.findall(r'href="/-/gaps/(\d+)"', reply.text)


def asked(text: str) -> str:
    """Return a text as it is written in an address."""
    return quote(text)
