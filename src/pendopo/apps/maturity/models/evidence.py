"""Evidence: an item with versions, and where a version is used (entry and level) with the decision on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models.assessment import Entry
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class EvidenceKind(models.TextChoices):
    FILE = "file", _("Berkas")
    LINK = "link", _("Tautan")
    REGULATION = "regulation", _("Produk hukum")
    LIVE = "live", _("Sistem berjalan")


class EvidenceItem(models.Model):
    """One piece of evidence, used in as many indicators and years as it proves. `live_key` names kernel evidence."""

    scope_field = "unit__path"
    view_permission = "maturity.view"

    title = models.CharField(_("judul"), max_length=250)
    kind = models.CharField(_("jenis"), max_length=10, choices=EvidenceKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("kantor pemilik"))
    regulation = models.ForeignKey("regulations.Regulation", models.PROTECT, null=True, related_name="+")
    live_key = models.CharField(max_length=80, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True)
    created_by = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField(max_length=250, blank=True)

    objects = ScopedQuerySet["EvidenceItem"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class EvidenceVersion(models.Model):
    """The item as it was handed in at one time: a file, an address, or a snapshot of a running service. Never changed.

    `sha256` is of the file, of the address as text, or of the snapshot as canonical JSON. `is_draft`: a policy that is
    not enacted yet (rancangan), which proves level 1 at most.
    """

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    url = models.URLField(_("alamat"), max_length=500, blank=True)
    snapshot = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64)
    is_draft = models.BooleanField(_("masih rancangan"), default=False)
    by_name = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="evidenceversion_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(url="") | Q(snapshot__isnull=False),
                name="evidenceversion_holds_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class UseState(models.TextChoices):
    PROPOSED = "proposed", _("Diajukan")
    ACCEPTED = "accepted", _("Diterima")
    REJECTED = "rejected", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik")


class EvidenceUse(models.Model):
    """A version proves one level of one entry. `letter` makes the official file name ("35.a. ...")."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="uses")
    version = models.ForeignKey(EvidenceVersion, models.PROTECT, related_name="uses")
    level = models.PositiveSmallIntegerField(_("tingkat"))
    letter = models.CharField(max_length=2, blank=True)
    pages = models.CharField(_("pasal atau halaman"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=UseState.choices, default=UseState.PROPOSED)
    by_name = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_account_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("alasan"), blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["entry", "level", "letter", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version", "level"], condition=~Q(state="withdrawn"), name="evidenceuse_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} tingkat {self.level}"
