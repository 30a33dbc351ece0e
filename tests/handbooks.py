"""Handbooks for tests: made in memory, built in a temporary store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.build import Build, build
from saadan.repository.tree import Tree, blob_id
from saadan.snapshot.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from saadan.snapshot.snapshot import Snapshot


def tree_of(files: Mapping[str, str | bytes]) -> Tree:
    """Return a tree with these files."""
    contents = {
        path: text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        for path, text in files.items()
    }
    blobs = {path: blob_id(contents[path]) for path in sorted(contents)}
    return Tree(blobs, (), "", contents.__getitem__)


def built(store: Path, files: Mapping[str, str | bytes], earlier: Build | None = None) -> Build:
    """Build a handbook of these files."""
    return build(tree_of(files), Store(store), earlier=earlier)


def snapshot_of(store: Path, files: Mapping[str, str | bytes]) -> Snapshot:
    """Return the snapshot of a handbook of these files."""
    return built(store, files).snapshot


def codes(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Return the path and code of every problem."""
    return {(each.path, each.code) for each in snapshot.problems()}
