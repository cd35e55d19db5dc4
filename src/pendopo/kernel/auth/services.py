"""What happens around a sign-in: it is written down, passwords are given once, locks are lifted."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pendopo.kernel import audit
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.auth import lockout
from pendopo.kernel.auth.queries import client_address, visible_accounts
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.units.models import Decree, Unit, UnitKind
from pendopo.kernel.units.services import NewUnit, open_unit

ADMIN_NAME = "admin"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def who(request: HttpRequest, typed: str, account: Account | None) -> lockout.Who:
    """The name that is tried and the address that it is tried from."""
    return lockout.Who(name=typed, address=client_address(request), account_id=account.pk if account else None)


def _visitor(address: str) -> Actor:
    return Actor(None, None, NOWHERE, name=address)


def note_failure(tried: lockout.Who, *, locks: datetime | None, step: str) -> None:
    """A wrong password or code. What was typed is not kept; an unknown name only as a keyed hash."""
    known = tried.account_id is not None
    subject = Account(pk=tried.account_id) if known else f"nama:{lockout.digest(tried.name)[:16]}"
    audit.record("signin.fail", subject, _visitor(tried.address), step=step, address=tried.address)
    if locks:
        until = locks.isoformat(timespec="seconds")
        audit.record("signin.lock", subject, _visitor(tried.address), until=until, address=tried.address)


def note_sign_in(request: HttpRequest, account: Account) -> None:
    """A complete sign-in: the address is known from now on."""
    tried = who(request, account.username, account)
    lockout.remember_good(tried)
    audit.record("signin.ok", account, actor_of(account.pk), address=tried.address)


def note_sign_out(account: Account) -> None:
    audit.record("signin.out", account, actor_of(account.pk))


def note_second_factor(account: Account, *, action: str) -> None:
    """The owner switched two-step verification on or off, or made new recovery codes."""
    audit.record(f"mfa.{action}", account, actor_of(account.pk))


@transaction.atomic
def change_own_password(account: Account, password: str) -> None:
    """The owner's new password; a one-time password is thereby done with."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record("account.change_password", account, actor_of(account.pk))


def one_time_password() -> str:
    """Twelve letters and figures in three groups, none of which is mistaken for another when read aloud (59 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _group in range(3))


@transaction.atomic
def issue_one_time_password(actor: Actor, account: Account) -> str:
    """Replace the password by one that must be changed at the next sign-in; ends every session of the account."""
    actor.require("people.manage")
    _within_reach(actor, account)
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    lockout.lift(account.pk)
    audit.record("account.one_time_password", account, actor)
    return password


@transaction.atomic
def set_active(actor: Actor, account: Account, *, active: bool) -> None:
    """Open or close an account. Its sessions end with it; nobody closes the own one."""
    actor.require("people.manage")
    _within_reach(actor, account)
    if not active and account.pk == actor.account_id:
        raise Refused(_("Anda tidak dapat menonaktifkan akun Anda sendiri. Mintalah administrator lain."))
    changed = Account.objects.filter(pk=account.pk, is_active=not active).update(is_active=active)
    if not changed:
        raise Refused(_("Akun ini sudah diubah orang lain. Muat ulang halaman, lalu periksa kembali."))
    account.is_active = active
    audit.record("account.activate" if active else "account.deactivate", account, actor)


@transaction.atomic
def unlock(actor: Actor, account: Account) -> None:
    """End every lock that failed tries have put on the account."""
    actor.require("people.manage")
    _within_reach(actor, account)
    if not lockout.lift(account.pk):
        raise Refused(_("Akun ini tidak sedang terkunci."))
    audit.record("account.unlock", account, actor)


@transaction.atomic
def remove_second_factor(actor: Actor, account: Account) -> None:
    """For a lost phone: take two-step verification off, so that the owner can set it up again."""
    actor.require("people.manage")
    _within_reach(actor, account)
    removed, _by_model = Authenticator.objects.filter(user=account).delete()
    if not removed:
        raise Refused(_("Akun ini tidak memakai verifikasi dua langkah."))
    audit.record("account.remove_second_factor", account, actor)


@transaction.atomic
def change_details(actor: Actor, account: Account, *, name: str, email: str) -> None:
    actor.require("people.manage")
    _within_reach(actor, account)
    before = {"name": account.name, "email": account.email}
    account.name, account.email = name, email
    account.save(update_fields=["name", "email"])
    audit.record("account.change", account, actor, before=before, after={"name": name, "email": email})


def _within_reach(actor: Actor, account: Account) -> None:
    """A manager of one office does not touch the accounts of another."""
    if not actor.is_system and not visible_accounts(actor).filter(pk=account.pk).exists():
        actor.require("people.manage_everywhere")


@transaction.atomic
def ensure_admin() -> tuple[str, str] | None:
    """On an installation without any account: make the administrator; returns name and one-time password, once."""
    if Account.objects.exists():
        return None
    actor = Actor.system("pemasangan")
    decree = Decree("Pemasangan Pendopo", today())
    regency = Unit.objects.filter(path="").first()
    if regency is None:
        new = NewUnit(str(settings.REGENCY["code"]), str(settings.REGENCY["name"]), kind=UnitKind.REGENCY)
        regency = open_unit(actor, parent=None, new=new, on=today(), decree=decree, zone=str(settings.REGENCY["zone"]))
    person: Person = people.add_person(actor, name=str(_("Administrator")))
    password = one_time_password()
    people.open_account(actor, person, username=ADMIN_NAME, password=password)
    people.assign_role(actor, person, role="admin", unit=regency, decree=decree, starts_on=today())
    return ADMIN_NAME, password
