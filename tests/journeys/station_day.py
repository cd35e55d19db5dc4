"""The machines of the rehearsal (laptop, printer, cards) and what clerks and voters do on their screens."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.place import Place, free_port
from playwright.sync_api import Locator, Page, expect

AGENT_PORT = 9101
"""Fixed: the booth's page may talk to this address only."""
READY = 300.0
CARD = re.compile(r"[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}")
SHOTS = os.environ.get("PENDOPO_SHOTS", "")


@dataclass
class Laptop:
    """`./pendopo tps` on one laptop: its folder, its stick, and the process as it runs now."""

    here: Place
    folder: Path
    stick: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.stick.mkdir(exist_ok=True)
        self.process = self.here.start(
            "-m", "pendopo", "tps", "--folder", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port),
            "--stick", str(self.stick),
        )  # fmt: skip
        wait(lambda: answers(f"{self.url}/healthz"), "the station's server")

    def kill(self) -> None:
        """As a power cut: nobody is asked."""
        assert self.process is not None
        self.here.stop(self.process, hard=True)


@dataclass
class Printer:
    """The agent of a booth PC with a folder for paper."""

    here: Place
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def journal(self) -> Path:
        return self.folder.parent / "cetak" / "jurnal.json"

    def start(self, station: str) -> None:
        with socket.socket() as one:  # says so plainly when somebody else has the one port
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("127.0.0.1", AGENT_PORT))
        self.process = self.here.start(
            "-m", "pendopo", "tps-printer", "--device", f"folder://{self.folder}", "--station", station,
            "--width", "58", "--journal", str(self.journal),
        )  # fmt: skip
        wait(lambda: answers(f"http://127.0.0.1:{AGENT_PORT}/keadaan"), "the printer's agent")

    def paper(self, state: str) -> None:
        """Somebody takes the roll out, or puts one in."""
        (self.folder / "keadaan.json").write_text(json.dumps({"paper": state}))

    def ends_after(self, many: int) -> None:
        """The roll ends after so many bytes of the next print."""
        (self.folder / "keadaan.json").write_text(json.dumps({"fail_after": many, "then": {"paper": "out"}}))

    def strips(self) -> list[str]:
        """What came out between two cuts; a strip that the paper's end tore is the last of its print."""
        prints = [file.read_text() for file in sorted(self.folder.glob("*.txt"))]
        return [strip.strip() for one in prints for strip in one.split("[potong]") if strip.strip()]

    def slips(self) -> list[str]:
        """For the audit box; a copy counts with its original as one, by their code."""
        found = {after(strip, "Kode slip"): strip for strip in self.strips() if "Kode slip" in strip}
        return list(found.values())

    def stubs(self) -> list[str]:
        whole = [strip for strip in self.strips() if "TANDA TERIMA" in strip and "[QR" in strip]
        return list({tracker_on(strip): strip for strip in whole}.values())


def after(strip: str, words: str) -> str:
    """The line below those words."""
    lines = strip.splitlines()
    return lines[lines.index(words) + 1].strip()


def name_on(slip: str) -> str:
    """The choice: what stands below the large number, between the two rules."""
    return " ".join(slip.split("-" * 20)[1].strip("-\n").splitlines()[1:]).strip()


def tracker_on(stub: str) -> str:
    return re.search(r"\[QR (\S{43})\]", stub)[1]  # type: ignore[index]


def wait(ready: Callable[[], bool], what: str, seconds: float = READY) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready():
            return
        time.sleep(0.05)
    raise TimeoutError(what)


def answers(address: str) -> bool:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(address, timeout=10, context=trusting) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def press(page: Page, name: str) -> None:
    """The button or link of that name, and the page that follows."""
    named(page, name).click()
    page.wait_for_load_state()


def named(page: Page, name: str) -> Locator:
    found = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    return found.locator("visible=true").first


def saved(page: Page, name: str, folder: Path) -> Path:
    """Presses what downloads a file, and keeps the file."""
    with page.expect_download() as waiting:
        named(page, name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def look(page: Page, name: str) -> None:
    """A picture for people, where PENDOPO_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def codes_on(sheets: Path) -> list[str]:
    """The secrets of the cards as they are printed beside their QR codes."""
    text = subprocess.run(["pdftotext", "-raw", str(sheets), "-"], capture_output=True, text=True, check=True).stdout
    return CARD.findall(re.sub(r"-\s+", "-", text))


def can_read_cards() -> bool:
    return shutil.which("pdftotext") is not None


# --- the key ceremony and the opening


@dataclass(frozen=True)
class KeyHolder:
    name: str
    role: str
    passphrase: str
    stick: Path


def hold_ceremony(page: Page, laptop: Laptop, facts: dict[str, Any], holders: list[KeyHolder], folder: Path) -> Path:
    """Two of them open the result. Returns `pemegang-kunci.json`."""
    page.goto(f"{laptop.url}/upacara/kunci/")
    look(page, "01-upacara-rencana")
    for label, value in (
        ("Nama pemilihan", facts["title"]), ("Desa", facts["village"]), ("Kabupaten atau kota", "Kabupaten Paser"),
        ("Tempat upacara", "Balai desa"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    for number, one in enumerate(holders, 1):
        page.locator(f"[name=name_{number}]").fill(one.name)
        page.locator(f"[name=role_{number}]").fill(one.role)
    page.locator("[name=threshold]").fill("2")
    press(page, "Periksa rencana")
    look(page, "02-upacara-periksa")
    press(page, "Buat kunci")
    for one in holders:
        expect(page.get_by_text("Sekarang giliran")).to_be_visible()
        expect(page.locator(".turn .headline")).to_have_text(one.name)
        make_key(page, one)
    press(page, "Selesaikan upacara")
    look(page, "05-upacara-selesai")
    saved(page, "Berita acara (PDF)", folder)
    return saved(page, "pemegang-kunci.json", folder)


def make_key(page: Page, one: KeyHolder) -> None:
    press(page, "Pilih kata sandi")
    page.locator("[name=passphrase]").fill(one.passphrase)
    page.locator("[name=again]").fill(one.passphrase)
    look(page, "03-upacara-sandi")
    press(page, "Buat berkas kunci saya")
    one.stick.mkdir()
    file = saved(page, "Simpan berkas kunci", one.stick)
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=passphrase]").fill(one.passphrase)
    look(page, "04-upacara-uji")
    press(page, "Uji berkas kunci")


def open_result(page: Page, laptop: Laptop, bundle: Path, keys: Path, holders: list[KeyHolder], folder: Path) -> Path:
    """The bundle of the station and two holders: the bundle with the finished archive."""
    page.goto(f"{laptop.url}/upacara/buka/")
    page.locator("[name=bundles]").set_input_files(bundle)
    press(page, "Masukkan berkas TPS")
    page.get_by_text("Nama pemegang kunci dan daftar kunci TPS").click()
    page.locator("[name=public]").set_input_files(keys)
    press(page, "Masukkan nama pemegang kunci")
    look(page, "40-buka-siap")
    for one in holders:
        expect(page.get_by_role("heading", name="Hasil desa")).not_to_be_visible()
        page.locator("[name=file]").set_input_files(next(one.stick.glob("kunci-*.pendopo")))
        page.locator("[name=passphrase]").fill(one.passphrase)
        press(page, "Pakai kunci saya")
    expect(page.get_by_role("heading", name="Hasil desa")).to_be_visible()
    look(page, "41-buka-hasil")
    saved(page, "Rekapitulasi desa (PDF)", folder)
    return saved(page, "Berkas hasil", folder)


# --- KPPS


def unlock(page: Page, laptop: Laptop, passphrase: str) -> None:
    page.goto(f"{laptop.url}/")
    page.locator("[name=passphrase]").fill(passphrase)
    press(page, "Buka TPS")
    expect(page.get_by_role("heading", name="Masuk petugas")).to_be_visible()


def install(page: Page, laptop: Laptop, passphrase: str) -> None:
    """From the parcel on the stick that is in the laptop."""
    page.goto(f"{laptop.url}/")
    look(page, "10-paket")
    page.locator("[name=passphrase]").fill(passphrase.lower().replace("-", " "))
    press(page, "Pasang paket")
    expect(page.get_by_role("heading", name="Masuk petugas")).to_be_visible()


def sign_in(page: Page, laptop: Laptop, name: str, pin: str, *, onward: str = "") -> None:
    page.goto(f"{laptop.url}/masuk/" + (f"?lanjut={onward}" if onward else ""))
    page.locator("[name=name]").select_option(name)
    page.locator("[name=pin]").fill(pin)
    press(page, "Masuk")


def second(page: Page, name: str, pin: str) -> None:
    page.locator("[name=second]").locator("visible=true").first.select_option(name)
    page.locator("[name=second_pin]").locator("visible=true").first.fill(pin)


def pair_code(page: Page, number: int) -> str:
    """The code that the board shows for a booth."""
    page.get_by_label("Nomor bilik").fill(str(number))
    press(page, "Buat kode")
    shown = page.locator(".codes li", has_text=f"Kode bilik {number}").locator("b")
    return (shown.text_content() or "").replace(" ", "")


def open_voting(page: Page, laptop: Laptop, officers: list[str], other: tuple[str, str]) -> None:
    page.goto(f"{laptop.url}/pembukaan/")
    expect(page.get_by_text("kotak kosong")).to_be_visible()
    for name in officers:
        page.get_by_label(name).check()
    page.locator("[name=others_present]").fill("Saksi calon 1\nSaksi calon 2")
    second(page, *other)
    look(page, "12-pembukaan")
    press(page, "Buka pemungutan suara")
    expect(page.get_by_role("heading", name="Papan KPPS")).to_be_visible()


def check_in(page: Page, sought: str, name: str) -> None:
    """As the desk does: type or scan, Enter, look at the person, Enter."""
    page.locator("[data-seek]").fill(sought)
    page.keyboard.press("Enter")
    found = page.locator("#pemilih .voter", has_text=name)
    expect(found).to_be_visible()
    button = found.get_by_role("button", name="Hadir")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-said=ok]")).to_be_visible()


# --- the booth


def pair(page: Page, laptop: Laptop, code: str) -> Page:
    page.goto(f"{laptop.url}/bilik/")
    page.locator("#kode").fill(code)
    press(page, "Pasang")
    sees(page, "Pemungutan suara belum dibuka")
    return page


def scan(page: Page, card: str) -> None:
    """A scanner types what the QR code says, and Enter. A busy machine types too slowly to pass for one: once more."""
    said = page.locator("#layar h1")
    for _try in range(20):
        expect(page.locator("#layar:not([data-settling])")).to_be_visible()
        before = said.text_content() or ""
        page.keyboard.type(card)
        page.keyboard.press("Enter")
        expect(said).not_to_have_text(before)
        if said.text_content() != "Kartu tidak terbaca":
            return
        page.get_by_role("button", name="Kembali").click()
        sees(page, "Pindai kartu Anda")
    raise AssertionError("the card was never read")


def sees(page: Page, words: str) -> None:
    """What stands large in the booth, once it listens: for a moment it is deaf to what was meant for the last."""
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(page.locator("#layar:not([data-settling])")).to_be_visible()


# --- the end of the day


def close_voting(
    page: Page, laptop: Laptop, *, unused: int, copies: int, officers: list[str], other: tuple[str, str]
) -> None:
    page.goto(f"{laptop.url}/penutupan/")
    page.locator("[name=unused_cards]").fill(str(unused))
    page.locator("[name=copies]").fill(str(copies))
    for name in officers:
        page.get_by_label(name).check()
    second(page, *other)
    look(page, "30-penutupan")
    press(page, "Tutup pemungutan suara")
    expect(page.get_by_role("heading", name="Angka penutupan")).to_be_visible()
    look(page, "31-ditutup")


def seal(page: Page, other: tuple[str, str], folder: Path) -> Path:
    """The bundle for the panitia, as the chair downloads it."""
    second(page, *other)
    press(page, "Segel kotak suara")
    expect(page.get_by_role("heading", name="Serahkan berkas TPS")).to_be_visible()
    look(page, "32-disegel")
    return saved(page, "Unduh berkas TPS", folder)
