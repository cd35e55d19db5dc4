"""Forms of the device screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models import DeviceGroup
from pendopo.apps.attendance.protocol.orders import SETTABLE
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.units.models import Unit
from pendopo.ui.fields import area, day_input

ZONES = [
    ("Asia/Jakarta", _("WIB (Asia/Jakarta)")),
    ("Asia/Makassar", _("WITA (Asia/Makassar)")),
    ("Asia/Jayapura", _("WIT (Asia/Jayapura)")),
]


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DeviceForm(forms.Form):
    """Registering or changing a unit."""

    sn = forms.CharField(
        label=_("Nomor seri"), max_length=32, help_text=_("Tercetak di bawah mesin dan ada di menu Info Sistem.")
    )
    name = forms.CharField(
        label=_("Nama mesin"), max_length=120, help_text=_("Sebut tempatnya, misalnya Lobi Diskominfo.")
    )
    unit = UnitChoice(label=_("Unit kerja"), queryset=Unit.objects.none(), empty_label=_("Pilih unit"))
    zone = forms.ChoiceField(
        label=_("Zona waktu"), choices=ZONES, help_text=_("Mesin menyetel jamnya menurut zona ini.")
    )
    group = forms.ModelChoiceField(
        label=_("Kelompok PIN"),
        queryset=DeviceGroup.objects.none(),
        required=False,
        empty_label=_("Menurut kantor"),
        help_text=_("Dalam satu kelompok, satu PIN berarti satu orang."),
    )
    networks = forms.CharField(
        label=_("Alamat yang diizinkan"),
        max_length=200,
        required=False,
        help_text=_("Alamat IP atau rentangnya, dipisah koma. Kosong berarti dari mana saja."),
    )

    def __init__(self, *args: Any, actor: Actor, fixed_serial: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.under(actor.unit_path).filter(closed_on__isnull=True)
        fields["group"].queryset = DeviceGroup.objects.under(actor.unit_path).order_by("name")
        fields["sn"].disabled = fixed_serial


class RangeForm(forms.Form):
    """Punches of a span of days that the unit is asked for."""

    since = forms.DateField(label=_("Sejak"), widget=day_input())
    until = forms.DateField(label=_("Sampai"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": today() - timedelta(days=7), "until": today()})
        super().__init__(*args, **kwargs)


class OptionForm(forms.Form):
    key = forms.ChoiceField(label=_("Setelan"), choices=[(key, key) for key in SETTABLE])
    value = forms.CharField(label=_("Nilai"), max_length=40)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=250, widget=area(3))


class SheetForm(forms.Form):
    group = forms.ModelChoiceField(label=_("Kelompok mesin"), queryset=DeviceGroup.objects.none())
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"), help_text=_("Dua kolom: PIN dan NIP. Baris pertama adalah judul kolom.")
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["group"].queryset = groups
