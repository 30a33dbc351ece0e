"""The forms about people, and what may be written in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from saadan.content.page import AUDIENCES
from saadan.web.people.models import LONGEST_NAME, LONGEST_ROLE

#: What those of an audience may read, as people say it.
READS: dict[str, Any] = {
    AUDIENCES[1]: _("Member: reads what is for members, and proposes changes"),
    AUDIENCES[2]: _("Colleague: reads everything, reviews and publishes"),
}
_EMAIL = {"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"}


class SignIn(forms.Form):
    """Address and password."""

    login = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({**_EMAIL, "autocomplete": "username webauthn"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class Address(forms.Form):
    """An address to send a link to."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(_EMAIL), max_length=254)


class NewPassword(forms.Form):
    """A password that is hard to guess."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. Three words that do not belong together are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data.get("password", ""))
        if password:
            validate_password(password, self.person)
        return password


class Acceptance(NewPassword):
    """Whoever takes an invitation says what they are called; a password is theirs to choose."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others see it, and it stands in the history of what you change."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("name", "password")


class Description(forms.Form):
    """What somebody is called, and how they are spoken to."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others see it, and it stands in the history of what you change."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Letters to me are in"),
        choices=[("", _("the handbook's language")), ("da", "Dansk"), ("en", "English")],
        required=False,
    )


class Invited(forms.Form):
    """Whom to invite, and what they may do."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(_EMAIL), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    audience = forms.ChoiceField(
        label=_("What they may do"), choices=list(READS.items()), widget=forms.RadioSelect
    )
    is_administrator = forms.BooleanField(
        label=_("Looks after people as well, and sees the log"), required=False
    )


class Standing(forms.Form):
    """What somebody may do."""

    audience = forms.ChoiceField(
        label=_("What they may do"), choices=list(READS.items()), widget=forms.RadioSelect
    )
    is_administrator = forms.BooleanField(
        label=_("Looks after people as well, and sees the log"), required=False
    )


class Appointed(forms.Form):
    """A role that somebody is to hold."""

    role = forms.ChoiceField(label=_("Role"))
    product = forms.CharField(
        label=_("Only for"),
        help_text=_("The key of a product, when the role is held for that alone."),
        max_length=LONGEST_ROLE,
        required=False,
    )
    is_deputy = forms.BooleanField(label=_("As a deputy"), required=False)
    starts = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends = forms.DateField(
        label=_("Through"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), required=False
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        found = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first."))
        return found
