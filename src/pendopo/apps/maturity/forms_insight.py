"""Forms of history and action plan, with help and legal basis beside the field."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.maturity.models import Action, Assessment, Finding, PastResult
from pendopo.apps.maturity.queries.actions import given_recommendations
from pendopo.apps.maturity.queries.history import past_title
from pendopo.apps.maturity.queries.shown import brief
from pendopo.apps.maturity.rules import loading, typed
from pendopo.apps.maturity.rules.comparable import PEGI, PEGI_DIMENSIONS
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.optimum import Raise
from pendopo.apps.maturity.services.actions import ActionFacts
from pendopo.apps.maturity.services.history import PastFacts
from pendopo.kernel.units.queries import offices
from pendopo.ui.fields import CHOOSE, Groups, area, day_input

PAIR = re.compile(r"^\s*(\d{1,2}(?:-\d)?)\s*[:;=\t ]\s*(\d)\s*$")


def number_of(said: str) -> Decimal:
    """2,62 or 2.62. Raises ValidationError."""
    value = typed.number(said)
    if value is None:
        raise forms.ValidationError(_("Tulis angka seperti 2,62."))
    return value


class NumberField(forms.CharField):
    """A number typed the Indonesian way."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=12, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return number_of(said) if said else None


def instrument_choices() -> list[tuple[str, str]]:
    """Known instruments, newest first, and PeGI."""
    known = sorted(loading.instruments().values(), key=lambda one: -one.first_year)
    return [*((one.key, one.short) for one in known), (PEGI, past_title(PEGI))]


class PastForm(forms.Form):
    """A result of an earlier year; which domains it has follows from the instrument in the address."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=2000, max_value=2100)
    index = NumberField(
        label=gettext_lazy("Indeks"), help_text=gettext_lazy("Dua angka di belakang koma, misalnya 2,62.")
    )
    predicate = forms.ChoiceField(
        label=gettext_lazy("Predikat"),
        required=False,
        help_text=gettext_lazy("Kosongkan agar dihitung dari indeksnya."),
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"),
        max_length=250,
        help_text=gettext_lazy("Dokumen yang memuat angka ini, misalnya LHE SPBE 2024 atau nomor keputusan menteri."),
    )
    levels = forms.CharField(
        label=gettext_lazy("Tingkat tiap indikator"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Satu baris satu indikator: nomor, spasi, tingkat (misalnya 12 3). Isi semua atau kosongkan. "
            "Bila diisi, indeks harus sama dengan hitungan dari tingkatnya."
        ),
    )
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=area(3), max_length=2000)

    def __init__(self, *args: Any, instrument: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.key = instrument
        self.instrument: Instrument | None = loading.instruments().get(instrument)
        if self.instrument is None:
            del self.fields["levels"]
            del self.fields["predicate"]
        else:
            names = [(one.name, one.name) for one in self.instrument.predicates]
            self.fields["predicate"].choices = [("", _("dihitung dari indeks")), *names]  # type: ignore[attr-defined]
        for no, name in self.domain_names():
            self.fields[f"domain_{no}"] = NumberField(label=name, required=False)
        self.order_fields(
            [
                "year",
                "index",
                "predicate",
                "source",
                *(f"domain_{no}" for no, _name in self.domain_names()),
                "levels",
                "note",
            ]
        )

    def domain_names(self) -> list[tuple[int, str]]:
        if self.key == PEGI:
            return list(enumerate(PEGI_DIMENSIONS, 1))
        if self.instrument is None or not self.instrument.has_domains:
            return []
        return [(domain.no, domain.name) for domain in self.instrument.domains]

    def clean_levels(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self.cleaned_data["levels"].splitlines(), 1):
            if not line.strip():
                continue
            match = PAIR.match(line)
            if match is None:
                raise forms.ValidationError(
                    _("Baris %(n)s tidak dapat dibaca. Tulis nomor indikator, spasi, lalu tingkatnya."),
                    params={"n": number},
                )
            if match[1] in found:
                raise forms.ValidationError(_("Indikator %(code)s ditulis dua kali."), params={"code": match[1]})
            found[match[1]] = int(match[2])
        return found

    def facts(self) -> PastFacts:
        given = self.cleaned_data
        domains = {
            str(no): str(given[f"domain_{no}"])
            for no, _name in self.domain_names()
            if given[f"domain_{no}"] is not None
        }
        return PastFacts(
            year=given["year"],
            instrument=self.key,
            index=given["index"],
            source=given["source"],
            predicate=given.get("predicate", ""),
            domains=domains,
            levels=given.get("levels") or {},
            note=given["note"],
        )

    @staticmethod
    def initial_of(past: PastResult) -> dict[str, Any]:
        """A recorded result as it is typed."""
        return {
            "year": past.year,
            "index": str(past.index).replace(".", ","),
            "predicate": past.predicate,
            "source": past.source,
            "note": past.note,
            "levels": "\n".join(f"{code} {level}" for code, level in past.levels.items()),
            **{f"domain_{no}": str(value).replace(".", ",") for no, value in past.domains.items()},
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=500, widget=area(3))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        help_text=gettext_lazy("Satu baris satu hasil. Diperiksa dulu; belum ada yang tersimpan."),
    )


class OfficeField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(offices(), empty_label=str(CHOOSE[1]), **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ActionForm(forms.Form):
    """One action. `entries` of the instrument name the indicator."""

    groups: Groups = [
        (gettext_lazy("Apa dan siapa"), "", ["title", "output", "unit", "due"]),
        (
            gettext_lazy("Indikator"),
            gettext_lazy("Tingkat yang dituju dipakai untuk membandingkan rencana dengan hasil."),
            ["code", "level_from", "level_to"],
        ),
        (gettext_lazy("Asal"), "", ["finding"]),
    ]
    title = forms.CharField(
        label=gettext_lazy("Rencana aksi"),
        max_length=250,
        help_text=gettext_lazy("Apa yang dikerjakan, dimulai kata kerja."),
    )
    output = forms.CharField(
        label=gettext_lazy("Keluaran"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Yang dapat ditunjukkan sebagai bukti, misalnya Perbup Arsitektur SPBE."),
    )
    unit = OfficeField(label=gettext_lazy("Penanggung jawab"))
    due = forms.DateField(label=gettext_lazy("Tenggat"), widget=day_input())
    code = forms.ChoiceField(label=gettext_lazy("Indikator"), required=False)
    level_from = forms.IntegerField(label=gettext_lazy("Dari tingkat"), required=False, min_value=0, max_value=9)
    level_to = forms.IntegerField(label=gettext_lazy("Ke tingkat"), required=False, min_value=0, max_value=9)
    finding = forms.ModelChoiceField(
        Finding.objects.none(),
        label=gettext_lazy("Rekomendasi"),
        required=False,
        empty_label=str(gettext_lazy("bukan dari rekomendasi")),
        help_text=gettext_lazy("Rekomendasi LHE yang ditindaklanjuti, bila ada."),
    )

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        instrument = loading.get(assessment.instrument)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", _("tidak terikat satu indikator")),
            *((code, f"{code}. {brief(entry.indicator.name)}") for code, entry in instrument.entries.items()),
        ]
        self.fields["finding"].queryset = given_recommendations(assessment)  # type: ignore[attr-defined]

    def facts(self) -> ActionFacts:
        given = self.cleaned_data
        return ActionFacts(**{name: given[name] for name in self.fields})

    @staticmethod
    def initial_of(action: Action) -> dict[str, Any]:
        names = ("title", "output", "unit", "due", "code", "level_from", "level_to", "finding")
        return {name: getattr(action, name) for name in names}


class ReportForm(forms.Form):
    percent = forms.IntegerField(
        label=gettext_lazy("Kemajuan"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0 sampai 100; 100 berarti selesai."),
    )
    text = forms.CharField(label=gettext_lazy("Yang sudah dikerjakan"), max_length=2000, widget=area(4))


class RaiseForm(forms.Form):
    """One raise of a scenario that may become an action; the choices of offices are read once for all rows."""

    take = forms.BooleanField(label=gettext_lazy("Jadikan rencana aksi"), required=False)
    title = forms.CharField(label=gettext_lazy("Rencana aksi"), max_length=250)
    unit = forms.ChoiceField(label=gettext_lazy("Penanggung jawab"))
    due = forms.DateField(label=gettext_lazy("Tenggat"), widget=day_input())

    def __init__(self, *args: Any, choices: list[tuple[str, str]], change: Raise, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        self.change, self.name = change, name
