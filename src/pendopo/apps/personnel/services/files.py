"""A file on its way: checked and kept, imported by a task, then removed (it holds personal data)."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Impor, ImportState
from pendopo.apps.personnel.queries import KEEP_DAYS
from pendopo.apps.personnel.services.importing import BAD, CHANGED, NEW, SAME, Outcome, dry_run, read_sheet, write_rows
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.sheets import MOST_BYTES

JOB = "personnel.import"
SHOWN_CHANGES = 300
KEPT_ERRORS = 20_000
STATES = (NEW, CHANGED, SAME, BAD)


def path_of(impor: Impor) -> Path:
    return Path(settings.MEDIA_ROOT) / "personnel" / "impor" / str(impor.pk)


@transaction.atomic
def check(actor: Actor, content: bytes, *, name: str) -> Impor:
    """Check a file and keep it for the import. Raises Refused when nothing in it can be used."""
    actor.require("personnel.import")
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas terlalu besar. Bagi menjadi beberapa berkas."), field="file")
    sheet = read_sheet(actor, content, name=name)
    impor = Impor(
        id=uuid4(), unit_path=actor.unit_path, account_id=actor.account_id, account_name=actor.name, size=len(content),
        file_name=Path(name.replace("\\", "/")).name[:200], sha256=hashlib.sha256(content).hexdigest(),
        rows=len(sheet.rows), unknown_columns=list(sheet.mapping.unknown)[:50],
    )  # fmt: skip
    _note(impor, list(dry_run(actor, sheet)))
    _keep(impor, content)
    impor.save(force_insert=True)
    audit.record("personnel.check_import", impor, actor, file=impor.file_name, sha256=impor.sha256, **impor.counts)
    return impor


def _note(impor: Impor, found: list[Outcome]) -> None:
    """Counts, the first changes and the errors of a dry run; no NIK among them."""
    counts = Counter(one.state for one in found)
    impor.counts = {state: counts[state] for state in STATES}
    impor.errors = [asdict(error) for one in found for error in one.errors][:KEPT_ERRORS]
    impor.changes = [
        {
            "row": one.row,
            "name": one.name,
            "nip": one.nip,
            "state": one.state,
            "changes": [asdict(c) for c in one.changes],
        }
        for one in found
        if one.state in (CHANGED, NEW)
    ][:SHOWN_CHANGES]


def _keep(impor: Impor, content: bytes) -> None:
    path = path_of(impor)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


@transaction.atomic
def start(actor: Actor, impor: Impor) -> Job:
    """Import the good rows of a checked file as a task; one import at a time."""
    actor.require("personnel.import")
    _refuse_second(impor)
    taken = Impor.objects.filter(
        pk=impor.pk, state__in=(ImportState.CHECKED, ImportState.FAILED), unit_path=actor.unit_path
    )
    if not taken.update(state=ImportState.RUNNING):
        raise Refused(_("Berkas ini sudah diimpor atau sedang diimpor. Muat ulang halaman untuk melihat hasilnya."))
    if not path_of(impor).exists():
        raise Refused(_("Berkas ini sudah dihapus karena lewat %(n)s hari. Unggah kembali.") % {"n": KEEP_DAYS})
    audit.record("personnel.start_import", impor, actor, file=impor.file_name, sha256=impor.sha256)
    title = _("Impor pegawai: %(file)s") % {"file": impor.file_name}
    job = jobs.start(actor, JOB, title, impor=str(impor.pk))
    Impor.objects.filter(pk=impor.pk).update(job_id=job.pk)
    return job


def _refuse_second(impor: Impor) -> None:
    """Another import under way is waited for; one whose task broke down may be started again."""
    for other in Impor.objects.filter(state=ImportState.RUNNING):
        if other.job_id and Job.objects.filter(pk=other.job_id, state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
            raise Refused(_("Impor %(file)s masih berjalan. Tunggu sampai selesai.") % {"file": other.file_name})
        Impor.objects.filter(pk=other.pk, state=ImportState.RUNNING).update(state=ImportState.FAILED)


def run(progress: jobs.Progress, impor: Impor) -> dict[str, int]:
    """The task: goes on where an interrupted run stopped; what was counted before is kept in the checkpoint."""
    actor = progress.actor
    path = path_of(impor)
    if not path.exists():
        if impor.state == ImportState.DONE:
            return dict(impor.result)
        raise Refused(_("Berkas impor tidak ada lagi. Unggah kembali; pegawai yang sudah masuk tidak berubah."))
    sheet = read_sheet(actor, path.read_bytes(), name=impor.file_name)
    begun = progress.checkpoint
    before = Counter(begun.get("counts", {}))
    start_at = int(begun.get("next", 0))
    progress.total(len(sheet.rows))
    progress.job.done = start_at

    def after_chunk(place: int, counts: Counter[str]) -> None:
        progress.step(place - progress.job.done)
        progress.save(next=place, counts=dict(before + counts))

    counts = before + write_rows(actor, sheet, start=start_at, after_chunk=after_chunk)
    result = {state: counts[state] for state in STATES}
    finish(actor, impor, result)
    return result


@transaction.atomic
def finish(actor: Actor, impor: Impor, result: dict[str, int]) -> None:
    """Note the result and remove the file."""
    actor.require("personnel.import")
    done = {"state": ImportState.DONE, "result": result, "finished_at": timezone.now()}
    Impor.objects.filter(pk=impor.pk).update(**done)
    audit.record("personnel.import", impor, actor, file=impor.file_name, **result)
    transaction.on_commit(lambda: path_of(impor).unlink(missing_ok=True))


def forget_old() -> int:
    """Remove files that nobody imported within a week, and those without a record. Daily task."""
    limit = timezone.now() - timedelta(days=KEEP_DAYS)
    folder = Path(settings.MEDIA_ROOT) / "personnel" / "impor"
    recent = Impor.objects.filter(created_at__gt=limit).exclude(state=ImportState.DONE)
    keep = {str(pk) for pk in recent.values_list("pk", flat=True)}
    old = [path for path in folder.glob("*") if path.name not in keep and path.stat().st_mtime < limit.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
