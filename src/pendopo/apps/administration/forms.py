"""Forms of the administration screens."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pendopo.kernel import decrees, policy
from pendopo.kernel.actor import Actor
from pendopo.kernel.calendar.models import HolidayKind
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import AssignmentKind
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.settings_store import Definition
from pendopo.kernel.units.models import Decree, Unit, UnitKind
from pendopo.kernel.units.queries import open_units
from pendopo.kernel.units.services import ZONES, NewUnit
from pendopo.ui import formats
from pendopo.ui.fields import Groups, area, day_input

INDENT = "\u2003"
NOTHING = "-"
DECREE = ("decree_number", "decree_date", "decree_title")


class DateField(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", day_input())
        super().__init__(**kwargs)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, indented as in the tree."""

    def label_from_instance(self, obj: Any) -> str:
        name = str(obj.name)
        if obj.opened_on > today():
            name = _("%(name)s (mulai %(day)s)") % {"name": name, "day": formats.short_date(obj.opened_on)}
        return INDENT * max(0, len(obj.path) // LEVEL_DIGITS - 1) + name


def units_of(actor: Actor) -> QuerySet[Unit]:
    """Open units that the actor may place somebody in or change."""
    return open_units().filter(under(actor.unit_path, "path"))


class AccountForm(forms.Form):
    """A new sign-in for somebody; the password is made by the program and shown once."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    username = forms.CharField(
        label=_("Nama pengguna"), max_length=60, help_text=_("Untuk pegawai sebaiknya NIP, 18 angka tanpa spasi.")
    )
    email = forms.EmailField(label=_("Surel"), required=False)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"]

    def clean_username(self) -> str:
        return "".join(str(self.cleaned_data["username"]).split())


class DetailsForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    email = forms.EmailField(label=_("Surel"), required=False)


class DecreeForm(forms.Form):
    """Every change of the organisation has its decree."""

    decree_number = forms.CharField(
        label=_("Nomor keputusan"),
        max_length=120,
        help_text=_("Misalnya 800/123/BKPSDM/2026 atau Perda 3/2016"),
        widget=forms.TextInput(attrs={"list": "keputusan", "autocomplete": "off"}),
    )
    decree_date = DateField(label=_("Tanggal keputusan"))
    decree_title = forms.CharField(label=_("Tentang"), max_length=250, required=False)

    @property
    def lists(self) -> dict[str, list[tuple[str, str]]]:
        """What the browser offers for the number."""
        return {"keputusan": [(hit.number, hit.title) for hit in decrees.find()]}

    def decree(self) -> Decree:
        data = self.cleaned_data
        return Decree(data["decree_number"], data["decree_date"], data["decree_title"])


class AssignmentForm(DecreeForm):
    groups: Groups = (
        (_("Peran"), _("Menentukan apa yang boleh dilihat dan dilakukan."), ("role", "unit", "post", "is_head")),
        (_("Masa"), _("Plt. dan Plh. selalu memiliki tanggal akhir."), ("kind", "starts_on", "ends_on")),
        (_("Dasar"), _("Surat keputusan atau surat perintah penugasan."), DECREE),
    )
    role = forms.ChoiceField(label=_("Peran"))
    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Pilih unit"))
    post = forms.CharField(
        label=_("Nama jabatan"),
        max_length=200,
        required=False,
        help_text=_("Jabatan yang belum ada di unit itu dibuat baru. Kosongkan bila tanpa jabatan."),
    )
    is_head = forms.BooleanField(label=_("Jabatan ini memimpin unit"), required=False)
    kind = forms.ChoiceField(label=_("Sifat"), choices=AssignmentKind.choices)
    starts_on = DateField(label=_("Mulai"))
    ends_on = DateField(
        label=_("Sampai"), required=False, help_text=_("Wajib untuk Plt. dan Plh.; hari terakhir ikut dihitung.")
    )
    field_order = ("role", "unit", "post", "is_head", "kind", "starts_on", "ends_on")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(key, label) for key, label in policy.ROLES.items()]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_of(actor)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = DateField(label=_("Hari terakhir"))


class UnitChangeForm(DecreeForm):
    """What every change of a unit needs: its decree, the day from which it holds, and the state it was decided on."""

    on = DateField(label=_("Berlaku mulai"))
    seen = forms.CharField(widget=forms.HiddenInput)

    @property
    def groups(self) -> Groups:
        return (
            (_("Perubahan"), "", [name for name in self.fields if name not in DECREE]),
            (_("Dasar hukum"), _("Perda, Perbup, atau keputusan yang menjadi dasarnya."), DECREE),
        )


class RenameForm(UnitChangeForm):
    name = forms.CharField(label=_("Nama baru"), max_length=200)
    short_name = forms.CharField(label=_("Nama pendek"), max_length=60, required=False)
    field_order = ("name", "short_name", "on")


class MoveForm(UnitChangeForm):
    parent = UnitField(label=_("Induk baru"), queryset=Unit.objects.none(), empty_label=_("Pilih induk"))
    field_order = ("parent", "on")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units_of(actor)  # type: ignore[attr-defined]


class OpenForm(UnitChangeForm):
    code = forms.CharField(label=_("Kode"), max_length=40)
    name = forms.CharField(label=_("Nama"), max_length=200)
    short_name = forms.CharField(label=_("Nama pendek"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Jenis"), choices=UnitKind.choices)
    field_order = ("code", "name", "short_name", "kind", "on")

    def new(self) -> NewUnit:
        data = self.cleaned_data
        return NewUnit(data["code"], data["name"], data["short_name"], data["kind"])


class PlaceForm(forms.Form):
    """Where an office stands: for its clock, the map and the nearest machine."""

    groups: Groups = (
        (
            _("Letak"),
            _("Dipakai untuk jam pada layar, peta di ruang bupati, dan jarak ke mesin presensi."),
            ("district_code", "zone", "latitude", "longitude"),
        ),
    )
    district_code = forms.ChoiceField(label=_("Kecamatan"), required=False)
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=[(key, f"{word} ({key})") for key, word in ZONES.items()])
    latitude = forms.FloatField(label=_("Lintang"), required=False, help_text=_("Misalnya -1,90833; selatan negatif."))
    longitude = forms.FloatField(label=_("Bujur"), required=False, help_text=_("Misalnya 116,19444."))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district_code"].choices = [("", _("Belum ditetapkan")), *districts]  # type: ignore[attr-defined]
        for name in ("latitude", "longitude"):
            self.fields[name].localize = True
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})


class SplitForm(UnitChangeForm):
    """Two or more successors, one a line: code; name."""

    into = forms.CharField(
        label=_("Unit penerus"),
        widget=area(),
        help_text=_("Satu baris satu unit: kode; nama. Sekurangnya dua baris."),
    )
    field_order = ("into", "on")

    def clean_into(self) -> list[tuple[str, str]]:
        found = []
        for line in str(self.cleaned_data["into"]).splitlines():
            if not line.strip():
                continue
            code, separator, name = (part.strip() for part in line.partition(";"))
            if not (separator and code and name):
                text = _("Baris “%(line)s” belum berbentuk kode; nama.")
                raise forms.ValidationError(text, params={"line": line.strip()})
            found.append((code, name))
        return found

    def successors(self, kind: str) -> list[NewUnit]:
        return [NewUnit(code, name, name[:60], kind) for code, name in self.cleaned_data["into"]]


class MergeForm(UnitChangeForm):
    others = forms.ModelMultipleChoiceField(
        label=_("Digabung dengan"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    code = forms.CharField(label=_("Kode unit baru"), max_length=40)
    name = forms.CharField(label=_("Nama unit baru"), max_length=200)
    field_order = ("others", "code", "name", "on")

    def __init__(self, *args: Any, unit: Unit, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siblings = units_of(actor).filter(parent=unit.parent).exclude(pk=unit.pk)
        self.fields["others"].queryset = siblings  # type: ignore[attr-defined]

    def new(self, kind: str) -> NewUnit:
        data = self.cleaned_data
        return NewUnit(data["code"], data["name"], data["name"][:60], kind)


class HolidayForm(forms.Form):
    on = DateField(label=_("Tanggal"))
    name = forms.CharField(label=_("Nama hari libur"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis"), choices=HolidayKind.choices, initial=HolidayKind.LOCAL)
    unit = UnitField(
        label=_("Hanya untuk unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Seluruh pemerintah daerah"),
    )
    basis = forms.CharField(label=_("Dasar hukum"), max_length=250, required=False)

    def __init__(self, *args: Any, actor: Actor, fixed_unit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_unit:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units_of(actor).exclude(path="")  # type: ignore[attr-defined]


class SeasonForm(forms.Form):
    starts_on = DateField(label=_("Hari pertama puasa"))
    ends_on = DateField(label=_("Hari terakhir puasa"))
    basis = forms.CharField(label=_("Dasar"), max_length=250)


class ValueForm(forms.Form):
    """A new value of one setting, from a day on; older values stay as they were."""

    valid_from = DateField(label=_("Berlaku mulai"))
    basis = forms.CharField(label=_("Dasar hukum"), max_length=250)
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("value", "valid_from", "basis")

    def __init__(self, *args: Any, definition: Definition, present: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(definition, present)
        self.fields["valid_from"].initial = today
        self.fields["basis"].initial = definition.basis
        self.order_fields(self.field_order)
        self.is_choice = definition.kind == "choice"

    def clean_value(self) -> Any:
        """An empty choice travels as NOTHING, so that it is a choice and not a gap."""
        given = self.cleaned_data["value"]
        return "" if self.is_choice and given == NOTHING else given


def value_field(definition: Definition, present: Any) -> forms.Field:
    """The field that fits a setting's kind."""
    label = _("Nilai baru")
    if definition.kind == "bool":
        return forms.BooleanField(label=definition.label, required=False, initial=present)
    if definition.kind == "choice":
        pairs = [(key or NOTHING, name) for key, name in (definition.choices or {}).items()]
        return forms.ChoiceField(label=label, choices=pairs, initial=present or NOTHING)
    if definition.kind == "text":
        return forms.CharField(label=label, initial=present, max_length=500)
    bounds: dict[str, Any] = {"min_value": definition.minimum, "max_value": definition.maximum}
    if definition.kind == "int":
        return forms.IntegerField(label=label, initial=present, help_text=definition.unit, **bounds)
    return forms.DecimalField(label=label, initial=present, help_text=definition.unit, **bounds)
