"""Photos of voters, for comparing faces at the check-in desk: brought in as a ZIP, packed into the parcels, forgotten
with the end of the election. A NIK stands in no name of a file, no address and no line of the trail or a log.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import ElectionState, ImportState, PhotoImport, Pilkades, VoterPhoto, VoterState
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.moves import effect
from pendopo.apps.elections.rules.photos import Photo, without_figures
from pendopo.apps.elections.services import photo_zip
from pendopo.apps.elections.services.elections import require_runner
from pendopo.apps.elections.services.roll import AFTER_SET, VOTERS, held
from pendopo.apps.elections.services.roll_import import KEEP_DAYS, begin
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.files import clean_name
from pendopo.kernel.jobs.models import Job

JOB: Final = "elections.photo_import"
BATCH: Final = 50
OPEN: Final = (*queries.IN_WORK, *AFTER_SET)
"""States in which photos may come: until voting begins no parcel is fixed."""
OVER: Final = (ElectionState.ARCHIVED, ElectionState.CANCELLED)


@transaction.atomic
def check_zip(actor: Actor, election: Pilkades, content: bytes, *, name: str) -> PhotoImport:
    """A dry run: which photos belong to whom and what is wrong. Raises Refused (field "file"); nothing else changes."""
    require_runner(actor, election, VOTERS)
    _require_open(election)
    photos = _matched(election, content)
    findings = [{"row": one.place, "name": one.label, "code": one.problem} for one in photos if one.problem]
    good = len(photos) - len(findings)
    found = PhotoImport.objects.create(
        election=election, file_name=without_figures(clean_name(name))[:200], findings=findings,
        counts={"files": len(photos), "good": good, "bad": len(findings)}, content=content if good else b"",
        sha256=hashlib.sha256(content).hexdigest(), account_id=actor.account_id, account_name=actor.name,
    )  # fmt: skip
    audit.record("elections.photos_check", election, actor, photos=good, bad=len(findings))
    return found


@transaction.atomic
def start(actor: Actor, found: PhotoImport) -> Job:
    """Take the good ones over as a task."""
    require_runner(actor, found.election, VOTERS)
    held(found.election)
    _require_open(found.election)
    if found.state == ImportState.CHECKED and not found.content:
        raise Refused(_("Tidak ada foto yang dapat dipakai di berkas ini. Unggah lagi."))
    return begin(actor, found, JOB, _("Foto pemilih: %(file)s") % {"file": found.file_name})


def run(progress: jobs.Progress, found: PhotoImport) -> dict[str, int]:
    """The task: a photo that is stored already is found the same, so it may be begun again."""
    require_runner(progress.actor, found.election, VOTERS)
    if found.state == ImportState.DONE:
        return _taken(found)
    photos = list(photo_zip.good(photo_zip.read(bytes(found.content))))
    sums = dict.fromkeys(("new", "changed", "same"), 0) | progress.checkpoint
    begun = int(sums.pop("next", 0))
    progress.total(len(photos))
    progress.job.done = begun
    for at in range(begun, len(photos), BATCH):
        part = photos[at : at + BATCH]
        with transaction.atomic():
            _require_wanted(found)
            for what, count in _store(found.election, part).items():
                sums[what] += count
            progress.save(next=at + len(part), **sums)
        progress.step(len(part))
    return _finish(progress.actor, found, sums)


@transaction.atomic
def remove(actor: Actor, election: Pilkades) -> int:
    """All photos of an election, at any time. Parcels that were made before still hold them. How many there were."""
    require_runner(actor, election, VOTERS)
    return _forget(actor, election)


@effect("arsip", "batal")
def forget(actor: Actor, election: Pilkades) -> None:
    """A face is needed until the last vote; with the end of the election it goes."""
    _forget(actor, election)


def forget_old() -> int:
    """Daily: ZIPs that nobody took over, and photos of people who are struck from the roll or whose election ended."""
    limit = timezone.now() - timedelta(days=KEEP_DAYS)
    PhotoImport.objects.filter(made_at__lt=limit).exclude(findings=[]).update(findings=[])
    count = PhotoImport.objects.filter(made_at__lt=limit).exclude(content=b"").update(content=b"")
    for gone in (
        VoterPhoto.objects.filter(voter__state=VoterState.REMOVED),
        VoterPhoto.objects.filter(voter__election__state__in=OVER),
    ):
        count += gone.delete()[0]
    return count


def _forget(actor: Actor, election: Pilkades) -> int:
    held(election)
    count, _models = VoterPhoto.objects.filter(voter__election=election).delete()
    imports = PhotoImport.objects.filter(election=election)
    imports.update(content=b"", findings=[])
    imports.filter(state__in=(ImportState.CHECKED, ImportState.RUNNING)).update(state=ImportState.UNDONE)
    if count:
        audit.record("elections.photos_remove", election, actor, photos=count)
    return count


def _require_open(election: Pilkades) -> None:
    state = Pilkades.objects.values_list("state", flat=True).get(pk=election.pk)
    if state not in OPEN:
        raise Refused(_("Pemungutan suara sudah mulai; foto tidak sampai lagi ke TPS, jadi tidak diterima."))


def _require_wanted(found: PhotoImport) -> None:
    held(found.election)
    _require_open(found.election)
    if not PhotoImport.objects.filter(pk=found.pk, state=ImportState.RUNNING).exists():
        raise Refused(_("Foto pemilihan ini dihapus selagi diimpor. Unggah lagi bila memang diperlukan."))


def _matched(election: Pilkades, content: bytes) -> list[Photo]:
    """The files of the ZIP; who is not in the roll is a finding."""
    photos = photo_zip.read(content)
    known = set(queries.listed(election).order_by().values_list("nik", flat=True))
    for one in photo_zip.good(photos):
        if one.nik not in known:
            one.problem, one.content = "unknown", b""
    return photos


def _store(election: Pilkades, photos: list[Photo]) -> dict[str, int]:
    rows = queries.listed(election).filter(nik__in=[one.nik for one in photos]).order_by()
    voters = dict(rows.values_list("nik", "pk"))
    before = dict(VoterPhoto.objects.filter(voter__in=voters.values()).values_list("voter", "content"))
    fresh, sums = [], dict.fromkeys(("new", "changed", "same"), 0)
    for one in photos:
        voter = voters.get(one.nik)
        if voter is None:  # not, or no longer in the roll
            continue
        old = bytes(before.get(voter, b""))
        sums["same" if old == one.content else "changed" if old else "new"] += 1
        if old != one.content:
            fresh.append(VoterPhoto(voter_id=voter, content=one.content))
    VoterPhoto.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["voter"], update_fields=["content"]
    )  # fmt: skip
    return sums


def _taken(found: PhotoImport) -> dict[str, int]:
    return {what: int(found.counts[f"taken_{what}"]) for what in ("new", "changed", "same")}


@transaction.atomic
def _finish(actor: Actor, found: PhotoImport, sums: dict[str, Any]) -> dict[str, int]:
    found.counts = found.counts | {f"taken_{what}": int(count) for what, count in sums.items()}
    PhotoImport.objects.filter(pk=found.pk).update(
        state=ImportState.DONE, done_at=timezone.now(), content=b"", counts=found.counts
    )  # fmt: skip
    audit.record("elections.photos_import", found.election, actor, new=sums["new"], changed=sums["changed"])
    return _taken(found)
