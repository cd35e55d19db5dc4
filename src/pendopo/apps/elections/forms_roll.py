"""Forms of the roll: import, stages, corrections, stations, letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import Hamlet, Pilkades, Station, Voter
from pendopo.apps.elections.policy import LAW
from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.services.roll_changes import VoterFacts
from pendopo.kernel.clock import today
from pendopo.ui.fields import day_input


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas daftar pemilih"),
        help_text=_(
            "XLSX atau CSV sampai 20 MB, satu desa satu berkas. Wajib ada NIK, nama, jenis kelamin, dan tanggal lahir."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class TakeForm(forms.Form):
    with_warnings = forms.BooleanField(label=_("Sertakan baris berperingatan; saya sudah memeriksanya"), required=False)


class PhotosForm(forms.Form):
    file = forms.FileField(
        label=_("ZIP foto pemilih"),
        help_text=_(
            "Foto JPEG atau PNG, nama berkasnya NIK (misalnya 6401….jpg). Foto dikecilkan di komputer ini sebelum "
            "dikirim. Beberapa ZIP boleh menyusul; foto pemilih yang sama diganti."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip", "data-shrink": ""}),
    )


class AnnounceForm(forms.Form):
    basis = {"starts_on": LAW}
    starts_on = forms.DateField(label=_("Diumumkan mulai"), widget=day_input(), initial=today)


class SetForm(forms.Form):
    decree_number = forms.CharField(label=_("Nomor berita acara penetapan DPT"), max_length=120)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=250)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Jawaban bagi pengusul"), max_length=250)


class StationForm(forms.Form):
    """Where a voter votes."""

    def __init__(self, election: Pilkades, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Station.objects.filter(election=election)
        self.fields["station"] = forms.ModelChoiceField(rows, label=_("TPS"), empty_label=str(_("Pilih")))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Kode undangan"), max_length=20, help_text=_("Delapan huruf dan angka di bawah kode QR."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class FindForm(forms.Form):
    text = forms.CharField(label=_("Nama, NIK, atau kode undangan"), max_length=150, strip=True)


class AskForm(forms.Form):
    """Who asks and why: all that a removal needs."""

    asked_by = forms.CharField(
        label=_("Pengusul"), max_length=150, help_text=_("Nama warga atau petugas yang datang ke sekretariat.")
    )
    reason = forms.CharField(label=_("Alasan"), max_length=250)


class VoterForm(AskForm):
    """A person's data as they ought to be, with who asks for it."""

    groups = [
        (_("Orangnya"), "", ["nik", "family_card", "name", "sex", "born_place", "born_on", "is_married"]),
        (_("Tempat tinggal"), "", ["hamlet", "address", "rt", "rw", "needs"]),
        (_("Usulan"), "", ["asked_by", "reason", "confirmed"]),
    ]  # fmt: skip
    nik = forms.CharField(
        label=_("NIK"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    family_card = forms.RegexField(
        r"^\d{16}$", label=_("Nomor KK"), required=False,
        error_messages={"invalid": _("Nomor KK terdiri dari 16 angka.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=[("L", _("Laki-laki")), ("P", _("Perempuan"))])
    born_place = forms.CharField(label=_("Tempat lahir"), max_length=80, required=False)
    born_on = forms.DateField(label=_("Tanggal lahir"), widget=day_input())
    is_married = forms.BooleanField(label=_("Sudah atau pernah kawin"), required=False)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)
    rt = forms.CharField(label=_("RT"), max_length=5, required=False)
    rw = forms.CharField(label=_("RW"), max_length=5, required=False)
    needs = forms.CharField(
        label=_("Kebutuhan bantuan"), max_length=80, required=False, help_text=_("Misalnya tunanetra atau kursi roda.")
    )
    confirmed = forms.BooleanField(
        label=_("Dokumennya sudah diperiksa dan benar"), required=False,
        help_text=_("Centang hanya bila ada peringatan dan KTP-el atau KK sudah dilihat."),
    )  # fmt: skip

    def __init__(self, election: Pilkades, *args: Any, voter: Voter | None = None, **options: Any) -> None:
        if voter is not None:
            names = [name for name in VoterFacts.__dataclass_fields__ if name != "hamlet"]
            options["initial"] = {name: getattr(voter, name) for name in names} | {"hamlet": voter.hamlet_id}
        super().__init__(*args, **options)
        self.fields["hamlet"] = forms.ModelChoiceField(
            Hamlet.objects.filter(election=election),
            label=_("Dusun"),
            required=False,
            empty_label=str(_("Belum diketahui")),
        )

    def clean_nik(self) -> str:
        return nik_rules.tidy(self.cleaned_data["nik"])

    def facts(self) -> VoterFacts:
        known = {name: self.cleaned_data[name] for name in VoterFacts.__dataclass_fields__ if name != "hamlet"}
        hamlet = self.cleaned_data["hamlet"]
        return VoterFacts(**known, hamlet=hamlet.pk if hamlet else None)
