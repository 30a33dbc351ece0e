"""Gaps that are like a text somebody is writing, so that they need not say it again."""

from __future__ import annotations

from collections import defaultdict
from math import log
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Count

from saadan.search import danish
from saadan.web.gaps.models import Gap, State, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

#: Of a text so much is looked at; what a gap is about is said at its beginning.
MOST_LETTERS: Final = 1500
MOST_TERMS: Final = 40
#: A word that stands in so many gaps tells little; the rarest are looked up, to so many rows.
MOST_ROWS: Final = 3000
SHOWN: Final = 4
#: Of one page so many are looked at, the newest.
NEWEST: Final = 50
#: The share of a text that another must have to be shown, and to be asked about before sending.
LIKE, VERY_LIKE = 0.3, 0.6


class Likeness(NamedTuple):
    """A gap, and how much of a text it has."""

    gap: Gap
    share: float  #: 0 to 1; rare words count more
    is_same_page: bool


def terms_of(text: str) -> set[str]:
    """Return the words by which a text is compared: their bases and the parts of compounds."""
    found: dict[str, None] = {}
    for word in danish.without_stop_words(danish.words(text[:MOST_LETTERS])):
        known = danish.analyse(word)
        found.update(dict.fromkeys((*known.base[:2], *known.parts)))
    return {each[:64] for each in list(found)[:MOST_TERMS]}


def similar(gaps: QuerySet[Gap], text: str, path: str) -> list[Likeness]:
    """Return the open gaps that are most like a text: those about the same page first.

    Args:
        gaps: those that the reader may see
        path: of the page that the text is about, or ""
    """
    open_ones = gaps.filter(state=State.OPEN)
    shares = _shares(open_ones, terms_of(text))
    near = sorted(shares, key=lambda number: (-shares[number], number))[: 3 * SHOWN]
    gaps_found = {gap.number: gap for gap in open_ones.filter(pk__in=near)}
    if path:
        gaps_found |= {gap.number: gap for gap in open_ones.filter(path=path)[:NEWEST]}
    found = [
        Likeness(gap, shares.get(number, 0.0), bool(path) and gap.path == path)
        for number, gap in gaps_found.items()
    ]
    found.sort(
        key=lambda each: (not each.is_same_page, -each.share, -each.gap.reported.timestamp())
    )
    return _without_crowd(found, has_text=bool(text.strip()))


def _without_crowd(found: list[Likeness], *, has_text: bool) -> list[Likeness]:
    """Return the few to show: of one page those that are like the text, or before it the newest."""
    same = [each for each in found if each.is_same_page and (each.share > 0 or not has_text)]
    others = [each for each in found if not each.is_same_page and each.share >= LIKE]
    kept = same[: SHOWN - min(len(others), SHOWN // 2)]
    return kept + others[: SHOWN - len(kept)]


def _shares(gaps: QuerySet[Gap], asked: set[str]) -> dict[int, float]:
    """Return how much of what is asked each gap has, by number.

    Only gaps that the reader may see are counted, also to find out which words are rare.
    """
    if not asked:
        return {}
    rows = Term.objects.filter(word__in=asked, gap__in=gaps.order_by())
    often = dict(rows.order_by().values_list("word").annotate(times=Count("pk")))
    weights = {word: 1 / (1 + log(1 + often.get(word, 0))) for word in sorted(asked)}
    whole = sum(weights.values())
    shares: dict[int, float] = defaultdict(float)
    for word, number in rows.filter(word__in=_rarest(often)).values_list("word", "gap_id"):
        shares[number] += weights[word] / whole
    return shares


def _rarest(often: dict[str, int]) -> Iterable[str]:
    """Yield words, the rarest first, as long as their rows are not too many; at least one."""
    rows = 0
    for word in sorted(often, key=lambda each: (often[each], each)):
        if rows and rows + often[word] > MOST_ROWS:
            return
        rows += often[word]
        yield word
