"""Answers questions: as a page, as a list while the reader types, and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from saadan.errors import HandbookError
from saadan.web.http import respond
from saadan.web.search import api as programs
from saadan.web.search.asking import MOST_RESULTS, RESULTS_WHILE_TYPING, ask
from saadan.web.search.question import question_of
from saadan.web.search.screen import facets_of, screen_of

if TYPE_CHECKING:
    from saadan.web.http import Request

#: What somebody has asked is nobody else's to keep.
CACHING: Final = "private, no-cache"


@require_safe
def results(request: Request) -> HttpResponse:
    """Answer with what a question finds; without one, with what can be asked."""
    question = question_of(request)
    context: dict[str, object] = {"question": question, "place": question.address}
    if not question.text:
        topics = [each for each in request.snapshot.children(None) if each.address != "/"]
        return _private(respond(request, "search/start.html", {**context, "topics": topics}))
    reply = ask(request, question)
    if not (reply.results or reply.answer or question.is_narrowed):
        request.handbook.note_missed(request.snapshot, question.text)
    screen = screen_of(request, question, reply, MOST_RESULTS)
    is_worth_narrowing = screen.found or question.is_narrowed
    facets = facets_of(request, question) if is_worth_narrowing else ()
    context |= {
        "screen": screen,
        "facets": facets,
        "chosen": [each.chosen for each in facets if each.chosen],
        "widest": question._replace(kinds=(), within="").address,
    }
    return _private(respond(request, "search/results.html", context))


@require_safe
def typing(request: Request) -> HttpResponse:
    """Answer with the first results of an unfinished question, for the script that shows them."""
    question, limit = question_of(request), RESULTS_WHILE_TYPING
    if not question.text:
        return _private(HttpResponse())
    reply = ask(request, question, typing=True, limit=limit)
    screen = screen_of(request, question, reply, limit)
    return _private(HttpResponse(render_to_string("search/typing.html", {"screen": screen})))


@require_safe
def api(request: Request) -> HttpResponse:
    """Answer with what a question finds, as JSON; also what cannot be answered is JSON."""
    try:
        question, limit = programs.asked(request)
        content = programs.reply_as_json(ask(request, question, limit=limit))
    except HandbookError as error:
        return programs.refusal(request, error)
    return _private(programs.response(content))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = CACHING
    return response
