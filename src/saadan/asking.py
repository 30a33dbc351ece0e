"""The commands that find and answer; `cli` loads them when they are called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from saadan.build import store_for
from saadan.handbook import Handbook
from saadan.language import _, said
from saadan.missed import missed

if TYPE_CHECKING:
    import argparse

    from saadan.search.model import Reply

#: Places named when there is no short answer.
MOST_PLACES: Final = 5


def search(options: argparse.Namespace) -> int:
    """Print the places that speak of a question; 1 when there are none."""
    handbook = Handbook(options.path, revision=options.revision, store=options.store)
    finder = handbook.finder(handbook.snapshot().seen_by(options.audience))
    question = " ".join(options.question)
    if options.explain:
        for line in finder.explain(question):
            print(line)
    reply = finder.search(question, limit=options.limit)
    for each in reply.results:
        place = f"{each.address}#{each.anchor}" if each.anchor else each.address
        print(f"{place}  {' › '.join(filter(None, (each.title, each.section)))}")
        print(f"    {''.join(piece.text for piece in each.excerpt)}")
    _print_nearest(reply)
    return 0 if reply.results else 1


def index(options: argparse.Namespace) -> int:
    """Make the search index, if it is missing, leaving the processor to others."""
    os.nice(10)
    handbook = Handbook(options.path, revision=options.revision, store=options.store)
    handbook.prepare_search(options.audience)
    return 0


def print_missed(options: argparse.Namespace) -> int:
    """Print what people have searched for in vain on the site."""
    for each in missed(options.store or store_for(options.path)):
        print(f"{each.times:6}  {each.latest}  {each.audience:8}  {each.question}")
    return 0


def ask(options: argparse.Namespace) -> int:
    """Print what the handbook itself answers; 1 when it does not."""
    handbook = Handbook(options.path, revision=options.revision, store=options.store)
    snapshot = handbook.snapshot().seen_by(options.audience)
    reply = handbook.search(snapshot, " ".join(options.question), limit=MOST_PLACES)
    answer = reply.answer
    if answer is None:
        print(said(_("The handbook has no short answer to that.")), file=sys.stderr)
        for each in reply.results:
            place = f"{each.address}#{each.anchor}" if each.anchor else each.address
            print(f"{place}  {' › '.join(filter(None, (each.title, each.section)))}")
        _print_nearest(reply)
        return 1
    if answer.text:
        print(answer.text)
    for choice in answer.choices:
        print(f"{choice.address}  {choice.title}")
    if answer.address:
        print(f"{answer.address}  {answer.source}")
    return 0


def _print_nearest(reply: Reply) -> None:
    if reply.nearest:
        print(said(_("Nothing found. The nearest titles are:")), file=sys.stderr)
    for each in reply.nearest:
        print(f"{each.address}  {each.title}")
