"""Forms of keys, cards, parcels and archives."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import Kind
from pendopo.ui.fields import area


class KeysForm(forms.Form):
    """The public file of the ceremony."""

    kind = forms.ChoiceField(label=_("Dipakai untuk"), choices=Kind.choices)
    file = forms.FileField(
        label=_("Berkas pemegang-kunci.json"),
        help_text=_("Dibuat di akhir upacara kunci pada laptop panitia; hanya memuat kunci umum."),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )


class BundleForm(forms.Form):
    """What the opening of the result made for a station."""

    file = forms.FileField(
        label=_("Berkas hasil TPS (.zip)"),
        help_text=_("Dibuat saat pembukaan hasil: arsip, laporan penutupan, dan catatan TPS."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=250, widget=area(3),
        help_text=_("Tercatat pada jejak pemilihan dan dapat dibaca pemeriksa."),
    )  # fmt: skip


class PassphraseForm(forms.Form):
    passphrase = forms.RegexField(r"^[2-9A-HJ-NP-Z]{5}(-[2-9A-HJ-NP-Z]{5}){4}$", label=_("Kata sandi paket"))
