"""Reading a sheet (XLSX, CSV) or a JDIHN feed (JSON) into the register. A dry run and an import run the same code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.regulations.events import RegulationChanged
from pendopo.apps.regulations.kinds import Kind
from pendopo.apps.regulations.models import DECIDED, Regulation, State
from pendopo.apps.regulations.queries.kinds import kinds
from pendopo.apps.regulations.rules.numbers import folded, number_key
from pendopo.apps.regulations.rules.outcome import BAD, CHANGED, NEW, SAME, Outcome
from pendopo.apps.regulations.rules.sheet import Problem, Read, columns_of, read_row
from pendopo.apps.regulations.services.effects import settle
from pendopo.apps.regulations.services.records import RegulationFacts, facts_from, fill
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.sheets import MOST_BYTES, MOST_ROWS, SheetError, read_rows
from pendopo.kernel.units.models import Unit

CHUNK: Final = 200
NEEDED: Final = ("kind", "number")
AfterChunk = Callable[[int, Counter[str]], None]
Key = tuple[str, str, int, str]
Raw = tuple[int, dict[str, str]]


def read_file(actor: Actor, content: bytes, *, name: str) -> list[Raw]:
    """The rows of a file by our field names. Raises Refused for what cannot be used at all."""
    actor.require("regulations.manage")
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas terlalu besar. Bagi menjadi beberapa berkas."), field="file")
    if name.lower().endswith(".json") or content.lstrip()[:1] in (b"[", b"{"):
        return _from_json(content)
    try:
        header, rows = read_rows(content, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    places = _places(header)
    return [(row.number, {key: row.values[at] for key, at in places.items()}) for row in rows]


def _from_json(content: bytes) -> list[Raw]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(_("Berkas JSON ini rusak. Unduh ulang dari sumbernya."), field="file") from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not found:
        raise Refused(_("Umpan JDIHN berisi satu daftar dokumen. Berkas ini bukan."), field="file")
    if len(found) > MOST_ROWS:
        raise Refused(_("Berkas terlalu besar. Bagi menjadi beberapa berkas."), field="file")
    rows: list[Raw] = []
    names: dict[tuple[str, ...], dict[str, int]] = {}
    for number, item in enumerate(found, 1):
        if not isinstance(item, dict):
            rows.append((number, {}))
            continue
        header = tuple(str(key) for key in item)
        if header not in names:
            names[header] = _places(header)
        values = list(item.values())
        rows.append((number, {key: _text(values[at]) for key, at in names[header].items()}))
    return rows


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value).replace("\0", "").strip()


def _places(header: Sequence[str]) -> dict[str, int]:
    places = columns_of(header)
    missing = [key for key in NEEDED if key not in places]
    if missing:
        raise Refused(
            _("Kolom jenis dan nomor tidak ditemukan. Pakai nama kolom dari templat, di baris pertama."), field="file"
        )
    return places


class Register:
    """The documents that rows may meet, in memory; what earlier rows of the file made counts."""

    def __init__(self, actor: Actor) -> None:
        self.kinds: dict[str, Kind] = kinds()
        self.units = {unit.code: unit for unit in Unit.objects.filter(closed_on__isnull=True)}
        self.default = next((u for u in self.units.values() if u.path == actor.unit_path), None)
        self.rows: dict[Key, Regulation] = {}
        self.home = folded(str(settings.REGENCY["name"]))

    def load(self, reads: Sequence[Read]) -> None:
        """The stored documents with the numbers of these rows. One query."""
        keys = {number_key(one.number, one.year) for one in reads}
        found = Regulation.objects.filter(number_key__in=keys, state__in=DECIDED).select_related("owner_unit")
        for row in found:
            self.rows.setdefault((row.kind, row.number_key, row.year, row.issuer_key), row)

    def key(self, read: Read) -> Key:
        issuer = folded(str(read.values.get("issuer", ""))) or self.home
        return (read.kind, number_key(read.number, read.year), read.year, issuer)


def outcomes(actor: Actor, raws: Sequence[Raw], *, start: int = 0, write: bool) -> Iterator[tuple[int, list[Outcome]]]:
    """Chunk by chunk: the place after it and what its rows do; each chunk written is one transaction."""
    actor.require("regulations.manage")
    register = Register(actor)
    for place in range(start, len(raws), CHUNK):
        chunk = raws[place : place + CHUNK]
        with transaction.atomic():
            found = _chunk(actor, register, chunk, write=write)
        yield place + len(chunk), found


def _chunk(actor: Actor, register: Register, raws: Sequence[Raw], *, write: bool) -> list[Outcome]:
    read = [(number, *read_row(number, values, register.kinds)) for number, values in raws]
    register.load([one for _number, one, _wrong in read if one is not None])
    found = []
    for number, one, wrong in read:
        if one is None:
            found.append(Outcome(number, BAD, problems=tuple(wrong)))
            continue
        try:
            found.append(_take(actor, register, one, write=write))
        except Refused as refusal:
            found.append(Outcome(number, BAD, problems=(Problem(number, refusal.field or "", "", refusal.message),)))
    return found


def _take(actor: Actor, register: Register, read: Read, *, write: bool) -> Outcome:
    """One row: compares with what is stored and, when writing, stores it."""
    key = register.key(read)
    row = register.rows.get(key)
    is_new = row is None
    before = None if row is None else facts_from(row)
    facts = _new_facts(register, read) if before is None else replace(before, **read.values)
    if read.unit_code:
        unit = register.units.get(read.unit_code)
        if unit is None:
            raise Refused(_("Kode unit ini tidak ada. Pakai kode dari susunan perangkat daerah."), field="unit")
        facts = replace(facts, owner_unit=unit)
    facts = _stage(facts, register.kinds[read.kind])
    note = ""
    if read.ended and (row is None or row.revoked_from is None) and facts.in_force_until is None:
        facts = replace(facts, is_public=False)
        note = _("Tidak berlaku menurut berkas: catat yang mencabutnya, lalu buka untuk publik.")
    made = Regulation() if row is None else row
    fill(made, facts, register.kinds)
    after = facts_from(made)
    changed = () if before is None else tuple(n for n in read.values if getattr(before, n) != getattr(after, n))
    if before is not None and not changed and before == after:
        return Outcome(read.row, SAME, str(made), note=note)
    register.rows[key] = made
    if write:
        made.save()
        audit.record("regulations.import_row", made, actor, number=str(made), new=is_new, changed=list(changed))
        publish(RegulationChanged(made.pk))
        if not is_new:
            settle([made.pk])
    return Outcome(read.row, NEW if is_new else CHANGED, str(made), changed, note=note)


def _new_facts(register: Register, read: Read) -> RegulationFacts:
    if "title" not in read.values:
        raise Refused(_('Isi judul, yaitu kata-kata sesudah "tentang".'), field="title")
    if register.default is None:
        raise Refused(_("Unit pemrakarsa tidak ditemukan. Isi kolom unit pemrakarsa."), field="unit")
    return RegulationFacts(
        kind=read.kind,
        year=read.year,
        number=read.number,
        owner_unit=register.default,
        state=State.ENACTED,
        **read.values,
    )


def _stage(facts: RegulationFacts, kind: Kind) -> RegulationFacts:
    """What has a day of promulgation is promulgated; some lists leave out the day of enacting."""
    if facts.promulgated_on is None:
        return facts
    facts = replace(facts, enacted_on=facts.enacted_on or facts.promulgated_on)
    return replace(facts, state=State.PROMULGATED) if kind.is_promulgated else facts


def run_rows(
    actor: Actor, raws: Sequence[Raw], *, start: int = 0, write: bool, after: AfterChunk | None = None
) -> list[Outcome]:
    """All rows from `start` on; `after` hears the place and the counts of each chunk once it is stored."""
    found: list[Outcome] = []
    for place, part in outcomes(actor, raws, start=start, write=write):
        found += part
        if after is not None:
            after(place, Counter(one.state for one in found))
    return found
