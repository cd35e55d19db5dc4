"""The screens: who sees whom, what each shows, exports, and that statements do not grow with rows."""

from __future__ import annotations

import io
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pendopo.apps.attendance.models import Absence, DeductionBand, PatternDay, SchedulePattern, Shift, ShiftRoster
from pendopo.apps.attendance.testing_recap import mark_days, punch, punch_device, settle
from pendopo.apps.personnel.testing import employ, make_employee
from pendopo.kernel import sheets
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.testing import cast

WEDNESDAY = date(2026, 11, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    people = cast()
    employ(people)
    punch_device(people.kominfo)
    punch(people.sari, "2026-11-11 07:21:40")
    punch(people.sari, "2026-11-11 16:04:12")
    punch(people.budi, "2026-11-11 07:44:09")
    punch(people.budi, "2026-11-11 16:01:55")
    for person in (people.ratna, people.wayan):
        mark_days(person, WEDNESDAY, 1)
    settle("2026-11-12 09:00")
    return people


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-12T02:00:00+00:00", tick=True):
        yield


def as_(client, world, name):
    client.force_login(getattr(world, name).account)
    return client


def text(response) -> str:
    return response.content.decode()


def test_it_works_the_day_register_shows_the_office(client, world):
    page = as_(client, world, "ratna").get("/kehadiran/?tanggal=2026-11-11")
    assert page.status_code == 200
    body = text(page)
    assert "Rabu, 11 November 2026" in body and "Dinas Komunikasi dan Informatika" in body
    assert "Sari Wulandari" in body and "07.21.40" in body and "terlambat 14 mnt" in body and "Mesin lobi" in body
    assert "07.30–16.00" in body and "Perpres 21/2023" in body
    assert "Wayan" not in body


def test_another_office_is_not_seen_even_when_asked_for(client, world):
    as_(client, world, "wayan")
    body = text(client.get(f"/kehadiran/?tanggal=2026-11-11&unit={world.kominfo.path}"))
    assert "Sari Wulandari" not in body and "Wayan Sudana" in body
    assert client.get(f"/kehadiran/pegawai/{world.sari.pk}/").status_code == 404
    assert client.get(f"/kehadiran/pegawai/{world.sari.pk}/2026-11-11/").status_code == 404


def test_the_whole_regency_and_one_unit_of_it(client, world):
    as_(client, world, "bupati")
    everyone = text(client.get("/kehadiran/?tanggal=2026-11-11"))
    assert "Wayan Sudana" in everyone and "Sari Wulandari" in everyone
    part = text(client.get(f"/kehadiran/?sampai=2026-11-11&unit={world.aplikasi.path}"))
    assert "Sari Wulandari" in part and "Wayan Sudana" not in part


def test_chips_and_search_narrow(client, world):
    as_(client, world, "ratna")
    late = text(client.get("/kehadiran/?tanggal=2026-11-11&rekap=terlambat"))
    assert "Budi Santoso" in late and "Sari Wulandari" not in late
    found = text(client.get("/kehadiran/?tanggal=2026-11-11&cari=19920314"))
    assert "Sari Wulandari" in found and "Budi Santoso" not in found


def test_staff_see_only_themselves(client, world):
    as_(client, world, "sari")
    assert client.get("/kehadiran/").status_code == 403
    assert client.get("/kehadiran/bulan/").status_code == 403
    mine = client.get("/kehadiran/saya/", follow=True)
    assert mine.status_code == 200 and "November 2026" in text(mine)
    assert client.get(f"/kehadiran/pegawai/{world.budi.pk}/").status_code == 404
    assert client.get(f"/kehadiran/pegawai/{world.sari.pk}/2026-11-11/").status_code == 200


def test_somebody_without_employee_is_told_so(client, world):
    assert as_(client, world, "admin").get("/kehadiran/saya/").status_code == 404


def test_signed_out_goes_to_sign_in(client, world):
    assert client.get("/kehadiran/").status_code == 302
    assert client.get("/kehadiran/saya/").status_code == 302


def test_why_shows_schedule_decree_window_and_raw_records(client, world):
    as_(client, world, "ratna")
    body = text(client.get(reverse("attendance:mengapa", args=[world.budi.pk, "2026-11-11"])))
    assert "Masuk 07.44.09, jam masuk 07.30, toleransi 0 menit, detik diabaikan: terlambat 14 menit." in body
    assert "Perpres 21/2023" in body and "rekam masuk" in body and "rekam pulang" in body and "TL1" in body
    assert "CJ7Q200099" in body
    assert client.get(f"/kehadiran/pegawai/{world.budi.pk}/2026-13-99/").status_code == 404
    assert client.get(f"/kehadiran/pegawai/{world.budi.pk}/2020-02-02/").status_code == 404


def test_the_month_grid_has_letters_codes_and_totals(client, world):
    body = text(as_(client, world, "ratna").get("/kehadiran/bulan/?bulan=2026-11"))
    assert "Sari Wulandari" in body and 'title="terlambat">T<' in body and "TL1 1" in body and "TK 1" in body


def test_the_regency_month_lists_offices_first(client, world):
    as_(client, world, "bupati")
    body = text(client.get("/kehadiran/bulan/?bulan=2026-11"))
    assert "Dinas Perhubungan" in body and "Sari Wulandari" not in body
    assert "Sari Wulandari" in text(client.get(f"/kehadiran/bulan/?bulan=2026-11&unit={world.kominfo.path}"))


@pytest.mark.parametrize("address", ["/kehadiran/?tanggal=2026-11-11", "/kehadiran/bulan/?bulan=2026-11"])
def test_registers_go_out_as_xlsx_and_pdf(client, world, address):
    as_(client, world, "ratna")
    book = client.get(f"{address}&unduh=xlsx")
    content = b"".join(book.streaming_content) if book.streaming else book.content
    assert content[:2] == b"PK"
    assert client.get(f"{address}&unduh=pdf").content[:4] == b"%PDF"


def test_broken_addresses_are_today(client, world):
    as_(client, world, "ratna")
    for query in ("tanggal=kemarin", "tanggal=2099-01-01", "unit=../..", "unit=99999999", "bulan=x"):
        assert client.get(f"/kehadiran/?{query}").status_code == 200
        assert client.get(f"/kehadiran/bulan/?{query}").status_code == 200


def test_statements_do_not_grow_with_rows(client, world, django_assert_max_num_queries):
    as_(client, world, "ratna")
    for number in range(12):
        pegawai = make_employee(world.aplikasi, number=number + 50, name=f"Pegawai {number}")
        mark_days(pegawai.person, WEDNESDAY, 1)
    settle("2026-11-12 09:00")
    with django_assert_max_num_queries(26):
        client.get("/kehadiran/?tanggal=2026-11-11")
    with django_assert_max_num_queries(16):
        client.get("/kehadiran/bulan/?bulan=2026-11")
    with django_assert_max_num_queries(20):
        client.get(f"/kehadiran/pegawai/{world.sari.pk}/?bulan=2026-11")


def test_a_clerk_enters_leave_and_the_day_follows(client, world):
    as_(client, world, "opi")
    url = f"/kehadiran/ketidakhadiran/catat/?pegawai={world.ratna.pk}"
    assert "Ratna Dewi" in text(client.get(url))
    data = {"kind": "dinas", "since": "2026-11-11", "until": "2026-11-11", "portion": "full", "document": "SPT 094/221"}
    made = client.post(url, data, follow=True)
    assert made.status_code == 200 and "SPT 094/221" in text(made)
    settle("2026-11-12 10:00")
    assert "dinas luar" in text(client.get("/kehadiran/?tanggal=2026-11-11&rekap=cuti-dinas"))
    assert AuditEntry.objects.filter(action="attendance.enter_absence").count() == 1
    again = client.post(url, data)
    assert again.status_code == 422 and "Sudah ada dinas luar SPT 094/221" in text(again)
    absence = Absence.objects.get()
    client.post(f"/kehadiran/ketidakhadiran/{absence.pk}/batal/", {"reason": "salah nama"})
    client.post(f"/kehadiran/ketidakhadiran/{absence.pk}/batal/", {"reason": "lagi"})
    absence.refresh_from_db()
    assert (absence.state, absence.reason) == ("cancelled", "salah nama")
    settle("2026-11-12 11:00")
    assert "tanpa keterangan" in text(client.get(f"/kehadiran/pegawai/{world.ratna.pk}/?bulan=2026-11"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": "2026-11-10"}, "mendahului"),
        ({"document": ""}, ""),
        ({"portion": "morning", "until": "2026-11-12"}, "Setengah hari hanya untuk satu tanggal"),
        ({"until": "2036-11-12"}, "lebih dari tiga tahun"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_and_the_form_kept(client, world, change, words):
    as_(client, world, "opi")
    data = {"kind": "cuti", "since": "2026-11-11", "until": "2026-11-11", "portion": "full", "document": "Cuti 12/2026"}
    answer = client.post(f"/kehadiran/ketidakhadiran/catat/?pegawai={world.ratna.pk}", data | change)
    assert answer.status_code == 422 and words in text(answer)
    assert not Absence.objects.exists()


def test_a_clerk_has_no_hand_in_another_office(client, world):
    as_(client, world, "opi")
    body = text(client.get(f"/kehadiran/ketidakhadiran/catat/?pegawai={world.wayan.pk}"))
    assert "Pilih pegawainya" in body
    foreign = Absence.objects.create(
        person=world.wayan, unit_path=world.dishub.path, kind="cuti", since=WEDNESDAY, until=WEDNESDAY, document="1"
    )
    assert client.get(f"/kehadiran/ketidakhadiran/{foreign.pk}/").status_code == 404
    assert client.post(f"/kehadiran/ketidakhadiran/{foreign.pk}/batal/", {"reason": "x"}).status_code == 404
    as_(client, world, "ratna")
    assert client.get("/kehadiran/ketidakhadiran/catat/").status_code == 403


def test_the_keeper_changes_hours_from_a_day_on(client, world):
    as_(client, world, "bkpsdm")
    pattern = SchedulePattern.objects.get(code="5H")
    assert "37 jam 30 menit" in text(client.get(f"/kehadiran/jadwal/{pattern.pk}/"))
    url = f"/kehadiran/jadwal/{pattern.pk}/ubah/"
    assert 'value="07:30"' in text(client.get(url))
    week = {f"start_{n}": "08:00" for n in range(1, 6)} | {f"end_{n}": "16:30" for n in range(1, 6)}
    data = week | {f"rest_{n}": "60" for n in range(1, 6)} | {"valid_from": "2026-11-11", "basis": "Perbup 9/2026"}
    assert client.post(url, data).status_code == 302
    settle("2026-11-12 10:00")
    body = text(client.get(f"/kehadiran/pegawai/{world.budi.pk}/2026-11-11/"))
    assert "jam masuk 08.00" in body and "terlambat 0 menit" in body and "Perbup 9/2026" in body
    bad = client.post(url, data | {"end_3": "07:00"})
    assert bad.status_code == 422 and "Jam pulang harus setelah jam masuk" in text(bad)
    assert PatternDay.objects.filter(pattern=pattern, season="", weekday=3).count() == 2


def test_copy_assign_and_end(client, world):
    as_(client, world, "bkpsdm")
    pattern = SchedulePattern.objects.get(code="6H")
    made = client.post(
        f"/kehadiran/jadwal/{pattern.pk}/salin/", {"code": "6H-RS", "name": "RS", "basis_text": "SK 1"}, follow=True
    )
    assert "RS" in text(made)
    copy = SchedulePattern.objects.get(code="6H-RS")
    assert copy.days.count() == pattern.days.count()
    data = {"unit": world.kominfo.pk, "pattern": copy.pk, "starts_on": "2026-11-01", "basis_text": "SK 2"}
    assert client.post("/kehadiran/jadwal/terapkan/", data).status_code == 302
    settle("2026-11-12 10:00")
    body = text(client.get(f"/kehadiran/pegawai/{world.sari.pk}/2026-11-11/"))
    assert "Penerapan untuk Dinas Komunikasi dan Informatika (SK 2)" in body
    assignment = copy.assignments.get()
    client.post(f"/kehadiran/jadwal/penerapan/{assignment.pk}/akhiri/", {"on": "2026-11-10"})
    assignment.refresh_from_db()
    assert assignment.ends_on == date(2026, 11, 10)
    assert "Akhiri" not in text(client.get("/kehadiran/jadwal/"))


def test_a_roster_by_sheet_is_all_or_nothing(client, world, tmp_path):
    as_(client, world, "bkpsdm")
    data = {"code": "M", "name": "Regu malam", "start": "20:00", "end": "08:00", "rest": "60"}
    assert client.post("/kehadiran/regu/baru/", data).status_code == 302
    assert Shift.objects.get().end == 1920
    as_(client, world, "opi")
    good = _sheet([[world.sari.pegawai.nip, "Sari", "M", ""], [world.budi.pegawai.nip, "Budi", "", "M"]])
    bad = _sheet([[world.sari.pegawai.nip, "Sari", "X", ""], [world.wayan.pegawai.nip, "Wayan", "M", "M"]])
    refused = client.post("/kehadiran/regu/", {"file": bad, "month": "2026-11"})
    assert refused.status_code == 422 and "tidak dikenal" in text(refused) and "bukan pegawai unit" in text(refused)
    assert not ShiftRoster.objects.exists()
    assert client.post("/kehadiran/regu/", {"file": good, "month": "2026-11"}).status_code == 302
    assert ShiftRoster.objects.count() == 2
    assert "Sari Wulandari" in text(client.get("/kehadiran/regu/?bulan=2026-11"))
    assert b"PK" in b"".join(client.get("/kehadiran/regu/?bulan=2026-11&unduh=xlsx"))[:4]


def _sheet(rows):
    stream = io.BytesIO()
    sheets.write_xlsx(stream, ["NIP", "Nama", "10", "11"], rows)
    return SimpleUploadedFile("regu.xlsx", stream.getvalue())


def test_a_sheet_that_is_no_sheet_is_a_clear_answer(client, world):
    as_(client, world, "opi")
    for content in (b"", b"\x00" * 2000, b"PK\x03\x04 no book", b"NIP;1\n"):
        file = SimpleUploadedFile("regu.xlsx", content)
        assert client.post("/kehadiran/regu/", {"file": file, "month": "2026-11"}).status_code == 422


def test_bands_are_a_new_set_from_a_day_on(client, world):
    as_(client, world, "bkpsdm")
    assert "TL4" in text(client.get("/kehadiran/jadwal/potongan/"))
    data = {"valid_from": "2026-11-01", "basis": "Perbup 1/2026"}
    for kind, word in (("late", "TL"), ("early", "PSW")):
        for n, (low, high) in enumerate([(1, 30), (31, 60), (61, 90), (91, "")], 1):
            key = f"{kind}_{word}{n}"
            data |= {f"low_{key}": low, f"high_{key}": high, f"percent_{key}": n}
    data |= {"low_absent_TK": 1, "high_absent_TK": "", "percent_absent_TK": 5}
    assert client.post("/kehadiran/jadwal/potongan/", data).status_code == 302
    assert DeductionBand.objects.filter(valid_from=date(2026, 11, 1)).count() == 9
    gap = client.post("/kehadiran/jadwal/potongan/", data | {"low_late_TL2": 40})
    assert gap.status_code == 422 and "tidak boleh ada celah" in text(gap)


def test_schedules_are_for_those_who_keep_them(client, world):
    as_(client, world, "opi")
    pattern = SchedulePattern.objects.get(code="5H")
    for url in ("/kehadiran/jadwal/", "/kehadiran/jadwal/baru/", f"/kehadiran/jadwal/{pattern.pk}/ubah/"):
        assert client.get(url).status_code == 403
    assert client.post("/kehadiran/hitung-ulang/", {"bulan": "2026-11", "unit": ""}).status_code == 403


def test_the_keeper_computes_a_month_again_as_a_task(client, world):
    as_(client, world, "bkpsdm")
    answer = client.post("/kehadiran/hitung-ulang/", {"bulan": "2026-11", "unit": ""})
    assert answer.status_code == 302 and "/tugas/" in answer["Location"]
    assert client.post("/kehadiran/hitung-ulang/", {"bulan": "november", "unit": ""}).status_code == 422
