"""A regency with figures, for tests and for looking at the screens: indicators, offices, points, alerts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pendopo.kernel import indicators
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import Cell, Indicator, League, Point, Row, RowSet, put_many, register
from pendopo.kernel.indicators.registry import unregister
from pendopo.kernel.units.models import Unit


def behind(actor: Actor, unit_path: str, *, since: date, until: date, limit: int) -> RowSet:
    """Two invented people."""
    rows = (
        Row(
            title="Budi Santoso", detail="Kepala Bidang", url="/kehadiran/", cells=(Cell(text="14 mnt", tone="watch"),)
        ),
        Row(
            title="Sari Wulandari", detail="Pranata Komputer", url="/kehadiran/", cells=(Cell(text="tepat", tone="ok"),)
        ),
    )
    return RowSet(columns=("Keadaan",), rows=rows[:limit], total=2, url="/kehadiran/")


SOURCE: dict[str, Any] = {
    "source": "Presensi",
    "owner": "BKPSDM",
    "max_age": timedelta(hours=6),
    "every": timedelta(minutes=5),
}
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        key="uji.hadir", title="Hadir hari ini", unit="%", scale=100, target=95, watch_margin=5,
        headline=True, order=10,
        definition="Pegawai yang hadir dibagi yang wajib hadir.", method="hadir / wajib hadir x 100",
        league=League(weight=60, zero=80, full=100, short="hadir"), in_map=True, in_trend=True, fall_alert=True,
        rows=behind, drill=lambda path, since, until: f"/kehadiran/?unit={path}", **SOURCE,
    ),
    Indicator(
        key="uji.terlambat", title="Terlambat", unit="pegawai", good="down", kind="count", decimals=0, headline=True,
        order=20, definition="Pegawai yang datang lewat jam masuk.", **SOURCE,
    ),
    Indicator(
        key="uji.alpa", title="Tanpa keterangan", unit="pegawai", good="down", kind="count", decimals=0, target=1,
        watch_margin=1, headline=True, order=30, **SOURCE,
    ),
    Indicator(
        key="uji.mesin", title="Mesin terhubung", unit="mesin", kind="stock", decimals=0, target=100, watch_margin=10,
        headline=True, order=40, **SOURCE,
    ),
    Indicator(
        key="uji.menit", title="Menit terlambat per pegawai", unit="menit", good="down", order=50,
        league=League(weight=25, zero=30, full=0, short="tepat waktu"), **SOURCE,
    ),
    Indicator(
        key="uji.alpa_persen", title="Tanpa keterangan", unit="%", scale=100, good="down", order=60,
        league=League(weight=15, zero=5, full=0, short="tanpa keterangan"), **SOURCE,
    ),
)  # fmt: skip


def add_indicators() -> None:
    """Register the invented indicators; `remove_indicators` takes them away again."""
    register(*INDICATORS)


def remove_indicators() -> None:
    for one in INDICATORS:
        unregister(one.key)


def put_day(units: Sequence[Unit], day: date, *, weak: str = "", data_at: Any = None) -> int:
    """Points of one day for units and all above them, from a fixed pattern; the unit at path `weak` does badly."""
    at = data_at or timezone.now()
    sums: dict[tuple[str, str], list[int]] = {}
    leaves = [u for u in units if not any(o.path.startswith(u.path) and o.path != u.path for o in units)]
    for place, unit in enumerate(leaves, start=1):
        wave = math.sin(day.toordinal() * 0.7 + place * 1.3)
        staff = 40 + place * 7 % 90
        present = round(staff * (0.955 + 0.03 * wave - (0.08 if weak and unit.path.startswith(weak) else 0)))
        present = max(0, min(staff, present))
        late = max(0, round(staff * (0.06 - 0.03 * wave)))
        absent = max(0, (staff - present) // 4)
        figures = {
            "uji.hadir": (present, staff), "uji.terlambat": (late, staff), "uji.alpa": (absent, staff),
            "uji.mesin": (1 if place % 9 else 0, 1), "uji.menit": (late * 14, staff),
            "uji.alpa_persen": (absent, staff),
        }  # fmt: skip
        for n in range(0, len(unit.path) + 1, 4):
            for key, (num, den) in figures.items():
                total = sums.setdefault((key, unit.path[:n]), [0, 0])
                total[0] += num
                total[1] += den
    return put_many([Point(key, path, day, num, den, at) for (key, path), (num, den) in sums.items()])


def put_days(units: Sequence[Unit], days: int, *, until: date | None = None, weak: str = "") -> None:
    """Working days up to a day; the weak unit is weak in the last week."""
    last = until or today()
    for n in range(days, -1, -1):
        day = last - timedelta(days=n)
        if day.weekday() < 5 or n == 0:
            put_day(units, day, weak=weak if n <= 7 else "")


__all__ = ["INDICATORS", "add_indicators", "indicators", "put_day", "put_days", "remove_indicators"]
