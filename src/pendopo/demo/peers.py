"""Results of invented governments to compare with, and the own ones: no published table."""

from __future__ import annotations

import random

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.scoring import half_up, score
from pendopo.apps.maturity.services import benchmark
from pendopo.demo import maturity_plan as plan
from pendopo.kernel.actor import Actor

SPBE = "spbe-59-2020"
HEADER = "Instansi,Kelompok,Provinsi,Penduduk,Tahun,Indeks,Domain 1,Domain 2,Domain 3,Domain 4"
OWN = ("Kabupaten Paser", "Kabupaten", "Kalimantan Timur", 275_000)
PLACES = (
    "Awan", "Bukit", "Cahaya", "Damar", "Elok", "Fajar", "Gading", "Hulu", "Intan", "Jati", "Kemuning", "Lestari",
    "Mekar", "Nusa",
)  # fmt: skip
SOURCE = "Angka contoh untuk demo, bukan hasil resmi"


def make(actor: Actor) -> None:
    """Two years of 34 invented governments and of the own one, by the import that everybody uses."""
    lines = [HEADER, *(_line(*peer, year=year) for year in (2024, 2025) for peer in [*_invented(), OWN])]
    row = benchmark.check(actor, "\n".join(lines).encode(), name="tolok-ukur-contoh.csv", source=SOURCE)
    benchmark.run(actor, row)


def _invented() -> list[tuple[str, str, str, int]]:
    regencies = [
        (f"Kabupaten {name} (contoh)", "Kabupaten", f"Provinsi Contoh {'AB'[number % 2]}", 90_000 + 31_000 * number)
        for number, name in enumerate(PLACES)
    ]
    cities = [
        (f"Kota {name} (contoh)", "Kota", "Provinsi Contoh A", 140_000 + 55_000 * n)
        for n, name in enumerate(PLACES[:10])
    ]
    provinces = [(f"Provinsi Contoh {letter}", "Provinsi", "", 2_000_000) for letter in "AB"]
    ministries = [(f"Kementerian {name} (contoh)", "Kementerian", "", 0) for name in PLACES[:8]]
    return [*regencies, *cities, *provinces, *ministries]


def _line(name: str, group: str, province: str, population: int, *, year: int) -> str:
    instrument = loading.get(SPBE)
    if name == OWN[0] and year < 2025:
        index = next(index for past, index, _predicate in plan.PAST if past == year)
        return ",".join([name, group, province, str(population), str(year), index, "", "", "", ""])
    if name == OWN[0]:
        levels = dict(zip(instrument.entry_codes, plan.SELF, strict=True))
        said = {str(no): level for stage in (plan.DOCUMENT, plan.INTERVIEW) for no, level in stage.items()}
        levels |= said | {str(no): level for no, (level, _reason) in plan.REVIEW.items()}
    else:
        chance = random.Random(name)  # the same agency keeps its ground in both years
        ground = chance.uniform(1.4, 4.3) + (year - 2024) * 0.2
        levels = {code: min(5, max(1, round(ground + chance.uniform(-1.2, 1.2)))) for code in instrument.entry_codes}
    result = score(instrument, year, levels)
    parts = [half_up(result.index), *(half_up(result.domains[no]) for no in sorted(result.domains))]
    return ",".join([name, group, province, str(population or ""), str(year), *parts])
