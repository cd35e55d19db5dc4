"""What the regent's room shows of the elections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.queries import elections as queries
from pendopo.apps.elections.services.progress import ENDED, ON_TIME
from pendopo.apps.elections.services.turnout import TURNOUT
from pendopo.kernel.actor import Actor
from pendopo.kernel.indicators import Cell, Indicator, Row, RowSet, register
from pendopo.kernel.scope import under


def _row(one: Any) -> Row:
    """An election with its `late` from queries.with_counts."""
    words = _("Terlambat") if one.late else _("Tepat waktu")
    return Row(
        title=one.unit.name, detail=one.get_state_display(), url=reverse("elections:stages", args=[one.pk]),
        cells=(Cell(text=str(words), tone="bad" if one.late else "ok"),),
    )  # fmt: skip


def rows(actor: Actor, unit_path: str, *, since: date, until: date, limit: int) -> RowSet | None:
    """The elections under way, those with a late stage first."""
    if not actor.can("elections.view"):
        return None
    found: Any = queries.with_counts(
        queries.elections(actor).filter(under(unit_path, "unit__path")).exclude(state__in=ENDED)
    )
    listed = sorted(found.order_by("day", "pk"), key=lambda one: not one.late)
    shown = tuple(_row(one) for one in listed[:limit])
    return RowSet(columns=(str(_("Tahapan")),), rows=shown, total=len(listed), url=reverse("elections:elections"))


register(
    Indicator(
        key=ON_TIME,
        title=_("Pilkades tepat jadwal"),
        unit=_("pilkades"),
        kind="stock",
        decimals=0,
        definition=_("Pilkades berjalan yang tidak mempunyai tahapan lewat tanggal dan belum selesai."),
        source=_("Jadwal tahapan pilkades"),
        owner=_("DPMD"),
        method=_("Dihitung tiap malam dari jadwal; pilkades yang sudah ditetapkan atau batal tidak dihitung."),
        every=timedelta(days=1),
        max_age=timedelta(days=2),
        order=240,
        rows=rows,
    )
)
register(
    Indicator(
        key=TURNOUT,
        title=_("Kehadiran pemilih pilkades"),
        unit=_("%"),
        kind="ratio",
        scale=100,
        definition=_("Pemilih DPT yang hadir dibagi pemilih DPT, di TPS yang hasilnya sudah diumumkan."),
        source=_("Laporan penutupan TPS yang ditandatangani"),
        owner=_("DPMD"),
        method=_("Dihitung ulang setiap hasil TPS diumumkan atau ditarik; tanggalnya hari pemungutan suara."),
        every=timedelta(days=365),
        max_age=timedelta(days=3650),
        order=245,
    )
)
