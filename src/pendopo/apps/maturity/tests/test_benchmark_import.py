"""Import of published results: what is read, what is refused, and that a second time changes nothing."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.models import BenchmarkImport, Peer, PublishedResult
from pendopo.apps.maturity.queries import benchmark_sheets as sheets
from pendopo.apps.maturity.services import benchmark as services
from pendopo.apps.maturity.services.benchmark_rows import map_columns, read_number
from pendopo.apps.maturity.tests import fictitious
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.codes.models import Region
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.sheets import read_rows
from pendopo.kernel.testing import SYSTEM, Cast

SIMPLE = ("Instansi", "Kelas", "Tahun", "Indeks", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Predikat")
GOOD = ["Kab. Contoh", "Kabupaten", 2024, "2,60", "2,30", "2,50", "1,55", "3,12", "Baik"]


def check(content: bytes, *, actor: Actor = SYSTEM, **more: Any) -> BenchmarkImport:
    given = {"name": "hasil.xlsx", "source": "Laporan uji 2024", **more}
    return services.check(actor, content, **given)


def load(content: bytes, **more: Any) -> dict[str, int]:
    row = check(content, **more)
    return services.run(SYSTEM, row)


def simple(*rows: list[Any], header: tuple[str, ...] = SIMPLE) -> bytes:
    return fictitious.xlsx([list(row) for row in rows], header)


def changed(**cells: Any) -> list[Any]:
    names = ("name", "kind", "year", "index", "d1", "d2", "d3", "d4", "predicate")
    return [cells.get(name, value) for name, value in zip(names, GOOD, strict=True)]


def test_it_works(db: None) -> None:
    Region.objects.bulk_create(
        [Region(code="64", name="Kalimantan Timur"), Region(code="64.01", name="Kabupaten Paser")]
    )
    content = simple(changed(name="PEMKAB PASER"), changed(name="Kota Lain", kind="", index="3.495", predicate=""))
    row = check(content)
    assert row.counts == {"new": 2, "changed": 0, "same": 0, "bad": 0}
    assert not PublishedResult.objects.exists()
    assert services.run(SYSTEM, row) == {"new": 2, "changed": 0, "same": 0, "bad": 0}
    own = Peer.objects.get(is_own=True)
    assert (own.name, own.key, own.code, own.province) == (
        "Kabupaten Paser", "kabupaten:paser", "64.01", "Kalimantan Timur",
    )  # fmt: skip
    result = own.results.get()
    assert (result.index, result.exact, result.predicate, result.domains) == (
        260, "", "Baik", {"1": 230, "2": 250, "3": 155, "4": 312},
    )  # fmt: skip
    other = PublishedResult.objects.get(peer__key="kota:lain")
    assert (other.index, other.exact, other.instrument) == (350, "699/200", "spbe-59-2020")
    assert AuditEntry.objects.filter(action="maturity.import_benchmark").count() == 1


def test_a_second_time_changes_nothing(db: None) -> None:
    content = fictitious.xlsx(fictitious.rows(60))
    first = load(content)
    before = list(PublishedResult.objects.order_by("pk").values_list("pk", "index", "imported_at"))
    assert first["new"] == len(before)
    assert load(content) == {"new": 0, "changed": 0, "same": len(before), "bad": 0}
    assert list(PublishedResult.objects.order_by("pk").values_list("pk", "index", "imported_at")) == before
    assert load(fictitious.csv(fictitious.rows(60)), name="hasil.csv")["same"] == len(before)


def test_a_changed_value_is_shown_and_written_the_rest_stays(db: None) -> None:
    load(simple(GOOD))
    narrow = fictitious.xlsx([["Kabupaten Contoh", "2024", 2.71]], ("Instansi", "Tahun", "Nilai"))
    row = check(narrow)
    assert row.counts["changed"] == 1
    row.refresh_from_db()
    assert row.changes[0]["changes"] == [["Indeks", "2,60", "2,71"]]
    services.run(SYSTEM, row)
    result = PublishedResult.objects.get()
    assert (result.index, result.predicate, result.domains["4"]) == (271, "Baik", 312)


BAD = {
    "text": (changed(index="dua"), "Indeks", "Bukan angka"),
    "too high": (changed(index="6.3"), "Indeks", "0 sampai 5"),
    "domain too high": (changed(d3="6,3"), "Domain 3", "0 sampai 5"),
    "negative": (changed(index="-1"), "Indeks", "Bukan angka"),
    "empty index": (changed(index=""), "Indeks", "Nilai kosong"),
    "no class": (changed(name="Contoh", kind=""), "Kelas", "Kelas tidak disebut"),
    "unknown class": (changed(kind="Kecamatan"), "Kelas", "Kelas tidak dikenal"),
    "class against name": (changed(name="Kota Contoh"), "Kelas", "Nama menyebut Kota"),
    "no name": (changed(name=""), "Instansi", "kosong"),
    "year": (changed(year="24"), "Tahun", "empat angka"),
    "no instrument then": (changed(year="2010"), "Tahun", "Tidak ada instrumen"),
    "predicate": (changed(predicate="Istimewa"), "Predikat", "Predikat tidak dikenal"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows_are_told_and_the_good_ones_go_in(db: None, case: str) -> None:
    cells, column, reason = BAD[case]
    row = check(simple(changed(name="Kab. Baik"), cells))
    assert (row.counts["new"], row.counts["bad"]) == (1, 1)
    (error,) = row.errors
    assert (error["row"], error["column"]) == (3, column)
    assert reason in error["reason"]
    assert services.run(SYSTEM, row)["new"] == 1
    stream = io.BytesIO()
    sheets.write_errors(stream, row)
    _header, lines = read_rows(stream.getvalue())
    assert lines[-1].values[0] == "3"
    assert reason in sheets.errors_csv(row)


def test_twice_in_a_file_the_first_counts(db: None) -> None:
    row = check(simple(GOOD, changed(name="Pemerintah Kabupaten Contoh", index="2,70")))
    assert row.counts["new"] == 1
    assert "baris 2" in row.errors[0]["reason"]
    services.run(SYSTEM, row)
    assert PublishedResult.objects.get().index == 260


def test_doubts_are_flagged_not_refused(db: None) -> None:
    row = check(simple(changed(index="2,75"), changed(name="Kab. Dua", predicate="Memuaskan")))
    assert row.counts["new"] == 2
    texts = [flag["text"] for flag in row.flags]
    assert any("Domain menghasilkan" in text for text in texts)
    assert any("Predikat Memuaskan, menurut indeks Baik" in text for text in texts)
    services.run(SYSTEM, row)
    assert PublishedResult.objects.exclude(flags=[]).count() == 2


def test_predicates_on_the_edge_are_no_doubt(db: None) -> None:
    """2024: Pacitan 3.50 Baik (exact 3.4985), Luwu 2.60 Cukup; 2023: Nias Barat 1.80 Cukup."""
    header = ("Instansi", "Tahun", "Indeks", "Predikat")
    rows = [
        ["Kab. Pacitan", 2024, "3,50", "Baik"], ["Kab. Luwu", 2024, "2.60", "Cukup"],
        ["Kab. Nias Barat", 2023, "1,80", "Cukup"], ["Kab. Nias Barat", 2024, "1,80", "Kurang"],
    ]  # fmt: skip
    row = check(fictitious.xlsx(rows, header))
    assert (row.counts["new"], row.flags) == (4, [])


def test_invented_results_agree_with_their_domains(db: None) -> None:
    assert check(fictitious.xlsx(fictitious.rows(300))).flags == []


def test_headings_by_their_usual_names() -> None:
    found = map_columns(
        ["Peringkat", "K/L/D/I", "Nilai Indeks SPBE", "Thn", "Indeks Domain 1 (Kebijakan)", "Aspek 7", "Warna"]
    )
    assert found.places == {"agency": 1, "index": 2, "year": 3, "d1": 4, "a7": 5}
    assert found.unknown[-1] == "Warna"
    assert map_columns(["Warna", "Skor"]).missing == ("agency", "index")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "kosong"), (b"\x00\x01", "bukan XLSX"), (fictitious.csv([], ("Warna", "Ukuran")), "tidak ada di baris"),
     (fictitious.csv([]), "belum ada satu pun")],
)  # fmt: skip
def test_files_that_are_none(db: None, content: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        check(content)


def test_a_source_is_needed_and_an_unknown_instrument_refused(db: None) -> None:
    with pytest.raises(Refused) as refusal:
        check(simple(GOOD), source=" ")
    assert refusal.value.field == "source"
    with pytest.raises(Refused, match="tidak dikenal"):
        check(simple(GOOD), instrument="spbe-2099")


def test_year_and_instrument_of_the_form_fill_what_the_file_leaves_out(db: None) -> None:
    content = fictitious.xlsx([["Kab. Contoh", "3,30"]], ("Instansi", "Indeks"))
    assert check(content).errors[0]["column"] == "Tahun"
    row = check(content, year=2020)
    services.run(SYSTEM, row)
    assert PublishedResult.objects.get().instrument == "spbe-5-2018"


@pytest.mark.parametrize("name", ["sari", "ratna", "bupati", "auditor"])
def test_others_may_not(cast: Cast, name: str) -> None:
    actor = cast.actor(name)
    with pytest.raises(NotAllowed):
        check(simple(GOOD), actor=actor)
    row = check(simple(GOOD))
    with pytest.raises(NotAllowed):
        services.start(actor, row)
    with pytest.raises(NotAllowed):
        services.run(actor, row)


def test_the_task_runs_once(cast: Cast) -> None:
    from pendopo.apps.maturity import tasks_benchmark  # noqa: F401

    row = check(simple(GOOD, changed(index="x", name="Kab. Salah")), actor=cast.actor("admin"))
    job = services.start(cast.actor("admin"), row)
    done = Job.objects.get(pk=job.pk)
    assert done.state == JobState.DONE
    assert done.result == {"Baru": 1, "Berubah": 0, "Sama": 0, "Perlu diperbaiki": 1}
    assert done.errors_file
    with pytest.raises(Refused, match="sudah diimpor"):
        services.start(cast.actor("admin"), row)


def test_one_own_government_and_it_can_be_chosen(cast: Cast) -> None:
    load(simple(changed(name="Kab. Paser"), changed(name="Kota Lain", kind=""), changed(name="BPS", kind="LPNK")))
    admin = cast.actor("admin")
    other = Peer.objects.get(key="kota:lain")
    services.set_own(admin, other)
    assert [peer.name for peer in Peer.objects.filter(is_own=True)] == ["Kota Lain"]
    with pytest.raises(Refused, match="sudah ditetapkan"):
        services.set_own(admin, Peer.objects.get(pk=other.pk))
    with pytest.raises(Refused, match="harus provinsi"):
        services.set_own(admin, Peer.objects.get(key="lembaga:bps"))
    with pytest.raises(NotAllowed):
        services.set_own(cast.actor("ratna"), other)
    load(simple(changed(name="Kab. Paser", index="2,61")))
    assert Peer.objects.get(is_own=True) == other


def test_the_import_takes_few_statements(db: None, django_assert_max_num_queries: Any) -> None:
    content = fictitious.xlsx(fictitious.rows(1300) + fictitious.rows(1300, year=2023))
    row = check(content)
    with django_assert_max_num_queries(100):
        services.run(SYSTEM, row)
    assert PublishedResult.objects.count() > 2500


@given(st.integers(0, 99_999), st.sampled_from(",."))
def test_numbers_with_comma_or_point(value: int, sign: str) -> None:
    text = f"{value // 1000}{sign}{value % 1000:03d}"
    assert read_number(text) == Decimal(value) / 1000


@given(st.text(max_size=12))
def test_no_text_breaks_a_number(text: str) -> None:
    found = read_number(text)
    assert found is None or found >= 0
