"""What every test of real faults begins with. They need root: for small disks, and for users."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.postgres import Cluster
from tests.faults.serving import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Pages that people change.
PAGES = 12


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


def handbook() -> dict[str, str]:
    """Return a handbook in which whoever writes may publish at once."""
    lines = "".join(f"Linje {number}: tom.\n\n" for number in range(20))
    pages = {
        f"side-{number}.md": f"---\ntitle: Side {number}\n---\n\n# Side {number}\n\n{lines}"
        for number in range(PAGES)
    }
    return {
        "handbook.toml": '[[review]]\npaths = "**"\napprovals = 0\n',
        "index.md": "---\ntitle: Forside\nnav_order: 1\n---\n\n# Forside\n\nVelkommen.\n",
        **pages,
        "faelles.md": f"---\ntitle: Fælles\n---\n\n# Fælles\n\n{lines}",
        "udgivet.md": f"---\ntitle: Udgivet\n---\n\n# Udgivet\n\n{lines}",
    }


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, without anything in it."""
    with Cluster() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A handbook that is not served yet, with one of the two databases."""
    assert os.geteuid() == 0, "These tests need root: they make small disks and change users."
    folder = Path(tempfile.mkdtemp(prefix="saadan-faults-"))
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Place(folder, free.getsockname()[1])
    if request.param == "postgresql":
        made.environment["DATABASE_URL"] = request.getfixturevalue("cluster").database()
    made.make(handbook())
    try:
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder)
