"""The schedule of an election."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Pilkades, Stage
from pendopo.apps.elections.policy import EXTENSION_DAYS, FEWEST_CANDIDATES, OBJECTION_DAYS
from pendopo.apps.elections.rules import stages as rules
from pendopo.apps.elections.services.elections import LATE, locked, refuse_over, require_runner
from pendopo.kernel import audit, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts import clear
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

FARTHEST = 400


def propose(actor: Actor, election: Pilkades) -> list[Stage]:
    """The schedule of the template, for an election that has none yet."""
    require_runner(actor, election)
    if election.stages.exists():
        raise Refused(_("Jadwal sudah ada. Ubah tahapannya satu per satu, atau geser semuanya."))
    days = int(settings_store.value(OBJECTION_DAYS, on=election.day))
    made = Stage.objects.bulk_create(
        Stage(
            election=election, key=one.key, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on,
            basis=rules.BY_KEY[one.key].basis,
        )
        for one in rules.proposal(election.day, days)
    )  # fmt: skip
    audit.record("elections.stages_propose", election, actor, stages=len(made))
    return made


@transaction.atomic
def shift(actor: Actor, election: Pilkades, *, days: int, reason: str) -> int:
    """Move the stages before the day of voting that are not done by some days (also back). How many moved.

    The day itself and what follows it move with the day (services/elections.edit).
    """
    require_runner(actor, election)
    refuse_over(locked(election))
    if not days or abs(days) > FARTHEST:
        raise Refused(
            _("Geser antara 1 dan %(n)s hari, boleh mundur dengan tanda kurang.") % {"n": FARTHEST}, field="days"
        )
    if not reason.strip():
        raise Refused(_("Tulis alasan pergeseran; alasan tampil di riwayat."), field="reason")
    before = election.stages.filter(done_on__isnull=True, starts_on__lt=election.day)
    moved = _move_by(list(before.exclude(key__in=rules.ON_THE_DAY)), days)
    audit.record("elections.stages_shift", election, actor, days=days, reason=reason.strip()[:250], stages=len(moved))
    return len(moved)


def follow_day(actor: Actor, election: Pilkades, *, days: int) -> None:
    """The day of voting has moved: every stage that is not done moves along."""
    moved = _move_by(list(election.stages.filter(done_on__isnull=True)), days)
    audit.record("elections.stages_shift", election, actor, days=days, stages=len(moved))


def _move_by(stages: list[Stage], days: int) -> list[Stage]:
    for stage in stages:
        stage.starts_on += timedelta(days)
        stage.ends_on += timedelta(days)
        if stage.ends_on >= today():
            clear(LATE, str(stage.pk))
    Stage.objects.bulk_update(stages, ["starts_on", "ends_on"])
    return stages


@transaction.atomic
def add(
    actor: Actor, election: Pilkades, *, name: str, starts_on: date, ends_on: date, basis: str = "", note: str = ""
) -> Stage:
    """A stage of one's own."""
    require_runner(actor, election)
    refuse_over(locked(election))
    _check(name, starts_on, ends_on)
    made = Stage.objects.create(
        election=election, name=name.strip(), starts_on=starts_on, ends_on=ends_on, basis=basis, note=note
    )
    audit.record("elections.stage_add", election, actor, subject=made.name)
    return made


@transaction.atomic
def edit(
    actor: Actor, stage: Stage, *, name: str, starts_on: date, ends_on: date, basis: str = "", note: str = ""
) -> Stage:
    require_runner(actor, stage.election)
    refuse_over(locked(stage.election))
    _check(name, starts_on, ends_on)
    before = f"{stage.starts_on} – {stage.ends_on}"
    stage.name, stage.starts_on, stage.ends_on = name.strip(), starts_on, ends_on
    stage.basis, stage.note = basis, note
    stage.save(update_fields=["name", "starts_on", "ends_on", "basis", "note"])
    if ends_on >= today():
        clear(LATE, str(stage.pk))
    audit.record(
        "elections.stage_edit", stage.election, actor,
        subject=stage.name, before=before, after=f"{starts_on} – {ends_on}",
    )  # fmt: skip
    return stage


@transaction.atomic
def finish(actor: Actor, stage: Stage, *, on: date) -> None:
    """The stage is done. Raises Refused for a day to come or before it began."""
    require_runner(actor, stage.election)
    refuse_over(locked(stage.election))
    if on > today():
        raise Refused(_("Hari selesai masih di masa depan. Catat pada harinya."), field="on")
    if on < stage.starts_on:
        raise Refused(_("Tahapan ini belum mulai pada hari itu. Ubah jadwalnya dahulu bila dimajukan."), field="on")
    changed = Stage.objects.filter(pk=stage.pk, done_on__isnull=True).update(done_on=on)
    if not changed:
        raise Refused(_("Tahapan ini sudah dicatat selesai."))
    stage.done_on = on
    clear(LATE, str(stage.pk))
    audit.record("elections.stage_done", stage.election, actor, subject=stage.name, on=str(on))


@transaction.atomic
def reopen(actor: Actor, stage: Stage) -> None:
    """Take back that a stage is done."""
    require_runner(actor, stage.election)
    refuse_over(locked(stage.election))
    if not Stage.objects.filter(pk=stage.pk, done_on__isnull=False).update(done_on=None):
        raise Refused(_("Tahapan ini memang belum dicatat selesai."))
    stage.done_on = None
    audit.record("elections.stage_reopen", stage.election, actor, subject=stage.name)


@transaction.atomic
def remove(actor: Actor, stage: Stage) -> None:
    """Only own stages; those that the law knows stay."""
    require_runner(actor, stage.election)
    refuse_over(locked(stage.election))
    if stage.key:
        raise Refused(_("Tahapan menurut peraturan tidak dapat dihapus. Ubah tanggalnya bila perlu."))
    clear(LATE, str(stage.pk))
    audit.record("elections.stage_remove", stage.election, actor, subject=stage.name)
    stage.delete()


@transaction.atomic
def extend_registration(actor: Actor, election: Pilkades, *, reason: str) -> Stage:
    """Fewer fit candidates than the law asks for: registration goes on for the days of the setting, from its last day
    or from today. Raises Refused when there are enough.
    """
    from pendopo.apps.elections.queries.candidates import fit

    found = locked(election)
    require_runner(actor, found)
    if found.state != "pendaftaran":
        raise Refused(_("Perpanjangan hanya selama pendaftaran dibuka."))
    fewest = int(settings_store.value(FEWEST_CANDIDATES, on=found.day))
    if fit(found).count() >= fewest:
        raise Refused(_("Calon sudah cukup; pendaftaran tidak perlu diperpanjang."))
    stage = found.stages.filter(key="calon").first()
    if stage is None:
        raise Refused(_("Tahapan pendaftaran calon belum ada di jadwal."))
    days = int(settings_store.value(EXTENSION_DAYS))
    until = max(stage.ends_on, today()) + timedelta(days)
    Stage.objects.filter(pk=stage.pk).update(ends_on=until, done_on=None, note=reason.strip()[:250])
    stage.refresh_from_db()
    clear(LATE, str(stage.pk))
    audit.record("elections.registration_extend", election, actor, days=days, until=str(until), reason=reason[:250])
    return stage


def _check(name: str, starts_on: date, ends_on: date) -> None:
    if not name.strip():
        raise Refused(_("Isi nama tahapan."), field="name")
    if ends_on < starts_on:
        raise Refused(_("Tahapan selesai sebelum mulai. Periksa kedua tanggal."), field="ends_on")
