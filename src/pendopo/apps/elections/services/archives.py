"""What comes back from the stations: taken in, checked as anybody could check it, announced."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections import closing, events
from pendopo.apps.elections.crypto.archive import DATA, Reader
from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.crypto.errors import Unreadable
from pendopo.apps.elections.crypto.report import as_json
from pendopo.apps.elections.crypto.verify import Outcome, verify
from pendopo.apps.elections.models import Archive, ArchiveState, Box, ElectionState, Kind, Pilkades, Tracker
from pendopo.apps.elections.services.elections import require_reason, require_runner
from pendopo.apps.elections.station import chronicle as chronicles
from pendopo.apps.elections.station.opening import sealed_part_sha256
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.bulk import load
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish as tell
from pendopo.kernel.files.services import keep, path_of

if TYPE_CHECKING:
    from pendopo.kernel.jobs.models import Job

PERMISSION = "elections.results"
JOB = "elections.check_archive"
BEL: Final = {".bel": ("application/octet-stream", b"BELENIOS\0")}
MOST: Final = 64 * 1024 * 1024
NO_ENTRIES: Final = "0" * 64
COUNTED = (ElectionState.VOTING, ElectionState.COUNTED, ElectionState.DETERMINED, ElectionState.ARCHIVED)


def receive(actor: Actor, election: Pilkades, *, raw: bytes) -> tuple[Archive, Job | None]:
    """Takes a bundle of a station; its archive is checked as a task. The same bundle again changes nothing."""
    require_runner(actor, election, PERMISSION)
    try:
        report, chronicle, archive, uuid = closing.unpack(raw)
        box = _box(election, uuid)
        told = closing.read(report, box.signing_public)
        notes = _notes(chronicle, box.signing_public, told.chronicle_head)
    except closing.ClosingError as problem:
        raise Refused(str(problem), field="file") from problem
    except (ValueError, RecursionError) as problem:
        raise Refused(
            _("Catatan TPS di berkas ini tidak terbaca. Ambil berkasnya lagi dari laptop TPS."), field="file"
        ) from problem
    if told.uuid != uuid or told.kind != box.kind or told.station != box.station.number:
        raise Refused(_("Laporan penutupan dan arsip bukan dari TPS yang sama."), field="file")
    digest = hashlib.sha256(archive).hexdigest()
    with transaction.atomic():
        Box.objects.select_for_update().get(pk=box.pk)  # two officers with the same bundle: one takes it in
        known = Archive.objects.filter(box=box, sha256=digest).first()
        if known is not None:
            return known, None
        if Archive.objects.filter(box=box, published_at__isnull=False).exists():
            raise Refused(_("Hasil TPS ini sudah diumumkan. Tarik dulu pengumumannya dengan alasan."), field="file")
        file = io.BytesIO(archive)
        file.name = f"{uuid}.bel"
        made = Archive.objects.create(
            box=box, file=keep(actor, file, kinds=BEL, most=MOST), sha256=digest, size=len(archive),
            closing=asdict(told), closing_signed=True, chronicle=notes, received_by=actor.name,
        )  # fmt: skip
        audit.record(
            "elections.archive_receive", election, actor, station=box.station.number, kind=box.kind, digest=digest
        )
        title = _("Memeriksa arsip TPS %(number)s") % {"number": box.station.number}
        return made, jobs.start(actor, JOB, title, archive=made.pk)


def check(archive: Archive) -> Archive:
    """Everything that the public verifier checks, and that the archive is the one this station was set up for. What was
    judged stays judged: the bytes do not change.
    """
    if archive.state != ArchiveState.WAITING:
        return archive
    try:
        outcome = verify(path_of(archive.file), jobs=1)
        problem = _foreign(archive, outcome) if outcome.valid else ""
    except Unreadable as unread:
        outcome, problem = Outcome(path_of(archive.file)), str(unread)
    report = as_json(outcome)
    report |= {"file": archive.file.name, "problem": problem}
    sound = outcome.valid and not problem
    archive.report, archive.state = report, ArchiveState.SOUND if sound else ArchiveState.REFUSED
    if sound:
        archive.counts, archive.ballots = outcome.result[0], outcome.ballots
        archive.last_event = outcome.last_event
    changed = {name: getattr(archive, name) for name in ("report", "state", "counts", "ballots", "last_event")}
    Archive.objects.filter(pk=archive.pk, state=ArchiveState.WAITING).update(**changed)
    return archive


@transaction.atomic
def publish(actor: Actor, archive: Archive) -> None:
    """The result of the station is there for everybody, with its archive and the list of trackers."""
    election = archive.box.station.election
    require_runner(actor, election, PERMISSION)
    Box.objects.select_for_update().get(pk=archive.box_id)
    if archive.state != ArchiveState.SOUND:
        raise Refused(_("Arsip ini belum diperiksa atau tidak sah; hasilnya tidak dapat diumumkan."))
    if archive.box.dropped_at is not None:
        raise Refused(_("Kartu TPS ini sudah dibatalkan; hasilnya tidak dapat diumumkan."))
    if archive.box.kind == Kind.OFFICIAL and election.state not in COUNTED:
        raise Refused(_("Pemungutan suara belum dimulai; hasil resmi belum dapat diumumkan."))
    if Archive.objects.filter(box=archive.box, published_at__isnull=False).exists():
        raise Refused(_("Hasil TPS ini sudah diumumkan."))
    found = trackers(archive)
    Tracker.objects.filter(archive=archive).delete()
    load(Tracker, ["archive_id", "text", "position"], [(archive.pk, text, n) for n, text in enumerate(found, 1)])
    Archive.objects.filter(pk=archive.pk).update(published_at=timezone.now())
    audit.record(
        "elections.archive_publish", election, actor,
        station=archive.box.station.number, kind=archive.box.kind, digest=archive.sha256,
    )  # fmt: skip
    tell(events.ResultPublished(election.pk, archive.box.station_id, archive.box.kind))


@transaction.atomic
def withdraw(actor: Actor, archive: Archive, *, reason: str) -> None:
    """Takes a result back from the public, with a reason that stays. Not after the winner was determined."""
    election = archive.box.station.election
    require_runner(actor, election, PERMISSION)
    reason = require_reason(reason)
    if archive.box.kind == Kind.OFFICIAL and election.state in (ElectionState.DETERMINED, ElectionState.ARCHIVED):
        raise Refused(_("Calon terpilih sudah ditetapkan. Cabut dulu penetapannya."))
    if not Archive.objects.filter(pk=archive.pk, published_at__isnull=False).update(published_at=None):
        raise Refused(_("Hasil ini tidak sedang diumumkan."))
    Tracker.objects.filter(archive=archive).delete()
    audit.record(
        "elections.archive_withdraw", election, actor,
        station=archive.box.station.number, kind=archive.box.kind, reason=reason,
    )  # fmt: skip
    tell(events.ResultPublished(election.pk, archive.box.station_id, archive.box.kind))


def trackers(archive: Archive) -> list[str]:
    """Of all ballots, in the order of the archive (which was shuffled)."""
    found, waiting = [], b""
    with Reader(path_of(archive.file)) as reader:
        for member in reader:
            if member.kind == DATA:
                waiting = member.body
            elif json.loads(member.body).get("type") == "Ballot":
                found.append(tracker(waiting))
    return found


def _notes(raw: bytes, public: str, head: str) -> list[dict[str, Any]]:
    """The entries of the station's chronicle: whole, signed, ending where the closing report says. Raises Refused."""
    told = json.loads(raw)
    found = told.get("entries") if isinstance(told, dict) else told
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused(_("Catatan TPS di berkas ini tidak terbaca. Ambil berkasnya lagi dari laptop TPS."), field="file")
    problem = chronicles.check(found, public)
    if problem:
        raise Refused(problem, field="file")
    if (chronicles.hash_of(found[-1]) if found else NO_ENTRIES) != head:
        raise Refused(_("Catatan TPS tidak sama dengan yang disebut laporan penutupannya."), field="file")
    return found


def _box(election: Pilkades, uuid: str) -> Box:
    box = Box.objects.select_related("station__election__unit").filter(station__election=election, uuid=uuid).first()
    if box is None:
        raise Refused(_("Arsip ini bukan dari TPS pemilihan ini. Periksa desa dan hari pemilihannya."), field="file")
    if not box.signing_public:
        raise Refused(_("Paket TPS ini belum pernah dibuat, jadi laporannya tidak dapat dikenali."), field="file")
    return box


def _foreign(archive: Archive, outcome: Outcome) -> str:
    """What in a sound archive is not what this station was given; empty when all is."""
    box = archive.box
    known = {
        hashlib.sha256(text.encode()).hexdigest(): name
        for text, name in (
            (box.election_text, _("parameter pemilihan")), (box.keyset.trustees, _("pemegang kunci")),
            (box.credentials, _("daftar kartu")),
        )
    }  # fmt: skip
    with Reader(path_of(archive.file)) as reader:
        first = [member.hash for member, _place in zip(reader, range(3), strict=False)]
    missing = [name for digest, name in known.items() if digest not in first]
    if missing:
        return _("Berbeda dari yang disiapkan untuk TPS ini: %(what)s.") % {"what": ", ".join(missing)}
    if sealed_part_sha256(path_of(archive.file)) != archive.closing.get("archive_sha256"):
        return _("Arsip ini tidak berawal dari arsip yang disegel TPS saat penutupan.")
    spent = archive.closing.get("cards_spent")
    if outcome.ballots != spent:
        words = _("Arsip memuat %(ballots)s surat suara, laporan penutupan menyebut %(spent)s.")
        return words % {"ballots": outcome.ballots, "spent": spent}
    return ""
