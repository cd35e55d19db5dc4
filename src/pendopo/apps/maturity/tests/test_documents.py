"""Official documents: what they hold, that they are PDF/A, and who may have them when."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from typing import Any

import pytest
import segno
from django.test import Client
from django.urls import reverse

from pendopo.apps.maturity.models import Assessment, EvaluationKind, Finding, Score, Submission
from pendopo.apps.maturity.queries import documents
from pendopo.apps.maturity.services import documents as services
from pendopo.apps.maturity.services import stages, submission
from pendopo.apps.maturity.testing import answer_all, assess_all, make_assessment, submit
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.testing import SYSTEM, Cast, make_person

ADDRESS = "https://contoh.go.id/evaluasi/periksa/{digest}/"
LONG = "Peraturan Bupati tentang tata kelola pemerintahan berbasis elektronik, pasal demi pasal dijelaskan. " * 40
KINDS = tuple(documents.BUILDERS)


def paper(assessment: Assessment, kind: str, actor: Actor = SYSTEM) -> documents.Paper:
    return services.prepared(actor, assessment, kind, address=ADDRESS)


def printed(assessment: Assessment, kind: str, actor: Actor = SYSTEM) -> bytes:
    return services.printed(actor, assessment, paper(assessment, kind, actor))


def words(content: bytes) -> str:
    """The text of a PDF, blanks folded."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.fixture
def running(cast: Cast) -> Assessment:
    """Self-assessment under way, half of it answered."""
    assessment = make_assessment(cast.kominfo)
    answer_all(assessment, 2, only={str(no) for no in range(1, 24)})
    return assessment


@pytest.fixture
def submitted(cast: Cast) -> Assessment:
    assessment = make_assessment(cast.kominfo, kind=EvaluationKind.MONITORING)
    Assessment.objects.filter(pk=assessment.pk).update(target="2.60", decree="Keputusan Bupati Nomor 12 Tahun 2025")
    assessment.refresh_from_db()
    answer_all(assessment, lambda code: 3 if int(code) <= 10 else 2)
    submit(assessment)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def closed(submitted: Assessment) -> Assessment:
    assess_all(submitted, lambda code: 3 if int(code) <= 5 else 2)
    Score.objects.filter(entry__assessment=submitted, entry__code="7").exclude(stage="self").update(justification=LONG)
    for kind, text in (
        ("strength", "Kebijakan lengkap."),
        ("weakness", "Audit TIK belum berjalan."),
        ("recommendation", LONG),
    ):
        Finding.objects.create(assessment=submitted, kind=kind, text=text, code="29", by_name="Asesor")
    stages.advance(SYSTEM, submitted, "review")
    stages.close(SYSTEM, submitted)
    submitted.refresh_from_db()
    return submitted


@pytest.mark.parametrize("kind", KINDS)
def test_it_works_every_document_is_pdf_a(closed: Assessment, kind: str) -> None:
    made = paper(closed, kind)
    content = services.printed(SYSTEM, closed, made)
    assert b"pdfaid:part>2" in content
    assert b"pdfaid:conformance>B" in content
    assert not made.is_draft
    assert made.name == f"{kind}-2025-spbe-59-2020.pdf"
    assert services.printed(SYSTEM, closed, paper(closed, kind)) == content
    assert AuditEntry.objects.filter(action="maturity.print_document").count() == 2


def test_minutes_hold_number_day_index_and_every_level(submitted: Assessment) -> None:
    row = Submission.objects.get()
    Submission.objects.update(ba_date=date(2026, 11, 12), by_name="Kirana Putri", by_post="Plt. Sekretaris Daerah")
    text = words(printed(submitted, documents.MINUTES))
    for wanted in (
        "PEMERINTAH KABUPATEN PASER", "000.9/1/BA/2026", "Kamis, 12 November 2026", "Kirana Putri",
        "Plt. Sekretaris Daerah", "Keputusan Bupati Nomor 12 Tahun 2025", "2,13", "Cukup", "47 dari 47", "Layanan SPBE",
        "Dinas Komunikasi dan Informatika", row.sha256, "Halaman 1 dari",
    ):  # fmt: skip
        assert wanted in text, wanted
    data = paper(submitted, documents.MINUTES).data
    assert [line["level"] for line in data["rows"]] == ["3"] * 10 + ["2"] * 37
    assert [part["weight"] for part in data["domains"]] == ["13", "25", "16,5", "45,5"]
    assert "KONSEP" not in text


def test_the_heads_of_tables_are_repeated_on_the_next_page(submitted: Assessment) -> None:
    content = printed(submitted, documents.MINUTES)
    assert pages(content) >= 2
    assert words(content).count("Kantor responden") >= 3


def test_documents_come_from_what_was_frozen_not_from_live_rows(submitted: Assessment) -> None:
    before = paper(submitted, documents.MINUTES).data
    Score.objects.filter(stage="self").update(level=5, fact="Diubah diam-diam")
    assert paper(submitted, documents.MINUTES).data == before
    assert "Diubah" not in str(paper(submitted, documents.WORKSHEET).data)


@pytest.mark.parametrize("kind", KINDS)
def test_before_submission_every_page_says_draft(running: Assessment, kind: str) -> None:
    made = paper(running, kind)
    assert made.is_draft
    assert made.name.endswith("-konsep.pdf")
    assert (made.data["seal"], made.data["number"], made.data["sign"]["date"]) == (None, "", "")
    content = services.printed(SYSTEM, running, made)
    assert words(content).count("KONSEP,") == pages(content)


def test_what_is_missing_is_told_in_a_draft(running: Assessment) -> None:
    data = paper(running, documents.MINUTES).data
    assert (data["filled"], data["count"]) == (23, 47)
    assert (data["result"]["index"], data["result"]["partial"]) == ("–", "0,85")
    text = words(printed(running, documents.MINUTES))
    assert "Indeks belum dapat dihitung" in text


def test_after_reopening_it_is_a_draft_again(submitted: Assessment) -> None:
    submission.reopen(SYSTEM, submitted, "Bukti indikator 7 salah unggah")
    made = paper(submitted, documents.MINUTES)
    assert made.is_draft
    assert made.data["seal"] is None


def test_the_report_holds_stages_findings_and_reasons(closed: Assessment) -> None:
    data = paper(closed, documents.REPORT).data
    assert data["stages"] == ["Mandiri", "Dokumen", "Akhir"]
    assert data["best"]["stage"] == "Akhir"
    assert data["rows"][6]["levels"] == ["3", "2", "2"]
    assert data["rows"][6]["reason"].startswith("Peraturan Bupati tentang")
    content = printed(closed, documents.REPORT)
    text = words(content)
    for wanted in ("LAPORAN HASIL PEMANTAUAN", "2,60", "Kebijakan lengkap.", "Audit TIK belum berjalan.", "Rekomendasi",
                   "Indikator 29", "indeks sebelum dibulatkan"):  # fmt: skip
        assert wanted in text, wanted
    assert pages(content) >= 4


def test_the_report_is_a_draft_until_the_end(submitted: Assessment) -> None:
    assert paper(submitted, documents.REPORT).is_draft
    assert not paper(submitted, documents.MINUTES).is_draft


def test_an_unverified_instrument_says_so_on_every_page(cast: Cast) -> None:
    assessment = make_assessment(cast.kominfo, year=2026, instrument="pemdi-8-2026", kind=EvaluationKind.MONITORING)
    answer_all(assessment, 2)
    submit(assessment)
    content = printed(assessment, documents.MINUTES)
    text = words(content)
    assert "Belum dicocokkan dengan naskah resmi." in text
    assert text.count("instrumen belum dicocokkan") == pages(content)


def test_the_entries_of_2018_are_there(cast: Cast) -> None:
    assessment = make_assessment(cast.kominfo, year=2020, instrument="spbe-5-2018")
    codes = [row["code"] for row in paper(assessment, documents.WORKSHEET).data["rows"]]
    assert codes[-4:] == ["34", "35-1", "35-2", "35-3"]


def test_the_code_leads_to_the_page_that_checks_the_digest(submitted: Assessment, client: Client) -> None:
    row = Submission.objects.get()
    made = paper(submitted, documents.CONSENT)
    address = ADDRESS.replace("{digest}", row.sha256)
    assert made.data["seal"]["qr"] == segno.make(address, error="m").svg_inline(
        scale=1, border=2, dark="#13211c", light="#ffffff"
    )
    url = reverse("maturity:document_check", args=[row.sha256])
    answer = client.get(url)
    assert answer.status_code == 200
    assert "Sidik ini tercatat" in answer.content.decode()
    assert "000.9/1/BA/2026" in answer.content.decode()
    assert client.get(reverse("maturity:document_check", args=["f" * 64])).status_code == 404
    submission.reopen(SYSTEM, submitted, "Perbaikan")
    assert "dibuka kembali" in client.get(url).content.decode()


def test_offices_have_final_documents_and_their_own_sheet(cast: Cast, running: Assessment) -> None:
    wayan, ratna = cast.actor("wayan"), cast.actor("ratna")
    for kind in (documents.MINUTES, documents.CONSENT, documents.REPORT):
        with pytest.raises(Refused):
            paper(running, kind, ratna)
    assert paper(running, documents.WORKSHEET, wayan).data["rows"] == []
    assert len(paper(running, documents.WORKSHEET, ratna).data["rows"]) == 47
    assert paper(running, documents.MINUTES, cast.actor("bupati")).is_draft


def test_offices_after_submission(cast: Cast, submitted: Assessment) -> None:
    wayan = cast.actor("wayan")
    assert len(paper(submitted, documents.MINUTES, wayan).data["rows"]) == 47
    assert paper(submitted, documents.WORKSHEET, wayan).data["rows"] == []
    with pytest.raises(Refused):
        paper(submitted, documents.REPORT, wayan)
    with pytest.raises(Refused):
        paper(submitted, documents.WORKSHEET, cast.actor("sari"))


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [("bupati", "berita-acara", 200), ("ratna", "berita-acara", 404), ("ratna", "lembar-kerja", 200),
     ("sari", "berita-acara", 403), ("bupati", "lain", 404)],
)  # fmt: skip
def test_the_pages(cast: Cast, client: Client, running: Assessment, name: str, kind: str, status: int) -> None:
    client.force_login(getattr(cast, name).account)
    answer = client.get(reverse("maturity:document", args=[running.pk, kind]))
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Type"] == "application/pdf"
        assert client.get(reverse("maturity:documents", args=[running.pk])).status_code == 200


def test_an_external_assessor_sees_submitted_ones_only(cast: Cast, client: Client, running: Assessment) -> None:
    person = make_person("Asri Luar", "asesor_eksternal", cast.regency, username="asri")
    assert person.account
    client.force_login(person.account)
    assert client.get(reverse("maturity:documents", args=[running.pk])).status_code == 404
    assert client.get(reverse("maturity:document", args=[running.pk, "lembar-kerja"])).status_code == 404


def test_a_large_document_is_a_task(cast: Cast, client: Client, running: Assessment, monkeypatch: Any) -> None:
    from pendopo.apps.maturity import tasks_benchmark  # noqa: F401

    monkeypatch.setattr(documents, "AT_ONCE", 100)
    client.force_login(cast.bupati.account)
    answer = client.get(reverse("maturity:document", args=[running.pk, "lembar-kerja"]))
    job = Job.objects.get(kind=services.JOB)
    assert answer.status_code == 302
    assert answer["Location"] == job.get_absolute_url()
    assert job.state == JobState.DONE
    assert (job.folder / job.result_file).read_bytes().startswith(b"%PDF")


def test_very_long_words_and_hostile_text_do_not_break_it(running: Assessment) -> None:
    Score.objects.filter(entry__code="1").update(fact=LONG * 4, analysis='#panic("x") $ * _ @a <b> \\ [x] ' * 30)
    content = printed(running, documents.WORKSHEET)
    assert b"pdfaid:part" in content
    assert '#panic("x")' in words(content)
