"""Starting rows of working hours and deduction bands, copied once into dated rows that the regency then edits."""

from __future__ import annotations

from datetime import date
from typing import Final

SINCE: Final = date(2023, 4, 12)
BANDS_SINCE: Final = date(2024, 1, 1)
BASIS: Final = "Perpres 21/2023 Pasal 3 sampai 8"
BANDS_BASIS: Final = "Contoh pola kabupaten (Perbup Tebo 1/2022); ganti dengan Perbup setempat"
PERPRES_WEEK: Final = 37 * 60 + 30
PERPRES_RAMADAN_WEEK: Final = 32 * 60 + 30

# code, name, kind, basis
PATTERNS: Final = (
    ("5H", "5 hari kerja", "week", BASIS),
    ("6H", "6 hari kerja", "week", "Pola peralihan; ganti dengan Perbup setempat"),
    ("REGU", "Menurut daftar regu", "roster", "Perpres 21/2023 Pasal 7 (pelayanan langsung, dikecualikan)"),
)

# pattern, season, weekdays, start, end, rest (minutes)
HOURS: Final = (
    ("5H", "", (1, 2, 3, 4), 450, 960, 60),
    ("5H", "", (5,), 450, 990, 90),
    ("5H", "", (6, 7), None, None, 0),
    ("5H", "ramadan", (1, 2, 3, 4), 480, 900, 30),
    ("5H", "ramadan", (5,), 480, 930, 60),
    ("6H", "", (1, 2, 3, 4), 450, 885, 30),
    ("6H", "", (5,), 450, 690, 0),
    ("6H", "", (6,), 450, 870, 30),
    ("6H", "", (7,), None, None, 0),
    ("6H", "ramadan", (1, 2, 3, 4), 480, 855, 30),
    ("6H", "ramadan", (5,), 480, 690, 0),
    ("6H", "ramadan", (6,), 480, 870, 30),
)

# kind, code, low, high, percent, also when nothing was recorded
BANDS: Final = (
    ("late", "TL1", 1, 30, "0.50", False),
    ("late", "TL2", 31, 60, "1.00", False),
    ("late", "TL3", 61, 90, "1.25", False),
    ("late", "TL4", 91, None, "1.50", True),
    ("early", "PSW1", 1, 30, "0.50", False),
    ("early", "PSW2", 31, 60, "1.00", False),
    ("early", "PSW3", 61, 90, "1.25", False),
    ("early", "PSW4", 91, None, "1.50", True),
    ("absent", "TK", 1, None, "3.00", False),
)
