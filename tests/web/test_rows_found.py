"""A row of an ordinary table is found and led to, though it has no name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_a_row_of_a_table_is_led_to_in_its_section(site: Site) -> None:
    table = "| Lokale | Bruges til |\n|---|---|\n| Zonen | workshop |\n| Stuen | samtaler |\n"
    site.write({"a.md": page("Huset", f"Vi har flere rum.\n\n## Lokaler\n\n{table}")})

    text = site.get("/-/search?q=samtaler").text

    assert 'href="/a#lokaler:~:text=Stuen,samtaler"' in text
    assert "Stuen · <mark>samtaler</mark>" in text
