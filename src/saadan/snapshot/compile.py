"""The compiler: from a tree of files to the rows of a snapshot, stage by stage.

Compiling after an earlier snapshot does only what the difference asks for, and yields the same
rows as compiling from nothing. What makes it so: the rows of a page depend on

    its own text             → it is rendered again when the text has changed
    what its links lead to   → it is rendered again when something comes or goes at such an address
    the entries it shows     → it is rendered again when one of these differs
    its place in the tree    → all pages are placed again when the outline of one has changed
    the anchors it links to  → its links are checked again when those of a page it links to change

and on nothing else. Suggestions, which depend on every name there is, are not stored.
"""

from __future__ import annotations

import mimetypes
from html import escape
from typing import TYPE_CHECKING, Final

from saadan.content.page import AUDIENCES, audience_by_default
from saadan.problems import problem
from saadan.snapshot import schema
from saadan.snapshot.addresses import file_address, is_page
from saadan.snapshot.compilation import (
    Compilation,
    aliases_of,
    is_asset,
    place_problems_of,
    read_pages,
    stored_problems,
    to_json,
    write_problems,
)
from saadan.snapshot.linking import Linking, LinkRow, Targets, link_problems
from saadan.snapshot.markdown import render
from saadan.snapshot.model import Rendered
from saadan.snapshot.placing import place
from saadan.snapshot.registering import read_registers
from saadan.snapshot.showing import Showing
from saadan.snapshot.styles import move_styles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from saadan.content.page import WrittenPage
    from saadan.snapshot.snapshot import Snapshot

type_of = mimetypes.MimeTypes().guess_type

#: As much of a source is shown when the page itself cannot be.
MOST_SHOWN: Final = 100_000  # letters


def compare(this: Compilation) -> None:
    """Find out which of the files are new, and what is wrong with files that cannot be read."""
    faults = set(this.tree.problems)
    if this.earlier:
        faults ^= set(stored_problems(this.earlier, "tree"))
        this.added = {path for path in this.changed if not this.earlier.has_path(path)}
    this.gone |= {each.path for each in faults} - this.tree.files.keys()


def read(this: Compilation) -> None:
    """Take the changed pages apart."""
    read_pages(this, (path for path in this.changed if is_page(path) and this.is_served(path)))


def render_pages(this: Compilation) -> None:
    """Render the pages whose text, or what it links to, has changed."""
    this.draft.replace((this.changed | this.gone | this.written.keys()) - this.links.keys())
    assert this.directory is not None
    targets = Targets(this.directory, this.known)
    total = len(this.written)
    for done, path in enumerate(sorted(this.written)):
        if done % 100 == 0:
            this.report("render", done, total)
        _render_page(this, path, this.written.pop(path), targets)
    this.report("render", total, total)


def copy_files(this: Compilation) -> None:
    """Take over the files that are served as they are."""
    for path in sorted(this.changed):
        this.draft.write("files", (path, this.tree.files[path]))
        if path not in this.links:
            write_problems(this, "place", place_problems_of(this, path))
        if is_asset(this, path):
            kind = type_of(path)[0] or "application/octet-stream"
            audience = audience_by_default(path, this.settings.defaults)
            address, content = file_address(path), this.tree.read(path)
            row = (path, address, kind, AUDIENCES.index(audience), content)
            this.draft.write("assets", row)


def check_links(this: Compilation) -> None:
    """Check the anchors that links name, also on unchanged pages that link to a changed one."""
    if this.earlier:
        for path, anchors in this.anchors.items():
            if anchors != frozenset(this.earlier.anchors(path)):
                links = "SELECT DISTINCT path FROM links WHERE target = ?"
                this.carried |= {linking for (linking,) in this.earlier.rows(links, path)}
    this.carried -= this.links.keys() | this.gone | this.changed

    def anchors_of(path: str) -> Collection[str]:
        known = this.anchors.get(path)
        if known is None and this.earlier:
            known = this.anchors[path] = frozenset(this.earlier.anchors(path))
        return known or ()

    for path, rows in list(this.links.items()):
        write_problems(this, "link", link_problems(path, rows, anchors_of))
    if this.earlier:
        for path in sorted(this.carried):
            _carry(this, this.earlier, path)
            kept = [LinkRow(*row) for row in this.earlier.rows(_LINK_ROWS, path)]
            write_problems(this, "link", link_problems(path, kept, anchors_of))


def conclude(this: Compilation) -> None:
    """Write what concerns no page: faults of files and settings, and the handbook's own facts."""
    write_problems(this, "tree", (each for each in this.tree.problems if each.path in this.gone))
    if not this.earlier:
        write_problems(this, "settings", this.settings_problems)
    this.draft.write_meta(this.tree.id, this.settings.to_json())


#: The way from a tree to a snapshot.
STAGES: Final[tuple[tuple[str, Callable[[Compilation], None]], ...]] = (
    ("compare", compare),
    ("read", read),
    ("place", place),
    ("registers", read_registers),
    ("render", render_pages),
    ("files", copy_files),
    ("links", check_links),
    ("conclude", conclude),
)

_LINK_ROWS: Final = (
    "SELECT line, href, is_image, key, target, anchor, fault FROM links"
    " WHERE path = ? ORDER BY number"
)


def _render_page(this: Compilation, path: str, page: WrittenPage, targets: Targets) -> None:
    address, audience = this.addresses[path], this.outlines[path].audience
    showing = Showing(path, this.known, audience=audience, language=this.settings.language)
    linking = Linking(
        path,
        address,
        targets=targets,
        settings=this.settings,
        diagrams=this.diagrams,
        audience=audience,
        registers=showing,
    )
    rendered = _render(page, linking)
    html, stylesheet = move_styles(rendered.html)
    front, outline, draft = page.front, this.outlines[path], this.draft
    draft.write(
        "pages",
        (
            path,
            address,
            outline.title,
            front.kind,
            front.layout,
            front.description,
            front.owner,
            front.deputy,
            front.status,
            front.reviewed.isoformat() if front.reviewed else "",
            front.review_every,
            AUDIENCES.index(front.audience),
            front.has_toc,
            front.search_exclude,
            page.has_front_matter,
            outline.is_listed,
            to_json(front.keywords),
            to_json(front.answers),
            "\n".join(sorted(rendered.anchors)),
            to_json(outline),
            *this.places[path],
        ),
    )
    draft.write("texts", (path, html))
    for number, each in enumerate(rendered.sections):
        draft.write(
            "sections",
            (path, number, each.anchor, each.level, each.title, each.text, each.line, each.listed),
        )
    for number, row in enumerate(linking.rows):
        draft.write("links", (path, number, *row))
    for use in showing.uses:
        draft.write("uses", (path, "", *use, audience))
    for alias in aliases_of(outline):
        draft.write("aliases", (path, alias))
    for drawing in linking.drawings:
        draft.write("parts", (path, drawing.name, "image/svg+xml", drawing.svg))
    if stylesheet:
        draft.write("parts", (path, stylesheet.name, "text/css", stylesheet.css))
    if path not in this.changed:
        draft.write("files", (path, this.tree.files[path]))
    found = (*page.problems, *rendered.problems, *linking.problems, *showing.problems)
    write_problems(this, "page", found)
    write_problems(this, "place", place_problems_of(this, path))
    this.links[path] = [row for row in linking.rows if row.fault or row.anchor]
    this.anchors[path] = rendered.anchors


def _render(page: WrittenPage, linking: Linking) -> Rendered:
    """Return a page's HTML; when rendering fails, its source, so that no other page suffers."""
    try:
        return render(page.body, path=page.path, line=page.line, within=linking)
    except Exception as error:
        why = problem(page.path, 0, "page-crashed", reason=repr(error))
        source = escape(page.body[:MOST_SHOWN])
        return Rendered(f"<pre><code>{source}</code></pre>", (), (), frozenset(), (why,))


def _carry(this: Compilation, earlier: Snapshot, path: str) -> None:
    """Write the rows of an unchanged file again, in its new place."""
    this.draft.replace([path])
    for table, columns in schema.TABLES.items():
        for row in earlier.rows(f"SELECT * FROM {table} WHERE path = ?", path):
            if table == "problems" and row[1] in ("place", "link"):
                continue
            if table == "pages" and this.is_placed_anew:
                row = (*row[: len(columns) - 2], *this.places[path])
            this.draft.write(table, row)
    write_problems(this, "place", place_problems_of(this, path))
