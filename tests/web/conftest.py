"""What tests of the web begin with: a site in a folder, or one that can be changed, in git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.hub import Hub, make_hub
from tests.web.site import Reply, Site, anna, bo, forget, make_site, page, use_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Hub",
    "Reply",
    "Site",
    "anna",
    "bo",
    "forget",
    "page",
    "use_database",
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty handbook for the public; see `for_audience`."""
    yield from make_site(tmp_path, "public")


@pytest.fixture
def internal_site(tmp_path: Path) -> Iterator[Site]:
    """The same, for those who may read everything."""
    yield from make_site(tmp_path, "internal")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A handbook that can be changed, with a few pages."""
    yield from make_hub(tmp_path)
