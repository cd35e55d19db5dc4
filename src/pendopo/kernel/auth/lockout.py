"""Lockout with growing delay, kept in the database: it survives a restart and holds for every process.

A try is counted before the password is looked at, so that many tries at once cannot slip through; a good sign-in takes
the count back. Keys: account + address (strict), account (soft) and address (soft). An address from which this account
has signed in before is spared from the two soft ones: nobody can lock a victim out for ever from elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from pendopo.kernel.auth.models import SignInThrottle, UsedCode


@dataclass(frozen=True)
class Rule:
    """After `free` failures a delay of `first` seconds, doubling up to `cap`; forgotten after `forget` calm seconds."""

    free: int
    first: int
    cap: int
    forget: int
    spares_known: bool


RULES = {
    "pair": Rule(free=5, first=30, cap=3600, forget=86400, spares_known=False),
    "account": Rule(free=20, first=2, cap=10, forget=3600, spares_known=True),
    "address": Rule(free=100, first=60, cap=900, forget=900, spares_known=True),
    "otp": Rule(free=5, first=30, cap=3600, forget=86400, spares_known=False),
    "otp_account": Rule(free=20, first=60, cap=3600, forget=86400, spares_known=True),
}
PASSWORD = ("pair", "account", "address")
CODE = ("otp", "otp_account")
STRICT = ("pair", "otp", "otp_account")
KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Who:
    """Whose sign-in is tried, from where. `name` is what was typed, `account_id` the account it means, if any."""

    name: str
    address: str
    account_id: int | None


@dataclass(frozen=True)
class Try:
    """The answer to a try: `until` is set if it is refused; `locks` if this try, should it fail, starts a lock."""

    until: datetime | None
    locks: datetime | None = None


def digest(text: str) -> str:
    """A keyed hash of a name or address, the only form in which it is stored."""
    return hmac.new(settings.SECRET_KEY.encode(), b"pendopo.signin\0" + text.encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """The address as it is counted: an IPv6 visitor owns a /64, so that is one address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return address


def _keys(who: Who) -> dict[str, str]:
    name = f"#{who.account_id}" if who.account_id else who.name.casefold()
    at = network(who.address)
    return {
        "pair": digest(f"{name}\0{at}"),
        "account": digest(name),
        "address": digest(at),
        "otp": digest(f"{name}\0{at}"),
        "otp_account": digest(name),
    }


def _delay(rule: Rule, failures: int) -> int:
    if failures < rule.free:
        return 0
    return int(min(rule.cap, rule.first * 2 ** min(failures - rule.free, 16)))


def is_known(who: Who, *, now: datetime) -> bool:
    """Whether this account has signed in completely from this address before."""
    row = SignInThrottle.objects.filter(kind="pair", key=_keys(who)["pair"]).first()
    return bool(row and row.good_at and row.good_at > now - KNOWN_FOR)


def begin(who: Who, *, kinds: tuple[str, ...] = PASSWORD, now: datetime | None = None) -> Try:
    """Count a try before its secret is checked; refuse it without looking while a lock holds."""
    now = now or timezone.now()
    keys = _keys(who)
    with transaction.atomic():
        known = is_known(who, now=now)
        rows = {kind: _row(kind, keys[kind], who, now) for kind in kinds}
        held = [until for kind, row in rows.items() if (until := _holds(RULES[kind], row, known=known, now=now))]
        if held:
            return Try(until=max(held))
        locks = None
        for kind, row in rows.items():
            rule = RULES[kind]
            stale = row.last_at < now - timedelta(seconds=rule.forget)
            row.failures = 1 if stale else row.failures + 1
            delay = _delay(rule, row.failures)
            row.until = now + timedelta(seconds=delay) if delay else None
            row.last_at = now
            row.save(update_fields=["failures", "until", "last_at"])
            if row.until and not rule.spares_known:
                locks = row.until
    return Try(until=None, locks=locks)


def _row(kind: str, key: str, who: Who, now: datetime) -> SignInThrottle:
    owner = None if kind == "address" else who.account_id
    row = SignInThrottle(kind=kind, key=key, account_id=owner, last_at=now)
    SignInThrottle.objects.bulk_create([row], ignore_conflicts=True)
    return SignInThrottle.objects.select_for_update().get(kind=kind, key=key)


def _holds(rule: Rule, row: SignInThrottle, *, known: bool, now: datetime) -> datetime | None:
    """Until when the row refuses tries. A clock set back cannot stretch a lock beyond the rule's cap."""
    if row.until is None or (known and rule.spares_known):
        return None
    until = min(row.until, now + timedelta(seconds=rule.cap))
    return until if until > now else None


def forgive(who: Who, *, kinds: tuple[str, ...] = PASSWORD) -> None:
    """Take back the count of a try whose secret was right; the soft keys only lose this one try."""
    keys = _keys(who)
    with transaction.atomic():
        for kind in kinds:
            row = SignInThrottle.objects.select_for_update().filter(kind=kind, key=keys[kind]).first()
            if row is None:
                continue
            row.failures = 0 if not RULES[kind].spares_known else max(0, row.failures - 1)
            row.until = None if row.failures < RULES[kind].free else row.until
            row.save(update_fields=["failures", "until"])


def remember_good(who: Who, *, now: datetime | None = None) -> None:
    """Note a complete sign-in: from now on this address is known for this account."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _row("pair", _keys(who)["pair"], who, now)
        row.good_at, row.last_at = now, now
        row.save(update_fields=["good_at", "last_at"])


def locked_accounts(account_ids: list[int], *, now: datetime | None = None) -> dict[int, datetime]:
    """Accounts that are refused somewhere at this moment, with the end of the longest lock."""
    now = now or timezone.now()
    rows = SignInThrottle.objects.filter(
        account_id__in=account_ids, until__gt=now, kind__in=("pair", "otp", "otp_account")
    )
    found: dict[int, datetime] = {}
    for account_id, until in rows.values_list("account_id", "until"):
        if account_id is not None and until is not None:
            found[account_id] = max(until, found.get(account_id, until))
    return found


def lift(account_id: int) -> int:
    """End every lock of the account; returns how many rows were locked."""
    return SignInThrottle.objects.filter(account_id=account_id).exclude(failures=0).update(failures=0, until=None)


def use_code_once(account_id: int, code: str, *, now: datetime | None = None) -> bool:
    """Whether this one-time code is used for the first time by this account."""
    try:
        with transaction.atomic():
            UsedCode.objects.create(key=digest(f"code\0{account_id}\0{code}"), used_at=now or timezone.now())
    except IntegrityError:
        return False
    return True


def forget_old(*, now: datetime | None = None) -> int:
    """Remove rows that no longer matter: calm for 90 days, or codes older than an hour."""
    now = now or timezone.now()
    UsedCode.objects.filter(used_at__lt=now - timedelta(hours=1)).delete()
    return SignInThrottle.objects.filter(last_at__lt=now - KNOWN_FOR).delete()[0]
