"""What readers see while the newest state of a handbook cannot be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def lose(site: Site) -> None:
    """Let the handbook's folder disappear after a page has been read."""
    site.write({"index.md": page("Forside")})
    assert site.get("/").status == 200
    site.folder.rename(site.folder.with_name("flyttet"))


def test_the_last_good_state_is_shown_and_readers_are_told(site: Site) -> None:
    lose(site)

    reply = site.get("/")

    assert reply.status == 200
    assert "Forside" in reply.text
    assert "Den nyeste udgave kan ikke vises." in reply.text
    assert str(site.folder.parent) not in reply.text


def test_those_inside_are_told_why(internal_site: Site) -> None:
    lose(internal_site)

    assert f"{internal_site.folder} kan ikke læses" in internal_site.get("/").text


def test_a_handbook_that_never_could_be_shown_says_so(site: Site) -> None:
    site.folder.rename(site.folder.with_name("flyttet"))

    reply = site.get("/")

    assert reply.status in (404, 503)
    assert str(site.folder.parent) not in reply.text
