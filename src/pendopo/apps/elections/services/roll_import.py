"""A list of voters from a sheet: a dry run with findings, the import as a task, and back again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    Hamlet,
    ImportState,
    Pilkades,
    Roll,
    RollChange,
    RollFile,
    RollImport,
    Voter,
    VoterState,
)
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.nik import ERROR, WARNING
from pendopo.apps.elections.rules.roll import (
    NEEDED,
    Drafted,
    columns_of,
    folded,
    is_heading,
    is_numbering,
    read_row,
)
from pendopo.apps.elections.services.elections import require_runner
from pendopo.apps.elections.services.roll import VOTERS, held, require_in_work
from pendopo.kernel import audit, bulk, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.files import clean_name
from pendopo.kernel.jobs.models import Job
from pendopo.kernel.sheets import SheetError, read_rows

JOB: Final = "elections.roll_import"
BATCH: Final = 500
KEEP_DAYS: Final = 7
MOST_ROWS: Final = 30_000
MOST_HEAD_ROWS: Final = 20
FACTS: Final = ("family_card", "name", "sex", "born_place", "address", "rt", "rw", "needs", "card_uid")
STORED: Final = (
    "election", "nik", *FACTS, "born_on", "is_married", "hamlet", "search_name", "findings", "came_with", "state",
    "origin", "invitation", "removed_because", "delivered_by", "undelivered_because",
)  # fmt: skip


@dataclass
class Sorted:
    """What a dry run found."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "changed", "same", "bad", "warned"), 0)
    )
    hamlets: set[str] = field(default_factory=set)

    def note(self, row: Drafted, level: str, code: str, text: str) -> None:
        self.findings.append({"row": row.row, "name": row.name, "level": level, "code": code, "text": text})


@transaction.atomic
def check_sheet(actor: Actor, election: Pilkades, content: bytes, *, name: str) -> RollImport:
    """A dry run: what would be new and changed and what is wrong. Raises Refused (field "file"); the roll stays."""
    require_runner(actor, election, VOTERS)
    _require_open(election)
    drafted = _drafted(election, content, name)
    sorted_ = _sort(actor, election, drafted)
    absent = queries.listed(election).count() - sorted_.counts["same"] - sorted_.counts["changed"]
    counts = sorted_.counts | {"rows": len(drafted), "absent": max(absent, 0), "hamlets": len(sorted_.hamlets)}
    found = RollImport.objects.create(
        election=election, file_name=clean_name(name)[:200], rows=sorted_.rows, findings=sorted_.findings,
        counts=counts, sha256=hashlib.sha256(content).hexdigest(), account_id=actor.account_id,
        account_name=actor.name,
    )  # fmt: skip
    audit.record("elections.roll_check", election, actor, file=found.file_name, sha256=found.sha256, **counts)
    return found


@transaction.atomic
def start(actor: Actor, found: RollImport, *, with_warnings: bool) -> Job:
    """Import the good rows as a task; rows with warnings only when somebody has looked at them."""
    election = found.election
    require_runner(actor, election, VOTERS)
    held(election)
    _require_open(election)
    wanted = [row for row in found.rows if with_warnings or not row["warned"]]
    if not wanted and found.state == ImportState.CHECKED:
        raise Refused(_("Tidak ada baris yang dapat diimpor. Perbaiki berkasnya, atau setujui baris berperingatan."))
    audit.record("elections.roll_import_start", election, actor, file=found.file_name, with_warnings=with_warnings)
    title = _("Impor pemilih: %(file)s") % {"file": found.file_name}
    return begin(actor, found, JOB, title, with_warnings=with_warnings)


def run(progress: jobs.Progress, found: RollImport) -> dict[str, int]:
    """The task: goes on where an interrupted run stopped; rows that are stored already are found the same."""
    require_runner(progress.actor, found.election, VOTERS)
    if found.state == ImportState.DONE:
        return {"new": found.counts["taken_new"], "changed": found.counts["taken_changed"]}
    rows = [row for row in found.rows if found.with_warnings or not row["warned"]]
    begun = int(progress.checkpoint.get("next", 0))
    progress.total(len(rows))
    progress.job.done = begun
    for at in range(begun, len(rows), BATCH):
        part = rows[at : at + BATCH]
        with transaction.atomic():
            _require_open(found.election)
            found.undo += _store(found, part)
            found.save(update_fields=["undo"])
            progress.save(next=at + len(part))
        progress.step(len(part))
    return _finish(progress.actor, found)


@transaction.atomic
def undo(actor: Actor, found: RollImport) -> int:
    """Take a whole import back while nothing was built on it. Returns how many voters left the roll."""
    election = found.election
    require_runner(actor, election, VOTERS)
    held(election)
    _require_open(election)
    came = Voter.objects.filter(came_with=found)
    touched = [pk for pk, _old in found.undo]
    if RollImport.objects.filter(election=election, state=ImportState.DONE, done_at__gt=found.done_at).exists():
        raise Refused(_("Ada impor yang lebih baru. Batalkan yang terbaru dahulu."))
    if RollChange.objects.filter(voter__came_with=found).exists() or _changed_since(found, touched):
        raise Refused(_("Sudah ada usulan perbaikan atas pemilih dari impor ini, jadi impornya tetap."))
    if came.filter(station__isnull=False).exists():
        raise Refused(_("Pemilih dari impor ini sudah dibagi ke TPS, jadi impornya tetap."))
    if not RollImport.objects.filter(pk=found.pk, state=ImportState.DONE).update(state=ImportState.UNDONE, undo=[]):
        raise Refused(_("Impor ini belum selesai atau sudah dibatalkan."))
    count, _models = came.delete()
    rows = Voter.objects.in_bulk(touched)
    for pk, old in found.undo:
        for name, value in old.items():
            setattr(rows[pk], name, date.fromisoformat(value) if name == "born_on" else value)
    _update(list(rows.values()))
    audit.record("elections.roll_import_undo", election, actor, file=found.file_name, voters=count, changed=len(rows))
    return count


def forget_old() -> int:
    """Daily: rows of files that nobody imported within KEEP_DAYS, and what an import could be taken back to once the
    DPT is set, are personal data without a purpose any more.
    """
    limit = timezone.now() - timedelta(days=KEEP_DAYS)
    old = RollImport.objects.filter(state=ImportState.CHECKED, made_at__lt=limit).exclude(rows=[])
    fixed = RollImport.objects.filter(election__roll_set_on__isnull=False).exclude(undo=[])
    return old.update(rows=[], findings=[]) + fixed.update(undo=[])


def begin(actor: Actor, found: RollFile, kind: str, title: str, **fields: Any) -> Job:
    """The file is being taken from here on, as a task. Raises Refused while another one is, or when it was taken."""
    rows: QuerySet[Any] = type(found)._default_manager.all()
    for other in rows.filter(election=found.election_id, state=ImportState.RUNNING):
        if other.job_id and Job.objects.filter(pk=other.job_id, finished_at__isnull=True).exists():
            raise Refused(_("Impor %(file)s masih berjalan. Tunggu sampai selesai.") % {"file": other.file_name})
        rows.filter(pk=other.pk).update(state=ImportState.CHECKED)
    if not rows.filter(pk=found.pk, state=ImportState.CHECKED).update(state=ImportState.RUNNING, **fields):
        raise Refused(_("Berkas ini sudah diimpor atau dibatalkan. Unggah lagi bila perlu."))
    job = jobs.start(actor, kind, title[:200], found=str(found.pk))
    rows.filter(pk=found.pk).update(job_id=job.pk)
    return job


def _changed_since(found: RollImport, touched: list[int]) -> bool:
    return RollChange.objects.filter(election=found.election, voter__in=touched, asked_at__gt=found.done_at).exists()


def _require_open(election: Pilkades) -> None:
    require_in_work(election)
    if Roll.objects.filter(election=election, announced_on__isnull=False).exists():
        raise Refused(
            _("DPS sudah diumumkan; daftar berubah lewat usulan perbaikan. Tarik pengumumannya untuk mengimpor ulang.")
        )


def _drafted(election: Pilkades, content: bytes, name: str) -> list[Drafted]:
    try:
        header, rows = read_rows(content, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("Berkas ini lebih dari %(n)s baris. Satu berkas memuat satu desa.") % {"n": MOST_ROWS}, field="file"
        )
    for place, row in enumerate([] if is_heading(header) else rows[:MOST_HEAD_ROWS]):
        if is_heading(row.values):
            header, rows = row.values, rows[place + 1 :]
            break
    columns = columns_of(header)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        words = {"nik": "NIK", "name": _("Nama"), "sex": _("Jenis kelamin"), "born_on": _("Tanggal lahir")}
        raise Refused(
            _("Kolom %(names)s tidak ditemukan. Pakai nama kolom dari berkas contoh.")
            % {"names": ", ".join(words[one] for one in missing)},
            field="file",
        )
    cells = [(row.number, {key: _cell(row.values, at) for key, at in columns.items()}) for row in rows]
    cells = [pair for pair in cells if any(pair[1].values()) and not is_numbering(pair[1])]
    if not cells:
        raise Refused(_("Tidak ada satu pun pemilih di berkas ini."), field="file")
    age = queries.voting_age(election)
    known = queries.regions(told["nik"] for _number, told in cells)
    return [read_row(number, told, day=election.day, age=age, regions=known) for number, told in cells]


def _cell(values: tuple[str, ...], at: int) -> str:
    return values[at] if at < len(values) else ""


def _sort(actor: Actor, election: Pilkades, drafted: list[Drafted]) -> Sorted:
    """Each row against the file, the roll and the other villages."""
    made = Sorted()
    stored = {
        row.nik: row for row in Voter.objects.filter(election=election).order_by("state").select_related("hamlet")
    }
    stored |= {row.nik: row for row in stored.values() if row.state == VoterState.LISTED}
    people: dict[tuple[str, date | None], str] = {
        (row.search_name, row.born_on): row.nik for row in stored.values() if row.state == VoterState.LISTED
    }
    away = queries.elsewhere(actor, election, [row.nik for row in drafted if row.level != ERROR])
    hamlets = set(Hamlet.objects.filter(election=election).values_list("name", flat=True))
    seen: dict[str, int] = {}
    for row in drafted:
        bad, warned = row.level == ERROR, row.level == WARNING
        codes = [one.code for one in row.problems if one.level == WARNING]
        for one in row.problems:
            made.note(row, one.level, one.code, one.text)
        if not bad and row.nik in seen:
            bad = True
            made.note(row, ERROR, "twice", _("NIK sama dengan baris %(row)s.") % {"row": seen[row.nik]})
        before = stored.get(row.nik)
        if not bad and before is not None and before.state == VoterState.REMOVED:
            bad = True
            made.note(
                row,
                ERROR,
                "struck",
                _("Sudah dicoret: %(why)s. Pakai usulan perbaikan.") % {"why": before.removed_because},
            )
        if bad:
            made.counts["bad"] += 1
            continue
        seen[row.nik] = row.row
        if row.nik in away:
            codes.append("elsewhere")
            made.note(row, WARNING, "elsewhere", _("NIK juga terdaftar di %(village)s.") % {"village": away[row.nik]})
        key = (folded(row.name), row.born_on)
        if people.setdefault(key, row.nik) != row.nik:
            codes.append("same_person")
            made.note(
                row, WARNING, "same_person", _("Nama dan tanggal lahir sama dengan pemilih lain ber-NIK berbeda.")
            )
        facts = _facts(row)
        if row.hamlet and row.hamlet not in hamlets:
            made.hamlets.add(row.hamlet)
        what = "new" if before is None else "changed" if _differences(before, facts, row.hamlet) else "same"
        made.counts[what] += 1
        if what != "same":
            warned = bool(codes)
            made.counts["warned"] += warned
            made.rows.append({"facts": facts, "nik": row.nik, "hamlet": row.hamlet, "codes": codes, "warned": warned})
    return made


def _facts(row: Drafted) -> dict[str, Any]:
    """What the file says about a person; what it leaves open is not in it."""
    found: dict[str, Any] = {name: getattr(row, name) for name in FACTS if getattr(row, name)}
    if row.born_on is not None:
        found["born_on"] = row.born_on.isoformat()
    if row.is_married is not None:
        found["is_married"] = row.is_married
    return found


def _differences(before: Voter, facts: dict[str, Any], hamlet: str) -> dict[str, Any]:
    """The stored values of what the file says otherwise, as JSON."""
    old: dict[str, Any] = {}
    for name, value in facts.items():
        known = getattr(before, name)
        known = known.isoformat() if isinstance(known, date) else known
        if known != value:
            old[name] = known
    if hamlet and (before.hamlet is None or before.hamlet.name != hamlet):
        old["hamlet_id"] = before.hamlet_id
    return old


def _store(found: RollImport, rows: list[dict[str, Any]]) -> list[list[Any]]:
    """One batch: new voters in, changed ones changed; returns what these were before."""
    election = found.election
    homes = _homes(election, {row["hamlet"] for row in rows if row["hamlet"]})
    stored = Voter.objects.filter(election=election, state=VoterState.LISTED, nik__in=[row["nik"] for row in rows])
    known = {row.nik: row for row in stored.select_related("hamlet")}
    fresh, changed, before = [], [], []
    came_with = RollImport._meta.pk.get_db_prep_value(found.pk, connection)
    for row in rows:
        facts, voter = row["facts"], known.get(row["nik"])
        findings = f"|{'|'.join(row['codes'])}|"[:200] if row["codes"] else ""
        if voter is None:
            born = date.fromisoformat(facts["born_on"])
            fresh.append([
                election.pk, row["nik"], *(facts.get(name, "") for name in FACTS), born,
                facts.get("is_married", False), homes.get(row["hamlet"]), folded(facts["name"])[:150], findings,
                came_with, VoterState.LISTED.value, "impor", "", "", "", "",
            ])  # fmt: skip
            continue
        old = _differences(voter, facts, row["hamlet"])
        if old:
            before.append([voter.pk, old])
            for name, value in facts.items():
                setattr(voter, name, date.fromisoformat(value) if name == "born_on" else value)
            if row["hamlet"]:
                voter.hamlet_id = homes[row["hamlet"]]
            voter.findings = findings
            changed.append(voter)
    try:
        with transaction.atomic():
            bulk.load(Voter, STORED, fresh)
            _update(changed)
    except IntegrityError:  # its text may hold a NIK and must not reach the log
        raise Refused(
            _("Daftar pemilih berubah selagi diimpor. Yang sudah masuk tersimpan; jalankan impornya lagi.")
        ) from None
    return before


def _update(rows: list[Voter]) -> None:
    for row in rows:
        row.search_name = folded(row.name)[:150]
    names = [*FACTS, "born_on", "is_married", "hamlet_id", "search_name", "findings"]
    Voter.objects.bulk_update(rows, [name.removesuffix("_id") for name in names], batch_size=100)


def _homes(election: Pilkades, names: set[str]) -> dict[str, int]:
    """The hamlets of these names; those that are not there yet are made."""
    known = dict(Hamlet.objects.filter(election=election).values_list("name", "pk"))
    for name in sorted(names - set(known)):
        known[name] = Hamlet.objects.create(election=election, name=name).pk
    return known


@transaction.atomic
def _finish(actor: Actor, found: RollImport) -> dict[str, int]:
    new, changed = Voter.objects.filter(came_with=found).count(), len(found.undo)
    counts = found.counts | {"taken_new": new, "taken_changed": changed}
    RollImport.objects.filter(pk=found.pk).update(
        state=ImportState.DONE, done_at=timezone.now(), rows=[], counts=counts
    )  # fmt: skip
    audit.record("elections.roll_import", found.election, actor, file=found.file_name, new=new, changed=changed)
    return {"new": new, "changed": changed}
