"""Results of earlier years from a sheet: read, checked row by row, and only then kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Final

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import PastResult
from pendopo.apps.maturity.queries.history import past_title
from pendopo.apps.maturity.rules import loading, typed
from pendopo.apps.maturity.rules.comparable import PEGI
from pendopo.apps.maturity.services import history
from pendopo.apps.maturity.services.history import RESULTS, PastFacts
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.sheets import SheetError, read_rows

MOST_ROWS: Final = 100
SALT: Final = "maturity.history.import"
NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
DOMAIN = re.compile(r"^(?:domain|dimensi|d)\s*(\d)$")
LEVEL = re.compile(r"^(?:indikator|tingkat|i)\s*(\d{1,2}(?:-\d)?)$")
COLUMNS: Final = ("tahun", "instrumen", "indeks", "predikat", "sumber", "catatan")


@dataclass(frozen=True)
class ImportRow:
    """One row of the sheet, with what it would do; `message` says what is wrong."""

    number: int
    state: str
    year: str
    instrument: str
    index: str
    message: str = ""
    facts: PastFacts | None = None

    @property
    def is_good(self) -> bool:
        return self.state in (NEW, CHANGED)


@dataclass(frozen=True)
class Checked:
    """A file that was read: every row, and the good ones as text that only this installation can have written."""

    rows: tuple[ImportRow, ...]

    @property
    def good(self) -> int:
        return sum(row.is_good for row in self.rows)

    @property
    def sealed(self) -> str:
        facts = [_as_json(row.facts) for row in self.rows if row.is_good and row.facts]
        return signing.dumps(facts, salt=SALT, compress=True) if facts else ""


def check(actor: Actor, file: IO[bytes] | bytes, *, name: str = "") -> Checked:
    """What each row of a file would do; nothing is kept. Refused says what is wrong with the file."""
    actor.require(RESULTS)
    try:
        header, rows = read_rows(file, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    places = {title.strip().lower(): n for n, title in enumerate(header) if title.strip()}
    absent = [one for one in ("tahun", "instrumen", "indeks", "sumber") if one not in places]
    if absent:
        words = _("Kolom %(names)s tidak ada. Unduh templat, lalu salin data Anda ke sana.")
        raise Refused(words % {"names": ", ".join(absent)}, field="file")
    if len(rows) > MOST_ROWS:
        words = _("Berkas ini berisi %(n)s baris; paling banyak %(most)s.")
        raise Refused(words % {"n": len(rows), "most": MOST_ROWS}, field="file")
    stored = {(past.year, past.instrument): past for past in PastResult.objects.all()}
    found: list[ImportRow] = []
    seen: set[tuple[int, str]] = set()
    for row in rows:
        found.append(_checked(row.number, {title: row.values[n] for title, n in places.items()}, stored, seen))
    return Checked(tuple(found))


@transaction.atomic
def run(actor: Actor, sealed: str) -> tuple[int, int]:
    """Keep the checked rows; returns how many are new and how many changed."""
    actor.require(RESULTS)
    try:
        rows = signing.loads(sealed, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature as error:
        raise Refused(_("Hasil pemeriksaan ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")) from error
    new = changed = 0
    for body in rows:
        facts = PastFacts(**{**body, "index": Decimal(body["index"])})
        there = PastResult.objects.filter(year=facts.year, instrument=facts.instrument).first()
        if there is None:
            history.record(actor, facts=facts)
            new += 1
        elif history.change(actor, there, facts=facts):
            changed += 1
    audit.record("maturity.import_results", "maturity.pastresult", actor, new=new, changed=changed)
    return new, changed


def _checked(
    number: int, cells: dict[str, str], stored: dict[tuple[int, str], PastResult], seen: set[tuple[int, str]]
) -> ImportRow:
    shown = (cells["tahun"], cells["instrumen"], cells["indeks"])
    try:
        facts = history.checked(_facts(cells))
    except Refused as refusal:
        return ImportRow(number, BAD, *shown, refusal.message)
    place = (facts.year, facts.instrument)
    shown = (shown[0], past_title(facts.instrument), shown[2])
    if place in seen:
        return ImportRow(number, BAD, *shown, _("Tahun dan instrumen ini sudah ada di baris sebelumnya."))
    seen.add(place)
    old = stored.get(place)
    if old is None:
        return ImportRow(number, NEW, *shown, facts=facts)
    same = (old.index, old.predicate, old.domains, old.levels, old.source, old.note) == (
        facts.index.quantize(Decimal("0.01")),
        facts.predicate,
        dict(facts.domains),
        dict(facts.levels),
        facts.source,
        facts.note,
    )
    return ImportRow(number, SAME if same else CHANGED, *shown, facts=facts)


def _facts(cells: dict[str, str]) -> PastFacts:
    """Raises Refused for a cell that cannot be read."""
    domains, levels = {}, {}
    for title, value in cells.items():
        if not value:
            continue
        if match := DOMAIN.match(title):
            domains[match[1]] = str(_number(value, title))
        elif match := LEVEL.match(title):
            if not (value.isdecimal() and len(value) <= 4):
                raise Refused(_("%(title)s berisi %(value)s, bukan bilangan bulat.") % {"title": title, "value": value})
            levels[match[1]] = int(value)
    if not (cells["tahun"].isdecimal() and len(cells["tahun"]) <= 4):
        raise Refused(_("Tahun berisi %(value)s, bukan angka tahun.") % {"value": cells["tahun"] or "–"})
    return PastFacts(
        year=int(cells["tahun"]),
        instrument=_instrument(cells["instrumen"]),
        index=_number(cells["indeks"], "indeks"),
        predicate=cells.get("predikat", ""),
        source=cells["sumber"],
        note=cells.get("catatan", ""),
        domains=domains,
        levels=levels,
    )


def _number(said: str, title: str) -> Decimal:
    value = typed.number(said)
    if value is None:
        raise Refused(_("%(title)s berisi %(value)s, bukan angka.") % {"title": title, "value": said or "–"})
    return value


def _instrument(said: str) -> str:
    """The key behind a name as people write it: the key, the short name, or PeGI."""
    wanted = said.strip().lower()
    names = {PEGI: PEGI}
    for key, one in loading.instruments().items():
        names |= {key: key, one.short.lower(): key}
    if wanted not in names:
        words = _("Instrumen %(said)s tidak dikenal. Yang dikenal: %(known)s.")
        known = ", ".join([*(one.short for one in loading.instruments().values()), past_title(PEGI)])
        raise Refused(words % {"said": said or "–", "known": known})
    return names[wanted]


def _as_json(facts: PastFacts) -> dict[str, Any]:
    return {
        "year": facts.year,
        "instrument": facts.instrument,
        "index": str(facts.index),
        "source": facts.source,
        "predicate": facts.predicate,
        "domains": dict(facts.domains),
        "levels": dict(facts.levels),
        "note": facts.note,
    }
