"""Dated settings of the evaluation.

The rule of each year is law data of the instrument (`predicate_input` in its file: 2023 by two decimals, otherwise the
index itself); the setting is there for a year in which the ministry does otherwise.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.settings_store import define

PREDICATE_INPUT: Final = "maturity.predicate_input"
PAIR_FACTOR: Final = "maturity.pair_factor"
BY_INSTRUMENT: Final = "instrument"

define(
    PREDICATE_INPUT,
    kind="choice",
    default=BY_INSTRUMENT,
    choices={
        BY_INSTRUMENT: _("Menurut instrumen: 2023 dari dua desimal, tahun lain dari indeks sebelum dibulatkan"),
        "unrounded": _("Dari indeks sebelum dibulatkan"),
        "rounded": _("Dari indeks dua desimal"),
    },
    label=_("Predikat SPBE ditentukan dari"),
    help=_("Yang berlaku pada 31 Desember tahun evaluasi. Ubah hanya bila kementerian menetapkan cara lain."),
    basis="Hasil terbitan 2023 (dua desimal) dan 2024 (sebelum dibulatkan)",
)
define(
    PAIR_FACTOR,
    kind="decimal",
    default="2",
    minimum=1,
    maximum=20,
    unit=_("kali"),
    label=_("Pemerintah daerah disebut seukuran bila penduduknya paling banyak"),
    help=_("Dipakai untuk mencari tempat belajar: penduduk yang lebih besar dibagi yang lebih kecil."),
)
