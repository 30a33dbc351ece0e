"""What allauth asks us: who may come in, how often, and what people are told. Loaded when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from saadan.web import sealed
from saadan.web.audit.actions import record
from saadan.web.http import asker, own_place
from saadan.web.letters.actions import tell
from saadan.web.people import doors, entering, oidc, sessions

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse

    from saadan.web.people.models import Person

registry.register(OpenIDConnectProvider)

#: What a person is told when a way in of theirs has changed, by the name of allauth's letter, and
#: what the log says of it.
_CHANGES: Final = {
    "mfa/email/totp_activated": (
        gettext_lazy("You now sign in with a code from your app as well"),
        "second-step-added",
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("You no longer sign in with a code from your app"),
        "second-step-removed",
    ),
    "mfa/email/webauthn_added": (gettext_lazy("A passkey was added"), "passkey-added"),
    "mfa/email/webauthn_removed": (gettext_lazy("A passkey was removed"), "passkey-removed"),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("You have new recovery codes"),
        "recovery-codes-made",
    ),
    "socialaccount/email/account_connected": (
        gettext_lazy("You can now sign in from another place"),
        "other-place-connected",
    ),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Local accounts. Nobody signs up by themselves."""

    error_messages = {  # noqa: RUF012 (as the library has it)
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The e-mail address and the password do not fit."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes."),
        "rate_limited": gettext_lazy("Too many tries. Wait five minutes."),
        "incorrect_code": gettext_lazy("The code does not fit."),
        "incorrect_password": gettext_lazy("The password does not fit."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def is_safe_url(self, url: str) -> bool:
        return own_place(url) == url

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        del request
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return asker(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by address alone: allauth would count each name of the host by itself."""
        del request
        return str(credentials.get("email", "")).lower()

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        del user
        return _refused(request, gettext("You cannot sign in here any more."))

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        del app, more
        return not sessions.is_fresh(context.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: letters of ours are sent by `letters`."""

    @transaction.atomic
    def send_notification_mail(
        self, template_prefix: str, user: Person, *_args: Any, **_more: Any
    ) -> None:
        subject, what = _CHANGES[template_prefix]
        record(by=user, what=what, about=f"person:{user.pk}")
        text = gettext_lazy("If that was not you, tell an administrator at once.")
        tell(user, subject=subject, text=text, link=reverse("me"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what a person must know to go on; that all went well they see."""
        del level, message_template, message_context, extra_tags
        if message:
            doors.say(request, str(message), is_bad=True)  # type: ignore[arg-type]


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, codes from an app, and codes kept for when those are lost."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code does not fit."),
    }

    def encrypt(self, text: str) -> str:
        return sealed.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealed.opened(encrypted_text)

    def get_totp_label(self, user: Person) -> str:
        return user.email

    def _get_site_name(self) -> str:
        request = context.request
        return str(request.snapshot.settings.title or request.handbook.name)

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        del type
        number = user.authenticator_set.count() + 1  # type: ignore[attr-defined]
        return gettext("Passkey {number}").format(number=number)


class Elsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People whom another place vouches for. It opens no account that nobody has asked for."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person that somebody is, who comes this way for the first time."""
        if sociallogin.is_existing:
            return
        person = self._person(sociallogin)
        if person is None:
            raise ImmediateHttpResponse(
                _refused(request, gettext("You have not been invited. Ask an administrator."))
            )
        sociallogin.connect(request, person)

    def _person(self, sociallogin: SocialLogin) -> Person | None:
        """Return whom the place vouches for: by an address it has verified itself."""
        verified = [each.email for each in sociallogin.email_addresses if each.verified]
        key = sociallogin.provider.app.provider_id
        provider = next(each for each in settings.OIDC if each.key == key)
        claims: dict[str, Any] = {}
        for part in ("id_token", "userinfo"):
            claims |= sociallogin.account.extra_data.get(part, {})
        for email in verified:
            audience = oidc.audience_for(provider, email, claims)
            name = str(claims.get("name") or email.partition("@")[0])
            if found := entering.vouched_for(email=email, name=name, audience=audience):
                return found
        return None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        del request, sociallogin
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        del request, socialaccount
        return reverse("me")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Lead back to the other ways in."""
        del provider, error, exception, extra_context
        sentence = gettext("You were not let in there. Try again, or use another way.")
        raise ImmediateHttpResponse(_refused(request, sentence))


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    doors.say(request, sentence, is_bad=True)  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("sign-in"))
