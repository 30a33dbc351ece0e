"""The early layer: finished bytes, and when they are not."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from saadan.web.finished import Finished
from saadan.web.kept import Kept
from tests.web.site import DJANGO, page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from tests.web.conftest import Site


def count_django(site: Site) -> list[str]:
    """Return a list that grows by a path whenever Django is asked."""
    asked: list[str] = []

    def django(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return DJANGO(environ, start_response)

    site.application._inner = django
    return asked


def test_the_second_reader_gets_finished_bytes(site: Site) -> None:
    site.write({"a.md": page("A")})
    asked = count_django(site)
    first, second = site.get("/a"), site.get("/a")
    assert first == second
    assert asked == ["/a"]


def test_a_reader_who_has_it_gets_304(site: Site) -> None:
    site.write({"a.md": page("A")})
    etag = site.get("/a").headers["etag"]
    for seen in (etag, f'"x", {etag}', "*"):
        reply = site.get("/a", HTTP_IF_NONE_MATCH=seen)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == etag
        assert "content-security-policy" in reply.headers
        assert "content-length" not in reply.headers
    assert site.get("/a", HTTP_IF_NONE_MATCH='W/"other"').status == 200


def test_compressed_bytes_are_the_same_page(site: Site) -> None:
    site.write({"a.md": page("A", "Tekst. " * 500)})
    plain = site.get("/a")
    small = site.get("/a", HTTP_ACCEPT_ENCODING="br, gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert int(small.headers["content-length"]) == len(small.body)
    assert small.headers["etag"] == plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_refuses_to_compress_for_those_who_do_not_want_it(site: Site) -> None:
    site.write({"a.md": page("A", "Tekst. " * 500)})
    reply = site.get("/a", HTTP_ACCEPT_ENCODING="gzip;q=0, identity")
    assert "content-encoding" not in reply.headers


def test_head_is_get_without_a_body(site: Site) -> None:
    site.write({"a.md": page("A")})
    for _ in range(2):
        head, get = site.get("/a", method="HEAD"), site.get("/a")
        assert head.body == b""
        assert head.headers == get.headers


def test_a_changed_file_is_new_bytes(site: Site) -> None:
    site.write({"a.md": page("A"), "b.md": page("B")})
    before = site.get("/a")
    site.write({"b.md": page("Omdøbt")})
    after = site.get("/a", HTTP_IF_NONE_MATCH=before.headers["etag"])
    assert after.status == 200
    assert "Omdøbt" in after.text


def test_a_page_that_is_the_same_after_a_change_is_still_304(site: Site) -> None:
    site.write({"a.md": page("A"), "b.md": page("B")})
    etag = site.get("/a").headers["etag"]
    site.write({"b.md": page("B", "Ny tekst.")})
    assert site.get("/a", HTTP_IF_NONE_MATCH=etag).status == 304


def test_a_commit_alone_changes_what_pages_say(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.wait_for_history()
    assert "Sidst ændret" in site.get("/a").text


def test_a_redirect_is_kept_too(site: Site) -> None:
    site.write({"a.md": page("A")})
    asked = count_django(site)
    assert site.get("/a.html").status == site.get("/a.html").status == 301
    assert asked == ["/a.html"]


def test_what_could_be_someones_own_is_never_kept(site: Site) -> None:
    site.write({"a.md": page("A")})
    asked = count_django(site)
    for headers in (
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_COOKIE": "saadan_session=1"},
        {"HTTP_COOKIE": "saadan_language=en; saadan_session=1"},
        {"HTTP_COOKIE": "saadan_language=en; saadan_language=da"},
    ):
        site.get("/a", **headers)
        site.get("/a", **headers)
    assert len(asked) == 8


def test_cookies_of_others_do_not_matter(site: Site) -> None:
    site.write({"a.md": page("A")})
    asked = count_django(site)
    site.get("/a", HTTP_COOKIE="_ga=1; theme=x")
    site.get("/a", HTTP_COOKIE="_ga=2")
    assert asked == ["/a"]


@pytest.mark.parametrize(
    "cookie",
    [
        'saadan_language="en"',
        "x=1;  saadan_language=en",
        "x=1;\tsaadan_language=en",
        "x=1;\tsaadan_session=anna",
        'saadan_session"=anna; =saadan_session=anna',
    ],
)
def test_an_oddly_written_cookie_changes_nothing_for_others(site: Site, cookie: str) -> None:
    site.write({"a.md": page("A")})
    asked = count_django(site)
    assert '<html lang="da">' in site.get("/a", HTTP_COOKIE=cookie).text
    assert '<html lang="da">' in site.get("/a").text
    assert asked == ["/a"]


def test_addresses_that_lead_nowhere_do_not_fill_the_memory(site: Site) -> None:
    site.write({"a.md": page("A")})
    for number in range(50):
        site.get(f"/nej-{number}")
    assert len(site.application._kept) == 0


def test_queries_are_not_kept(site: Site) -> None:
    site.write({"a.md": page("A")})
    assert site.get("/a?x=1").status == 200
    assert len(site.application._kept) == 0


def test_memory_is_bounded() -> None:
    kept: Kept[str] = Kept(100)
    kept.get("1", ("a",))
    for name in "abcdefghijklmnopqrstuvwxyz":
        kept.keep("1", (name,), name, 6)
        kept.get("1", ("a",))
    kept.keep("1", ("large",), "large", 50)
    assert kept.size == len(kept) * 6 <= 100
    assert kept.get("1", ("a",)) == "a", "what is asked for often stays"
    assert kept.get("1", ("b",)) is None
    assert kept.get("1", ("large",)) is None


def test_a_new_version_forgets_the_old() -> None:
    kept: Kept[str] = Kept(100)
    kept.get("1", ("a",))
    kept.keep("1", ("a",), "old", 1)
    assert kept.get("2", ("a",)) is None
    kept.keep("1", ("a",), "late", 1)
    assert kept.get("2", ("a",)) is None
    assert (len(kept), kept.size) == (0, 0)


def test_an_answer_made_while_the_handbook_changed_is_not_kept() -> None:
    versions = iter("123")

    def inner(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"x"]

    application = Finished(inner, version=lambda: next(versions))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    assert application(environ, lambda *_: None) == (b"x",)  # type: ignore[arg-type]
    assert len(application._kept) == 0
