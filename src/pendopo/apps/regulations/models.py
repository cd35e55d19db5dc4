"""Produk hukum: what was decided, what it does to other decisions, whom it binds, and what it proves."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.scope import ScopedQuerySet, under
from pendopo.kernel.units.models import Unit


class State(models.TextChoices):
    """How far a document has come; whether it is in force follows from dates and relations (rules/status.py)."""

    DRAFT = "draft", _("Rancangan")
    ENACTED = "enacted", _("Ditetapkan")
    PROMULGATED = "promulgated", _("Diundangkan")
    WITHDRAWN = "withdrawn", _("Ditarik")


DECIDED = (State.ENACTED, State.PROMULGATED)


class RegulationKind(models.Model):
    """A kind that the regency adds to the built-in ones or words anew, from a day to a day (both included)."""

    code = models.SlugField(_("kode"), max_length=20, unique=True)
    name = models.CharField(_("nama jenis"), max_length=80)
    short = models.CharField(_("singkatan"), max_length=30)
    rank = models.PositiveSmallIntegerField(_("urutan"), default=500)
    is_own = models.BooleanField(_("produk hukum daerah"), default=True)
    is_promulgated = models.BooleanField(_("diundangkan"), default=False)
    used_from = models.DateField(_("dipakai sejak"), null=True, blank=True)
    used_until = models.DateField(_("dipakai sampai"), null=True, blank=True)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name


class RegulationQuerySet(ScopedQuerySet["Regulation"]):
    def visible_to(self, actor: Actor) -> Self:
        """What was decided, for every employee; drafts and withdrawn ones for those of the unit that drafts."""
        if not actor.can("regulations.view"):
            return self.none()
        decided = Q(state__in=DECIDED)
        if not actor.can("regulations.drafts"):
            return self.filter(decided)
        return self.filter(decided | under(actor.unit_path, "owner_unit__path")) if actor.unit_path else self.all()

    def published(self) -> Self:
        """What anybody may read: decided, and marked for the public."""
        return self.filter(state__in=DECIDED, is_public=True)


class Regulation(models.Model):
    """One document. `revoked_from` and `amended_from` are written from the relations by `services/effects.py` only."""

    scope_field = "owner_unit__path"
    view_permission = "regulations.view"

    kind = models.CharField(_("jenis"), max_length=20)
    number = models.CharField(_("nomor"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("tahun"))
    title = models.CharField(_("tentang"), max_length=600)
    issuer = models.CharField(_("badan pembentuk"), max_length=150, blank=True)
    state = models.CharField(_("tahap"), max_length=12, choices=State.choices, default=State.DRAFT)
    enacted_on = models.DateField(_("ditetapkan"), null=True, blank=True)
    promulgated_on = models.DateField(_("diundangkan"), null=True, blank=True)
    place = models.CharField(_("tempat penetapan"), max_length=80, blank=True)
    in_force_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    in_force_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    review_on = models.DateField(_("ditinjau kembali"), null=True, blank=True)
    subjects = models.CharField(_("subjek"), max_length=300, blank=True)
    field_of_law = models.CharField(_("bidang hukum"), max_length=80, blank=True)
    call_number = models.CharField(_("nomor panggil"), max_length=60, blank=True)
    register_number = models.CharField(_("nomor induk buku"), max_length=60, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=30, blank=True)
    source = models.CharField(_("sumber"), max_length=150, blank=True)
    publisher = models.CharField(_("penerbit"), max_length=150, blank=True)
    language = models.CharField(_("bahasa"), max_length=40, default="Indonesia")
    extent = models.CharField(_("deskripsi fisik"), max_length=80, blank=True)
    abstract = models.TextField(_("abstrak"), blank=True)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="regulations")
    is_public = models.BooleanField(_("untuk publik"), default=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("alasan penarikan"), max_length=250, blank=True)

    # derived; the names are those of the kind on the day of writing
    kind_name = models.CharField(max_length=80, blank=True)
    kind_short = models.CharField(max_length=30, blank=True)
    number_key = models.CharField(max_length=80, blank=True, db_index=True)
    issuer_key = models.CharField(max_length=150, blank=True)
    search_text = models.TextField(blank=True)
    revoked_from = models.DateField(_("dicabut sejak"), null=True, blank=True)
    amended_from = models.DateField(_("diubah sejak"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["kind", "year"], name="regulation_kind_year"),
            models.Index(fields=["state", "is_public", "year"], name="regulation_public"),
            models.Index(fields=["in_force_until"], name="regulation_until"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number_key", "year", "issuer_key"],
                condition=Q(state__in=["enacted", "promulgated"]),
                name="regulation_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["enacted", "promulgated"]) | (~Q(number="") & Q(enacted_on__isnull=False)),
                name="regulation_decided_has_number",
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True)
                | Q(in_force_from__isnull=True)
                | Q(in_force_until__gte=models.F("in_force_from")),
                name="regulation_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Perbup 12/2024; a draft by its title."""
        return f"{self.kind_short} {self.reference}" if self.number else f"{self.kind_short}: {self.title[:80]}"

    @property
    def reference(self) -> str:
        """12/2024, the year once."""
        year = str(self.year)
        return self.number if self.number.endswith(year) else f"{self.number}/{year}"

    @property
    def full_name(self) -> str:
        """Peraturan Bupati Nomor 12 Tahun 2024."""
        if not self.number:
            return f"{self.get_state_display()} {self.kind_name}"
        named = f"{self.kind_name} Nomor {self.number}"
        return named if self.number.endswith(str(self.year)) else f"{named} Tahun {self.year}"

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED


class RelationKind(models.TextChoices):
    REVOKES = "revokes", _("Mencabut")
    AMENDS = "amends", _("Mengubah")
    PARTLY_REVOKES = "partly", _("Mencabut sebagian")
    IMPLEMENTS = "implements", _("Melaksanakan")


class Relation(models.Model):
    """What `source` does to `target`, from `on` or else from the day the source takes force."""

    source = models.ForeignKey(Regulation, models.CASCADE, related_name="does")
    target = models.ForeignKey(Regulation, models.PROTECT, related_name="undergoes")
    kind = models.CharField(_("hubungan"), max_length=10, choices=RelationKind.choices)
    on = models.DateField(_("mulai"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Article(models.Model):
    """An article that matters: where it stands, its words in short, what it decides."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="articles")
    ref = models.CharField(_("pasal"), max_length=60)
    text = models.CharField(_("bunyi ringkas"), max_length=1000)
    decides = models.CharField(_("yang ditetapkan"), max_length=250, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "ref"], name="article_once")]

    def __str__(self) -> str:
        return self.ref


class Binding(models.Model):
    """A unit (with everything below it) that is bound; the regency's own unit binds all."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="bindings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    note = models.CharField(_("catatan"), max_length=250, blank=True)

    class Meta:
        ordering = ["unit__path"]
        constraints = [models.UniqueConstraint(fields=["regulation", "unit"], name="binding_once")]

    def __str__(self) -> str:
        return str(self.unit)


class TopicTie(models.Model):
    """A topic of kernel/topics.py that the document proves or rules, with what exactly it proves."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="ties")
    topic = models.CharField(_("topik"), max_length=120, db_index=True)
    articles = models.CharField(_("pasal"), max_length=120, blank=True)
    note = models.CharField(_("yang dibuktikan"), max_length=400, blank=True)

    class Meta:
        ordering = ["topic"]
        constraints = [models.UniqueConstraint(fields=["regulation", "topic"], name="topictie_once")]

    def __str__(self) -> str:
        return self.topic


class FileVersion(models.Model):
    """Each file that a document ever had; the newest is `Regulation.file`."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="versions")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(_("keterangan"), max_length=250, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["regulation", "number"], name="fileversion_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class ImportState(models.TextChoices):
    CHECKED = "checked", _("Diperiksa")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Terhenti")


def no_counts() -> dict[str, int]:
    return {"new": 0, "changed": 0, "same": 0, "bad": 0}


class RegulationImport(models.Model):
    """A file that was checked and perhaps imported; the file itself goes after the import, or after a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.CHECKED)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=no_counts)
    errors = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
