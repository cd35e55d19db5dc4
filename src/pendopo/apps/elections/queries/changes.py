"""Corrections as the committee sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import ChangeState, Hamlet, Pilkades, RollChange, Voter
from pendopo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a correction: what stands in the roll, what is asked for."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def changes(actor: Actor, election: Pilkades | None = None) -> QuerySet[RollChange]:
    rows = RollChange.objects.visible_to(actor).select_related("voter", "election__unit")
    return rows.filter(election=election) if election else rows


def of_voter(voter: Voter) -> list[RollChange]:
    return list(RollChange.objects.filter(voter=voter).order_by("-asked_at"))


def differences(change: RollChange) -> list[Difference]:
    """All fields of an addition, the changed ones of an edit; an edit that is decided shows what was asked."""
    if not change.facts:
        return []
    names = dict(Hamlet.objects.filter(election=change.election_id).values_list("pk", "name"))
    voter = change.voter if change.state == ChangeState.ASKED else None
    found = []
    for name, value in change.facts.items():
        field = Voter._meta.get_field(name)
        before = "" if voter is None else getattr(voter, f"{name}_id" if name == "hamlet" else name)
        made = Difference(
            str(getattr(field, "verbose_name", name)), _word(name, before, names), _word(name, value, names)
        )
        if made.is_changed:
            found.append(made)
    return found


def _word(name: str, value: object, hamlets: dict[int, str]) -> str:
    if name == "hamlet":
        return hamlets.get(value, "") if isinstance(value, int) else ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return "" if value is None else str(value)
