"""Published results of other governments."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeerClass(models.TextChoices):
    MINISTRY = "kementerian", _("Kementerian")
    AGENCY = "lembaga", _("Lembaga dan instansi lain")
    PROVINCE = "provinsi", _("Provinsi")
    REGENCY = "kabupaten", _("Kabupaten")
    CITY = "kota", _("Kota")


class Peer(models.Model):
    """A government with published results. `key` is its normalised name; regions carry their Kemendagri code."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(_("instansi"), max_length=150)
    kind = models.CharField(_("kelompok"), max_length=12, choices=PeerClass.choices)
    code = models.CharField(_("kode wilayah"), max_length=13, blank=True)
    province = models.CharField(_("provinsi"), max_length=60, blank=True)
    population = models.PositiveIntegerField(_("penduduk"), null=True)
    is_own = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_own"], condition=models.Q(is_own=True), name="peer_one_own"),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedResult(models.Model):
    """Index and domains in hundredths, as published; `exact` where more decimals are known (a fraction as text).

    `domains` and `aspects` map numbers to hundredths: {"1": 350}. `flags` names doubts found at the import.
    """

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="results")
    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument = models.CharField(_("instrumen"), max_length=40)
    index = models.PositiveIntegerField(_("indeks"))
    exact = models.CharField(max_length=40, blank=True)
    predicate = models.CharField(_("predikat"), max_length=40, blank=True)
    domains = models.JSONField(default=dict)
    aspects = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    source = models.CharField(_("sumber"), max_length=250, blank=True)
    imported_by = models.CharField(max_length=150)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "-index"]
        constraints = [models.UniqueConstraint(fields=["peer", "year", "instrument"], name="publishedresult_once")]
        indexes = [models.Index(fields=["year", "-index"], name="publishedresult_rank")]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.year}"


class BenchmarkImportState(models.TextChoices):
    CHECKED = "checked", _("Diperiksa")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Terhenti")


class BenchmarkImport(models.Model):
    """A sheet of published results: checked first, imported by a task. `year` and `instrument` fill empty columns."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(_("berkas"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    year = models.PositiveSmallIntegerField(_("tahun"), null=True)
    instrument = models.CharField(_("instrumen"), max_length=40, blank=True)
    source = models.CharField(_("sumber"), max_length=250)
    state = models.CharField(max_length=8, choices=BenchmarkImportState.choices, default=BenchmarkImportState.CHECKED)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name
