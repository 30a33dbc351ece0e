"""The commands that find and answer; `cli` loads them when they are called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from saadan.handbook import Handbook
from saadan.language import _, said
from saadan.missed import missed
from saadan.places import store_for

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
    _print_places(reply, with_excerpts=True)
    return 0 if reply.results else 1


def index(options: argparse.Namespace) -> int:
    """Make the search index, if it is missing, leaving the processor to others."""
    os.nice(10)
    handbook = Handbook(options.path, revision=options.revision, store=options.store)
    handbook.finder(handbook.snapshot().seen_by(options.audience))
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
        _print_places(reply)
        return 1
    if answer.choices:
        print(said(_("The answer is probably in one of these places")) + ":")
    for each in answer.choices or (answer,):
        print(f"{each.text}\n{each.address}  {each.source}")
    return 0


def _print_places(reply: Reply, *, with_excerpts: bool = False) -> None:
    """Print where a question leads, or the titles that come nearest."""
    if reply.is_partial:
        print(said(_("No place says all that you ask. These come closest.")), file=sys.stderr)
    for each in reply.results:
        place = f"{each.address}#{each.anchor}" if each.anchor else each.address
        print(f"{place}  {' › '.join(filter(None, (each.title, each.section)))}")
        if with_excerpts:
            print(f"    {''.join(piece.text for piece in each.excerpt)}")
    if reply.nearest:
        print(said(_("Nothing found. The nearest titles are:")), file=sys.stderr)
    for near in reply.nearest:
        print(f"{near.address}  {near.title}")
