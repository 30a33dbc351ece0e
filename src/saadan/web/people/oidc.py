"""Other places that say who somebody is (OpenID Connect), as the operator names them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from saadan.content.page import AUDIENCES
from saadan.errors import Invalid
from saadan.web import environment

_RULE = re.compile(
    r"(?:(?P<claim>[\w.-]+):(?P<value>[^=]+)|(?P<domain>[\w.-]+\.\w+))=(?P<audience>\w+)"
)


class Rule(NamedTuple):
    """Who comes in without an invitation, and what they may read."""

    claim: str  #: "" for the domain of the e-mail address
    value: str
    audience: str  #: members or internal


class Provider(NamedTuple):
    """One such place."""

    key: str  #: in addresses
    name: str  #: on the button
    issuer: str  #: its address, where /.well-known/openid-configuration is found
    client: str
    secret: str
    rules: tuple[Rule, ...]


def configured() -> list[Provider]:
    """Return those that the environment names: SAADAN_OIDC_ISSUER, then SAADAN_OIDC_2_ISSUER, ….

    Raises:
        Invalid: one of their variables is not understood.
    """
    found: list[Provider] = []
    while issuer := environment.address(_prefix(len(found)) + "ISSUER"):
        prefix = _prefix(len(found))
        client = environment.text(prefix + "CLIENT")
        if not client:
            raise Invalid(f"{prefix}CLIENT is missing: {issuer} knows us by it.")
        rules = environment.listed(prefix + "AUDIENCES", "")
        found.append(
            Provider(
                key=f"oidc{len(found) + 1}",
                name=environment.text(prefix + "NAME", issuer.partition("://")[2]),
                issuer=issuer,
                client=client,
                secret=environment.text(prefix + "SECRET"),
                rules=tuple(_rule(prefix, each) for each in rules),
            )
        )
    return found


def _prefix(number: int) -> str:
    return f"SAADAN_OIDC_{number + 1}_" if number else "SAADAN_OIDC_"


def _rule(prefix: str, text: str) -> Rule:
    found = _RULE.fullmatch(text)
    if not found or found["audience"] not in AUDIENCES[1:]:
        raise Invalid(
            f"{prefix}AUDIENCES: {text!r} is not understood;"
            " use example.org=members or groups:staff=internal."
        )
    return Rule(found["claim"] or "", found["value"] or found["domain"].lower(), found["audience"])


def audience_for(provider: Provider, email: str, claims: dict[str, Any]) -> str:
    """Return what somebody may read who comes without an invitation; "" when they may not come in.

    Args:
        email: an address the place has verified
        claims: all it says about them
    """
    domain = email.rpartition("@")[2].lower()
    fitting = [
        rule.audience
        for rule in provider.rules
        if (rule.value == domain if not rule.claim else rule.value in _all(claims, rule.claim))
    ]
    return max(fitting, key=AUDIENCES.index, default="")


def _all(claims: dict[str, Any], name: str) -> list[str]:
    value = claims.get(name, [])
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def as_allauth_wants(providers: list[Provider]) -> dict[str, Any]:
    """Return the same for allauth's settings."""
    apps = [
        {
            "provider_id": each.key,
            "name": each.name,
            "client_id": each.client,
            "secret": each.secret,
            "settings": {"server_url": each.issuer},
        }
        for each in providers
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
