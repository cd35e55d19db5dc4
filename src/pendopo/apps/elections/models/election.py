"""A village's election: its day, its stages, the people who run it, its stations and its candidates."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class ElectionState(models.TextChoices):
    """How far the election has come; the moves are in `rules/moves.py`."""

    PREPARING = "persiapan", _("Persiapan")
    REGISTRATION = "pendaftaran", _("Pendaftaran pemilih dan calon")
    ROLL_FINAL = "dpt", _("DPT ditetapkan")
    READY = "siap", _("Siap memilih")
    VOTING = "pemungutan", _("Pemungutan suara")
    COUNTED = "penghitungan", _("Suara dihitung")
    DETERMINED = "ditetapkan", _("Calon terpilih ditetapkan")
    ARCHIVED = "diarsipkan", _("Diarsipkan")
    CANCELLED = "dibatalkan", _("Dibatalkan")


OPEN_TO_PUBLIC = (
    ElectionState.ROLL_FINAL, ElectionState.READY, ElectionState.VOTING, ElectionState.COUNTED,
    ElectionState.DETERMINED, ElectionState.ARCHIVED,
)  # fmt: skip


class Blank(models.TextChoices):
    NONE = "tidak", _("Tidak ada suara kosong")
    ALLOWED = "boleh", _("Suara kosong boleh dipilih")


class PilkadesQuerySet(ScopedQuerySet["Pilkades"]):
    def published(self) -> Self:
        """What anybody may see."""
        return self.filter(state__in=OPEN_TO_PUBLIC)


class Pilkades(models.Model):
    """The election of one village head on one day. `unit` is the village; figures of law come from dated settings."""

    scope_field = "unit__path"
    view_permission = "elections.view"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("desa"))
    title = models.CharField(_("nama pemilihan"), max_length=200)
    wave = models.CharField(_("gelombang"), max_length=60, blank=True)
    day = models.DateField(_("hari pemungutan suara"))
    opens_at = models.TimeField(_("TPS dibuka"))
    closes_at = models.TimeField(_("TPS ditutup"))
    zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Makassar")
    group = models.CharField(_("kelompok kripto"), max_length=20, default="Ed25519")
    blank = models.CharField(_("suara kosong"), max_length=10, choices=Blank.choices, default=Blank.ALLOWED)
    tie_rule = models.CharField(_("aturan suara sama"), max_length=40, blank=True)
    tie_basis = models.CharField(_("dasar aturan suara sama"), max_length=200, blank=True)
    decree_number = models.CharField(_("nomor SK panitia"), max_length=120, blank=True)
    decree_date = models.DateField(_("tanggal SK panitia"), null=True, blank=True)
    regulation_id = models.BigIntegerField(_("produk hukum"), null=True, blank=True)
    state = models.CharField(max_length=14, choices=ElectionState.choices, default=ElectionState.PREPARING)
    roll_set_on = models.DateField(_("DPT ditetapkan pada"), null=True, blank=True)
    draws = models.JSONField(default=list, blank=True)  # each lot for the numbers: at, by, reason, order
    reason = models.CharField(_("alasan pembatalan"), max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PilkadesQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "unit__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"], name="pilkades_once", condition=~Q(state=ElectionState.CANCELLED)
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="pilkades_hours_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """One stage of the schedule; `key` names those that the law knows (rules/stages.py), own ones are free text."""

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="stages")
    key = models.CharField(max_length=30, blank=True)
    name = models.CharField(_("tahapan"), max_length=150)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"))
    basis = models.CharField(_("dasar"), max_length=200, blank=True)
    done_on = models.DateField(_("selesai"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=250, blank=True)

    class Meta:
        ordering = ["starts_on", "ends_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stage_dates_in_order"),
            models.UniqueConstraint(fields=["election", "key"], name="stage_once", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name


class Hamlet(models.Model):
    """A dusun (or RW) of the village: voters of one hamlet go to the same station where they fit."""

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="hamlets")
    name = models.CharField(_("dusun"), max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["election", "name"], name="hamlet_once")]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """A polling station (TPS)."""

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="stations")
    number = models.PositiveSmallIntegerField(_("nomor TPS"))
    place = models.CharField(_("tempat"), max_length=200)
    hamlets = models.ManyToManyField(Hamlet, blank=True, related_name="stations", verbose_name=_("dusun"))
    booths = models.PositiveSmallIntegerField(_("jumlah bilik"), default=2)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="station_once"),
            models.CheckConstraint(condition=Q(number__gte=1, booths__gte=1), name="station_has_number"),
        ]

    def __str__(self) -> str:
        return f"TPS {self.number}"


class MemberRole(models.TextChoices):
    COMMITTEE_HEAD = "ketua_panitia", _("Ketua panitia")
    COMMITTEE = "panitia", _("Anggota panitia")
    KPPS_HEAD = "ketua_kpps", _("Ketua KPPS")
    KPPS = "kpps", _("Anggota KPPS")
    TECHNICIAN = "teknisi", _("Teknisi TPS")
    WITNESS = "saksi", _("Saksi calon")
    BPD = "bpd", _("Anggota BPD")
    SUPERVISOR = "pengawas", _("Pengawas")


AT_STATION = (MemberRole.KPPS_HEAD, MemberRole.KPPS, MemberRole.TECHNICIAN, MemberRole.WITNESS)


class Member(models.Model):
    """Somebody with a task in this election. `pin_hash` opens the desk of the own station (parcel.hash_pin)."""

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="members")
    role = models.CharField(_("tugas"), max_length=14, choices=MemberRole.choices)
    name = models.CharField(_("nama"), max_length=150)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="members")
    candidate = models.ForeignKey("Candidate", models.PROTECT, null=True, blank=True, related_name="witnesses")
    phone = models.CharField(_("telepon"), max_length=30, blank=True)
    decree_number = models.CharField(_("nomor surat tugas"), max_length=120, blank=True)
    pin_hash = models.CharField(max_length=100, blank=True)
    left_on = models.DateField(_("berhenti"), null=True, blank=True)

    class Meta:
        ordering = ["role", "name", "id"]

    def __str__(self) -> str:
        return self.name


class CandidateState(models.TextChoices):
    REGISTERED = "mendaftar", _("Mendaftar")
    VERIFIED = "memenuhi", _("Memenuhi syarat")
    ACCEPTED = "calon", _("Calon yang berhak dipilih")
    NOT_SELECTED = "tidak_lolos", _("Tidak lolos seleksi tambahan")
    REJECTED = "tidak_memenuhi", _("Tidak memenuhi syarat")
    WITHDRAWN = "mundur", _("Mengundurkan diri")


class Candidate(models.Model):
    """Somebody who wants to be village head. `number` is drawn by lot; `score` ranks more candidates than allowed."""

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="candidates")
    name = models.CharField(_("nama lengkap"), max_length=150)
    ballot_name = models.CharField(_("nama di surat suara"), max_length=80)
    born_on = models.DateField(_("tanggal lahir"))
    education = models.CharField(_("pendidikan"), max_length=80, blank=True)
    occupation = models.CharField(_("pekerjaan"), max_length=120, blank=True)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, null=True, blank=True, related_name="+")
    vision = models.TextField(_("visi dan misi"), blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("nomor urut"), null=True, blank=True)
    score = models.DecimalField(_("nilai seleksi tambahan"), max_digits=7, decimal_places=2, null=True, blank=True)
    registered_on = models.DateField(_("mendaftar pada"), null=True, blank=True)
    state = models.CharField(max_length=14, choices=CandidateState.choices, default=CandidateState.REGISTERED)
    reason = models.CharField(_("alasan"), max_length=250, blank=True)

    class Meta:
        ordering = ["number", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"], name="candidate_number_once", condition=Q(number__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class ElectionPaper(models.Model):
    """A document of the election: decree of the committee, minutes, announcements."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="papers")
    title = models.CharField(_("judul dokumen"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet["ElectionPaper"].as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title
