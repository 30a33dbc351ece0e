"""The site with screens to write on that save in memory; `test_editor` serves it.

A preview is made by building the handbook with the text in it, as the site itself will.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
django.setup()

from django.conf import settings  # noqa: E402 (what follows needs the settings)
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.cache import never_cache  # noqa: E402

from saadan.editing.source import read_source, with_text  # noqa: E402
from saadan.editing.steps import Step  # noqa: E402
from saadan.handbook import Handbook  # noqa: E402
from saadan.web import access, urls  # noqa: E402
from saadan.web.access import MEMBER, Act, Reader, requires  # noqa: E402
from saadan.web.editor.entry_form import entry_form, read_entry  # noqa: E402
from saadan.web.editor.screen import editor_for  # noqa: E402
from saadan.web.editor.steps_form import read_steps, steps_form  # noqa: E402
from saadan.web.editor.table_form import read_table, table_form  # noqa: E402
from saadan.web.frame import frame_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from saadan.web.access import View
    from saadan.web.http import Request

settings.ROOT_URLCONF = "tests.browser.writing"
PLACE = Path(os.environ["SAADAN_TEST_PREVIEW"])  # a copy of the handbook
SAVED: dict[str, bytes] = {}  #: what was saved last, by path; shown again by /-/test/saved

STEPS = (
    Step(id="check", kind="task", by="havnefoged", within="2 workdays", text="**Se efter.**"),
    Step(kind="approval", not_by="check", when="price > 5000", text="**Godkend.**"),
    Step(kind="wait", text="Vent på svar.\n\n- [ ] rykket"),
)

SCREEN = """{% extends "frame.html" %}{% block title %}Skriv{% endblock %}
{% block head %}{% include "editor/head.html" %}{% endblock %}
{% block main %}<div class="s-screen"><h1 class="s-title">Skriv</h1>
<form class="s-form{% if not editor %} s-warns{% endif %}" method="post"
enctype="multipart/form-data">{% csrf_token %}
{% include part %}
<p class="s-actions"><button class="s-button s-button-main" type="submit">Gem</button></p>
</form></div>{% endblock %}"""
DONE = """{% extends "frame.html" %}{% block head %}{% include "editor/head.html" %}{% endblock %}
{% block main %}<h1>Gemt</h1>{% endblock %}"""


@cache
def overlay() -> Handbook:
    return Handbook(PLACE, store=PLACE.parent / "preview-store")


def shown(request: Request, template: str, context: dict[str, object]) -> HttpResponse:
    frame = frame_of(request, has_tree=False)
    made = engines["django"].from_string(template)
    return HttpResponse(made.render({"frame": frame, **context}, request))


def write(request: Request) -> HttpResponse:
    """Show the editor of a page, or save it; a text with FEJL in it cannot be saved."""
    page = "docs/skriv.md"
    source = SAVED.get(page) or (Path(settings.HANDBOOK) / page).read_bytes()
    text, is_changed = read_source(source).shown, False
    if request.method == "POST":
        text = request.POST["text"]
        if "FEJL" not in text:
            SAVED[page] = with_text(source, text)
            return HttpResponseRedirect("/-/test/done")
        is_changed = True
    editor = editor_for(
        request.snapshot,
        path=page,
        text=text,
        seen="1",
        preview="/-/test/preview",
        upload="/-/test/upload",
        draft="1:" + page,
        is_changed=is_changed,
    )
    return shown(request, SCREEN, {"editor": editor, "part": "editor/editor.html"})


def done(request: Request) -> HttpResponse:
    return shown(request, DONE, {})


def saved(request: Request) -> HttpResponse:
    del request
    return HttpResponse(SAVED.get("docs/skriv.md", b""), content_type="application/octet-stream")


def forget(request: Request) -> HttpResponse:
    """Let nothing have been saved."""
    del request
    SAVED.clear()
    return HttpResponse()


def preview(request: Request) -> HttpResponse:
    page = request.POST["path"]
    (PLACE / page).write_text(request.POST["text"].replace("\r\n", "\n"))
    snapshot = overlay().snapshot()
    problems = [
        {
            "line": each.line,
            "code": each.code,
            "severity": each.severity.value,
            "message": each.message(request.language),
            "hint": each.hint(request.language),
        }
        for each in snapshot.problems(page)
    ]
    found = snapshot.page(page)
    return JsonResponse({"html": found.html, "problems": problems, "title": found.title})


def entry(request: Request, name: str, key: str = "") -> HttpResponse:
    """Show the form of an entry, or what was understood of it."""
    register = request.snapshot.register(name)
    there = request.snapshot.register_entry(name, key) if key else None
    typed = None
    if request.method == "POST":
        typed = read_entry(request.snapshot, register, there, dict(request.POST.lists()))
        if typed.is_right:
            return JsonResponse(
                {"key": typed.key, "values": typed.values, "changed": typed.changed}
            )
    form = entry_form(request.snapshot, register, there, request.language, typed=typed)
    return shown(request, SCREEN, {"form": form, "part": "editor/entry.html"})


def table(request: Request, name: str) -> HttpResponse:
    """Show a register as a table, or what was understood of it."""
    register = request.snapshot.register(name)
    typed = None
    if request.method == "POST":
        typed = read_table(request.snapshot, register, dict(request.POST.lists()))
        if typed.is_right:
            changed = {
                each.key: {name: each.values[name] for name in each.changed}
                for each in typed.changed
            }
            added = [each.values for each in typed.added]
            return JsonResponse({"changed": changed, "added": added, "removed": typed.removed})
    made = table_form(request.snapshot, register, request.language, typed=typed)
    return shown(request, SCREEN, {"table": made, "part": "editor/table.html"})


def steps(request: Request) -> HttpResponse:
    """Show the steps of a procedure, or what was understood of them."""
    typed = None
    if request.method == "POST":
        typed = read_steps(dict(request.POST.lists()))
        if typed.is_right and not typed.is_rearranged:
            return JsonResponse(
                {"steps": [each._asdict() for each in typed.steps], "before": typed.before}
            )
    roles = [(each.key, each.title) for each in request.snapshot.register_entries("roles")[0]]
    return shown(
        request,
        SCREEN,
        {"form": steps_form(STEPS, roles=roles, typed=typed), "part": "editor/steps.html"},
    )


def order(request: Request) -> HttpResponse:
    """Show the pages at the top in their order, or the order that was sent."""
    if request.method == "POST":
        return JsonResponse({"order": request.POST.getlist("order"), "do": request.POST.get("do")})
    pages = request.snapshot.children(None)
    return shown(request, SCREEN, {"pages": pages, "part": "editor/order.html"})


def upload(request: Request) -> HttpResponse:
    name = str(request.FILES["file"])
    if "afvis" in name:
        return JsonResponse({"error": "Der er ikke plads til billedet."})
    return JsonResponse({"path": f"assets/{name}", "markdown": "![](x)"})


def anyone(request: HttpRequest) -> Reader:
    """Everyone here is somebody who may write."""
    del request
    return Reader("internal", None, MEMBER)


access.reader_of = anyone


def gate(view: Callable[..., HttpResponse]) -> View:
    """Let those in who may write; no answer is kept for the next who asks."""
    return requires(Act.PROPOSE)(never_cache(view))


urlpatterns = [
    path("-/test/write", gate(write)),
    path("-/test/done", gate(done)),
    path("-/test/saved", gate(saved)),
    path("-/test/forget", gate(forget)),
    path("-/test/preview", gate(preview)),
    path("-/test/upload", gate(upload)),
    path("-/test/entry/<name>", gate(entry)),
    path("-/test/entry/<name>/<key>", gate(entry)),
    path("-/test/table/<name>", gate(table)),
    path("-/test/steps", gate(steps)),
    path("-/test/order", gate(order)),
    *urls.urlpatterns,
]

from saadan.web.wsgi import application  # noqa: E402

__all__ = ["application"]
