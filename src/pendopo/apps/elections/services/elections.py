"""Making an election, changing it and moving it along."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from importlib import import_module
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pendopo.apps.elections import services as package
from pendopo.apps.elections.events import ElectionMoved
from pendopo.apps.elections.models import ElectionPaper, ElectionState, Pilkades
from pendopo.apps.elections.rules.moves import MOVES, NEED_REASON, Check, checks_of, effect, effects_of, guard
from pendopo.kernel import audit, files, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts import clear
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.events import publish
from pendopo.kernel.units import services as units
from pendopo.kernel.units.models import Decree, Unit, UnitKind

__all__ = ["Facts", "NewVillage", "checks", "create", "effect", "guard", "move", "open_village", "require_runner"]
MANAGE, RUN = "elections.manage", "elections.run"
OVER = (ElectionState.DETERMINED, ElectionState.ARCHIVED, ElectionState.CANCELLED)
RUNNING = (ElectionState.VOTING, ElectionState.COUNTED)
CHANGEABLE = (ElectionState.PREPARING, ElectionState.REGISTRATION)
MOST_AT_ONCE = 300
IN_BOXES = {"title", "day", "opens_at", "closes_at", "zone", "blank", "group"}
LATE = "elections.stage_late"
"""Kind of the alert of a late stage; its key is the stage."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an election is beside its village and state; `title` empty makes one from the village's name."""

    day: date
    opens_at: time
    closes_at: time
    title: str = ""
    wave: str = ""
    zone: str = ""
    group: str = "Ed25519"
    blank: str = "boleh"
    tie_rule: str = ""
    tie_basis: str = ""
    decree_number: str = ""
    decree_date: date | None = None
    regulation_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewVillage:
    """A village that is no unit yet: its code of the Kemendagri list (64.01.03.2001) and its name."""

    district: Unit
    code: str
    name: str


def require_runner(actor: Actor, election: Pilkades, permission: str = RUN) -> None:
    """Raise NotAllowed unless the actor prepares this election."""
    actor.require(permission)
    if not actor.covers(election.unit.path):
        raise NotAllowed(permission)


def require_reason(reason: str) -> str:
    """A reason as it is kept. Raise Refused (field "reason") without one."""
    if not reason.strip():
        raise Refused(_("Tulis alasannya; alasan tampil di riwayat."), field="reason")
    return reason.strip()[:250]


def refuse_over(election: Pilkades) -> None:
    """Raise Refused when nothing of the election may change any more."""
    if election.state in OVER:
        raise Refused(
            _("Pemilihan ini %(state)s, jadi tidak dapat diubah lagi.")
            % {"state": election.get_state_display().lower()}
        )


def refuse_fixed(election: Pilkades) -> None:
    """Raise Refused once what the boxes are made from is fixed (READY and later)."""
    refuse_over(election)
    if election.state in (ElectionState.READY, *RUNNING):
        raise Refused(
            _("Pemilihan ini sudah %(state)s; TPS, calon, dan DPT terkunci. Batalkan kesiapan bila harus diubah.")
            % {"state": election.get_state_display().lower()}
        )


def locked(election: Pilkades) -> Pilkades:
    """The row as it is now, held until the end of the transaction."""
    return Pilkades.objects.select_for_update(of=("self",)).select_related("unit").get(pk=election.pk)


@transaction.atomic
def open_village(actor: Actor, new: NewVillage, *, on: date | None = None) -> Unit:
    """A village as a unit under its kecamatan. Raises Refused for a code that is not a village's of that kecamatan."""
    from pendopo.apps.elections.queries.elections import village_fault

    actor.require(MANAGE)
    if not actor.covers(new.district.path) or new.district.kind != UnitKind.DISTRICT:
        raise NotAllowed(MANAGE)
    fault = village_fault(new.district, new.code)
    if fault:
        raise Refused(fault, field="code")
    if not new.name.strip():
        raise Refused(_("Isi nama desa."), field="name")
    known = new.name.strip()
    name = known if known.lower().startswith("desa ") else f"Desa {known}"
    opener = _opener(actor)
    return units.open_unit(
        opener, parent=new.district, on=on or today(),
        new=units.NewUnit(code=new.code, name=name, kind=UnitKind.VILLAGE),
        decree=Decree("Kepmendagri 300.2.2-2430/2025", date(2025, 1, 1), _("Kode wilayah administrasi")),
        district_code=new.district.district_code,
    )  # fmt: skip


def _opener(actor: Actor) -> Actor:
    """The same actor with the right to open a unit; what is opened has been checked to be a village."""
    held = frozenset({*actor.permissions, "units.manage"})
    return Actor(
        actor.account_id, actor.person_id, actor.unit_path, held, actor.name, actor.post, actor.assignment_id,
        actor.is_system,
    )  # fmt: skip


@transaction.atomic
def create(actor: Actor, *, villages: Sequence[Unit], facts: Facts) -> list[Pilkades]:
    """One election for each village, with the proposed schedule. All or none. Raises Refused for one that has one."""
    from pendopo.apps.elections.services.stages import propose

    actor.require(MANAGE)
    wanted = list({village.pk: village for village in villages}.values())
    if not wanted:
        raise Refused(_("Belum ada desa yang dipilih."), field="villages")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Paling banyak %(n)s desa sekali buka.") % {"n": MOST_AT_ONCE}, field="villages")
    for village in wanted:
        if not actor.covers(village.path):
            raise NotAllowed(MANAGE)
        if village.kind != UnitKind.VILLAGE:
            raise Refused(_("%(name)s bukan desa. Pilih desa.") % {"name": village.name}, field="villages")
    _check(facts)
    made = []
    for village in wanted:
        election = _open(actor, village, facts)
        propose(actor, election)
        made.append(election)
    return made


def _open(actor: Actor, village: Unit, facts: Facts) -> Pilkades:
    title = facts.title.strip() or _("Pemilihan Kepala %(village)s %(year)s") % {
        "village": village.name, "year": facts.day.year,
    }  # fmt: skip
    words = replace(facts, title=title, zone=facts.zone or village.zone)
    try:
        with transaction.atomic():
            election = Pilkades.objects.create(unit=village, **_fields(words))
    except IntegrityError:
        raise _twice(village, facts.day) from None
    audit.record("elections.create", election, actor, title=title, day=str(facts.day), village=village.name)
    return election


@transaction.atomic
def edit(actor: Actor, election: Pilkades, *, facts: Facts) -> Pilkades:
    """Change what is not fixed yet; another day of voting takes the schedule along."""
    from pendopo.apps.elections.services.stages import follow_day

    found = locked(election)
    require_runner(actor, found)
    refuse_fixed(found)
    _check(facts)
    new = _fields(replace(facts, title=facts.title.strip() or found.title, zone=facts.zone or found.zone))
    changed = [name for name, value in new.items() if getattr(found, name) != value]
    _check_made(found, set(changed))
    if "day" in changed and not actor.can(MANAGE):
        raise Refused(_("Hari pemungutan suara diubah oleh kabupaten. Hubungi DPMD."), field="day")
    try:
        with transaction.atomic():
            Pilkades.objects.filter(pk=found.pk).update(**new)
    except IntegrityError:
        raise _twice(found.unit, facts.day) from None
    audit.record("elections.edit", election, actor, fields=changed)
    if "day" in changed:
        follow_day(actor, found, days=(facts.day - found.day).days)
    election.refresh_from_db()
    return election


def _check_made(election: Pilkades, changed: set[str]) -> None:
    """What keys and boxes were made from stays as long as they are in use."""
    if {"group", "blank"} & changed and election.state not in CHANGEABLE:
        raise Refused(_("Suara kosong dan kelompok kripto tetap sejak DPT ditetapkan."), field="blank")
    if "group" in changed and election.keysets.filter(dropped_at__isnull=True).exists():
        raise Refused(_("Kunci sudah diterima untuk kelompok ini. Kesampingkan kuncinya dahulu."), field="group")
    boxed = election.stations.filter(boxes__isnull=False, boxes__dropped_at__isnull=True)
    if IN_BOXES & changed and boxed.exists():
        raise Refused(
            _("Kartu dan paket TPS sudah memuat nama, hari, dan jam ini. Batalkan kartunya dahulu."), field="day"
        )


def checks(actor: Actor, election: Pilkades, name: str) -> list[Check]:
    """What a move waits for, met or not, from all slices."""
    actor.require("elections.view")
    _load_slices()
    return checks_of(name, election)


def missing(election: Pilkades, name: str) -> list[str]:
    """Sentences of what keeps the election from a move."""
    _load_slices()
    return [str(one.missing or one.label) for one in checks_of(name, election) if not one.is_met]


@transaction.atomic
def move(actor: Actor, election: Pilkades, name: str, *, reason: str = "") -> None:
    """One step. Raises Refused with everything that is missing, or when somebody else was first."""
    chosen = MOVES[name]
    found = locked(election)
    require_runner(actor, found, chosen.permission)
    reason = require_reason(reason) if name in NEED_REASON else reason.strip()[:250]
    if found.state in chosen.source:
        lacking = missing(found, name)
        if lacking:
            words = _("%(step)s belum dapat dilakukan. Keadaan tidak berubah. Yang kurang: %(list)s")
            raise Refused(words % {"step": chosen.label, "list": " · ".join(lacking)})
    extra: dict[str, Any] = {"reason": reason} if name == "batal" else {}
    if name == "dpt":
        extra["roll_set_on"] = today()
    if name == "buka_dpt":
        extra["roll_set_on"] = None
    workflow.apply(actor, election, chosen, **extra)
    audit.record(f"elections.{name}", election, actor, **({"reason": reason} if reason else {}))
    for function in effects_of(name):
        function(actor, election)
    if name in ("batal", "arsip"):
        _forget_lateness(election)
    publish(ElectionMoved(election.pk, found.unit.path, name, election.state))


def _forget_lateness(election: Pilkades) -> None:
    for pk in election.stages.values_list("pk", flat=True):
        clear(LATE, str(pk))


@transaction.atomic
def add_paper(actor: Actor, election: Pilkades, *, title: str, upload: Any) -> ElectionPaper:
    """A document of the election; papers may come at any time, also after its end."""
    require_runner(actor, election)
    if not title.strip():
        raise Refused(_("Isi judul dokumen."), field="title")
    kept = files.keep(actor, upload)
    made = ElectionPaper.objects.create(election=election, title=title.strip()[:200], file=kept, added_by=actor.name)
    audit.record("elections.paper_add", election, actor, title=made.title)
    return made


@transaction.atomic
def remove_paper(actor: Actor, paper: ElectionPaper) -> None:
    """Take a document out of the list; its bytes stay as long as the files are kept."""
    require_runner(actor, paper.election)
    refuse_over(paper.election)
    audit.record("elections.paper_remove", paper.election, actor, title=paper.title)
    paper.delete()


def _load_slices() -> None:
    """Every service of this app is read, so that no guard is passed over because nobody had imported it."""
    for found in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{found.name}")


def _fields(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in Facts.__dataclass_fields__}


def _twice(village: Unit, day: date) -> Refused:
    words = _("%(village)s sudah mempunyai pemilihan pada hari itu. Tidak ada yang dibuat; pilih hari atau desa lain.")
    return Refused(words % {"village": village.name}, field="day")


def _check(facts: Facts) -> None:
    if facts.closes_at <= facts.opens_at:
        raise Refused(_("TPS ditutup sebelum dibuka. Periksa kedua jam."), field="closes_at")
    if facts.zone and facts.zone not in units.ZONES:
        raise Refused(_("Zona waktu tidak dikenal. Pilih WIB, WITA, atau WIT."), field="zone")
    if facts.decree_date and facts.decree_date > facts.day:
        raise Refused(
            _("SK panitia bertanggal sesudah hari pemungutan suara. Periksa tanggalnya."), field="decree_date"
        )
