"""The people behind a figure of a unit: worst first, each with a way to the own month and from there to each punch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import DayRecap, RecapState
from pendopo.apps.attendance.rules.figures import LATE, LATE_MINUTES
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.codes.nip import format_nip
from pendopo.kernel.indicators import Cell, FeedItem, Row, RowSet

HERE = Q(state__in=(RecapState.PRESENT, RecapState.DUTY))
DUE = HERE | Q(state__in=(RecapState.ABSENT, RecapState.PENDING))


def people(key: str, actor: Actor, unit_path: str, *, since: date, until: date, limit: int) -> RowSet:
    """Everyone due in a unit and below, ordered by what the figure counts. Two queries."""
    recaps = DayRecap.objects.visible_to(actor).under(unit_path).filter(DUE, work_date__range=(since, until)).order_by()
    rows = recaps.values(
        "person_id", "person__pegawai__full_name", "person__pegawai__nip", "unit__short_name"
    ).annotate(
        due=Count("pk"),
        here=Count("pk", filter=HERE),
        late_days=Count("pk", filter=Q(late__gt=0)),
        minutes=Sum("late"),
        gone=Count("pk", filter=Q(state=RecapState.ABSENT)),
        pending=Count("pk", filter=Q(state=RecapState.PENDING)),
    )
    worst = {LATE: ("-late_days", "-minutes"), LATE_MINUTES: ("-minutes",)}.get(key, ("-gone", "-pending", "-minutes"))
    found = list(rows.order_by(*worst, "person__pegawai__name", "person_id")[:limit])
    return RowSet(
        columns=(_("Hadir"), _("Terlambat"), _("Menit"), _("Tanpa keterangan")),
        rows=tuple(_row(row, until) for row in found),
        total=recaps.values("person_id").distinct().count(),
        url=f"{reverse('attendance:hari')}?{urlencode({'unit': unit_path, 'tanggal': until.isoformat()})}",
    )


def _row(row: Mapping[str, Any], until: date) -> Row:
    gone, late, minutes = (int(str(row[name] or 0)) for name in ("gone", "late_days", "minutes"))
    here = f"{row['here']}/{row['due']}"
    pending = int(str(row["pending"] or 0))
    return Row(
        title=str(row["person__pegawai__full_name"]),
        detail=f"{format_nip(str(row['person__pegawai__nip']))} · {row['unit__short_name']}",
        url=f"{reverse('attendance:pegawai', args=[row['person_id']])}?bulan={until:%Y-%m}",
        cells=(
            Cell(text=here, tone="watch" if pending else "", number=True),
            Cell(text=str(late), tone="watch" if late else "", number=True),
            Cell(text=number_format(minutes, force_grouping=True), number=True),
            Cell(text=str(gone), tone="bad" if gone else "", number=True),
        ),
    )


def recent(actor: Actor, unit_path: str, limit: int) -> list[FeedItem]:
    """The newest arrivals and departures of today. One query."""
    rows = (
        DayRecap.objects.visible_to(actor)
        .under(unit_path)
        .filter(work_date=today(), first_in__isnull=False)
        .select_related("person", "unit")
        .order_by("-first_in")[:limit]
    )
    return [_item(row) for row in rows]


def _item(row: DayRecap) -> FeedItem:
    at = row.last_out or row.first_in
    assert at is not None
    gone, on_duty = row.last_out is not None, row.due_at is not None
    word, tone = words(row.state, gone=gone, on_duty=on_duty, late=row.late, early=row.early)
    return FeedItem(
        at=at,
        time=f"{at.astimezone(ZoneInfo(row.unit.zone)):%H.%M.%S}",
        title=row.person.name,
        detail=f"{row.unit.short_name}, {word}",
        tone=tone,
        url=reverse("attendance:pegawai", args=[row.person_id]),
    )


def words(state: str, *, gone: bool, on_duty: bool, late: int, early: int) -> tuple[str, str]:
    """The word and the tone of one arrival or departure; a press before the hours end is neither (a guard's round)."""
    if state == RecapState.OFF_WORK:
        return _("hari libur"), "info"
    if gone and on_duty:
        return _("masih bertugas"), ""
    if gone:
        return (_("pulang awal %(n)s menit") % {"n": early}, "watch") if early else (_("pulang"), "")
    return (_("terlambat %(n)s menit") % {"n": late}, "watch") if late else (_("tepat waktu"), "ok")
