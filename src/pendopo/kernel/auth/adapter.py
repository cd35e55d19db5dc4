"""Sign-in by allauth, with our words, our lockout and our audit."""

from __future__ import annotations

import base64
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import authenticate as django_authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pendopo.kernel.auth import lockout, queries, services
from pendopo.kernel.auth.backend import find_account
from pendopo.kernel.people.models import Account


def too_many(until: datetime) -> ValidationError:
    """The refusal during a lock: the same for every name, with the time to wait."""
    seconds = max(1, int((until - timezone.now()).total_seconds()) + 1)
    if seconds < 90:
        wait = ngettext("%(n)s detik", "%(n)s detik", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("%(n)s menit", "%(n)s menit", minutes) % {"n": minutes}
    text = _("Terlalu banyak percobaan yang gagal. Tunggu %(wait)s, lalu coba lagi.") % {"wait": wait}
    return ValidationError(text, code="too_many_login_attempts")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Akun ini sedang dinonaktifkan."),
        "enter_current_password": gettext_lazy("Kata sandi saat ini tidak cocok."),
        "incorrect_code": gettext_lazy(
            "Kode tidak cocok. Periksa jam di ponsel Anda, lalu masukkan kode yang terbaru."
        ),
        "incorrect_password": gettext_lazy("Kata sandi tidak cocok."),
        "invalid_login": gettext_lazy("Nama pengguna atau kata sandi tidak cocok."),
        "username_password_mismatch": gettext_lazy("Nama pengguna atau kata sandi tidak cocok."),
        "email_password_mismatch": gettext_lazy("Nama pengguna atau kata sandi tidak cocok."),
        "too_many_login_attempts": gettext_lazy(
            "Terlalu banyak percobaan yang gagal. Tunggu sebentar, lalu coba lagi."
        ),
        "rate_limited": gettext_lazy("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Count the try, check the password, take the count back if it was right. While locked nothing is checked."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        who = services.who(request, typed, find_account(typed))
        attempt = lockout.begin(who)
        if attempt.until:
            raise too_many(attempt.until)
        AuthenticationBackend.unstash_authenticated_user()
        user = django_authenticate(request, **credentials)
        user = user or AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            services.note_failure(who, locks=attempt.locks, step="password")
            return None
        lockout.forgive(who)
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        found = self.authenticate(context.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        assert isinstance(user, Account)
        services.note_sign_in(request, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            services.note_sign_out(request.user)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, Account)
        services.change_own_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("saya")


def _key(secret: str | bytes) -> bytes:
    return base64.urlsafe_b64encode(
        HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"pendopo.totp").derive(force_bytes(secret))
    )


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Verifikasi dua langkah wajib untuk peran Anda dan tidak dapat dimatikan."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Aktifkan dahulu verifikasi dua langkah, lalu buat kode cadangan."
        ),
        "incorrect_code": gettext_lazy(
            "Kode tidak cocok. Periksa jam di ponsel Anda, lalu masukkan kode yang terbaru."
        ),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        return f"Pendopo {settings.REGENCY['name']}"

    def build_totp_svg(self, url: str) -> str:
        out = BytesIO()
        segno.make(url, error="m", micro=False).save(
            out, kind="svg", scale=6, border=3, dark="#06231d", light="#ffffff"
        )
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """An undecipherable secret (the server key was replaced) fits no code: an administrator resets the account."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not queries.needs_second_factor(authenticator.user)
