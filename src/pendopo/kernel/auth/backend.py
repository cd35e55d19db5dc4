"""Which account a typed name means, found and checked in the same number of steps for known and unknown names."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest

from pendopo.kernel.people.models import Account

NIP_LENGTH = 18


def normalise(typed: str) -> str:
    """What was typed as a name, ready to be looked up: a NIP may be typed in groups."""
    bare = "".join(typed.split())
    if len(bare) == NIP_LENGTH and bare.isdigit():
        return bare
    return typed.strip()


def find_account(typed: str) -> Account | None:
    """The account meant by a user name, a NIP or an e-mail address; none if an address belongs to several accounts."""
    name = normalise(typed)
    if not name:
        return None
    found = list(Account.objects.filter(Q(username__iexact=name) | (Q(email__iexact=name) & ~Q(email="")))[:3])
    exact = [account for account in found if account.username.casefold() == name.casefold()]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None


class AccountBackend(AuthenticationBackend):
    """One look-up and exactly one password check whatever was typed, so that time tells nothing about who exists."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        typed = credentials.get("username") or credentials.get("email") or ""
        found: AbstractBaseUser | None = self._check_password(
            find_account(str(typed)), str(credentials.get("password") or "")
        )
        return found
