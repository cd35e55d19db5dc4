"""Forms of study visits and adoptions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.forms import MomentField, TopicsField, set_zone
from pendopo.apps.learning.models import Adoption, AdoptionState, Direction, GovernmentKind, StudyVisit
from pendopo.apps.learning.services.adoptions import AdoptionFacts
from pendopo.apps.learning.services.visits import VisitFacts
from pendopo.apps.personnel.public import roster
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.units.models import Unit
from pendopo.ui.fields import CHOOSE, Groups, UnitField, area, day_input, topic_groups


def people_of(unit_path: str) -> list[tuple[str, str]]:
    """Everybody at work in an office, for a list to choose from; no NIP."""
    return [(str(row.person_id), f"{row.name} · {row.post or row.unit_name}") for row in roster(today(), unit_path)]


def topic_choices(*, empty: bool, kept: str = "") -> list[Any]:
    groups = topic_groups()
    offered = {key for _group, pairs in groups for key, _label in pairs}
    lost = [(kept, kept)] if kept and kept not in offered else []
    first = ("", _("Tidak terikat topik")) if empty else CHOOSE
    return [first, *groups, *lost]


class VisitForm(forms.Form):
    groups: Groups = [
        (_("Kunjungan"), _("Kunjungan terikat pada topik, supaya hasilnya dapat diukur."),
         ["direction", "title", "purpose", "owner", "topics"]),
        (_("Pemerintah lain"), _("Cukup nama kantor; jangan menulis data pribadi."),
         ["government", "government_kind", "province", "contact_office"]),
        (_("Waktu dan tempat"), _("Boleh menyusul, tetapi harus ada sebelum dijadwalkan."),
         ["starts_on", "ends_on", "place"]),
        (_("Surat dan biaya"), "",
         ["request_number", "request_date", "reply_number", "reply_date", "assignment_number", "cost_note"]),
    ]  # fmt: skip
    direction = forms.ChoiceField(label=_("Arah"), choices=Direction.choices)
    title = forms.CharField(label=_("Pokok kunjungan"), max_length=200)
    purpose = forms.CharField(label=_("Tujuan"), widget=area(3), max_length=2000)
    government = forms.CharField(
        label=_("Nama pemerintah"), max_length=150, help_text=_("Misalnya Pemerintah Kota Surabaya.")
    )
    government_kind = forms.ChoiceField(label=_("Jenis"), choices=[CHOOSE, *GovernmentKind.choices])
    province = forms.CharField(label=_("Provinsi"), max_length=80, required=False)
    contact_office = forms.CharField(label=_("Kantor yang dihubungi"), max_length=150, required=False)
    starts_on = forms.DateField(label=_("Mulai"), widget=day_input(), required=False)
    ends_on = forms.DateField(label=_("Sampai"), widget=day_input(), required=False)
    place = forms.CharField(label=_("Tempat"), max_length=200, required=False)
    request_number = forms.CharField(label=_("Nomor surat permohonan"), max_length=120, required=False)
    request_date = forms.DateField(label=_("Tanggal surat permohonan"), widget=day_input(), required=False)
    reply_number = forms.CharField(label=_("Nomor surat jawaban"), max_length=120, required=False)
    reply_date = forms.DateField(label=_("Tanggal surat jawaban"), widget=day_input(), required=False)
    assignment_number = forms.CharField(label=_("Nomor surat tugas"), max_length=120, required=False)
    cost_note = forms.CharField(label=_("Catatan biaya"), max_length=250, required=False)

    def __init__(self, *args: Any, actor: Actor, visit: StudyVisit | None = None, **options: Any) -> None:
        kept = list(visit.topics.values_list("key", flat=True)) if visit else []
        initial = options.pop("initial", {})
        if visit is not None:
            initial = {name: getattr(visit, name) for name in VisitFacts.__dataclass_fields__} | {"topics": kept}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["owner"] = UnitField(actor, label=_("Perangkat daerah kita"))
        self.fields["topics"] = TopicsField(
            kept, label=_("Topik"),
            help_text=_("Paling sedikit satu sebelum dijadwalkan. Boleh beberapa; di komputer tahan Ctrl."),
        )  # fmt: skip

    def facts(self) -> VisitFacts:
        return VisitFacts(**{name: self.cleaned_data[name] for name in VisitFacts.__dataclass_fields__})


class EmployeeForm(forms.Form):
    person = forms.ChoiceField(label=_("Pegawai"))

    def __init__(self, *args: Any, unit_path: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [CHOOSE, *people_of(unit_path)]  # type: ignore[attr-defined]


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Nama tamu"), max_length=250)
    post = forms.CharField(label=_("Jabatan"), max_length=200, required=False)
    institution = forms.CharField(label=_("Instansi"), max_length=200)


class AgendaForm(forms.Form):
    starts_at = MomentField(label=_("Mulai"))
    ends_at = MomentField(label=_("Sampai"))
    subject = forms.CharField(label=_("Acara"), max_length=200)
    host = forms.CharField(label=_("Penerima atau pembicara"), max_length=150, required=False)

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        set_zone(self, zone)


class AskForm(forms.Form):
    text = forms.CharField(label=_("Pertanyaan"), widget=area(3), max_length=2000)
    topic_key = forms.ChoiceField(label=_("Topik"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic_key"].choices = topic_choices(empty=True)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Jawaban"), widget=area(5), max_length=4000)
    answered_by = forms.CharField(
        label=_("Dijawab oleh"), max_length=200, help_text=_("Jabatan dan instansi yang menjawab.")
    )


class MinutesForm(forms.Form):
    minutes = forms.CharField(label=_("Notulen"), widget=area(12), max_length=20000, required=False)
    file = forms.FileField(
        label=_("Berkas notulen"),
        required=False,
        max_length=200,
        help_text=_("PDF, DOCX, atau gambar, paling besar 20 MB."),
    )


class PhotoForm(forms.Form):
    file = forms.FileField(
        label=_("Foto"), max_length=200, help_text=_("PNG atau JPG."),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )  # fmt: skip
    caption = forms.CharField(label=_("Keterangan"), max_length=200, required=False)


class AdoptionForm(forms.Form):
    groups: Groups = [
        (_("Apa"), "", ["practice", "topic_key", "level_from", "level_to"]),
        (_("Siapa dan kapan"), _("Harus lengkap sebelum kunjungan dinyatakan selesai."), ["owner", "person", "due"]),
    ]
    practice = forms.CharField(label=_("Praktik yang diadopsi"), widget=area(4), max_length=2000)
    topic_key = forms.ChoiceField(label=_("Topik"))
    level_from = forms.IntegerField(label=_("Tingkat sekarang"), min_value=0, max_value=5, required=False)
    level_to = forms.IntegerField(label=_("Tingkat yang diharapkan"), min_value=0, max_value=5, required=False)
    person = forms.ChoiceField(label=_("Penanggung jawab"), required=False)
    due = forms.DateField(label=_("Paling lambat"), widget=day_input(), required=False)

    def __init__(self, *args: Any, actor: Actor, adoption: Adoption | None = None, **options: Any) -> None:
        initial = options.pop("initial", {})
        if adoption is not None:
            names = ("practice", "topic_key", "level_from", "level_to", "owner", "due")
            initial = {name: getattr(adoption, name) for name in names}
            initial["person"] = str(adoption.person_id or "")
        super().__init__(*args, **{**options, "initial": initial})
        kept = adoption.topic_key if adoption else ""
        self.fields["topic_key"].choices = topic_choices(empty=False, kept=kept)  # type: ignore[attr-defined]
        self.fields["owner"] = UnitField(
            actor, label=_("Perangkat daerah"), required=False, help_text=_("Yang menjalankan praktik ini.")
        )
        people = [("", _("Belum ditentukan")), *people_of(actor.unit_path)]
        if adoption is not None and adoption.person_id and str(adoption.person_id) not in dict(people):
            people.append((str(adoption.person_id), adoption.person_name))
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        if adoption is not None and adoption.owner is not None and not actor.covers(adoption.owner.path):
            self.fields["owner"].queryset |= Unit.objects.filter(pk=adoption.owner.pk)  # type: ignore[attr-defined]

    def facts(self) -> AdoptionFacts:
        given = self.cleaned_data
        person = int(given["person"]) if given["person"] else None
        return AdoptionFacts(
            given["practice"],
            given["topic_key"],
            given["owner"],
            person,
            given["due"],
            given["level_from"],
            given["level_to"],
        )


class ProgressForm(forms.Form):
    state = forms.ChoiceField(label=_("Keadaan"), choices=AdoptionState.choices)
    text = forms.CharField(label=_("Yang sudah dikerjakan"), widget=area(4), max_length=2000)
    file = forms.FileField(
        label=_("Berkas bukti"), required=False, max_length=200, help_text=_("PDF, DOCX, XLSX, atau gambar.")
    )
