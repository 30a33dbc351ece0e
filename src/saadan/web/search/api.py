"""A reply as JSON, for programs; docs/api.md is its manual."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext

from saadan.errors import Invalid, Unavailable
from saadan.language import _
from saadan.web.errors import FAMILIES
from saadan.web.search.asking import MOST_RESULTS
from saadan.web.search.question import KINDS, Question, is_kind, parameters, tidy

if TYPE_CHECKING:
    from saadan.errors import HandbookError
    from saadan.search.model import Answer, Reply, Result
    from saadan.web.http import Request

#: Results when nobody says how many.
RESULTS: Final = 20

log = logging.getLogger(__name__)


def asked(request: Request) -> tuple[Question, int]:
    """Return what a program asks, and how many results it wants.

    Raises:
        Invalid: a parameter is missing or has a value that no search has, as a page to stay
            below that is not there for this reader.
    """
    given = parameters(request)
    if "q" not in given:
        raise Invalid(_("Say what to search for: ?q=…"))
    text, was_cut = tidy(given.get("q", ""))
    kinds = tuple(dict.fromkeys(given.getlist("kind")))
    if unknown := next((kind for kind in kinds if not is_kind(kind)), ""):
        raise Invalid(
            _("“{kind}” is not a kind; use {kinds} or register:NAME."),
            kind=unknown[:50],
            kinds=", ".join(KINDS),
        )
    within = given.get("within", "")
    if within and request.snapshot.entry(within) is None:
        raise Invalid(_("There is no page {path}."), path=within[:200])
    return Question(text, was_cut, kinds, within), _limit(given.get("limit", str(RESULTS)))


def _limit(given: str) -> int:
    is_number = given.isascii() and given.isdigit() and len(given) < 4
    if not (is_number and 1 <= int(given) <= MOST_RESULTS):
        raise Invalid(_("The limit is a number from 1 to {most}."), most=MOST_RESULTS)
    return int(given)


def response(content: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return an answer for a program."""
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8", status=status)


def refusal(request: Request, error: HandbookError) -> HttpResponse:
    """Return why a program gets no answer; how the site is kept, those inside alone are told."""
    family = next(each for each in FAMILIES if isinstance(error, each))
    if family is Unavailable:
        log.error("%s", error)
    is_told = family is Invalid or request.reader.sees_all
    message = error.message(request.language) if is_told else gettext(FAMILIES[family].title)
    return response({"error": message}, FAMILIES[family].status)


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """Return a reply as docs/api.md describes it."""
    return {
        "answer": _answer(reply.answer) if reply.answer else None,
        "results": [_result(each) for each in reply.results],
        "nearest": [each._asdict() for each in reply.nearest],
        "partial": reply.is_partial,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "title": answer.title,
        "text": answer.text,
        "values": [{"label": each.label, "value": each.value} for each in answer.values],
        "source": answer.source,
        "address": answer.address,
        "path": answer.path,
        "owner": answer.owner,
        "reviewed": answer.reviewed,
        "choices": [_answer(each) for each in answer.choices],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "path": result.path,
        "address": result.address,
        "anchor": result.anchor,
        "title": result.title,
        "section": result.section,
        "excerpt": "".join(piece.text for piece in result.excerpt),
        "score": result.score,
    }
