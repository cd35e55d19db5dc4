"""What screens and rules ask about sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from pendopo.kernel.actor import WHOLE_REGENCY, Actor
from pendopo.kernel.auth import lockout
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Account, RoleAssignment
from pendopo.kernel.scope import under

SECOND_FACTOR_SETTING = "signin.second_factor_roles"


def client_address(request: HttpRequest) -> str:
    """The visitor's address; behind a trusted proxy (PENDOPO_PROXIES) the one that the proxy saw."""
    return get_client_ip(request) or "0.0.0.0"  # noqa: S104


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts that the actor may manage: all for the whole regency, otherwise of people placed in the own unit."""
    if not actor.can("people.manage"):
        return Account.objects.none()
    rows = Account.objects.select_related("person")
    if actor.unit_path == WHOLE_REGENCY:
        return rows
    placed = RoleAssignment.objects.filter(under(actor.unit_path, "unit__path"), person__account=OuterRef("pk"))
    return rows.filter(Exists(placed))


def search_accounts(actor: Actor, text: str = "", *, state: str = "") -> QuerySet[Account]:
    """Visible accounts by name, user name or e-mail; `state` is aktif, nonaktif, or kata-sandi (must change it)."""
    rows = visible_accounts(actor)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word))
    if state == "aktif":
        rows = rows.filter(is_active=True)
    elif state == "nonaktif":
        rows = rows.filter(is_active=False)
    elif state == "kata-sandi":
        rows = rows.filter(is_active=True, must_change_password=True)
    return rows.order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Security:
    """How an account is protected at this moment."""

    second_factor: bool
    codes_left: int
    locked_until: datetime | None


def security_of(account: Account) -> Security:
    found = {row.type: row for row in Authenticator.objects.filter(user=account)}
    codes = found.get(Authenticator.Type.RECOVERY_CODES)
    return Security(
        second_factor=Authenticator.Type.TOTP in found,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        locked_until=lockout.locked_accounts([account.pk]).get(account.pk),
    )


def with_second_factor(account_ids: list[int]) -> set[int]:
    rows = Authenticator.objects.filter(user__in=account_ids, type=Authenticator.Type.TOTP)
    return set(rows.values_list("user_id", flat=True))


def has_second_factor(account: Account) -> bool:
    return bool(with_second_factor([account.pk]))


def roles_with_second_factor() -> frozenset[str]:
    """Roles that the settings oblige to use two-step verification."""
    from pendopo.kernel import settings_store

    names = settings_store.value(SECOND_FACTOR_SETTING, on=today())
    return frozenset(name.strip() for name in str(names or "").split(",") if name.strip())


def needs_second_factor(account: Account) -> bool:
    """Whether one of the account's present roles is obliged to use two-step verification."""
    roles = roles_with_second_factor()
    if not roles:
        return False
    held = RoleAssignment.objects.filter(person__account=account.pk, role__in=roles).current(today())
    return held.exists()
