"""Forms of instruments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    document = forms.CharField(
        label=_("Naskah resmi yang dibaca"),
        max_length=160,
        help_text=_("Jenis, nomor, dan tahun, dan dari mana naskahnya diperoleh."),
        error_messages={"required": _("Sebut naskah resmi yang Anda baca.")},
    )
    page = forms.CharField(
        label=_("Lampiran dan halaman"),
        max_length=80,
        help_text=_("Tempat tabel bobot, kriteria, dan predikat yang Anda cocokkan."),
        error_messages={"required": _("Sebut lampiran dan halaman yang Anda cocokkan.")},
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Perbedaan kecil yang Anda temukan, bila ada."),
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("Saya sudah mencocokkan bobot, susunan, kriteria, dan predikat dengan naskah itu"),
        error_messages={"required": _("Nyatakan bahwa Anda sudah mencocokkannya.")},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis alasannya.")},
    )


class InstrumentUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas JSON"),
        help_text=_("Instrumen, atau lapisan kriteria menurut pedoman. Bobot harus berjumlah 100 tanpa celah nomor."),
        error_messages={"required": _("Pilih berkas JSON.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if not found.name.lower().endswith(".json"):
            raise forms.ValidationError(_("Berkas harus berakhiran .json."))
        return found
