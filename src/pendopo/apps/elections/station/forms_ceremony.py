"""Forms of the key ceremony and the opening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.station import keyfile
from pendopo.apps.elections.station.ceremony import MOST, CeremonyRefused, Holder, Plan, check_plan

ROLES = (
    *("Ketua panitia", "BPD", "Saksi calon 1", "Saksi calon 2", "Saksi calon 3", "Saksi calon 4", "Saksi calon 5"),
    *("Perangkat desa", "Kecamatan", "Perangkat daerah"),
)
SHOWN = 5


def secret_input() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"})


class PlanForm(forms.Form):
    """Rows of holders are `name_1`, `role_1` and so on; empty rows are left out."""

    kind = forms.ChoiceField(
        label=_("Untuk"),
        choices=(("official", _("Pemilihan sungguhan")), ("trial", _("Uji coba"))),
        widget=forms.RadioSelect,
        initial="official",
    )
    title = forms.CharField(
        label=_("Nama pemilihan"), max_length=120, help_text=_("Contoh: Pilkades Desa Sukamaju 2026")
    )
    village = forms.CharField(label=_("Desa"), max_length=80)
    regency = forms.CharField(label=_("Kabupaten atau kota"), max_length=80)
    place = forms.CharField(label=_("Tempat upacara"), max_length=120, help_text=_("Contoh: Balai Desa Sukamaju"))
    threshold = forms.IntegerField(
        label=_("Yang harus hadir untuk membuka hasil"),
        min_value=2,
        max_value=MOST,
        initial=3,
        help_text=_(
            "Contoh: 3 dari 5. Pilih lebih kecil dari jumlah pemegang kunci, "
            "supaya satu stik hilang tidak mengakhiri segalanya."
        ),
    )
    witnesses = forms.CharField(
        label=_("Saksi upacara"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu nama satu baris."),
    )
    group = forms.ChoiceField(
        label=_("Sistem bilangan"),
        choices=(("Ed25519", _("Ed25519 (disarankan)")), ("BELENIOS-2048", _("BELENIOS-2048"))),
        initial="Ed25519",
        help_text=_("Biarkan Ed25519, kecuali kabupaten meminta yang lain."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST + 1):
            self.fields[f"name_{number}"] = forms.CharField(label=_("Nama"), max_length=80, required=False)
            self.fields[f"role_{number}"] = forms.CharField(
                label=_("Jabatan"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "jabatan"})
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        for number in range(1, MOST + 1):
            name, role = cleaned[f"name_{number}"], cleaned[f"role_{number}"]
            if bool(name) != bool(role):
                missing = "role" if name else "name"
                self.add_error(f"{missing}_{number}", _("Isi nama dan jabatan, atau kosongkan dua-duanya."))
        if not self.errors:
            try:
                check_plan(self.plan())
            except CeremonyRefused as problem:
                self.add_error(problem.field if problem.field in self.fields else None, str(problem))
        return cleaned

    def plan(self) -> Plan:
        told = self.cleaned_data
        rows = [(told[f"name_{number}"], told[f"role_{number}"]) for number in range(1, MOST + 1)]
        return Plan(
            kind=told["kind"],
            title=told["title"],
            regency=told["regency"],
            village=told["village"],
            place=told["place"],
            group=told["group"],
            threshold=told["threshold"],
            holders=tuple(Holder(name, role) for name, role in rows if name),
            witnesses=tuple(line for line in (one.strip() for one in told["witnesses"].splitlines()) if line),
        )

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(number, self[f"name_{number}"], self[f"role_{number}"]) for number in range(1, MOST + 1)]


def initial_of(plan: Plan) -> dict[str, Any]:
    """The plan back in the form."""
    names = ("kind", "title", "regency", "village", "place", "group", "threshold")
    found: dict[str, Any] = {name: getattr(plan, name) for name in names}
    found["witnesses"] = "\n".join(plan.witnesses)
    for number, holder in enumerate(plan.holders, 1):
        found |= {f"name_{number}": holder.name, f"role_{number}": holder.role}
    return found


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Kata sandi Anda"),
        max_length=200,
        strip=False,
        widget=secret_input(),
        help_text=_(
            "Tiga kata atau lebih yang hanya Anda ingat. Kata sandi tidak disimpan dan tidak dapat dipulihkan."
        ),
    )
    again = forms.CharField(label=_("Ketik sekali lagi"), max_length=200, strip=False, widget=secret_input())


class KeyForm(forms.Form):
    """A key file with its passphrase."""

    file = forms.FileField(label=_("Berkas kunci di stik"), max_length=200, help_text=_("Namanya kunci-….pendopo"))
    passphrase = forms.CharField(label=_("Kata sandi Anda"), max_length=200, strip=False, widget=secret_input())

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > keyfile.LARGEST:
            raise forms.ValidationError(
                _("Berkas ini terlalu besar untuk berkas kunci. Pilih kunci-….pendopo dari stik.")
            )
        return bytes(upload.read())


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class BundlesField(forms.FileField):
    """One or more files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = list(data) if isinstance(data, (list, tuple)) else [data]
        return [super(BundlesField, self).clean(one, initial) for one in several or [None]]


class BundlesForm(forms.Form):
    bundles = BundlesField(
        label=_("Berkas TPS"), max_length=200, help_text=_("Namanya berkas-tps-….zip; boleh beberapa sekaligus.")
    )


class PublicForm(forms.Form):
    public = forms.FileField(
        label=_("Berkas pemegang kunci"), max_length=200, help_text=_("Namanya pemegang-kunci.json")
    )


class KnownForm(forms.Form):
    known = forms.FileField(label=_("Daftar kunci TPS"), max_length=200, help_text=_("Dari kabupaten, bila ada."))
