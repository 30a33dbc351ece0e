"""What protects readers is on every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

ALL = (
    "/",
    "/a.html",
    "/nej",
    "/%00",
    "/assets/a.svg",
    "/sitemap.xml",
    "/-/language?to=en",
    "/-/tree/",
)


def test_every_answer_is_protected(site: Site) -> None:
    site.write({"index.md": page("A"), "a.md": page("B"), "assets/a.svg": "<svg/>"})
    for address in ALL:
        headers = site.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "cache-control" in headers


def test_pages_allow_nothing_inline(site: Site) -> None:
    site.write({"index.md": page("A", '<p style="color:red" onclick="x()">a</p>')})
    reply = site.get("/")
    policy = reply.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert " style=" not in reply.text
    assert "onclick" not in reply.text
    assert "<style" not in reply.text


def test_https_is_kept_to_when_the_operator_says_so(site: Site) -> None:
    site.write({"index.md": page("A")})
    https = {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 60,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    }
    with override_settings(**https):
        site.application._inner = get_wsgi_application()
        for _ in range(2):
            plain = site.get("/")
            assert plain.status == 301
            assert plain.headers["location"] == "https://localhost/"
            safe = site.get("/", HTTP_X_FORWARDED_PROTO="https")
            assert safe.status == 200
            assert safe.headers["strict-transport-security"] == "max-age=60"
