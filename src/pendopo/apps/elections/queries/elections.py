"""Elections as the actor may see them, and what is known of one."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    ElectionState,
    Pilkades,
    Stage,
    Station,
    Voter,
    VoterState,
)
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.scope import under
from pendopo.kernel.units.models import Unit, UnitKind

VILLAGE_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.2\d{3}")
DONE = (ElectionState.ARCHIVED, ElectionState.CANCELLED)


def elections(actor: Actor) -> QuerySet[Pilkades]:
    return Pilkades.objects.visible_to(actor).select_related("unit__parent")


def run_by(actor: Actor, permission: str = "elections.run") -> QuerySet[Pilkades]:
    """Those that the actor prepares (or, with another permission, deals with)."""
    if not actor.can(permission):
        return Pilkades.objects.none()
    return Pilkades.objects.under(actor.unit_path).select_related("unit__parent")


def runs(actor: Actor, election: Pilkades, permission: str = "elections.run") -> bool:
    return actor.can(permission) and actor.covers(election.unit.path)


def with_counts(rows: QuerySet[Pilkades]) -> QuerySet[Pilkades]:
    """Adds `tps`, `standing`, `listed` and `late` (stages whose last day is over)."""
    late = Stage.objects.filter(election=OuterRef("pk"), done_on__isnull=True, ends_on__lt=today())
    listed = Voter.objects.filter(election=OuterRef("pk"), state=VoterState.LISTED).order_by().values("election")
    return rows.annotate(
        tps=Count("stations", distinct=True),
        standing=Count("candidates", filter=Q(candidates__state="calon"), distinct=True),
        listed=Subquery(listed.annotate(n=Count("pk")).values("n")),
        late=Exists(late),
    )


def districts(actor: Actor) -> QuerySet[Unit]:
    """Kecamatan of the actor, or the one above the own village."""
    rows = Unit.objects.filter(kind=UnitKind.DISTRICT, closed_on__isnull=True)
    return rows.filter(under(actor.unit_path, "path") | Q(path=actor.unit_path[:4]) & ~Q(path="")).order_by("name")


def villages(actor: Actor) -> QuerySet[Unit]:
    rows = Unit.objects.filter(under(actor.unit_path, "path"), kind=UnitKind.VILLAGE, closed_on__isnull=True)
    return rows.select_related("parent").order_by("parent__name", "name")


def waves(actor: Actor) -> list[str]:
    rows = elections(actor).exclude(wave="").order_by("wave")
    return list(rows.values_list("wave", flat=True).distinct())


def village_fault(district: Unit, code: str) -> str:
    """What is wrong with a village's code, as a sentence; "" when it may be used.

    The code's first eight signs are the kecamatan, its last four begin with 2 (desa; 1 is a kelurahan).
    """
    if not VILLAGE_CODE.fullmatch(code):
        return _("Kode desa berbentuk 64.01.03.2001: sepuluh angka, empat terakhir diawali 2 (1 untuk kelurahan).")
    if district.district_code and not code.startswith(f"{district.district_code}."):
        return _("Kode ini bukan desa di %(name)s (%(code)s).") % {
            "name": district.name, "code": district.district_code,
        }  # fmt: skip
    known = Region.objects.filter(code__startswith=f"{code[:8]}.")
    if known.exists() and not known.filter(code=code).exists():
        return _("Kode ini tidak ada dalam daftar wilayah (Kepmendagri 300.2.2-2430/2025). Periksa ketikannya.")
    if Unit.objects.filter(code=code).exists():
        return _("Desa dengan kode ini sudah terdaftar. Pilih dari daftar desa.")
    return ""


def unopened_villages(district: Unit) -> list[Region]:
    """Villages of the code list in a kecamatan that are no units yet."""
    if not district.district_code:
        return []
    rows = Region.objects.filter(code__startswith=f"{district.district_code}.2")
    taken = Unit.objects.filter(code__startswith=f"{district.district_code}.").values_list("code", flat=True)
    return list(rows.exclude(code__in=list(taken)).order_by("name"))


def local_now(election: Pilkades) -> datetime:
    """This moment on the clock of the village."""
    return timezone.now().astimezone(ZoneInfo(election.zone))


def voters_by_station(election: Pilkades) -> dict[int | None, int]:
    """Voters in the roll by station id; None holds those without one. One query."""
    rows = election.voters.filter(state=VoterState.LISTED).order_by().values("station").annotate(n=Count("pk"))
    return {row["station"]: row["n"] for row in rows}


def stations_of(election: Pilkades) -> list[Station]:
    return list(election.stations.prefetch_related("hamlets"))


def late_stages(actor: Actor, on: date | None = None) -> QuerySet[Stage]:
    """Stages that are over and not done, in elections that the actor prepares."""
    day = on or today()
    rows = Stage.objects.filter(election__in=run_by(actor).exclude(state__in=DONE), done_on__isnull=True)
    return rows.filter(ends_on__lt=day).select_related("election__unit").order_by("ends_on", "pk")


def running_stages(actor: Actor) -> QuerySet[Stage]:
    """Stages under way in elections that the actor prepares."""
    rows = Stage.objects.filter(election__in=run_by(actor).exclude(state__in=DONE), done_on__isnull=True)
    return (
        rows.filter(starts_on__lte=today(), ends_on__gte=today()).select_related("election__unit").order_by("ends_on")
    )
