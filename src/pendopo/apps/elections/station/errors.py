"""Refusals of the station: a code for programs and words for people."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "not_open": "Pemungutan suara belum dibuka atau sudah ditutup.",
    "unknown_card": "Kartu ini bukan kartu TPS ini. Panggil petugas.",
    "spent": "Kartu ini sudah dipakai.",
    "pending": "Suara dengan kartu ini sudah tersimpan dan menunggu keputusan petugas. Panggil petugas.",
    "held": "Kartu ini sedang dipakai di bilik lain. Panggil petugas.",
    "void": "Kartu ini sudah dibatalkan. Panggil petugas.",
    "lease": "Kartu perlu dipindai lagi. Suara belum tercatat pada kartu ini.",
    "ballot": "Surat suara tidak dapat diterima. Pindai kartu dan pilih lagi.",
    "storage": "Penyimpanan sedang terganggu. Suara belum dicatat; coba lagi sebentar.",
    "officers": "Diperlukan dua petugas KPPS yang berbeda.",
}


class StationRefused(Exception):
    """What was asked for is not done, and nothing has changed."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or WORDS.get(code, code)
        super().__init__(code, self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class StorageFailed(StationRefused):
    """Laptop or stick could not write: nothing was acknowledged, the same request may be sent again (503)."""

    def __init__(self, message: str = "") -> None:
        super().__init__("storage", message)
