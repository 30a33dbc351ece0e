"""A repository that may not be read just now: said as it is, and the last snapshot stays."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Unavailable
from saadan.handbook import Handbook
from saadan.repository.writing import Writer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    work, bare = tmp_path / "work", tmp_path / "bog.git"
    who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    subprocess.run(["git", "init", "-q", "-b", "main", work], check=True)
    (work / "index.md").write_text("# Forside\n", "utf-8")
    subprocess.run(["git", "-C", work, "add", "-A"], check=True)
    subprocess.run(["git", "-C", work, *who, "commit", "-q", "-m", "Begynd"], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", work, bare], check=True)
    return bare


def test_reading_goes_on_when_the_branch_cannot_be_looked_up(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saadan.handbook.TRY_AGAIN_AFTER", 0)
    handbook = Handbook(bare, revision="main", store=tmp_path / "store")
    before = handbook.snapshot()
    (bare / "HEAD").rename(bare / "HEAD-away")
    (bare / "packed-refs").rename(bare / "packed-refs-away")

    assert handbook.snapshot().name == before.name
    assert handbook.fault is not None

    (bare / "HEAD-away").rename(bare / "HEAD")
    (bare / "packed-refs-away").rename(bare / "packed-refs")
    assert handbook.snapshot().name == before.name
    assert handbook.fault is None


def test_what_may_not_be_read_is_not_said_to_be_missing(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(bare, "main")
    head = writer.head()

    def refuse(place: Path) -> None:
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr("saadan.repository.stored.os.scandir", refuse)
    with pytest.raises(Unavailable):
        writer.tree("0" * 40)
    monkeypatch.undo()
    assert writer.tree(head).files
