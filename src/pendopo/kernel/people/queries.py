"""Who somebody is and in which post they act."""

from __future__ import annotations

from datetime import date

from pendopo.kernel import policy
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Account, AssignmentKind, RoleAssignment


def assignments_of(account_id: int, on: date | None = None) -> list[RoleAssignment]:
    """The role assignments in force on a day (today), definitive ones first."""
    rows = RoleAssignment.objects.filter(person__account=account_id).current(on or today())
    order = {AssignmentKind.DEFINITIVE: 0, AssignmentKind.PLT: 1, AssignmentKind.PLH: 2}
    found = rows.select_related("unit", "post", "person")
    return sorted(found, key=lambda a: (a.role == "pegawai", order[AssignmentKind(a.kind)], -a.starts_on.toordinal()))


def actor_of(account_id: int, assignment_id: int | None = None) -> Actor:
    """The actor of an account in the chosen assignment, or in the first one when that is over. Two queries."""
    account = Account.objects.select_related("person").get(pk=account_id)
    person = getattr(account, "person", None)
    held = assignments_of(account_id) if person else []
    chosen = next((a for a in held if a.pk == assignment_id), held[0] if held else None)
    if chosen is None:
        permissions = policy.permissions_of("pegawai") if person else frozenset()
        return Actor(account.pk, person.pk if person else None, NOWHERE, permissions, account.name)
    return Actor(
        account_id=account.pk,
        person_id=chosen.person_id,
        unit_path=chosen.unit.path,
        permissions=policy.permissions_of(chosen.role, whole_regency=not chosen.unit.path),
        name=account.name,
        post=_post_words(chosen),
        assignment_id=chosen.pk,
    )


def _post_words(assignment: RoleAssignment) -> str:
    """As on a letter: "Plt. Kepala Dinas ..."; without a post the name of the role."""
    title = assignment.post.title if assignment.post else str(policy.ROLES[assignment.role])
    if assignment.kind == AssignmentKind.DEFINITIVE:
        return title
    return f"{assignment.get_kind_display()} {title}"
