"""The offices and devices of Kabupaten Paser, read from the data files beside this module: no database, no chance."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
ZONE = "Asia/Makassar"
REGENCY_CODE = "64.01"
REGENCY_NAME = "Kabupaten Paser"
SIZES = {"small": (500, 30), "regency": (5000, 90)}


@dataclass(frozen=True, slots=True)
class DivisionPlan:
    """A unit of the second level; `number` counts from 1 inside its office."""

    number: int
    code: str
    name: str
    short: str
    kind: str
    head_title: str


@dataclass(frozen=True, slots=True)
class OfficePlan:
    code: str
    name: str
    short: str
    kind: str
    head_title: str
    district: str
    latitude: float
    longitude: float
    group: str
    weights: tuple[int, int]
    six_day: bool
    divisions: tuple[DivisionPlan, ...]


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """A fingerprint or face unit; `skew` is how many seconds its clock runs ahead."""

    index: int
    sn: str
    name: str
    office: str
    group: str
    firmware: str
    skew: int
    silent: bool


@dataclass(frozen=True, slots=True)
class RegionPlan:
    code: str
    name: str
    latitude: float | None
    longitude: float | None


@cache
def offices() -> tuple[OfficePlan, ...]:
    """All offices in the order of the regency's list."""
    rows = tomllib.loads((DATA / "offices.toml").read_text("utf-8"))["office"]
    return tuple(_office(row) for row in rows)


@cache
def office(code: str) -> OfficePlan:
    """One office by its code."""
    return next(found for found in offices() if found.code == code)


@cache
def devices() -> tuple[DevicePlan, ...]:
    """The twenty units in the order of the list."""
    rows = tomllib.loads((DATA / "devices.toml").read_text("utf-8"))["device"]
    return tuple(
        DevicePlan(
            index=index,
            sn=row["sn"],
            name=row["name"],
            office=row["office"],
            group=row["group"],
            firmware=row["firmware"],
            skew=row.get("skew", 0),
            silent=row.get("silent", False),
        )
        for index, row in enumerate(rows)
    )


@cache
def regions() -> tuple[RegionPlan, ...]:
    """Province, regency, ten districts and 144 villages per Kepmendagri 300.2.2-2430/2025."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            RegionPlan(
                code=row["code"],
                name=row["name"],
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
            )
            for row in csv.DictReader(file)
        )


def _office(row: dict) -> OfficePlan:
    code, short = row["code"], row["short"]
    return OfficePlan(
        code=code,
        name=row["name"],
        short=short,
        kind=row["kind"],
        head_title=row["head"],
        district=row.get("district", "64.01.04"),
        latitude=row["point"][0],
        longitude=row["point"][1],
        group=row["group"],
        weights=(row["weight"][0], row["weight"][1]),
        six_day=row.get("six_day", False),
        divisions=tuple(_division(code, number, text) for number, text in enumerate(row["divisions"], 1)),
    )


def _division(office_code: str, number: int, text: str) -> DivisionPlan:
    name, _, title = (part.strip() for part in text.partition("|"))
    if not title:
        title = "Sekretaris" if name == "Sekretariat" else f"Kepala {name}"
    short = name.removeprefix("Bidang ").removeprefix("Bagian ").removeprefix("UPTD ")
    return DivisionPlan(
        number=number,
        code=f"{office_code}-{number}",
        name=name,
        short=short,
        kind=_division_kind(name),
        head_title=title,
    )


def _division_kind(name: str) -> str:
    if "Puskesmas" in name:
        return "health_center"
    if name.startswith("Kelurahan"):
        return "village_office"
    return "section" if name.startswith("Seksi") else "division"
