"""Forms of absences, schedules, shifts and bands, with the legal basis beside the field."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pendopo.apps.attendance.models import (
    AbsenceKind,
    PatternKind,
    PortionOfDay,
    SchedulePattern,
    Season,
)
from pendopo.apps.attendance.services.schedules import Hours
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.units.models import Unit
from pendopo.ui.fields import area, day_input

WEEKDAYS = (
    (1, _("Senin")),
    (2, _("Selasa")),
    (3, _("Rabu")),
    (4, _("Kamis")),
    (5, _("Jumat")),
    (6, _("Sabtu")),
    (7, _("Minggu")),
)


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def minutes(value: time | None) -> int | None:
    return None if value is None else value.hour * 60 + value.minute


def as_time(value: int | None) -> time | None:
    """The clock of minutes from midnight; those of the next day lose their day."""
    return None if value is None else time(value % 1440 // 60, value % 60)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Open units of the actor, parts set in under their office."""

    def __init__(self, actor: Actor, **options: Any) -> None:
        units = Unit.objects.filter(under(actor.unit_path, "path"), closed_on__isnull=True).order_by("path")
        super().__init__(units, empty_label=str(_("Pilih unit")), **options)

    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * max(0, len(obj.path) // LEVEL_DIGITS - 1) + str(obj.name)


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis"), choices=AbsenceKind.choices)
    detail = forms.CharField(
        label=_("Rincian"), max_length=60, required=False, help_text=_("Misalnya cuti tahunan, atau tujuan dinas.")
    )
    since = forms.DateField(label=_("Mulai"), widget=day_input())
    until = forms.DateField(label=_("Sampai"), widget=day_input(), help_text=_("Termasuk tanggal ini."))
    portion = forms.ChoiceField(
        label=_("Bagian hari"), choices=PortionOfDay.choices, help_text=_("Setengah hari hanya untuk satu tanggal.")
    )
    document = forms.CharField(
        label=_("Nomor surat"), max_length=80, help_text=_("Surat cuti, surat keterangan dokter, atau SPT.")
    )
    basis = {"kind": "PP 11/2017; Peraturan BKN 24/2017", "document": "PP 94/2021"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=200, widget=area(2))


class PersonSearchForm(forms.Form):
    cari = forms.CharField(label=_("Nama atau NIP"), max_length=100)


class PatternForm(forms.Form):
    code = forms.CharField(label=_("Kode"), max_length=20)
    name = forms.CharField(label=_("Nama"), max_length=120)
    basis_text = forms.CharField(label=_("Dasar hukum"), max_length=200)
    kind = forms.ChoiceField(label=_("Jenis"), choices=PatternKind.choices)


class CopyForm(forms.Form):
    code = forms.CharField(label=_("Kode"), max_length=20)
    name = forms.CharField(label=_("Nama"), max_length=120)
    basis_text = forms.CharField(label=_("Dasar hukum"), max_length=200)


class HoursForm(forms.Form):
    """A week of one season: start, end and break of each weekday; both empty is a day off."""

    season = forms.ChoiceField(label=_("Masa"), choices=Season.choices, required=False)
    valid_from = forms.DateField(label=_("Berlaku sejak"), widget=day_input())
    basis = forms.CharField(
        label=_("Dasar hukum"), max_length=200, help_text=_("Perpres 21/2023 dan keputusan kepala daerah.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, label in WEEKDAYS:
            self.fields[f"start_{number}"] = forms.TimeField(
                label=_("%(day)s, masuk") % {"day": label}, required=False, widget=time_input()
            )
            self.fields[f"end_{number}"] = forms.TimeField(
                label=_("%(day)s, pulang") % {"day": label}, required=False, widget=time_input()
            )
            self.fields[f"rest_{number}"] = forms.IntegerField(
                label=_("%(day)s, istirahat (menit)") % {"day": label}, required=False, min_value=0, max_value=600
            )

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each weekday with its three fields, for a table."""
        return [
            (label, [self[f"start_{number}"], self[f"end_{number}"], self[f"rest_{number}"]])
            for number, label in WEEKDAYS
        ]

    def week(self) -> dict[int, Hours]:
        found = {}
        for number, _label in WEEKDAYS:
            values = (self.cleaned_data.get(f"{name}_{number}") for name in ("start", "end", "rest"))
            start, end, rest = values
            found[number] = Hours(minutes(start), minutes(end), rest or 0)
        return found


class AssignForm(forms.Form):
    pattern = forms.ModelChoiceField(SchedulePattern.objects.all(), label=_("Pola"), empty_label=str(_("Pilih pola")))
    starts_on = forms.DateField(label=_("Mulai"), widget=day_input())
    ends_on = forms.DateField(
        label=_("Sampai"), widget=day_input(), required=False, help_text=_("Kosong: sampai ada perubahan.")
    )
    basis_text = forms.CharField(label=_("Dasar hukum"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = UnitField(
            actor, label=_("Unit"), help_text=_("Berlaku untuk unit ini dan semua bagiannya.")
        )
        self.order_fields(["unit", "pattern", "starts_on", "ends_on", "basis_text"])


class EndForm(forms.Form):
    on = forms.DateField(label=_("Hari terakhir"), widget=day_input())


class ShiftForm(forms.Form):
    code = forms.CharField(label=_("Kode"), max_length=12, help_text=_("Dipakai pada berkas daftar regu, misalnya P."))
    name = forms.CharField(label=_("Nama"), max_length=60)
    start = forms.TimeField(label=pgettext_lazy("presensi", "Masuk"), widget=time_input())
    end = forms.TimeField(
        label=_("Pulang"), widget=time_input(), help_text=_("Lebih awal dari jam masuk berarti hari berikutnya.")
    )
    rest = forms.IntegerField(label=_("Istirahat (menit)"), min_value=0, max_value=600, initial=0)
    basis_text = forms.CharField(label=_("Dasar hukum"), max_length=200, required=False)

    def hours(self) -> tuple[int, int]:
        """Start and end in minutes, the end moved to the next day where it is not after the start."""
        start, end = minutes(self.cleaned_data["start"]) or 0, minutes(self.cleaned_data["end"]) or 0
        return start, end if end > start else end + 1440


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas daftar regu"),
        help_text=_("XLSX atau CSV: kolom NIP, lalu satu kolom untuk tiap tanggal 1 sampai 31 berisi kode regu."),
    )
    month = forms.CharField(label=_("Bulan"), widget=forms.TextInput(attrs={"type": "month"}))


class BandsForm(forms.Form):
    """A whole new set: twelve numbers at most, from a date on."""

    valid_from = forms.DateField(label=_("Berlaku sejak"), widget=day_input())
    basis = forms.CharField(label=_("Dasar hukum"), max_length=200)

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = codes
        for kind, code in codes:
            key = f"{kind}_{code}"
            self.fields[f"low_{key}"] = forms.IntegerField(label=_("%(code)s dari menit") % {"code": code}, min_value=1)
            self.fields[f"high_{key}"] = forms.IntegerField(
                label=_("%(code)s sampai menit") % {"code": code}, min_value=1, required=False
            )
            self.fields[f"percent_{key}"] = forms.DecimalField(
                label=_("%(code)s persen") % {"code": code}, min_value=0, max_value=100, decimal_places=2
            )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (code, [self[f"{name}_{kind}_{code}"] for name in ("low", "high", "percent")]) for kind, code in self.codes
        ]
