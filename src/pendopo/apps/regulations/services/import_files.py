"""A file on its way: checked and kept, imported by a task, then removed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import ImportState, RegulationImport
from pendopo.apps.regulations.queries.imports import path_of
from pendopo.apps.regulations.rules.outcome import BAD, SAME, STATES, counted, problems
from pendopo.apps.regulations.services.importing import read_file, run_rows
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.files import clean_name
from pendopo.kernel.jobs.models import Job, JobState

JOB: Final = "regulations.import"
KEEP_DAYS: Final = 7
MOST_ERRORS: Final = 5000
SHOWN: Final = 200


@transaction.atomic
def check(actor: Actor, content: bytes, *, name: str) -> RegulationImport:
    """Check a file and keep it for the import. Raises Refused when nothing in it can be used."""
    raws = read_file(actor, content, name=name)
    result = run_rows(actor, raws, write=False)
    made = RegulationImport(
        id=uuid4(), account_id=actor.account_id, account_name=actor.name, file_name=clean_name(name), rows=len(raws),
        sha256=hashlib.sha256(content).hexdigest(), counts=counted(result), errors=problems(result)[:MOST_ERRORS],
        samples=[asdict(one) for one in result if one.state not in (SAME, BAD)][:SHOWN],
    )  # fmt: skip
    path = path_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)
    made.save(force_insert=True)
    audit.record("regulations.check_import", made, actor, file=made.file_name, sha256=made.sha256, **made.counts)
    return made


@transaction.atomic
def start(actor: Actor, found: RegulationImport) -> Job:
    """Import the good rows of a checked file as a task; one import at a time."""
    actor.require("regulations.manage")
    for other in RegulationImport.objects.filter(state=ImportState.RUNNING):
        if other.job_id and Job.objects.filter(pk=other.job_id, state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
            raise Refused(_("Impor %(file)s masih berjalan. Tunggu sampai selesai.") % {"file": other.file_name})
        RegulationImport.objects.filter(pk=other.pk).update(state=ImportState.FAILED)
    ready = RegulationImport.objects.filter(pk=found.pk, state__in=(ImportState.CHECKED, ImportState.FAILED))
    if not ready.update(state=ImportState.RUNNING):
        raise Refused(_("Berkas ini sudah diimpor atau sedang diimpor. Muat ulang halaman untuk melihat hasilnya."))
    if not path_of(found).exists():
        raise Refused(_("Berkas ini sudah dihapus karena lewat %(n)s hari. Unggah kembali.") % {"n": KEEP_DAYS})
    audit.record("regulations.start_import", found, actor, file=found.file_name)
    title = _("Impor produk hukum: %(file)s") % {"file": found.file_name}
    job = jobs.start(actor, JOB, title, found=str(found.pk))
    RegulationImport.objects.filter(pk=found.pk).update(job_id=job.pk)
    return job


def run(progress: jobs.Progress, found: RegulationImport) -> dict[str, int]:
    """The task: goes on where an interrupted run stopped; rows that are stored already are found the same."""
    path = path_of(found)
    if not path.exists():
        if found.state == ImportState.DONE:
            return dict(found.counts)
        raise Refused(_("Berkas impor tidak ada lagi. Unggah kembali; yang sudah masuk tidak berubah."))
    raws = read_file(progress.actor, path.read_bytes(), name=found.file_name)
    begun = progress.checkpoint
    before, start_at = Counter(begun.get("counts", {})), int(begun.get("next", 0))
    progress.total(len(raws))
    progress.job.done = start_at

    def after(place: int, counts: Counter[str]) -> None:
        progress.step(place - progress.job.done)
        progress.save(next=place, counts=dict(before + counts))

    result = run_rows(progress.actor, raws, start=start_at, write=True, after=after)
    counts = before + Counter(counted(result))
    final = {state: counts[state] for state in STATES}
    _finish(progress.actor, found, final)
    return final


@transaction.atomic
def _finish(actor: Actor, found: RegulationImport, counts: dict[str, int]) -> None:
    done = {"state": ImportState.DONE, "counts": counts, "finished_at": timezone.now()}
    RegulationImport.objects.filter(pk=found.pk).update(**done)
    audit.record("regulations.import", found, actor, file=found.file_name, **counts)
    transaction.on_commit(lambda: path_of(found).unlink(missing_ok=True))


def forget_old() -> int:
    """Remove files that nobody imported within a week. Daily task."""
    limit = timezone.now() - timedelta(days=KEEP_DAYS)
    folder = Path(settings.MEDIA_ROOT) / "regulations" / "impor"
    recent = RegulationImport.objects.filter(created_at__gt=limit).exclude(state=ImportState.DONE)
    keep = {str(pk) for pk in recent.values_list("pk", flat=True)}
    old = [path for path in folder.glob("*") if path.name not in keep and path.stat().st_mtime < limit.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
