"""A training (bimtek): programme, offices invited, participants, presence, follow-up, evaluation."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class TrainingState(models.TextChoices):
    DRAFT = "rancangan", _("Rancangan")
    OPEN = "dibuka", _("Pendaftaran dibuka")
    RUNNING = "berjalan", _("Berjalan")
    DONE = "selesai", _("Selesai")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class Mode(models.TextChoices):
    ONSITE = "luring", _("Tatap muka")
    ONLINE = "daring", _("Daring")
    BLENDED = "campuran", _("Tatap muka dan daring")


class Training(models.Model):
    """One training of an organiser unit. `hours` is JP of 45 minutes; times are of `zone`."""

    scope_field = "organiser__path"
    view_permission = "learning.view"

    title = models.CharField(_("judul"), max_length=200)
    purpose = models.TextField(_("tujuan"))
    organiser = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("penyelenggara"))
    mode = models.CharField(_("cara"), max_length=10, choices=Mode.choices, default=Mode.ONSITE)
    place = models.CharField(_("tempat atau alamat rapat daring"), max_length=250)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"))
    zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Makassar")
    hours = models.PositiveSmallIntegerField(_("jam pelajaran"))
    quota = models.PositiveSmallIntegerField(_("kuota"))
    target_level = models.CharField(_("sasaran peserta"), max_length=200, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=120, blank=True)
    letter_date = models.DateField(_("tanggal surat"), null=True, blank=True)
    budget_note = models.CharField(_("catatan anggaran"), max_length=250, blank=True)
    open_registration = models.BooleanField(_("pegawai boleh mendaftar sendiri"), default=False)
    nominate_until = models.DateField(_("usulan paling lambat"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=TrainingState.choices, default=TrainingState.DRAFT)
    reason = models.CharField(_("alasan pembatalan"), max_length=250, blank=True)
    created_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet["Training"].as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="training_dates_in_order"),
            models.CheckConstraint(condition=Q(quota__gte=1, hours__gte=1), name="training_has_seats_and_hours"),
        ]

    def __str__(self) -> str:
        return self.title


class TrainingTopic(models.Model):
    """A topic (kernel/topics) that the training teaches."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="topics")
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["training", "key"], name="trainingtopic_once")]

    def __str__(self) -> str:
        return self.key


class Session(models.Model):
    """One entry of the programme, for which presence is taken."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("sampai"))
    subject = models.CharField(_("materi"), max_length=200)
    speaker = models.CharField(_("narasumber"), max_length=150)
    institution = models.CharField(_("instansi narasumber"), max_length=150, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_times_in_order")]

    def __str__(self) -> str:
        return self.subject


class Invitation(models.Model):
    """An office may nominate up to `quota` of its employees."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    quota = models.PositiveSmallIntegerField(_("kuota"))
    invited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["unit__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "unit"], name="invitation_once"),
            models.CheckConstraint(condition=Q(quota__gte=1), name="invitation_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.quota})"


class ParticipantState(models.TextChoices):
    NOMINATED = "diusulkan", _("Diusulkan")
    ACCEPTED = "diterima", _("Diterima")
    WAITING = "cadangan", _("Cadangan")
    DECLINED = "ditolak", _("Ditolak")
    WITHDRAWN = "mundur", _("Mundur")


HOLDING = (ParticipantState.NOMINATED, ParticipantState.ACCEPTED, ParticipantState.WAITING)


class Participant(models.Model):
    """An employee in a training, from the nomination on; `unit` is the place of work at that time."""

    scope_field = "unit__path"
    view_permission = "learning.view"
    person_field = "person"

    training = models.ForeignKey(Training, models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(_("nama"), max_length=250)
    post = models.CharField(_("jabatan"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    place = models.CharField(_("tempat tugas"), max_length=300, blank=True)
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="participants")
    state = models.CharField(max_length=10, choices=ParticipantState.choices, default=ParticipantState.NOMINATED)
    is_own_wish = models.BooleanField(default=False)
    nominated_by = models.CharField(max_length=150, blank=True)
    nominated_at = models.DateTimeField(auto_now_add=True)
    waiting_since = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=250, blank=True)
    has_evaluated = models.BooleanField(default=False)

    objects = ScopedQuerySet["Participant"].as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["training", "person"], name="participant_once")]

    def __str__(self) -> str:
        return self.name


class Method(models.TextChoices):
    QR = "qr", _("kode QR")
    HAND = "tangan", _("dicatat panitia")


class Presence(models.Model):
    """A participant was there in a session; once only."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="presences")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="presences")
    at = models.DateTimeField()
    method = models.CharField(max_length=6, choices=Method.choices)
    reason = models.CharField(max_length=250, blank=True)
    marked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.participant} ({self.session})"


class FollowUpState(models.TextChoices):
    PLANNED = "rencana", _("Direncanakan")
    REPORTED = "dilaporkan", _("Dilaporkan selesai")
    CONFIRMED = "dikonfirmasi", _("Dikonfirmasi")


class FollowUp(models.Model):
    """What a participant will do after the training (rencana tindak lanjut), until when."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="follow_ups")
    plan = models.TextField(_("rencana"))
    due = models.DateField(_("paling lambat"))
    state = models.CharField(max_length=12, choices=FollowUpState.choices, default=FollowUpState.PLANNED)
    result = models.TextField(_("hasil"), blank=True)
    reported_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    note = models.CharField(_("catatan"), max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due", "id"]

    def __str__(self) -> str:
        return self.plan[:80]


class Evaluation(models.Model):
    """One anonymous sheet: no participant, no time and a random key, so that nobody can find out whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.CASCADE, related_name="evaluations")
    marks = models.JSONField()
    comment = models.TextField(_("komentar"), blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.training)
