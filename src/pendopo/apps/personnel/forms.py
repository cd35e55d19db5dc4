"""Forms of personnel, with help and legal basis beside the field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.personnel.models import Eselon, Kind, Pegawai, ServiceState, Sex
from pendopo.apps.personnel.rules.names import mask_nik
from pendopo.apps.personnel.rules.ranks import golongan_choices
from pendopo.apps.personnel.services import Facts, PostFacts
from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import PostKind
from pendopo.kernel.units.models import Decree
from pendopo.ui.fields import CHOOSE, Groups, UnitField, area, day_input


class SkForm(forms.Form):
    """What every step needs: the decree and the day from which it holds."""

    refusals = {"on": "tmt", "post": "title"}
    tmt = forms.DateField(label=_("TMT"), help_text=_("Tanggal mulai berlaku menurut SK."), widget=day_input())
    sk_number = forms.CharField(
        label=_("Nomor SK"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sk_date = forms.DateField(label=_("Tanggal SK"), widget=day_input())

    def decree(self) -> Decree:
        return Decree(self.cleaned_data["sk_number"], self.cleaned_data["sk_date"])

    @property
    def tmt_value(self) -> date:
        return self.cleaned_data["tmt"]  # type: ignore[no-any-return]


class PlaceForm(SkForm):
    basis = {"tmt": "Peraturan BKN 5/2019"}

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        help_text = _("Presensi sejak TMT dihitung di unit ini.")
        self.fields["unit"] = UnitField(actor, label=_("Unit kerja baru"), help_text=help_text)
        self.order_fields(["unit", "tmt", "sk_number", "sk_date"])


class PromoteForm(SkForm):
    basis = {"golongan": "PP 7/1977 jo. PP 5/2024; Perpres 98/2020 jo. 11/2024", "tmt": "Peraturan BKN 4/2025"}
    golongan = forms.ChoiceField(label=_("Golongan"))
    field_order = ["golongan", "tmt", "sk_number", "sk_date"]

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["golongan"].choices = [CHOOSE, *golongan_choices(kind)]  # type: ignore[attr-defined]


class PostFields(forms.Form):
    title = forms.CharField(label=_("Nama jabatan"), max_length=200)
    kind = forms.ChoiceField(label=_("Jenis jabatan"), choices=[CHOOSE, *PostKind.choices])
    eselon = forms.ChoiceField(
        label=_("Eselon"),
        choices=[("", _("Tidak ada")), *Eselon.choices],
        required=False,
        help_text=_("Hanya bagi jabatan struktural."),
    )
    job_class = forms.IntegerField(
        label=_("Kelas jabatan"),
        min_value=1,
        max_value=17,
        required=False,
        help_text=_("1 sampai 17, menurut peta jabatan."),
    )

    def post(self) -> PostFacts:
        given = self.cleaned_data
        return PostFacts(given["title"], given["kind"], given["eselon"], given["job_class"])


class AppointForm(PostFields, SkForm):
    basis = {"kind": "UU 20/2023 pasal 13", "job_class": "PermenPANRB 39/2013"}
    field_order = ["title", "kind", "eselon", "job_class", "tmt", "sk_number", "sk_date"]


class EndForm(SkForm):
    basis = {"kind": "UU 20/2023 pasal 52; PP 11/2017 pasal 238"}
    kind = forms.ChoiceField(label=_("Sebab"), choices=[CHOOSE, *ServiceState.choices[1:]])
    field_order = ["kind", "tmt", "sk_number", "sk_date"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tmt"].label = _("TMT berhenti")
        self.fields["tmt"].help_text = _("Hari pertama tidak lagi bertugas.")


class FactsForm(forms.Form):
    """Who somebody is. The NIP decides; birth date and sex catch a mistyped one."""

    basis = {"nip": "Perka BKN 22/2007"}
    nip = forms.CharField(
        label=_("NIP"),
        max_length=24,
        help_text=_("18 angka; spasi boleh."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    birth_date = forms.DateField(
        label=_("Tanggal lahir"), help_text=_("Dicocokkan dengan delapan angka pertama NIP."), widget=day_input()
    )
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"), choices=[CHOOSE, *Sex.choices], help_text=_("Dicocokkan dengan angka ke-15 NIP.")
    )
    appointed_on = forms.DateField(
        label=_("TMT CPNS atau PPPK"), required=False, widget=day_input(), help_text=_("Bila kosong, diambil dari NIP.")
    )
    name = forms.CharField(label=_("Nama tanpa gelar"), max_length=120)
    title_front = forms.CharField(label=_("Gelar depan"), max_length=40, required=False)
    title_back = forms.CharField(label=_("Gelar belakang"), max_length=80, required=False)
    birth_place = forms.CharField(label=_("Tempat lahir"), max_length=80, required=False)
    nik = forms.RegexField(
        r"^[0-9]{16}$", label=_("NIK"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("NIK terdiri dari 16 angka. Cocokkan dengan KTP, atau kosongkan.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("Surel"), required=False)
    phone = forms.RegexField(
        r"^\+?[0-9 \-]{6,20}$", label=_("Nomor telepon"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"invalid": _("Tulis satu nomor, misalnya 081234567890, atau kosongkan.")},
    )  # fmt: skip

    def facts(self) -> Facts:
        return Facts(**{key: self.cleaned_data[key] for key in Facts.__dataclass_fields__})


class CorrectForm(FactsForm):
    def __init__(self, *args: Any, pegawai: Pegawai, **options: Any) -> None:
        initial = {key: getattr(pegawai, key) for key in self.base_fields if key != "nik"}
        super().__init__(*args, **{**options, "initial": initial})
        if pegawai.nik:
            shown = mask_nik(pegawai.nik)
            self.fields["nik"].help_text = _("Tersimpan %(nik)s. Kosongkan bila tidak berubah.") % {"nik": shown}


class HireForm(PostFields, FactsForm, SkForm):
    groups: Groups = [
        (
            _("Identitas"),
            _("NIP menentukan jenis, tanggal lahir, dan kelamin."),
            ["nip", "birth_date", "sex", "appointed_on"],
        ),
        (_("Nama"), "", ["name", "title_front", "title_back", "birth_place"]),
        (_("Penempatan pertama"), _("Presensi dihitung sejak TMT."), ["unit", "tmt", "sk_number", "sk_date"]),
        (
            _("Golongan dan jabatan"),
            _("Dengan SK yang sama; boleh menyusul."),
            ["golongan", "title", "kind", "eselon", "job_class"],
        ),
        (_("Kontak dan NIK"), _("NIK tersimpan tertutup dan tidak tampil di daftar."), ["nik", "email", "phone"]),
    ]
    basis = FactsForm.basis | {"golongan": PromoteForm.basis["golongan"], "job_class": AppointForm.basis["job_class"]}
    golongan = forms.ChoiceField(label=_("Golongan"), required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = UnitField(actor, label=_("Unit kerja"))
        pairs = [
            (code, f"{label} · {Kind(kind).label}") for kind in Kind.values for code, label in golongan_choices(kind)
        ]
        self.fields["golongan"].choices = [("", _("Belum ada")), *pairs]  # type: ignore[attr-defined]
        for name in ("title", "kind"):
            self.fields[name].required = False
        self.fields["kind"].choices = [("", _("Belum ada")), *PostKind.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("title")) != bool(given.get("kind")):
            self.add_error(
                "kind" if given.get("title") else "title", _("Isi nama jabatan dan jenisnya, atau kosongkan keduanya.")
            )
        return given

    def post_or_none(self) -> PostFacts | None:
        return self.post() if self.cleaned_data["title"] else None


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=250, widget=area(3),
        help_text=_("Tersimpan dalam jejak audit, misalnya nomor SK yang benar."),
    )  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"), max_length=200, allow_empty_file=True,
        help_text=_("Paling besar 20 MB, baris pertama berisi nama kolom."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )  # fmt: skip
