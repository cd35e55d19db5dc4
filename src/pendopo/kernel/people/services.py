"""Accounts, people, posts and role assignments."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.kernel import audit, policy
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.people.models import Account, AssignmentKind, Person, Post, PostKind, RoleAssignment
from pendopo.kernel.units.models import Decree, Unit


@transaction.atomic
def add_person(actor: Actor, *, name: str) -> Person:
    actor.require("people.manage")
    person = Person.objects.create(name=name)
    audit.record("people.add", person, actor, name=name)
    return person


@transaction.atomic
def open_account(
    actor: Actor, person: Person, *, username: str, password: str, email: str = "", must_change: bool = True
) -> Account:
    """Give a person a sign-in; by default the password must be changed at the first one."""
    actor.require("people.manage")
    if person.account_id is not None:
        raise Refused(_("%(name)s sudah memiliki akun.") % {"name": person.name})
    if Account.objects.filter(username=username).exists():
        raise Refused(_("Nama pengguna ini sudah dipakai. Pilih nama lain."), field="username")
    account = Account.objects.create_account(username=username, name=person.name, password=password, email=email)
    account.must_change_password = must_change
    account.save(update_fields=["must_change_password"])
    person.account = account
    person.save(update_fields=["account"])
    audit.record("people.open_account", account, actor, person=person.pk)
    return account


@transaction.atomic
def add_post(actor: Actor, unit: Unit, *, title: str, kind: str = PostKind.STRUCTURAL, is_head: bool = False) -> Post:
    actor.require("people.manage")
    post = Post.objects.create(unit=unit, title=title, kind=kind, is_head=is_head)
    audit.record("people.add_post", post, actor, title=title, unit=unit.code)
    return post


@transaction.atomic
def assign_role(
    actor: Actor,
    person: Person,
    *,
    role: str,
    unit: Unit,
    decree: Decree,
    starts_on: date,
    ends_on: date | None = None,
    post: Post | None = None,
    kind: str = AssignmentKind.DEFINITIVE,
) -> RoleAssignment:
    """Let a person act in a role. Plt. and Plh. need an end; a post has one definitive holder on a day."""
    actor.require("people.manage")
    if role not in policy.ROLES:
        raise Refused(_("Peran ini tidak dikenal. Pilih dari daftar."), field="role")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="ends_on")
    if kind != AssignmentKind.DEFINITIVE and ends_on is None:
        raise Refused(_("Plt. dan Plh. memerlukan tanggal akhir. Isi tanggal sampai."), field="ends_on")
    if post is not None and kind == AssignmentKind.DEFINITIVE:
        _refuse_second_holder(post, starts_on, ends_on)
    assignment = RoleAssignment.objects.create(
        person=person, role=role, unit=unit, post=post, kind=kind, starts_on=starts_on, ends_on=ends_on,
        decree_number=decree.number, decree_date=decree.date, decree_title=decree.title,
    )  # fmt: skip
    audit.record("people.assign_role", assignment, actor, person=person.pk, role=role, unit=unit.code, kind=str(kind))
    return assignment


@transaction.atomic
def end_assignment(actor: Actor, assignment: RoleAssignment, *, on: date) -> None:
    """The last day of an assignment."""
    actor.require("people.manage")
    if on < assignment.starts_on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="on")
    changed = RoleAssignment.objects.filter(pk=assignment.pk, ends_on=assignment.ends_on).update(ends_on=on)
    if not changed:
        raise Refused(_("Penugasan ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa kembali."))
    assignment.ends_on = on
    audit.record("people.end_assignment", assignment, actor, on=str(on))


def _refuse_second_holder(post: Post, starts_on: date, ends_on: date | None) -> None:
    Post.objects.select_for_update().get(pk=post.pk)
    rival = RoleAssignment.objects.filter(post=post, kind=AssignmentKind.DEFINITIVE).exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        rival = rival.filter(starts_on__lte=ends_on)
    holder = rival.select_related("person").first()
    if holder is not None:
        raise Refused(
            _("Jabatan ini sudah dipegang %(name)s pada masa itu. Akhiri penugasan tersebut lebih dahulu.")
            % {"name": holder.person.name},
            field="post",
        )
