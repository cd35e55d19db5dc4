"""Forms of elections, with help and legal basis beside the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import (
    Blank,
    Candidate,
    CandidateState,
    Hamlet,
    Member,
    MemberRole,
    Pilkades,
    Stage,
    Station,
)
from pendopo.apps.elections.queries.elections import districts, villages
from pendopo.apps.elections.queries.members import find_people, place_of
from pendopo.apps.elections.rules.ties import CHOICES
from pendopo.apps.elections.services.candidates import PHOTO_BYTES, CandidateFacts
from pendopo.apps.elections.services.elections import Facts, NewVillage
from pendopo.apps.elections.services.members import MemberFacts
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.files import IMAGES
from pendopo.kernel.files.forms import UploadField
from pendopo.kernel.people.models import Person
from pendopo.kernel.units.models import Unit
from pendopo.ui.fields import CHOOSE, Groups, area, day_input

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
CRYPTO = (("Ed25519", "Ed25519"), ("BELENIOS-2048", "BELENIOS-2048"))


def hour_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class VillagesField(forms.ModelMultipleChoiceField):
    """Villages that are units, each with its kecamatan in front."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} · {obj.name}" if obj.parent else str(obj.name)


class ElectionForm(forms.Form):
    """One election; `CreateForm` adds the villages."""

    basis = {
        "decree_number": "UU 6/2014 Pasal 32: panitia dibentuk BPD",
        "blank": "Ketentuan setempat (perbup pilkades)",
        "tie_rule": "Permendagri 112/2014 dan perbup pilkades",
    }
    groups: Groups = [
        (_("Hari dan jam"), _("Jadwal tahapan diusulkan dari hari pemungutan suara dan dapat diubah."),
         ["title", "wave", "day", "opens_at", "closes_at", "zone"]),
        (_("Panitia"), "", ["decree_number", "decree_date"]),
        (_("Surat suara"), _("Tetap sejak DPT ditetapkan."), ["blank", "group", "tie_rule", "tie_basis"]),
    ]  # fmt: skip
    title = forms.CharField(
        label=_("Nama pemilihan"), max_length=200, required=False,
        help_text=_("Kosongkan untuk nama dari desa dan tahun."),
    )  # fmt: skip
    wave = forms.CharField(
        label=_("Gelombang"), max_length=60, required=False, help_text=_("Misalnya Gelombang I 2027.")
    )
    day = forms.DateField(label=_("Hari pemungutan suara"), widget=day_input())
    opens_at = forms.TimeField(label=_("TPS dibuka"), widget=hour_input(), initial="07:00")
    closes_at = forms.TimeField(label=_("TPS ditutup"), widget=hour_input(), initial="13:00")
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=[("", _("Menurut desa")), *ZONES], required=False)
    decree_number = forms.CharField(label=_("Nomor SK panitia"), max_length=120, required=False)
    decree_date = forms.DateField(label=_("Tanggal SK panitia"), widget=day_input(), required=False)
    blank = forms.ChoiceField(label=_("Suara kosong"), choices=Blank.choices, initial=Blank.ALLOWED)
    group = forms.ChoiceField(
        label=_("Kelompok kripto"), choices=CRYPTO,
        help_text=_("Ed25519 cepat; BELENIOS-2048 dapat diperiksa juga dengan paket belenios-tool."),
    )  # fmt: skip
    tie_rule = forms.ChoiceField(
        label=_("Aturan bila suara sama"), required=False,
        choices=[("", _("Menurut nilai bertanggal")), *CHOICES.items()],
        help_text=_("Pilih hanya bila desa ini memakai aturan lain; isi juga dasarnya."),
    )  # fmt: skip
    tie_basis = forms.CharField(label=_("Dasar aturan suara sama"), max_length=200, required=False)

    def __init__(self, *args: Any, election: Pilkades | None = None, **options: Any) -> None:
        initial = options.pop("initial", {})
        if election is not None:
            initial = {name: getattr(election, name) for name in Facts.__dataclass_fields__}
        super().__init__(*args, **{**options, "initial": initial})
        self.regulation_id = election.regulation_id if election else None

    def facts(self) -> Facts:
        names = [name for name in Facts.__dataclass_fields__ if name in self.cleaned_data]
        return Facts(**{name: self.cleaned_data[name] for name in names}, regulation_id=self.regulation_id)


class CreateForm(ElectionForm):
    groups: Groups = [
        (_("Desa"), _("Satu pemilihan dibuat untuk tiap desa yang dipilih."), ["villages"]),
        (_("Desa belum terdaftar?"), _("Isi ketiganya; desa didaftarkan di bawah kecamatannya bersama pemilihan ini."),
         ["district", "code", "name"]),
        *ElectionForm.groups,
    ]  # fmt: skip
    district = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Kecamatan"), empty_label=str(CHOOSE[1]), required=False
    )
    code = forms.CharField(
        label=_("Kode desa"), max_length=13, required=False, help_text=_("Kode Kemendagri, misalnya 64.01.03.2001.")
    )
    name = forms.CharField(label=_("Nama desa"), max_length=150, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = districts(actor)  # type: ignore[attr-defined]
        self.fields["villages"] = VillagesField(
            villages(actor), label=_("Desa"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
            help_text=_("Boleh beberapa desa dalam satu gelombang; di komputer tahan Ctrl."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        new = [given.get(name) for name in ("district", "code", "name")]
        if any(new) and not all(new):
            self.add_error("code", _("Isi kecamatan, kode, dan nama desa, atau kosongkan ketiganya."))
        if not any(new) and not given.get("villages"):
            self.add_error("villages", _("Pilih paling sedikit satu desa, atau daftarkan desa baru."))
        return given

    def new_village(self) -> NewVillage | None:
        given = self.cleaned_data
        if not given["district"]:
            return None
        return NewVillage(given["district"], given["code"].strip(), given["name"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=250, widget=area(3))


class PaperForm(forms.Form):
    title = forms.CharField(label=_("Judul dokumen"), max_length=200)
    file = UploadField(label=_("Berkas"))


class StageForm(forms.Form):
    name = forms.CharField(label=_("Tahapan"), max_length=150)
    starts_on = forms.DateField(label=_("Mulai"), widget=day_input())
    ends_on = forms.DateField(label=_("Sampai"), widget=day_input())
    basis = forms.CharField(label=_("Dasar"), max_length=200, required=False)
    note = forms.CharField(label=_("Catatan"), max_length=250, required=False)

    def __init__(self, *args: Any, stage: Stage | None = None, **options: Any) -> None:
        names = ("name", "starts_on", "ends_on", "basis", "note")
        initial = {name: getattr(stage, name) for name in names} if stage else {}
        super().__init__(*args, **{**options, "initial": initial})


class ShiftForm(forms.Form):
    days = forms.IntegerField(
        label=_("Geser berapa hari"), help_text=_("Misalnya 7 untuk mundur sepekan, -3 untuk maju tiga hari.")
    )
    reason = forms.CharField(label=_("Alasan"), max_length=250, widget=area(2))


class FinishForm(forms.Form):
    on = forms.DateField(label=_("Selesai pada"), widget=day_input(), initial=today)


class HamletsForm(forms.Form):
    names = forms.CharField(
        label=_("Nama dusun"), widget=area(6), max_length=8000, help_text=_("Satu dusun satu baris.")
    )

    def lines(self) -> list[str]:
        return str(self.cleaned_data["names"]).splitlines()


class HamletForm(forms.Form):
    name = forms.CharField(label=_("Nama dusun"), max_length=80)


class StationForm(forms.Form):
    number = forms.IntegerField(label=_("Nomor TPS"), min_value=1, max_value=200)
    place = forms.CharField(label=_("Tempat"), max_length=200, help_text=_("Misalnya SDN 003, ruang kelas 1."))
    booths = forms.IntegerField(label=_("Jumlah bilik"), min_value=1, max_value=20, initial=2)
    hamlets = forms.ModelMultipleChoiceField(
        Hamlet.objects.none(), label=_("Dusun yang memilih di sini"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, election: Pilkades, station: Station | None = None, **options: Any) -> None:
        if station is not None:
            names = ("number", "place", "booths")
            initial = {name: getattr(station, name) for name in names} | {"hamlets": list(station.hamlets.all())}
        else:
            last = election.stations.order_by("-number").first()
            initial = {"number": last.number + 1 if last else 1}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["hamlets"].queryset = election.hamlets.all()  # type: ignore[attr-defined]
        if not election.hamlets.exists():
            del self.fields["hamlets"]

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "hamlets": list(self.cleaned_data.get("hamlets", ()))}


class MemberForm(forms.Form):
    """`text` found people with an account; they are offered as `person`."""

    basis = {"role": "Saksi, BPD, dan pengawas tidak boleh merangkap panitia atau KPPS"}
    role = forms.ChoiceField(label=_("Tugas"), choices=[CHOOSE, *MemberRole.choices])
    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=150,
        required=False,
        help_text=_("Boleh kosong bila orangnya dipilih di bawah."),
    )
    person = forms.ChoiceField(
        label=_("Orang di Pendopo"), required=False, widget=forms.RadioSelect,
        help_text=_("Bila ia masuk ke Pendopo dengan akunnya sendiri."),
    )  # fmt: skip
    station = forms.ModelChoiceField(
        Station.objects.none(), label=_("TPS"), required=False, empty_label=_("Tidak terikat TPS"),
        help_text=_("Wajib untuk KPPS, teknisi, dan saksi."),
    )  # fmt: skip
    candidate = forms.ModelChoiceField(
        Candidate.objects.none(), label=_("Saksi dari calon"), required=False, empty_label=_("Bukan saksi")
    )
    phone = forms.CharField(label=_("Telepon"), max_length=30, required=False)
    decree_number = forms.CharField(label=_("Nomor surat tugas"), max_length=120, required=False)
    same_name_is_other = forms.BooleanField(
        label=_("Nama sama, orangnya lain"), required=False,
        help_text=_("Centang bila orang lain dengan nama yang sama sudah bertugas."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, election: Pilkades, member: Member | None = None, text: str = "", **options: Any
    ) -> None:
        names = ("role", "name", "station", "candidate", "phone", "decree_number")
        initial: dict[str, Any] = options.pop("initial", {})
        if member is not None:
            initial = {name: getattr(member, name) for name in names} | {"person": str(member.person_id or "")}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["station"].queryset = election.stations.all()  # type: ignore[attr-defined]
        standing = election.candidates.exclude(state__in=(CandidateState.REJECTED, CandidateState.WITHDRAWN))
        self.fields["candidate"].queryset = standing  # type: ignore[attr-defined]
        found = find_people(actor, election, text)
        if member is not None and member.person is not None and member.person not in found:
            found.append(member.person)
        self.people = {str(one.pk): one for one in found}
        choices = [(key, f"{one.name} · {place_of(one)}") for key, one in self.people.items()]
        self.fields["person"].choices = [("", _("Tanpa akun")), *choices]  # type: ignore[attr-defined]
        if not found:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        chosen = self.people.get(given.get("person") or "")
        given["name"] = given.get("name") or (chosen.name if chosen else "")
        if not given["name"]:
            self.add_error("name", _("Isi nama lengkap, atau cari dan pilih orangnya."))
        return given

    def facts(self) -> MemberFacts:
        given = dict(self.cleaned_data)
        person: Person | None = self.people.get(given.pop("person", "") or "")
        return MemberFacts(person=person, **given)


class CandidateForm(forms.Form):
    basis = {"born_on": "UU 6/2014 Pasal 33: paling rendah 25 tahun saat mendaftar"}
    groups: Groups = [
        (_("Calon"), "", ["name", "ballot_name", "born_on", "education", "occupation", "hamlet", "registered_on"]),
        (_("Foto dan berkas"), _("Foto tegak 3:4, wajah di tengah; tampil di bilik dan di surat suara."),
         ["photo", "upload"]),
        (_("Visi dan misi"), "", ["vision"]),
    ]  # fmt: skip
    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    ballot_name = forms.CharField(
        label=_("Nama di surat suara"), max_length=80, help_text=_("Seperti yang akan dibaca pemilih di bilik.")
    )
    born_on = forms.DateField(label=_("Tanggal lahir"), widget=day_input())
    education = forms.CharField(label=_("Pendidikan"), max_length=80, required=False)
    occupation = forms.CharField(label=_("Pekerjaan"), max_length=120, required=False)
    hamlet = forms.ModelChoiceField(Hamlet.objects.none(), label=_("Dusun"), required=False, empty_label=str(CHOOSE[1]))
    registered_on = forms.DateField(label=_("Mendaftar pada"), widget=day_input(), initial=today)
    photo = UploadField(label=_("Foto"), kinds=IMAGES, most=PHOTO_BYTES, required=False)
    upload = UploadField(label=_("Berkas persyaratan"), required=False)
    vision = forms.CharField(label=_("Visi dan misi"), widget=area(6), max_length=6000, required=False)

    def __init__(self, *args: Any, election: Pilkades, candidate: Candidate | None = None, **options: Any) -> None:
        initial = {name: getattr(candidate, name) for name in CandidateFacts.__dataclass_fields__} if candidate else {}
        super().__init__(*args, **({**options, "initial": initial} if initial else options))
        self.fields["hamlet"].queryset = election.hamlets.all()  # type: ignore[attr-defined]

    def facts(self) -> CandidateFacts:
        return CandidateFacts(**{name: self.cleaned_data[name] for name in CandidateFacts.__dataclass_fields__})


class VerifyForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Hasil penelitian"), widget=forms.RadioSelect,
        choices=[("memenuhi", _("Memenuhi syarat")), ("tidak", _("Tidak memenuhi syarat"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Syarat yang tidak terpenuhi"), widget=area(3), max_length=250, required=False,
        help_text=_("Wajib bila tidak memenuhi syarat."),
    )  # fmt: skip


class ScoresForm(forms.Form):
    """One score for each candidate who is fit."""

    basis = {"": "Permendagri 65/2017"}

    def __init__(self, *args: Any, rows: list[Candidate], **options: Any) -> None:
        super().__init__(*args, **options)
        for row in rows:
            self.fields[f"score_{row.pk}"] = forms.DecimalField(
                label=row.name, min_value=0, max_digits=7, decimal_places=2, required=False, initial=row.score,
                widget=forms.NumberInput(attrs={"step": "0.01"}),
            )  # fmt: skip
        self.keys = [row.pk for row in rows]

    def scores(self) -> dict[int, Any]:
        return {key: self.cleaned_data[f"score_{key}"] for key in self.keys}
