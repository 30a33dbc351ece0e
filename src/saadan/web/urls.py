"""The site's table of contents. What is ours lies below /-/; all else is the handbook's.

Every route says which act it is for: who may not do that never reaches the view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from saadan.web import errors
from saadan.web.access import Act, requires
from saadan.web.assets import views as assets
from saadan.web.audit import views as audit
from saadan.web.editor import views as editor
from saadan.web.feeds import views as feeds
from saadan.web.gaps import helped, receipts, suggested
from saadan.web.gaps import views as gaps
from saadan.web.history import views as history
from saadan.web.http import MOST_DIGITS
from saadan.web.letters import views as letters
from saadan.web.pages import views as pages
from saadan.web.people import demo, directory, own, ways_in
from saadan.web.people import views as people
from saadan.web.proposals import arranging, editing, looking, merging, publications, steps, uploads
from saadan.web.proposals import registers as register_forms
from saadan.web.proposals import views as proposals
from saadan.web.registers import views as registers
from saadan.web.search import views as search

if TYPE_CHECKING:
    from django.urls import URLPattern

    from saadan.web.access import View


class _Id(IntConverter):
    """A number by which something of ours is known; an address with a larger one is of nothing."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"


register_converter(_Id, "id")


def _at(act: Act, route: str, view: View, name: str = "") -> URLPattern:
    """Return a route to a view for those who may do `act`; one with "^" is a regular expression."""
    kind = re_path if "^" in route else path
    return kind(route, requires(act)(view), name=name or None)


urlpatterns = [
    # Most requests are for pages: these are not compared with all that follows first.
    _at(
        Act.READ, r"^(?!-/|api/|registers|(?:sitemap|feed)\.xml$|robots\.txt$)[\s\S]*$", pages.show
    ),
    _at(Act.READ, "-/static/<fingerprint>/<name>", assets.static, "static"),
    _at(Act.READ, "-/part/<name>", assets.part, "part"),
    _at(Act.READ, "-/colour/<colour>.css", assets.colour, "colour"),
    _at(Act.READ, "-/language", pages.language, "language"),
    _at(Act.READ, "^-/tree(?P<address>/.*)$", pages.tree, "tree"),
    _at(Act.READ, "^-/twigs(?P<address>/.*)$", pages.twigs, "twigs"),
    _at(Act.READ, "-/search", search.results, "search"),
    _at(Act.READ, "-/search/typing", search.typing, "typing"),
    _at(Act.READ, "api/search", search.api, "api-search"),
    _at(Act.PROPOSE, "-/editor/entries", editor.entries, "editor-entries"),
    _at(Act.READ, "-/changes", history.changes, "changes"),
    _at(Act.READ, "^-/history(?P<address>/.*)$", history.of_page, "history"),
    _at(
        Act.READ,
        "^-/change/(?P<commit>[0-9a-f]{40})(?P<address>/.*)$",
        history.change,
        "change",
    ),
    _at(Act.SIGN_IN, "-/sign-in", people.sign_in, "sign-in"),
    _at(Act.SIGN_IN, "-/sign-out", people.sign_out, "sign-out"),
    _at(Act.SIGN_IN, "-/become/<name>", demo.become, "become"),
    _at(Act.PROPOSE, "-/edit/registers/<name>", register_forms.table, "edit-register"),
    _at(Act.PROPOSE, "-/edit/registers/<name>/new", register_forms.entry, "new-entry"),
    _at(
        Act.PROPOSE, "-/edit/registers/<name>/entry/<path:key>", register_forms.entry, "edit-entry"
    ),
    _at(Act.SIGN_IN, "-/sign-in/link", people.ask_for_link, "ask-for-link"),
    _at(Act.SIGN_IN, "-/sign-in/link/<id:number>/<secret>", people.use_link, "sign-in-link"),
    _at(Act.SIGN_IN, "-/invitation/<secret>", people.invitation, "invitation"),
    *ways_in.patterns(_at),
    _at(Act.ACCOUNT, "-/me", own.me, "me"),
    _at(Act.ACCOUNT, "-/me/password", own.password, "password"),
    _at(Act.ACCOUNT, "-/me/sessions", own.end_session, "end-session"),
    _at(Act.ACCOUNT, "-/me/export", own.export, "export"),
    _at(Act.ACCOUNT, "-/me/erase", own.erase, "erase"),
    _at(Act.APPOINT, "-/people", directory.people, "people"),
    _at(Act.APPOINT, "-/people/invite", directory.invite, "invite"),
    _at(Act.APPOINT, "-/people/invitations/<id:number>", directory.withdraw, "withdraw"),
    _at(Act.APPOINT, "-/people/<id:number>", directory.person, "person"),
    _at(Act.APPOINT, "-/people/<id:number>/standing", directory.standing, "standing"),
    _at(Act.APPOINT, "-/people/<id:number>/leave", directory.leave, "leave"),
    _at(Act.APPOINT, "-/people/<id:number>/way-in", directory.remove_second_step, "way-in"),
    _at(Act.ADMINISTER, "-/people/<id:number>/erase", directory.erase, "erase-person"),
    _at(Act.APPOINT, "-/appointments/<id:number>", directory.end_appointment, "end-appointment"),
    _at(Act.ADMINISTER, "-/log", audit.log, "log"),
    _at(Act.PROPOSE, "^-/edit(?P<address>/.*)$", editing.page, "edit"),
    _at(Act.PROPOSE, "^-/steps(?P<address>/.*)$", steps.steps, "steps"),
    _at(Act.PROPOSE, "-/source", editing.source, "source"),
    _at(Act.PROPOSE, "-/new", arranging.new, "new-page"),
    _at(Act.PROPOSE, "^-/arrange(?P<address>/.*)$", arranging.arrange, "arrange"),
    _at(Act.PROPOSE, "-/preview", editing.preview, "preview"),
    _at(Act.PROPOSE, "-/upload", uploads.upload, "upload"),
    _at(Act.PROPOSE, "-/look", looking.choose, "look"),
    _at(Act.PROPOSE, "-/proposals/", proposals.listing, "proposals"),
    _at(Act.PROPOSE, "-/proposals/<id:number>/", proposals.show, "proposal"),
    _at(Act.PROPOSE, "-/proposals/<id:number>/change", proposals.change),
    _at(Act.PROPOSE, "-/proposals/<id:number>/edit", editing.in_proposal, "proposal-edit"),
    _at(Act.PROPOSE, "-/proposals/<id:number>/merge", merging.merge),
    _at(Act.PROPOSE, "-/proposals/<id:number>/remarks", proposals.remark),
    _at(
        Act.PROPOSE,
        "-/proposals/<id:number>/remarks/<id:remark_number>/use",
        proposals.use_wording,
    ),
    _at(Act.REVIEW, "-/proposals/<id:number>/review", proposals.review),
    _at(Act.PUBLISH, "-/proposals/<id:number>/publication", proposals.publish),
    _at(Act.REVIEW, "-/publications/", publications.listing, "publications"),
    _at(Act.REVIEW, "-/publications/<id:number>/undo", publications.undo),
    _at(Act.ADMINISTER, "-/publications/<id:number>/return", publications.go_back),
    _at(Act.ACCOUNT, "-/notices", letters.notices, "notices"),
    _at(Act.ACCOUNT, "-/notices/read", letters.read_all, "notices-read"),
    _at(Act.ACCOUNT, "-/notices/<id:number>", letters.read, "notice-read"),
    _at(Act.READ, "-/gaps/", gaps.every, "gaps"),
    _at(Act.REPORT, "-/gaps/new", gaps.new, "gap-new"),
    _at(Act.REPORT, "-/gaps/like", gaps.like, "gaps-like"),
    _at(Act.REVIEW, "-/gaps/suggested", suggested.suggested, "gaps-suggested"),
    _at(Act.READ, "-/gaps/<id:number>", gaps.one, "gap"),
    _at(Act.PROPOSE, "-/gaps/<id:number>/comment", gaps.comment, "gap-comment"),
    _at(Act.PROPOSE, "-/gaps/<id:number>/take", gaps.take, "gap-take"),
    _at(Act.PROPOSE, "-/gaps/<id:number>/role", gaps.assign, "gap-role"),
    _at(Act.PROPOSE, "-/gaps/<id:number>/close", gaps.close, "gap-close"),
    _at(Act.PROPOSE, "-/gaps/<id:number>/reopen", gaps.reopen, "gap-reopen"),
    _at(Act.REVIEW, "-/gaps/<id:number>/release", gaps.release, "gap-release"),
    _at(Act.REVIEW, "-/gaps/<id:number>/erase", gaps.erase, "gap-erase"),
    _at(Act.REPORT, "-/receipt/<secret>", receipts.receipt, "receipt"),
    _at(Act.REPORT, "^-/helped(?P<address>/.*)$", helped.helped, "helped"),
    _at(Act.READ, "sitemap.xml", feeds.sitemap, "sitemap"),
    _at(Act.READ, "feed.xml", feeds.feed, "feed"),
    _at(Act.READ, "robots.txt", feeds.robots, "robots"),
    _at(Act.READ, "registers", registers.all_registers),
    _at(Act.READ, "registers/", registers.all_registers, "registers"),
    _at(Act.READ, r"^registers/(?P<name>[^/]+)\.(?P<ending>csv|json)$", registers.download),
    _at(Act.READ, "^registers/(?P<name>[^/]+)/?$", registers.register, "register"),
    _at(Act.READ, "^registers/(?P<name>[^/]+)/(?P<key>.+)$", registers.entry, "entry"),
    _at(Act.READ, r"^(?!-/)[\s\S]*$", pages.show),
]

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.server_error
