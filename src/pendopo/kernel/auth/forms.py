"""The forms of sign-in: allauth's own, with our words and every code counted."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.auth import lockout, services
from pendopo.kernel.auth.adapter import too_many
from pendopo.kernel.auth.backend import normalise
from pendopo.kernel.people.models import Account


def _plain(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    """Give a field of allauth our label and no placeholder that repeats it."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = {"autocapitalize": "none", "spellcheck": "false", "autofocus": "", "maxlength": "150"}
        _plain(self.fields["login"], _("Nama pengguna"), _("NIP, nama pengguna, atau alamat surel"), **name)
        _plain(self.fields["password"], _("Kata sandi"), maxlength="256")
        self.fields["password"].max_length = 256
        _plain(self.fields["remember"], _("Tetap masuk di perangkat ini"))

    def clean_login(self) -> str:
        return normalise(super().clean_login())


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Kata sandi Anda"), autofocus="", maxlength="256")


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Kata sandi saat ini"), maxlength="256")
        rules = _("Sekurangnya 10 karakter, bukan kata sandi yang umum, dan tidak mirip nama Anda.")
        _plain(self.fields["password1"], _("Kata sandi baru"), rules, maxlength="256")
        _plain(self.fields["password2"], _("Ulangi kata sandi baru"), maxlength="256")

    def clean_oldpassword(self) -> str:
        """The present password, counted like any other try."""
        typed: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise get_adapter().validation_error("enter_current_password")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        new = cleaned.get("password1")
        if "password2" in self.errors and cleaned.get("password2") is None and self.data.get("password2"):
            self.errors["password2"] = self.error_class([_("Kedua isian kata sandi baru tidak sama. Ketik ulang.")])
        if new and new == cleaned.get("oldpassword"):
            self.add_error("password1", _("Kata sandi baru harus berbeda dari kata sandi saat ini."))
        return cleaned


def _count_code(user: Account) -> tuple[lockout.Who, lockout.Try]:
    who = services.who(context.request, user.username, user)
    attempt = lockout.begin(who, kinds=lockout.CODE)
    if attempt.until:
        raise too_many(attempt.until)
    return who, attempt


class _CountedCode:
    """A one-time or recovery code: every try is counted in the database and a code is good once."""

    user: Account
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        who, attempt = _count_code(self.user)
        code: str = self.cleaned_data["code"]
        for found in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            once = "".join(c for c in code if c.isalnum()).casefold()
            if found.wrap().validate_code(code) and lockout.use_code_once(self.user.pk, once):
                found.user = self.user
                self.authenticator = found
                lockout.forgive(who, kinds=lockout.CODE)
                return code
        services.note_failure(who, locks=attempt.locks, step="code")
        raise get_mfa_adapter().validation_error("incorrect_code")


CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": "", "maxlength": "16"}


class AuthenticateForm(_CountedCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Kode"), _("6 angka dari aplikasi, atau 8 angka kode cadangan"), **CODE_ATTRS)


class CodeAgainForm(_CountedCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Kode"), _("6 angka dari aplikasi, atau 8 angka kode cadangan"), **CODE_ATTRS)


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Kode dari aplikasi"), _("6 angka yang sedang tampil"), **CODE_ATTRS)

    def clean_code(self) -> str:
        who, attempt = _count_code(self.user)
        code: str = self.cleaned_data["code"]
        if not totp.validate_totp_code(self.secret, code):
            services.note_failure(who, locks=attempt.locks, step="code")
            raise get_mfa_adapter().validation_error("incorrect_code")
        lockout.forgive(who, kinds=lockout.CODE)
        return code
