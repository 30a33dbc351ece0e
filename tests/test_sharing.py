"""The commands that copy a handbook and exchange it with others."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from saadan.cli import main
from saadan.repository import exchanged
from saadan.repository.opening import open_repository
from saadan.repository.outside import LOCAL
from saadan.sharing import try_out

if TYPE_CHECKING:
    from pathlib import Path

ANNA = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")


def git(place: Path, *arguments: str) -> str:
    command = ["git", "-C", str(place), *ANNA, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def handbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A handbook in a folder, and a home for what is remembered."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "haandbog"
    folder.mkdir()
    (folder / "index.md").write_text("# Forside\n")
    return folder


def test_a_try_out_is_a_copy_and_the_same_one_next_time(handbook: Path) -> None:
    first = try_out(str(handbook))
    (first.data).mkdir()
    (first.data / "note").write_text("Det, vi prøvede")
    again = try_out(str(handbook))

    assert again == first
    assert (again.data / "note").exists()
    copied = open_repository(first.place, first.branch, first.folder).tree()
    assert copied.id == open_repository(handbook).tree().id
    assert [each.name for each in handbook.iterdir()] == ["index.md"]


def test_a_try_out_begins_anew_when_the_handbook_has_changed(handbook: Path) -> None:
    first = try_out(str(handbook))
    (first.data).mkdir()
    (handbook / "ny.md").write_text("# Ny\n")

    again = try_out(str(handbook))

    assert "ny.md" in open_repository(again.place, again.branch, again.folder).tree().files
    assert not again.data.exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_a_try_out_is_for_this_machine_only(
    handbook: Path, host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saadan.cli._refuse_taken_port", lambda *_: None)
    assert main(["serve", str(handbook), "--demo", "--host", host]) == 2
    assert "--demo" in capsys.readouterr().err


@pytest.fixture
def two_places(handbook: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A bare repository that is served, and another one that others push to."""
    ours, theirs = handbook.parent / "ours.git", handbook.parent / "theirs.git"
    git(handbook, "init", "--quiet", "--initial-branch=main")
    git(handbook, "add", "-A")
    git(handbook, "commit", "--quiet", "-m", "Begynd")
    for place in (ours, theirs):
        git(handbook, "clone", "--quiet", "--bare", str(handbook), str(place))
    git(handbook, "remote", "add", "theirs", str(theirs))
    git(handbook, "remote", "add", "ours", str(ours))
    monkeypatch.setenv("SAADAN_REMOTE", str(theirs))
    monkeypatch.setenv("SAADAN_REMOTE_HOSTS", LOCAL)
    return ours, theirs


def commit(handbook: Path, place: str, path: str, text: str, base: str = "HEAD") -> None:
    git(handbook, "checkout", "--quiet", "--detach", base)
    (handbook / path).write_text(text)
    git(handbook, "add", "-A")
    git(handbook, "commit", "--quiet", "-m", path)
    git(handbook, "push", "--quiet", place, "HEAD:main")


def test_both_places_have_what_was_written_at_either(
    handbook: Path, two_places: tuple[Path, Path]
) -> None:
    ours, theirs = two_places
    commit(handbook, "theirs", "deres.md", "# Deres\n", "main")
    commit(handbook, "ours", "vores.md", "# Vores\n", "main")

    assert main(["sync", str(ours)]) == 0

    for place in two_places:
        assert {"deres.md", "vores.md"} <= set(open_repository(place).tree().files)
    assert git(ours, "rev-parse", "main") == git(theirs, "rev-parse", "main")


def test_what_overlaps_is_kept_aside_for_a_person(
    handbook: Path, two_places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ours, _theirs = two_places
    commit(handbook, "theirs", "index.md", "# Deres forside\n", "main")
    commit(handbook, "ours", "index.md", "# Vores forside\n", "main")

    assert main(["sync", str(ours)]) == 1

    said = capsys.readouterr().err
    assert "index.md" in said
    assert "incoming/" in said
    assert git(ours, "show", "main:index.md") == "# Vores forside"
    aside = git(ours, "for-each-ref", "--format=%(refname:short)", "refs/heads/incoming")
    assert git(ours, "show", f"{aside}:index.md") == "# Deres forside"


def test_only_a_place_that_the_operator_names_is_asked(
    two_places: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, _theirs = two_places
    monkeypatch.setenv("SAADAN_REMOTE_HOSTS", "git.example.org")
    assert main(["sync", str(ours)]) == 2
    monkeypatch.delenv("SAADAN_REMOTE")
    assert main(["sync", str(ours)]) == 2
    assert "SAADAN_REMOTE" in capsys.readouterr().err


def test_what_went_wrong_is_noted_for_the_server_until_it_is_well(
    two_places: tuple[Path, Path],
) -> None:
    ours, theirs = two_places
    away = theirs.with_name("flyttet.git")
    theirs.rename(away)
    assert main(["sync", str(ours)]) == 1
    first = exchanged.fault(ours)
    assert main(["sync", str(ours)]) == 1

    noted = exchanged.fault(ours)
    assert first is not None
    assert noted is not None
    assert noted.since == first.since
    assert str(theirs) in noted.sentences["da"]
    assert noted.sentences["da"] != noted.sentences["en"]
    away.rename(theirs)
    assert main(["sync", str(ours)]) == 0
    assert exchanged.fault(ours) is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        '{"since": "x", "said": {}}',
        '{"since": "2026-11-26T10:00", "said": {"da": ""}}',
    ],
)
def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, broken: str) -> None:
    (tmp_path / "saadan").mkdir()
    (tmp_path / "saadan" / "exchanged.json").write_text(broken)

    assert exchanged.fault(tmp_path) is None
