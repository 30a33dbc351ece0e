"""What the stages of the compiler share: what they know, find out, and write."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from saadan.content.page import AUDIENCES, read_page
from saadan.content.patterns import leaving_out
from saadan.problems import Problem, problem
from saadan.snapshot.addresses import is_page, usable_address
from saadan.snapshot.known_registers import FOLDER, KnownRegisters
from saadan.snapshot.navigation import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from saadan.content.page import WrittenPage
    from saadan.content.settings import Settings
    from saadan.repository.tree import Tree
    from saadan.snapshot.addresses import Directory
    from saadan.snapshot.diagrams import Diagrams
    from saadan.snapshot.linking import LinkRow
    from saadan.snapshot.navigation import Names, Place
    from saadan.snapshot.snapshot import Snapshot
    from saadan.snapshot.store import Draft

#: A larger source is a file to download, not a page to read.
LARGEST_PAGE: Final = 12 * 1024 * 1024  # bytes
#: Folders that the handbook reads but never serves.
PRIVATE_FOLDERS: Final = (FOLDER, "templates/")
#: Files for the tools around a handbook.
NOT_SERVED: Final = (
    "handbook.toml",
    "_config.yml",
    "Gemfile*",
    "Rakefile",
    "Makefile",
    "*.gemspec",
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of all pages together; every mapping is by path."""

    outlines: Mapping[str, Outline]
    addresses: Mapping[str, str]
    places: Mapping[str, Place]
    problems: Mapping[str, list[Problem]]  #: with addresses and places
    names: Names


@dataclass(slots=True)
class Compilation:
    """What the stages know and find out, on the way from a tree to a snapshot."""

    tree: Tree
    settings: Settings
    settings_problems: tuple[Problem, ...]
    diagrams: Diagrams
    draft: Draft
    earlier: Snapshot | None  #: made by this compiler with these settings; None for a fresh start
    changed: set[str]  #: files that are new or different
    gone: set[str]  #: files that were there
    whole: Whole | None  #: of the earlier snapshot, when it is at hand; then of this one
    report: Callable[[str, int, int], None]  #: told the stage, how many are done, and of how many

    added: set[str] = field(default_factory=set)  #: files that are new
    carried: set[str] = field(default_factory=set)  #: files to write again without rendering
    written: dict[str, WrittenPage] = field(default_factory=dict)  #: pages to be rendered
    outlines: dict[str, Outline] = field(default_factory=dict)  #: of pages to be rendered, or all
    addresses: dict[str, str] = field(default_factory=dict)  #: of all pages, when placed anew
    places: dict[str, Place] = field(default_factory=dict)  #: likewise
    place_problems: dict[str, list[Problem]] = field(default_factory=dict)
    directory: Directory | None = None
    known: KnownRegisters = field(init=False)
    linking_registers: set[str] = field(
        default_factory=set
    )  #: files whose links lead elsewhere now
    is_placed_anew: bool = False
    links: dict[str, list[LinkRow]] = field(default_factory=dict)  #: of rendered pages
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)  #: of rendered pages
    is_left_out: Callable[[str], bool] = field(init=False)

    def __post_init__(self) -> None:
        self.known = KnownRegisters(self.earlier)
        self.is_left_out = leaving_out((*NOT_SERVED, *self.settings.exclude))

    def is_served(self, path: str) -> bool:
        """Whether a file is a page or is served as it is."""
        return not path.startswith(PRIVATE_FOLDERS) and not self.is_left_out(path)


def is_asset(this: Compilation, path: str) -> bool:
    return not is_page(path) and this.is_served(path)


def read_pages(this: Compilation, paths: Iterable[str]) -> None:
    for path in paths:
        source = this.tree.read(path)
        page = read_page(path, source[:LARGEST_PAGE], this.settings.defaults)
        if len(source) > LARGEST_PAGE:
            fields = {"size": f"{len(source) >> 20} MB", "limit": f"{LARGEST_PAGE >> 20} MB"}
            page = page.without_body(problem(path, 0, "file-too-large", **fields))
        this.written[path] = page
        this.outlines[path] = _outline(this, page)


def _outline(this: Compilation, page: WrittenPage) -> Outline:
    front = page.front
    title = page.title or _name(page.path) if this.settings.places_by_folder else front.title
    return Outline(
        title=title or page.title,
        parent=front.parent,
        grand_parent=front.grand_parent,
        ancestor=front.ancestor,
        nav_order=front.nav_order,
        is_listed=bool(title) and not front.nav_exclude,
        by_folder=this.settings.places_by_folder and not page.has_front_matter,
        permalink=front.permalink,
        redirect_from=front.redirect_from,
        audience=AUDIENCES.index(front.audience),
    )


def _name(path: str) -> str:
    """Return what a page is called that has neither title nor heading: after its file."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def place_problems_of(this: Compilation, path: str) -> list[Problem]:
    """Return what is wrong with a file's place: found anew, or as the earlier snapshot says."""
    if this.is_placed_anew or this.earlier is None:
        return this.place_problems.get(path, [])
    return stored_problems(this.earlier, "place", path)


def stored_problems(earlier: Snapshot, stage: str, path: str | None = None) -> list[Problem]:
    condition, values = ("AND path = ?", (path,)) if path is not None else ("", ())
    rows = earlier.rows(
        f"SELECT path, line, code, fields FROM problems WHERE stage = ? {condition}",
        stage,
        *values,
    )
    return [
        Problem(path, line, code, tuple((name, value) for name, value in json.loads(fields)))
        for path, line, code, fields in rows
    ]


def aliases_of(outline: Outline | None) -> list[str]:
    if outline is None:
        return []
    return [usable for alias in outline.redirect_from if (usable := usable_address(alias))]


def write_problems(this: Compilation, stage: str, problems: Iterable[Problem]) -> None:
    for each in problems:
        this.draft.write("problems", (each.path, stage, each.line, each.code, to_json(each.fields)))


_encode = json.JSONEncoder(ensure_ascii=False).encode


def to_json(value: object) -> str:
    return _encode(value) if value else "[]"
