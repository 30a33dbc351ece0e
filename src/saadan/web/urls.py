"""The site's table of contents. What is ours lies below /-/; all else is the handbook's."""

from __future__ import annotations

from django.urls import path, re_path

from saadan.web import errors
from saadan.web.assets import views as assets
from saadan.web.feeds import views as feeds
from saadan.web.history import views as history
from saadan.web.pages import views as pages
from saadan.web.registers import views as registers
from saadan.web.search import views as search

urlpatterns = [
    path("-/static/<fingerprint>/<name>", assets.static, name="static"),
    path("-/part/<name>", assets.part, name="part"),
    path("-/colour/<colour>.css", assets.colour, name="colour"),
    path("-/language", pages.language, name="language"),
    re_path("^-/tree(?P<address>/.*)$", pages.tree, name="tree"),
    re_path("^-/twigs(?P<address>/.*)$", pages.twigs, name="twigs"),
    path("-/search", search.results, name="search"),
    path("-/search/typing", search.typing, name="typing"),
    path("api/search", search.api, name="api-search"),
    path("-/changes", history.changes, name="changes"),
    re_path("^-/history(?P<address>/.*)$", history.of_page, name="history"),
    re_path("^-/change/(?P<commit>[0-9a-f]{40})(?P<address>/.*)$", history.change, name="change"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("feed.xml", feeds.feed, name="feed"),
    path("robots.txt", feeds.robots, name="robots"),
    path("registers", registers.all_registers),
    path("registers/", registers.all_registers, name="registers"),
    re_path(r"^registers/(?P<name>[^/]+)\.(?P<ending>csv|json)$", registers.download),
    re_path("^registers/(?P<name>[^/]+)/?$", registers.register, name="register"),
    re_path("^registers/(?P<name>[^/]+)/(?P<key>.+)$", registers.entry, name="entry"),
    re_path("(?s)^(?!-/).*$", pages.show),
]

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.server_error
