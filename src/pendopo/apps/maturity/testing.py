"""Assessments for tests and for other slices, made through the services."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from pendopo.apps.maturity.models import Assessment, Entry, EvaluationKind, Submission
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.services import answers, assessments, evidence, stages, submission
from pendopo.apps.maturity.services.evidence import Content
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit

SECOND = Actor.system("pemeriksa uji")
"""The checker of tests: the program itself has no person, so nothing is its own."""


def make_assessment(
    unit: Unit,
    *,
    year: int = 2025,
    instrument: str = "spbe-59-2020",
    kind: str = EvaluationKind.EVALUATION,
    started: bool = True,
    due: date | None = None,
) -> Assessment:
    """An assessment with every entry given to `unit`, in self-assessment unless `started` is False."""
    day = due or today() + timedelta(days=14)
    assessment = assessments.open_assessment(
        SYSTEM, year=year, instrument=instrument, kind=kind, answers_due=day, submit_due=day + timedelta(days=14)
    )
    assessments.assign(SYSTEM, assessment, instrument_of(assessment).entry_codes, unit=unit)
    if started:
        assessments.start(SYSTEM, assessment)
    return assessment


def entry_of(assessment: Assessment, code: str) -> Entry:
    return Entry.objects.select_related("assessment", "unit").get(assessment=assessment, code=code)


def prove(entry: Entry, level: int, *, by: Actor = SYSTEM, checked_by: Actor = SECOND, title: str = "") -> None:
    """Accepted evidence (a link) for every level from 1 to `level`."""
    if level < 1:
        return
    assert entry.unit is not None
    item = evidence.register(
        by, title=title or f"Bukti {entry.code}", kind="link", unit=entry.unit,
        content=Content(url=f"https://contoh.go.id/{entry.assessment_id}/{entry.code}"),
    )  # fmt: skip
    version = item.versions.get()
    for use in evidence.propose(by, version, entry, levels=range(1, level + 1)):
        evidence.accept(checked_by, use)


def answer(
    entry: Entry, level: int, *, by: Actor = SYSTEM, checked_by: Actor | None = SECOND, evidence_too: bool = True
) -> Entry:
    """A complete answer: saved, sent, and accepted unless `checked_by` is None."""
    if evidence_too and level > instrument_of(entry.assessment).level_min:
        prove(entry, level, by=by)
    answers.save(
        by, entry, level=level, version=0,
        fact=f"Perbup 12/2024 pasal 4 halaman 3, berkas {entry.code}.a.", analysis=f"Memenuhi tingkat {level}.",
    )  # fmt: skip
    answers.send(by, entry)
    if checked_by is not None:
        answers.accept(checked_by, entry)
    return entry


def answer_all(
    assessment: Assessment,
    level: int | Mapping[str, int] | Callable[[str], int] = 1,
    *,
    by: Actor = SYSTEM,
    checked_by: Actor = SECOND,
    only: Collection[str] | None = None,
) -> None:
    """Every entry (or `only` some) answered with its evidence and accepted. The lowest level needs no evidence."""
    for entry in assessment.entries.select_related("assessment", "unit"):
        if only is None or entry.code in only:
            answer(entry, _level(level, entry.code), by=by, checked_by=checked_by)


def submit(assessment: Assessment, *, by: Actor = SYSTEM) -> Submission:
    return submission.submit(by, assessment, ba_number="000.9/1/BA/2026", ba_date=today(), consent=True)


def assess_all(
    assessment: Assessment, level: int | Mapping[str, int] | Callable[[str], int] = 1, *, by: Actor = SYSTEM
) -> None:
    """Every entry scored in the stage under way."""
    for entry in assessment.entries.select_related("assessment"):
        stages.assess(
            by, entry, assessment.state, level=_level(level, entry.code), fact="Dokumen diperiksa.",
            analysis="Sesuai kriteria.", justification="Bukti mendukung tingkat ini.", version=0,
        )  # fmt: skip


def make_closed(unit: Unit, level: int = 1, *, year: int = 2024, instrument: str = "spbe-59-2020") -> Assessment:
    """A monitored year from opening to the final result."""
    assessment = make_assessment(unit, year=year, instrument=instrument, kind=EvaluationKind.MONITORING)
    answer_all(assessment, level)
    submit(assessment)
    assess_all(assessment, level)
    stages.advance(SYSTEM, assessment, "review")
    stages.close(SYSTEM, assessment)
    assessment.refresh_from_db()
    return assessment


def _level(level: int | Mapping[str, int] | Callable[[str], int], code: str) -> int:
    if isinstance(level, int):
        return level
    return level[code] if isinstance(level, Mapping) else level(code)
