"""Opens a page or a section for change, and takes the text back into a proposal."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from saadan.editing.sections import parts, read_sections, section_source, with_section
from saadan.editing.source import plain, read_source, with_text
from saadan.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from saadan.language import _
from saadan.repository.merging import merged
from saadan.repository.tree import overlaid
from saadan.web import access, shelf
from saadan.web.editor.screen import editor_for
from saadan.web.gaps.models import Gap
from saadan.web.http import respond, signed_in, usable, whole_number
from saadan.web.proposals import actions, knowing
from saadan.web.proposals.branches import head_of
from saadan.web.proposals.combining import combined, spots
from saadan.web.proposals.saving import Edit, Overlaps
from saadan.web.proposals.screen import difference, drafts_of
from saadan.web.proposals.seen import shown, unsigned
from saadan.web.proposals.views import proposal_of

if TYPE_CHECKING:
    from saadan.web.editor.screen import Editor
    from saadan.web.http import Request
    from saadan.web.proposals.models import Proposal

log = logging.getLogger(__name__)

#: Longer texts are not written in a browser.
LONGEST_TEXT: Final = 2_000_000  # letters


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being changed, and where the change goes."""

    path: str
    title: str
    address: str  #: where it is published; "" for what is not
    proposal: Proposal | None  #: None for a new one
    seen: str  #: git's id of the file as it was shown
    source: bytes  #: that file
    anchor: str  #: of the section; "" for the whole page

    @property
    def text(self) -> str:
        """What is shown in the editor."""
        if self.anchor:
            return section_source(self.source, read_sections(self.source), self.anchor)
        return read_source(self.source).shown

    @property
    def first_line(self) -> int:
        """The line of the file that the text begins at."""
        if not self.anchor:
            return 1
        found = parts(self.source, read_sections(self.source))
        return next((each.line for each in found if each.anchor == self.anchor), 1)

    def with_text(self, text: str) -> bytes:
        """Return the file with another text in the place of the one that was shown."""
        if self.anchor:
            return with_section(self.source, read_sections(self.source), self.anchor, text)
        return with_text(self.source, text)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, address: str) -> HttpResponse:
    """Open a published page for change, or save what was made of it."""
    found = access.page_at(request.published, usable(address))
    return _edit(request, found.path)


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: Request) -> HttpResponse:
    """Open a file by its path, as it is published, or save what was made of it."""
    return _edit(request, request.POST.get("path", request.GET.get("path", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def in_proposal(request: Request, number: int) -> HttpResponse:
    """Open a file as a proposal has it, or save what was made of it."""
    proposal = proposal_of(request, number)
    if not access.may_write_proposal(request.reader, proposal):
        raise NotAllowed(_("The proposal cannot be changed any more."))
    path = request.POST.get("path", request.GET.get("path", ""))
    return _edit(request, path, proposal)


@require_POST
def preview(request: Request) -> HttpResponse:
    """Answer with what a text looks like on its page, and what is wrong with it."""
    subject = _subject(request, request.POST.get("path", ""), chosen_proposal(request))
    content = subject.with_text(_text(request))
    writer = shelf.writer()
    tree = request.handbook.tree()
    if subject.proposal is not None:
        tree = writer.tree(head_of(writer, subject.proposal), since=tree)
    snapshot = request.handbook.compiled(overlaid(tree, {subject.path: content}))
    seen = snapshot.seen_by(request.reader.audience)
    try:
        html, title = seen.page(subject.path).html, seen.page(subject.path).title
    except NotFound:
        html, title = "", subject.title
    problems = access.sayable(request.reader, seen, seen.problems(subject.path))
    return JsonResponse(
        {
            "html": html,
            "title": title,
            "problems": [
                {
                    "line": each.line,
                    "code": each.code,
                    "severity": each.severity,
                    "message": each.message(request.language),
                    "hint": each.hint(request.language),
                }
                for each in problems
            ],
        }
    )


def _edit(request: Request, path: str, proposal: Proposal | None = None) -> HttpResponse:
    """Show the editor; or save, and show what stands in the way of that, with the text kept."""
    subject = _subject(request, path, proposal or chosen_proposal(request))
    if request.method != "POST":
        return _form(request, subject, subject.text)
    try:
        saved_in = _save(request, subject)
    except Overlaps as overlaps:
        return overlaps_of(request, subject, overlaps, request.POST.get("text", ""))
    except (Invalid, Conflict, Unavailable) as error:
        log.info("A text was not saved: %s", error)
        message = error.message(request.language)
        return _form(request, subject, request.POST.get("text", ""), fault=message)
    return HttpResponseRedirect(reverse("proposal", args=[saved_in.pk]))


def _save(request: Request, subject: Subject) -> Proposal:
    """Save a text, or two that have been brought together; return the proposal it is in."""
    person, writer, now = signed_in(request), shelf.writer(), timezone.now()
    edit = Edit(subject.seen, subject.with_text(_text(request)))
    if theirs := unsigned(subject.path, request.POST.get("theirs", "")):
        both = merged(subject.source, writer.content(theirs), edit.content or b"")
        edit = Edit(theirs, combined(spots(both), request.POST.dict()))
    edits = {subject.path: edit}
    if subject.proposal is None:
        usual = gettext("Mend “%(title)s”") % {"title": subject.title}
        title = request.POST.get("title") or usual
        return actions.propose(
            edits, by=person, title=title, gap=gap_of(request), writer=writer, now=now
        )
    actions.write(subject.proposal, edits, writer=writer, by=person, now=now)
    return subject.proposal


def _form(request: Request, subject: Subject, text: str, *, fault: str = "") -> HttpResponse:
    context = {
        "subject": subject,
        "editor": _editor(request, subject, text, is_changed=bool(fault)),
        "fault": fault,
        "gap": gap_of(request),
        "targets": [] if subject.proposal else drafts_of(request.reader.person),
        "base": _base(subject),
    }
    return respond(request, "proposals/edit.html", context, status=409 if fault else 200)


def _editor(request: Request, subject: Subject, text: str, *, is_changed: bool) -> Editor:
    person = signed_in(request)
    return editor_for(
        request.snapshot,
        path=subject.path,
        text=text,
        seen=shown(subject.path, subject.seen),
        preview=reverse("preview"),
        upload=reverse("upload"),
        draft=f"{person.pk} {subject.path}#{subject.anchor}",
        first_line=subject.first_line,
        is_changed=is_changed,
    )


def overlaps_of(request: Request, subject: Subject, overlaps: Overlaps, text: str) -> HttpResponse:
    """Show both texts, side by side where they overlap, to be brought together.

    Args:
        text: as it was sent, of the section or the whole file

    What has been brought together once and overlaps again is a text of the whole file, made from
    what was there then.
    """
    if overlaps.seen != subject.seen:
        source = shelf.writer().content(overlaps.seen)
        subject = replace(subject, seen=overlaps.seen, source=source, anchor="")
        text = read_source(overlaps.mine).shown
    context = {
        "subject": subject,
        "seen": shown(subject.path, subject.seen),
        "theirs": shown(subject.path, overlaps.theirs),
        "text": text,
        "spots": spots(overlaps.both),
        "lines": difference(
            shelf.writer().content(overlaps.theirs).decode("utf-8", "replace"),
            overlaps.mine.decode("utf-8", "replace"),
        ),
        "base": _base(subject),
    }
    return respond(request, "proposals/overlaps.html", context, status=409)


def _subject(request: Request, path: str, proposal: Proposal | None) -> Subject:
    """Return what is to be changed, as it was when the form was shown.

    Raises:
        NotFound: the reader may not know of such a file.
        Invalid: it is no text.
    """
    writer, published = shelf.writer(), request.published
    given = unsigned(path, request.POST.get("seen", ""))
    if proposal is None:
        blob = published.blob_of(path) or ""
    else:
        blob = writer.blob(head_of(writer, proposal), path)
    if not blob or not knowing.may_change(request, proposal, path):
        raise NotFound(f"There is no file {path}.")
    entry = published.entry(path)
    seen = given or blob
    source = writer.content(seen)
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not valid UTF-8, so it cannot be changed here.")) from error
    anchor = request.POST.get("section", request.GET.get("section", ""))
    address = published.address_of(path) or ""
    return Subject(path, entry.title if entry else path, address, proposal, seen, source, anchor)


def chosen_proposal(request: Request) -> Proposal | None:
    """Return the reader's own open proposal that a form or link names; None for a new one."""
    number = whole_number(request.POST.get("proposal", request.GET.get("proposal", "")))
    if number is None:
        return None
    proposal = proposal_of(request, number)
    if not access.may_write_proposal(request.reader, proposal):
        raise NotAllowed(_("The proposal cannot be changed any more."))
    return proposal


def gap_of(request: Request) -> Gap | None:
    """Return the gap that a change is to mend, as far as the reader may know of it."""
    number = whole_number(request.POST.get("gap", request.GET.get("gap", "")))
    if number is None:
        return None
    known = access.gaps_for(request.reader, request.published, Gap.objects.all())
    return known.filter(number=number).first()


def _text(request: Request) -> str:
    """Return the text that was written, with the line ends that Python has."""
    text = request.POST.get("text", "")
    if len(text) > LONGEST_TEXT:
        raise Invalid(_("The text is too long to be saved here. Split the page."))
    return plain(text)


def _base(subject: Subject) -> str:
    """Return where a text is sent to be saved."""
    if subject.proposal is not None:
        return reverse("proposal-edit", args=[subject.proposal.pk])
    return reverse("source")
