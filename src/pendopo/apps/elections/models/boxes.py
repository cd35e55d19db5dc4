"""Keys, decks of cards, parcels: what turns a station into an election of its own with one archive."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models.election import Pilkades, Station
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.scope import ScopedQuerySet


class Kind(models.TextChoices):
    OFFICIAL = "official", _("Resmi")
    TRIAL = "trial", _("Uji coba")


class KeySet(models.Model):
    """The public half of a key ceremony; `k` of the holders can open a tally together. One in use for each kind."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="keysets")
    kind = models.CharField(_("untuk"), max_length=10, choices=Kind.choices)
    group = models.CharField(max_length=20)
    threshold = models.PositiveSmallIntegerField(_("diperlukan"))
    size = models.PositiveSmallIntegerField(_("pemegang"))
    holders = models.JSONField(default=list)  # names and roles, in the order of the trustees
    trustees = models.TextField()  # the exact text of the archive
    joint_key = models.CharField(max_length=700)
    digest = models.CharField(max_length=64)
    record = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.CharField(max_length=150, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=250, blank=True)

    objects = ScopedQuerySet["KeySet"].as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind"], name="keyset_in_use", condition=Q(dropped_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Box(models.Model):
    """One station's election in the sense of the protocol (uuid): official or trial. Its deck was printed once; only
    the public half of the cards is kept.
    """

    scope_field = "station__election__unit__path"
    view_permission = "elections.view"

    station = models.ForeignKey(Station, models.CASCADE, related_name="boxes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    keyset = models.ForeignKey(KeySet, models.PROTECT, related_name="boxes")
    uuid = models.CharField(max_length=40, unique=True)
    election_text = models.TextField()
    credentials = models.TextField()
    cards = models.PositiveIntegerField(_("kartu"))
    signing_public = models.CharField(max_length=64)
    parcel_sha256 = models.CharField(max_length=64, blank=True)
    parcels = models.PositiveSmallIntegerField(default=0)  # how often one was made: only the last is believed
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=250, blank=True)

    objects = ScopedQuerySet["Box"].as_manager()

    class Meta:
        ordering = ["station__number", "kind", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "kind"], name="box_in_use", condition=Q(dropped_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.uuid


class ArchiveState(models.TextChoices):
    WAITING = "menunggu", _("Menunggu pemeriksaan")
    SOUND = "sah", _("Sah")
    REFUSED = "ditolak", _("Ditolak")


class Archive(models.Model):
    """An archive as it came from the opening, with the report of its check."""

    scope_field = "box__station__election__unit__path"
    view_permission = "elections.view"

    box = models.ForeignKey(Box, models.PROTECT, related_name="archives")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=ArchiveState.choices, default=ArchiveState.WAITING)
    report = models.JSONField(default=dict)
    last_event = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=list)  # votes in the order of the ballot, blank first where allowed
    ballots = models.PositiveIntegerField(default=0)
    closing = models.JSONField(default=dict)  # closing.Closing as it was signed
    chronicle = models.JSONField(default=list)
    closing_signed = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(_("diumumkan"), null=True, blank=True)

    objects = ScopedQuerySet["Archive"].as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["box", "sha256"], name="archive_once"),
            models.UniqueConstraint(
                fields=["box"], name="archive_published_once", condition=Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Tracker(models.Model):
    """A tracker of a published archive, for the public search; `position` is the (shuffled) place in the archive."""

    archive = models.ForeignKey(Archive, models.CASCADE, related_name="trackers")
    text = models.CharField(max_length=44, db_index=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["archive", "position"]
        constraints = [models.UniqueConstraint(fields=["archive", "text"], name="tracker_once")]

    def __str__(self) -> str:
        return self.text
