"""Invented results of invented governments, scored by the rules: no published table is kept in the tests."""

from __future__ import annotations

import io
import random
from typing import Any

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.scoring import half_up, score
from pendopo.kernel.sheets import write_csv, write_xlsx

HEADER = (
    "No", "Nama Instansi", "Kelompok", "Tahun", "Indeks SPBE", "Domain 1", "Domain 2", "Domain 3", "Domain 4",
    "Predikat", "Provinsi", "Jumlah Penduduk",
)  # fmt: skip
CLASSES = (
    ("Kementerian", "Kementerian Uji {}", 3),
    ("LPNK", "Badan Uji {}", 4),
    ("Provinsi", "Provinsi Uji {}", 4),
    ("Kabupaten", "Kab. Uji {}", 63),
    ("Kota", "Kota Uji {}", 16),
)
SPBE = "spbe-59-2020"


def rows(count: int = 100, *, year: int = 2024, seed: int = 1, provinces: int = 10) -> list[list[Any]]:
    """`count` rows in the columns of HEADER; the same seed gives the same agencies with other results each year."""
    chance = random.Random(seed * 10_000 + year)
    instrument = loading.get(SPBE)
    made: list[list[Any]] = []
    total = sum(share for _word, _name, share in CLASSES)
    for word, name, share in CLASSES:
        for number in range(max(1, count * share // total)):
            ground = chance.randint(1, 4)
            levels = {code: min(5, max(1, ground + chance.choice((-1, 0, 0, 1)))) for code in instrument.entry_codes}
            result = score(instrument, year, levels)
            province = f"Provinsi Uji {number % provinces}"
            made.append([
                len(made) + 1, name.format(f"{number:04d}"), word, year, half_up(result.index).replace(".", ","),
                *(half_up(result.domains[no]).replace(".", ",") for no in (1, 2, 3, 4)), result.predicate,
                province if word in ("Kabupaten", "Kota") else "", 50_000 + 1_000 * number,
            ])  # fmt: skip
    return made


def xlsx(table: list[list[Any]], header: tuple[str, ...] = HEADER) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, header, table)
    return stream.getvalue()


def csv(table: list[list[Any]], header: tuple[str, ...] = HEADER) -> bytes:
    stream = io.StringIO()
    write_csv(stream, header, table)
    return stream.getvalue().encode()
