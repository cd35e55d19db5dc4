"""Punches with an impossible clock wait until a person takes or refuses them as they are. Their time never changes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Punch, Standing
from pendopo.apps.attendance.services.pins import mark_days
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

JUDGE = "attendance.punches.judge"


@transaction.atomic
def accept_punches(actor: Actor, ids: Collection[int], *, reason: str) -> int:
    """The held punches among `ids` count from now on, at the time the unit wrote. Returns how many."""
    return _judge(actor, ids, reason, Standing.ACCEPTED)


@transaction.atomic
def reject_punches(actor: Actor, ids: Collection[int], *, reason: str) -> int:
    """The held punches among `ids` are kept and never count. Returns how many."""
    return _judge(actor, ids, reason, Standing.REJECTED)


def _judge(actor: Actor, ids: Collection[int], reason: str, standing: Standing) -> int:
    actor.require(JUDGE)
    if not reason.strip():
        raise Refused(_("Alasan belum ditulis. Tulis dasar keputusan Anda."), field="reason")
    held = Punch.objects.visible_to(actor).filter(pk__in=list(ids)[:1000], standing=Standing.HELD)
    rows = list(held.select_for_update(of=("self",)).values_list("pk", "person_id", "local_time"))
    if not rows:
        raise Refused(_("Ketukan ini sudah diputuskan atau tidak ada. Muat ulang halaman."))
    Punch.objects.filter(pk__in=[row[0] for row in rows], standing=Standing.HELD).update(standing=standing)
    if standing == Standing.ACCEPTED:
        mark_days((person, at) for _pk, person, at in rows if person is not None)
    audit.record(
        "attendance.punch.judge",
        "attendance.punch",
        actor,
        ids=[row[0] for row in rows],
        standing=standing.name.lower(),
        reason=reason.strip()[:250],
    )
    return len(rows)
