"""The roll: from the provisional list (DPS) over corrections to the final one (DPT)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models.election import Hamlet, Pilkades, Station
from pendopo.kernel.scope import ScopedQuerySet


class VoterState(models.TextChoices):
    LISTED = "terdaftar", _("Terdaftar")
    REMOVED = "dicoret", _("Dicoret")


class Origin(models.TextChoices):
    IMPORT = "impor", _("DPS dari data kependudukan")
    ADDED = "tambahan", _("Pemilih tambahan")
    CORRECTION = "perbaikan", _("Usulan perbaikan")


class Voter(models.Model):
    """One person in the roll of one election. `nik` is personal data: only `elections.voters` opens it."""

    scope_field = "election__unit__path"
    view_permission = "elections.voters"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="voters")
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="voters")
    number = models.PositiveIntegerField(_("nomor di DPT"), null=True, blank=True)
    nik = models.CharField(_("NIK"), max_length=16, db_index=True)
    family_card = models.CharField(_("nomor KK"), max_length=16, blank=True)
    name = models.CharField(_("nama"), max_length=150)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=[("L", _("Laki-laki")), ("P", _("Perempuan"))])
    born_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    born_on = models.DateField(_("tanggal lahir"))
    is_married = models.BooleanField(_("sudah atau pernah kawin"), default=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, null=True, blank=True, related_name="voters")
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    rt = models.CharField(_("RT"), max_length=5, blank=True)
    rw = models.CharField(_("RW"), max_length=5, blank=True)
    needs = models.CharField(_("kebutuhan bantuan"), max_length=80, blank=True)
    card_uid = models.CharField(_("UID KTP-el"), max_length=20, blank=True)
    invitation = models.CharField(_("kode undangan"), max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=VoterState.choices, default=VoterState.LISTED)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.IMPORT)
    removed_because = models.CharField(_("alasan dicoret"), max_length=120, blank=True)
    removed_on = models.DateField(_("dicoret pada"), null=True, blank=True)
    search_name = models.CharField(max_length=150, blank=True)
    findings = models.CharField(_("temuan"), max_length=200, blank=True)  # codes of rules/nik.py between bars: |sex|
    came_with = models.ForeignKey("RollImport", models.SET_NULL, null=True, blank=True, related_name="voters")
    delivered_at = models.DateTimeField(_("undangan diterima"), null=True, blank=True)
    delivered_by = models.CharField(_("dicatat oleh"), max_length=150, blank=True)
    undelivered_because = models.CharField(_("sebab belum tersampaikan"), max_length=120, blank=True)

    objects = ScopedQuerySet["Voter"].as_manager()

    class Meta:
        ordering = ["search_name", "id"]
        indexes = [
            models.Index(fields=["election", "state", "search_name"], name="voter_by_name"),
            models.Index(fields=["station", "number"], name="voter_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "nik"], name="voter_once", condition=Q(state=VoterState.LISTED)
            ),
            models.UniqueConstraint(
                fields=["station", "number"], name="voter_number_once", condition=Q(number__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["election", "invitation"], name="voter_invitation_once", condition=~Q(invitation="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Roll(models.Model):
    """How far the roll of an election has come. `digest` is sha256 over the lines of the roll as it was set."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.OneToOneField(Pilkades, models.CASCADE, related_name="roll")
    announced_on = models.DateField(_("DPS diumumkan"), null=True, blank=True)
    announced_until = models.DateField(_("DPS diumumkan sampai"), null=True, blank=True)
    announced_by = models.CharField(max_length=150, blank=True)
    announced_voters = models.PositiveIntegerField(_("pemilih dalam DPS"), default=0)
    set_on = models.DateField(_("DPT ditetapkan"), null=True, blank=True)
    set_by = models.CharField(max_length=150, blank=True)
    decree_number = models.CharField(_("nomor berita acara"), max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=list)  # [station number, men, women]
    times_set = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_because = models.CharField(_("alasan dibuka kembali"), max_length=250, blank=True)

    objects = ScopedQuerySet["Roll"].as_manager()

    def __str__(self) -> str:
        return str(self.election_id)


class ChangeKind(models.TextChoices):
    ADD = "tambah", _("Belum terdaftar")
    EDIT = "ubah", _("Data keliru")
    REMOVE = "coret", _("Tidak memenuhi syarat")


class ChangeState(models.TextChoices):
    ASKED = "diusulkan", _("Diusulkan")
    ACCEPTED = "diterima", _("Diterima")
    REFUSED = "ditolak", _("Ditolak")


class RollChange(models.Model):
    """A correction that somebody asked for while the provisional list was announced. `facts` hold the new values."""

    scope_field = "election__unit__path"
    view_permission = "elections.voters"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="changes")
    voter = models.ForeignKey(Voter, models.PROTECT, null=True, blank=True, related_name="changes")
    kind = models.CharField(_("usulan"), max_length=8, choices=ChangeKind.choices)
    facts = models.JSONField(default=dict)
    reason = models.CharField(_("alasan"), max_length=250)
    asked_by = models.CharField(_("pengusul"), max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.ASKED)
    answer = models.CharField(_("jawaban"), max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet["RollChange"].as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ImportState(models.TextChoices):
    CHECKED = "diperiksa", _("Diperiksa, belum diimpor")
    RUNNING = "berjalan", _("Sedang diimpor")
    DONE = "selesai", _("Sudah diimpor")
    UNDONE = "dibatalkan", _("Dibatalkan")


class RollFile(models.Model):
    """A file that was handed in for the roll: a dry run with its findings first, then taken over as a task."""

    scope_field = "election__unit__path"
    view_permission = "elections.voters"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    findings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKED)
    job_id = models.UUIDField(null=True, blank=True)
    account_id = models.BigIntegerField(null=True, blank=True)
    account_name = models.CharField(max_length=150, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class RollImport(RollFile):
    """One file of voters. `rows` are kept until they are taken; `undo` holds what changed voters were before."""

    rows = models.JSONField(default=list)
    undo = models.JSONField(default=list)
    with_warnings = models.BooleanField(_("baris berperingatan ikut"), default=False)

    objects = ScopedQuerySet["RollImport"].as_manager()

    class Meta(RollFile.Meta):
        pass


class PhotoImport(RollFile):
    """One ZIP of photos named by NIK. `content` is kept until it is taken."""

    content = models.BinaryField(default=b"")

    objects = ScopedQuerySet["PhotoImport"].as_manager()

    class Meta(RollFile.Meta):
        pass


class VoterPhoto(models.Model):
    """The face of a voter for the check-in desk: a small JPEG or PNG. Kept in the database, so that it is gone when it
    is deleted (services/voter_photos.py); no file, no address.
    """

    scope_field = "voter__election__unit__path"
    view_permission = "elections.voters"

    voter = models.OneToOneField(Voter, models.CASCADE, primary_key=True, related_name="photo")
    content = models.BinaryField()

    objects = ScopedQuerySet["VoterPhoto"].as_manager()

    def __str__(self) -> str:
        return str(self.pk)
