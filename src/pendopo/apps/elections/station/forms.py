"""Forms of the station's screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.parcel import LARGEST, ParcelOfficer
from pendopo.apps.elections.station.checkin import UNMARK
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.session import KPPS, check_pin, is_laptop, officer_named
from pendopo.apps.elections.station.tries import TooSoon

PIN = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"}
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class UnlockForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Kata sandi paket"),
        max_length=200,
        widget=forms.PasswordInput(attrs=PLAIN | {"autofocus": True}),
        help_text=_("25 huruf dan angka dari amplop ketua KPPS. Tanda hubung dan huruf kecil tidak berpengaruh."),
    )


class ParcelForm(UnlockForm):
    """A parcel from a stick in this laptop, or one chosen as a file."""

    found = forms.ChoiceField(label=_("Paket di stik"))
    file = forms.FileField(
        label=_("Atau pilih berkas paket"),
        required=False,
        error_messages={"required": _("Pilih berkas paket (.paket) dari stik panitia.")},
    )
    field_order: Iterable[str] | None = ("found", "file", "passphrase")

    def __init__(self, *args: Any, parcels: Sequence[Path] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parcels:
            self._field("found").choices = [(str(path), str(path)) for path in parcels]
        else:
            del self.fields["found"]
            self.fields["file"].label = _("Berkas paket")
            self.fields["file"].required = True

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("file") and told["file"].size > LARGEST:
            self.add_error("file", _("Berkas ini terlalu besar untuk sebuah paket TPS."))
        return told

    def raw(self) -> bytes:
        """The parcel, still sealed. Raises OSError when the stick was pulled."""
        chosen = self.cleaned_data.get("file")
        if chosen:
            return bytes(chosen.read())
        return Path(self.cleaned_data["found"]).read_bytes()


class SpareForm(ParcelForm):
    journal = forms.ChoiceField(label=_("Jurnal di stik"))
    other = forms.CharField(
        label=_("Atau alamat jurnal"), required=False, max_length=500, widget=forms.TextInput(attrs=PLAIN)
    )
    field_order: Iterable[str] | None = ("found", "file", "journal", "other", "passphrase")

    def __init__(self, *args: Any, journals: Sequence[Path] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if journals:
            self._field("journal").choices = [(str(path), str(path)) for path in journals]
        else:
            del self.fields["journal"]
            self.fields["other"].required = True
            self.fields["other"].label = _("Alamat jurnal")
            self.fields["other"].help_text = _("Tidak ada jurnal pada stik yang terpasang.")

    def journal_path(self) -> Path:
        return Path(self.cleaned_data.get("other") or self.cleaned_data["journal"])


class SignInForm(forms.Form):
    name = forms.ChoiceField(label=_("Nama"))
    pin = forms.CharField(label=_("PIN"), max_length=12, widget=forms.PasswordInput(attrs=PIN | {"autofocus": True}))

    def __init__(self, request: HttpRequest, station: Station, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.station = request, station
        names: Any = self.fields["name"]
        names.choices = [(one.name, one.name) for one in station.parcel.officers if one.pin]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("name") and told.get("pin"):
            refuse_wrong_pin(self, "pin", self.request, self.station, told["name"], told["pin"])
        return told


class SecondOfficerForm(forms.Form):
    """An act of two: the one signed in and a second one, who types their own PIN."""

    second = forms.ChoiceField(label=_("Petugas kedua"))
    second_pin = forms.CharField(label=_("PIN petugas kedua"), max_length=12, widget=forms.PasswordInput(attrs=PIN))

    def __init__(self, request: HttpRequest, station: Station, first: ParcelOfficer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.station, self.first = request, station, first
        seconds: Any = self.fields["second"]
        seconds.choices = [("", _("Pilih nama")), *((one.name, one.name) for one in self.others())]

    def others(self) -> Iterable[ParcelOfficer]:
        return (
            one for one in self.station.parcel.officers if one.role in KPPS and one.name != self.first.name and one.pin
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("second") and told.get("second_pin") and not self.errors:
            refuse_wrong_pin(self, "second_pin", self.request, self.station, told["second"], told["second_pin"])
        return told

    @property
    def pair(self) -> tuple[str, str]:
        return self.first.name, str(self.cleaned_data["second"])


class OutcomeForm(SecondOfficerForm):
    """What became of the slip of a stored ballot. After the close nobody can vote again."""

    outcome = forms.ChoiceField(label=_("Apa yang terlihat di bilik"), widget=forms.RadioSelect)
    field_order: Iterable[str] | None = ("outcome", "second", "second_pin")

    def __init__(
        self, request: HttpRequest, station: Station, first: ParcelOfficer, phase: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(request, station, first, *args, **kwargs)
        again = ("revote", _("Slip tidak keluar: suara dikeluarkan, pemilih memilih lagi dengan kartu yang sama"))
        gone = ("removed", _("Slip tidak keluar dan pemilih sudah pergi: suara dikeluarkan, kartu tidak berlaku lagi"))
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            ("spent", _("Slip keluar dan masuk kotak audit: suara dihitung")),
            *([again] if phase == "open" else []),
            gone,
        ]


class ReasonForm(SecondOfficerForm):
    """Why a mark is taken back: one of the reasons of the desk, in words that name nobody."""

    reason = forms.ChoiceField(
        label=_("Alasan"),
        choices=list(UNMARK.items()),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih alasan dari daftar.")),
    )
    field_order: Iterable[str] | None = ("reason", "second", "second_pin")


class ExtraVoterForm(SecondOfficerForm):
    """A voter with KTP-el of this village who is not in the roll."""

    nik = forms.RegexField(
        r"^\d{16}$", label=_("NIK"), widget=forms.TextInput(attrs=PLAIN | {"inputmode": "numeric", "maxlength": "16"})
    )
    name = forms.CharField(label=_("Nama"), max_length=120, widget=forms.TextInput(attrs=PLAIN))
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=[("L", _("Laki-laki")), ("P", _("Perempuan"))])
    once = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput())  # sent twice it is one voter
    field_order: Iterable[str] | None = ("nik", "name", "sex", "second", "second_pin")


class CardForm(SecondOfficerForm):
    """A damaged card. Its secret stays in the browser: only the public half comes here."""

    public = forms.RegexField(r"^[0-9a-f]{64,600}$", widget=forms.HiddenInput())
    field_order: Iterable[str] | None = ("public", "second", "second_pin")


class PresentForm(SecondOfficerForm):
    """Who is there: officers of the parcel, and witnesses as they are named."""

    officers = forms.MultipleChoiceField(label=_("Petugas KPPS yang hadir"), widget=forms.CheckboxSelectMultiple)
    witnesses = forms.MultipleChoiceField(
        label=_("Saksi yang hadir"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others_present = forms.CharField(
        label=_("Saksi lain yang hadir"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Satu nama pada tiap baris."),
    )
    field_order: Iterable[str] | None = ("officers", "witnesses", "others_present", "second", "second_pin")

    def __init__(self, request: HttpRequest, station: Station, first: ParcelOfficer, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, station, first, *args, **kwargs)
        people = station.parcel.officers
        officers: Any = self.fields["officers"]
        officers.choices = [(one.name, one.name) for one in people if one.role in KPPS]
        officers.initial = [first.name]
        witnesses: Any = self.fields["witnesses"]
        witnesses.choices = [(one.name, one.name) for one in people if one.role == "saksi"]
        if not witnesses.choices:
            del self.fields["witnesses"]

    def present(self) -> tuple[list[str], list[str]]:
        others = [line.strip() for line in self.cleaned_data["others_present"].splitlines() if line.strip()]
        return self.cleaned_data["officers"], [*self.cleaned_data.get("witnesses", []), *others]


class OpeningForm(PresentForm):
    """With `needs_reason` no booth is ready: to begin all the same is a decision, and its reason is kept."""

    reason = forms.CharField(
        label=_("Alasan membuka tanpa bilik yang siap"),
        min_length=5,
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Masuk catatan kejadian. Tanpa nama pemilih."),
    )
    field_order: Iterable[str] | None = ("reason", "officers", "witnesses", "others_present", "second", "second_pin")

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class ClosingForm(PresentForm):
    unused_cards = forms.IntegerField(
        label=_("Kartu yang tidak terpakai"),
        min_value=0,
        max_value=9999,
        help_text=_("Hitung kartu di tangan, lalu ketik jumlahnya. Aplikasi membandingkannya dengan catatan."),
    )
    copies = forms.IntegerField(label=_("Slip bertanda SALINAN di kotak audit"), min_value=0, max_value=9999, initial=0)
    notes = forms.CharField(
        label=_("Catatan kejadian"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order: Iterable[str] | None = (
        "unused_cards",
        "copies",
        "officers",
        "witnesses",
        "others_present",
        "notes",
        "second",
        "second_pin",
    )


class StickForm(SecondOfficerForm):
    place = forms.ChoiceField(label=_("Stik yang terpasang"))
    other = forms.CharField(
        label=_("Atau alamat folder stik"), required=False, max_length=500, widget=forms.TextInput(attrs=PLAIN)
    )
    field_order: Iterable[str] | None = ("place", "other", "second", "second_pin")

    def __init__(self, *args: Any, places: Sequence[Path] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places:
            chosen: Any = self.fields["place"]
            chosen.choices = [(str(path), str(path)) for path in places]
        else:
            del self.fields["place"]
            self.fields["other"].required = True
            self.fields["other"].label = _("Alamat folder stik")

    def path(self) -> Path:
        return Path(self.cleaned_data.get("other") or self.cleaned_data["place"])


def refuse_wrong_pin(form: forms.Form, field: str, request: HttpRequest, station: Station, name: str, pin: str) -> None:
    """An error at the field when the PIN is not that officer's, or when they have to wait."""
    person = officer_named(station, name)
    try:
        if person is None or not check_pin(current(), person, pin, at_laptop=is_laptop(request)):
            form.add_error(field, _("PIN tidak cocok. Ketik ulang."))
    except TooSoon as wait:
        form.add_error(
            field, _("PIN salah beberapa kali. Tunggu %(seconds)s detik, lalu coba lagi.") % {"seconds": wait.seconds}
        )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Catat kejadian"),
        max_length=500,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Tanpa nama, NIK, atau kartu pemilih."),
    )
