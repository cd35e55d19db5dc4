"""Figures of the running JDIH service for the SPBE evaluation: counts of documents and steps, never persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from pendopo.apps.regulations.models import Regulation, TopicTie
from pendopo.apps.regulations.queries.public import edition, feed_rows
from pendopo.apps.regulations.queries.register import by_reference, with_status
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import regency_zone
from pendopo.kernel.people.models import RoleAssignment
from pendopo.kernel.units.models import UnitVersion

IN_FORCE = ("berlaku", "diubah")
FULL = ~Q(place="") & ~Q(source="") & ~Q(subjects="") & ~Q(field_of_law="") & ~Q(extent="") & ~Q(language="")
STEPS = ("regulations.enact", "regulations.promulgate")
YEAR = timedelta(days=365)
MOST_TEXTS = 500


@dataclass(frozen=True, slots=True)
class Proof:
    """The service on a day: documents in force, of them public, with a file, with full metadata; and how it is used."""

    in_force: int
    public: int
    with_file: int
    full: int
    steps: int
    feed: int
    used: int
    ties: int
    changed_at: datetime | None


def proof(on: date) -> Proof:
    """Eight small queries."""
    rows = with_status(Regulation.objects.published(), on).filter(status_now__in=IN_FORCE)
    told = rows.order_by().aggregate(
        public=Count("pk"),
        with_file=Count("pk", filter=Q(file__isnull=False)),
        full=Count("pk", filter=FULL & Q(file__isnull=False)),
    )
    every = with_status(Regulation.objects.all(), on).filter(status_now__in=IN_FORCE).order_by().count()
    end = datetime.combine(on + timedelta(days=1), time(), regency_zone())
    steps = AuditEntry.objects.filter(action__in=STEPS, at__lt=end, at__gte=end - YEAR).count()
    texts: set[str] = set()
    texts |= set(RoleAssignment.objects.order_by().values_list("decree_number", flat=True).distinct()[:MOST_TEXTS])
    texts |= set(UnitVersion.objects.order_by().values_list("decree_number", flat=True).distinct()[:MOST_TEXTS])
    return Proof(
        in_force=every, steps=steps, feed=feed_rows().count(), used=len(by_reference(sorted(texts))),
        ties=TopicTie.objects.values("regulation").distinct().count(), changed_at=edition().changed_at, **told,
    )  # fmt: skip
