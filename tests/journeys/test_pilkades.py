"""A village's election in real browsers, from its keys to the archive that anybody can check."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import station_day as at
from tests.journeys import station_traces as traces
from tests.journeys import world_elections as world
from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey
HOLDERS = (
    ("Ibu Sulastri", "Ketua panitia", "tiga kambing putih melompat pagar"),
    ("Bapak Haris", "BPD", "sungai kendilo pasang tengah malam"),
    ("Saudari Tuti", "Saksi calon 2", "durian jatuh sebelum waktunya"),
)

QUICK = 10.0
"""Seconds from card to candidates and from yes to slip, on a machine that carries all this at once."""
COMING = {
    "Ahmad Fauzi": "name", "Endang Lestari": "nik", "Gusti Ayu Rai": "invitation", "Jamaluddin": "nik",
    "Lambertus Deo": "name",
}  # fmt: skip


@dataclass
class Day:
    """What the people of the rehearsal have in their hands."""

    live: Live
    folder: Path
    laptop: at.Laptop
    printer: at.Printer
    facts: dict[str, Any]
    holders: list[at.KeyHolder]
    browsers: Callable[..., BrowserContext]
    office: Page
    keys: Path = Path()
    passphrase: str = ""
    deck: list[str] = field(default_factory=list)
    board: Page | None = None
    desk: Page | None = None
    booths: list[Page] = field(default_factory=list)
    result: Path = Path()
    archive: Path = Path()
    times: dict[str, float] = field(default_factory=dict)

    @property
    def election(self) -> int:
        return int(self.facts["election"])

    def slips(self) -> dict[str, int]:
        """What the audit box holds, by the name on the slip."""
        return dict(Counter(at.name_on(slip) for slip in self.printer.slips()))

    def stubs(self) -> list[str]:
        return [at.tracker_on(stub) for stub in self.printer.stubs()]

    def pin(self, name: str) -> str:
        return str(self.facts["pins"][name])

    def at_station(self, **options: Any) -> Page:
        """A browser in the station's network: it trusts the laptop's certificate as the kiosk's command line does."""
        context = self.browsers(ignore_https_errors=True, accept_downloads=True, **options)
        return self.live.enter(context)


@pytest.fixture
def day(live: Live, another: Callable[..., BrowserContext], tmp_path: Path) -> Iterator[Day]:
    folder = tmp_path / "desa"
    folder.mkdir()
    holders = [at.KeyHolder(*one, folder / f"stik-kunci-{n}") for n, one in enumerate(HOLDERS, 1)]
    laptop = at.Laptop(live.here, folder / "laptop", folder / "stik")
    printer = at.Printer(live.here, folder / "kertas")
    office = live.enter(another(accept_downloads=True), world.LOGIN)
    made = Day(live, folder, laptop, printer, live.facts["pilkades"], holders, another, office)
    yield made
    for process in (laptop.process, printer.process):
        if process is not None:
            live.here.stop(process, hard=True)


def keys_and_parcel(day: Day) -> None:
    """The ceremony on the panitia's laptop, then cards and parcel at the office."""
    table = day.at_station()
    day.keys = at.hold_ceremony(table, day.laptop, day.facts, day.holders, day.folder)
    table.goto(f"{day.laptop.url}/upacara/kunci/akhiri/")
    at.press(table, "Tutup upacara")
    page, base = day.office, f"{day.live.url}/pilkades/{day.election}"
    page.goto(f"{base}/kunci/unggah/")
    page.locator("[name=kind]").select_option("official")
    page.locator("[name=file]").set_input_files(day.keys)
    at.press(page, "Unggah kunci")
    expect(page.get_by_text("bukti semua pemegang benar")).to_be_visible()
    at.look(page, "06-kunci-kabupaten")
    page.goto(f"{base}/kartu/")
    at.look(page, "07-kartu")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Buat dan unduh kartu").first.click()
    sheets = day.folder / waiting.value.suggested_filename
    waiting.value.save_as(sheets)
    day.deck = at.codes_on(sheets)
    assert len(day.deck) == len(set(day.deck)) == len(world.VOTERS) + 1, "one for each voter and one in reserve"
    sheets.unlink()  # printed and locked away
    page.get_by_role("link", name="Buat paket").first.click()
    page.wait_for_load_state()
    day.passphrase = (page.locator(".passphrase").text_content() or "").strip()
    at.look(page, "08-paket")
    at.saved(page, "Buat dan unduh paket", day.laptop.stick)
    expect(page.get_by_role("heading", name="Kartu dan paket TPS")).to_be_visible()


def step(day: Day, name: str, state: str) -> None:
    """One step of the election, pressed by the panitia."""
    page = day.office
    page.goto(f"{day.live.url}/pilkades/{day.election}/")
    at.look(page, f"09-pemilihan-{state.lower()}")
    at.press(page, name)
    expect(page.get_by_text(f"Pemilihan sekarang: {state}")).to_be_visible()


def morning(day: Day) -> None:
    """The parcel goes into the laptop, the chair opens the station before witnesses."""
    day.board = page = day.at_station()
    at.install(page, day.laptop, day.passphrase)
    at.sign_in(page, day.laptop, world.HEAD, day.pin(world.HEAD))
    expect(page.get_by_role("heading", name="Papan KPPS")).to_be_visible()
    at.look(page, "11-papan-awal")
    day.printer.start(day.laptop.url)
    day.booths = [
        at.pair(day.at_station(has_touch=True), day.laptop, at.pair_code(page, 1)),
        at.pair(day.at_station(), day.laptop, at.pair_code(page, 2)),
    ]
    expect(page.locator(".booths")).to_contain_text("siap")
    others = [world.HEAD, world.SECOND]
    at.open_voting(page, day.laptop, others, (world.SECOND, day.pin(world.SECOND)))
    at.look(page, "13-papan-buka")


def arrivals(day: Day) -> None:
    """Five of the roll come to the desk: found by name, NIK and invitation."""
    day.desk = page = day.at_station()
    at.sign_in(page, day.laptop, world.THIRD, day.pin(world.THIRD), onward="/daftar/")
    roll = {row["name"]: row for row in day.facts["voters"]}
    for name, means in COMING.items():
        sought = roll[name][means] if means != "name" else name.split()[0].lower()
        at.check_in(page, sought, name)
        at.look(page, f"14-daftar-{means}")
    page.locator("[data-seek]").fill("gusti")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sudah hadir")).to_be_visible()
    at.look(page, "15-daftar-sudah")


def votes(day: Day) -> None:
    """Five voters at two booths; what may go wrong in between goes wrong."""
    assert day.board is not None
    by_hand, by_keys = day.booths
    for booth in day.booths:
        at.sees(booth, "Pindai kartu Anda")
    at.look(day.board, "20-papan-bilik")
    card = iter(day.deck)
    began = by_touch(day, by_hand, next(card))
    by_keyboard(day, by_keys, next(card))  # while the first one reads the slip
    blank(day, by_keys, next(card))
    at.sees(by_hand, "Terima kasih. Suara Anda sudah tersimpan.")
    day.times["done"] = time.monotonic() - began
    at.look(by_hand, "24-bilik-selesai")
    refused_card(by_keys, day.deck[0])
    thinks_again_while_the_laptop_dies(day, by_hand, next(card))
    runs_out_of_paper(day, by_keys, next(card))
    assert day.slips() == {"Hj. Maimunah": 1, "Ir. Sutrisno": 2, "Yohanes Lelu Mboro": 1, "SUARA KOSONG": 1}
    assert sum("SALINAN" in slip for slip in day.printer.slips()) == 1
    slips, stubs = day.printer.slips(), day.stubs()
    assert len(set(stubs)) == len(COMING)
    assert not any(stub in slip for slip in slips for stub in stubs)
    for stub in day.printer.stubs():
        assert not any(name in stub for name in (*world.CANDIDATES, "KOSONG"))


def by_touch(day: Day, booth: Page, card: str) -> float:
    """Returns when the card was read."""
    scanned = began = time.monotonic()
    at.scan(booth, card)
    at.sees(booth, "Pilih satu calon")
    day.times["choices"] = time.monotonic() - began
    at.look(booth, "21-bilik-pilih")
    booth.get_by_role("button", name="Hj. Maimunah").tap()
    at.sees(booth, "Anda memilih")
    at.look(booth, "22-bilik-yakin")
    began = time.monotonic()
    booth.get_by_role("button", name="Ya, benar").tap()
    at.sees(booth, "Ambil slip Anda")
    day.times["slip"] = time.monotonic() - began
    at.look(booth, "23-bilik-slip")
    return scanned


def by_keyboard(day: Day, booth: Page, card: str) -> None:
    at.scan(booth, card)
    at.sees(booth, "Pilih satu calon")
    booth.keyboard.press("2")
    at.sees(booth, "Anda memilih")
    expect(booth.locator("[data-chosen]")).to_contain_text("Ir. Sutrisno")
    booth.keyboard.press("Enter")
    at.sees(booth, "Ambil slip Anda")


def blank(day: Day, booth: Page, card: str) -> None:
    at.scan(booth, card)
    at.sees(booth, "Pilih satu calon")
    booth.get_by_role("button", name="Suara kosong").click()
    at.sees(booth, "Anda memilih")
    at.look(booth, "25-bilik-kosong")
    booth.get_by_role("button", name="Ya, benar").click()
    at.sees(booth, "Ambil slip Anda")


def refused_card(booth: Page, card: str) -> None:
    """The card of somebody who has voted, at another booth."""
    at.scan(booth, card)
    at.sees(booth, "Kartu ini sudah dipakai")
    at.look(booth, "26-bilik-ditolak")


def thinks_again_while_the_laptop_dies(day: Day, booth: Page, card: str) -> None:
    at.scan(booth, card)
    at.sees(booth, "Pilih satu calon")
    booth.get_by_role("button", name="Hj. Maimunah").tap()
    at.sees(booth, "Anda memilih")
    booth.get_by_role("button", name="Ulangi").tap()
    at.sees(booth, "Pilih satu calon")
    booth.get_by_role("button", name="Yohanes Lelu Mboro").tap()
    at.sees(booth, "Anda memilih")
    day.laptop.kill()
    booth.get_by_role("button", name="Ya, benar").tap()
    at.sees(booth, "Suara sedang disimpan")
    at.look(booth, "27-bilik-menunggu")
    day.laptop.start()
    assert day.board is not None
    at.unlock(day.board, day.laptop, day.passphrase)
    at.sees(booth, "Ambil slip Anda")
    at.sign_in(day.board, day.laptop, world.HEAD, day.pin(world.HEAD))
    day.live.said[:] = [words for words in day.live.said if "Failed to fetch" not in words]  # it was dead


def runs_out_of_paper(day: Day, booth: Page, card: str) -> None:
    """The roll ends in the middle of the slip; a new one comes, and what comes out then is marked as a copy."""
    at.scan(booth, card)
    at.sees(booth, "Pilih satu calon")
    booth.keyboard.press("2")
    at.sees(booth, "Anda memilih")
    day.printer.ends_after(120)
    booth.keyboard.press("Enter")
    at.sees(booth, "Kertas printer habis")
    at.look(booth, "28-bilik-kertas")
    assert day.board is not None
    call = day.board.get_by_role("alert").filter(has_text="Bilik 2 memanggil")
    expect(call).to_contain_text("Kertas printer habis")
    at.look(day.board, "29-papan-kertas")
    day.printer.paper("ok")
    at.sees(booth, "Apakah slip sudah keluar?")
    at.look(booth, "29-bilik-tanya")
    booth.get_by_role("button", name="Belum keluar, cetak lagi").click()
    at.sees(booth, "Ambil slip Anda")
    call.get_by_role("button", name="Selesai dibantu").click()
    expect(call).not_to_be_visible()


def evening(day: Day) -> None:
    """Closed, sealed, opened by two of three, taken in by the regency, announced."""
    assert day.board is not None
    other = (world.SECOND, day.pin(world.SECOND))
    unused = len(day.deck) - len(COMING)
    at.close_voting(day.board, day.laptop, unused=unused, copies=1, officers=[world.HEAD, world.SECOND], other=other)
    sealed = at.seal(day.board, other, day.folder)
    assert (day.laptop.stick / sealed.name).read_bytes() == sealed.read_bytes()
    day.result = at.open_result(day.at_station(), day.laptop, sealed, day.keys, day.holders[1:], day.folder)
    page, base = day.office, f"{day.live.url}/pilkades/{day.election}"
    page.goto(f"{base}/arsip/terima/")
    page.locator("[name=file]").set_input_files(day.result)
    at.press(page, "Terima dan periksa")
    at.look(page, "42-tugas")
    at.wait(lambda: is_checked(page, f"{base}/arsip/"), "the worker's check")
    page.goto(f"{base}/arsip/")
    at.look(page, "43-arsip")
    page.get_by_role("link", name="TPS 1").first.click()
    at.look(page, "44-arsip-tps")
    at.press(page, "Umumkan hasil")
    expect(page.get_by_text("Hasil TPS ini diumumkan.")).to_be_visible()


def is_checked(page: Page, address: str) -> bool:
    page.goto(address)
    return page.locator("section", has_text="Resmi").get_by_text("Sah", exact=True).is_visible()


def in_public(day: Day) -> None:
    """Anybody, on a phone: the result, a stub's tracker, the archive."""
    villager = day.live.enter(
        day.browsers(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, accept_downloads=True)
    )
    base = f"{day.live.url}/publik/pilkades"
    villager.goto(f"{base}/{day.election}/")
    at.look(villager, "50-hasil-publik")
    slips = day.slips()
    shown = {
        (row.locator("th").text_content() or "").strip(): int(row.locator("td b").last.text_content() or "-1")
        for row in villager.locator("#hasil").locator("xpath=ancestor::section").locator("tbody tr:not(.soft)").all()
    }
    assert shown == {name: slips[name] for name in world.CANDIDATES}
    villager.goto(f"{base}/pelacak/")
    villager.locator("#pelacak").fill(day.stubs()[0])
    at.press(villager, "Cari di kotak")
    expect(villager.get_by_role("heading", name="Ada di kotak", exact=True)).to_be_visible()
    at.look(villager, "51-pelacak")
    villager.goto(f"{base}/{day.election}/")
    villager.locator("#tps-1 summary").first.click()
    with villager.expect_download() as waiting:
        villager.locator("#tps-1").get_by_role("link", name="Arsip").click()
    day.archive = day.folder / waiting.value.suggested_filename
    waiting.value.save_as(day.archive)
    villager.goto(f"{base}/periksa/")
    villager.locator("#arsip").set_input_files(day.archive)
    at.press(villager, "Periksa arsip")
    expect(villager.get_by_role("heading", name="Sah, dan sama dengan yang diumumkan")).to_be_visible()
    at.look(villager, "52-periksa")
    said = day.live.here.run("-m", "pendopo", "election", "verify", str(day.archive))
    assert "SAH" in said


def secrecy(day: Day) -> None:
    """No file tells the secret of a card, and nothing holds a voter beside a ballot."""
    secrets = [form for card in day.deck for form in (card, card.replace("-", ""))] + [day.passphrase]
    secrets += [day.passphrase.replace("-", ""), *(one.passphrase for one in day.holders)]
    names = [str(row[column]) for row in day.facts["voters"] for column in ("name", "nik", "invitation")]
    ballots = [*day.stubs(), *traces.publics(day.archive, day.deck)]
    station = [day.laptop.folder, day.laptop.stick, day.printer.journal.parent]
    found = {path: text for folder in station for path, text in traces.contents(folder)}
    assert len(found) > 5
    for path, text in found.items():
        assert not traces.any_in(text, [*secrets, *names]), path
        if ".bel" not in path:
            assert not traces.any_in(text, day.stubs()), path
    for path, text in traces.contents(day.live.here.folder):
        assert not traces.any_in(text, secrets), path
        if path.endswith(".log"):
            assert not traces.any_in(text, [*names, *ballots]), path
    for table, row in traces.rows(day.live.here):
        assert not (traces.any_in(row, names) and traces.any_in(row, ballots)), table
        if table != "elections_voter":
            assert not traces.any_in(row, names), table


def test_it_works_from_the_keys_to_an_archive_that_anybody_checks(day: Day) -> None:
    if not at.can_read_cards():
        pytest.skip("pdftotext (poppler) is not on this machine: the cards cannot be read from their sheets")
    day.laptop.start()
    keys_and_parcel(day)
    step(day, "Nyatakan siap", "Siap")
    step(day, "Mulai pemungutan suara", "Pemungutan suara")
    morning(day)
    arrivals(day)
    votes(day)
    evening(day)
    in_public(day)
    secrecy(day)
    assert day.times["choices"] < QUICK > day.times["slip"], day.times
