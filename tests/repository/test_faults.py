"""Killed processes, full disks and locks that somebody left."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Conflict, Unavailable
from saadan.repository import refs, stale
from saadan.repository.writing import Writer
from tests.repository.test_git import git
from tests.repository.writing import bare, is_whole, save
from tests.test_build import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PROGRAM = (sys.executable, "-m", "tests.repository.killed")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = bare(tmp_path)
    git(place, "branch", "forslag/1", "main")
    git(place, "pack-refs", "--all")
    return place


@pytest.fixture
def writer(repository: Path) -> Writer:
    return Writer(repository, "main")


def start(repository: Path, name: str, log: Path) -> subprocess.Popen[bytes]:
    log.touch()
    return subprocess.Popen([*PROGRAM, "forever", repository, name, log], cwd=ROOT)


def wait_for_saves(running: list[subprocess.Popen[bytes]], logs: list[Path], count: int) -> None:
    """Wait until each log has some lines more."""
    wanted = {log: log.read_text().count("\n") + count for log in logs}
    while any(log.read_text().count("\n") < wanted[log] for log in logs):
        assert all(each.poll() is None for each in running)
        time.sleep(0.01)


def kill(running: list[subprocess.Popen[bytes]]) -> None:
    for each in running:
        each.kill()
        each.wait()


def running_in(repository: Path) -> bool:
    """Whether a git command is at work in a repository."""
    wanted = os.fsencode(repository)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if words[0] == b"git" and any(wanted in word for word in words):
                return True
    return False


# Killed


def test_a_process_may_die_at_any_line_of_moving_a_branch(repository: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "each", repository], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert int(done.stdout) > 100
    assert is_whole(repository)


def test_keeps_what_was_acknowledged_when_writers_are_killed(
    repository: Path, tmp_path: Path
) -> None:
    names = ("anna", "bo", "carla")
    for name in names:
        git(repository, "branch", f"forslag/{name}", "main")
    chance = random.Random(7)
    logs = {name: tmp_path / f"{name}.log" for name in names}
    for _round in range(4):
        running = [start(repository, name, logs[name]) for name in names]
        wait_for_saves(running, list(logs.values()), 6)
        time.sleep(chance.random() / 4)
        kill(running)

    acknowledged = [line.split() for log in logs.values() for line in log.read_text().splitlines()]
    assert len(acknowledged) > 50
    for branch in {branch for branch, _commit in acknowledged}:
        kept = {*git(repository, "rev-list", branch).split()}
        assert {commit for each, commit in acknowledged if each == branch} <= kept
    writer = Writer(repository, "main")
    for branch in writer.branches(""):
        save(writer, {"index.md": b"igen"}, branch)
    assert is_whole(repository)
    while running_in(repository):  # a command that one of us had started
        time.sleep(0.05)
    assert not [*repository.rglob("*.lock")]


def test_two_processes_lose_no_save(repository: Path, tmp_path: Path) -> None:
    logs = [tmp_path / f"{number}.log" for number in range(2)]
    running = [start(repository, "1", log) for log in logs]
    wait_for_saves(running, logs, 40)
    kill(running)

    saved = [log.read_text().split()[1::2] for log in logs]
    kept = {*git(repository, "rev-list", "--all").split()}
    assert {commit for each in saved for commit in each} <= kept
    assert len({commit for each in saved for commit in each}) == sum(map(len, saved))


def test_threads_that_share_a_writer_lose_no_save(writer: Writer, repository: Path) -> None:
    def write(name: int) -> list[str]:
        made = []
        for number in range(12):
            own = f"eget/{name}"
            if not number:
                writer.begin(own, writer.head())
            save(writer, {f"{name}.md": b"%d" % number}, own)
            while True:
                with suppress(Conflict):
                    made.append(save(writer, {f"{name}.md": b"%d" % number}))
                    break
        return made

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(write, range(8)))

    assert {*chain.from_iterable(saved)} <= {*git(repository, "rev-list", "main").split()}
    assert len({*chain.from_iterable(saved)}) == 8 * 12
    assert writer.tree(writer.head()).files.keys() >= {f"{name}.md" for name in range(8)}
    assert is_whole(repository)


def test_others_who_write_with_git_lose_nothing_either(writer: Writer, repository: Path) -> None:
    ours: list[str] = []
    theirs: list[str] = []

    def write_with_git() -> None:
        while len(theirs) < 25:
            seen = git(repository, "rev-parse", "main")
            made = git(repository, "commit-tree", "-p", seen, "-m", "x", f"{seen}^{{tree}}")
            with suppress(subprocess.CalledProcessError):
                git(repository, "update-ref", "refs/heads/main", made, seen)
                theirs.append(made)

    thread = threading.Thread(target=write_with_git)
    thread.start()
    while thread.is_alive():
        with suppress(Conflict):
            ours.append(save(writer, {"index.md": b"%d" % len(ours)}))
    thread.join()

    kept = {*git(repository, "rev-list", "main").split()}
    assert {*ours, *theirs} <= kept
    assert len(ours) > 5
    assert is_whole(repository)


# On disk


def test_syncs_what_leads_to_a_commit(
    writer: Writer, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(repository)))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)

    writer.begin("nye/1/a", writer.head())
    first, synced[:] = list(synced), []
    save(writer, {"index.md": b"x"}, "nye/1/a")

    assert first == [
        *("objects", "saadan/next", "refs/heads", "refs/heads/nye", "refs/heads/nye/1"),
    ]
    assert synced == ["objects", "saadan/next", "refs/heads/nye/1"]


# Locks that others hold, or left


def test_says_when_another_program_holds_a_branch(
    writer: Writer, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refs, "LOCK_PATIENCE", 0.1)
    lock = repository / "refs/heads/main.lock"
    lock.write_text("")
    before = writer.head()

    with pytest.raises(Unavailable, match=r"main\.lock"):
        save(writer, {"index.md": b"x"})

    assert lock.exists()
    assert writer.head() == before
    lock.unlink()
    assert save(writer, {"index.md": b"x"}) == writer.head()
    assert not (repository / "saadan/next").exists()


def test_takes_no_lock_for_ours_that_is_not(
    writer: Writer, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refs, "LOCK_PATIENCE", 0.1)
    lock = repository / "refs/heads/main.lock"
    for path in (lock, repository / "saadan/next"):  # one of us died before it had the lock
        path.write_text(f"{'1' * 40}\n")
    (repository / "saadan/turn").write_text("refs/heads/main")

    with pytest.raises(Unavailable):
        save(writer, {"index.md": b"x"})

    assert lock.exists()


def make_old(*locks: Path) -> None:
    for lock in locks:
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text("")
        os.utime(lock, (time.time() - 120, time.time() - 120))


def test_removes_a_lock_that_is_nobodys(writer: Writer, repository: Path) -> None:
    make_old(repository / "refs/heads/main.lock")

    assert save(writer, {"index.md": b"x"}) == writer.head()


def test_removes_locks_that_are_nobodys_when_it_begins(repository: Path) -> None:
    locks = [
        repository / name
        for name in ("HEAD.lock", "index.lock", "packed-refs.lock", "refs/heads/x/y.lock")
    ]
    young = repository / "refs/heads/ung.lock"
    young.write_text("")
    make_old(*locks)

    Writer(repository, "main")

    assert not [lock for lock in locks if lock.exists()]
    assert young.exists()


def test_removes_unfinished_objects_when_they_are_old(repository: Path) -> None:
    old, young = (repository / "objects" / f"tmp_object_git2_{name}" for name in ("a", "b"))
    for part in (old, young):
        part.write_text("x")
    os.utime(old, (time.time() - 7200, time.time() - 7200))

    Writer(repository, "main")

    assert (old.exists(), young.exists()) == (False, True)


def test_keeps_a_lock_that_a_living_process_has_open(repository: Path) -> None:
    lock = repository / "refs/heads/main.lock"
    make_old(lock)
    with subprocess.Popen(["sleep", "60"], stdin=lock.open()) as holder:
        is_removed = stale.remove_if_nobodys(lock)
        holder.kill()
        holder.wait()

    assert not is_removed
    assert lock.exists()
    assert stale.remove_if_nobodys(lock)


def test_keeps_a_lock_that_a_running_git_may_have_made(repository: Path) -> None:
    lock = repository / "refs/heads/main.lock"
    command = ["git", "-C", str(repository), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        time.sleep(0.2)
        make_old(lock)
        os.utime(lock)
        since = stale.OLD_ENOUGH
        try:
            stale.OLD_ENOUGH = -1.0  # type: ignore[misc]
            is_kept = not stale.remove_if_nobodys(lock)
        finally:
            stale.OLD_ENOUGH = since  # type: ignore[misc]
        running.kill()

    assert is_kept
    make_old(lock)
    assert stale.remove_if_nobodys(lock)


def test_takes_no_lock_for_nobodys_where_the_kernel_does_not_tell(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(repository / "refs/heads/main.lock")
    monkeypatch.setattr(stale, "_PROCESSES", tmp_path)

    assert not stale.remove_if_nobodys(repository / "refs/heads/main.lock")


def test_says_when_it_does_not_get_its_turn(
    writer: Writer, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refs, "PATIENCE", 0.1)
    save(writer, {"index.md": b"x"})
    program = (
        "import fcntl, sys, time; file = open(sys.argv[1]); fcntl.flock(file, fcntl.LOCK_EX);"
        "print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(repository / "saadan/turn")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Unavailable, match="Try again"):
            save(writer, {"index.md": b"y"})
        holder.kill()

    assert save(writer, {"index.md": b"y"}) == writer.head()


# Disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only an administrator can make a small disk to fill")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_says_when_the_disk_is_full_and_heals_when_there_is_room(disk: Path) -> None:
    repository = bare(disk)
    writer = Writer(repository, "main")
    writer.begin("forslag/1", writer.head())
    fill(disk / "ballast")
    before = writer.head()

    for number in range(20):
        with pytest.raises(Unavailable, match="No space left"):
            save(writer, {"index.md": os.urandom(20_000 + number)})
        with pytest.raises(Unavailable, match="No space left"):
            writer.begin(f"forslag/2/{number}", before)
        with suppress(Unavailable):
            writer.delete("forslag/1", seen=before)
            writer.begin("forslag/1", before)
    assert writer.head() == before
    assert writer.read(before, "index.md") == b"# Et\n"
    assert Writer(repository, "main").head() == before

    (disk / "ballast").unlink()
    made = save(writer, {"index.md": b"x" * 20_000})

    assert writer.head() == made
    assert not [*repository.rglob("*.lock"), *repository.rglob("tmp_object*")]
    assert is_whole(repository)


def test_says_when_a_disk_fills_at_any_moment(disk: Path) -> None:
    repository = bare(disk)
    writer = Writer(repository, "main")
    fill(disk / "ballast")
    size = (disk / "ballast").stat().st_size
    outcomes = set()
    for room in range(1, 14):
        os.truncate(disk / "ballast", size - room * 4096)
        before = writer.head()
        try:
            made = save(writer, {f"{room}/{room}/a.md": os.urandom(3000)})
        except Unavailable:
            outcomes.add(False)
            assert writer.head() == before
        else:
            outcomes.add(True)
            assert writer.head() == made
        (disk / "fyld").unlink(missing_ok=True)
        with suppress(AssertionError):
            fill(disk / "fyld")
        (disk / "fyld").unlink()
        os.truncate(disk / "ballast", 0)
        assert is_whole(repository)
        fill(disk / "ballast")
        size = (disk / "ballast").stat().st_size

    assert outcomes == {False, True}


def test_reads_on_when_a_repository_can_only_be_read(disk: Path) -> None:
    repository = bare(disk)
    writer = Writer(repository, "main")
    before = save(writer, {"index.md": b"x"})
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        with pytest.raises(Unavailable, match="Read-only file system"):
            save(writer, {"index.md": b"y"})
        with pytest.raises(Unavailable):
            writer.begin("forslag/1", before)
        with pytest.raises(Unavailable):
            writer.delete("forslag/1", seen=before)
        assert Writer(repository, "main").read(before, "index.md") == b"x"
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)

    assert save(writer, {"index.md": b"y"}) == writer.head()


@pytest.mark.parametrize("folder", ["objects", "refs/heads", "saadan"])
def test_says_when_a_part_cannot_be_written(
    writer: Writer, repository: Path, disk: Path, folder: str
) -> None:
    before = save(writer, {"index.md": b"x"})
    place = repository / folder
    subprocess.run(["mount", "--bind", place, place], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
    try:
        with pytest.raises(Unavailable, match="Nothing was saved"):
            save(writer, {"index.md": b"y"})
        assert writer.head() == before
        assert disk.is_dir()  # only who may mount comes here
    finally:
        subprocess.run(["umount", "-l", place], check=True)

    assert save(writer, {"index.md": b"y"}) == writer.head()
    assert is_whole(repository)
