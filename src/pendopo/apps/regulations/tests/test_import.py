"""Importing a list or a feed: what is taken, what is not and why; again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from pendopo.apps.regulations import cli
from pendopo.apps.regulations.models import Regulation, RegulationImport
from pendopo.apps.regulations.services import import_files
from pendopo.apps.regulations.services.importing import read_file, run_rows
from pendopo.apps.regulations.testing import SYSTEM, make_regulation
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast

pytestmark = pytest.mark.django_db
HEADER = "jenis;nomor;tahun;tentang;tanggal penetapan;tanggal pengundangan;subjek;unit pemrakarsa;status\n"
GOOD = (
    "Perbup;12;2024;Arsitektur SPBE;1 Maret 2024;02-03-2024;SPBE;2.16;Berlaku\n"
    "Keputusan Bupati;188.45/9/2025;;Tim Koordinasi;2025-01-05;;;;\n"
)


def load(text: str, *, name: str = "daftar.csv", write: bool = True) -> list[Any]:
    return run_rows(SYSTEM, read_file(SYSTEM, text.encode(), name=name), write=write)


def test_it_works_and_again_changes_nothing(cast: Cast) -> None:
    assert [one.state for one in load(HEADER + GOOD, write=False)] == ["new", "new"]
    assert Regulation.objects.count() == 0
    assert [one.state for one in load(HEADER + GOOD)] == ["new", "new"]
    assert [one.state for one in load(HEADER + GOOD)] == ["same", "same"]
    perbup, sk = Regulation.objects.order_by("pk")
    assert (str(perbup), perbup.state, perbup.owner_unit, perbup.subjects) == (
        "Perbup 12/2024", "promulgated", cast.kominfo, "SPBE",
    )  # fmt: skip
    assert (str(sk), sk.year, sk.state, sk.owner_unit) == ("Kepbup 188.45/9/2025", 2025, "enacted", cast.regency)


def test_an_empty_cell_changes_nothing_and_a_full_one_does(cast: Cast) -> None:
    load(HEADER + GOOD)
    (changed,) = load(HEADER + "Peraturan Bupati;No. 012;2024;Arsitektur;;;;;\n")
    assert (changed.state, changed.fields) == ("changed", ("title",))
    row = Regulation.objects.get(kind="perbup")
    assert (row.title, row.subjects, str(row.promulgated_on)) == ("Arsitektur", "SPBE", "2024-03-02")


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("Apa;1;2024;x;2024-01-01;;;;", "jenis", "tidak dikenal"),
        ("Perbup;;2024;x;2024-01-01;;;;", "nomor", "nomor"),
        ("Perbup;1;24;x;2024-01-01;;;;", "tahun", "empat angka"),
        ("Perbup;1;2024;x;31-02-2024;;;;", "tanggal penetapan", "Bukan tanggal"),
        ("Perbup;1;2024;;2024-01-01;;;;", "title", "judul"),
        ("Perbup;1;2024;x;;;;;", "enacted_on", "tanggal penetapan"),
        ("Perbup;1;2024;x;2024-01-01;2023-01-01;;;", "promulgated_on", "mendahului"),
        ("Perbup;1;2024;x;2024-01-01;;;9.99;", "unit", "Kode unit"),
        (f"Perbup;1;2024;{'x' * 601};2024-01-01;;;;", "tentang", "panjang"),
    ],
)
def test_a_bad_row_says_where_and_why_and_the_rest_comes_in(cast: Cast, line: str, column: str, said: str) -> None:
    bad, good, _other = load(HEADER + line + "\n" + GOOD)
    assert bad.state == "bad" and good.state == "new"
    assert bad.problems[0].row == 2 and bad.problems[0].column == column and said in bad.problems[0].reason


def test_what_a_file_calls_not_in_force_stays_closed(cast: Cast) -> None:
    (one,) = load(HEADER + "Perbup;1;2010;Lama;2010-01-01;2010-01-02;;;Tidak Berlaku\n")
    assert "catat yang mencabutnya" in one.note
    assert not Regulation.objects.get().is_public


@pytest.mark.parametrize(
    "content", [b"", b"{rusak", b"[]", b'{"a": 1}', b"nama;umur\na;b\n", b"PK\x03\x04xx", b'[{"x": 1}]']
)
def test_an_unusable_file_is_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_file(SYSTEM, content, name="a.json" if content[:1] in b"[{" else "a.csv")
    assert caught.value.field == "file"
    with pytest.raises(NotAllowed):
        read_file(cast.actor("opi"), HEADER.encode(), name="a.csv")


def test_our_own_feed_comes_back_equal(cast: Cast) -> None:
    make_regulation(subjects="SPBE", place="Tana Paser", source="BD 2024/12", field_of_law="Hukum Administrasi Negara")
    make_regulation(kind="sk", number="188.45/9/2025", year=2025, state="enacted")
    text = b"".join(Client().get("/feed/document.json").streaming_content).decode()  # type: ignore[arg-type]
    assert [one.state for one in load(text, name="document.json")] == ["same", "same"]
    wanted = list(
        Regulation.objects.order_by("pk").values("kind", "number", "title", "place", "in_force_from", "state")
    )
    Regulation.objects.all().delete()
    assert [one.state for one in load(text, name="document.json")] == ["new", "new"]
    assert list(Regulation.objects.order_by("pk").values(*wanted[0])) == wanted


def test_a_feed_with_odd_rows(cast: Cast) -> None:
    named = "PERATURAN DAERAH NOMOR 2 TAHUN 2020 TENTANG PAJAK"
    rows = [
        {"jenis": "Perda", "noPeraturan": "1", "judul": None, "tahun_pengundangan": 2020},
        {"jenis": "Perda", "noPeraturan": [1]},
        "x",
        {
            "jenis": "PERDA", "noPeraturan": 2, "tahun_pengundangan": "2020", "judul": named,
            "tanggal_penetapan": "2020-05-01 00:00:00", "tanggal_pengundangan": "0000-00-00",
        },
    ]  # fmt: skip
    assert [one.state for one in load(json.dumps(rows), name="feed.json")] == ["bad", "bad", "bad", "new"]
    assert Regulation.objects.get().title == "PAJAK"


def test_from_the_screen_to_the_result(cast: Cast, as_: Callable[[str], Client]) -> None:
    client = as_("admin")
    assert as_("opi").get("/produk-hukum/impor/").status_code == 403
    assert "Kolom yang dikenali" in client.get("/produk-hukum/impor/").content.decode()
    assert client.get("/produk-hukum/impor/templat.xlsx").content[:2] == b"PK"
    refused = client.post("/produk-hukum/impor/", {"file": SimpleUploadedFile("a.csv", b"x;y\n1;2\n")})
    assert refused.status_code == 422
    sheet = SimpleUploadedFile("daftar.csv", (HEADER + GOOD + "Apa;1;2024;x;2024-01-01;;;;\n").encode())
    shown = client.post("/produk-hukum/impor/", {"file": sheet}, follow=True)
    text = shown.content.decode()
    assert "Impor 2 baris" in text and "tidak dikenal" in text and Regulation.objects.count() == 0
    found = RegulationImport.objects.get()
    assert client.get(f"/produk-hukum/impor/{found.pk}/perlu-diperbaiki.xlsx").content[:2] == b"PK"
    assert client.post(f"/produk-hukum/impor/{found.pk}/jalankan/").status_code == 302
    found.refresh_from_db()
    assert (found.state, found.counts, Regulation.objects.count()) == (
        "done", {"new": 2, "changed": 0, "same": 0, "bad": 1}, 2,
    )  # fmt: skip
    again = client.post(f"/produk-hukum/impor/{found.pk}/jalankan/", follow=True).content.decode()
    assert "sudah diimpor" in again
    import_files.forget_old()


def test_from_the_command_line(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "daftar.csv"
    file.write_text(HEADER + GOOD)
    dry = CliRunner().invoke(cli.app, ["import", str(file), "--dry-run", "--json"])
    assert dry.exit_code == 0 and json.loads(dry.stdout)["new"] == 2 and Regulation.objects.count() == 0
    done = CliRunner().invoke(cli.app, ["import", str(file)])
    assert done.exit_code == 0 and "2 baru" in done.stdout
    file.write_text(HEADER + "Apa;1;2024;x;2024-01-01;;;;\n")
    assert CliRunner().invoke(cli.app, ["import", str(file)]).exit_code == 1
    assert CliRunner().invoke(cli.app, ["import", str(tmp_path / "tidak-ada.csv")]).exit_code == 2
