"""What the living style page shows: made-up data, drawn by the same parts every screen uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.kernel.tables import Bar, Chip, Chips, Column, Filter, Status, Table, Trend, counted
from pendopo.ui import colors
from pendopo.ui.charts import Point
from pendopo.ui.context import brand_hue
from pendopo.ui.registers import make

ICON_NAMES = tuple(re.findall(r'<symbol id="([^"]+)"', (Path(__file__).parent / "static/ui/icons.svg").read_text()))


@dataclass(frozen=True)
class Office:
    pk: int
    name: str
    kind: str
    share: float | None
    late: int
    tone: str
    word: str
    weeks: tuple[float, ...]


OFFICES = (
    Office(
        1, "Dinas Kependudukan dan Pencatatan Sipil", "dinas", 98.2, 4, "ok", "baik", (94, 95, 95, 96, 96, 97, 98, 98.2)
    ),
    Office(
        2, "Badan Kepegawaian dan Pengembangan SDM", "badan", 97.6, 6, "ok", "baik", (95, 96, 94, 96, 97, 96, 97, 97.6)
    ),
    Office(
        3,
        "Dinas Komunikasi, Informatika, Statistik dan Persandian",
        "dinas",
        96.9,
        9,
        "ok",
        "baik",
        (93, 94, 96, 95, 96, 97, 96, 96.9),
    ),
    Office(4, "Dinas Perhubungan", "dinas", 90.2, 41, "watch", "waspada", (96, 95, 94, 94, 93, 92, 91, 90.2)),
    Office(
        5, "Satuan Polisi Pamong Praja", "badan", 86.4, 77, "bad", "perlu tindakan", (94, 94, 93, 92, 90, 89, 88, 86.4)
    ),
    Office(6, "Kecamatan Muara Samu", "kecamatan", None, 0, "stale", "data lama", (92, 92, 93, 92, 92, 91, 92, 92)),
)
TABLE = Table(
    name="contoh",
    title=gettext_lazy("Perangkat daerah"),
    columns=(
        Column("name", gettext_lazy("Perangkat daerah"), sort="name"),
        Column(
            "bar",
            gettext_lazy("Hadir, garis = target"),
            lambda o: Bar(o.share, 95, 100, o.tone if o.tone == "bad" else ""),
            kind="bar",
        ),
        Column("share", gettext_lazy("Hari ini"), kind="number", decimals=1, sort="share"),
        Column("late", gettext_lazy("Terlambat"), kind="number", sort="late"),
        Column(
            "weeks",
            gettext_lazy("8 minggu"),
            lambda o: Trend(o.weeks, o.tone if o.tone == "bad" else ""),
            kind="spark",
            sheet=False,
        ),
        Column("status", gettext_lazy("Status"), lambda o: Status(o.tone, o.word), kind="status"),
    ),
    order="-share",
    chips=Chips(
        "keadaan",
        gettext_lazy("Keadaan"),
        (
            Chip("baik", gettext_lazy("Baik"), lambda o: o.tone == "ok"),
            Chip("waspada", gettext_lazy("Waspada"), lambda o: o.tone == "watch"),
            Chip("tindakan", gettext_lazy("Perlu tindakan"), lambda o: o.tone == "bad"),
        ),
        counts=counted,
    ),
    filters=(
        Filter(
            "jenis",
            gettext_lazy("Jenis"),
            choices=(("dinas", "Dinas"), ("badan", "Badan"), ("kecamatan", "Kecamatan")),
            apply="kind",
        ),
        Filter("bulan", gettext_lazy("Bulan"), kind="month", apply=lambda rows, value: rows),
    ),
    search=("name",),
    search_label=gettext_lazy("Nama kantor"),
    row_url=lambda o: f"#kantor-{o.pk}",
)


class SampleForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Nama lengkap"), help_text=gettext_lazy("Dengan gelar, seperti di SK."), max_length=100
    )
    since = forms.DateField(label=gettext_lazy("Mulai berlaku"), widget=forms.DateInput(attrs={"type": "date"}))
    minutes = forms.IntegerField(label=gettext_lazy("Toleransi"), min_value=0, max_value=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("Pola kerja"), choices=(("5", "5 hari"), ("6", "6 hari")), widget=forms.RadioSelect
    )
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label=gettext_lazy("Berlaku juga untuk UPT di bawahnya"), required=False)


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the style page."""
    form = SampleForm({"name": "Sari Wulandari, S.Kom.", "minutes": "75", "kind": "5"})
    form.is_valid()
    now = timezone.now()
    return {
        "title": _("Halaman gaya"),
        "subtitle": _("Semua bagian tampilan, digambar oleh bagian itu sendiri."),
        "crumbs": [(_("Meja saya"), "/"), (_("Gaya"), "")],
        "register": make(request, TABLE, OFFICES, scope="Kabupaten Paser"),
        "form": form,
        "icons": ICON_NAMES,
        "weeks": (92, 93, 91, 94, 95, 94, 93, 92.4),
        "days": _days(),
        "history": _history(now),
        "tones": ("ok", "watch", "bad", "info", "stale", "mute"),
        "pairs": _pairs(),
        "now": now,
        "old": now - timedelta(minutes=47),
    }


def _days() -> list[Point]:
    values = (
        91.8,
        92.3,
        90.4,
        95.2,
        93.9,
        91.6,
        92.8,
        93.1,
        None,
        92.9,
        95.1,
        96.0,
        93.4,
        93.5,
        91.2,
        91.3,
        92.9,
        92.6,
        95.0,
        92.4,
    )
    return [
        Point(str(i + 1), v, now=i == len(values) - 1, tone="bad" if v is not None and v < 91 else "")
        for i, v in enumerate(values)
    ]


def _history(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now - timedelta(minutes=4),
            "title": _("Menunggu persetujuan"),
            "who": "Budi Santoso, S.T.",
            "now": True,
        },
        {
            "at": now - timedelta(hours=2),
            "title": _("Diajukan"),
            "who": "Sari Wulandari, S.Kom.",
            "detail": _("Lampiran: surat tugas.pdf"),
        },
        {
            "at": now - timedelta(days=1),
            "title": _("Ditolak"),
            "who": "Budi Santoso, S.T.",
            "detail": _("Surat tugas belum dilampirkan."),
            "tone": "bad",
        },
    ]


def _pairs() -> list[dict[str, str]]:
    light, dark = colors.palette(brand_hue()), colors.palette(brand_hue(), dark=True)
    return [
        {
            "name": name,
            "ground": ground,
            "light": f"{colors.contrast(light[name], light[ground]):.1f}",
            "dark": f"{colors.contrast(dark[name], dark[ground]):.1f}",
        }
        for name, grounds in (*colors.TEXT_PAIRS, *colors.PART_PAIRS)
        for ground in grounds[:1]
    ]
