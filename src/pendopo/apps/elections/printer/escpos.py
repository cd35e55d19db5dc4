"""Slip and stub as ESC/POS bytes, and ESC/POS bytes as readable text.

Commands relied on (Epson's names; hexadecimal in `Paper`): ESC @ initialise; ESC t 0 code page PC437 and ESC R 0 set
USA, so that plain ASCII prints as written; ESC a align; ESC E bold; ESC ! 0 plain mode; GS ! character size;
ESC d feed lines; GS V 1 partial cut (ignored by printers without cutter); GS ( k functions 165, 167, 169, 180, 181
for the QR code. Text never holds a byte below 20h or above 7Eh, so a name cannot carry a command.
"""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Final

from .orders import Slip, Stub

COLUMNS: Final = {58: 32, 80: 48}
FEED_TO_CUTTER: Final = 5  # lines: the knife sits about 15 mm above the print head
COPY_MARK: Final = "SALINAN"
TRIAL_MARK: Final = "UJI COBA"
NAME_LINES: Final = 3
LETTERS: Final = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ð": "d",
        "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng", "Ŋ": "NG",
        "‘": "'", "’": "'", "ʻ": "'", "ʼ": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "…": "...", "•": "*", "·": ".",
        "×": "x", "÷": ":", "\xad": "",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """`text` in printable ASCII: accents taken off, blanks joined, control characters gone, the unknown as `?`."""
    apart = unicodedata.normalize("NFKD", text.translate(LETTERS)).translate(LETTERS)
    kept = []
    for letter in apart:
        kind = unicodedata.category(letter)[0]
        if " " <= letter <= "~":
            kept.append(letter)
        elif letter in "\t\n\r" or kind == "Z":
            kept.append(" ")
        elif kind not in "MC":  # marks and control characters
            kept.append("?")
    return " ".join("".join(kept).split())


class Paper:
    """Bytes for one strip of paper of `width` mm (58 or 80); every line of text fits."""

    def __init__(self, width: int, *, cutter: bool = True) -> None:
        self.columns = COLUMNS[width]
        self.cutter = cutter
        self._bytes = bytearray()

    def start(self) -> None:
        """ESC @, ESC ! 0, ESC t 0, ESC R 0, ESC a 1 (centred)."""
        self._bytes += b"\x1b@\x1b!\x00\x1bt\x00\x1bR\x00\x1ba\x01"

    def text(self, text: str, *, size: int = 1, tall: int | None = None, bold: bool = False) -> None:
        """Wrapped lines; `size` widens, `tall` (or `size`) heightens, 1 to 8: ESC E n, GS ! n."""
        height = size if tall is None else tall
        for line in self.wrap(text, size):
            self._bytes += b"\x1bE" + bytes([bold]) + b"\x1d!" + bytes([(size - 1) << 4 | (height - 1)])
            self._bytes += line.encode("ascii") + b"\n"
        self._bytes += b"\x1d!\x00\x1bE\x00"

    def wrap(self, text: str, size: int = 1) -> list[str]:
        return textwrap.wrap(plain(text), self.columns // size, break_on_hyphens=False)

    def rule(self) -> None:
        self._bytes += b"-" * self.columns + b"\n"

    def blank(self) -> None:
        self._bytes += b"\n"

    def code(self, data: str) -> None:
        """QR code, model 2, modules of 6 dots, error correction M: GS ( k functions 165, 167, 169, 180, 181."""
        body = data.encode("ascii")
        size = len(body) + 3
        self._bytes += b"\x1d(k\x04\x001A2\x00" + b"\x1d(k\x03\x001C\x06" + b"\x1d(k\x03\x001E1"
        self._bytes += b"\x1d(k" + bytes([size % 256, size // 256]) + b"1P0" + body + b"\x1d(k\x03\x001Q0"

    def cut(self) -> None:
        """ESC d n, then GS V 1; a printer without cutter gets a line to tear along."""
        if not self.cutter:
            self._bytes += b"- " * (self.columns // 2) + b"\n"
        self._bytes += b"\x1bd" + bytes([FEED_TO_CUTTER])
        if self.cutter:
            self._bytes += b"\x1dV\x01"

    def marks(self, *, trial: bool, copy: bool) -> None:
        if trial:
            self.text(TRIAL_MARK, size=2, bold=True)
            self.text("bukan suara yang sah")
        if copy:
            self.text(f"* {COPY_MARK} *", size=2, bold=True)

    def bytes(self) -> bytes:
        return bytes(self._bytes)


def write_slip(paper: Paper, slip: Slip, *, copy: bool) -> None:
    """The choice for the audit box. Marks come first, so that a slip that stops half-way is marked too."""
    paper.start()
    paper.marks(trial=slip.trial, copy=copy)
    paper.text(slip.title, bold=True)
    paper.text(slip.village)
    paper.text(slip.station, bold=True)
    paper.rule()
    if slip.number:
        paper.text(str(slip.number), size=8)
    else:
        paper.text("KOSONG", size=4)
    _name(paper, slip.name)
    paper.rule()
    paper.text("Kode slip")
    paper.text(slip.code, size=3)
    if copy:
        paper.text("Salinan slip dengan kode yang sama, dihitung satu kali.")
    paper.text("Masukkan ke kotak audit.")
    paper.marks(trial=slip.trial, copy=copy)
    paper.cut()


def write_stub(paper: Paper, stub: Stub, *, copy: bool) -> None:
    """The voter's proof: the tracker as text and QR code, and nothing of the choice or of the slip's code."""
    paper.start()
    paper.marks(trial=stub.trial, copy=copy)
    paper.text("TANDA TERIMA PEMILIH", bold=True)
    paper.text(stub.title)
    paper.text(stub.village)
    paper.text(stub.station, bold=True)
    paper.rule()
    paper.text("Pelacak suara Anda")
    paper.text(groups(stub.tracker), bold=True, tall=2)
    paper.blank()
    paper.code(stub.tracker)
    paper.blank()
    paper.text("Simpan; cari di halaman hasil.")
    paper.cut()


def document(slip: Slip, stub: Stub, *, width: int, copy: bool = False, cutter: bool = True) -> bytes:
    """All bytes of one vote: slip, cut, stub, cut."""
    paper = Paper(width, cutter=cutter)
    write_slip(paper, slip, copy=copy)
    write_stub(paper, stub, copy=copy)
    return paper.bytes()


def specimen(*, width: int, cutter: bool = True) -> bytes:
    """A specimen that no one can take for a vote: sizes, ruler, QR code, cut."""
    paper = Paper(width, cutter=cutter)
    paper.start()
    paper.text("HALAMAN UJI", size=2, bold=True)
    paper.text("Pencetak bilik Pendopo. Bukan slip suara.")
    paper.rule()
    paper.text(("1234567890" * 5)[: paper.columns])
    paper.text(f"Garis di atas harus tepat satu baris ({paper.columns} kolom, {width} mm).")
    paper.text("88", size=8)
    paper.text("CONTOH", size=3)
    paper.rule()
    paper.text("Pindai kode ini. Harus terbaca: PENDOPO-UJI")
    paper.code("PENDOPO-UJI")
    paper.text("Setelah ini kertas harus terpotong." if cutter else "Sobek pada garis putus.")
    paper.cut()
    return paper.bytes()


def groups(tracker: str) -> str:
    """The tracker in groups of four, for eyes."""
    return " ".join(tracker[at : at + 4] for at in range(0, len(tracker), 4))


def _name(paper: Paper, name: str) -> None:
    size = 2 if len(paper.wrap(name, 2)) <= NAME_LINES else 1
    paper.text(name, size=size, tall=2, bold=True)


@dataclass(frozen=True)
class Line:
    """A printed line; `columns` counts wide characters as wide as they come out."""

    text: str
    columns: int


def lines(data: bytes) -> list[Line]:
    """What a printer would put on paper; reads the commands of this module, also when the bytes stop half-way."""
    found: list[Line] = []
    text, columns, size, at = "", 0, 1, 0
    while at < len(data):
        if data[at] == 0x0A:
            found.append(Line(text, columns))
            text, columns, at = "", 0, at + 1
            continue
        if data[at] not in (0x1B, 0x1D):
            text, columns, at = text + chr(data[at]), columns + size, at + 1
            continue
        command, length = data[at : at + 2], _length(data, at)
        if command == b"\x1d!":
            size = (data[at + 2] >> 4) + 1 if at + 2 < len(data) else size
        elif command == b"\x1dV":
            found.append(Line("[potong]", 0))
        elif data[at : at + 3] == b"\x1d(k" and data[at + 5 : at + 8] == b"1P0":
            found.append(Line(f"[QR {data[at + 8 : at + length].decode('ascii', 'replace')}]", 0))
        at += length
    return [*found, Line(text, columns)] if text else found


def _length(data: bytes, at: int) -> int:
    command = data[at : at + 2]
    if command == b"\x1b@":
        return 2
    if command == b"\x1d(" and at + 5 <= len(data):
        return 5 + data[at + 3] + 256 * data[at + 4]
    return 3


def readable(data: bytes) -> str:
    """The strip as text, one printed line a line."""
    return "\n".join(line.text for line in lines(data)) + "\n"
