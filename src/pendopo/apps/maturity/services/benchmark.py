"""Published results of other governments: checked, then imported by a task; a second time it changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import BenchmarkImport, BenchmarkImportState, Peer, PublishedResult
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.agencies import REGIONS, read_name
from pendopo.apps.maturity.services.benchmark_rows import Columns, Published, Reading, label, map_columns, read_rows
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.codes.models import Region
from pendopo.kernel.errors import Refused
from pendopo.kernel.files import clean_name
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.sheets import SheetError
from pendopo.kernel.sheets import read_rows as read_sheet

PERMISSION: Final = "maturity.results"
JOB: Final = "maturity.benchmark"
MOST_BYTES: Final = 5 * 1024 * 1024
CHUNK: Final = 500
SHOWN: Final = 300
KEPT_ERRORS: Final = 10_000
NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
STATES: Final = (NEW, CHANGED, SAME, BAD)
VALUES: Final = ("index", "exact", "predicate", "domains", "aspects", "flags")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a good row; `changes` are [label, before, after]."""

    row: Published
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


@transaction.atomic
def check(
    actor: Actor, content: bytes, *, name: str, source: str, year: int | None = None, instrument: str = ""
) -> BenchmarkImport:
    """Read a file and say what an import would do; nothing is imported yet. Raises Refused (field "file")."""
    actor.require(PERMISSION)
    source = " ".join(source.split())
    if not source:
        raise Refused(_("Sebut sumbernya: laporan atau keputusan, nomor, dan tahun."), field="source")
    if instrument and instrument not in loading.instruments():
        raise Refused(_("Instrumen ini tidak dikenal. Pilih dari daftar."), field="instrument")
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas lebih besar dari %(n)s MB.") % {"n": MOST_BYTES // 1024 // 1024}, field="file")
    columns, reading = _read(content, name, year, instrument)
    outcomes = list(compare(reading.rows))
    counts = Counter(one.state for one in outcomes) + Counter({BAD: len({e.row for e in reading.errors})})
    row = BenchmarkImport.objects.create(
        file_name=clean_name(name), sha256=hashlib.sha256(content).hexdigest(), content=content, year=year,
        instrument=instrument, source=source[:250], rows=len(reading.rows) + counts[BAD],
        counts={state: counts[state] for state in STATES},
        errors=[asdict(error) for error in reading.errors][:KEPT_ERRORS],
        flags=[{"row": one.row, "name": one.agency.name, "text": text} for one in reading.rows for text in one.flags],
        changes=[
            {"row": one.row.row, "name": one.row.agency.name, "year": one.row.year, "changes": one.changes}
            for one in outcomes if one.state == CHANGED
        ][:SHOWN],
        unknown_columns=list(columns.unknown)[:50], account_id=actor.account_id, by_name=actor.name,
    )  # fmt: skip
    audit.record("maturity.check_benchmark", row, actor, file=row.file_name, sha256=row.sha256, **row.counts)
    return row


def _read(content: bytes, name: str, year: int | None, instrument: str) -> tuple[Columns, Reading]:
    try:
        header, rows = read_sheet(content, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    columns = map_columns(header)
    if columns.missing:
        words = {
            "missing": ", ".join(label(key) for key in columns.missing),
            "found": ", ".join(text for text in header if text)[:200],
        }
        raise Refused(
            _("Kolom %(missing)s tidak ada di baris pertama. Yang ada: %(found)s. Samakan dengan templat.") % words,
            field="file",
        )
    if not rows:
        raise Refused(_("Hanya ada baris judul; belum ada satu pun instansi di bawahnya."), field="file")
    return columns, read_rows(rows, columns, year=year, instrument=instrument)


def compare(rows: Sequence[Published]) -> Iterator[Outcome]:
    """Each row beside what is stored; two statements."""
    known = dict(Peer.objects.values_list("key", "pk"))
    years = {row.year for row in rows}
    stored = PublishedResult.objects.filter(year__in=years)
    if len(rows) <= CHUNK:
        stored = stored.filter(peer__in={known[row.agency.key] for row in rows if row.agency.key in known})
    held = {(one.peer_id, one.year, one.instrument): one for one in stored}
    for row in rows:
        peer = known.get(row.agency.key)
        old = held.get((peer, row.year, row.instrument)) if peer is not None else None
        if old is None:
            yield Outcome(row, NEW)
            continue
        changes = tuple(_changes(old, row))
        yield Outcome(row, CHANGED if changes else SAME, changes)


def _changes(old: PublishedResult, row: Published) -> Iterator[tuple[str, str, str]]:
    if (old.index, old.exact) != (row.index, row.exact):
        yield label("index"), _shown(old.index), _shown(row.index)
    if row.predicate and old.predicate != row.predicate:
        yield label("predicate"), old.predicate, row.predicate
    for letter, before, after in (("d", old.domains, row.domains), ("a", old.aspects, row.aspects)):
        for no, value in after.items():
            if before.get(no) != value:
                yield label(f"{letter}{no}"), _shown(before.get(no)), _shown(value)


def _shown(value: int | None) -> str:
    return "" if value is None else f"{value // 100},{value % 100:02d}"


@transaction.atomic
def start(actor: Actor, row: BenchmarkImport) -> Job:
    """Import the good rows of a checked file as a task."""
    actor.require(PERMISSION)
    _refuse_second()
    usable = (BenchmarkImportState.CHECKED, BenchmarkImportState.FAILED)
    taken = BenchmarkImport.objects.filter(pk=row.pk, state__in=usable).update(state=BenchmarkImportState.RUNNING)
    if not taken:
        raise Refused(_("Berkas ini sudah diimpor atau sedang diimpor. Muat ulang halaman untuk melihat hasilnya."))
    audit.record("maturity.start_benchmark", row, actor, file=row.file_name, sha256=row.sha256)
    job = jobs.start(actor, JOB, _("Impor tolok ukur: %(file)s") % {"file": row.file_name}, impor=str(row.pk))
    BenchmarkImport.objects.filter(pk=row.pk).update(job_id=job.pk)
    return job


def _refuse_second() -> None:
    """One import at a time; one whose task broke down may be started again."""
    for other in BenchmarkImport.objects.filter(state=BenchmarkImportState.RUNNING).defer("content"):
        alive = (JobState.QUEUED, JobState.RUNNING)
        if other.job_id and Job.objects.filter(pk=other.job_id, state__in=alive).exists():
            raise Refused(_("Impor %(file)s masih berjalan. Tunggu sampai selesai.") % {"file": other.file_name})
        BenchmarkImport.objects.filter(pk=other.pk).update(state=BenchmarkImportState.FAILED)


def run(actor: Actor, row: BenchmarkImport, *, step: Callable[[int], None] = lambda _count: None) -> dict[str, int]:
    """Write the good rows in chunks, each a transaction; what is the same already stays untouched."""
    actor.require(PERMISSION)
    _columns, reading = _read(bytes(row.content), row.file_name, row.year, row.instrument)
    counts = Counter({BAD: len({error.row for error in reading.errors})})
    _peers(reading.rows)
    for some in _chunks(reading.rows, CHUNK):
        with transaction.atomic():
            outcomes = list(compare(some))
            _write(actor, row, outcomes)
        counts.update(one.state for one in outcomes)
        step(len(some))
    return _finish(actor, row, {state: counts[state] for state in STATES})


@transaction.atomic
def _finish(actor: Actor, row: BenchmarkImport, result: dict[str, int]) -> dict[str, int]:
    _mark_own()
    BenchmarkImport.objects.filter(pk=row.pk).update(
        state=BenchmarkImportState.DONE, result=result, finished_at=timezone.now()
    )
    audit.record("maturity.import_benchmark", row, actor, file=row.file_name, sha256=row.sha256, **result)
    return result


@transaction.atomic
def _peers(rows: Sequence[Published]) -> None:
    """Every agency of the file has its row, with code, province and inhabitants where they are known."""
    known = {peer.key: peer for peer in Peer.objects.all()}
    regions = _regions()
    new: dict[str, Peer] = {}
    changed: dict[str, Peer] = {}
    for row in rows:
        key = row.agency.key
        peer = known.get(key) or new.get(key)
        if peer is None:
            peer = new[key] = Peer(key=key, name=row.agency.name, kind=row.agency.kind)
        before = (peer.name, peer.code, peer.province, peer.population)
        region = regions.get(key)
        if region is not None:
            peer.name, peer.code, peer.province = region
        else:
            peer.code, peer.province = row.code or peer.code, _province(row.province) or peer.province
        peer.population = row.population or peer.population
        if key in known and before != (peer.name, peer.code, peer.province, peer.population):
            changed[key] = peer
    Peer.objects.bulk_create(new.values(), batch_size=CHUNK)
    Peer.objects.bulk_update(changed.values(), ["name", "code", "province", "population"], batch_size=CHUNK)


def _regions() -> Mapping[str, tuple[str, str, str]]:
    """Key to name, code and province of the regions of the Kemendagri list, down to regencies and cities."""
    rows = dict(Region.objects.filter(code__regex=r"^[0-9]{2}(\.[0-9]{2})?$").values_list("code", "name"))
    found = {}
    for code, name in rows.items():
        read = read_name(name.strip(), "" if "." in code else "provinsi")
        if read.kind in REGIONS:
            shown = name.strip() if "." in code or name.startswith("Daerah") else f"Provinsi {name.strip()}"
            found[read.key] = (shown, code, rows.get(code[:2], "").strip())
    return found


def _province(text: str) -> str:
    return read_name(text, "provinsi").name.removeprefix("Provinsi ") if text else ""


def _write(actor: Actor, row: BenchmarkImport, outcomes: Sequence[Outcome]) -> None:
    wanted = {one.row.agency.key for one in outcomes if one.state != SAME}
    peers = dict(Peer.objects.filter(key__in=wanted).values_list("key", "pk"))
    made = [
        PublishedResult(
            peer_id=peers[one.row.agency.key], year=one.row.year, instrument=one.row.instrument, index=one.row.index,
            exact=one.row.exact, predicate=one.row.predicate, domains=one.row.domains, aspects=one.row.aspects,
            flags=list(one.row.flags), source=row.source, imported_by=actor.name, imported_at=timezone.now(),
        )
        for one in outcomes if one.state in (NEW, CHANGED)
    ]  # fmt: skip
    _keep_what_the_file_leaves_out(made, outcomes)
    PublishedResult.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["peer", "year", "instrument"],
        update_fields=[*VALUES, "source", "imported_by", "imported_at"],
        batch_size=CHUNK,
    )


def _keep_what_the_file_leaves_out(made: Sequence[PublishedResult], outcomes: Sequence[Outcome]) -> None:
    """A file without domains or predicate does not erase those of an earlier one."""
    if not any(one.state == CHANGED for one in outcomes):
        return
    peers = {one.peer_id for one in made}
    years = {one.year for one in made}
    held = {
        (old.peer_id, old.year, old.instrument): old
        for old in PublishedResult.objects.filter(year__in=years, peer__in=peers)
    }
    for one in made:
        old = held.get((one.peer_id, one.year, one.instrument))
        if old is not None:
            one.predicate = one.predicate or old.predicate
            one.domains = {**old.domains, **one.domains}
            one.aspects = {**old.aspects, **one.aspects}


def _mark_own() -> None:
    """The own government, by its name in the settings, unless somebody has chosen already."""
    if Peer.objects.filter(is_own=True).exists():
        return
    Peer.objects.filter(key=read_name(str(settings.REGENCY["name"])).key).update(is_own=True)


@transaction.atomic
def set_own(actor: Actor, peer: Peer) -> None:
    """Which of the agencies is the own government."""
    actor.require(PERMISSION)
    if peer.kind not in REGIONS:
        raise Refused(_("Pemerintah sendiri harus provinsi, kabupaten, atau kota."))
    if peer.is_own:
        raise Refused(_("Instansi ini sudah ditetapkan sebagai pemerintah sendiri."))
    Peer.objects.filter(is_own=True).exclude(pk=peer.pk).update(is_own=False)
    Peer.objects.filter(pk=peer.pk).update(is_own=True)
    audit.record("maturity.own_peer", peer, actor, peer=peer.name)


def _chunks(rows: Sequence[Any], size: int) -> Iterator[list[Any]]:
    walk = iter(rows)
    while some := list(islice(walk, size)):
        yield some
