"""Building, and what happens when it is disturbed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from saadan.build import build, build_newest, compiler
from saadan.errors import Unavailable
from saadan.handbook import Handbook
from saadan.snapshot.store import Store
from tests.handbooks import built, codes, snapshot_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from saadan.snapshot.snapshot import Snapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "haandbog"
    root.mkdir()
    for number in range(60):
        text = f"# Side {number}\n\n[næste](s{number + 1}.md)\n\n" + "Ord og ord. " * 400
        (root / f"s{number}.md").write_text(text, "utf-8")
    return root


def snapshots(store: Path) -> list[Path]:
    return list((store / "snapshots").iterdir())


def html(snapshot: Snapshot, path: str) -> str:
    return snapshot.page(path).html


def test_names_a_snapshot_after_the_tree_and_the_compiler(tmp_path: Path) -> None:
    tree = tree_of({"index.md": "# Hej"})

    snapshot = build(tree, Store(tmp_path)).snapshot

    assert snapshot.name == f"{tree.id[:20]}-{compiler()}"
    assert snapshot.tree == tree.id


def test_makes_nothing_anew_that_is_there(tmp_path: Path) -> None:
    files = {"index.md": "# Hej"}

    assert built(tmp_path, files).is_new
    assert not built(tmp_path, files).is_new


def test_shows_every_other_page_when_one_is_broken(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {
            "god.md": "# God",
            "tom.md": "",
            "latin.md": b"# \xe6\xf8\xe5",
            "yaml.md": "---\ntitle: [\n---\n# Brudt YAML",
            "bombe.md": "---\na: &a [x]\n" + "b: &b [*a,*a]\n" * 50 + "---\n# Bombe",
            "bom.md": "\ufeff---\r\ntitle: BOM\r\n---\r\n# BOM\r\n",
            "linje.md": "# Lang\n\n" + "x" * 10_000_000,
            "stor.md": "# Stor\n" * 2_000_000,
            "dyb.md": ">" * 200_000,
            "klammer.md": "[" * 200_000,
            "script.md": "# S\n\n<script>alert(1)</script>[x](javascript:alert(1))",
            "handbook.toml": "title = [",
        },
    )

    assert len(list(snapshot.entries())) == 11
    assert "God" in html(snapshot, "god.md")
    assert "\ufffd" in html(snapshot, "latin.md")
    assert "Brudt YAML" in html(snapshot, "yaml.md")
    assert snapshot.page("bom.md").title == "BOM"
    assert "alert(1)</script" not in html(snapshot, "script.md")
    assert "javascript:" not in html(snapshot, "script.md")
    assert codes(snapshot) >= {
        ("latin.md", "file-encoding"),
        ("yaml.md", "front-matter-syntax"),
        ("stor.md", "file-too-large"),
        ("dyb.md", "text-too-deep"),
        ("handbook.toml", "settings-syntax"),
    }


def test_leaves_nothing_behind_when_it_is_killed(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    killed = 0
    for delay in (0.15, 0.2, 0.25, 0.3, 0.35):
        command = [sys.executable, "-m", "saadan.cli", "build", str(folder), "--store", str(store)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed

    snapshot = build_newest(folder, store=store).snapshot

    assert snapshot.rows("PRAGMA integrity_check") == [("ok",)]
    assert len(snapshot.rows("SELECT path FROM pages")) == 60
    assert all(each.name[0] != "." for each in snapshots(store))


def test_removes_only_what_no_living_build_is_writing(folder: Path, tmp_path: Path) -> None:
    store = Store(tmp_path)
    abandoned = tmp_path / "snapshots" / ".unfinished-gone"
    abandoned.mkdir(parents=True)

    with store.draft("en"):
        beside = snapshots(tmp_path)
        build_newest(folder, store=tmp_path)

    assert abandoned not in beside
    assert {each.name for each in snapshots(tmp_path)} >= {"en"}
    assert len(snapshots(tmp_path)) == 2


def test_two_builds_at_once_make_one_snapshot(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: build_newest(folder, store=store), range(4)))

    assert {each.snapshot.name for each in made} == {each.name for each in snapshots(store)}
    assert all(len(each.snapshot.rows("SELECT path FROM pages")) == 60 for each in made)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only an administrator can make a small disk to fill")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> None:
    """Write until there is no room left."""
    with pytest.raises(OSError, match="No space"), place.open("wb", buffering=0) as ballast:  # noqa: PT012
        while True:
            ballast.write(b"x" * (1 << 16))


def test_says_when_the_disk_is_full_and_heals_when_there_is_room(
    folder: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handbook = Handbook(folder, store=small_disk / "store")
    first = handbook.snapshot()
    fill(small_disk / "ballast")
    for number in range(40):
        (folder / f"s{number}.md").write_text(f"# Ny {number}\n\n" + "Andre ord. " * 3000, "utf-8")

    during = handbook.snapshot()
    fault = handbook.fault
    left = snapshots(small_disk / "store")
    (small_disk / "ballast").unlink()
    monkeypatch.setattr("saadan.handbook.TRY_AGAIN_AFTER", 0)
    after = handbook.snapshot()

    assert during.name == first.name
    assert isinstance(fault, Unavailable)
    assert "no room" in str(fault)
    assert [each.name for each in left] == [first.name]
    assert "Ny 0" in html(after, "s0.md")
    assert handbook.fault is None


def test_says_when_the_store_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")

    with pytest.raises(Unavailable, match="cannot be written"):
        build_newest(folder, store=tmp_path / "fil")


def test_builds_anew_when_a_snapshot_is_damaged(folder: Path, tmp_path: Path) -> None:
    first = build_newest(folder, store=tmp_path / "store").snapshot
    first.close()
    content = first.folder / "content.sqlite"
    content.write_bytes(content.read_bytes()[:5000])

    again = build_newest(folder, store=tmp_path / "store")

    assert again.is_new
    assert len(again.snapshot.rows("SELECT path FROM pages")) == 60


def test_follows_the_files_while_it_is_read(folder: Path, tmp_path: Path) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    before = handbook.snapshot()
    (folder / "s0.md").write_text("# Ændret\n", "utf-8")

    after = handbook.snapshot()

    assert "Side 0" in html(before, "s0.md")
    assert "Ændret" in html(after, "s0.md")
    assert handbook.snapshot() is after
    assert handbook.version() == after.name


def test_is_read_by_many_while_it_changes(folder: Path, tmp_path: Path) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    handbook.snapshot()
    stop = threading.Event()
    faults: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                snapshot = handbook.snapshot()
                assert "#" not in html(snapshot, "s1.md")[:20]
                snapshot.branch("s1.md")
            except BaseException as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(30):
        (folder / "s1.md").write_text(f"# Udgave {number}\n", "utf-8")
        time.sleep(0.005)
    stop.set()
    for reader in readers:
        reader.join()

    assert faults == []
    assert "Udgave 29" in html(handbook.snapshot(), "s1.md")


def test_keeps_a_dozen_snapshots(folder: Path, tmp_path: Path) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    for number in range(20):
        (folder / "s0.md").write_text(f"# Udgave {number}\n", "utf-8")
        handbook.snapshot()

    assert len(snapshots(tmp_path / "store")) == 12
    assert "Udgave 19" in html(handbook.snapshot(), "s0.md")


def test_serves_pictures_and_never_settings_or_registers(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {
            "handbook.toml": "",
            "registers/x.yaml": "a: 1",
            "templates/brev.odt": b"PK",
            "assets/l.svg": "<svg/>",
            "løs.pdf": b"%PDF",
        },
    )

    assert snapshot.rows("SELECT path, type FROM assets ORDER BY path") == [
        ("assets/l.svg", "image/svg+xml"),
        ("løs.pdf", "application/pdf"),
    ]


def test_does_not_depend_on_the_folder_it_is_called_from(folder: Path, tmp_path: Path) -> None:
    os.chdir(folder)

    assert build_newest(".", store=tmp_path / "store").snapshot.page_at("/s0") == "s0.md"


def test_heals_when_the_store_is_deleted_while_it_is_read(folder: Path, tmp_path: Path) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    handbook.snapshot()
    shutil.rmtree(tmp_path / "store")
    (folder / "s0.md").write_text("# Ændret\n", "utf-8")

    after = handbook.snapshot()

    assert handbook.fault is None
    assert "Ændret" in html(after, "s0.md")


def test_tells_of_a_fault_of_its_own_and_heals(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    before = handbook.snapshot()
    (folder / "s0.md").write_text("# Ændret\n", "utf-8")

    with monkeypatch.context() as broken:
        broken.setattr("saadan.build.read_settings", lambda _: 1 / 0)
        during = handbook.snapshot()
        fault = handbook.fault
    (folder / "s1.md").write_text("# Også ændret\n", "utf-8")
    after = handbook.snapshot()

    assert during is before
    assert "ZeroDivisionError" in str(fault)
    assert handbook.fault is None
    assert "Ændret" in html(after, "s0.md")


def test_shows_the_last_good_state_when_the_folder_is_gone(folder: Path, tmp_path: Path) -> None:
    handbook = Handbook(folder, store=tmp_path / "store")
    before = handbook.snapshot()
    folder.rename(tmp_path / "gammel")

    during = handbook.snapshot()
    fault = handbook.fault
    folder.mkdir()
    (folder / "index.md").write_text("# Ny\n", "utf-8")
    after = handbook.snapshot()

    assert during.name == before.name
    assert isinstance(fault, Unavailable)
    assert handbook.fault is None
    assert [each.path for each in after.entries()] == ["index.md"]
