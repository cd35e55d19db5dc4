"""Forms of hand counts, differences, objections, audits of slips and determinations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import DiscrepancyState, Pilkades, Station
from pendopo.apps.elections.rules.handcount import Slips
from pendopo.apps.elections.rules.ties import CHOICES
from pendopo.kernel.clock import today
from pendopo.kernel.files.forms import UploadField
from pendopo.ui.fields import Groups, area, day_input

MOST = 100_000


def figure(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class SlipsForm(forms.Form):
    """One field a choice, shown in `order` (places of the ballot); nothing is filled in beforehand."""

    def __init__(self, *args: Any, labels: list[str], order: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = [f"choice_{place}" for place in range(len(labels))]
        for place in order:
            self.fields[self.places[place]] = figure(labels[place])
        self.fields["unclear"] = figure(_("Slip tidak terbaca"), _("Isi 0 bila tidak ada."))
        self.fields["copies"] = figure(
            _("Slip SALINAN yang disisihkan"),
            _("Slip SALINAN yang aslinya ada: kode enam hurufnya sama. Ia tidak ikut dihitung di atas."),
        )
        self.fields["note"] = forms.CharField(label=_("Catatan"), max_length=250, required=False, widget=area(2))
        self.groups: Groups = [
            (_("Jumlah slip setiap pilihan"),
             _("Hitung slip kertas di kotak audit. Slip SALINAN dihitung hanya bila aslinya tidak ditemukan."),
             [self.places[place] for place in order]),
            (_("Slip lain"), "", ["unclear", "copies", "note"]),
        ]  # fmt: skip

    def slips(self) -> Slips:
        found = self.cleaned_data
        return Slips(tuple(found[name] for name in self.places), found["copies"], found["unclear"])


class CheckForm(forms.Form):
    """What one step of the protocol showed."""

    key = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Yang ditemukan"), max_length=500, widget=area(3))


class FindingForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[(one.value, one.label) for one in (DiscrepancyState.EXPLAINED, DiscrepancyState.UNRESOLVED)],
    )
    finding = forms.CharField(label=_("Temuan"), max_length=2000, widget=area(4))


class ObjectionForm(forms.Form):
    groups: Groups = [
        (_("Pengaju"), _("Nama pengaju hanya tampak bagi yang menangani keberatan."),
         ["filed_by", "capacity", "filed_on"]),
        (_("Keberatan"), "", ["station", "subject", "text", "file"]),
        (_("Bila lewat batas"), _("Isi hanya bila diajukan sesudah batas; keberatan tetap tercatat."), ["refusal"]),
    ]  # fmt: skip
    filed_by = forms.CharField(label=_("Nama pengaju"), max_length=150)
    capacity = forms.CharField(label=_("Kedudukan"), max_length=80, help_text=_("Misalnya calon nomor 2 atau saksi."))
    filed_on = forms.DateField(label=_("Tanggal diajukan"), widget=day_input())
    station = forms.ModelChoiceField(
        Station.objects.none(), label=_("TPS"), required=False, empty_label=str(_("Seluruh desa"))
    )
    subject = forms.CharField(label=_("Pokok keberatan"), max_length=200)
    text = forms.CharField(label=_("Uraian"), max_length=5000, widget=area(6))
    file = UploadField(label=_("Surat keberatan"), required=False)
    refusal = forms.CharField(label=_("Alasan penolakan"), max_length=1000, required=False, widget=area(3))

    def __init__(self, *args: Any, election: Pilkades, **options: Any) -> None:
        options["initial"] = {"filed_on": today()}
        super().__init__(*args, **options)
        self.fields["station"].queryset = election.stations.all()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    accepted = forms.ChoiceField(
        label=_("Keputusan"), choices=[("", _("Pilih")), ("ya", _("Diterima")), ("tidak", _("Ditolak"))]
    )
    answer = forms.CharField(
        label=_("Jawaban"), max_length=5000, widget=area(6), help_text=_("Tercetak pada surat jawaban.")
    )


class RiskForm(forms.Form):
    groups: Groups = [
        (_("Audit slip"), _("Hasil yang diumumkan dibekukan, lalu slip diundi dengan benih ini sampai cukup."),
         ["risk_limit", "seed"]),
    ]  # fmt: skip
    risk_limit = forms.DecimalField(
        label=_("Batas risiko (%)"), min_value=0, max_value=20, max_digits=5, decimal_places=2,
        help_text=_("Peluang terbesar bahwa hasil yang keliru lolos tanpa hitung semua slip."),
    )  # fmt: skip
    seed = forms.CharField(
        label=_("Benih acak"), max_length=80,
        help_text=_("Dua puluh angka atau lebih dari dadu sepuluh sisi, dilempar bergantian di depan saksi."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class DrawForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.TypedChoiceField(label=_("Yang tertulis pada slip"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]


class TieRuleForm(forms.Form):
    groups: Groups = [
        (_("Aturan suara sama untuk pemilihan ini"), _("Menggantikan aturan kabupaten hanya untuk desa ini."),
         ["rule", "basis"]),
    ]  # fmt: skip
    rule = forms.ChoiceField(
        label=_("Aturan"), choices=[("", _("Menurut pengaturan kabupaten")), *CHOICES.items()], required=False
    )
    basis = forms.CharField(
        label=_("Dasar hukum"),
        max_length=200,
        required=False,
        help_text=_("Misalnya Perbup 12/2026 Pasal 60 ayat (3)."),
    )


class DetermineForm(forms.Form):
    """`left` are the candidates among whom the committee decides; empty where votes or rule decided."""

    number = forms.CharField(label=_("Nomor keputusan panitia"), max_length=120)
    on = forms.DateField(label=_("Tanggal keputusan"), widget=day_input())

    def __init__(self, *args: Any, left: list[tuple[int, str]], **options: Any) -> None:
        options["initial"] = {"on": today()}
        super().__init__(*args, **options)
        names = ["number", "on"]
        if left:
            self.fields["winner"] = forms.TypedChoiceField(
                label=_("Calon terpilih menurut keputusan"), coerce=int, choices=[("", _("Pilih")), *left]
            )
            self.fields["basis"] = forms.CharField(label=_("Dasar keputusan"), max_length=250, widget=area(3))
            names += ["winner", "basis"]
        self.groups: Groups = [(_("Keputusan panitia"), "", names)]
