"""Import of employees from a sheet: checked first, then written in chunks; a second time it changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.personnel.rules.columns import BY_KEY, Mapping, map_columns
from pendopo.apps.personnel.rules.rows import CellError, ParsedRow, UnitBook, read_row
from pendopo.apps.personnel.services.apply import Book, Change, apply_row
from pendopo.apps.personnel.services.dossier import Dossier, open_dossiers, settle, write
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.sheets import SheetError, SheetRow, read_rows
from pendopo.kernel.units.models import Unit

CHUNK = 500
NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
Read = tuple[ParsedRow, list[CellError]]
AfterChunk = Callable[[int, Counter[str]], None]


@dataclass
class Outcome:
    """What becomes of one row."""

    row: int
    nip: str
    name: str
    state: str
    changes: list[Change] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    dossier: Dossier | None = None


@dataclass
class Sheet:
    """A file as read: every row with its errors, and what the rows are compared with."""

    rows: list[Read]
    book: Book
    mapping: Mapping


def read_sheet(actor: Actor, file: IO[bytes] | bytes, *, name: str) -> Sheet:
    """Read and check a file; nothing is written. Raises Refused when it is no sheet of employees at all."""
    actor.require("personnel.import")
    try:
        header, rows = read_rows(file, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    mapping = map_columns(header)
    if mapping.missing:
        words = {"missing": ", ".join(mapping.missing), "found": ", ".join(text for text in header if text)[:200]}
        raise Refused(
            _("Kolom %(missing)s tidak ada di baris pertama. Yang ada: %(found)s. Samakan nama kolom dengan templat.")
            % words,
            field="file",
        )
    if not rows:
        raise Refused(_("Hanya ada baris judul; belum ada satu pun pegawai di bawahnya."), field="file")
    units = list(Unit.objects.filter(closed_on__isnull=True).only("pk", "code", "name", "short_name", "path"))
    book = unit_book(actor, units)
    on = today()
    read = [read_row(row.number, _cells(row, mapping), book, on) for row in rows]
    _refuse_repeated(read)
    names = dict(Unit.objects.values_list("pk", "name"))
    return Sheet(read, Book(on, names, _owners(read)), mapping)


def unit_book(actor: Actor, units: Iterable[Unit]) -> UnitBook:
    """How rows may name the units."""
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    outside = set()
    for unit in units:
        by_code[unit.code.casefold()] = unit.pk
        for name in {unit.name.casefold(), unit.short_name.casefold()}:
            by_name.setdefault(" ".join(name.split()), []).append(unit.pk)
        if not actor.covers(unit.path):
            outside.add(unit.pk)
    return UnitBook(by_code, by_name, frozenset(outside))


def _cells(row: SheetRow, mapping: Mapping) -> dict[str, object]:
    return {key: row.values[place] for key, place in mapping.places.items() if place < len(row.values)}


def _refuse_repeated(read: Sequence[Read]) -> None:
    """The same NIP or NIK twice: the first row counts, the later ones name it."""
    for key in ("nip", "nik"):
        first: dict[str, int] = {}
        for row, errors in read:
            value = getattr(row, key)
            if value and value in first:
                reason = _("%(what)s ini sudah ada di baris %(row)s.") % {
                    "what": BY_KEY[key].label,
                    "row": first[value],
                }
                shown = value if key == "nip" else ""
                errors.append(
                    CellError(row.row, BY_KEY[key].column, shown, reason, _("Sisakan satu baris untuk tiap pegawai."))
                )
            elif value:
                first[value] = row.row


def _owners(read: Sequence[Read]) -> dict[str, str]:
    """NIP of those who have a NIK of the file already."""
    wanted = {row.nik for row, _errors in read if row.nik}
    found: dict[str, str] = {}
    for some in _chunks(sorted(wanted), 5000):
        found |= dict(Pegawai.objects.filter(nik__in=some).values_list("nik", "nip"))
    return found


def outcomes(actor: Actor, rows: Sequence[Read], book: Book, *, lock: bool = False) -> Iterator[Outcome]:
    """What becomes of each row, in the order of the rows; in memory only. Four queries for a chunk."""
    people = Pegawai.objects.filter(nip__in=[row.nip for row, errors in rows if not errors]).select_related("unit")
    if lock:
        people = people.select_for_update(of=("self",)).order_by("pk")
    known = {dossier.pegawai.nip: dossier for dossier in open_dossiers(people)}
    for row, errors in rows:
        dossier = known.get(row.nip)
        name = row.name or (dossier.pegawai.name if dossier else "")
        found = list(errors)
        if not found and dossier is not None and not actor.covers(dossier.pegawai.unit.path):
            reason = _("Pegawai ini di unit di luar wewenang Anda.")
            found.append(
                CellError(row.row, BY_KEY["nip"].column, row.nip, reason, _("Minta BKPSDM mengimpor baris ini."))
            )
        if found:
            yield Outcome(row.row, row.nip, name, BAD, errors=found)
            continue
        after, changes, more = apply_row(row, dossier, book)
        if more:
            yield Outcome(row.row, row.nip, name, BAD, errors=more)
        else:
            state = NEW if dossier is None else CHANGED if changes else SAME
            yield Outcome(row.row, row.nip, name, state, changes, dossier=after)


def dry_run(actor: Actor, sheet: Sheet) -> Iterator[Outcome]:
    """What an import would do, row by row."""
    for some in _chunks(sheet.rows, CHUNK):
        yield from outcomes(actor, some, sheet.book)


def write_rows(actor: Actor, sheet: Sheet, *, start: int = 0, after_chunk: AfterChunk | None = None) -> Counter[str]:
    """Import the good rows from `start` on; each chunk is one transaction, closed by `after_chunk(next, counts)`."""
    actor.require("personnel.import")
    counts: Counter[str] = Counter()
    place = start
    for some in _chunks(sheet.rows[start:], CHUNK):
        with transaction.atomic():
            found = list(outcomes(actor, some, sheet.book, lock=True))
            _write(actor, found, sheet.book)
            counts.update(one.state for one in found)
            place += len(some)
            if after_chunk is not None:
                after_chunk(place, counts)
    return counts


def import_now(actor: Actor, content: bytes, *, name: str, after_chunk: AfterChunk | None = None) -> Counter[str]:
    """Import the good rows of a file here and now, without a task (command line)."""
    counts = write_rows(actor, read_sheet(actor, content, name=name), after_chunk=after_chunk)
    digest = hashlib.sha256(content).hexdigest()
    audit.record("personnel.import", "personnel.impor", actor, file=name, sha256=digest, **counts)
    return counts


def _write(actor: Actor, found: Sequence[Outcome], book: Book) -> None:
    changed = [one for one in found if one.state in (NEW, CHANGED) and one.dossier is not None]
    dossiers: list[Any] = [one.dossier for one in changed]
    for dossier in dossiers:
        settle(dossier, book.today)
    write(dossiers)
    for one in changed:
        change = {item.key: [item.before, item.after] for item in one.changes}
        audit.record("personnel.import_row", one.dossier.pegawai, actor, row=one.row, **change)  # type: ignore[union-attr]


def _chunks(rows: Sequence[Any], size: int) -> Iterator[list[Any]]:
    walk = iter(rows)
    while some := list(islice(walk, size)):
        yield some
