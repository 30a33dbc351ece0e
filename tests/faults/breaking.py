"""What can go wrong with a machine, and is put right: full disks, no rights, nobody there."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.postgres import Cluster
    from tests.faults.serving import Place

    #: Breaks something; whoever leaves the block finds it in order again.
    Fault = Callable[[], Any]

QUIET: dict[str, Any] = {"check": True, "capture_output": True}
#: Small enough to be filled at once, and large enough for a handbook.
SIZE = "48m"


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Let a folder lie on a small disk of its own, with what is in it."""
    beside = folder.with_name(f"{folder.name}-before")
    subprocess.run(["cp", "-a", folder, beside], **QUIET)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], **QUIET)
    try:
        subprocess.run(["cp", "-a", f"{beside}/.", folder], **QUIET)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], **QUIET)
        subprocess.run(["rm", "-rf", beside], **QUIET)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill a disk to the last byte, and whatever is freed meanwhile too."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write on a disk."""
    # A disk on which a file is open for writing cannot be made read-only; a view of it can.
    subprocess.run(["mount", "--bind", folder, folder], **QUIET)
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], **QUIET)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], **QUIET)


@contextmanager
def without_rights(folder: Path, rights: str) -> Iterator[None]:
    """Take rights away from all that is in a folder, as `chmod` names them."""
    files = [folder, *folder.rglob("*")]
    before = [(each, each.stat().st_mode & 0o7777) for each in files]
    subprocess.run(["chmod", "-R", rights, folder], **QUIET)
    try:
        yield
    finally:
        for each, mode in before:
            each.chmod(mode)


@contextmanager
def removed(files: list[Path]) -> Iterator[None]:
    """Remove files, and put copies of them back."""
    for each in files:
        subprocess.run(["cp", "-a", each, f"{each}-copy"], **QUIET)
    for each in files:
        each.unlink()
    try:
        yield
    finally:
        for each in files:
            each.with_name(f"{each.name}-copy").rename(each)


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    cluster.stop()
    try:
        yield
    finally:
        cluster.start()


def faults(place: Place, cluster: Cluster | None) -> dict[str, Fault]:
    """Return what can break, by name."""
    parts = {"repository": place.repository, "store": place.store, "data": place.data}
    found: dict[str, Fault] = {}
    for name, folder in parts.items():
        found[f"{name} full"] = partial(full, folder)
        found[f"{name} read-only"] = partial(read_only, folder)
        found[f"{name} not writable"] = partial(without_rights, folder, "a-w")
    found["all full"] = lambda: _all([full(each) for each in parts.values()])
    found["repository not readable"] = lambda: without_rights(place.repository, "a-rwx")
    if cluster is None:
        files = sorted(place.data.glob("saadan.sqlite3*"))
        found["database away"] = lambda: removed(files)
    else:
        found["database away"] = lambda: stopped(cluster)
    return found


@contextmanager
def _all(faults: list[Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for each in faults:
            stack.enter_context(each)
        yield
