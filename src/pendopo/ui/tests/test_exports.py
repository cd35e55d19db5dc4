"""Large exports: a task that opens the register again as the person who asked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.kernel import audit
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.jobs.running import Interrupted, run_job
from pendopo.kernel.people.models import RoleAssignment
from pendopo.kernel.sheets import SheetRow, read_rows
from pendopo.kernel.testing import Cast, cast
from pendopo.ui import exports

pytestmark = pytest.mark.django_db
AUDIT = "/pengaturan/audit/"
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def everyone(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exports, "DIRECT_XLSX", 3)
    monkeypatch.setattr(exports, "PART", 2)
    made = cast()
    for number in range(5):
        audit.record("uji.ekspor", f"berkas{number}", made.actor("sari"), ke=number)
    return made


def signed_in(everyone: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(everyone, name).account)
    return client


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def lines(content: bytes) -> list[SheetRow]:
    _title, rows = read_rows(io.BytesIO(content))
    head = next(row for row in rows if row.values[0] == "Waktu")
    return [row for row in rows if row.number > head.number]


def test_it_works(everyone: Cast) -> None:
    auditor = signed_in(everyone, "auditor")
    answer = auditor.get(f"{AUDIT}?cari=uji.ekspor&urut=at&unduh=xlsx")
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 5, 5, {"Jumlah baris": "5"})
    page = auditor.get(job.get_absolute_url()).content.decode()
    assert "Unduhan XLSX: Jejak audit" in page and job.result_file in page
    fetched = auditor.get(f"{job.get_absolute_url()}berkas/{job.result_file}")
    subjects = [row.values[5] for row in lines(content_of(fetched))]
    assert subjects == [f"berkas{n}" for n in range(5)]
    assert sorted(path.name for path in job.folder.iterdir()) == [job.result_file]


def test_the_file_says_what_is_shown_and_the_trail_says_who_took_it(everyone: Cast) -> None:
    signed_in(everyone, "auditor").get(f"{AUDIT}?cari=uji.ekspor&unduh=xlsx")
    job = Job.objects.get()
    _title, rows = read_rows((job.folder / job.result_file).read_bytes())
    assert any("Pencarian: uji.ekspor" in row.values[0] for row in rows)
    line = AuditEntry.objects.get(action="register.exported")
    assert (line.account_id, line.subject_type) == (everyone.auditor.account_id, "jejak-audit")
    assert line.change == {"format": "xlsx", "chip": "", "filters": {}, "searched": True, "rows": 5}


def test_what_was_searched_for_is_forgotten_with_the_end_of_the_work(everyone: Cast) -> None:
    signed_in(everyone, "auditor").get(f"{AUDIT}?cari=uji.ekspor&unduh=xlsx")
    assert Job.objects.get().args == {}


def test_a_short_list_is_answered_at_once(everyone: Cast) -> None:
    answer = signed_in(everyone, "auditor").get(f"{AUDIT}?cari=berkas3&unduh=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(lines(content_of(answer))) == 1
    assert not Job.objects.exists()


def test_a_long_pdf_still_comes_at_once_and_says_that_it_is_cut(
    everyone: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(exports.pdf, "render", lambda template, data, made_at: seen.update(data) or b"%PDF")
    monkeypatch.setattr(exports, "MOST_PDF", 2)
    answer = signed_in(everyone, "auditor").get(f"{AUDIT}?unduh=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "Hanya 2 baris pertama" in seen["note"]


def test_a_list_beyond_the_most_says_so_in_the_file(everyone: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_XLSX", 4)
    signed_in(everyone, "auditor").get(f"{AUDIT}?cari=uji.ekspor&unduh=xlsx")
    job = Job.objects.get()
    _title, rows = read_rows((job.folder / job.result_file).read_bytes())
    assert any("Hanya 4 baris pertama" in row.values[0] for row in rows)
    assert job.total == 4


def test_only_its_owner_fetches_the_file(everyone: Cast) -> None:
    signed_in(everyone, "auditor").get(f"{AUDIT}?unduh=xlsx")
    job = Job.objects.get()
    other = signed_in(everyone, "admin")
    assert other.get(job.get_absolute_url()).status_code == 404
    assert other.get(f"{job.get_absolute_url()}berkas/{job.result_file}").status_code == 404


def test_who_may_not_open_the_register_gets_no_task(everyone: Cast) -> None:
    assert signed_in(everyone, "sari").get(f"{AUDIT}?unduh=xlsx").status_code == 403
    assert not Job.objects.exists()


def queued(everyone: Cast, settings: Any) -> Job:
    settings.TASKS = QUEUED
    signed_in(everyone, "auditor").get(f"{AUDIT}?cari=uji.ekspor&unduh=xlsx")
    return Job.objects.get()


def run(job: Job) -> Job:
    run_job.call(str(job.pk))
    job.refresh_from_db()
    return job


def refused(job: Job) -> bool:
    return job.state == JobState.FAILED and "tidak lagi terbuka" in job.message and not job.result_file


def test_a_post_that_ended_meanwhile_is_refused(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    RoleAssignment.objects.filter(pk=job.assignment_id).update(ends_on=timezone.localdate().replace(year=2020))
    assert refused(run(job))
    assert job.args == {}


def test_another_post_does_not_stand_in_for_the_one_that_asked(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    Job.objects.update(assignment_id=None)
    assert refused(run(job))


def test_a_permission_that_went_is_refused(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    RoleAssignment.objects.filter(pk=job.assignment_id).update(role="pegawai")
    assert refused(run(job))


def test_a_wider_scope_than_then_is_refused(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    job.args |= {"unit_path": everyone.kominfo.path}
    job.save()
    assert refused(run(job))


def test_a_closed_account_is_refused(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    everyone.auditor.account.is_active = False  # type: ignore[union-attr]
    everyone.auditor.account.save()  # type: ignore[union-attr]
    assert refused(run(job))


def test_asking_twice_is_one_task(everyone: Cast, settings: Any) -> None:
    job = queued(everyone, settings)
    again = signed_in(everyone, "auditor").get(f"{AUDIT}?cari=uji.ekspor&unduh=xlsx")
    assert again["Location"] == job.get_absolute_url()
    other = signed_in(everyone, "auditor").get(f"{AUDIT}?unduh=xlsx")
    assert other["Location"] != job.get_absolute_url()
    assert Job.objects.count() == 2


def test_a_worker_that_ends_leaves_no_half_file_and_the_next_one_writes_it(
    everyone: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queued(everyone, settings)

    def cut(*_args: Any, **_more: Any) -> None:
        raise Interrupted

    with monkeypatch.context() as broken:
        broken.setattr("pendopo.kernel.jobs.running.Progress.step", cut)
        with pytest.raises(Interrupted):
            run_job.call(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result_file) == (JobState.QUEUED, "")
    assert run(job).state == JobState.DONE
    assert len(lines((job.folder / job.result_file).read_bytes())) == 5
