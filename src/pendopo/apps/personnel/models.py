"""Pegawai and their histories. What a person is today is derived from the histories, by the services only."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.people.models import Person, PostKind
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class Kind(models.TextChoices):
    PNS = "pns", _("PNS")
    PPPK = "pppk", _("PPPK")


class Sex(models.TextChoices):
    MALE = "L", _("Laki-laki")
    FEMALE = "P", _("Perempuan")


class ServiceState(models.TextChoices):
    ACTIVE = "active", _("Aktif")
    RETIRED = "retired", _("Pensiun")
    MOVED = "moved", _("Pindah instansi")
    DIED = "died", _("Meninggal dunia")
    DISMISSED = "dismissed", _("Berhenti")


class Eselon(models.TextChoices):
    I_A = "I.a", "I.a"
    I_B = "I.b", "I.b"
    II_A = "II.a", "II.a"
    II_B = "II.b", "II.b"
    III_A = "III.a", "III.a"
    III_B = "III.b", "III.b"
    IV_A = "IV.a", "IV.a"
    IV_B = "IV.b", "IV.b"
    V_A = "V.a", "V.a"
    V_B = "V.b", "V.b"


class Pegawai(models.Model):
    """A civil servant. The columns under "present state" are written by `services/dossier.py` from the histories."""

    scope_field = "unit__path"
    view_permission = "personnel.view"
    person_field = "person"

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="pegawai")
    nip = models.CharField(_("NIP"), max_length=18, unique=True)
    kind = models.CharField(_("jenis"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("nama"), max_length=120, db_index=True)
    full_name = models.CharField(_("nama dan gelar"), max_length=250)
    title_front = models.CharField(_("gelar depan"), max_length=40, blank=True)
    title_back = models.CharField(_("gelar belakang"), max_length=80, blank=True)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex.choices)
    birth_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    birth_date = models.DateField(_("tanggal lahir"))
    nik = models.CharField(_("NIK"), max_length=16, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    phone = models.CharField(_("nomor telepon"), max_length=20, blank=True)
    appointed_on = models.DateField(_("TMT pengangkatan"))
    end_kind = models.CharField(_("sebab berakhir"), max_length=10, choices=ServiceState.choices, blank=True)
    ended_on = models.DateField(_("TMT berhenti"), null=True, blank=True)

    # present state
    status = models.CharField(_("status"), max_length=10, choices=ServiceState.choices, default=ServiceState.ACTIVE)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pegawai")
    placed_on = models.DateField(_("di unit sejak"))
    golongan = models.CharField(_("golongan"), max_length=5, blank=True)
    golongan_order = models.PositiveSmallIntegerField(default=0)
    golongan_tmt = models.DateField(_("TMT golongan"), null=True, blank=True)
    post = models.CharField(_("jabatan"), max_length=200, blank=True)
    post_kind = models.CharField(_("jenis jabatan"), max_length=12, choices=PostKind.choices, blank=True)
    eselon = models.CharField(_("eselon"), max_length=5, choices=Eselon.choices, blank=True)
    job_class = models.PositiveSmallIntegerField(_("kelas jabatan"), null=True, blank=True)
    post_tmt = models.DateField(_("TMT jabatan"), null=True, blank=True)
    next_change_on = models.DateField(null=True, blank=True, db_index=True)

    objects = ScopedQuerySet["Pegawai"].as_manager()

    class Meta:
        ordering = ["name", "person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_kind="", ended_on__isnull=True) | (~Q(end_kind="") & Q(ended_on__isnull=False)),
                name="pegawai_end_has_kind_and_date",
            ),
            models.UniqueConstraint(fields=["nik"], condition=~Q(nik=""), name="pegawai_nik_once"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Riwayat(models.Model):
    """A row of a history: in force from `tmt` by the decree (SK); exactly one of a kind is current."""

    tmt = models.DateField(_("TMT"))
    sk_number = models.CharField(_("nomor SK"), max_length=120, blank=True)
    sk_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        abstract = True


class RiwayatGolongan(Riwayat):
    pegawai = models.ForeignKey(Pegawai, models.PROTECT, related_name="riwayat_golongan")
    golongan = models.CharField(_("golongan"), max_length=5)

    class Meta:
        ordering = ["-tmt"]
        constraints = [
            models.UniqueConstraint(fields=["pegawai", "tmt"], name="riwayatgolongan_one_a_day"),
            models.UniqueConstraint(
                fields=["pegawai"], condition=Q(is_current=True), name="riwayatgolongan_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.golongan} ({self.tmt})"


class RiwayatJabatan(Riwayat):
    pegawai = models.ForeignKey(Pegawai, models.PROTECT, related_name="riwayat_jabatan")
    title = models.CharField(_("jabatan"), max_length=200)
    kind = models.CharField(_("jenis jabatan"), max_length=12, choices=PostKind.choices)
    eselon = models.CharField(_("eselon"), max_length=5, choices=Eselon.choices, blank=True)
    job_class = models.PositiveSmallIntegerField(_("kelas jabatan"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-tmt"]
        constraints = [
            models.UniqueConstraint(fields=["pegawai", "tmt"], name="riwayatjabatan_one_a_day"),
            models.UniqueConstraint(
                fields=["pegawai"], condition=Q(is_current=True), name="riwayatjabatan_one_current"
            ),
            models.CheckConstraint(
                condition=Q(job_class__isnull=True) | Q(job_class__range=(1, 17)), name="riwayatjabatan_class_1_to_17"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.tmt})"


class RiwayatUnit(Riwayat):
    """Where a person works from `tmt` to `ends_on` (both included): until the next placement or the end of service."""

    pegawai = models.ForeignKey(Pegawai, models.PROTECT, related_name="riwayat_unit")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ends_on = models.DateField(_("sampai"), null=True, blank=True)

    class Meta:
        ordering = ["-tmt"]
        indexes = [models.Index(fields=["tmt", "ends_on"], name="riwayatunit_span")]
        constraints = [
            models.UniqueConstraint(fields=["pegawai", "tmt"], name="riwayatunit_one_a_day"),
            models.UniqueConstraint(fields=["pegawai"], condition=Q(is_current=True), name="riwayatunit_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.tmt})"


class ImportState(models.TextChoices):
    CHECKED = "checked", _("Diperiksa")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Terhenti")


def no_counts() -> dict[str, int]:
    return {"new": 0, "changed": 0, "same": 0, "bad": 0}


class Impor(models.Model):
    """A file that was checked and perhaps imported. The file itself is removed once it is imported or a week old."""

    scope_field = "unit_path"
    view_permission = "personnel.import"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit_path = models.CharField(max_length=40, blank=True)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.CHECKED)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=no_counts)
    result = models.JSONField(default=no_counts)
    changes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Impor"].as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
