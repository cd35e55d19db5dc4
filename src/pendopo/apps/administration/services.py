"""Steps of the screens that join several of the kernel's."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.auth.services import one_time_password
from pendopo.kernel.errors import Refused
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, AssignmentKind, Person, Post, PostKind, RoleAssignment
from pendopo.kernel.units.models import Decree, Unit


@transaction.atomic
def open_account(actor: Actor, person: Person, *, username: str, email: str = "") -> tuple[Account, str]:
    """A sign-in with a one-time password, which is returned and stored nowhere."""
    password = one_time_password()
    return people.open_account(actor, person, username=username, password=password, email=email), password


@transaction.atomic
def assign(
    actor: Actor,
    person: Person,
    *,
    role: str,
    unit: Unit,
    post: str,
    is_head: bool,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    decree: Decree,
) -> RoleAssignment:
    """Assign a role; a post that the unit does not have yet is made, and nobody is placed outside the actor's unit."""
    actor.require("people.manage")
    if not actor.covers(unit.path):
        raise Refused(_("Unit ini di luar kewenangan Anda. Pilih unit lain."), field="unit")
    place = _post(actor, unit, post.strip(), is_head=is_head) if post.strip() else None
    return people.assign_role(
        actor, person, role=role, unit=unit, decree=decree, starts_on=starts_on, ends_on=ends_on, post=place,
        kind=AssignmentKind(kind),
    )  # fmt: skip


def _post(actor: Actor, unit: Unit, title: str, *, is_head: bool) -> Post:
    found = Post.objects.filter(unit=unit, title__iexact=title).first()
    if found is not None:
        return found
    head = Post.objects.filter(unit=unit, is_head=True).first() if is_head else None
    if head is not None:
        text = _("Unit ini sudah memiliki jabatan pimpinan: %(title)s. Pakai nama jabatan itu.")
        raise Refused(text % {"title": head.title}, field="post")
    return people.add_post(
        actor, unit, title=title, kind=PostKind.STRUCTURAL if is_head else PostKind.GENERAL, is_head=is_head
    )
