"""Forms of assessments, answers and submissions, with help and legal basis beside the field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import Assessment, EvaluationKind, FindingKind
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.services.submission import SIGNED
from pendopo.kernel.clock import today
from pendopo.kernel.files.forms import UploadField
from pendopo.kernel.units.models import Unit
from pendopo.kernel.units.queries import offices
from pendopo.ui.fields import CHOOSE, area, day_input


class ConfigureForm(forms.Form):
    """Kind, deadlines, team and target of an assessment."""

    basis = {
        "kind": "PermenPANRB 59/2020 BAB II",
        "decree": "PermenPANRB 59/2020 BAB III huruf A",
        "target": "Predikat Baik (2,60) target paling rendah",
    }
    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=EvaluationKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Pemantauan hanya penilaian mandiri dan dokumen; evaluasi dengan interviu dan bila perlu visitasi."
        ),
    )
    answers_due = forms.DateField(
        label=_("Batas isian kantor"), widget=day_input(), help_text=_("Kantor diingatkan 7, 3, dan 0 hari sebelumnya.")
    )
    submit_due = forms.DateField(label=_("Batas penyampaian"), widget=day_input(), required=False)
    target = forms.DecimalField(
        label=_("Target indeks"), max_digits=4, decimal_places=2, required=False, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), help_text=_("Misalnya 2,60."),
    )  # fmt: skip
    decree = forms.CharField(
        label=_("Keputusan tim asesor internal"), max_length=200, required=False,
        help_text=_("Nomor dan tanggal keputusan bupati yang menetapkan tim."),
    )  # fmt: skip

    @classmethod
    def of(cls, assessment: Assessment) -> dict[str, Any]:
        return {name: getattr(assessment, name) for name in cls.base_fields}


class OpenForm(ConfigureForm):
    """A new assessment: year and instrument first."""

    basis = ConfigureForm.basis | {"instrument": "PermenPANRB 5/2018, 59/2020, 8/2026"}
    year = forms.IntegerField(label=_("Tahun"), min_value=2018, max_value=2100)
    instrument = forms.ChoiceField(
        label=_("Instrumen"),
        help_text=_("Yang berlaku pada tahun itu dipilih sendiri; yang lain dapat dipilih untuk latihan."),
    )
    field_order = ["year", "instrument", "kind", "answers_due", "submit_due", "target", "decree"]

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        held = loading.for_year(year)
        initial = {"year": year, "instrument": held.key if held else "", "kind": EvaluationKind.EVALUATION}
        super().__init__(*args, **{**options, "initial": initial | options.get("initial", {})})
        rows = sorted(loading.instruments().values(), key=lambda one: -one.first_year)
        self.fields["instrument"].choices = [CHOOSE, *((one.key, _label(one)) for one in rows)]  # type: ignore[attr-defined]


def _label(instrument: Instrument) -> str:
    until = instrument.last_year or "..."
    return f"{instrument.short} ({instrument.first_year}-{until}, {len(instrument.entry_codes)})"


class AssignForm(forms.Form):
    """Which office answers the chosen indicators, until when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Kantor responden"), required=False)
    due = forms.DateField(
        label=_("Batas isian"), widget=day_input(), required=False, help_text=_("Kosong: tidak diubah.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["unit"]
        field.queryset = offices().order_by("name")
        field.empty_label = str(_("Tidak diubah"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("unit") and not given.get("due"):
            self.add_error("unit", _("Pilih kantor, atau isi batas isian yang baru."))
        return given


class LaterField(forms.CharField):
    """Needed in the end, not for a draft: shown without "(boleh kosong)", taken empty."""

    def validate(self, value: Any) -> None:
        pass


class AnswerForm(forms.Form):
    """Level, fact and analysis of the self-assessment; `version` is what the person saw."""

    level = forms.TypedChoiceField(label=_("Tingkat"), coerce=int, empty_value=None, required=False)
    fact = LaterField(
        label=_("Fakta"), widget=area(7),
        help_text=_("Sebut dokumen, pasal, halaman, dan nama berkas; satu baris untuk tiap bukti."),
    )  # fmt: skip
    analysis = LaterField(
        label=_("Analisis"), widget=area(7),
        help_text=_("Jelaskan mengapa fakta itu memenuhi kriteria tingkat yang dipilih dan semua tingkat di bawahnya."),
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    basis = {"fact": "Pedoman 3/2024", "analysis": "Pedoman 3/2024"}
    use_required_attribute = False

    def __init__(self, *args: Any, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["level"]
        field.choices = [("", "-"), *((str(level), str(level)) for level in instrument.levels)]


class ExternalForm(AnswerForm):
    """The same of an external assessor, with the reason for the result."""

    justification = LaterField(
        label=_("Justifikasi hasil"), widget=area(5),
        help_text=_("Alasan tingkat yang ditetapkan, terutama bila berbeda dari tahap sebelumnya."),
    )  # fmt: skip
    basis = AnswerForm.basis | {"justification": "Pedoman 3/2024"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=2000, widget=area())

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text


class SubmitForm(forms.Form):
    """Berita Acara and consent of the Koordinator SPBE; the signed files may follow."""

    basis = {"ba_number": "PermenPANRB 59/2020 BAB II", "consent": "PermenPANRB 59/2020 BAB II"}
    ba_number = forms.CharField(
        label=_("Nomor Berita Acara Penilaian Mandiri"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    ba_date = forms.DateField(label=_("Tanggal Berita Acara"), widget=day_input())
    consent = forms.BooleanField(
        label=_("Koordinator SPBE menyetujui publikasi hasil evaluasi"),
        error_messages={"required": _("Penyampaian memerlukan persetujuan publikasi hasil.")},
    )
    ba_file = UploadField(
        kinds=SIGNED, label=_("Berita Acara yang sudah ditandatangani"), required=False, help_text=_("Boleh menyusul.")
    )
    consent_file = UploadField(
        kinds=SIGNED, label=_("Surat persetujuan bertanda tangan"), required=False, help_text=_("Boleh menyusul.")
    )

    def clean_ba_date(self) -> date:
        day: date = self.cleaned_data["ba_date"]
        if day > today():
            raise forms.ValidationError(_("Tanggal Berita Acara belum tiba. Isi tanggal penandatanganan."))
        return day


class AttachForm(forms.Form):
    ba_file = UploadField(kinds=SIGNED, label=_("Berita Acara bertanda tangan"), required=False)
    consent_file = UploadField(kinds=SIGNED, label=_("Persetujuan bertanda tangan"), required=False)


class FindingForm(forms.Form):
    """A line of the result report."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=FindingKind.choices)
    about = forms.ChoiceField(label=_("Tentang"), required=False)
    text = forms.CharField(label=_("Uraian"), max_length=4000, widget=area())

    def __init__(self, *args: Any, instrument: Instrument, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["about"]
        aspects = [(f"a{one.no}", f"{_('Aspek')} {one.no}: {one.name}") for one in instrument.aspects]
        codes = [(code, f"{code}. {instrument.texts(code, year).name}") for code in instrument.entries]
        field.choices = [("", _("Keseluruhan")), *aspects, *codes]

    def place(self) -> dict[str, Any]:
        """The indicator or the aspect that the line is about."""
        about = self.cleaned_data["about"]
        if about.startswith("a"):
            return {"aspect": int(about[1:])}
        return {"code": about}
