"""Forms of trainings, with help beside the field."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.models import Mode, Question, Session, Training
from pendopo.apps.learning.rules.questions import LETTERS
from pendopo.apps.learning.services.trainings import SessionFacts, TrainingFacts
from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import Post
from pendopo.kernel.units.models import Unit
from pendopo.ui.fields import CHOOSE, Groups, UnitField, area, day_input, topic_groups

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))


class MomentField(forms.DateTimeField):
    """A moment on the clock of `zone`, which the form sets."""

    zone = "Asia/Makassar"

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return None if found is None else timezone.make_naive(found).replace(tzinfo=ZoneInfo(self.zone))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.make_naive(value, ZoneInfo(self.zone))
        return value


class TopicsField(forms.MultipleChoiceField):
    """All topics that apps offer, grouped; those kept already stay to choose even when nobody offers them now."""

    def __init__(self, kept: list[str], **options: Any) -> None:
        groups = topic_groups()
        offered = {key for _group, pairs in groups for key, _label in pairs}
        lost = [(key, key) for key in kept if key not in offered]
        if lost:
            groups.append((str(_("Topik terdahulu")), lost))
        widget = forms.SelectMultiple(attrs={"size": 8})
        super().__init__(choices=groups, widget=widget, required=False, **options)


def set_zone(form: forms.Form, zone: str) -> None:
    """Moments of the form are on this clock."""
    for field in form.fields.values():
        if isinstance(field, MomentField):
            field.zone = zone


class TrainingForm(forms.Form):
    basis = {"hours": "PP 11/2017 jo. PP 17/2020 pasal 203 (20 JP setahun bagi PNS)"}
    groups: Groups = [
        (_("Apa dan untuk siapa"), _("Judul dan tujuan tampil pada undangan dan sertifikat."),
         ["title", "purpose", "organiser", "target_level", "topics"]),
        (_("Waktu dan tempat"), "", ["starts_on", "ends_on", "zone", "mode", "place", "hours"]),
        (_("Peserta"), _("Kursi yang penuh membuat usulan berikutnya menjadi cadangan menurut urutan."),
         ["quota", "open_registration", "nominate_until"]),
        (_("Surat dan anggaran"), "", ["letter_number", "letter_date", "budget_note"]),
    ]  # fmt: skip
    title = forms.CharField(label=_("Judul bimtek"), max_length=200)
    purpose = forms.CharField(label=_("Tujuan"), widget=area(3), max_length=2000)
    target_level = forms.CharField(
        label=_("Sasaran peserta"), max_length=200, required=False,
        help_text=_("Misalnya pejabat fungsional pranata komputer, atau operator SPBE tiap kantor."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Mulai"), widget=day_input())
    ends_on = forms.DateField(label=_("Sampai"), widget=day_input())
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=ZONES, initial="Asia/Makassar")
    mode = forms.ChoiceField(label=_("Cara"), choices=Mode.choices)
    place = forms.CharField(label=_("Tempat atau alamat rapat daring"), max_length=250)
    hours = forms.IntegerField(
        label=_("Jam pelajaran (JP)"),
        min_value=1,
        max_value=500,
        help_text=_("Satu JP 45 menit; tampil pada sertifikat."),
    )
    quota = forms.IntegerField(label=_("Kuota seluruhnya"), min_value=1, max_value=5000)
    open_registration = forms.BooleanField(
        label=_("Pegawai boleh mendaftar sendiri"), required=False,
        help_text=_("Bimtek tampil bagi semua pegawai selama pendaftaran dibuka."),
    )  # fmt: skip
    nominate_until = forms.DateField(label=_("Usulan paling lambat"), widget=day_input(), required=False)
    letter_number = forms.CharField(label=_("Nomor surat undangan"), max_length=120, required=False)
    letter_date = forms.DateField(label=_("Tanggal surat"), widget=day_input(), required=False)
    budget_note = forms.CharField(
        label=_("Catatan anggaran"), max_length=250, required=False, help_text=_("Misalnya kode sub kegiatan.")
    )

    def __init__(self, *args: Any, actor: Actor, training: Training | None = None, **options: Any) -> None:
        kept = list(training.topics.values_list("key", flat=True)) if training else []
        initial = options.pop("initial", {})
        if training is not None:
            initial = {name: getattr(training, name) for name in TrainingFacts.__dataclass_fields__} | {"topics": kept}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["organiser"] = UnitField(actor, label=_("Penyelenggara"))
        self.fields["topics"] = TopicsField(
            kept, label=_("Topik"), help_text=_("Indikator yang dilatihkan. Boleh beberapa; di komputer tahan Ctrl.")
        )

    def facts(self) -> TrainingFacts:
        return TrainingFacts(**{name: self.cleaned_data[name] for name in TrainingFacts.__dataclass_fields__})


class SessionForm(forms.Form):
    starts_at = MomentField(label=_("Mulai"))
    ends_at = MomentField(label=_("Sampai"))
    subject = forms.CharField(label=_("Materi"), max_length=200)
    speaker = forms.CharField(label=_("Narasumber"), max_length=150)
    institution = forms.CharField(label=_("Instansi narasumber"), max_length=150, required=False)

    def __init__(self, *args: Any, training: Training, session: Session | None = None, **options: Any) -> None:
        names = SessionFacts.__dataclass_fields__
        initial = {name: getattr(session, name) for name in names} if session else {}
        super().__init__(*args, **{**options, "initial": initial})
        set_zone(self, training.zone)

    def facts(self) -> SessionFacts:
        return SessionFacts(**{name: self.cleaned_data[name] for name in SessionFacts.__dataclass_fields__})


class InviteForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Perangkat daerah"), empty_label=str(CHOOSE[1]))
    quota = forms.IntegerField(label=_("Kuota kantor"), min_value=1, max_value=500, initial=2)

    def __init__(self, *args: Any, offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = offices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=250, widget=area(3))


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Pertanyaan"), widget=area(3), max_length=2000)
    right = forms.ChoiceField(
        label=_("Jawaban benar"), choices=[CHOOSE, *((str(i), letter) for i, letter in enumerate(LETTERS))]
    )

    def __init__(self, *args: Any, question: Question | None = None, **options: Any) -> None:
        initial: dict[str, Any] = {}
        if question is not None:
            initial = {"text": question.text, "right": str(question.right)}
            initial |= {f"option_{place}": option for place, option in enumerate(question.options)}
        super().__init__(*args, **{**options, "initial": initial})
        for place, letter in enumerate(LETTERS):
            self.fields[f"option_{place}"] = forms.CharField(
                label=_("Pilihan %(letter)s") % {"letter": letter}, max_length=500, required=place < 2
            )
        self.order_fields(["text", *(f"option_{place}" for place in range(len(LETTERS))), "right"])

    def options_given(self) -> list[str]:
        """Without the empty ones at the end; one that is empty in the middle stays, so that it is refused."""
        given = [self.cleaned_data[f"option_{place}"].strip() for place in range(len(LETTERS))]
        while given and not given[-1]:
            given.pop()
        return given


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"), max_length=200, allow_empty_file=True,
        help_text=_("Baris pertama berisi nama kolom: pertanyaan, a, b, c, d, e, benar."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip


class ExamForm(forms.Form):
    opens_at = MomentField(label=_("Dibuka"))
    closes_at = MomentField(
        label=_("Ditutup"), help_text=_("Jawaban yang tersimpan sampai saat itu dinilai, juga yang belum dikumpulkan.")
    )
    attempts = forms.IntegerField(
        label=_("Kesempatan"),
        min_value=1,
        max_value=5,
        initial=1,
        help_text=_("Bila lebih dari satu, nilai terbaik dipakai."),
    )


class IssueForm(forms.Form):
    pattern = forms.CharField(
        label=_("Pola nomor"), max_length=120,
        help_text=_("Memuat {no}, boleh {bulan} dan {tahun}: 800.2.4/{no}/BKPSDM/{tahun}. Tetap setelah dipakai."),
    )  # fmt: skip
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Jabatan yang menandatangani"), empty_label=str(CHOOSE[1]),
        help_text=_("Nama dan NIP diambil dari pemangku jabatan pada tanggal sertifikat."),
    )  # fmt: skip
    issued_on = forms.DateField(label=_("Tanggal sertifikat"), widget=day_input())

    def __init__(self, *args: Any, posts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    plan = forms.CharField(
        label=_("Yang akan saya kerjakan"), widget=area(4), max_length=2000,
        help_text=_("Satu rencana yang hasilnya dapat dilihat atasan Anda."),
    )  # fmt: skip
    due = forms.DateField(label=_("Paling lambat"), widget=day_input())


class ResultForm(forms.Form):
    result = forms.CharField(label=_("Hasilnya"), widget=area(4), max_length=2000)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Yang masih kurang"), widget=area(3), max_length=250)


MARKS = [(str(n), str(n)) for n in range(1, 6)]
STATEMENTS = (
    _("Materi sesuai dengan pekerjaan saya"),
    _("Narasumber menjelaskan dengan jelas"),
    _("Waktu dan jadwal cukup"),
    _("Tempat dan perlengkapan baik"),
    _("Saya dapat menerapkan yang dipelajari"),
)


class EvaluationForm(forms.Form):
    comment = forms.CharField(
        label=_("Saran"), widget=area(3), max_length=1000, required=False,
        help_text=_("Jangan menulis nama: hasil dibaca tanpa mengetahui penulisnya."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for place, words in enumerate(STATEMENTS):
            self.fields[f"mark_{place}"] = forms.ChoiceField(label=words, choices=MARKS, widget=forms.RadioSelect)
        self.order_fields([f"mark_{place}" for place in range(len(STATEMENTS))])

    def marks(self) -> list[int]:
        return [int(self.cleaned_data[f"mark_{place}"]) for place in range(len(STATEMENTS))]
