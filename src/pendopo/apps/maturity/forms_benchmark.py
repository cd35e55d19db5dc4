"""Forms of the benchmark."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.rules import loading


class BenchmarkUploadForm(forms.Form):
    """`year` and `instrument` stand in for columns that the file does not have."""

    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        help_text=_("Tabel hasil dari laporan pelaksanaan atau keputusan menteri, satu baris satu instansi."),
        error_messages={"required": _("Pilih berkas.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    source = forms.CharField(
        label=_("Sumber"),
        max_length=250,
        help_text=_("Laporan atau keputusan yang memuat tabel ini, dengan nomor dan tahunnya."),
        error_messages={"required": _("Sebut sumbernya.")},
    )
    year = forms.IntegerField(
        label=_("Tahun"),
        required=False,
        min_value=2000,
        max_value=2099,
        help_text=_("Hanya bila berkas tidak mempunyai kolom tahun."),
        error_messages={"min_value": _("Tulis tahun empat angka."), "max_value": _("Tulis tahun empat angka.")},
    )
    instrument = forms.ChoiceField(label=_("Instrumen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.key, one.short) for one in loading.instruments().values()]
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Menurut tahun")), *reversed(known)]
