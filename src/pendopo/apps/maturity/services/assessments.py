"""Opening and setting up an assessment: which offices answer what, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pendopo.apps.maturity.events import AssessmentStarted
from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, EvaluationKind
from pendopo.apps.maturity.queries.assessments import instrument_of, of_year
from pendopo.apps.maturity.rules import flow, loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.services import reminders
from pendopo.apps.maturity.services.scores import lock
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.units.models import Unit
from pendopo.kernel.workflow import Move

YEARS: Final = range(2018, 2101)
START: Final = Move("start", gettext_lazy("Mulai penilaian mandiri"), ("setup",), "self", "maturity.assign")
CANCEL: Final = Move("cancel", gettext_lazy("Batalkan penilaian"), flow.WORKING, "cancelled", "maturity.assign")


@dataclass(frozen=True, slots=True)
class Dates:
    answers_due: date | None
    submit_due: date | None


@transaction.atomic
def open_assessment(
    actor: Actor,
    *,
    year: int,
    instrument: str,
    kind: str,
    answers_due: date | None,
    submit_due: date | None,
    decree: str = "",
    target: Decimal | None = None,
) -> Assessment:
    """A new assessment with its entries, none assigned yet. One a year and instrument."""
    actor.require("maturity.assign")
    found = loading.instruments().get(instrument)
    if found is None:
        raise Refused(_("Instrumen ini tidak dikenal. Pilih dari daftar."), field="instrument")
    if year not in YEARS:
        raise Refused(_("Tahun harus %(low)s sampai %(high)s.") % {"low": 2018, "high": 2100}, field="year")
    if kind not in EvaluationKind.values:
        raise Refused(_("Pilih evaluasi atau pemantauan."), field="kind")
    _check_dates(Dates(answers_due, submit_due))
    _check_target(found, target)
    if of_year(year, instrument=instrument).exists():
        raise _twice(found, year)
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                year=year, instrument=instrument, kind=kind, answers_due=answers_due, submit_due=submit_due,
                decree=decree.strip()[:200], target=target, created_by=actor.name[:150],
            )  # fmt: skip
    except IntegrityError:
        raise _twice(found, year) from None
    Entry.objects.bulk_create(
        Entry(assessment=assessment, code=entry.code, position=entry.position, due=answers_due)
        for entry in found.entries.values()
    )
    audit.record("maturity.open", assessment, actor, year=year, instrument=instrument, kind=kind, digest=found.digest)
    return assessment


@transaction.atomic
def configure(
    actor: Actor, assessment: Assessment, *, kind: str, dates: Dates, decree: str = "", target: Decimal | None = None
) -> None:
    """Change kind, deadlines, decree and target before submission; entries with the common deadline follow it."""
    actor.require("maturity.assign")
    assessment = _open_for_setup(assessment)
    if kind not in EvaluationKind.values:
        raise Refused(_("Pilih evaluasi atau pemantauan."), field="kind")
    _check_dates(dates)
    _check_target(instrument_of(assessment), target)
    before = assessment.answers_due
    if before != dates.answers_due:
        follow = Q(due=before) if before else Q(due__isnull=True)
        assessment.entries.filter(follow).update(due=dates.answers_due)
    change = {
        "kind": kind, "answers_due": dates.answers_due, "submit_due": dates.submit_due,
        "decree": decree.strip()[:200], "target": target,
    }  # fmt: skip
    Assessment.objects.filter(pk=assessment.pk).update(**change)
    said = {name: None if value is None else str(value) for name, value in change.items()}
    audit.record("maturity.configure", assessment, actor, **said)


@transaction.atomic
def assign(
    actor: Actor, assessment: Assessment, codes: Collection[str], *, unit: Unit | None, due: date | None = None
) -> int:
    """Give entries to an office (None: take them away) and, with `due`, a deadline of their own. Returns how many."""
    actor.require("maturity.assign")
    assessment = _open_for_setup(assessment)
    rows = _entries(assessment, codes)
    if unit is None and assessment.state == AssessmentState.SELF:
        raise Refused(_("Penilaian mandiri sudah dimulai; setiap indikator harus punya kantor."), field="unit")
    if unit is not None and unit.closed_on is not None:
        raise Refused(_("%(unit)s sudah tidak ada. Pilih kantor lain.") % {"unit": unit.short_name}, field="unit")
    change: dict[str, object] = {"unit": unit}
    if due is not None:
        _check_due(assessment, due)
        change["due"] = due
    done = rows.update(**change)
    audit.record(
        "maturity.assign", assessment, actor,
        unit=unit.path if unit else None, codes=sorted(codes), due=due.isoformat() if due else None,
    )  # fmt: skip
    return done


@transaction.atomic
def set_due(actor: Actor, assessment: Assessment, codes: Collection[str], *, due: date) -> int:
    """Another deadline for some entries."""
    actor.require("maturity.assign")
    assessment = _open_for_setup(assessment)
    _check_due(assessment, due)
    done = _entries(assessment, codes).update(due=due)
    audit.record("maturity.set_due", assessment, actor, codes=sorted(codes), due=due.isoformat())
    return done


@transaction.atomic
def copy_assignment(actor: Actor, assessment: Assessment, source: Assessment) -> int:
    """Offices of an earlier assessment by the same instrument, for entries that have none. Returns how many."""
    actor.require("maturity.assign")
    assessment = _open_for_setup(assessment)
    if source.instrument != assessment.instrument:
        raise Refused(_("Pembagian hanya dapat disalin dari penilaian dengan instrumen yang sama."), field="source")
    known = source.entries.filter(unit__isnull=False, unit__closed_on__isnull=True)
    by_code = dict(known.values_list("code", "unit_id"))
    free = list(assessment.entries.filter(unit__isnull=True, code__in=by_code))
    for entry in free:
        entry.unit_id = by_code[entry.code]
    Entry.objects.bulk_update(free, ["unit"])
    audit.record("maturity.copy_assignment", assessment, actor, source=source.pk, entries=len(free))
    return len(free)


@transaction.atomic
def start(actor: Actor, assessment: Assessment) -> None:
    """Let the offices fill in. Refused while an entry has no office or there is no deadline."""
    actor.require(START.permission)
    fresh = lock(assessment)
    if fresh.state == AssessmentState.SETUP:
        missing = fresh.entries.filter(unit__isnull=True).count()
        if missing:
            raise Refused(
                ngettext(
                    "%(n)s indikator belum dibagi kepada kantor. Bagikan dahulu.",
                    "%(n)s indikator belum dibagi kepada kantor. Bagikan dahulu.",
                    missing,
                )
                % {"n": missing}
            )
        if fresh.answers_due is None:
            raise Refused(_("Batas isian kantor belum ditentukan. Isi dahulu di halaman persiapan."))
    workflow.apply(actor, fresh, START)
    audit.record("maturity.start", fresh, actor, year=fresh.year)
    publish(AssessmentStarted(fresh.pk, fresh.year))
    assessment.state = fresh.state


@transaction.atomic
def cancel(actor: Actor, assessment: Assessment, reason: str) -> None:
    """End an assessment that was opened by mistake, before submission; everything in it stays readable."""
    actor.require(CANCEL.permission)
    text = reason.strip()
    if not text:
        raise Refused(_("Tulis alasan pembatalan."), field="reason")
    fresh = lock(assessment)
    workflow.apply(actor, fresh, CANCEL)
    reminders.forget(fresh.pk)
    audit.record("maturity.cancel", fresh, actor, reason=text)
    assessment.state = fresh.state


def _open_for_setup(assessment: Assessment) -> Assessment:
    fresh = lock(assessment)
    if fresh.state not in flow.WORKING:
        raise Refused(
            _("Penilaian %(year)s sudah disampaikan atau berakhir; pembagian dan batas waktunya tidak dapat diubah.")
            % {"year": fresh.year}
        )
    return fresh


def _entries(assessment: Assessment, codes: Collection[str]) -> QuerySet[Entry]:
    wanted = set(codes)
    if not wanted:
        raise Refused(_("Pilih sedikitnya satu indikator."), field="codes")
    unknown = wanted - set(instrument_of(assessment).entry_codes)
    if unknown:
        raise Refused(_("Indikator tidak dikenal: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}, field="codes")
    return assessment.entries.filter(code__in=wanted)


def _check_dates(dates: Dates) -> None:
    if dates.answers_due and dates.submit_due and dates.submit_due < dates.answers_due:
        raise Refused(_("Batas penyampaian lebih awal dari batas isian kantor."), field="submit_due")


def _check_due(assessment: Assessment, due: date) -> None:
    if assessment.submit_due is not None and due > assessment.submit_due:
        raise Refused(_("Batas isian sesudah batas penyampaian. Pilih hari yang lebih awal."), field="due")


def _check_target(instrument: Instrument, target: Decimal | None) -> None:
    if target is not None and not instrument.level_min <= target <= instrument.level_max:
        raise Refused(
            _("Target indeks harus %(low)s sampai %(high)s.")
            % {"low": instrument.level_min, "high": instrument.level_max},
            field="target",
        )


def _twice(instrument: Instrument, year: int) -> Refused:
    return Refused(
        _("Penilaian %(year)s dengan %(instrument)s sudah ada. Buka yang ada, atau batalkan dahulu.")
        % {"year": year, "instrument": instrument.short},
        field="instrument",
    )
