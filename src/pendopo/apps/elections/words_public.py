"""Words of the public pages: what each check means for a villager, states of the hand count and of objections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import ObjectionState

CHECK_MEANINGS: Final = {
    1: _("Tidak ada bagian yang hilang atau ditempelkan sesudahnya."),
    2: _("Pembukaan, suara, penutupan, dan hasil berurutan, tidak ada yang disisipkan."),
    3: _("Ditulis persis menurut aturan, jadi tidak bisa dibaca dengan dua arti."),
    4: _("Nama calon dan pertanyaannya sah dan tidak dapat ditukar."),
    5: _("Kunci dibuat bersama; tidak seorang pun dapat membuka suara sendirian."),
    6: _("Setiap kartu hanya terdaftar satu kali."),
    7: _("Tidak ada suara tanpa kartu dan tidak ada suara yang dimasukkan dua kali."),
    8: _("Tidak ada angka rekaan yang dapat menyelundupkan suara."),
    9: _("Satu pemilih, satu pilihan: tidak bisa memberi dua suara atau suara minus."),
    10: _("Suara tidak dapat diubah sesudah dimasukkan."),
    11: _("Semua suara ikut dihitung dan tidak ada yang ditambahkan."),
    12: _("Pemegang kunci membuka jumlahnya dengan benar, bukan mengarang angka."),
    13: _("Angka yang diumumkan persis isi kotak."),
}
HAND_WORDS: Final = {
    "none": _("Belum ada hitungan slip"),
    "running": _("Slip sedang dihitung dua orang secara terpisah"),
    "same": _("Hitungan slip sama dengan hasil"),
    "differs": _("Hitungan slip berbeda dengan hasil"),
}
OBJECTION_WORDS: Final = {
    ObjectionState.FILED.value: _("Diajukan"),
    ObjectionState.EXAMINED.value: _("Sedang diperiksa"),
    ObjectionState.ACCEPTED.value: _("Diterima"),
    ObjectionState.REFUSED.value: _("Ditolak"),
    ObjectionState.WITHDRAWN.value: _("Dicabut pengajunya"),
}


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step of the reckoning of a tie; `left` names who is still equal after it."""

    title: str
    text: str
    columns: list[str]
    rows: list[list[Any]]
    left: str


def sheet_steps(sheet: Any) -> list[SheetStep]:
    """The steps of a determination's sheet (rules/ties.py), as far as they are there."""
    if not isinstance(sheet, dict):
        return []
    names = sheet.get("names") or {}
    return [
        SheetStep(
            str(one.get("title", "")), str(one.get("text", "")), [str(name) for name in one.get("columns", [])],
            [row for row in one.get("rows", []) if isinstance(row, list)],
            ", ".join(f"{number}. {names.get(str(number), '')}".strip() for number in one.get("left", [])),
        )
        for one in sheet.get("steps", []) if isinstance(one, dict)
    ]  # fmt: skip
