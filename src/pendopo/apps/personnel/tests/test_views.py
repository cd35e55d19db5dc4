import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from pendopo.apps.personnel import desk, search, services
from pendopo.apps.personnel.models import Impor, Pegawai
from pendopo.apps.personnel.testing import NIPS, SK, SYSTEM, employ, make_employee, make_nip
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
NIK = "6401010101900001"
STEP = {"tmt": "2026-01-01", "sk_number": "800/1", "sk_date": "2025-12-20"}


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return cast()


@pytest.fixture
def as_(people: Cast) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(people, name).account)
        return client

    return sign_in


def words(response: Any) -> str:
    return str(response.content.decode())


def test_it_works(people: Cast, as_: Callable[[str], Client]) -> None:
    employ(people)

    response = as_("bkpsdm").get("/kepegawaian/")

    assert response.status_code == 200
    text = words(response)
    assert "Sari Wulandari" in text
    assert "19920314 201503 2 001" in text
    assert "Pegawai baru" in text
    assert f'href="/kepegawaian/{people.sari.pk}/"' in text


def test_the_register_shows_the_own_part_only(people: Cast, as_: Callable[[str], Client]) -> None:
    employ(people)

    assert "Tidak ada yang cocok" in words(as_("opi").get("/kepegawaian/?cari=sudana"))
    assert "Sari Wulandari" not in words(as_("wayan").get("/kepegawaian/"))
    assert as_("sari").get("/kepegawaian/").status_code == 403
    assert Client().get("/kepegawaian/").status_code == 302


def test_filters_and_chips_narrow_the_register(people: Cast, as_: Callable[[str], Client]) -> None:
    employ(people)
    make_employee(people.dishub, nip=make_nip(5, pppk=True), name="Kontrak Baru", golongan="IX", tmt=date(2023, 5, 1))
    client = as_("bkpsdm")

    assert "Kontrak Baru" in words(client.get("/kepegawaian/?keadaan=pppk"))
    assert "Kontrak Baru" not in words(client.get("/kepegawaian/?keadaan=pns"))
    assert "Kontrak Baru" in words(client.get("/kepegawaian/?golongan=IX"))
    assert "Sari Wulandari" not in words(client.get(f"/kepegawaian/?unit={people.dishub.path}"))
    assert "Sari Wulandari" in words(client.get("/kepegawaian/?cari=wulan"))


def test_a_nik_is_on_no_list_export_or_record(people: Cast, as_: Callable[[str], Client]) -> None:
    row = make_employee(people.aplikasi, nik=NIK)
    client = as_("bkpsdm")

    pages = [
        client.get("/kepegawaian/"),
        client.get(f"/kepegawaian/{row.pk}/"),
        client.get(f"/kepegawaian/{row.pk}/betulkan/"),
        as_("ratna").get(f"/kepegawaian/{row.pk}/"),
    ]
    assert all(NIK not in words(response) for response in pages)
    export = b"".join(client.get("/kepegawaian/?unduh=xlsx").streaming_content)
    cells = [
        cell
        for line in CalamineWorkbook.from_filelike(io.BytesIO(export)).get_sheet_by_index(0).to_python()
        for cell in line
    ]
    assert any("Agus Salim" in str(cell) for cell in cells)
    assert not any(NIK in str(cell) for cell in cells)
    assert AuditEntry.objects.filter(action="personnel.export").exists()


def test_a_nik_is_opened_by_who_may_and_that_is_recorded(people: Cast, as_: Callable[[str], Client]) -> None:
    row = make_employee(people.aplikasi, nik=NIK)

    shown = as_("bkpsdm").post(f"/kepegawaian/{row.pk}/nik/")

    assert NIK in words(shown)
    assert "no-store" in shown["Cache-Control"]
    assert AuditEntry.objects.get(action="personnel.read_nik").subject_id == str(row.pk)
    assert as_("opi").post(f"/kepegawaian/{row.pk}/nik/").status_code == 403
    assert as_("bkpsdm").get(f"/kepegawaian/{row.pk}/nik/").status_code == 405


def test_a_record_shows_state_history_and_the_next_step(people: Cast, as_: Callable[[str], Client]) -> None:
    row = make_employee(people.aplikasi, golongan="III/a")
    services.promote(people.actor("bkpsdm"), row, golongan="III/b", tmt=date(2099, 1, 1), sk=SK)

    text = words(as_("opi").get(f"/kepegawaian/{row.pk}/"))

    assert "Penata Muda (III/a)" in text
    assert "akan datang" in text
    assert "Golongan dicatat" in text
    assert text.count('class="btn p"') == 1


def test_staff_see_their_own_record_only(people: Cast, as_: Callable[[str], Client]) -> None:
    employ(people)
    client = as_("sari")

    assert client.get("/kepegawaian/saya/")["Location"] == f"/kepegawaian/{people.sari.pk}/"
    own = words(client.get(f"/kepegawaian/{people.sari.pk}/"))
    assert "Sari Wulandari" in own
    assert "Catat mutasi" not in own
    assert "Batalkan" not in own
    assert client.get(f"/kepegawaian/{people.budi.pk}/").status_code == 404
    assert "belum terhubung" in words(as_("bupati").get("/kepegawaian/saya/"))


def test_another_office_is_not_there(people: Cast, as_: Callable[[str], Client]) -> None:
    employ(people)
    client, other = as_("opi"), people.wayan.pk
    golongan = Pegawai.objects.get(pk=other).riwayat_golongan.get().pk

    for path in ("", "mutasi/", "golongan/", "jabatan/", "akhir/", "betulkan/", f"riwayat/golongan/{golongan}/batal/"):
        assert client.get(f"/kepegawaian/{other}/{path}").status_code == 404
        if path:
            assert client.post(f"/kepegawaian/{other}/{path}", STEP).status_code == 404
    assert client.get(f"/kepegawaian/{people.sari.pk}/riwayat/golongan/{golongan}/batal/").status_code == 404


def test_a_new_employee_by_form(people: Cast, as_: Callable[[str], Client]) -> None:
    given = {
        **STEP,
        "nip": "19900101 201503 1 001",
        "birth_date": "1990-01-01",
        "sex": "L",
        "name": "agus salim",
        "title_back": "S.T.",
        "unit": people.aplikasi.pk,
        "golongan": "III/a",
        "title": "Analis",
        "kind": "functional",
        "job_class": "8",
        "nik": NIK,
    }
    client = as_("opi")

    assert client.get("/kepegawaian/baru/").status_code == 200
    response = client.post("/kepegawaian/baru/", given)

    row = Pegawai.objects.get(nip="199001012015031001")
    assert response["Location"] == f"/kepegawaian/{row.pk}/"
    assert (row.unit, row.golongan, row.post, row.nik) == (people.aplikasi, "III/a", "Analis", NIK)
    again = client.post("/kepegawaian/baru/", given)
    assert again.status_code == 422
    assert "sudah terdaftar" in words(again)
    assert 'value="agus salim"' in words(again)
    wrong = client.post("/kepegawaian/baru/", {**given, "unit": people.dishub.pk, "sex": "", "title": ""})
    assert wrong.status_code == 422
    assert words(wrong).count("has-error") == 3


def test_each_step_by_form(people: Cast, as_: Callable[[str], Client]) -> None:
    row, client = make_employee(people.aplikasi), as_("bkpsdm")
    at = f"/kepegawaian/{row.pk}"

    for path, given in (
        ("mutasi", {"unit": people.dishub.pk}),
        ("golongan", {"golongan": "III/d"}),
        ("jabatan", {"title": "Kepala Seksi", "kind": "structural", "eselon": "IV.a"}),
        (
            "betulkan",
            {"nip": row.nip, "name": "Agus Salim", "birth_date": row.birth_date, "sex": row.sex, "phone": "0812345678"},
        ),
    ):
        assert client.get(f"{at}/{path}/").status_code == 200
        refused = client.post(f"{at}/{path}/", {})
        assert refused.status_code == 422
        assert "Isi " in words(refused) or "Pilih " in words(refused)
        assert client.post(f"{at}/{path}/", STEP | given).status_code == 302, path
    row.refresh_from_db()
    assert (row.unit, row.golongan, row.eselon, row.phone) == (people.dishub, "III/d", "IV.a", "0812345678")
    twice = client.post(f"{at}/golongan/", {**STEP, "golongan": "III/d"})
    assert (twice.status_code, "Sudah ada riwayat" in words(twice)) == (422, True)
    entry = row.riwayat_golongan.get()
    assert client.post(f"{at}/riwayat/golongan/{entry.pk}/batal/", {"reason": "keliru"}).status_code == 302
    assert not row.riwayat_golongan.exists()
    early = client.post(f"{at}/akhir/", {**STEP, "kind": "retired", "tmt": "2020-01-01"})
    assert (early.status_code, "penempatan pertama" in words(early)) == (422, True)
    assert client.post(f"{at}/akhir/", {**STEP, "kind": "retired"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "retired"
    assert "Batalkan akhir masa kerja" in words(client.get(f"{at}/"))
    assert "Tulis alasan" in words(client.post(f"{at}/akhir/batal/", {"reason": ""}, follow=True))
    client.post(f"{at}/akhir/batal/", {"reason": "keliru"})
    row.refresh_from_db()
    assert row.status == "active"


def test_an_end_to_come_can_be_taken_back_while_work_goes_on(people: Cast, as_: Callable[[str], Client]) -> None:
    row = make_employee(people.aplikasi, golongan="III/a")
    services.end(people.actor("bkpsdm"), row, kind="retired", on=date(2099, 1, 1), sk=SK)

    text = words(as_("opi").get(f"/kepegawaian/{row.pk}/"))

    assert "mulai 1 Januari 2099" in text
    assert "Batalkan akhir masa kerja" in text
    assert "Catat mutasi" in text


def upload(client: Client, content: bytes, name: str = "pegawai.csv") -> Any:
    return client.post("/kepegawaian/impor/", {"file": SimpleUploadedFile(name, content)})


def test_an_import_from_file_to_result(people: Cast, as_: Callable[[str], Client]) -> None:
    client = as_("bkpsdm")
    content = f"nipBaru;nama;nik;kodeUnit\n{make_nip(1)};AGUS SALIM;;2.16\n{make_nip(2)};SALAH UNIT;12;9.99\n".encode()

    assert "kodeUnit" in words(client.get("/kepegawaian/impor/"))
    checked = upload(client, content)
    impor = Impor.objects.get()
    assert checked["Location"] == f"/kepegawaian/impor/{impor.pk}/"
    page = words(client.get(checked["Location"]))
    assert "Agus Salim, Dinas Komunikasi dan Informatika" in page
    assert "Unit tidak ada di Pendopo" in page
    assert "Impor 1 baris" in page
    assert [item.title for item in desk.files_to_import(people.actor("bkpsdm"))] == [
        "Impor pegawai pegawai.csv belum dijalankan"
    ]

    listed = client.get(f"/kepegawaian/impor/{impor.pk}/perlu-diperbaiki.csv").content.decode("utf-8-sig")
    assert listed.startswith("Baris;Kolom;Isi;Sebab;Yang perlu dilakukan")
    assert "3;kodeUnit;9.99" in listed
    sheet = client.get(f"/kepegawaian/impor/{impor.pk}/perlu-diperbaiki.xlsx")
    assert CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).height == 4
    assert client.get(f"/kepegawaian/impor/{impor.pk}/perlu-diperbaiki.exe").status_code == 404

    started = client.post(f"/kepegawaian/impor/{impor.pk}/jalankan/")
    impor.refresh_from_db()
    assert started["Location"] == reverse("job", args=[impor.job_id])
    assert client.get(started["Location"]).status_code == 200
    assert Pegawai.objects.get().full_name == "Agus Salim"
    assert desk.files_to_import(people.actor("bkpsdm")) == []
    again = client.post(f"/kepegawaian/impor/{impor.pk}/jalankan/", follow=True)
    assert "sudah diimpor" in words(again)
    assert words(client.get("/kepegawaian/impor/")).count("pegawai.csv") >= 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"\x00\x01" * 5000, "kosong|bukan XLSX"),
        (b"PK\x03\x04zip", "bukan XLSX"),
        (b"a;b\n1;2\n", "nipBaru"),
    ],
)
def test_a_bad_file_is_answered_in_words(people: Cast, as_: Callable[[str], Client], content: bytes, said: str) -> None:
    response = upload(as_("bkpsdm"), content, "x.xlsx")

    assert response.status_code == 422
    assert any(part in words(response) for part in said.split("|"))
    assert not Impor.objects.exists()


@pytest.mark.parametrize("name", ["sari", "opi", "ratna", "auditor"])
def test_import_pages_need_the_permission(people: Cast, as_: Callable[[str], Client], name: str) -> None:
    upload(as_("bkpsdm"), f"nip;nama;kodeUnit\n{make_nip(1)};A;2.16".encode())
    impor = Impor.objects.get()
    client = as_(name)

    for path in ("", "templat.xlsx", f"{impor.pk}/", f"{impor.pk}/perlu-diperbaiki.csv"):
        assert client.get(f"/kepegawaian/impor/{path}").status_code == 403
    assert client.post(f"/kepegawaian/impor/{impor.pk}/jalankan/").status_code == 403
    assert upload(client, b"x").status_code == 403


def test_the_template_downloads(people: Cast, as_: Callable[[str], Client]) -> None:
    response = as_("bkpsdm").get("/kepegawaian/impor/templat.xlsx")

    header = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()[0]
    assert header[:2] == ["nipBaru", "nama"]


def test_search_finds_people_without_nip_in_the_address(people: Cast) -> None:
    employ(people)

    (hit,) = search.find_people(people.actor("bkpsdm"), "sari wul")

    assert hit.url == f"/kepegawaian/{people.sari.pk}/"
    assert NIPS["sari"] not in hit.url
    assert search.find_people(people.actor("wayan"), "sari") == []


def test_the_register_costs_the_same_for_few_and_many(people: Cast, as_: Callable[[str], Client]) -> None:
    client = as_("bkpsdm")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/kepegawaian/").status_code == 200
        return len(seen)

    make_employee(people.aplikasi, number=1)
    cost()  # the first visit of a session writes it
    few = cost()
    for number in range(2, 12):
        make_employee(people.dishub, number=number)
    assert cost() == few <= 30


def test_a_record_costs_the_same_for_short_and_long_histories(people: Cast, as_: Callable[[str], Client]) -> None:
    row, client = make_employee(people.aplikasi, golongan="III/a"), as_("bkpsdm")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/kepegawaian/{row.pk}/").status_code == 200
        return len(seen)

    cost()  # the first visit of a session writes it
    few = cost()
    for year in range(2021, 2026):
        services.promote(SYSTEM, row, golongan="III/b", tmt=date(year, 4, 1), sk=SK)
    assert cost() == few <= 30
