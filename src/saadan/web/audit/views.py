"""The log as administrators read it. Names are looked up when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from saadan.web.audit.models import Record
from saadan.web.audit.words import explained, said
from saadan.web.http import respond
from saadan.web.people.models import Person
from saadan.web.troubles import troubles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse, QueryDict

    from saadan.web.http import Request

MOST: Final = 100  # rows on a screen
_FILTERS: Final = ("who", "what", "about", "from", "through")


@never_cache
@require_safe
def log(request: Request) -> HttpResponse:
    """Answer with what has been done, the newest first."""
    rows = Paginator(_chosen(request.GET), MOST).get_page(request.GET.get("page"))
    names = _names(rows)
    kinds = Record.objects.order_by("what").values_list("what", flat=True).distinct()
    context: dict[str, Any] = {
        "rows": rows,
        "shown": [
            (each, said(each.what), names.get(each.about, each.about), explained(each.details))
            for each in rows
        ],
        "kinds": [(each, said(each)) for each in kinds],
        "chosen": {name: request.GET.get(name, "") for name in _FILTERS},
        "people": Person.objects.filter(erased=None).order_by("name", "pk"),
        "query": _query(request.GET),
        "troubles": troubles(request),
    }
    return respond(request, "audit/log.html", context, has_tree=False)


def _chosen(asked: QueryDict) -> QuerySet[Record]:
    found = Record.objects.select_related("by")
    who, what = asked.get("who", ""), asked.get("what", "")
    if who.isdecimal() and len(who) < 18:
        found = found.filter(Q(by=int(who)) | Q(about=f"person:{who}"))
    if what:
        found = found.filter(what=what)
    if about := asked.get("about", "").strip():
        found = found.filter(about__startswith=about)
    if start := _day(asked.get("from", "")):
        found = found.filter(at__date__gte=start)
    if end := _day(asked.get("through", "")):
        found = found.filter(at__date__lte=end)
    return found


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:  # as 31 February
        return None


def _names(rows: Iterable[Record]) -> dict[str, str]:
    """Return the names of the people that rows are about, by how the rows name them."""
    wanted = [each.about.partition(":")[2] for each in rows if each.about.startswith("person:")]
    found = Person.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {f"person:{number}": name for number, name in found}


def _query(asked: QueryDict) -> str:
    kept = {name: value for name in _FILTERS if (value := asked.get(name))}
    return urlencode(kept) + "&" if kept else ""
