"""A list of employees comes in: checked first, the bad row taken along, run as a task, and seen in the register."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import BrowserContext, expect

from pendopo.apps.personnel.testing import make_nip
from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey


def _sheet(path: Path) -> Path:
    good, bad = make_nip(901), make_nip(902)[:-1]
    rows = (
        ("nipBaru", "nama", "unorNama"),
        (good, "Zainal Abidin", "Dinas Perhubungan"),
        (bad, "Zubaidah Kurang Angka", "Dinas Perhubungan"),
    )
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, values in enumerate(rows):
            page.write_row(number, 0, values)
    return path


def test_it_works_from_the_sheet_to_the_register(live: Live, desk: BrowserContext, tmp_path: Path) -> None:
    page = live.enter(desk, "bkpsdm")
    page.goto(f"{live.url}/kepegawaian/impor/")
    page.set_input_files("[type=file]", _sheet(tmp_path / "pegawai.xlsx"))
    page.click("button:has-text('Periksa berkas')")
    expect(page.locator("main")).to_contain_text("diperiksa, belum disimpan")
    expect(page.locator("main")).to_contain_text("Sebagian baris perlu diperbaiki")
    checked = page.url
    with page.expect_download() as waiting:
        page.click("a:has-text('Daftar kesalahan')")
    waiting.value.save_as(tmp_path / "salah.xlsx")
    assert "xl/workbook.xml" in zipfile.ZipFile(tmp_path / "salah.xlsx").namelist()

    page.click("button:has-text('Impor 1 baris')")
    page.wait_for_url("**/tugas/*/")
    expect(page.locator("main")).to_contain_text("Pegawai baru")
    page.goto(checked)
    expect(page.locator("main")).to_contain_text("selesai")
    page.goto(f"{live.url}/kepegawaian/?cari=Zainal")
    expect(page.locator("#hasil tbody tr")).to_have_count(1)
    expect(page.locator("#hasil")).to_contain_text("Zainal Abidin")


def test_what_is_no_sheet_is_refused_in_words(live: Live, desk: BrowserContext, tmp_path: Path) -> None:
    page = live.enter(desk, "bkpsdm")
    page.goto(f"{live.url}/kepegawaian/impor/")
    (tmp_path / "rusak.xlsx").write_bytes(b"MZ\x00\x01" * 500)
    page.set_input_files("[type=file]", tmp_path / "rusak.xlsx")
    page.click("button:has-text('Periksa berkas')")
    expect(page.locator(".error-summary")).to_be_visible()
