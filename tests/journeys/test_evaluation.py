"""The evaluation: answered on a phone, checked and submitted at a desk, scored by the assessor, seen by the regent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pendopo.kernel.files.testing import a_pdf
from tests.journeys.conftest import Live
from tests.journeys.looks import complaints
from tests.journeys.world_apps import ASKED, WAITS

pytestmark = pytest.mark.journey
FACT = "Perbup 12/2024 pasal 4 halaman 3, berkas 7.a."
WHY = "Ditetapkan, memuat semua unsur yang diminta tingkat 2."


def address(live: Live, year: str, rest: str = "") -> str:
    return f"{live.url}/evaluasi/{live.facts['apps'][year]}/{rest}"


def test_it_works_for_a_respondent_on_a_phone(live: Live, phone: BrowserContext) -> None:
    page = live.enter(phone, "resti")
    page.goto(live.url)
    waiting = page.locator("main li:has-text('47 indikator SPBE menunggu isian')")
    waiting.locator("a").first.tap()
    page.wait_for_url(address(live, "running", "isian/*"))
    page.locator(f"main a[href$='/indikator/{ASKED}/']").first.tap()
    page.wait_for_url(address(live, "running", f"indikator/{ASKED}/"))
    expect(page.locator(".ladder .rung")).to_have_count(5)
    expect(page.locator(".ladder")).to_contain_text("Pemenuhan dan bukti dukung")

    _hand_in(page)
    expect(page.locator("#bukti")).to_contain_text("belum diterima")
    _refused(page)
    page.click("button:has-text('Simpan draf')")
    expect(page.locator("main")).to_contain_text("Draf disimpan")
    expect(page.locator("[name=fact]")).to_have_value(FACT)
    expect(page.locator("pd-draft")).to_be_empty()
    assert complaints(page, touch=True) == []
    page.click("button:has-text('Simpan dan kirim')")
    expect(page.locator("main")).to_contain_text(f"Indikator {ASKED} dikirim untuk diperiksa")
    expect(page.locator("form.answer")).to_have_count(0)
    expect(page.locator("button:has-text('Tarik kembali')")).to_be_visible()


def _hand_in(page: Page) -> None:
    """A file for levels 1 and 2, from the entry's page."""
    page.locator("#bukti li.level").nth(1).locator("a:has-text('Tambah')").tap()
    page.wait_for_url("**/bukti/berkas/?tingkat=2")
    assert complaints(page, touch=True) == []
    page.click("main form button.btn.p")
    expect(page.locator(".error-summary")).to_be_visible()
    page.set_input_files("[name=file]", {"name": "perbup-12.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
    page.fill("[name=title]", "Perbup Manajemen Data")
    page.check("[name=levels][value='1']")
    expect(page.locator("[name=levels][value='2']")).to_be_checked()
    page.click("main form button.btn.p")
    page.wait_for_url(re.compile(rf"/indikator/{ASKED}/"))
    expect(page.locator("#bukti")).to_contain_text("Perbup Manajemen Data")


def _refused(page: Page) -> None:
    """A level that does not exist is refused; nothing that was typed is lost."""
    page.check("[name=level][value='2']")
    page.fill("[name=fact]", FACT)
    page.fill("[name=analysis]", WHY)
    page.eval_on_selector("[name=level][value='2']", "e => { e.value = '9' }")
    page.click("button:has-text('Simpan draf')")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=fact]")).to_have_value(FACT)
    expect(page.locator("[name=analysis]")).to_have_value(WHY)
    page.check("[name=level][value='2']")


def test_what_is_missing_is_said_until_all_is_accepted_and_submitted(
    live: Live, desk: BrowserContext, another: Callable[..., BrowserContext]
) -> None:
    coordinator = live.enter(desk, "koordinator")
    coordinator.goto(address(live, "nearly", "sampaikan/"))
    expect(coordinator.locator("main")).to_contain_text("1 indikator belum dapat disampaikan")
    assert coordinator.locator("[name=ba_number]").count() == 0
    link = coordinator.locator(f"main a[href$='/indikator/{WAITS}/']").first
    expect(link).to_be_visible()

    _accepts(live.enter(another(), "pj"), live)

    coordinator.reload()
    coordinator.on("dialog", lambda asked: asked.accept())
    coordinator.click("main button:has-text('Sampaikan')")
    expect(coordinator.locator(".error-summary")).to_be_visible()
    coordinator.fill("[name=ba_number]", "000.9/7/BA/2026")
    coordinator.fill("[name=ba_date]", live.today.isoformat())
    coordinator.check("[name=consent]")
    coordinator.click("main button:has-text('Sampaikan')")
    coordinator.wait_for_url("**/penyampaian/")
    expect(coordinator.locator("main")).to_contain_text("000.9/7/BA/2026")
    expect(coordinator.locator("main")).to_contain_text("utuh")

    office = live.enter(another(), "resti")
    office.goto(address(live, "nearly", f"indikator/{WAITS}/"))
    expect(office.locator("main")).to_contain_text("Isian dan bukti hanya dapat dibaca")
    assert office.locator("main form.answer, main textarea, main a:has-text('Tambah bukti')").count() == 0


def _accepts(page: Page, live: Live) -> None:
    """The checker: the answer only after its evidence."""
    page.goto(f"{live.url}/evaluasi/pemeriksaan/")
    page.locator(f"#hasil a.row[href*='/{live.facts['apps']['nearly']}/']").click()
    page.wait_for_url(f"**/indikator/{WAITS}/")
    page.click("header.top button:has-text('Setujui')")
    expect(page.locator("main")).not_to_contain_text(f"Indikator {WAITS} disetujui")
    for _level in (1, 2):
        waiting = page.locator("#bukti button:has-text('Terima')")
        before = waiting.count()
        waiting.first.click()
        expect(waiting).to_have_count(before - 1)
    page.click("header.top button:has-text('Setujui')")
    expect(page.locator("main")).to_contain_text(f"Indikator {WAITS} disetujui")


def test_the_assessor_sees_what_was_submitted_and_scores(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "asesor")
    page.goto(f"{live.url}/evaluasi/")
    assert page.locator(f"main a[href='/evaluasi/{live.facts['apps']['sent']}/']").count() > 0
    for hidden in ("running",):
        assert page.locator(f"main a[href*='/evaluasi/{live.facts['apps'][hidden]}/']").count() == 0
        for rest in ("", "isian/", "indikator/1/", "penilaian/"):
            answer = page.goto(address(live, hidden, rest))
            assert answer is not None and answer.status in (403, 404), rest

    page.goto(address(live, "sent", "penilaian/"))
    page.locator("#hasil a.row[href$='/indikator/1/']").click()
    expect(page.locator("main")).to_contain_text("Penilaian mandiri yang disampaikan")
    page.check("[name=level][value='1']")
    page.click("button:text-is('Simpan')")
    expect(page.locator(".error-summary")).to_be_visible()
    for name in ("fact", "analysis", "justification"):
        page.fill(f"[name={name}]", f"Diperiksa: {name}")
    page.click("button:text-is('Simpan')")
    expect(page.locator("main")).to_contain_text("Penilaian dokumen: tingkat 1")
    expect(page.locator("pd-draft")).to_be_empty()
    page.goto(address(live, "sent", "penilaian/"))
    expect(page.locator("main")).to_contain_text("belum dinilai di tahap ini")

    office = live.enter(desk, "resti")
    office.goto(address(live, "sent", "indikator/1/"))
    assert "Diperiksa: justification" not in office.content(), "the regency reads a stage that is under way"


def test_the_regent_sees_the_index_and_the_cheapest_way_up(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "bupati")
    page.goto(f"{live.url}/ruang-bupati/")
    figure = page.locator('.yearly [data-fig="maturity.index@"]')
    expect(figure.locator("[data-fig-text]")).to_contain_text("1,00")
    figure.locator("a").click()
    page.wait_for_url("**/ruang-bupati/angka/maturity.index/**")
    wall = live.enter(desk, "bupati")
    wall.goto(f"{live.url}/ruang-bupati/dinding")
    expect(wall.locator("[data-scene]:has(h2:text-is('Capaian tahun ini'))")).to_contain_text("1,00")
    wall.close()
    page.click("nav.side a:has-text('Evaluasi SPBE')")
    page.click("nav.tabs a:has-text('Analisis')")
    page.goto(address(live, "closed", "analisis/"))
    expect(page.locator("main")).to_contain_text("1,00")
    assert page.locator("main svg[role=img]").count() > 0
    page.click("a:has-text('Cari jalan termurah')")
    page.wait_for_url("**/simulasi/")
    expect(page.locator("nav.tabs [aria-current]")).to_have_text("Simulasi")
    page.click("main form button:has-text('Hitung')")
    answer = page.locator("section[aria-labelledby=jawaban]")
    expect(answer).to_contain_text("Jalan termurah")
    expect(answer.locator(".proof")).to_contain_text("satu poin lebih sedikit")
    expect(answer.locator(".proof")).to_contain_text("Hitungan kedua dengan cara lain memberi hasil yang sama")
    with page.expect_download() as waiting:
        answer.locator("a[download]").click()
    assert waiting.value.suggested_filename.endswith(".json")


def test_anybody_reads_the_index_and_the_documents(live: Live, phone: BrowserContext) -> None:
    page = live.enter(phone)
    page.goto(f"{live.url}/publik/")
    page.tap("main a[href='/publik/indeks-spbe/']")
    expect(page.locator(".big-index")).to_have_text("1,00")
    page.goto(f"{live.url}/publik/")
    page.tap("main a[href='/publik/produk-hukum/']")
    page.fill("[name=cari]", "arsitektur")
    page.click("main button:has-text('Cari')")
    expect(page.locator(".found li")).to_have_count(1)
    page.tap(".found li a")
    expect(page.locator("main")).to_contain_text("Arsitektur Sistem Pemerintahan Berbasis Elektronik")
    draft = page.goto(f"{live.url}/publik/produk-hukum/{live.facts['apps']['draft']}/")
    assert draft is not None and draft.status == 404
    feed = page.request.get(f"{live.url}/feed/document.json")
    rows = feed.json()
    assert feed.status == 200 and len(rows) == 1 and "Arsitektur" in str(rows[0])
    file = page.request.get(f"{live.url}/publik/produk-hukum/{live.facts['apps']['regulation']}/berkas/")
    assert file.body().startswith(b"%PDF")
    for path in ("/evaluasi/", "/produk-hukum/", "/belajar/bimtek/"):
        page.goto(live.url + path)
        page.wait_for_url("**/masuk/**")
