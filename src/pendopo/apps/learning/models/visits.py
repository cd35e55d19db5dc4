"""A study visit (studi tiru), to another government or from one, and what was adopted from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class Direction(models.TextChoices):
    OUT = "keluar", _("Kita berkunjung")
    IN = "masuk", _("Kita dikunjungi")


class GovernmentKind(models.TextChoices):
    REGENCY = "kabupaten", _("Kabupaten")
    CITY = "kota", _("Kota")
    PROVINCE = "provinsi", _("Provinsi")
    MINISTRY = "pusat", _("Kementerian atau lembaga")
    OTHER = "lain", _("Lainnya")


class VisitState(models.TextChoices):
    PROPOSED = "usulan", _("Usulan")
    APPROVED = "disetujui", _("Disetujui")
    SCHEDULED = "dijadwalkan", _("Dijadwalkan")
    HELD = "dilaksanakan", _("Dilaksanakan")
    REPORTED = "dilaporkan", _("Dilaporkan")
    DONE = "selesai", _("Selesai")
    REJECTED = "ditolak", _("Ditolak")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class StudyVisit(models.Model):
    """`owner` is the own unit that goes or receives; `contact_office` is an office of the other side, no person."""

    scope_field = "owner__path"
    view_permission = "learning.view"

    direction = models.CharField(_("arah"), max_length=6, choices=Direction.choices)
    title = models.CharField(_("pokok kunjungan"), max_length=200)
    purpose = models.TextField(_("tujuan"))
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("perangkat daerah"))
    government = models.CharField(_("pemerintah yang dikunjungi atau berkunjung"), max_length=150)
    government_kind = models.CharField(_("jenis pemerintah"), max_length=10, choices=GovernmentKind.choices)
    province = models.CharField(_("provinsi"), max_length=80, blank=True)
    contact_office = models.CharField(_("kantor yang dihubungi"), max_length=150, blank=True)
    request_number = models.CharField(_("nomor surat permohonan"), max_length=120, blank=True)
    request_date = models.DateField(_("tanggal surat permohonan"), null=True, blank=True)
    reply_number = models.CharField(_("nomor surat jawaban"), max_length=120, blank=True)
    reply_date = models.DateField(_("tanggal surat jawaban"), null=True, blank=True)
    assignment_number = models.CharField(_("nomor surat tugas"), max_length=120, blank=True)
    starts_on = models.DateField(_("mulai"), null=True, blank=True)
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    cost_note = models.CharField(_("catatan biaya"), max_length=250, blank=True)
    minutes = models.TextField(_("notulen"), blank=True)
    minutes_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    no_adoption_reason = models.CharField(_("sebab tidak ada yang diadopsi"), max_length=250, blank=True)
    state = models.CharField(max_length=12, choices=VisitState.choices, default=VisitState.PROPOSED)
    reason = models.CharField(max_length=250, blank=True)
    created_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet["StudyVisit"].as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="studyvisit_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class VisitTopic(models.Model):
    """A topic (kernel/topics) that the visit is about."""

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="topics")
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="visittopic_once")]

    def __str__(self) -> str:
        return self.key


class Delegate(models.Model):
    """Somebody in the delegation: an own employee (`person`) or a guest with name, post and institution."""

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("nama"), max_length=250)
    post = models.CharField(_("jabatan"), max_length=200, blank=True)
    institution = models.CharField(_("instansi"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person"], condition=Q(person__isnull=False), name="delegate_person_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="agenda")
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("sampai"))
    subject = models.CharField(_("acara"), max_length=200)
    host = models.CharField(_("penerima atau pembicara"), max_length=150, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="agendaitem_times_in_order")
        ]

    def __str__(self) -> str:
        return self.subject


class VisitQuestion(models.Model):
    """Asked before the visit, answered during it."""

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="questions")
    text = models.TextField(_("pertanyaan"))
    topic_key = models.CharField(max_length=120, blank=True)
    asked_by = models.CharField(max_length=150, blank=True)
    answer = models.TextField(_("jawaban"), blank=True)
    answered_by = models.CharField(_("dijawab oleh"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]


class VisitPhoto(models.Model):
    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("keterangan"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.caption or str(self.file)


class AdoptionState(models.TextChoices):
    PLANNED = "rencana", _("Rencana")
    RUNNING = "berjalan", _("Berjalan")
    DONE = "selesai", _("Selesai")
    DROPPED = "batal", _("Batal")


class Adoption(models.Model):
    """A practice taken over from a visit: on which topic, by whom, until when, from which level to which."""

    scope_field = "owner__path"
    view_permission = "learning.view"
    person_field = "person"

    visit = models.ForeignKey(StudyVisit, models.PROTECT, related_name="adoptions")
    practice = models.TextField(_("praktik yang diadopsi"))
    topic_key = models.CharField(max_length=120, db_index=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("perangkat daerah"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=250, blank=True)
    due = models.DateField(_("paling lambat"), null=True)
    level_from = models.PositiveSmallIntegerField(_("tingkat sekarang"), null=True)
    level_to = models.PositiveSmallIntegerField(_("tingkat yang diharapkan"), null=True)
    state = models.CharField(max_length=8, choices=AdoptionState.choices, default=AdoptionState.PLANNED)
    finished_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet["Adoption"].as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level_from__isnull=True) | Q(level_to__isnull=True) | Q(level_to__gte=F("level_from")),
                name="adoption_levels_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(level_from__isnull=True) | Q(level_from__lte=5))
                & (Q(level_to__isnull=True) | Q(level_to__lte=5)),
                name="adoption_levels_at_most_5",
            ),
        ]

    def __str__(self) -> str:
        return self.practice[:80]


class AdoptionNote(models.Model):
    """What happened to an adoption, with an evidence file where there is one."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="notes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=150, blank=True)
    text = models.TextField(_("catatan"))
    state = models.CharField(max_length=8, choices=AdoptionState.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:80]
