"""Invented people's names, titles and NIPs, drawn from a seeded generator."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from pendopo.demo.offices import DATA

PPPK_COUNTER = 21
REFERENCE_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post of staff: title, education, functional or not."""

    title: str
    education: str
    functional: bool


@cache
def _peoples() -> tuple[list[dict], list[int]]:
    rows = tomllib.loads((DATA / "names.toml").read_text("utf-8"))["people"]
    return rows, [row["share"] for row in rows]


@cache
def _posts() -> dict[str, tuple[Ranked, ...]]:
    raw = tomllib.loads((DATA / "posts.toml").read_text("utf-8"))
    return {office: tuple(_ranked(text) for text in texts) for office, texts in raw.items() if office != "titles"}


@cache
def _titles() -> dict[str, list[str]]:
    return tomllib.loads((DATA / "posts.toml").read_text("utf-8"))["titles"]


def full_name(rng: Random, sex: str) -> str:
    """A name without titles for a man ("1") or woman ("2")."""
    rows, shares = _peoples()
    row = rng.choices(rows, shares)[0]
    key = "male" if sex == "1" else "female"
    first, last = rng.choice(row[key]), rng.choice(row[key + "_last"])
    if rng.random() < 0.22:
        middle = rng.choice(row[key])
        if middle != first and " " not in middle:
            return f"{first} {middle} {last}"
    return f"{first} {last}"


def staff_post(rng: Random, office_code: str) -> Ranked:
    """A post of staff at an office, its own kind more often than the general ones."""
    posts = _posts()
    own = posts.get(office_code, ())
    if own and rng.random() < 0.62:
        return rng.choice(own)
    return rng.choice(posts["umum"])


def titles(rng: Random, education: str) -> tuple[str, str]:
    """Title before and after the name for an education."""
    sign = rng.choice(_titles()[education])
    return (sign.strip(), "") if sign.endswith(" ") else ("", sign)


def birth_date(rng: Random, *, youngest: int, oldest: int) -> date:
    """A birth date for an age in years at the middle of the reference year."""
    age = rng.randint(youngest, oldest)
    return date(REFERENCE_YEAR - age, 1, 1) + timedelta(days=rng.randint(0, 364))


def make_nip(taken: dict[str, int], *, birth: date, year: int, month: int | None, sex: str) -> str:
    """An 18-digit number; without a month the PPPK form with the counter of the first contract."""
    head = f"{birth:%Y%m%d}{year:04d}{PPPK_COUNTER if month is None else month:02d}{sex}"
    taken[head] = taken.get(head, 0) + 1
    return f"{head}{taken[head]:03d}"


def _ranked(text: str) -> Ranked:
    title, education, kind = (part.strip() for part in text.split("|"))
    return Ranked(title=title, education=education, functional=kind == "fungsional")
