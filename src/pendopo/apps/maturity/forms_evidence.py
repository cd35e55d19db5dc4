"""Forms of the evidence library, with help and legal basis beside the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import Entry, EvidenceItem, EvidenceKind
from pendopo.apps.maturity.queries import evidence_lists
from pendopo.apps.maturity.queries.regulation_link import regulations
from pendopo.apps.maturity.services.evidence import Content
from pendopo.kernel.actor import Actor
from pendopo.kernel.files import UploadField
from pendopo.kernel.scope import LEVEL_DIGITS
from pendopo.ui.fields import UnitField, area, day_input

GUIDE = "Pedoman Menteri PANRB 3/2024"
KINDS = {
    "berkas": EvidenceKind.FILE,
    "tautan": EvidenceKind.LINK,
    "produk-hukum": EvidenceKind.REGULATION,
}
"""Kinds that people hand in, by their word in the address."""


class RegulationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.title}"[:160] if obj.number else str(obj)[:160]


class ContentForm(forms.Form):
    """What is handed in, by kind: a file, an address or a regulation."""

    basis: dict[str, str] = {}

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        kind: EvidenceKind,
        fixed_regulation: bool = False,
        tied: Sequence[int] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        if kind == EvidenceKind.FILE:
            self.fields["file"] = UploadField(label=_("Berkas"), help_text=_("Foto dari ponsel diterima."))
        elif kind == EvidenceKind.LINK:
            self.fields["url"] = forms.CharField(
                label=_("Alamat"),
                max_length=500,
                help_text=_("Diawali https://. Untuk layanan: halaman yang dapat dibuka asesor, tanpa kata sandi."),
                widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}),
            )
        elif not fixed_regulation:
            self.fields["regulation"] = RegulationField(
                regulations(actor, tied),
                label=_("Produk hukum"),
                empty_label=str(_("Pilih")),
                help_text=_("Judul, nomor, status, dan sidik berkasnya disimpan bersama bukti."),
            )
        if kind != EvidenceKind.REGULATION:
            self.fields["is_draft"] = forms.BooleanField(
                label=_("Masih rancangan, belum ditetapkan"),
                required=False,
                help_text=_("Rancangan hanya mendukung tingkat 1."),
            )
            self.basis = {"is_draft": GUIDE}

    def content(self) -> Content:
        given = self.cleaned_data
        return Content(
            upload=given.get("file"),
            url=given.get("url", ""),
            regulation=given.get("regulation"),
            is_draft=bool(given.get("is_draft")),
        )


class NewItemForm(ContentForm):
    """A new piece of evidence of an office."""

    def __init__(self, *args: Any, actor: Actor, kind: EvidenceKind, **options: Any) -> None:
        super().__init__(*args, actor=actor, kind=kind, **options)
        self.fields["title"] = _title(required=kind == EvidenceKind.LINK)
        self.fields["unit"] = UnitField(actor, label=_("Kantor pemilik"))
        units = self.fields["unit"].queryset  # type: ignore[attr-defined]
        if units.count() == 1 or len(actor.unit_path) >= LEVEL_DIGITS:
            self.fields["unit"].initial = units.first()
        self.fields["valid_until"] = _valid_until()
        self.fields["note"] = _note()
        first = [name for name in ("file", "url", "regulation") if name in self.fields]
        self.order_fields([*first, "title", "unit", "is_draft", "valid_until", "note"])


class EntryEvidenceForm(ContentForm):
    """Evidence handed in from an entry's page: what it is, and for which levels."""

    def __init__(
        self, *args: Any, actor: Actor, kind: EvidenceKind, levels: Sequence[tuple[int, str]], **options: Any
    ) -> None:
        super().__init__(*args, actor=actor, kind=kind, **options)
        self.fields["title"] = _title(required=kind == EvidenceKind.LINK)
        self.fields["levels"] = _levels(levels)
        self.fields["pages"] = _pages()
        self.fields["valid_until"] = _valid_until()
        self.basis = {**self.basis, "levels": GUIDE}
        first = [name for name in ("file", "url", "regulation") if name in self.fields]
        self.order_fields([*first, "title", "levels", "pages", "is_draft", "valid_until"])


class FromLibraryForm(forms.Form):
    """Evidence that the office has already, for levels of one entry."""

    basis = {"levels": GUIDE}

    def __init__(
        self, *args: Any, actor: Actor, entry: Entry, levels: Sequence[tuple[int, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["item"] = forms.ModelChoiceField(
            evidence_lists.usable(actor, entry),
            label=_("Bukti"),
            empty_label=str(_("Pilih")),
            help_text=_("Bukti kantor Anda yang masih berlaku; versi terbarunya yang dipakai."),
        )
        self.fields["levels"] = _levels(levels)
        self.fields["pages"] = _pages()


class AttachForm(forms.Form):
    """One piece of evidence for levels of an entry chosen from a list."""

    basis = {"levels": GUIDE}

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        found = evidence_lists.open_entries(actor)
        self.fields["entry"] = forms.ChoiceField(label=_("Indikator"), choices=[("", _("Pilih")), *found.choices])
        self.fields["levels"] = _levels(
            [(level, str(_("Tingkat %(level)s") % {"level": level})) for level in found.levels]
        )
        self.fields["pages"] = _pages()


class AmendForm(forms.Form):
    def __init__(self, *args: Any, item: EvidenceItem, **options: Any) -> None:
        now = {"title": item.title, "valid_until": item.valid_until, "note": item.note}
        super().__init__(*args, **{**options, "initial": now})
        self.fields["title"] = _title(required=True)
        self.fields["valid_until"] = _valid_until()
        self.fields["valid_until"].help_text = _(
            "Kosongkan bila tidak terbatas. Bila diperpanjang, bukti yang sudah diterima diperiksa kembali."
        )
        self.fields["note"] = _note()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=250, widget=area(3),
        help_text=_("Bukti tetap terbaca di penilaian yang sudah disampaikan."),
    )  # fmt: skip


def _title(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Judul"), max_length=250, required=required,
        help_text=_("Tanpa nomor indikator; nama resmi dibuat sendiri, misalnya 35.a. Laporan Pengadaan."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def _levels(levels: Sequence[tuple[int, str]]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("Membuktikan tingkat"), choices=list(levels), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Satu bukti boleh membuktikan beberapa tingkat."),
    )  # fmt: skip


def _pages() -> forms.CharField:
    return forms.CharField(
        label=_("Pasal atau halaman"), max_length=200, required=False,
        help_text=_("Agar asesor langsung menemukannya, misalnya Pasal 5 ayat (2), halaman 12."),
    )  # fmt: skip


def _valid_until() -> forms.DateField:
    return forms.DateField(
        label=_("Berlaku sampai"), required=False, widget=day_input(),
        help_text=_("Kosongkan bila tidak terbatas. Sesudah tanggal ini bukti tidak dihitung."),
    )  # fmt: skip


def _note() -> forms.CharField:
    return forms.CharField(label=_("Catatan"), required=False, widget=area(3))
