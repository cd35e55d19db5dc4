import io
import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.apps.personnel import services
from pendopo.apps.personnel.models import Impor, Pegawai, RiwayatGolongan, RiwayatUnit
from pendopo.apps.personnel.services import files, importing
from pendopo.apps.personnel.services.sheets import errors_csv, write_template
from pendopo.apps.personnel.testing import SK, SYSTEM, employ, make_employee, make_nip
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
HEADER = [
    "nipBaru",
    "nama",
    "gelarBelakang",
    "nik",
    "golongan",
    "tmtGolAkhir",
    "jabatanNama",
    "jenisJabatanId",
    "tmtJabatan",
    "kodeUnit",
]
A, B = make_nip(31), make_nip(32, woman=True)
ROWS = [
    [
        A,
        "AGUS SALIM",
        "S.E.",
        "6401010101900001",
        "III/a",
        "01-04-2022",
        "Analis Keuangan",
        "2",
        "01-02-2023",
        "2.16.1",
    ],
    [B, "NUR AINI", "", "", "III/b", "01-04-2023", "Pengelola Data", "4", "01-03-2023", "2.15"],
]


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return cast()


def csv(rows: Iterable[Iterable[object]] = ROWS, header: Iterable[str] = HEADER) -> bytes:
    return "\n".join(";".join(str(cell) for cell in row) for row in [header, *rows]).encode()


def xlsx(rows: Iterable[Iterable[object]], header: Iterable[str] = HEADER) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    for line, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, column, cell, day)
            else:
                page.write(line, column, cell)
    book.close()
    return stream.getvalue()


def bring_in(people: Cast, content: bytes, actor: str = "bkpsdm") -> Impor:
    impor = files.check(people.actor(actor), content, name="pegawai.csv")
    files.start(people.actor(actor), impor)
    impor.refresh_from_db()
    return impor


def test_it_works(people: Cast) -> None:
    impor = files.check(people.actor("bkpsdm"), csv(), name="C:\\data\\pegawai.csv")

    assert impor.counts == {"new": 2, "changed": 0, "same": 0, "bad": 0}
    assert impor.file_name == "pegawai.csv"
    assert not Pegawai.objects.exists()

    job = files.start(people.actor("bkpsdm"), impor)
    job.refresh_from_db()
    impor.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert (impor.state, impor.result["new"]) == ("done", 2)
    agus = Pegawai.objects.get(nip=A)
    assert (agus.full_name, agus.golongan, agus.post, agus.post_kind, agus.unit) == (
        "Agus Salim, S.E.",
        "III/a",
        "Analis Keuangan",
        "functional",
        people.aplikasi,
    )
    assert agus.riwayat_unit.get().tmt == date(2023, 2, 1)
    assert AuditEntry.objects.filter(action="personnel.import_row").count() == 2
    assert "6401010101900001" not in "".join(str(line.change) for line in AuditEntry.objects.all())


def test_the_same_file_again_changes_nothing(people: Cast) -> None:
    bring_in(people, csv())
    before = list(RiwayatUnit.objects.values()), list(RiwayatGolongan.objects.values())

    again = bring_in(people, csv())

    assert again.counts == again.result == {"new": 0, "changed": 0, "same": 2, "bad": 0}
    assert (list(RiwayatUnit.objects.values()), list(RiwayatGolongan.objects.values())) == before
    assert AuditEntry.objects.filter(action="personnel.import_row").count() == 2


def test_a_later_file_shows_field_by_field_what_changes(people: Cast) -> None:
    bring_in(people, csv())
    later = [
        [
            A,
            "Agus Salim",
            "S.E., M.M.",
            "6401010101900009",
            "III/b",
            "01-04-2026",
            "Analis Keuangan",
            "2",
            "01-02-2023",
            "2.15",
        ],
        ROWS[1],
    ]

    impor = files.check(people.actor("bkpsdm"), csv(later), name="x.csv")

    assert impor.counts == {"new": 0, "changed": 1, "same": 1, "bad": 0}
    (changed,) = impor.changes
    fields = {change["key"]: (change["before"], change["after"]) for change in changed["changes"]}
    assert set(fields) == {"title_back", "nik", "golongan", "unit"}
    assert fields["title_back"] == ("S.E.", "S.E., M.M.")
    assert "6401010101900009" not in str(impor.changes)
    assert fields["golongan"][0] == "III/a"
    files.start(people.actor("bkpsdm"), impor)
    agus = Pegawai.objects.get(nip=A)
    assert (agus.golongan, agus.unit, agus.full_name) == ("III/b", people.dishub, "Agus Salim, S.E., M.M.")
    assert [row.golongan for row in agus.riwayat_golongan.all()] == ["III/b", "III/a"]
    assert [row.is_current for row in agus.riwayat_unit.all()] == [True, False]


def test_xlsx_with_date_cells_any_order_and_spelling(people: Cast) -> None:
    header = ["Unit Kerja", "NIP Baru", "Nama Pegawai", "TMT Golongan", "Gol. Ruang", "Catatan"]
    content = xlsx(
        [["Dinas Perhubungan", f"{A[:8]} {A[8:14]} {A[14]} {A[15:]}", "Agus Salim", date(2022, 4, 1), "31", "x"]],
        header,
    )

    impor = bring_in(people, content)

    assert impor.unknown_columns == ["Catatan"]
    agus = Pegawai.objects.get(nip=A)
    assert (agus.unit, agus.golongan, agus.golongan_tmt) == (people.dishub, "III/a", date(2022, 4, 1))


def test_bad_rows_stay_out_and_are_listed_with_what_to_do(people: Cast) -> None:
    rows = [
        *ROWS,
        [A, "Kembar", "", "", "", "", "", "", "", "2.15"],
        [make_nip(40), "Unit Salah", "", "", "", "", "", "", "", "TIDAK-ADA"],
        [make_nip(41), "NIK Salah", "", "64010101", "", "", "", "", "", "2.15"],
        ["12345", "NIP Salah", "", "", "", "", "", "", "", "2.15"],
        [make_nip(42), "", "", "", "", "", "", "", "", ""],
        [make_nip(43), "NIK Kembar", "", "6401010101900001", "", "", "", "", "", "2.15"],
    ]

    impor = bring_in(people, csv(rows))

    assert impor.result == {"new": 2, "changed": 0, "same": 0, "bad": 6}
    assert {(error["row"], error["column"]) for error in impor.errors} == {
        (4, "nipBaru"), (5, "kodeUnit"), (6, "nik"), (7, "nipBaru"), (8, "nama"), (8, "kodeUnit"), (9, "nik")
    }  # fmt: skip
    assert all(error["todo"] for error in impor.errors)
    listed = errors_csv(impor)
    assert "baris 2" in listed
    assert "64010101;" not in listed
    assert "6401010101900001" not in listed
    assert Pegawai.objects.count() == 2


def test_a_nik_of_another_employee_is_refused(people: Cast) -> None:
    bring_in(people, csv())

    impor = files.check(
        people.actor("bkpsdm"), csv([[B, "", "", "6401010101900001", "", "", "", "", "", ""]]), name="x.csv"
    )

    assert impor.counts["bad"] == 1
    assert impor.errors[0]["column"] == "nik"


def test_a_file_with_nip_and_one_column_updates_that_column_only(people: Cast) -> None:
    bring_in(people, csv())

    impor = bring_in(people, csv([[A, "agus@paser.go.id"]], ["NIP", "email"]))

    assert impor.result["changed"] == 1
    agus = Pegawai.objects.get(nip=A)
    assert (agus.email, agus.name, agus.golongan) == ("agus@paser.go.id", "Agus Salim", "III/a")


def test_one_who_retires_by_file_and_comes_back(people: Cast) -> None:
    bring_in(people, csv())
    header = ["nip", "status", "tmt berhenti"]

    assert bring_in(people, csv([[A, "Pensiun", "01-06-2026"]], header)).result["changed"] == 1
    assert Pegawai.objects.get(nip=A).status == "retired"
    assert RiwayatUnit.objects.get(pegawai__nip=A).ends_on == date(2026, 5, 31)
    assert bring_in(people, csv([[A, "Pensiun", "01-06-2026"]], header)).result["same"] == 1
    assert bring_in(people, csv([[A, "PNS", ""]], header)).result["changed"] == 1
    assert Pegawai.objects.get(nip=A).status == "active"


def test_a_history_by_hand_and_a_file_agree(people: Cast) -> None:
    row = make_employee(people.aplikasi, nip=A, golongan="III/a")
    services.promote(SYSTEM, row, golongan="III/b", tmt=date(2024, 4, 1), sk=SK)

    impor = bring_in(
        people, csv([[A, "III/b", "01-04-2024", "2.16.1"]], ["nip", "golongan", "tmt golongan", "kode unit"])
    )

    assert impor.result["same"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04 broken", "bukan XLSX"),
        (b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 50, "bukan XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "XLS lama"),
        (b"nama;unit\nAgus;2.15\n", "nipBaru"),
        (b"nipBaru;nama\n", "judul"),
    ],
)
def test_a_file_that_is_none_gets_a_clear_answer(people: Cast, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        files.check(people.actor("bkpsdm"), content, name="pegawai.xlsx")

    assert words in refusal.value.message
    assert refusal.value.field == "file"
    assert not Impor.objects.exists()


def test_ten_megabytes_of_garbage_are_refused(people: Cast) -> None:
    garbage = bytes(range(256)) * 40_000
    for content in (garbage, b"PK\x03\x04" + garbage, b"x;y\n" * 2_500_000):
        with pytest.raises(Refused):
            files.check(people.actor("bkpsdm"), content, name="x.xlsx")
    assert not Impor.objects.exists()


@pytest.mark.parametrize("name", ["sari", "ratna", "opi", "bupati", "auditor"])
def test_importing_needs_the_permission(people: Cast, name: str) -> None:
    impor = files.check(people.actor("bkpsdm"), csv(), name="x.csv")

    for verb in (
        lambda: files.check(people.actor(name), csv(), name="x.csv"),
        lambda: files.start(people.actor(name), impor),
        lambda: files.finish(people.actor(name), impor, {}),
        lambda: importing.write_rows(people.actor(name), importing.read_sheet(SYSTEM, csv(), name="x")),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert not Pegawai.objects.exists()


def test_an_importer_of_one_office_cannot_touch_another(people: Cast) -> None:
    wayan = employ(people)["wayan"]
    boss = people.actor("opi")
    clerk = type(boss)(
        boss.account_id, boss.person_id, boss.unit_path, boss.permissions | {"personnel.import"}, boss.name
    )
    rows = [[wayan.nip, "Wayan", "", "", "", "", "", "", "", "2.16"], ROWS[0], ROWS[1]]

    impor = files.check(clerk, csv(rows), name="x.csv")

    assert impor.counts == {"new": 1, "changed": 0, "same": 0, "bad": 2}
    assert not Impor.objects.visible_to(people.actor("wayan")).exists()
    with pytest.raises(Refused):
        files.start(people.actor("bkpsdm"), impor)


def test_an_import_is_started_once_and_its_file_removed(
    people: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        impor = bring_in(people, csv())

    with pytest.raises(Refused):
        files.start(people.actor("bkpsdm"), impor)
    assert not files.path_of(impor).exists()


def test_an_import_waits_for_the_one_under_way_and_follows_a_broken_one(people: Cast) -> None:
    first = files.check(people.actor("bkpsdm"), csv(), name="a.csv")
    second = files.check(people.actor("bkpsdm"), csv(), name="b.csv")
    job = Job.objects.create(kind=files.JOB, title="x", state=JobState.RUNNING)
    Impor.objects.filter(pk=first.pk).update(state="running", job_id=job.pk)
    with pytest.raises(Refused) as refusal:
        files.start(people.actor("bkpsdm"), second)
    assert "a.csv" in refusal.value.message
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    files.start(people.actor("bkpsdm"), second)
    first.refresh_from_db()
    assert first.state == "failed"
    files.start(people.actor("bkpsdm"), first)
    assert Pegawai.objects.count() == 2


def test_a_killed_import_goes_on_where_it_stopped(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 1)
    sheet = importing.read_sheet(SYSTEM, csv(), name="x")
    seen: list[int] = []

    def stop(place: int, _counts: object) -> None:
        seen.append(place)
        if place == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.write_rows(SYSTEM, sheet, after_chunk=stop)
    assert [row.nip for row in Pegawai.objects.all()] == [A]

    counts = importing.write_rows(SYSTEM, importing.read_sheet(SYSTEM, csv(), name="x"), start=1)
    assert counts == {"new": 1}
    assert Pegawai.objects.count() == 2


def test_files_that_nobody_imported_are_removed_after_a_week(people: Cast) -> None:
    impor = files.check(people.actor("bkpsdm"), csv(), name="a.csv")
    assert files.forget_old() == 0
    os.utime(files.path_of(impor), (0, 0))
    assert files.forget_old() == 0
    Impor.objects.filter(pk=impor.pk).update(created_at="2020-01-01T00:00:00Z")
    assert files.forget_old() == 1
    with pytest.raises(Refused) as refusal:
        files.start(people.actor("bkpsdm"), impor)
    assert "Unggah kembali" in refusal.value.message


def test_an_import_costs_no_statement_more_for_a_longer_chunk(people: Cast) -> None:
    def cost(numbers: range) -> int:
        rows = [
            [make_nip(n), f"Pegawai {n}", "", "", "III/a", "01-04-2022", "Staf", "4", "01-02-2023", "2.16.1"]
            for n in numbers
        ]
        sheet = importing.read_sheet(SYSTEM, csv(rows), name="x")
        with CaptureQueriesContext(connection) as seen:
            importing.write_rows(SYSTEM, sheet)
        return len([q for q in seen.captured_queries if "kernel_auditentry" not in q["sql"]])

    assert cost(range(100, 102)) == cost(range(200, 230))


def test_the_template_can_be_imported(people: Cast) -> None:
    stream = io.BytesIO()
    write_template(stream)

    sheet = importing.read_sheet(SYSTEM, stream.getvalue(), name="templat.xlsx")

    assert sheet.mapping.unknown == ()
    assert {error.column for _row, errors in sheet.rows for error in errors} <= {"unorNama"}
