from datetime import date, timedelta
from io import BytesIO

import pytest

from pendopo.apps.elections.models import ElectionState, Hamlet, ImportState, Pilkades, RollImport, Voter
from pendopo.apps.elections.queries import roll as roll_queries
from pendopo.apps.elections.queries import roll_import as queries
from pendopo.apps.elections.rules.nik import make
from pendopo.apps.elections.services import roll, roll_changes, roll_import
from pendopo.apps.elections.testing import make_election, make_station, make_village
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.jobs.models import JobState
from pendopo.kernel.sheets import read_rows, write_xlsx
from pendopo.kernel.testing import SYSTEM, Cast, cast

HEAD = (
    "NO",
    "NO KK",
    "NIK",
    "NAMA LENGKAP",
    "TEMPAT LAHIR",
    "TGL LAHIR",
    "STATUS",
    "L/P",
    "ALAMAT",
    "DUSUN",
    "RT",
    "RW",
    "KET",
)
BORN = date(1990, 12, 31)


@pytest.fixture
def world(db: None) -> Cast:
    return cast()


@pytest.fixture
def election(world: Cast) -> Pilkades:
    return make_election(world.regency, state=ElectionState.REGISTRATION)


def line(serial: int, **more: str) -> tuple[str, ...]:
    sex = "LP"[serial % 2]
    known = {
        "no": str(serial), "kk": f"64010601019{serial // 3:05d}", "nik": make("640106", sex, BORN, serial),
        "name": f"Warga {serial}", "place": "Kuaro", "born": "31-12-1990", "status": "", "sex": sex,
        "address": "Jl. Melati",
        "hamlet": ["Mawar", "Melati"][serial % 2], "rt": "001", "rw": "002", "note": "",
    }  # fmt: skip
    return tuple({**known, **more}.values())


def sheet(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD, note: tuple[str, ...] = ()) -> bytes:
    stream = BytesIO()
    write_xlsx(stream, head, rows, note=note)
    return stream.getvalue()


def check(election: Pilkades, *rows: tuple[str, ...], **more) -> RollImport:
    return roll_import.check_sheet(SYSTEM, election, sheet(*rows, **more), name="dps.xlsx")


def take(election: Pilkades, *rows: tuple[str, ...], with_warnings: bool = True) -> RollImport:
    found = check(election, *rows)
    job = roll_import.start(SYSTEM, found, with_warnings=with_warnings)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    found.refresh_from_db()
    return found


def codes(found: RollImport) -> list[tuple[int, str]]:
    return [(one["row"], one["code"]) for one in found.findings]


def test_it_works_a_printed_list_is_checked_then_imported(election) -> None:
    found = check(election, line(1), line(2), note=("DAFTAR PEMILIH SEMENTARA", "DESA SANDELEY"))
    assert found.counts["new"] == 2 and found.findings == [] and not Voter.objects.exists()
    roll_import.start(SYSTEM, found, with_warnings=False)
    found.refresh_from_db()
    assert found.state == ImportState.DONE and found.rows == [] and found.counts["taken_new"] == 2
    row = Voter.objects.select_related("hamlet").get(nik=make("640106", "P", BORN, 1))
    assert (row.name, row.sex, row.born_on, row.hamlet.name, row.rt) == ("Warga 1", "P", BORN, "Melati", "001")
    assert row.search_name == "warga 1" and row.family_card == "6401060101900000" and row.origin == "impor"


def test_the_same_file_again_changes_nothing_and_another_only_what_differs(election) -> None:
    take(election, line(1), line(2))
    again = check(election, line(1), line(2))
    assert again.counts["same"] == 2 and again.rows == [] and again.counts["absent"] == 0
    found = take(election, line(1, name="Warga Satu", address=""), line(3))
    assert (found.counts["new"], found.counts["changed"], found.counts["absent"]) == (1, 1, 1)
    row = Voter.objects.get(nik=make("640106", "P", BORN, 1))
    assert row.name == "Warga Satu" and row.address == "Jl. Melati"
    assert Voter.objects.count() == 3


def test_a_csv_with_semicolons_is_read_too(election) -> None:
    text = "NIK;Nama;JK;Tanggal Lahir\r\n" + f"{make('640106', 'P', BORN, 5)};Siti;P;31/12/1990\r\n"
    found = roll_import.check_sheet(SYSTEM, election, text.encode(), name="dps.csv")
    assert found.counts["new"] == 1 and found.findings == []


def test_every_kind_of_finding_is_said_with_its_row(election) -> None:
    found = check(
        election,
        line(1), line(1, name="Kembar"), line(2, sex="P"), line(3, born="01-01-1991"), line(4, nik="123"),
        line(5, note="Meninggal"), line(6, note="TNI"), line(7, hamlet=""), line(8, born="x"),
        line(9, name="Warga 1"), line(10, nik="6.401063112900009e+15"),
    )  # fmt: skip
    assert codes(found) == [
        (3, "twice"), (4, "nik_sex"), (5, "nik_born"), (6, "nik_shape"), (7, "dead"), (8, "soldier"), (9, "no_hamlet"),
        (10, "born_unknown"), (11, "same_person"), (12, "nik_lost"),
    ]  # fmt: skip
    assert found.counts | {"new": 5, "bad": 6, "warned": 3} == found.counts
    stream = BytesIO()
    queries.write_findings(stream, found)
    content = stream.getvalue()
    _header, rows = read_rows(content)
    told = " ".join(value for row in rows for value in row.values)
    assert "Jenis kelamin berbeda" in told and make("640106", "P", BORN, 1) not in told


def test_rows_with_warnings_come_only_when_somebody_looked(election) -> None:
    found = take(election, line(1), line(2, sex="P"), with_warnings=False)
    assert Voter.objects.count() == 1 and found.counts["taken_new"] == 1
    take(election, line(1), line(2, sex="P"), with_warnings=True)
    assert Voter.objects.get(sex="P", nik=make("640106", "L", BORN, 2)).findings == "|nik_sex|"
    only = check(election, line(4, sex="P"))
    with pytest.raises(Refused, match="Tidak ada baris"):
        roll_import.start(SYSTEM, only, with_warnings=False)


def test_too_young_is_left_out_unless_married(election) -> None:
    born = election.day.replace(year=election.day.year - 16)
    nik = make("640106", "P", born, 11)
    young = {"nik": nik, "born": born.isoformat(), "sex": "P"}
    found = check(election, line(11, **young, status="B"))
    assert codes(found) == [(2, "too_young")] and found.counts["bad"] == 1
    head = tuple("STATUS KAWIN" if one == "STATUS" else one for one in HEAD)
    married = check(election, line(11, **young, status="S"), head=head)
    assert codes(married) == [(2, "by_marriage")] and married.counts["new"] == 1


def test_a_voter_of_another_village_on_the_same_day_is_found(world, election) -> None:
    other = make_election(make_village(world.regency, name="Desa Rantau"), state=ElectionState.REGISTRATION)
    take(other, line(1))
    found = check(election, line(1), line(2))
    assert codes(found) == [(2, "elsewhere")] and "Desa Rantau" in found.findings[0]["text"]
    assert found.counts["warned"] == 1


def test_codes_of_regions_are_checked_where_the_list_is_loaded(election) -> None:
    Region.objects.bulk_create([Region(code="64", name="Kaltim"), Region(code="64.01.06", name="Kuaro")])
    found = check(
        election, line(1), line(2, nik=make("640199", "L", BORN, 2)), line(3, nik=make("990106", "P", BORN, 3))
    )
    assert codes(found) == [(3, "nik_region"), (4, "nik_province")]


def test_who_was_struck_does_not_come_back_by_a_file(election) -> None:
    take(election, line(1))
    row = Voter.objects.get()
    roll_changes.accept(SYSTEM, roll_changes.ask_remove(SYSTEM, row, reason="Meninggal", asked_by="RT"))
    found = check(election, line(1))
    assert codes(found) == [(2, "struck")] and found.counts["bad"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"), (b"%PDF-1.4 \0\0\0", "bukan XLSX"), (b"Nama;Alamat\nA;B\n", "Kolom NIK"),
        (b"NIK;Nama;JK;Tgl Lahir\n1;2;3;4\n", "Tidak ada satu pun"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_are_refused(election, content, words) -> None:
    with pytest.raises(Refused, match=words) as caught:
        roll_import.check_sheet(SYSTEM, election, content, name="x.xlsx")
    assert caught.value.field == "file" and not RollImport.objects.exists()


def test_an_import_is_taken_back_while_nothing_was_built_on_it(election) -> None:
    take(election, line(1), line(2))
    later = take(election, line(1, name="Warga Satu", born="30-12-1990"), line(3))
    first = RollImport.objects.order_by("made_at").first()
    with pytest.raises(Refused, match="lebih baru"):
        roll_import.undo(SYSTEM, first)
    assert roll_import.undo(SYSTEM, later) == 1
    row = Voter.objects.get(nik=make("640106", "P", BORN, 1))
    assert (row.name, row.search_name, row.born_on) == ("Warga 1", "warga 1", BORN)
    later.refresh_from_db()
    assert later.state == ImportState.UNDONE
    with pytest.raises(Refused, match="sudah dibatalkan"):
        roll_import.undo(SYSTEM, later)
    station = make_station(election)
    Voter.objects.update(station=station)
    with pytest.raises(Refused, match="dibagi ke TPS"):
        roll_import.undo(SYSTEM, first)
    Voter.objects.update(station=None)
    assert roll_import.undo(SYSTEM, first) == 2 and not Voter.objects.exists()


def test_after_the_announcement_nothing_is_imported_or_taken_back(election) -> None:
    found = take(election, line(1))
    roll.announce(SYSTEM, election, starts_on=today())
    for act in (lambda: check(election, line(2)), lambda: roll_import.undo(SYSTEM, found)):
        with pytest.raises(Refused, match="sudah diumumkan"):
            act()


def test_a_file_is_imported_once_and_by_who_may(world, election) -> None:
    found = take(election, line(1))
    with pytest.raises(Refused, match=r"Tidak ada baris|sudah diimpor"):
        roll_import.start(SYSTEM, found, with_warnings=True)
    with pytest.raises(NotAllowed):
        roll_import.check_sheet(world.actor("auditor"), election, sheet(line(1)), name="dps.xlsx")


def test_an_interrupted_task_goes_on_without_doubles(election, monkeypatch) -> None:
    monkeypatch.setattr(roll_import, "BATCH", 2)
    found = check(election, *(line(serial) for serial in range(1, 8)))
    store, calls = roll_import._store, []

    def breaks(row, part):
        calls.append(len(part))
        if len(calls) == 3:
            raise RuntimeError("power")
        return store(row, part)

    monkeypatch.setattr(roll_import, "_store", breaks)
    job = roll_import.start(SYSTEM, found, with_warnings=True)
    job.refresh_from_db()
    assert job.state == JobState.FAILED and Voter.objects.count() == 4
    found.refresh_from_db()
    roll_import.start(SYSTEM, found, with_warnings=True)
    assert Voter.objects.count() == 7
    found.refresh_from_db()
    assert found.state == ImportState.DONE and found.counts["taken_new"] == 7


def test_no_nik_or_name_in_audit_findings_or_task(election) -> None:
    found = take(election, line(1), line(2, sex="P"))
    told = " ".join(str(one) for one in AuditEntry.objects.values_list("change", flat=True))
    for number, name in Voter.objects.values_list("nik", "name"):
        assert number not in told and name not in told and number not in str(found.findings)


def test_5000_rows_are_stored_in_batches(election, django_assert_max_num_queries) -> None:
    content = sheet(*(line(serial) for serial in range(1, 5001)))
    with django_assert_max_num_queries(40):
        found = roll_import.check_sheet(SYSTEM, election, content, name="dps.xlsx")
    with django_assert_max_num_queries(250):
        roll_import.start(SYSTEM, found, with_warnings=True)
    assert Voter.objects.count() == 5000 and roll_queries.sums(election).listed == 5000
    assert Hamlet.objects.filter(election=election).count() == 2


def test_the_sample_is_a_file_that_can_be_imported(election) -> None:
    stream = BytesIO()
    queries.write_sample(stream)
    found = roll_import.check_sheet(SYSTEM, election, stream.getvalue(), name="contoh.xlsx")
    assert found.counts["new"] == 2 and found.counts["bad"] == 0


def test_rows_that_nobody_imported_are_forgotten(election) -> None:
    found, fresh = check(election, line(1)), check(election, line(2))
    RollImport.objects.filter(pk=found.pk).update(made_at=found.made_at - timedelta(days=8))
    assert roll_import.forget_old() == 1 and roll_import.forget_old() == 0
    found.refresh_from_db()
    fresh.refresh_from_db()
    assert found.rows == [] and len(fresh.rows) == 1
    with pytest.raises(Refused, match="Tidak ada baris"):
        roll_import.start(SYSTEM, found, with_warnings=True)
