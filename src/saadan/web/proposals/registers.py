"""Changes registers as forms and tables: nobody has to write YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from saadan.editing.entries import with_entry, with_new_entry, without_entry
from saadan.errors import Conflict, Invalid, NotAllowed, NotFound
from saadan.language import _
from saadan.web import access, shelf
from saadan.web.editor.entry_form import entry_form, read_entry
from saadan.web.editor.table_form import read_table, table_form
from saadan.web.http import respond, signed_in, whole_number
from saadan.web.proposals import actions
from saadan.web.proposals.arranging import Ground
from saadan.web.proposals.editing import Subject, chosen_proposal, overlaps_of
from saadan.web.proposals.saving import Edit, Overlaps
from saadan.web.proposals.screen import drafts_of
from saadan.web.proposals.seen import shown, unsigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.snapshot.model import Register
    from saadan.web.http import Request

_forms = require_http_methods(["GET", "HEAD", "POST"])


class Files(NamedTuple):
    """The files of a register as a form was made from them."""

    path: str  #: of the YAML file
    rows: str  #: of the CSV file beside it; "" for none
    blobs: dict[str, str]  #: git's id by path
    contents: dict[str, bytes]

    @property
    def csv(self) -> tuple[str, bytes] | None:
        return (self.rows, self.contents[self.rows]) if self.rows else None

    def after(self, changes: Mapping[str, bytes]) -> Files:
        """Return the files with some of them changed."""
        return self._replace(contents=self.contents | dict(changes))


@_forms
def entry(request: Request, name: str, key: str = "") -> HttpResponse:
    """Show an entry as a form, or a new one; or save it, or remove it."""
    ground = Ground(request, chosen_proposal(request))
    register = _register(ground, name)
    found = ground.snapshot.register_entry(name, key) if key else None
    files, typed, fault = _files(request, ground, register), None, ""
    if request.method == "POST":
        try:
            if found is not None and request.POST.get("do") == "remove":
                changes = without_entry(files.path, files.contents[files.path], files.csv, key)
                said = gettext("Remove “%(title)s”") % {"title": found.title}
                return _saved(request, ground, files, changes, said)
            typed = read_entry(ground.snapshot, register, found, dict(request.POST.lists()))
            if typed.is_right:
                changes = _with(files, key, typed.values)
                title = found.title if found else typed.key
                said = gettext("Change “%(title)s” in %(register)s") % {
                    "title": title,
                    "register": register.title,
                }
                return _saved(request, ground, files, changes, said)
        except (Invalid, Conflict) as error:
            fault = error.message(request.language)
    form = entry_form(ground.snapshot, register, found, request.language, typed=typed)
    context = _context(request, ground, register, files, fault) | {"form": form, "entry": found}
    status = 400 if fault or form.is_wrong else 200
    return respond(request, "proposals/entry.html", context, status=status)


@_forms
def table(request: Request, name: str) -> HttpResponse:
    """Show a register's entries as a table to change, or save what was changed in it."""
    ground = Ground(request, chosen_proposal(request))
    register = _register(ground, name)
    files, typed, fault = _files(request, ground, register), None, ""
    if request.method == "POST":
        typed = read_table(ground.snapshot, register, dict(request.POST.lists()))
        try:
            if typed.missing:
                raise Conflict(_("Entries have gone meanwhile. Look at the table again."))
            if typed.is_right:
                then = files
                for row in typed.changed:
                    then = then.after(_with(then, row.key, row.values))
                for row in typed.added:
                    then = then.after(_with(then, "", row.values))
                for key in typed.removed:
                    then = then.after(
                        without_entry(then.path, then.contents[then.path], then.csv, key)
                    )
                changes = {
                    path: content
                    for path, content in then.contents.items()
                    if content != files.contents[path]
                }
                said = gettext("Change %(register)s") % {"register": register.title}
                return _saved(request, ground, files, changes, said)
        except (Invalid, Conflict) as error:
            fault = error.message(request.language)
    start = whole_number(request.GET.get("start", "")) or 0
    made = table_form(ground.snapshot, register, request.language, start=start, typed=typed)
    context = _context(request, ground, register, files, fault) | {"table": made}
    status = 400 if fault or made.is_wrong else 200
    return respond(request, "proposals/table.html", context, status=status)


def _with(files: Files, key: str, values: Mapping[str, tuple[str, ...]]) -> dict[str, bytes]:
    source = files.contents[files.path]
    if key:
        return with_entry(files.path, source, files.csv, key, values)
    return with_new_entry(files.path, source, files.csv, values)


def _register(ground: Ground, name: str) -> Register:
    """Return a register that the reader may change.

    Raises:
        NotFound: there is none for them.
        NotAllowed: it has fields that they may not see, so a form cannot show it whole.
    """
    register = ground.snapshot.register(name)
    if not ground.snapshot.shows_register(register.path):
        raise NotAllowed(_("The register has fields that you cannot see. Ask a colleague."))
    if not ground.may_know(register.path):
        raise NotFound(f"There is no register {name}.")
    return register


def _files(request: Request, ground: Ground, register: Register) -> Files:
    """Return a register's files as the form saw them; as they are now for a form not yet shown."""
    writer = shelf.writer()
    rows = ground.snapshot.rows("SELECT rows_path FROM registers WHERE path = ?", register.path)
    csv = str(rows[0][0]) if rows else ""
    blobs = {}
    for number, path in enumerate(filter(None, (register.path, csv))):
        given = request.POST.get(f"seen.{number}", "")
        blobs[path] = unsigned(path, given) or writer.blob(ground.head, path)
    contents = {path: writer.content(blob) for path, blob in blobs.items()}
    return Files(register.path, csv, blobs, contents)


def _saved(
    request: Request, ground: Ground, files: Files, changes: Mapping[str, bytes], title: str
) -> HttpResponse:
    """Save the files, or show both texts where others have changed the same lines meanwhile.

    Raises:
        Invalid: nothing would be different.
    """
    person, writer, now = signed_in(request), shelf.writer(), timezone.now()
    if not changes:
        raise Invalid(_("Nothing would be different."))
    if not all(access.may_change_file(request.reader, ground.snapshot, each) for each in changes):
        raise NotFound("There is no such register.")
    edits = {path: Edit(files.blobs[path], content) for path, content in changes.items()}
    proposal = ground.proposal
    try:
        if proposal is None:
            proposal = actions.propose(edits, by=person, title=title, writer=writer, now=now)
        else:
            actions.write(proposal, edits, writer=writer, by=person, now=now)
    except Overlaps as found:
        seen = files.blobs[found.path]
        subject = Subject(found.path, found.path, "", proposal, seen, writer.content(seen), "")
        return overlaps_of(request, subject, found, found.mine.decode("utf-8", "replace"))
    return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))


def _context(
    request: Request, ground: Ground, register: Register, files: Files, fault: str
) -> dict[str, object]:
    return {
        "register": register,
        "fault": fault,
        "seen": [(f"seen.{n}", shown(*each)) for n, each in enumerate(files.blobs.items())],
        "proposal": ground.proposal,
        "targets": [] if ground.proposal else drafts_of(request.reader.person),
    }
