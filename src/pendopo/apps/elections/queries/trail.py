"""Who did what to an election, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from pendopo.apps.elections.models import Pilkades
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.audit.words import ACTIONS
from pendopo.kernel.clock import regency_zone

SHOWN = 16
READ = 300
DETAILS = ("reason", "subject", "place", "title", "number")


@dataclass(frozen=True, slots=True)
class Trace:
    at: datetime
    title: str
    who: str
    detail: str
    tone: str = ""
    now: bool = False


def trail(election: Pilkades) -> list[Trace]:
    """Newest first, all slices; what one person did many times on a day stands once."""
    lines = AuditEntry.objects.filter(subject_type=election._meta.label_lower, subject_id=str(election.pk))
    together: dict[tuple[str, str, str], list[AuditEntry]] = {}
    for line in lines.order_by("-id")[:READ]:
        day = line.at.astimezone(regency_zone()).date().isoformat()
        together.setdefault((day, line.actor_name, line.action), []).append(line)
    return [_trace(same) for same in list(together.values())[:SHOWN]]


def _trace(same: list[AuditEntry]) -> Trace:
    newest = same[0]
    tone = "bad" if newest.action == "elections.batal" else ""
    if len(same) == 1:
        return Trace(newest.at, _word(newest.action), newest.actor_name, _detail(newest), tone)
    times = gettext("%(n)s kali hari itu") % {"n": len(same)}
    return Trace(newest.at, _word(newest.action), newest.actor_name, times, tone)


def _detail(line: AuditEntry) -> str:
    return next((str(line.change[key]) for key in DETAILS if line.change.get(key)), "")


def _word(action: str) -> str:
    return str(ACTIONS.get(action, action))
