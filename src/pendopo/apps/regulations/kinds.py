"""Kinds of produk hukum. The built-in ones are here; a regency adds or rewords its own in RegulationKind.

Types and order of national and regional regulations: UU 12/2011 jo. UU 13/2022.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`rank` orders a list; `is_own`: made by the regency; `is_promulgated`: takes force by promulgation."""

    code: str
    name: str
    short: str
    rank: int
    is_own: bool = True
    is_promulgated: bool = False
    words: tuple[str, ...] = ()
    """Further ways in which people write it, in lower case."""


BUILT_IN: tuple[Kind, ...] = (
    Kind("uu", "Undang-Undang", "UU", 10, False, True, ("undang undang",)),
    Kind("perpu", "Peraturan Pemerintah Pengganti Undang-Undang", "Perpu", 15, False, True, ("perppu",)),
    Kind("pp", "Peraturan Pemerintah", "PP", 20, False, True),
    Kind("perpres", "Peraturan Presiden", "Perpres", 30, False, True),
    Kind("inpres", "Instruksi Presiden", "Inpres", 35, False),
    Kind("permen", "Peraturan Menteri", "Permen", 40, False, True),
    Kind("perban", "Peraturan Badan/Lembaga", "Perban", 45, False, True, ("peraturan badan", "peraturan lembaga")),
    Kind("kepmen", "Keputusan Menteri", "Kepmen", 50, False),
    Kind("perda", "Peraturan Daerah", "Perda", 110, True, True),
    Kind("perbup", "Peraturan Bupati", "Perbup", 120, True, True),
    Kind("perwali", "Peraturan Wali Kota", "Perwali", 120, True, True, ("peraturan walikota",)),
    Kind(
        "sk", "Keputusan Bupati", "Kepbup", 130, True, False,
        ("surat keputusan bupati", "sk bupati", "keputusan wali kota", "keputusan walikota", "kepwal",
         "surat keputusan", "keputusan", "sk"),
    ),
    Kind("kepda", "Keputusan Kepala Perangkat Daerah", "Kep. Kepala PD", 140, True, False,
         ("keputusan kepala dinas", "keputusan kepala badan", "keputusan sekretaris daerah")),
    Kind("instruksi", "Instruksi Bupati", "Inbup", 150, True, False, ("instruksi wali kota", "instruksi")),
    Kind("se", "Surat Edaran", "SE", 160, True, False, ("edaran",)),
    Kind("lain", "Dokumen hukum lain", "Lain", 900, True, False),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in BUILT_IN}
