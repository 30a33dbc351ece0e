"""The routes to allauth's views that we want, under the names it knows them by.

Left out are those by which strangers make accounts, ask who has one, or change addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.web.access import Act
from saadan.web.people import own, views
from saadan.web.people.doors import allauth

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.urls import URLPattern

    from saadan.web.access import View

_MFA: Final = "allauth.mfa"
#: Act, address below /-/account/, view, name.
ROUTES: Final[tuple[tuple[Act, str, View, str], ...]] = (
    (Act.SIGN_IN, "sign-in", views.gone, "account_login"),
    (Act.SIGN_IN, "code", allauth(f"{_MFA}.base.views.authenticate"), "mfa_authenticate"),
    (
        Act.SIGN_IN,
        "passkey",
        allauth(f"{_MFA}.webauthn.views.login_webauthn"),
        "mfa_login_webauthn",
    ),
    (Act.SIGN_IN, "from/<provider_id>", views.elsewhere, "openid_connect_login"),
    (Act.SIGN_IN, "from/<provider_id>/back", views.back, "openid_connect_callback"),
    (
        Act.ACCOUNT,
        "again",
        allauth("allauth.account.views.reauthenticate"),
        "account_reauthenticate",
    ),
    (Act.ACCOUNT, "again/code", allauth(f"{_MFA}.base.views.reauthenticate"), "mfa_reauthenticate"),
    (
        Act.ACCOUNT,
        "again/passkey",
        allauth(f"{_MFA}.webauthn.views.reauthenticate_webauthn"),
        "mfa_reauthenticate_webauthn",
    ),
    (Act.ACCOUNT, "me", own.back, "mfa_index"),
    (Act.ACCOUNT, "passkeys", own.back, "mfa_list_webauthn"),
    (
        Act.ACCOUNT,
        "passkeys/add",
        allauth(f"{_MFA}.webauthn.views.add_webauthn"),
        "mfa_add_webauthn",
    ),
    (
        Act.ACCOUNT,
        "passkeys/<id:pk>/remove",
        allauth(f"{_MFA}.webauthn.views.remove_webauthn"),
        "mfa_remove_webauthn",
    ),
    (Act.ACCOUNT, "app", allauth(f"{_MFA}.totp.views.activate_totp"), "mfa_activate_totp"),
    (
        Act.ACCOUNT,
        "app/remove",
        allauth(f"{_MFA}.totp.views.deactivate_totp"),
        "mfa_deactivate_totp",
    ),
    (
        Act.ACCOUNT,
        "codes",
        allauth(f"{_MFA}.recovery_codes.views.view_recovery_codes"),
        "mfa_view_recovery_codes",
    ),
    (
        Act.ACCOUNT,
        "codes/new",
        allauth(f"{_MFA}.recovery_codes.views.generate_recovery_codes"),
        "mfa_generate_recovery_codes",
    ),
)


def patterns(at: Callable[[Act, str, View, str], URLPattern]) -> list[URLPattern]:
    """Return the routes, each made by `at`, which has it declare its act."""
    return [at(act, f"-/account/{route}", view, name) for act, route, view, name in ROUTES]
